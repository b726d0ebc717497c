"""What every source becomes: normalised lines in which tabs separate cells.

A source that knows its cells (an HTML row, a spreadsheet row, a pipe table) puts a tab between
them; free text has none.  Nothing further on needs to know what kind of file a report was.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from gongkai.finding import Where

# One character for one character, so that offsets stay what they were.
_WIDE = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys("\u00a0\u3000\u2002\u2003\u2009\u200a\u202f\u205f\u200b\u200c\u200d\ufeff\u00ad", " ")
_DASHES = dict.fromkeys("－‐‑‒–—―─━", "-")
_BOXES = {**dict.fromkeys("│┃║", "|"), **dict.fromkeys("┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝", "+"), "═": "-"}
_TRADITIONAL = dict(
    zip(
        "規範檔關開請處辦結轉議訴訟維數總計種類業機構織組會務無個別屬於國項權護內執檢閱補違舉報設獲確認繳費實門級縣鄉鎮區廳單與為審當據說劃聯繫術產環衛資經營場農貿發佈號條書聽複復變員繼續",
        "规范档关开请处办结转议诉讼维数总计种类业机构织组会务无个别属于国项权护内执检阅补违举报设获确认缴费实门级县乡镇区厅单与为审当据说划联系术产环卫资经营场农贸发布号条书听复复变员继续",
        strict=True,
    )
)
_TABLE = str.maketrans({**_WIDE, **_SPACES, **_DASHES, **_BOXES, **_TRADITIONAL, "\r": "\n", "﹣": "-", "﹢": "+"})
_PINYIN = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")


@dataclass(frozen=True)
class Sheet:
    """Normalised text: one row a line, cells divided by tabs where the source divides them.

    ``title`` is what the container calls the document (an HTML title), if anything;
    a form feed in ``text`` begins a new page.  ``exact`` says that an empty cell is a cell of
    the document and not the padding of a converter.
    """

    text: str
    title: str = ""
    exact: bool = False

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def _page_starts(self) -> list[int]:
        return [match.end() for match in re.finditer("\f", self.text)]

    def where(self, offset: int) -> Where:
        """Page, line and offset of a character; a page only where the source marks pages."""
        page = bisect_right(self._page_starts, offset) + 1 if self._page_starts else None
        return Where(page, bisect_right(self._line_starts, offset), offset)


def normalise(text: str) -> str:
    """Full-width signs made plain, traditional label characters simplified, mojibake pinyin removed.

    Apart from removed pinyin and carriage returns every character keeps its place.
    """
    text = text.replace("\r\n", "\n").translate(_TABLE)
    return _PINYIN.sub("", text) if "(" in text else text
