"""Which part of a sheet is which: reports, sections, the regions of the three tables.

Labels are looked for with any white space between their characters, because the raw forms break
them over lines, cells and pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from gongkai.reading.sheet import normalise, simplified
from gongkai.report.form import Form, Section, editions, load_form

SPACE = r"\s*+"
#: So many numerals between two headings are a table, whatever became of its labels.
LEAST_NUMERALS = 30
#: So many lines of table 2 under its heading are the table, its own heads lost.
LEAST_BLOCK_LINES = 4
#: So many different labels make a table 3; prose that mentions some of them has fewer.
LEAST_LINES = 6
#: A first block of table 2 that has lost its heads is shorter than this, between the section's heading and the others.
MOST_ABOVE = 400
#: A table 4 whose cells are not empty has so many digits.
LEAST_STRIP = 15
#: What may stand between the entries of a table of contents.
_LEADERS = " \t\n、,.;。·…-0123456789"
_IN_CONTENTS = re.compile(r"[ \t.…·-]{2,}\d{1,3}[ \t]*(?:\n|$)")
#: Sections, words (characters) and sentences in them by which a report is known whose table 3 is not.
LEAST_SECTIONS = 3
LEAST_WORDS = 150
LEAST_SENTENCES = 2
_HAN, _DIGIT, _NO_WORD = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"\d"), re.compile(r"\W")
_SENTENCE = re.compile(r"[。;]|,(?!\d{3})")
#: What follows the label of a line: its first cell.
_FIGURES = re.compile(r"[\s|]*[\d+/\\无-]")
_DROPPED = re.compile(r"[\s、,，.。:：“”\"'（）()]+")


def spaced(text: str) -> str:
    """A pattern for ``text`` with anything blank, and any punctuation, between its characters."""
    plain = _DROPPED.sub("", simplified(normalise(text)))
    return r"[\s、,.:\"'“”()|]*+".join(re.escape(char) for char in plain)


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
    """The section headings between two offsets, in order, one for each section.

    A heading that another follows at once is an entry of a table of contents if its section is
    headed again further on; one in the middle of a sentence counts only for want of another.
    """
    printed = _all_headings(text, start, end)
    last = {heading.key: index for index, heading in enumerate(printed)}
    found: dict[str, Heading] = {}
    for index, heading in enumerate(printed):
        following = printed[index + 1].start if index + 1 < len(printed) else end
        listed = (not text[heading.end : following].strip(_LEADERS) and following < end) or _IN_CONTENTS.match(
            text, heading.end
        )
        if heading.key not in found and not (listed and last[heading.key] > index):
            found[heading.key] = heading
    return sorted(found.values(), key=lambda heading: heading.start)


def _all_headings(text: str, start: int, end: int) -> list[Heading]:
    """Every print of a section heading between two offsets; one within a sentence only for want of another."""
    matches = [(match.lastgroup or "", match) for match in _heading_pattern().finditer(text, start, end)]
    firm = {key for key, match in matches if _stands_alone(text, match)}
    return [
        Heading(key, match["number"], re.sub(r"\s+", "", match[key]), match.start(), match.end())
        for key, match in matches
        if key not in firm or _stands_alone(text, match)
    ]


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a heading begins a line or follows the end of a sentence, a number or a table."""
    before = text[max(0, match.start() - 20) : match.start()].rstrip(" \t\f")[-1:]
    if match["number"].isascii():
        return before in ("", "\n")
    return not _HAN.match(before)


def reports(text: str) -> list[tuple[int, int]]:
    """Where each report of a file begins and ends: one for every table 3 that shows most of its lines.

    A second table 3 without a title or a first section before it (last year's figures, a copy for
    accessibility) belongs to the same report.  Where all sections of a report come again, with words
    of their own, another one begins whose tables cannot be seen, or those of the one before could not.
    """
    tables: list[list[tuple[int, int]]] = []  # (line index, offset) of the labels of each table
    for match in _line_pattern(_long_lines()).finditer(text):
        index = _line_index(_NO_WORD.sub("", match[0]))
        if not tables or index < tables[-1][-1][0] - LEAST_LINES:
            tables.append([])
        tables[-1].append((index, match.start()))
    starts = [table[0][1] for table in tables if len({index for index, _ in table}) >= LEAST_LINES]
    begins = (_report_start(text, before, start) for before, start in pairwise(starts))
    cuts = [0, *(begin for begin in begins if begin is not None), len(text)]
    return [part for start, end in pairwise(cuts) for part in _without_tables_apart(text, start, end)]


def _without_tables_apart(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The parts between two offsets that are reports by their sections, whether or not a table is seen."""
    rounds: list[list[Heading]] = []
    for heading in _all_headings(text, start, end):
        if not rounds or (heading.key == "overview" and rounds[-1][-1].key in ("problems", "other")):
            rounds.append([])
        rounds[-1].append(heading)
    if len(rounds) < 2:
        return [(start, end)]
    ends = [*(later[0].start for later in rounds[1:]), end]
    whole = [found for found, close in zip(rounds, ends, strict=True) if _is_whole(text, found, close)]
    begins = (_report_start(text, earlier[-1].end, later[0].end) for earlier, later in pairwise(whole))
    return list(pairwise([start, *(begin for begin in begins if begin is not None), end]))


def _is_whole(text: str, found: Sequence[Heading], end: int) -> bool:
    """Whether headings are those of a report, and not of its table of contents."""
    is_complete = len({heading.key for heading in found}) >= LEAST_SECTIONS
    is_worded = text.count("。", found[0].end, end) >= LEAST_SENTENCES
    return is_complete and is_worded and len(_HAN.findall(text, found[0].end, end)) >= LEAST_WORDS


@cache
def _long_lines() -> tuple[str, ...]:
    """The lines of table 3 whose labels are long enough to stand for themselves in running text."""
    return tuple(line.key for line in _latest().tables[1].lines if len(line.label) > 8)


#: The fixed words of a report's title; name and year stand before them.
TITLE = re.compile(
    SPACE.join(
        [
            spaced("政府信息公开"),
            f"(?:{spaced('工作')})?",
            rf"(?:的?{SPACE}(?:20\d\d{SPACE})?年{SPACE}度?)?",
            f"(?:{spaced('工作')})?",
            f"(?:{spaced('情况')})?",
            "的?",
            rf"(?:{spaced('报告')}|年{SPACE}报|报)",
        ]
    )
)


@cache
def _line_index(wording: str) -> int:
    """Where in table 3 the line of that wording stands."""
    for form in reversed(_forms()):
        for index, line in enumerate(form.tables[1].lines):
            if any(wording in _NO_WORD.sub("", label) for label in (line.label, *line.aliases)):
                return index
    return 0


def _report_start(text: str, low: int, high: int) -> int | None:
    """The start of the report whose table 3 stands at ``high``: its title, else its first heading, if any."""
    problems = [heading.end for heading in headings(text, low, high) if heading.key in ("problems", "other")]
    low = max(problems, default=low)
    title = TITLE.search(text, low, high)
    if title:
        start = text.rfind("\n", low, title.start()) + 1 or low
        if len(re.findall(r"[\u4e00-\u9fff]", text[start : title.start()])) < 3:
            # Only the year, or nothing, stands before the words: the name is on the line before.
            start = text.rfind("\n", low, max(low, start - 1)) + 1 or low
        return start
    overview = [match.start() for match in _heading_pattern().finditer(text, low, high) if match["overview"]]
    return overview[0] if overview else None


def regions(text: str, start: int, end: int) -> Regions:
    """Headings and tables of the report between two offsets."""
    heads = headings(text, start, end)
    third = _third_table(text, start, end, heads)
    after = third[1] if third else start
    before = third[0] if third else end
    second = _second_table(text, start, before, heads)
    if second is None and third is not None:
        second, third = _second_within(text, *third)
    return Regions(start, end, tuple(heads), (second, third, _fourth(text, after, end, heads)))


def _second_within(text: str, start: int, end: int) -> tuple[tuple[int, int] | None, tuple[int, int]]:
    """Table 2 and table 3 where both stand in what was taken for the third: all tables after all sections."""
    heads = _table_two_heads().search(text, start, end)
    line = _line_pattern(("new", "carried_in")).search(text, heads.end() if heads else end, end)
    if heads is None or line is None or not _has_numbers(text, heads.end(), line.start() - heads.end()):
        return None, (start, end)
    note = _column_pattern(3).search(text, heads.end(), line.start())
    between = note.start() if note else line.start()
    return (heads.start(), between), (between, end)


def _third_table(text: str, start: int, end: int, heads: Sequence[Heading]) -> tuple[int, int] | None:
    found = [match.start() for match in _line_pattern(_long_lines()).finditer(text, start, end)]
    numbered = [place for place in found if _has_numbers(text, place, 400)]
    if len(found) < 3 or (not numbered and not _has_numbers(text, found[-1], 2000)):
        return _between_headings(text, end, heads)
    # The prose may speak of the same things: the table is where most of the labels are.
    middle = found[len(found) // 2]
    opening = max((head.end for head in heads if head.key == "applications" and head.end <= middle), default=None)
    if opening is None:
        firsts = [match.start() for match in _line_pattern(("new", "carried_in")).finditer(text, start, middle)]
        first = firsts[-2] if len(firsts) > 1 else firsts[-1] if firsts else found[0]
        note = list(_column_pattern(3).finditer(text, max(start, first - 600), first))
        title = None if firsts else _bare_title().search(text, start, first)
        opening = title.end() if title else note[0].start() if note else first
    # Labels may be mentioned again further on: what comes next is looked for from the table's middle.
    following = [head.start for head in heads if head.key in ("remedies", "problems", "other") and head.start > middle]
    strip = _strip_start().search(text, middle, end)
    closing = min([*following, *([strip.start()] if strip else []), end])
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
def _bare_title() -> re.Pattern[str]:
    """The title of the section of table 3 on a line of its own, its number lost."""
    section = next(section for section in _latest().sections if section.key == "applications")
    return re.compile(rf"^[ \t]*(?:{_title_pattern(section)})[ \t]*$", re.MULTILINE)


@cache
def _strip_start() -> re.Pattern[str]:
    """The beginning of table 4: its group heads side by side, or its first two column heads."""
    table = _latest().tables[2]
    groups = list(dict.fromkeys(line.under[0] if line.under else line.label for line in table.lines))
    pairs = (groups[:2], [column.label for column in table.columns[:2]])
    return re.compile("|".join(r"[\s|;,]*+".join(spaced(head) for head in pair) for pair in pairs))


def _second_table(text: str, start: int, end: int, heads: Sequence[Heading]) -> tuple[int, int] | None:
    below = max((head.end for head in heads if head.key == "proactive" and head.end < end), default=start)
    found = [match.start() for match in _table_two_heads().finditer(text, below, end)]
    found = found or [match.start() for match in _table_two_heads().finditer(text, start, end)]
    if not found:
        return _lines_under_heading(text, heads)
    closing = min([head.start for head in heads if head.key == "applications" and head.start > found[0]], default=end)
    return _lines_above(text, below if below < found[0] else start, found[0]), min(closing, end)


def _lines_above(text: str, low: int, opening: int) -> int:
    """Where a table 2 begins whose first block has lost its heads: with the lines that stand above the others.

    Between a line of the table and what follows it there are numbers and no sentence.
    """
    if low and opening - low <= MOST_ABOVE and not _SENTENCE.search(text, low, opening):
        return low
    for match in reversed(list(_line_pattern(_table_two_lines(), 2).finditer(text, low, opening))):
        between = text[match.end() : opening]
        if _SENTENCE.search(between) or not _FIGURES.match(between):
            break
        opening = match.start()
    return opening


@cache
def _table_two_heads() -> re.Pattern[str]:
    return re.compile(f"{_block_pattern().pattern}|{_column_pattern(2).pattern}")


def _lines_under_heading(text: str, heads: Sequence[Heading]) -> tuple[int, int] | None:
    """A table 2 without any of its heads: lines of it with numbers under the section's heading."""
    bounds = [(head.key, head.start, head.end) for head in heads]
    for (key, _, opening), (_, closing, _) in pairwise(bounds):
        if key == "proactive":
            found = _line_pattern(_table_two_lines(), 2).findall(text, opening, closing)
            enough = len(found) >= LEAST_BLOCK_LINES and _has_numbers(text[:closing], opening, closing - opening)
            return (opening, closing) if enough else None
    return None


@cache
def _table_two_lines() -> tuple[str, ...]:
    return tuple(line.key for form in _forms() for line in form.tables[0].lines)


@cache
def _block_pattern() -> re.Pattern[str]:
    labels = {block.label for form in _forms() for block in form.tables[0].blocks}
    return re.compile("|".join(spaced(label) for label in sorted(labels)))


def _fourth(text: str, start: int, end: int, heads: Sequence[Heading]) -> tuple[int, int] | None:
    opening = next((head.end for head in heads if head.key == "remedies"), None)
    if opening is None:
        strip = _strip_start().search(text, start, end)
        opening = strip.start() if strip else start
    closing = min([head.start for head in heads if head.start > opening], default=end)
    strip = _strip_start().search(text, start, end) if opening < start else None
    if strip is not None and len(_DIGIT.findall(text, opening, closing)) < LEAST_STRIP:
        return strip.start(), end  # all tables after all sections
    return (opening, closing) if closing > opening else None


def _has_numbers(text: str, start: int, reach: int) -> bool:
    return _DIGIT.search(text, start, start + reach) is not None
