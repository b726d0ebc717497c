"""Bytes to sheets: one module a kind of file; document libraries are used only here."""

from gongkai.reading.sources.select import open_sheet

__all__ = ["open_sheet"]
