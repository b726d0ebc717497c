"""Which part of a sheet is which: reports, sections, the regions of the three tables.

Labels are looked for with any white space between their characters, because the raw forms break
them over lines, cells and pages.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from gongkai.report.form import Form, Section, editions, load_form

SPACE = r"\s*"
#: So many numerals between two headings are a table, whatever became of its labels.
LEAST_NUMERALS = 30
_DROPPED = re.compile(r"[\s、,，.。:：“”\"'（）()]+")


def spaced(text: str) -> str:
    """A pattern for ``text`` with anything blank, and any punctuation, between its characters."""
    return r"[\s、,.:\"'“”()|]*".join(re.escape(char) for char in _DROPPED.sub("", text))


class Heading(NamedTuple):
    """A section heading found in a sheet: which section, and from where to where it stands."""

    key: str
    number: str
    title: str
    start: int
    end: int


class Regions(NamedTuple):
    """Offsets (from, to) of what one report consists of; a table that is not there is ``None``."""

    start: int
    end: int
    headings: tuple[Heading, ...]
    tables: tuple[tuple[int, int] | None, tuple[int, int] | None, tuple[int, int] | None]


@cache
def _latest() -> Form:
    return load_form(editions()[-1])


@cache
def _forms() -> tuple[Form, ...]:
    return tuple(load_form(edition) for edition in editions())


@cache
def _line_pattern(keys: tuple[str, ...], table: int = 3) -> re.Pattern[str]:
    """Any wording of the lines of those keys, in any edition, without their leading numbers."""
    wordings = {
        re.sub(r"^[一二三四五六七八九（）()、.\d]+", "", wording)
        for form in _forms()
        for line in form.table_of_section(table).lines
        if line.key in keys
        for wording in (line.label, *line.aliases)
    }
    return re.compile("|".join(spaced(wording) for wording in sorted(wordings, key=len, reverse=True)))


@cache
def _column_pattern(table: int) -> re.Pattern[str]:
    """Any head of a column of that table (2, 3 or 4) of three characters or more, in any edition."""
    labels = {
        column.label for form in _forms() for column in form.table_of_section(table).columns if len(column.label) > 2
    }
    return re.compile("|".join(spaced(label) for label in sorted(labels, key=len, reverse=True)))


@cache
def _heading_pattern() -> re.Pattern[str]:
    """A numbered section title, in any wording of any edition, as ``(?P<key>…)`` groups."""
    numbered = rf"(?P<number>[一二三四五六七八九十]|[1-9]){SPACE}[、,.]{SPACE}"
    titles = "|".join(f"(?P<{section.key}>{_title_pattern(section)})" for section in _latest().sections)
    return re.compile(rf"{numbered}(?:{titles})")


def _title_pattern(section: Section) -> str:
    wordings = {
        wording
        for form in _forms()
        for other in form.sections
        if other.key == section.key
        for wording in (other.title, *other.aliases)
    }
    return "|".join(spaced(wording) for wording in sorted(wordings, key=len, reverse=True))


def headings(text: str, start: int, end: int) -> list[Heading]:
    """The section headings between two offsets, in order, the first place of each section."""
    found: dict[str, Heading] = {}
    for match in _heading_pattern().finditer(text, start, end):
        key = next(key for key in (section.key for section in _latest().sections) if match[key])
        if key not in found:
            title = re.sub(r"\s+", "", match[key])
            found[key] = Heading(key, match["number"], title, match.start(), match.end())
    return sorted(found.values(), key=lambda heading: heading.start)


def reports(text: str) -> list[tuple[int, int]]:
    """Where each report of a file begins and ends: one for every table 3 that is complete."""
    firsts = [match.start() for match in _line_pattern(("new",)).finditer(text)]
    lasts = [match.end() for match in _line_pattern(("carried_out",)).finditer(text)]
    starts: list[int] = []
    for first in firsts:
        # A second beginning counts once the table before it has ended.
        if not starts or any(starts[-1] < last < first for last in lasts):
            starts.append(first)
    cuts = [0]
    for before, start in itertools.pairwise(starts):
        cuts.append(_report_start(text, before, start))
    cuts.append(len(text))
    return list(itertools.pairwise(cuts))


_TITLE = re.compile(
    rf"[^\n]*(?:\n[^\n]{{0,30}})?{spaced('政府信息公开')}(?:{spaced('工作')})?\s*年\s*度?\s*(?:工\s*作\s*)?报"
)


def _report_start(text: str, low: int, high: int) -> int:
    """The start of the report whose table 3 stands at ``high``: its title, else its first heading."""
    problems = [heading.end for heading in headings(text, low, high) if heading.key in ("problems", "other")]
    low = max(problems, default=low)
    titles = [match.start() for match in _TITLE.finditer(text, low, high)]
    if titles:
        return titles[0]
    overview = [match.start() for match in _heading_pattern().finditer(text, low, high) if match["overview"]]
    return overview[0] if overview else high


def regions(text: str, start: int, end: int) -> Regions:
    """Headings and tables of the report between two offsets."""
    heads = headings(text, start, end)
    third = _third_table(text, start, end, heads)
    after = third[1] if third else start
    before = third[0] if third else end
    return Regions(
        start, end, tuple(heads), (_second_table(text, start, before, heads), third, _fourth(text, after, end, heads))
    )


def _third_table(text: str, start: int, end: int, heads: Sequence[Heading]) -> tuple[int, int] | None:
    lines = tuple(line.key for line in _latest().tables[1].lines if len(line.label) > 8)
    found = [match.start() for match in _line_pattern(lines).finditer(text, start, end)]
    numbered = [place for place in found if _has_numbers(text, place, 400)]
    if len(found) < 3 or (not numbered and not _has_numbers(text, found[-1], 2000)):
        return _between_headings(text, end, heads)
    first_line = _line_pattern(("new", "carried_in")).search(text, start, end)
    first = first_line.start() if first_line else found[0]
    opening = max((head.end for head in heads if head.key == "applications" and head.end <= first), default=None)
    if opening is None or first - opening > 1500:
        note = list(_column_pattern(3).finditer(text, max(start, first - 600), first))
        opening = note[0].start() if note else first
    last = max(found)
    closing = min(
        [head.start for head in heads if head.key in ("remedies", "problems", "other") and head.start > last]
        + [match.start() for match in _strip_start().finditer(text, last, end)][:1]
        + [end]
    )
    return opening, closing


def _between_headings(text: str, end: int, heads: Sequence[Heading]) -> tuple[int, int] | None:
    """A table whose labels are past recognition: what stands between its heading and the next."""
    opening = next((head for head in heads if head.key == "applications"), None)
    if opening is None:
        return None
    closing = min([head.start for head in heads if head.start > opening.start] + [end])
    numerals = re.findall(r"(?<![\d.])\d+(?![\d.])", text[opening.end : closing])
    return (opening.end, closing) if len(numerals) >= LEAST_NUMERALS else None


@cache
def _strip_start() -> re.Pattern[str]:
    """The first two heads of table 4 side by side."""
    heads = {line.under[0] if line.under else line.label for line in _latest().tables[2].lines}
    return re.compile(
        SPACE.join(spaced(head) for head in sorted(heads, key=lambda head: head != _latest().tables[2].lines[0].label))
    )


def _second_table(text: str, start: int, end: int, heads: Sequence[Heading]) -> tuple[int, int] | None:
    marks = list(_column_pattern(2).finditer(text, start, end))
    blocks = list(_block_pattern().finditer(text, start, end))
    if not marks and not blocks:
        return None
    opening = min(match.start() for match in marks) if marks else blocks[0].start()
    near = [match.start() for match in blocks if match.start() < opening and opening - match.start() < 200]
    opening = min([opening, *near])
    head = [head.end for head in heads if head.key == "proactive" and head.end <= opening]
    opening = max(head, default=opening) if head and opening - max(head) < 300 else opening
    closing = min([head.start for head in heads if head.key == "applications" and head.start > opening], default=end)
    return opening, min(closing, end)


@cache
def _block_pattern() -> re.Pattern[str]:
    labels = {block.label for form in _forms() for block in form.tables[0].blocks}
    return re.compile("|".join(spaced(label) for label in sorted(labels)))


def _fourth(text: str, start: int, end: int, heads: Sequence[Heading]) -> tuple[int, int] | None:
    opening = next((head.end for head in heads if head.key == "remedies" and head.start >= start), None)
    if opening is None:
        strip = _strip_start().search(text, start, end)
        opening = strip.start() if strip else start
    closing = min(
        [head.start for head in heads if head.key in ("problems", "other") and head.start > opening], default=end
    )
    return (opening, closing) if closing > opening else None


def _has_numbers(text: str, start: int, reach: int) -> bool:
    return re.search(r"\d", text[start : start + reach]) is not None


def first_of(keys: Iterable[str], heads: Sequence[Heading]) -> Heading | None:
    """The first heading of one of the sections, if the report has it."""
    wanted = set(keys)
    return next((head for head in heads if head.key in wanted), None)
