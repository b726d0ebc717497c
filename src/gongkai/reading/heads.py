"""What a report says before its first section, and the words of the sections."""

from __future__ import annotations

import re

from gongkai.reading.extent import table_spans, without_furniture
from gongkai.reading.locate import TITLE, Regions
from gongkai.reading.sheet import Sheet
from gongkai.reading.tokens import blank_page_lines
from gongkai.report.filing import SectionText

#: A title's line ends at most so many characters after its fixed words.
LONGEST_TITLE_TAIL = 12
_PART = re.compile(r"(?<![^。;；\s])[(（][一二三四五六七八九十]{1,3}[)）]")
#: The same where a report numbers them 1., 2. …; only at the beginning of a line.
_NUMBERED_PART = re.compile(r"(?:(?<=\n)|^)[ \t]*[1-9][.、．](?!\d)")
#: What is left of the rules around a table, and the sign of a heading to come.
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: The sections of tables 2, 3 and 4, and what parts the cells of a line.
_WITH_TABLES = ("proactive", "applications", "remedies")
_OF_CELLS = re.compile(r"[\t|]")
_ABOVE, _BELOW = re.compile(r"\A[\s|]+"), re.compile(r"(?<![\s|#])[\s|#]++\Z")


def preamble(sheet: Sheet, start: int, first_heading: int) -> str:
    """What a report says before its first section, without its title and what a site puts above it."""
    title = TITLE.search(sheet.plain, start, first_heading)
    if title is not None:
        end = sheet.plain.find("\n", title.end(), first_heading)
        whole_line = end >= 0 and end - title.end() <= LONGEST_TITLE_TAIL
        start = end if whole_line else start
    return sheet.printed[start:first_heading].strip()


def section_texts(sheet: Sheet, found: Regions, taken: tuple[tuple[int, int] | None, ...]) -> tuple[SectionText, ...]:
    """The sections that the report has, in its order: words without the tables in them.

    ``taken`` has for tables 2, 3 and 4 the offsets from the first to after the last cell that was
    read, ``None`` where there is no such table; what stands before and after the print of a table
    is kept.  Lines of cells are no words, also where nobody could tell what table they are.
    """
    spans = table_spans(sheet, found, taken)
    unread = {key for key, cells in zip(_WITH_TABLES, taken, strict=True) if cells is None}
    texts = []
    for index, head in enumerate(found.headings):
        is_last = index + 1 == len(found.headings)
        end = found.end if is_last else found.headings[index + 1].start
        text = blank_page_lines(_outside(sheet.printed, head.end, end, spans)).replace("\f", "\n").strip()
        text = without_furniture(text) if is_last else text
        if head.key in unread:
            text = "\n".join(line for line in text.split("\n") if not _OF_CELLS.search(line)).strip()
        text = text if _HAN.search(text) else ""  # what a recogniser made of a frame is no word
        texts.append(SectionText(head.key, head.number, head.title, text, sub_sections(text), sheet.where(head.start)))
    return tuple(texts)


def _outside(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> str:
    """What stands between two offsets and in none of the spans."""
    pieces, at = [], start
    for low, high in spans:
        if at < high and low < end:
            pieces.append(text[at : max(at, low)])
            at = min(high, end)
    return _BELOW.sub("", _ABOVE.sub("", "".join([*pieces, text[at:end]])))


def sub_sections(text: str) -> tuple[tuple[str, str], ...]:
    """The parts of a section under its (一), (二)… heads, or 1., 2. …: (head, text) pairs."""
    heads = list(_PART.finditer(text)) or list(_NUMBERED_PART.finditer(text))
    starts = [match.end() - len(match[0].lstrip()) for match in heads]
    parts = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=False):
        part = text[start:end].strip()
        head = re.match(r"[^。:：\n]{1,40}", part)
        cut = len(head[0]) if head else 0
        parts.append((re.sub(r"\s+", "", part[:cut]), part[cut:].lstrip("。:：\n ").strip()))
    return tuple(parts)
