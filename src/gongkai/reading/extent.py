"""How far the print of a table goes within a section, and where a page's own furniture begins.

The cells that were read say where a table certainly is; from there its print goes on over all that
is made of the form's own words, of numbers, marks and blanks, up to the first words of the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, islice

from gongkai.reading.locate import Regions, spaced
from gongkai.reading.sheet import Sheet, normalise, simplified
from gongkai.reading.tokens import blank_page_lines
from gongkai.report.form import Table, editions, load_form

#: Share of a line's Chinese characters that are the form's words in a damaged head.
DAMAGED_HEAD = 0.7
#: A label of so many characters stands for itself in running text.
LEAST_LABEL = 3
#: So many different labels without a sentence among them are a table of which nothing was read.
LEAST_HEADS = 4
#: In so many places of a line the beginning of a table is looked for.
LOOKED_AT = 20
_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")
_LETTER = re.compile(r"[^\W\d_\u4e00-\u9fff]")
_STOP = re.compile("[。;；!！?？]")
_COLON = re.compile("[:：]")
_PAUSE = re.compile(r"[,，]|[:：]\s*$")
#: A number or mark of a table in running text, and not that of a date or of a list.
_FIGURE = r"[+\-/\\]|[+\-]?\d[\d,]*(?:\.\d+)?(?!\.?\d|\s?[年月日%]|[.、]?\s?[\u4e00-\u9fff])"
_NEXT = re.compile(rf"[\s、:,.()|\"“”'‘’]*(?:(?P<figure>{_FIGURE})|(?P<words>[\u4e00-\u9fff]+))[)）]?")

Span = tuple[int, int]


def table_spans(sheet: Sheet, found: Regions, taken: tuple[Span | None, ...]) -> list[Span]:
    """From where to where the tables of a report are printed, in their order in the sheet.

    ``taken`` has for every table the offsets (first, last) of the cells that were read, ``None`` where
    none was: then only a table that shows most of its labels is one.
    """
    spans = []
    for index, cells in enumerate(taken):
        cells = cells or _heads_only(sheet.plain, found.tables[index], index)
        if cells is not None:
            low, high = _bounds(found, index, cells)
            spans.append((_beginning(sheet.plain, low, cells[0], index), _ending(sheet.plain, cells[1], high)))
    return sorted(spans)


def _heads_only(text: str, region: Span | None, index: int) -> Span | None:
    """From the first to the last label of a table of which no cell was read, if most of its labels are there."""
    if region is None:
        return None
    found = list(_label_pattern(index).finditer(text, *region))
    if not _are_most(found, index) or _STOP.search(text, found[0].start(), found[-1].end()):
        return None
    return found[0].start(), found[-1].end()


def prints(text: str, low: int, high: int, index: int) -> Iterator[Span]:
    """The parts between two offsets in which most labels of a table stand, each from its first label to a sentence."""
    together: list[re.Match[str]] = []
    for label in _label_pattern(index, opening="").finditer(text, low, high):
        if together and _STOP.search(text, together[-1].end(), label.start()):
            yield from _print_of(text, together, high, index)
            together = []
        together.append(label)
    yield from _print_of(text, together, high, index)


def _print_of(text: str, labels: Sequence[re.Match[str]], high: int, index: int) -> Iterator[Span]:
    if _are_most(labels, index):
        stop = _STOP.search(text, labels[-1].end(), high)
        yield labels[0].start(), stop.start() if stop else high


def _are_most(labels: Sequence[re.Match[str]], index: int) -> bool:
    enough = max(LEAST_HEADS, len(load_form(editions()[-1]).tables[index].lines) // 2)
    return len({label[0] for label in labels}) >= enough


def _bounds(found: Regions, index: int, cells: Span) -> Span:
    """Where a table can begin and end at most: after the heading before it, and within its region."""
    region = found.tables[index] or (found.start, found.end)
    low = max([found.start, *(head.end for head in found.headings if head.end <= cells[0])])
    high = min([found.end, *(head.start for head in found.headings if head.start >= cells[1])])
    return low, min(high, region[1]) if region[1] >= cells[1] else high


def _beginning(text: str, low: int, first: int, index: int) -> int:
    """The offset of a table's first head, going back from its first cell over the form's own words."""
    start = first
    lines = blank_page_lines(text[low:first]).split("\n")
    ends = list(accumulate(len(line) + 1 for line in lines))
    for at in range(len(lines) - 1, -1, -1):
        begin = low + ends[at] - len(lines[at]) - 1
        line = lines[at]
        if not _is_blank(line) and not _is_head(line):
            return begin + _head_within(line, index, holds_cell=at == len(lines) - 1)
        start = begin if line.strip() or at == len(lines) - 1 else start
    return start


def _head_within(line: str, index: int, *, holds_cell: bool) -> int:
    """Where in a line of running text a table begins; the line's length if nowhere."""
    stop = max((match.end() for match in _STOP.finditer(line)), default=0)
    labels = [match.start() for match in islice(_label_pattern(index).finditer(line, stop), LOOKED_AT)]
    colons = [match.end() for match in islice(_COLON.finditer(line, stop), LOOKED_AT)]
    colons = [at for at in colons if labels and at <= labels[-1]]
    for at in sorted({*([stop] if stop else []), *labels, *colons}):
        if line[at:].strip() and _is_head(line[at:]):
            return at
    if holds_cell:
        return labels[0] if labels else stop
    return len(line)


def _ending(text: str, last: int, high: int) -> int:
    """The offset after a table's last print: what follows its last cell and is no running text."""
    line_end = text.find("\n", last, high)
    line_end = high if line_end < 0 else line_end
    line_start = text.rfind("\n", 0, last) + 1
    rest = text[last:line_end]
    if not (_is_print(rest) or ("\t" in text[line_start:line_end] and not _STOP.search(rest))):
        return last + _figures(rest)
    end = at = line_end
    for line in blank_page_lines(text[line_end:high]).split("\n")[1:]:
        at += len(line) + 1
        if _is_blank(line):
            continue
        if not _is_print(line):
            return end + _figures(text[end : at - len(line)]) if end < at - len(line) else end
        end = at
    return end


def _figures(text: str) -> int:
    """How many characters at the beginning of a text are numbers, marks and whole labels."""
    end = at = 0
    while match := _NEXT.match(text, at):
        if match["words"] and share(match["words"]) < 1:
            break
        at = match.end()
        if match["figure"] or len(match["words"]) > 1:
            end = at
    return end


def _is_blank(line: str) -> bool:
    return not line or line.isspace()


def _is_head(line: str) -> bool:
    """Whether a line before the first cell is a head of the table, though it may be damaged."""
    if _STOP.search(line):
        return False
    if "\t" in line or _caption_pattern().fullmatch(line):
        return True
    return share(line) >= (1 if _PAUSE.search(line) else DAMAGED_HEAD)


def _is_print(line: str) -> bool:
    """Whether a line after the last cell has numbers, marks, blanks and labels only."""
    if _STOP.search(line):
        return False
    return "\t" in line or (share(line) >= 1 and not _LETTER.search(line))


def share(text: str) -> float:
    """The share of the Chinese characters that stand in pieces of the form's own words; 1 if there are none."""
    runs = _HAN_RUN.findall(text)
    total = sum(map(len, runs))
    return sum(map(_covered, runs)) / total if total else 1.0


def _covered(run: str) -> int:
    """How many characters of an unbroken run are pieces of labels: two and more, or one that stands alone."""
    words = _words()
    if len(run) == 1:
        return int(run in words)
    count = at = 0
    while at < len(run):
        size = 1
        while at + size < len(run) and run[at : at + size + 1] in words:
            size += 1
        alone = run[at] in words and at + 1 == len(run)
        count += size if size > 1 or alone else 0
        at += size
    return count


@cache
def _words() -> str:
    """All labels of all editions, Chinese characters only, one a line."""
    labels = {label for edition in editions() for table in load_form(edition).tables for label in _labels(table)}
    return "\n".join(sorted({"".join(_HAN_RUN.findall(simplified(normalise(label)))) for label in labels}))


def _labels(table: Table) -> list[str]:
    lines = [word for line in table.lines for word in (line.label, *line.aliases, *line.under)]
    columns = [word for column in table.columns for word in (column.label, *column.aliases, *column.under)]
    units = [column.unit for column in table.columns]
    return [*lines, *columns, *units, *(block.label for block in table.blocks), table.line_head, table.column_head]


@cache
def _caption_pattern() -> re.Pattern[str]:
    """A line that is a table's title, with or without its number."""
    sections = [section for edition in editions() for section in load_form(edition).sections if section.table]
    titles = sorted({spaced(title) for section in sections for title in (section.title, *section.aliases)})
    return re.compile(rf"\s*(?:附?表\s*[\d一二三四]\s*[、.:]?)?\s*(?:{'|'.join(titles)})\s*(?:统计表|表)?[\s|]*")


@cache
def _label_pattern(index: int, opening: str = r"[(“\"]?") -> re.Pattern[str]:
    """Any label of that table that is long enough to stand for itself, in any edition.

    Without what may open it the search is many times as fast: only characters that begin a label are looked at.
    """
    labels = {label for edition in editions() for label in _labels(load_form(edition).tables[index])}
    patterns = {spaced(label) for label in labels if len(label) >= LEAST_LABEL}
    return re.compile(f"{opening}(?:" + "|".join(sorted(patterns, key=len, reverse=True)) + ")")


#: What a site prints below a text; none of it is the report's.
_FURNITURE = (
    r"版权所有|[Cc]opyright|©|网站标识码|[\u4e00-\u9fff]?ICP备|.{0,2}公网安备|主办单位[:：]|主办[:：]|承办单位[:：]|技术支持[:：]"
    r"|扫一扫|打印本页|关闭窗口|关闭本页|返回顶部|分享到|上一篇|下一篇|附件下载|相关链接|相关附件|网站地图|责任编辑[:：]"
)
_OPENING = r"[ \t【\[(（〖|]*"
_FURNITURE_LINE = re.compile(rf"^{_OPENING}(?:{_FURNITURE})", re.MULTILINE)
_FURNITURE_WORD = re.compile(rf"(?:^|(?<=[\s。！!]))[【\[(（〖|]?(?:{_FURNITURE})")


def without_furniture(text: str) -> str:
    """The text of a report's last section without what the site prints below it.

    Furniture begins a line, or a word after the last full stop of the text.
    """
    line = next((match for match in _FURNITURE_LINE.finditer(text) if _is_footing(text, match.start())), None)
    text = text[: line.start()] if line else text
    word = _FURNITURE_WORD.search(text, text.rfind("。") + 1)
    return (text[: word.start()] if word else text).strip()


def _is_footing(text: str, start: int) -> bool:
    """Whether a line is furniture and no sentence that begins with the same word."""
    end = text.find("\n", start)
    return not text[start : end if end >= 0 else len(text)].rstrip().endswith("。")
