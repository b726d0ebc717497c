"""Old Word documents made into DOCX by programs outside: the one thing that reading itself must not do."""

from gongkai.convert.word import as_docx

__all__ = ["as_docx"]
