"""The official editions of the annual report form, as data and as values."""

from gongkai.report.form.load import editions, form_for_year, load_form, mixed_form
from gongkai.report.form.model import Block, Cell, Column, Form, Kind, Line, Section, Shape, Table

__all__ = [
    "Block",
    "Cell",
    "Column",
    "Form",
    "Kind",
    "Line",
    "Section",
    "Shape",
    "Table",
    "editions",
    "form_for_year",
    "load_form",
    "mixed_form",
]
