"""Rows to filings: the report as read, and as it stands after what people decided."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from gongkai.finding import Finding, Refusal, Severity
from gongkai.reading.findings import DOUBTS
from gongkai.reading.sources.report_json import reports_from_json
from gongkai.report.filing import Filing, Number, Origin, Trace, as_number
from gongkai.report.form import Form, Kind
from gongkai.report.identities import identities
from gongkai.report.verify import verify
from gongkai.web.readings.models import Decision, ReadReport

WORDS = ("agency", "year")
"""What may be decided beside the cells: whose report it is, and of which year."""
LARGEST = 10**12
_PLAIN_NUMBER = re.compile(r"-?[0-9０-９]{1,15}(\.[0-9０-９]{1,6})?")
"""What a person may write: 1e-99999999 would be a page of noughts in every file."""


class Settled(NamedTuple):
    """A report after the decisions: ``findings`` of it as it stands now, ``open`` the cells still in doubt,
    in the order of the form, ``decided`` the cells a person has settled."""

    filing: Filing
    findings: tuple[Finding, ...]
    open: tuple[str, ...]
    decided: frozenset[str]


def settled(report: ReadReport) -> Settled:
    """The report with its decisions."""
    filing, doubts = _as_read(report)
    decisions = {one.cell: one for one in report.decisions.all()}
    return _settle(filing, doubts, decisions)


def _as_read(report: ReadReport) -> tuple[Filing, tuple[Finding, ...]]:
    found = reports_from_json(json.dumps(report.report).encode())
    assert found is not None
    return found[0]


def _settle(filing: Filing, doubts: Sequence[Finding], decisions: Mapping[str, Decision]) -> Settled:
    values, traces = dict(filing.values), dict(filing.traces)
    for cell, decision in decisions.items():
        if cell in WORDS or not decision.corrected:
            continue
        values[cell] = number_of(filing.form, cell, decision.after)
        where = traces[cell].where if cell in traces else None
        traces[cell] = Trace(Origin.ENTERED, read=decision.before or None, where=where)
    agency, year = filing.agency, filing.year
    if "agency" in decisions:
        agency = decisions["agency"].after
    if "year" in decisions:
        year = int(decisions["year"].after)
    now = replace(filing, values=values, traces=traces, agency=agency, year=year)
    findings = (*doubts, *verify(now))
    return Settled(now, findings, _open(now, findings, frozenset(decisions)), frozenset(decisions))


def _open(filing: Filing, findings: Sequence[Finding], decided: frozenset[str]) -> tuple[str, ...]:
    settling = DOUBTS | {identity.code for identity in identities(filing.form)}
    graver = [one for one in findings if one.code in settling and one.severity is not Severity.NOTE]
    listed = {cell for one in graver for cell in one.cells}
    listed |= {cell for cell, trace in filing.traces.items() if filing.values[cell] is None and trace.implied is None}
    words = [word for word, value in (("agency", filing.agency), ("year", filing.year)) if not value]
    return tuple(cell for cell in (*words, *filing.values) if cell in listed | set(words) and cell not in decided)


def number_of(form: Form, cell: str, written: str) -> Number | None:
    """The number that a person wrote for a cell; nothing is a blank cell.

    Raises :class:`Refusal` ``not-a-number`` for anything that the cell cannot hold.
    """
    written = written.strip()
    if not written:
        return None
    kind = form.cells[cell].kind
    if _PLAIN_NUMBER.fullmatch(written):
        number = Decimal(written)
        if abs(number) < LARGEST and (kind is Kind.MONEY or not number % 1):
            return as_number(number, kind)
    raise Refusal(
        "not-a-number",
        (f"“{written[:30]}”不是这一格能填的数字", f"{written[:30]!r} is no number for this cell"),
        ("请填写整数；金额以万元为单位，可以有小数；空格请留空", "a whole number, an amount in 万元, or nothing"),
    )
