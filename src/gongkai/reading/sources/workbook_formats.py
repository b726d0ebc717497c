"""What the cells of a workbook show of what they hold: by their number format, and by the type that they are set in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

from lxml import etree

from gongkai.reading.sources import ink
from gongkai.reading.sources.package import markup
from gongkai.reading.tokens import UNREADABLE

KIND = ("工作簿", "workbook")
#: Type of fewer points is read by nobody.
ILLEGIBLE = 3.0
GENERAL = "General"
#: Formats that have a number and no code in the file (ISO/IEC 29500-1, 18.8.30), as far as they change a number.
BUILT_IN = {9: "0%", 10: "0.00%", **dict.fromkeys((41, 42, 43, 44), '0;-0;"-";@')}
_PIECES = re.compile(r'"(?P<quoted>[^"]*)"?|[\\!](?P<sign>.)|_.|\*.|\[(?P<says>[^\]]*)\]?|(?P<plain>.)', re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_OTHER = re.compile(r"[\d%‰零〇一二三四五六七八九十百千万亿]")
_LONGEST = 300
#: What Chinese programs call a number as it is.
_CHINESE_GENERAL = "G/通用格式"
_STROKES = frozenset({"-", "—", "－"})
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*([+-]?\d{1,15}(?:\.\d{1,15})?)\]")
#: A first condition that is for numbers of neither sign: all of its sections print the sign.
_SIGNED = re.compile(r"[^;]*\[(?:=|<>)\s*[+-]?\d")
_COMPARED = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
#: What a cell, a row and a column is set in; a cell that holds nothing is none.
_CELL = re.compile(rb"<(?:\w+:)?(row|c)\s([^<>]{0,400})>")
_SAYS = re.compile(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_NO_NOUGHTS = re.compile(rb"<(?:\w+:)?sheetView\s[^<>]{0,400}showZeros\s*=\s*[\"'](?:0|false)[\"']")
_CHUNK, _TAG = 1 << 20, 1 << 10
#: Colours by their numbers in a theme and in the old palette that are white and black.
#: A colour of a theme made so much lighter or darker is another.
SLIGHT = 0.12
_THEME, PALETTE = {0: ink.WHITE, 1: ink.BLACK}, {0: ink.BLACK, 1: ink.WHITE, 8: ink.BLACK, 9: ink.WHITE}
Place = tuple[int, int]


class Style(NamedTuple):
    """How a cell is set: the code of its number format; whether it is left out, or set in the colour of its ground."""

    code: str = GENERAL
    gone: bool = False
    faint: bool = False

    @property
    def tells(self) -> bool:
        """Whether a cell so set may show anything else than it holds."""
        return self.gone or self.faint or _may_change(self.code)


class Set(NamedTuple):
    """How the cells of a sheet are set that may show something else, by row and column from 0."""

    styles: Mapping[Place, Style] = {}
    noughts: bool = True
    texts: Mapping[Place, str] = {}

    def shown(self, cells: list[list[str]]) -> None:
        """Put what the cells show in place of what they hold."""
        for (row, column), text in self.texts.items():
            if row < len(cells) and column < len(cells[row]):
                cells[row][column] = text
        for (row, column), style in self.styles.items():
            if row < len(cells) and column < len(cells[row]):
                cells[row][column] = _shown(style, cells[row][column])
        if not self.noughts:
            for line in cells:
                line[:] = ["" if cell == "0" else cell for cell in line]


def _shown(style: Style, value: str) -> str:
    if not value or style.gone:
        return ""
    shown = as_formatted(value, style.code)
    return UNREADABLE if style.faint and _NUMBER.fullmatch(shown) else shown


@lru_cache(512)
def _may_change(code: str) -> bool:
    if len(code) > _LONGEST or not code.replace(_CHINESE_GENERAL, GENERAL).isascii():
        return True
    return any(as_formatted(value, code) != value for value in ("1234567", "0", "-5", "字"))


def as_formatted(value: str, code: str) -> str:
    """What a cell of a number format shows: what it holds, nothing, a sign in its place, or what cannot be told."""
    code = code.replace(_CHINESE_GENERAL, GENERAL)
    if code.lower() == "general" or len(code) > _LONGEST:
        return value if len(code) <= _LONGEST else UNREADABLE
    sections = _sections(code)
    if not _NUMBER.fullmatch(value):
        if len(sections) < 4:
            return value
        plain, words = _parts(sections[3])
        return value if "@" in plain and not _OTHER.search(words) else "" if not (plain + words).strip() else UNREADABLE
    place = _place(float(value), sections)
    return (
        UNREADABLE
        if place is None
        else _as_number(value, *_parts(sections[place]), signs=bool(_SIGNED.match(code)) or len(sections) < 2)
    )


def _as_number(value: str, plain: str, words: str, *, signs: bool) -> str:
    """What a section shows of a number; ``signs`` says that it puts the sign of one below nought by itself."""
    number, general = float(value), "general" in plain.lower()
    if not general and not re.search(r"[0#?@]", plain):
        return value if re.search(r"[ymdhs年月日]", plain + words, re.IGNORECASE) else _for_none(value, plain, words)
    if _OTHER.search(words) or "%" in plain or _SCALED.search(plain):
        return UNREADABLE
    if number == 0 and "0" not in plain and not general:
        return _for_none(value, "", words)  # a nought is printed only where the format has one
    signed = signs or re.search(r"[(-]", plain + words)
    return UNREADABLE if number < 0 and not signed else value


def _for_none(value: str, plain: str, words: str) -> str:
    """What stands in the place of a number; the stroke of accountants is a nought."""
    said = words.strip() or plain.strip()
    return value if said in _STROKES and float(value) == 0 else said


def _place(number: float, sections: Sequence[str]) -> int | None:
    """The section of a format that is for a number: by the conditions that it sets, or by the sign."""
    first, second, *_ = [*map(_condition, sections[:2]), None, None]
    if first is None and second is None and len(sections) < 3:
        return 1 if number < 0 and len(sections) == 2 else 0
    if first(number) if first else number > 0:
        return 0
    if second(number) if second else number < 0 or len(sections) == 2:
        return 1 if len(sections) > 1 else None
    return 2 if len(sections) > 2 else None


def _condition(section: str) -> Callable[[float], bool] | None:
    """The condition that a section sets to a number, if any."""
    said = _CONDITION.search(re.sub(r'"[^"]*"?', "", section))
    return (lambda number: bool(_COMPARED[said[1]](number, float(said[2])))) if said else None


def _sections(code: str) -> list[str]:
    sections, start = [], 0
    for found in re.finditer(r'"[^"]*"?|\\.?|(;)', code):
        if found[1]:
            sections.append(code[start : found.start()])
            start = found.end()
    return [*sections, code[start:]]


def _parts(section: str) -> tuple[str, str]:
    """What a section is made of: its signs, and the words that it prints."""
    plain, words = "", ""
    for piece in _PIECES.finditer(section):
        plain += piece["plain"] or ""
        words += (piece["quoted"] or "") + (piece["sign"] or "")
        if (piece["says"] or "").startswith("$"):
            words += piece["says"][1:].partition("-")[0]
    return plain, words


def set_in_package(archive: zipfile.ZipFile, names: Sequence[str]) -> list[Set]:
    """How the cells of the sheets of an XLSX are set, of the parts of these names."""
    styles = list(_styles(markup(archive, "xl/styles.xml", KIND)))
    telling = {str(at).encode(): style for at, style in enumerate(styles) if style.tells}
    held = set(archive.namelist())
    return [_of_part(archive, name, telling) if name in held else Set() for name in names]


def _styles(book: etree._Element | None) -> Iterator[Style]:
    if book is None:
        return
    codes = {int(one.get("numFmtId", "0")): one.get("formatCode", GENERAL) for one in book.iter("{*}numFmt")}
    fonts, fills = (book.findall(f"{{*}}{name}s/{{*}}{name}") for name in ("font", "fill"))
    for one in book.iterfind("{*}cellXfs/{*}xf"):
        code, font, fill = (int(one.get(name) or 0) for name in ("numFmtId", "fontId", "fillId"))
        gone, colour = _of_font(fonts[font]) if font < len(fonts) else (False, None)
        solid = fills[fill].find("{*}patternFill[@patternType='solid']") if fill < len(fills) else None
        ground = _colour(solid.find("{*}fgColor")) if solid is not None else ink.WHITE
        faint = ink.is_faint(colour, ground)
        yield Style(codes.get(code, BUILT_IN.get(code, GENERAL)), gone, faint)


def _of_font(font: etree._Element) -> tuple[bool, ink.Colour | None]:
    strike, size = font.find("{*}strike"), font.find("{*}sz")
    struck = strike is not None and strike.get("val", "1") not in ("0", "false")
    tiny = size is not None and float(size.get("val") or 11) < ILLEGIBLE
    return struck or tiny, _colour(font.find("{*}color"))


def _colour(said: etree._Element | None) -> ink.Colour | None:
    if said is None:
        return None
    if said.get("rgb"):
        return ink.colour(f"#{said.get('rgb', '')[-6:].lower()}")
    if abs(float(said.get("tint") or 0)) > SLIGHT:
        return None
    for name, colours in (("theme", _THEME), ("indexed", PALETTE)):
        if (said.get(name) or "").isdecimal():
            return colours.get(int(said.get(name, "")))
    return None


def _of_part(archive: zipfile.ZipFile, name: str, telling: Mapping[bytes, Style]) -> Set:
    found: dict[Place, Style] = {}
    held, row, column, noughts = b"", -1, -1, True
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            held += chunk
            noughts = noughts and not _NO_NOUGHTS.search(held)
            if not telling:
                held = held[-_TAG:]
                continue
            done = 0
            for tag in _CELL.finditer(held):
                says = dict(_SAYS.findall(tag[2]))
                done = tag.end()
                if tag[1] == b"row":
                    row, column = (int(says[b"r"][:8]) - 1 if says.get(b"r", b"").isdigit() else row + 1), -1
                    continue
                letters = re.match(rb"[A-Z]{1,4}", says.get(b"r", b""))
                column = _column(letters[0]) if letters else column + 1
                if says.get(b"s", b"0") in telling:
                    found[row, column] = telling[says.get(b"s", b"0")]
            held = held[max(done, len(held) - _TAG) :]
    return Set(found, noughts)


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at - 1
