"""This system's own JSON back into filings: one object, or one a line."""

from __future__ import annotations

import json
from typing import Any

from gongkai.finding import Refusal
from gongkai.report.filing import Filing, Origin, SectionText, Trace, make_filing
from gongkai.report.form import mixed_form


def filings_from_json(data: bytes) -> tuple[Filing, ...] | None:
    """The filings of a JSON or JSON Lines file of this system, or ``None`` if it is none.

    Raises :class:`Refusal` ``broken`` for one whose cells do not fit its edition.
    """
    if data[:1] != b"{" or b'"cells"' not in data or b'"edition"' not in data:
        return None
    try:
        objects = [json.loads(line) for line in data.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        try:
            objects = [json.loads(data)]
        except (ValueError, RecursionError):
            return None
    reports = [entry for entry in objects if isinstance(entry, dict) and isinstance(entry.get("cells"), dict)]
    return tuple(_filing(entry) for entry in reports) or None


def _filing(entry: dict[str, Any]) -> Filing:
    try:
        tables = entry.get("tables")
        editions = tuple(tables.values()) if isinstance(tables, dict) else (str(entry["edition"]),) * 3
        form = mixed_form(*editions)
        traces = {
            cell: Trace(Origin(trace["origin"]), trace.get("read"))
            for cell, trace in (entry.get("trace") or {}).items()
            if cell in form.cells
        }
        return make_filing(
            form,
            entry["cells"],
            agency=entry.get("agency"),
            year=entry.get("year"),
            traces=traces,
            sections=_sections(entry),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise Refusal(
            "broken",
            (f"JSON内容与表格格式不符：{error}", f"the JSON does not fit the form: {error}"),
            ("请用本系统重新导出", "export it again from this system"),
        ) from None


def _sections(entry: dict[str, Any]) -> tuple[SectionText, ...]:
    texts = entry.get("narrative") or {}
    return tuple(
        SectionText(
            section["key"],
            section["number"],
            section["title"],
            texts.get(section["key"], ""),
            tuple((part["head"], part["text"]) for part in section.get("parts", ())),
        )
        for section in entry.get("sections", ())
    )
