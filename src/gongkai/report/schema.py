"""What programs may expect: JSON Schema, CSV columns and spreadsheet names, all from the form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gongkai.finding import Severity, Verdict
from gongkai.report.filing import Origin
from gongkai.report.form import Cell, Form, Kind
from gongkai.report.layout import full_label

DRAFT = "https://json-schema.org/draft/2020-12/schema"

STATUSES = ("read", "repaired", "doubtful")
"""How far a report was read, where it could be read at all."""

LONG_COLUMNS = ("cell", "label", "value", "unit", "origin")
"""Columns of the CSV with one cell a row."""

SIDE_SHEETS = (("勾稽", "Identities"), ("核对结果", "Findings"))
"""The sheets of a workbook that judge a report and are no part of it: (Chinese, English) names."""

DECIMAL = r"^-?[0-9]+(\.[0-9]+)?$"
"""Money in 万元: a decimal string, no exponent, no separators."""

_WHOLE = {"type": ["integer", "null"]}
_MONEY = {"type": ["string", "null"], "pattern": DECIMAL}
_TEXT = {"type": "string"}
_NUMBER: dict[str, Any] = {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": DECIMAL}]}
_FACT = {"type": ["integer", "string"]}


def report_schema(form: Form) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one report in this form, as files, API and store carry it.

    Every cell of the form is required and no other is allowed; ``null`` is a cell without a number.
    """
    return {"$schema": DRAFT, "title": form.title, "description": form.notice, **_report(form), "$defs": _defs()}


def reading_schema(form: Form) -> dict[str, Any]:
    """The JSON Schema of one reading: a report in this form, or a failure that says why."""
    return {"$schema": DRAFT, "title": form.title, "oneOf": [_report(form), _failure()], "$defs": _defs()}


def wide_columns(forms: Iterable[Form]) -> tuple[str, ...]:
    """Columns of the CSV with one filing a row: body, year, editions, then all cells of the forms."""
    cells = dict.fromkeys(cell for form in forms for cell in form.cells)
    return ("agency", "year", "editions", *cells)


def spreadsheet_name(cell: str) -> str:
    """The defined name of a cell in a spreadsheet: ``t3.u1.natural`` becomes ``t3_u1_natural``."""
    return cell.replace(".", "_")


def spreadsheet_names(form: Form) -> dict[str, str]:
    """The defined names of all cells of a form, by cell name."""
    return {cell: spreadsheet_name(cell) for cell in form.cells}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _report(form: Form) -> dict[str, Any]:
    names = list(form.cells)
    section = {"key": _TEXT, "number": _TEXT, "title": _TEXT, "parts": _list(_object({"head": _TEXT, "text": _TEXT}))}
    return _object(
        {
            "file": {"type": ["string", "null"]},
            "edition": {"const": form.edition},
            "tables": _object({table.key: {"const": table.edition} for table in form.tables}),
            "agency": {"type": ["string", "null"]},
            "year": {"type": ["integer", "null"]},
            "status": {"enum": [*STATUSES, None]},
            "cells": _object({name: _cell(cell) for name, cell in form.cells.items()}),
            "trace": {
                "type": "object",
                "propertyNames": {"enum": names},
                "additionalProperties": {"$ref": "#/$defs/trace"},
            },
            "narrative": {"type": "object", "additionalProperties": _TEXT},
            "sections": _list(_object(section)),
            "findings": _list({"$ref": "#/$defs/finding"}),
        }
    )


def _failure() -> dict[str, Any]:
    refusal = dict.fromkeys(("code", "reason", "reason_en", "advice", "advice_en"), _TEXT)
    return _object(
        {
            "file": {"type": ["string", "null"]},
            "status": {"const": "failed"},
            "refusal": _object(refusal),
            "findings": _list({"$ref": "#/$defs/finding"}),
        }
    )


def _cell(cell: Cell) -> dict[str, Any]:
    number = _MONEY if cell.kind is Kind.MONEY else _WHOLE
    return {**number, "title": full_label(cell), "description": cell.unit}


def _defs() -> dict[str, Any]:
    share = {"type": "number", "minimum": 0, "maximum": 1}
    box = {"type": "array", "items": share, "minItems": 4, "maxItems": 4}
    whole = {"type": "integer"}
    where = _object({}, {"page": whole, "line": whole, "offset": whole, "box": box})
    trace = _object(
        {"origin": {"enum": [str(origin) for origin in Origin]}, "read": {"type": ["string", "null"]}},
        {"because": _list(_TEXT), "where": where, "implied": _NUMBER, "candidates": _list(_NUMBER)},
    )
    finding = _object(
        {
            "code": _TEXT,
            "severity": {"enum": [str(severity) for severity in Severity]},
            "verdict": {"enum": [str(verdict) for verdict in Verdict]},
            "cells": _list(_TEXT),
            "message": _TEXT,
            "message_en": _TEXT,
        },
        {"expected": _FACT, "found": _FACT, "difference": _FACT, "where": where},
    )
    return {"trace": trace, "finding": finding}
