"""A region of a sheet as two things: its label characters run together, and its numerals.

Label characters are Chinese characters and ordinals (``1.`` before a label becomes one private
character, so that it is never taken for a number).  Every numeral remembers how many label
characters stand before it: that is all the geometry that survives in every kind of source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from itertools import dropwhile, pairwise
from typing import NamedTuple

from gongkai.reading.locate import TITLE
from gongkai.reading.numerals import CELL, LONGEST_CELL, MARKS, NOTHING, UNCHANGED, UNITS

_ORDINAL_BASE = 0xE000
#: A list number directly before a label; what stands glued to its left is another number.
#: Standing apart, it may be at the end of a line with its label on the next, or before the numbers of its row,
#: where the label has a narrow column and begins below it.
_ORDINAL = re.compile(
    r"([1-9])[ \t]?[.、](?:[ \t]{0,2}(?=[^\d\s.、,|+-])|(?<!\S[1-9][.、])(?:(?=[ \t]*\n\s*[\u4e00-\u9fff])"
    r"|(?=[ \t]+\d[\d+/\\-]{0,9}(?:[ \t]+[\d+/\\-]{1,10}){2,14}[ \t]*\n\s*[\u4e00-\u9fff])))"
)
#: One whose point stands on the next line with its label: each was an element of its own.
_PARTED = re.compile(
    r"^[ \t]{0,9}([1-9])(?=(?:[ \t]{0,9}\n){1,3}[ \t]{0,9}[.、][ \t]{0,2}[\u4e00-\u9fff])", re.MULTILINE
)
_PAGE = r"(?:第[ \t]*)?\d{1,3}[ \t]*页"
_PAGES = r"共[ \t]*\d{1,3}[ \t]*页"
_PAGE_LINE = re.compile(
    rf"^[ \t\f]*+(?:-+[ \t]*\d{{1,3}}[ \t]*-+|{_PAGE}(?:[ \t]*[,/(]?[ \t]*{_PAGES}\)?)?"
    rf"|{_PAGES}[ \t]*[,/]?[ \t]*{_PAGE}"
    r"|\d{1,3}[ \t]*/[ \t]*\d{1,3})[ \t]*$",
    re.MULTILINE,
)
#: Something that is there and says nothing that can be read.
UNREADABLE = "\ufffd"
_CONFUSABLE = r"OoUuQDlIi|\]ZSB"
#: A number with what is none in or after it (523O.52, 5230 .52, 5230,52万, 1万1331): cut there, it says another.
_FOREIGN = r"A-Za-z\u0400-\u04ff?#@□■▯〇○◯\ufffd\x01-\x06\x08\x0e-\x1f\x7f\u0335-\u0338"
_BROKEN = (
    rf"\d(?<![\dA-Za-z.,±<>≥≤~].)(?:[\d.,]*+(?:[{_FOREIGN}][\d.,{_FOREIGN}]*"
    r"|[ ]{1,2}\.\d+|[ ][?□■▯]+(?![\u4e00-\u9fff])|[+\-](?!\S)|[ ]?~[ ]?\d[\d.,]*|[点百千万亿]\d[\d.]*)"
    r"|\d*+,[\d.,]*+[百千万亿](?!万?元)|[\d,]*+\.\d++\.(?!\d))"
)
_WORD_MARK = "无|空白"
#: A gap between two cells of a line, however wide (a pattern that looks behind has one width).
_AFTER_CELL = "|".join(rf"(?<=[\d/无白-][ \t|]{{{gap}}})" for gap in range(1, 25))
_WORD_NUMBER = "|".join(sorted(UNCHANGED, key=len, reverse=True))
_FREE = re.compile(
    r"(?P<m>(?<!\S)(?:[/\\-]{1,3}|[○〇◯]|NaN|nan|None)(?!\S)"
    rf"|(?<![^\s|])(?:{_WORD_MARK})(?=[ \t|]+[\d/无空-])|(?=[无空])(?:{_AFTER_CELL})(?:{_WORD_MARK})(?![^\s|]))"
    rf"|(?P<w>(?<![^\s|])(?:{_WORD_NUMBER})(?![^\s|]))"
    r"|(?P<h>[\u4e00-\u9fff\ue001-\ue009]+)"
    rf"|(?P<x>(?<!\S)(?:\d*[{_CONFUSABLE}][\d{_CONFUSABLE}]{{0,7}}|[?□■▯{UNREADABLE}]{{2,60}})(?!\S))"
    rf"|(?P<b>{_BROKEN})"
    # A number that a year, month, day or percent sign follows is none of a table's,
    # nor is that of a caption (表3), nor what letters lead to (fs22), nor the rest of any of these.
    rf"|(?P<n>(?<![表第图附十百千万亿±<>≥≤~.?□■〇○◯\x01-\x06\x08\x0e-\x1f\x7fA-Za-z])(?:[+\-]|(?<![\d+\-]))(?:(?<![\d,])\d{{1,3}}(?:,\d{{3}})++(?![\d,])|\d++)(?:\.\d++|(?!\.\d))(?!\.\d)(?!\s?(?:[年月日%‰]|[千百](?!万?元)|[万亿](?!元))|多|余|以上|以下)"
    rf"(?:\s?(?:{UNITS})(?![\u4e00-\u9fff]))?"
    r"(?:\s?\((?!\s*[一二三四五六七八九十]+\s*\))(?!本列|区分)[^()\n]{1,40}\))?)"
)
# The patterns that all of a table is searched for say first what a match begins with, and only then what may not stand
# before it: such a beginning is found several times faster than a look behind at every character.

#: A change printed in words (增3, 减2); the head 增/减 itself is not one.
_WORD_SIGN = re.compile(r"(?:增(?<!/.)加?|减(?<!/.)少?)(?=\d)")
#: What a browser prints above and below every page: day and time, address, page of pages.
_PRINTED = re.compile(
    r"\d(?<![\d/.-].)\d{0,3}[/.-]\d{1,2}[/.-]\d{1,4}[, \t]+(?:[上下]午[ \t]?)?\d{1,2}:\d{2}(?::\d{2})?(?:[ \t]?[AP]M)?"
    r"|(?:https?|file)://\S+(?:[ \t]+\d{1,3}/\d{1,3}(?=\s))?"
)
#: A running head is the title, with little beside it on its line (characters).
LONGEST_HEAD = 60
#: The unit of a number that stands on the line before, where the cell is narrow.
_UNIT_ALONE = re.compile("万元|元|件|宗|条")
#: A number whose sign or point was put behind it, or a fraction whose number stands elsewhere: nothing tells which.
_MISPLACED = re.compile(r"[.]\d[\d.,]*|\d[\d.,]*[ ]?(?:[-+]|[.,]\s*[.,])[\s.,+-]*|\d{2,}\.|\d+[.,]{2,}\d[\d.,]*")
#: The number of a telephone: area code and number.
_TELEPHONE = re.compile(r"(?:0(?<![\d-].)|\((?<![\d-].)0)\d{2,3}\)?[ \t]?-[ \t]?\d{7,8}(?!\d)")
#: A year that begins the sentence after a table, glued to the table's last digit.
_GLUED_YEAR = re.compile(r"20(?<=\d..)[12]\d[ \t]?年")
#: A number with an exponent, or with a raised digit that may be one or a footnote's: none that is surely known.
_RAISED = re.compile(r"\d(?<![\d.,].)[\d.,]*+(?:[eE][+-]?\d+|[¹²³⁰⁴-⁹]+)")
_BESIDE_UNREADABLE = re.compile(
    rf"\d(?<![\d.,{UNREADABLE}].)[\d.,]*+ ?{UNREADABLE}[\d.,{UNREADABLE}]*+"
    rf"|{UNREADABLE}(?<!{UNREADABLE}.){UNREADABLE}*+ ?\d[\d.,{UNREADABLE}]*+"
)
_UNREAD_CELL = re.compile(rf"(?=[^?□■▯{UNREADABLE}]{{0,60}}[?□■▯{UNREADABLE}])[\d.,+ ?□■▯{UNREADABLE}-]{{1,60}}")
#: What a spreadsheet shows in place of a value that it could not work out.
_FAILED = re.compile(r"#(?:DIV/0!|REF!|N/A|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|(?:Err|错误):\d{3}")
#: Several numbers run together, the last of them with commas (5 and 114,375): nothing tells where it begins.
_GLUED_COMMAS = re.compile(r"\d(?<![\d,.].)\d{3,}(?:,\d{3})+(?![\d,])")
#: A point set in the middle (9·6934), as some type it and as some pictures are read.
_MIDDLE_POINT = re.compile(r"[·・‧∙](?<=\d.)(?=\d)")
#: A converter's own column names (数据1, 列2, Column 3): no numbers of the table.
_FILLER = re.compile(r"[ \t]*(?:(?:数据|字段|列|栏|[Cc]olumn|[Cc]ol|[Uu]nnamed:)[ _]?\d{1,2}[ \t]*)+")
#: A line that is one number or mark: such a word on the line before or after is then a mark too.
_CELL_ALONE = re.compile(rf"[\d.,+]+|[/\\-]{{1,3}}|[○〇◯]|{_WORD_MARK}")
_LETTERS = re.compile(rf"[\d{_CONFUSABLE}]{{1,8}}")
_SCRAPS = (_LETTERS, _UNREAD_CELL, _MISPLACED)
_HAN = re.compile(r"[\u4e00-\u9fff\ue001-\ue009]+")
#: The list number at the beginning of a cell of words whose point was lost or put elsewhere (2重复申请.).
_POINTLESS = re.compile(rf"^[1-9](?!{UNITS}|[家人名年月日天])(?=[\u4e00-\u9fff]{{2}}[^\d]*$)")
#: What kind of token each group of free text is.
_KINDS = {"m": "M", "x": "X", "b": "X", "n": "N", "w": "N"}


#: So many rows begin with a number before their labels where rows are numbered; of so many steps each adds one.
LEAST_NUMBERED, COUNTING = 5, 0.6
#: So many lines on, blank ones counted, the next cell is looked for.
FARTHEST = 4


class Token(NamedTuple):
    """One numeral, mark, blank cell or suspicious scrap.

    ``kind``: ``N`` numeral, ``M`` mark, ``B`` empty cell, ``P`` empty cell that may be padding,
    ``X`` scrap of digit-like letters.
    ``row`` is the line within the region, ``column`` the cell within a tabbed row (-1 in free
    text), ``labels`` the number of label characters before it, ``offset`` its place in the sheet.
    """

    kind: str
    text: str
    row: int
    column: int
    labels: int
    offset: int


class Stream(NamedTuple):
    """Label characters of a region run together, its tokens in order, and whether rows have tabs."""

    labels: str
    tokens: tuple[Token, ...]
    row_of: tuple[tuple[int, int], ...]

    def row_at(self, position: int) -> int:
        """The row in which the label character at ``position`` stands."""
        index = bisect_right(self.row_of, (position, 1 << 30)) - 1
        return self.row_of[index][1] if index >= 0 else -1

    def next_row(self, row: int) -> int | None:
        """The next row after ``row`` that is not empty, if there is one."""
        return next((other for _, other in self.row_of if other > row), None)


def ordinal(digit: int) -> str:
    """The private character that stands for a printed list number."""
    return chr(_ORDINAL_BASE + digit)


def is_ordinal(char: str) -> bool:
    """Whether a character of a stream's labels stands for a list number."""
    return ordinal(1) <= char <= ordinal(9)


@cache
def label_key(label: str) -> str:
    """A label of the form as :class:`Stream` runs it: ordinals marked, everything but Chinese dropped."""
    return "".join(_HAN.findall(_mark_ordinals(label)))


def _mark_ordinals(text: str) -> str:
    text = _PARTED.sub(lambda match: ordinal(int(match[1])).rjust(len(match[0])), text)
    return _ORDINAL.sub(lambda match: ordinal(int(match[1])).rjust(len(match[0])), text)


def blank_page_lines(text: str) -> str:
    """Page numbers printed as such (``- 4 -``, ``第4页``) overwritten by spaces."""
    return _PAGE_LINE.sub(lambda match: " " * len(match[0]), text)


def tokenize(text: str, start: int, end: int, *, exact: bool = False) -> Stream:
    """The stream of ``text[start:end]``; offsets stay those of the whole sheet.

    ``exact`` as in :class:`~gongkai.reading.sheet.Sheet`.
    """
    region = blank_page_lines(_mark_ordinals(text[start:end]))
    for nothing in (_TELEPHONE, _GLUED_YEAR, _PRINTED):
        region = nothing.sub(lambda match: " " * len(match[0]), region)
    region = _MIDDLE_POINT.sub(".", region)
    for unsure in (_RAISED, _GLUED_COMMAS, _FAILED):
        region = unsure.sub(lambda match: "?" * len(match[0]), region)
    region = _WORD_SIGN.sub(lambda match: ("+" if match[0][0] == "增" else "-").rjust(len(match[0])), region)
    labels: list[str] = []
    tokens: list[Token] = []
    rows: list[tuple[int, int]] = []
    count = 0
    offset = start
    before = ""
    lines = region.split("\n")
    for row, line in enumerate(lines):
        if (line and not line.isspace()) or "\t" in line:
            rows.append((count, row))
            if _FILLER.fullmatch(line) or _is_furniture(line, before):
                pass
            elif re.fullmatch(_WORD_MARK, line.strip()) and _beside_cell(before, lines, row):
                tokens.append(Token("M", line.strip(), row, -1, count, offset))
            elif "\t" in line:
                first = len(tokens)
                count = _tabbed(line, row, offset, count, labels, tokens)
                if not exact:
                    _mark_padding(tokens, first)
            else:
                first = len(tokens)
                count = _free(line, row, -1, offset, count, labels, tokens)
                tokens[first:] = _without_label_cells(tokens[first:], count)
            before = line.strip()
        offset += len(line) + 1
    return _without_row_numbers(Stream("".join(labels), tuple(tokens), tuple(rows)))


def _without_label_cells(tokens: list[Token], count: int) -> list[Token]:
    """The tokens of a line without the words for nothing before its label: places of merged cells of other labels."""
    return list(dropwhile(lambda token: token.text in NOTHING and token.labels < count, tokens))


def _without_row_numbers(stream: Stream) -> Stream:
    """The stream without the numbers of its rows, where they stand before the labels and count up by one."""
    first: dict[int, Token] = {}
    for token in stream.tokens:
        first.setdefault(token.row, token)
    begins = {row: (count, after) for (count, row), (after, _) in pairwise((*stream.row_of, (len(stream.labels), -1)))}
    leading = [
        token
        for row, token in first.items()
        if token.kind == "N" and token.text.isdecimal() and token.labels == begins[row][0] < begins[row][1]
    ]
    steps = [int(after.text) - int(one.text) for one, after in pairwise(leading)]
    if len(leading) < LEAST_NUMBERED or steps.count(1) < COUNTING * len(steps):
        return stream
    numbers = set(leading)
    return stream._replace(tokens=tuple(token for token in stream.tokens if token not in numbers))


def _is_furniture(line: str, before: str) -> bool:
    """Whether a line is a running head, or the unit that a narrow cell has put below its number."""
    said = line.strip()
    if "\t" in said or len(said) > LONGEST_HEAD:
        return False
    return (before[-1:].isdigit() and _UNIT_ALONE.fullmatch(said) is not None) or TITLE.search(said) is not None


def _beside_cell(before: str, lines: list[str], row: int) -> bool:
    """Whether the line before or after one is a cell, so that a word on it is one too."""
    if _CELL_ALONE.fullmatch(before):
        return True
    after = next((line.strip() for line in lines[row + 1 : row + 1 + FARTHEST] if line.strip()), "")
    return _CELL_ALONE.fullmatch(after) is not None


def _tabbed(line: str, row: int, offset: int, count: int, labels: list[str], tokens: list[Token]) -> int:
    for column, cell in enumerate(line.split("\t")):
        stripped = cell.strip()
        if not stripped or stripped in NOTHING:
            tokens.append(Token("B", stripped, row, column, count, offset))
        elif stripped.isdecimal() or stripped in UNCHANGED or CELL.fullmatch(stripped):
            tokens.append(Token("N", stripped, row, column, count, offset))
        elif stripped in MARKS:
            tokens.append(Token("M", stripped, row, column, count, offset))
        elif len(stripped) <= LONGEST_CELL and any(scrap.fullmatch(stripped) for scrap in _SCRAPS):
            tokens.append(Token("X", stripped, row, column, count, offset))
        else:
            words = _POINTLESS.sub(lambda match: ordinal(int(match[0])), stripped, count=1)
            count = _free(cell.replace(stripped, words), row, column, offset, count, labels, tokens)
        offset += len(cell) + 1
    return count


def _mark_padding(tokens: list[Token], start: int) -> None:
    """Empty cells at the end of a row may have been put there to make it as long as the others."""
    end = len(tokens)
    while end > start and tokens[end - 1].kind == "B" and not tokens[end - 1].text:
        end -= 1
    if end == start:
        return
    tokens[end:] = [token._replace(kind="P") for token in tokens[end:]]


def _free(text: str, row: int, column: int, offset: int, count: int, labels: list[str], tokens: list[Token]) -> int:
    words = text.strip()
    if _HAN.fullmatch(words) and words not in UNCHANGED:
        labels.append(words)
        return count + len(words)
    if UNREADABLE in text:
        text = _BESIDE_UNREADABLE.sub(lambda match: "?" * len(match[0]), text)
    for match in _FREE.finditer(text):
        kind = match.lastgroup or ""
        if kind == "h":
            labels.append(match[0])
            count += match.end() - match.start()
        else:
            tokens.append(Token(_KINDS[kind], match[0], row, column, count, offset + match.start()))
    return count
