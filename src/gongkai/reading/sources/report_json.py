"""This system's own JSON back into filings, with the doubts that were recorded: one object, a list, or one a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, NoReturn

from gongkai.finding import Box, Finding, FindingKind, Refusal, Severity, Verdict, Where
from gongkai.reading.findings import READING_CATALOGUE
from gongkai.report.filing import Filing, Number, Origin, SectionText, Trace, make_filing
from gongkai.report.form import Form, Kind, mixed_form

#: No number of a report has more digits than this: before the point, and after it.
_AMOUNT = re.compile(r"[+-]?\d{1,100}(?:\.\d{1,100})?", re.ASCII)
_MOST_COUNTED = 10**100


def reports_from_json(data: bytes) -> tuple[tuple[Filing, tuple[Finding, ...]], ...] | None:
    """The filings of a JSON or JSON Lines file of this system, or ``None`` if it is none.

    With each filing come the findings of its reading: they speak of a document that is not
    there any more, so that they cannot be found again.  What verification found is left out.
    Raises :class:`Refusal` ``broken`` for one whose content does not fit its edition.
    """
    data = data.removeprefix(b"\xef\xbb\xbf").strip()
    if data[:1] not in (b"{", b"[") or b'"cells"' not in data or b'"edition"' not in data:
        return None
    try:
        objects = [_parsed(line) for line in data.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        try:
            objects = [_parsed(data)]
        except (ValueError, RecursionError):
            return None
    entries = [entry for held in objects for entry in (held if isinstance(held, list) else [held])]
    reports = [entry for entry in entries if isinstance(entry, dict) and "cells" in entry and "edition" in entry]
    return tuple(_report(entry) for entry in reports) or None


def _parsed(text: bytes) -> Any:
    return json.loads(text, parse_constant=_no_number)


def _no_number(constant: str) -> NoReturn:
    raise _broken(f"{constant} is not a number")


def _report(entry: dict[str, Any]) -> tuple[Filing, tuple[Finding, ...]]:
    try:
        form = mixed_form(*_editions(entry))
        filing = make_filing(
            form,
            _values(form, _typed(entry["cells"], dict)),
            agency=_typed(entry.get("agency"), str | None),
            year=_year(entry.get("year")),
            traces=dict(_traces(form, _typed(entry.get("trace") or {}, dict))),
            sections=tuple(_sections(entry)),
        )
        return filing, tuple(_findings(form, _typed(entry.get("findings") or [], list)))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise _broken(str(error)) from None


def _broken(reason: str) -> Refusal:
    return Refusal(
        "broken",
        (f"JSON内容与表格格式不符：{reason[:200]}", f"the JSON does not fit the form: {reason[:200]}"),
        ("请用本系统重新导出", "export it again from this system"),
    )


def _typed(value: Any, kind: Any) -> Any:
    """The value, if it is of that type (a truth value is no number); ``TypeError`` otherwise."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise TypeError(f"{type(value).__name__} where {getattr(kind, '__name__', kind)} is due")
    return value


def _editions(entry: dict[str, Any]) -> list[str]:
    tables = _typed(entry.get("tables"), dict | None)
    editions = list(tables.values()) if tables else [entry["edition"]] * 3
    if len(editions) != 3:
        raise ValueError(f"{len(editions)} tables where 3 are due")
    return [_typed(edition, str) for edition in editions]


def _year(value: Any) -> int | None:
    if value is None:
        return None
    year: int = _typed(value, int)
    if not 1000 <= year <= 9999:
        raise ValueError("the year has not four digits")
    return year


def _values(form: Form, cells: dict[str, Any]) -> dict[str, Number | None]:
    unknown = cells.keys() - form.cells.keys()
    if unknown:
        raise KeyError(f"cells not in edition {form.edition}: {', '.join(sorted(unknown)[:5])}")
    return {name: None if value is None else _number(value, form.cells[name].kind) for name, value in cells.items()}


def _number(value: Any, kind: Kind) -> Number:
    if kind is Kind.MONEY:
        printed = str(_typed(value, str | int | float))
        if not _AMOUNT.fullmatch(printed):
            raise ValueError("an amount is not a plain decimal number")
        return Decimal(printed)
    whole = int(_typed(value, int | float))
    if whole != value or abs(whole) >= _MOST_COUNTED:
        raise ValueError("a count is not whole, or too large")
    return whole


def _traces(form: Form, traces: dict[str, Any]) -> Iterator[tuple[str, Trace]]:
    for cell, trace in traces.items():
        _typed(trace, dict)
        if cell in form.cells:
            kind = form.cells[cell].kind
            implied = trace.get("implied")
            yield (
                cell,
                Trace(
                    Origin(trace["origin"]),
                    _typed(trace.get("read"), str | None),
                    tuple(_typed(code, str) for code in _typed(trace.get("because") or [], list)),
                    _where(trace.get("where")),
                    None if implied is None else _number(implied, kind),
                    tuple(_number(value, kind) for value in _typed(trace.get("candidates") or [], list)),
                ),
            )


def _where(value: Any) -> Where | None:
    if value is None:
        return None
    page, line, offset = (_typed(_typed(value, dict).get(key), int | None) for key in ("page", "line", "offset"))
    box = _typed(value.get("box"), list | None)
    return Where(page, line, offset, None if box is None else _box(box))


def _box(value: list[Any]) -> Box:
    left, top, right, bottom = (float(_typed(part, int | float)) for part in value)
    return Box(left, top, right, bottom)


def _sections(entry: dict[str, Any]) -> Iterator[SectionText]:
    texts = _typed(entry.get("narrative") or {}, dict)
    for text in texts.values():
        _typed(text, str)
    for section in _typed(entry.get("sections") or [], list):
        key, number, title = (_typed(_typed(section, dict)[name], str) for name in ("key", "number", "title"))
        parts = (_typed(part, dict) for part in _typed(section.get("parts") or [], list))
        named = tuple((_typed(part["head"], str), _typed(part["text"], str)) for part in parts)
        yield SectionText(key, number, title, texts.get(key, ""), named)


def _findings(form: Form, recorded: list[Any]) -> Iterator[Finding]:
    """The recorded findings of reading, in the words in which they were recorded."""
    for entry in recorded:
        kind = READING_CATALOGUE.get(_typed(_typed(entry, dict)["code"], str))
        if kind is not None:
            cells = (_typed(cell, str) for cell in _typed(entry.get("cells") or [], list))
            yield Finding(
                _worded(kind, _typed(entry["message"], str), _typed(entry["message_en"], str)),
                tuple(cell for cell in cells if cell in form.cells),
                Verdict(entry["verdict"]),
                Severity(entry["severity"]),
                expected=_typed(entry.get("expected"), int | str | None),
                found=_typed(entry.get("found"), int | str | None),
                where=_where(entry.get("where")),
            )


def _worded(kind: FindingKind, *message: str) -> FindingKind:
    chinese, english = (words.replace("{", "{{").replace("}", "}}") for words in message)
    return replace(kind, template=(chinese, english))
