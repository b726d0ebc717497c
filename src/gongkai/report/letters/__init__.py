"""The letters of an office: declared once as data, put together from facts and fields, checked part by part."""

from gongkai.report.letters.compose import Composed, Context, Draft, Office, Said, compose
from gongkai.report.letters.enter import fact_of
from gongkai.report.letters.kinds import Field, LetterKind, Part, field, fields_for, kind, kinds, part, series

__all__ = [
    "Composed",
    "Context",
    "Draft",
    "Field",
    "LetterKind",
    "Office",
    "Part",
    "Said",
    "compose",
    "fact_of",
    "field",
    "fields_for",
    "kind",
    "kinds",
    "part",
    "series",
]
