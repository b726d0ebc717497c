"""What every source becomes: normalised lines in which tabs separate cells.

A source that knows its cells (an HTML row, a spreadsheet row, a pipe table) puts a tab between
them; free text has none.  Nothing further on needs to know what kind of file a report was.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from gongkai.finding import Box, Where
from gongkai.reading.recognised import Recognised

# Widths are made even one character for one, so that offsets stay what they were.
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys("\u00a0\u3000\u2002\u2003\u2009\u200a\u202f\u205f\u200b\u200c\u200d\ufeff\u00ad", " ")
#: Marks of direction, of variants and joints without width: they stand for nothing.
_NOTHING = dict.fromkeys(
    map(
        chr,
        (0x34F, 0x61C, 0x180E, 0x200E, 0x200F, *range(0x202A, 0x202E), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10)),
    ),
    "",
)
#: What makes of digits beside it none that are surely known: strokes laid over the one before, enclosing signs, and the
#: mark after which they are shown from right to left.
_UNKNOWN = dict.fromkeys(map(chr, (0x202E, *range(0x334, 0x339), *range(0x20D0, 0x20F1))), "\ufffd")
_DASHES = dict.fromkeys("－‐‑‒–—―─━", "-")
_BOXES = {**dict.fromkeys("│┃║", "|"), **dict.fromkeys("┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝", "+"), "═": "-"}
#: Radicals that fonts of exported PDF files put in place of the characters they look like.
_RADICALS = {
    **{
        chr(code): unicodedata.normalize("NFKC", chr(code))
        for code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFA6E))
        if len(unicodedata.normalize("NFKC", chr(code))) == 1
    },
    **dict(
        zip(
            "⺠⻓⻔⻚⻢⻋⻅⻉⻛⻜⻝⻥⻦⻬⻮⻰⻩⻘⺟⻄⺒⺩⻆⻤⻨⺫⻁⻌⻑⻣",
            "民长门页车车见贝风飞食鱼鸟齐齿龙黄青母西巳王角鬼麦目虎辶長骨",
            strict=True,
        )
    ),
    "⻢": "马",
}
#: What every source does to its text before anything else looks at it.
_TIDY = {**_SPACES, **_NOTHING, **_UNKNOWN, **_BOXES, **_RADICALS, "\r": "\n", "\x07": "\t"}
#: What readers of numbers and labels do on top: widths and dashes made plain.
_EVEN = {**_WIDE, **_DASHES, "﹣": "-", "﹢": "+", "∕": "/", "⁄": "/", "╱": "/"}
#: The characters of the form's own words in traditional script, one for one.
_TRADITIONAL = dict(
    zip(
        "萬業爲為舉於會體關內決況減辦務動區華單廳發臺號後國處復審對屬廢開強當總執護報據數無時機權條來構標沒現監確祕穩類糾納組織經結統繼續維繳罰範獲補規計認議許訟設訪訴試詢請購費轉過這進採問間項題額實檔畫製証説効佔資縣鄉鎮與據說劃聯繫術產環衛營場農貿書聽複變員門級違閱",
        "万业为为举于会体关内决况减办务动区华单厅发台号后国处复审对属废开强当总执护报据数无时机权条来构标没现监确秘稳类纠纳组织经结统继续维缴罚范获补规计认议许讼设访诉试询请购费转过这进采问间项题额实档划制证说效占资县乡镇与据说划联系术产环卫营场农贸书听复变员门级违阅",
        strict=True,
    )
)


def _any_of(signs: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile("[" + re.escape("".join(signs)) + "]")


#: Few characters of a text are among them: these alone are looked up, and not every one.
_IS_UNTIDY, _IS_UNEVEN, _IS_TRADITIONAL = map(_any_of, (_TIDY, _EVEN, _TRADITIONAL))
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")


class Place(NamedTuple):
    """Characters of a sheet from ``start`` up to ``end``, and where they stand: page from 1, and box."""

    start: int
    end: int
    page: int
    box: Box


@dataclass(frozen=True)
class Sheet:
    """Text as printed: one row a line, cells divided by tabs where the source divides them.

    ``printed`` keeps the report's own signs and script.  ``text`` is the same, character for
    character, with full-width signs made plain, and ``plain`` with the form's words simplified
    as well: what numbers and labels are looked for in.
    ``title`` is what the container calls the document (an HTML title), if anything;
    a form feed begins a new page.  ``exact`` says that an empty cell is a cell of
    the document and not the padding of a converter.  ``recognised`` holds, by where each stands,
    the numerals that were read from a picture; ``places`` says, in the order of the text, where on
    their pages cells and words stand.
    """

    printed: str
    title: str = ""
    exact: bool = False
    recognised: Mapping[int, Recognised] = field(default_factory=dict, compare=False)
    places: Sequence[Place] = field(default=(), compare=False)

    @cached_property
    def text(self) -> str:
        """The printed text with plain signs."""
        return normalise(self.printed)

    @cached_property
    def plain(self) -> str:
        """The text in which labels are looked for."""
        return simplified(self.text)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def _page_starts(self) -> list[int]:
        return [match.end() for match in re.finditer("\f", self.text)]

    @cached_property
    def _place_starts(self) -> list[int]:
        return [place.start for place in self.places]

    def where(self, offset: int) -> Where:
        """Page, line, offset and box of a character; page and box only where the source has them."""
        line = bisect_right(self._line_starts, offset)
        at = bisect_right(self._place_starts, offset) - 1
        if at >= 0 and offset <= self.places[at].end:
            return Where(self.places[at].page, line, offset, self.places[at].box)
        pages = self._page_starts
        return Where(bisect_right(pages, offset) + 1 if pages else None, line, offset)


def tidy(text: str) -> str:
    """Line ends, blanks, cell marks, ruled boxes, stray radicals and mojibake pinyin put right.

    The report's own punctuation, digits and script stay.
    """
    text = _IS_UNTIDY.sub(lambda match: _TIDY[match[0]], text.replace("\r\n", "\n"))
    return _PINYIN.sub("", text) if "(" in text else text


def normalise(text: str) -> str:
    """Full-width signs and dashes made plain, one character for one."""
    return _IS_UNEVEN.sub(lambda match: _EVEN[match[0]], text)


def simplified(text: str) -> str:
    """The characters of the form's own words in simplified script, one for one."""
    return _IS_TRADITIONAL.sub(lambda match: _TRADITIONAL[match[0]], text)
