"""The order of the steps by which a file becomes verified data, and nothing else."""

from __future__ import annotations

from gongkai.finding import Finding, Refusal, Severity
from gongkai.reading.fill import fill_form
from gongkai.reading.findings import DOUBTS
from gongkai.reading.heads import preamble, section_texts, year_and_agency
from gongkai.reading.locate import Regions, regions, reports
from gongkai.reading.result import Reading, Status
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources import open_sheet
from gongkai.reading.sources.report_json import reports_from_json
from gongkai.reading.suspect import BLANK_TEMPLATE, UNREADABLE, refuse_unless_report
from gongkai.report.filing import Filing, Origin, make_filing
from gongkai.report.identities import identities
from gongkai.report.verify import verify


def read_document(data: bytes, name: str = "") -> tuple[Reading, ...]:
    """Every annual report that a file holds, read and verified; one failed reading if it holds none.

    ``data`` is the file's content, ``name`` its name for the results.  Bad input never raises:
    it is a reading with status ``failed`` and the reason.
    """
    try:
        own = reports_from_json(data)
        if own is not None:
            return tuple(_judged(filing, doubts, name) for filing, doubts in own)
        sheet = open_sheet(data)
        found = tuple(_read_one(sheet, start, end, name) for start, end in reports(sheet.plain))
        # What looked like another report and is none is part of the page, not of the answer.
        return tuple(reading for reading in found if reading.filing is not None) or found[:1]
    except Refusal as refusal:
        return (_failed(refusal, name),)


def _read_one(sheet: Sheet, start: int, end: int, name: str) -> Reading:
    found = regions(sheet.plain, start, end)
    try:
        refuse_unless_report(sheet.plain, found)
    except Refusal as refusal:
        return _failed(refusal, name)
    return _assembled(sheet, found, name)


def _assembled(sheet: Sheet, found: Regions, name: str) -> Reading:
    first = found.headings[0].start if found.headings else found.start
    year, agency = year_and_agency(sheet, found.start, found.end, first)
    filled = fill_form(sheet, found)
    if all(value is None for value in filled.values.values()):
        return _failed(BLANK_TEMPLATE if filled.is_blank else UNREADABLE, name)
    filing = make_filing(
        filled.form,
        filled.values,
        agency=agency,
        year=year,
        traces=filled.traces,
        sections=section_texts(sheet, found, filled.taken),
        preamble=preamble(sheet, found.start, first),
    )
    return _judged(filing, filled.findings, name)


def _judged(filing: Filing, doubts: tuple[Finding, ...], name: str) -> Reading:
    findings = (*doubts, *verify(filing))
    return Reading(_status(filing, findings), filing, findings, file=name or None)


def _status(filing: Filing, findings: tuple[Finding, ...]) -> Status:
    """How far the report could be read: a printed violation leaves something for a person too."""
    settling = DOUBTS | {identity.code for identity in identities(filing.form)}
    if any(finding.code in settling and finding.severity is not Severity.NOTE for finding in findings):
        return Status.DOUBTFUL
    traces = filing.traces.values()
    if any(filing.values[cell] is None and trace.implied is None for cell, trace in filing.traces.items()):
        return Status.DOUBTFUL
    return Status.REPAIRED if any(trace.origin is Origin.REPAIRED for trace in traces) else Status.READ


def _failed(refusal: Refusal, name: str) -> Reading:
    return Reading(Status.FAILED, None, refusal=refusal, file=name or None)
