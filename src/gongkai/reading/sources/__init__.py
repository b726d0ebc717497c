"""Bytes to sheets: one module a kind of file; document libraries are used only here."""

from gongkai.reading.sources.archive import DEEPEST, is_archive, members
from gongkai.reading.sources.select import EMPTY, Converter, open_sheet

__all__ = ["DEEPEST", "EMPTY", "Converter", "is_archive", "members", "open_sheet"]
