"""Plain text and Markdown: characters from bytes, cells from pipes and tabs."""

from __future__ import annotations

import csv
import re
from collections import Counter
from itertools import islice

from charset_normalizer import from_bytes

from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources.frames import without_index
from gongkai.reading.sources.inline import as_shown
from gongkai.reading.sources.latex import without_latex
from gongkai.reading.sources.piped import straightened
from gongkai.reading.sources.reach import without_reach
from gongkai.reading.sources.repeated import without_repeats
from gongkai.reading.sources.separated import separated

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
#: Names of the Latin alphabets, in which no Chinese is written.
_LATIN = ("iso-8859", "iso8859", "iso_8859", "latin", "windows-125", "cp125", "ascii", "us-ascii", "ansi")
_MARKUP = re.compile(r"<(?:table|td|tr|html|body|div|p|span|br)\b", re.IGNORECASE)
#: What this system says of a report at the end of its own Markdown.
_OUR_FINDINGS = re.compile(r"<!-- gongkai:findings -->.*", re.DOTALL)
_BREAK = re.compile(r"(?P<before>\d?)[ \t]*(?:<br[ \t]*/?>[ \t]*)+(?P<after>\d?)", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
#: A ruling line: under a table's head (|---|:-:|) or drawn between rows.  A lone dash is a cell.
_RULE = re.compile(
    r"^[ \t]*+(?:[|+]?(?:[ \t]*+(?:-{2,}+:?|:-++:?|-:)[ \t]*+[|+])+"
    r"(?:[ \t]*+(?:-{2,}+:?|:-++:?|-:))?|[-—=_]{4,}+)[ \t]*+$",
    re.MULTILINE,
)
#: A ruling line that goes on between cells which are higher than one row.
_RULE_BESIDE = re.compile(r"^[ \t]*+\|(?=[^\n]*\+[-=]{2})[-|+=: \t]++$", re.MULTILINE)
#: What a converter says of the style of words: [words]{style="…"}.
_STYLED = re.compile(r"\[([^\[\]\n]*)\]\{[^{}\n]*\}")
#: A cell as an entry of a list.
_ENTRY = re.compile(r"^[ \t]*+[-*+•·][ \t]++(?=[\d.,/+-]+[ \t]*$)", re.MULTILINE)
_ENTERED = re.compile(r"^[ \t]*+[-*+•·][ \t]++(?=[\d(（/+\u4e00-\u9fff-])", re.MULTILINE)
LEAST_ENTRIES = 10
#: A bar between cells; an escaped one belongs to its cell.
_BAR = re.compile(r"(?<!\\)\|")
_PIPED = re.compile(r"^.*\|.*$", re.MULTILINE)
_NUMERAL = re.compile(r"[ \t]*+[\d,.]++[ \t]*+")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_MARKS = re.compile(
    r"\*\*|__|`|^[ \t]*#{1,6}[ \t]*|^[ \t]*[-*+][ \t]+(?=[(（\u4e00-\u9fff])",
    re.MULTILINE,
)
#: A cell of a comma-separated table: a number, a dash or nothing.
_CSV_CELL = re.compile(r'"?(?:[+-]?\d*+(?:\.\d++)?|[/／—－-]{1,2})"?')
LEAST_CSV_CELLS = 3
#: A cell of such a table in quotes, within which the line may break.
_QUOTED = re.compile(r'(?:(?<=,)|^)"(?:[^"]|""){0,400}+"(?=,|\r?$)', re.MULTILINE)
#: A number whose fraction stands apart or on the next line: a narrow cell, or two elements of a page.
#: After a single digit it may as well be two cells, a fraction printed without its nought.
_BROKEN_OFF = re.compile(r"(?<=\d\d)[ \n]++(?=[.．]\d)")
#: A line with fewer bars is no row of cells.
LEAST_BARS = 2
LEAST_CSV_ROWS = 10
#: A tab between two pieces of a line.
_BETWEEN = re.compile(r"[^\s]\t++[^\s]")
#: One byte in so many may be a nought that says nothing.
MOST_NOUGHTS = 10
#: A line of a page that may be its number, where the pages of a text are parted as extractors part them.
_NUMBER_ALONE = re.compile(r"[ \t]*(\d{1,3})[ \t]*")
LEAST_NUMBERED = 3
_CONTROLS = bytes({*range(0x20)} - {*b"\a\t\n\v\f\r\x1b"})
#: A text with so many tags is marked up.
LEAST_MARKUP = 5


def without_noughts(data: bytes) -> bytes:
    """The bytes without nought bytes, which browsers pass over; as they are where these are too many to be strays."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data.count(0) * MOST_NOUGHTS > len(data):
        return data
    return data.replace(b"\0", b"")


def looks_binary(data: bytes) -> bool:
    """Whether the bytes are no text in any encoding: control characters beyond a stray few."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[:65536]
    return len(sample) - len(sample.translate(None, _CONTROLS)) > max(2, len(sample) // 200)


def looks_like_html(text: str) -> bool:
    """Whether a text is marked up rather than merely strewn with a tag or two."""
    return len(list(islice(_MARKUP.finditer(text, 0, 200_000), LEAST_MARKUP))) == LEAST_MARKUP


def decode(data: bytes) -> str:
    """Text from bytes: byte order mark, UTF-8, the Chinese encodings, then a guess.

    A declaration in the file is believed only where the bytes bear it out; gb2312 and gbk are
    read as the gb18030 that contains them.  Latin letters are declared by servers that were never
    set up, and any bytes bear that out: such a declaration says nothing.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data[:4096])
    names = ["utf-8", "gb18030"]
    if declared:
        name = declared[1].decode("ascii").lower()
        name = "gb18030" if name.startswith(("gb", "x-gbk", "cp936")) else name
        names = [name, *names] if name != "gb18030" and not name.startswith(_LATIN) else names
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    # Cut off in the middle of a character, or a few bytes broken: most of it is still text.
    loose = data.decode("utf-8", "replace")
    if loose.count("\ufffd") <= max(4, len(loose) // 200):
        return loose
    loose = data.decode("gb18030", "replace")
    if loose.count("\ufffd") <= max(4, len(loose) // 200):
        return loose
    best = from_bytes(data).best()
    return str(best) if best is not None else loose


def text_sheet(text: str) -> Sheet:
    """The sheet of a plain, Markdown or comma-separated text: separated cells get tabs, marks go."""
    text = as_shown(text)
    is_csv = _looks_like_csv(text)
    text = without_index(_QUOTED.sub(_on_one_line, text) if is_csv else text)
    if is_csv:
        text = _from_csv(text)
    if "\t" in text and not _BETWEEN.search(text):
        text = text.replace("\t", " ")  # they set lines in, as they stood in a page's source, and part no cells
    text = separated(_without_page_numbers(text) if "\f" in text else text)
    text = _BROKEN_OFF.sub("", without_latex(tidy(text)))
    if "<" in text:
        text = _PIPED.sub(lambda match: _BREAK.sub(_within_cell, match[0]), text)
        text = _BREAK.sub(r"\g<before>\n\g<after>", text)
        text = _TAG.sub("", _without_comments(_OUR_FINDINGS.sub("", text)))
    text = without_reach(text)
    text = _RULE.sub("", text)
    if "+--" in text or "+==" in text:
        text = _RULE_BESIDE.sub("", text)
    if "]{" in text:
        text = _STYLED.sub(r"\1", text)
    text = straightened(text)
    if "|" in text:
        unopened, unclosed = _begins_bare(text), _leaves_open(text)
        text = _PIPED.sub(lambda match: _cells(match[0], unopened, unclosed), text)
    return Sheet(without_repeats(without_marks(text)))


def _without_comments(text: str) -> str:
    """The text without comments; what begins as one and never ends is none."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def _without_page_numbers(text: str) -> str:
    """The text without the bare number in the last line of a page, where most pages end so and count up by one."""
    pages = [page.rstrip().rpartition("\n") for page in text.split("\f")]
    numbers = {at: int(last) for at, (_, _, last) in enumerate(pages) if _NUMBER_ALONE.fullmatch(last)}
    (first, count), *_ = Counter(number - at for at, number in numbers.items()).most_common(1) or [(0, 0)]
    if count < LEAST_NUMBERED or 2 * count < len([page for page in pages if page[2]]):
        return text
    return "\f".join(
        before + "\n" if numbers.get(at) == at + first else page
        for at, (page, (before, _, _)) in enumerate(zip(text.split("\f"), pages, strict=True))
    )


def _on_one_line(match: re.Match[str]) -> str:
    """A quoted cell without its line breaks: a gap between digits, nothing between words."""
    return re.sub(r"(?<=\d)\s*\n\s*(?=\d)", " ", match[0]).replace("\n", "")


def _within_cell(match: re.Match[str]) -> str:
    """A break within a cell: a gap between digits, nothing between words."""
    gap = " " if match["before"] and match["after"] else ""
    return match["before"] + gap + match["after"]


def without_marks(text: str) -> str:
    """Markdown emphasis, heading marks and backslashes removed."""
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if len(list(islice(_ENTRY.finditer(text), LEAST_ENTRIES))) == LEAST_ENTRIES:
        text = _ENTERED.sub("", text)
    return _MARKS.sub("", text)


def _looks_like_csv(text: str) -> bool:
    return sum(map(_is_csv_row, text[:200_000].splitlines())) >= LEAST_CSV_ROWS


def _is_csv_row(line: str) -> bool:
    """Whether a line is a label, then nothing but numbers and empty cells."""
    cells = line.split(",")
    total = len(cells)
    if total <= LEAST_CSV_CELLS or "。" in line:
        return False
    while cells and _CSV_CELL.fullmatch(cells[-1]):
        cells.pop()
    return bool(cells) and total - len(cells) >= LEAST_CSV_CELLS and not cells[-1][-1].isdigit()


def _from_csv(text: str) -> str:
    """Lines with commas between cells as tabbed lines; prose, which has full-width commas, as it is."""
    lines = []
    for line in text.splitlines():
        if "," in line and "。" not in line:
            try:
                cells = next(csv.reader([line]))
            except (csv.Error, StopIteration):
                cells = [line]
            line = "\t".join(cell.replace("\t", " ") for cell in cells)
        lines.append(line)
    return "\n".join(lines)


def _leaves_open(text: str) -> bool:
    """Whether the rows of a text have a number behind their last bar rather than the bar behind their last number."""
    count = 0
    for line in text.split("\n"):
        if line.count("|") >= LEAST_BARS and "。" not in line:
            before, last = line.rsplit("|", 2)[1:]
            count += _NUMERAL.fullmatch(last) is not None
            count -= not last.strip() and _NUMERAL.fullmatch(before) is not None
    return count > 0


def _begins_bare(text: str) -> bool:
    """Whether the rows of a text have no bar before their first cell: one there says that this is empty."""
    rows = [line for line in text.split("\n") if line.count("|") >= LEAST_BARS and "。" not in line]
    return 2 * sum(line.lstrip().startswith("|") for line in rows) < len(rows)


def _cells(line: str, unopened: bool, unclosed: bool) -> str:
    """A pipe row as tabbed cells; a single bar, or bars in prose, are nothing of the kind.

    ``unopened`` and ``unclosed`` say that no bar stands before the first or behind the last cell of a row: an empty
    one counts there.
    """
    bare = line.strip()
    if bare.count("|") < LEAST_BARS or "。" in bare:
        return line
    cells = _BAR.split(bare if unopened else bare.removeprefix("|"))
    if not cells[-1].strip() and not unclosed:
        cells.pop()
    return "\t".join(cell.strip() for cell in cells)
