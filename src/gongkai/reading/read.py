"""The order of the steps by which a file becomes verified data, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from gongkai.finding import Finding, Refusal, Severity
from gongkai.reading.cells import Filled
from gongkai.reading.clues import clues_about, last_year
from gongkai.reading.copies import about_copies, beside_each_other
from gongkai.reading.doubts import about_sums
from gongkai.reading.fill import fill_form, printed_tables, read_table
from gongkai.reading.findings import DOUBTS
from gongkai.reading.heads import preamble, section_texts
from gongkai.reading.locate import Regions, regions, reports
from gongkai.reading.named import year_and_agency
from gongkai.reading.result import Reading, Status
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources import DEEPEST, EMPTY, Converter, is_archive, members, open_sheet
from gongkai.reading.sources.report_json import reports_from_json
from gongkai.reading.suspect import BLANK_TEMPLATE, TABLES_MISSING, UNREADABLE, is_worded, refuse_unless_report
from gongkai.report.filing import Filing, Origin, make_filing
from gongkai.report.identities import identities
from gongkai.report.verify import verify


class _Means(NamedTuple):
    """What reading is given beside the bytes: programs, who watches, the reports of the year before."""

    convert: Converter | None
    seen: Callable[[], None] | None
    before: Sequence[Filing]


class Source(NamedTuple):
    """One file that was read, alone or out of a ZIP: its name and bytes, the words looked at, the reports in it."""

    name: str
    data: bytes
    text: str
    readings: tuple[Reading, ...]


def read_document(
    data: bytes, name: str = "", convert: Converter | None = None, *, before: Sequence[Filing] = ()
) -> tuple[Reading, ...]:
    """Every annual report that a file holds, read and verified; one failed reading if it holds none.

    ``data`` is the file's content, ``name`` its name for the results, ``convert`` what makes an old
    Word document into DOCX.  The files in a ZIP are each read by themselves.  ``before`` are reports of
    the year before: what follows from them decides among readings that the identities leave, and each report
    is verified against its own.  Bad input never raises: it is a reading with status ``failed`` and the reason.
    """
    return tuple(reading for source in read_sources(data, name, convert, before=before) for reading in source.readings)


def read_sources(
    data: bytes,
    name: str = "",
    convert: Converter | None = None,
    seen: Callable[[], None] | None = None,
    *,
    before: Sequence[Filing] = (),
) -> Iterator[Source]:
    """The same, file by file with what was looked at: one source, or one for each file in a ZIP.

    ``seen`` is called after every page that was recognised: recognition takes seconds a page.
    """
    yield from _sources(data, name, _Means(convert, seen, before), DEEPEST)


def _sources(data: bytes, name: str, means: _Means, depth: int) -> Iterator[Source]:
    if not (depth and is_archive(data)):
        yield _read_file(data, name, means)
        return
    found = False
    try:
        for member in members(data):
            found = True
            inner = f"{name}/{member.name}" if name else member.name
            if isinstance(member.data, Refusal):
                yield _refused(member.data, inner)
            else:
                yield from _sources(member.data, inner, means, depth - 1)
    except Refusal as refusal:
        yield _refused(refusal, name)
        return
    if not found:
        yield _refused(EMPTY, name)


def _refused(refusal: Refusal, name: str, data: bytes = b"") -> Source:
    return Source(name, data, "", (_failed(refusal, name),))


def _read_file(data: bytes, name: str, means: _Means) -> Source:
    try:
        own = reports_from_json(data)
        if own is not None:
            text = data.decode(errors="replace")
            judged = tuple(_judged(filing, doubts, name, last_year(filing, means.before)) for filing, doubts in own)
            return Source(name, data, text, judged)
        sheet = open_sheet(data, means.convert, means.seen)
        found = tuple(_read_one(sheet, start, end, name, means.before) for start, end in reports(sheet.plain))
        # What looked like another report and is none is part of the page, not of the answer.
        readings = tuple(one for one in found if one.filing or one.refusal is TABLES_MISSING) or found[:1]
        return Source(name, data, sheet.printed, beside_each_other(readings))
    except Refusal as refusal:
        return _refused(refusal, name, data)


def _read_one(sheet: Sheet, start: int, end: int, name: str, before: Sequence[Filing]) -> Reading:
    found = regions(sheet.plain, start, end)
    try:
        refuse_unless_report(sheet.plain, found)
    except Refusal as refusal:
        return _failed(refusal, name)
    return _assembled(sheet, found, name, before)


def _assembled(sheet: Sheet, found: Regions, name: str, before: Sequence[Filing]) -> Reading:
    first = found.headings[0].start if found.headings else found.start
    year, agency = year_and_agency(sheet, found.start, found.end, first)
    printed = printed_tables(sheet, found, year)
    filled = fill_form(sheet, printed)
    filing = _filing(sheet, found, filled, year, agency)
    nothing = all(value is None for value in filled.values.values())
    if nothing and filled.is_blank and not is_worded(filing):
        return _failed(BLANK_TEMPLATE, name)
    if nothing and filled.is_unread and not filled.is_blank:
        return _failed(UNREADABLE, name)
    last = last_year(filing, before)
    if Origin.LOST in {trace.origin for trace in filing.traces.values()}:
        clues = clues_about(filing, last)
        if clues:
            filled = fill_form(sheet, printed, clues)
            filing = _filing(sheet, found, filled, year, agency)
    copies = about_copies(sheet, found, filled, partial(read_table, glued=printed.glued))
    return _judged(filing, (*filled.findings, *copies, *about_sums(filing)), name, last)


def _filing(sheet: Sheet, found: Regions, filled: Filled, year: int | None, agency: str | None) -> Filing:
    first = found.headings[0].start if found.headings else found.start
    return make_filing(
        filled.form,
        filled.values,
        agency=agency,
        year=year,
        traces=filled.traces,
        sections=section_texts(sheet, found, filled.taken),
        preamble=preamble(sheet, found.start, first),
    )


def _judged(filing: Filing, doubts: tuple[Finding, ...], name: str, before: Filing | None) -> Reading:
    findings = (*doubts, *verify(filing, before=before))
    return Reading(_status(filing, findings), filing, findings, file=name or None)


def _status(filing: Filing, findings: tuple[Finding, ...]) -> Status:
    """How far the report could be read: a printed violation leaves something for a person too."""
    settling = DOUBTS | {identity.code for identity in identities(filing.form)}
    if any(finding.code in settling and finding.severity is not Severity.NOTE for finding in findings):
        return Status.DOUBTFUL
    if any(filing.values[cell] is None and trace.implied is None for cell, trace in filing.traces.items()):
        return Status.DOUBTFUL
    repaired = Origin.REPAIRED in {trace.origin for trace in filing.traces.values()}
    return Status.REPAIRED if repaired else Status.READ


def _failed(refusal: Refusal, name: str) -> Reading:
    return Reading(Status.FAILED, None, refusal=refusal, file=name or None)
