r"""RTF: rows of tables as tabbed lines, paragraphs as lines.

A group that is not the page's text (fonts, styles, pictures, headers) is passed over; characters come
as bytes of a code page (``\'hh``), which for Chinese is 936, or as numbers (``\uN``) with a substitute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources import ink
from gongkai.reading.sources.inline import FOOTNOTE, UNREADABLE, WORDS, is_surely_mark
from gongkai.reading.sources.package import broken
from gongkai.reading.sources.text import without_marks

KIND = ("RTF文件", "RTF file")
#: Groups within groups deeper than this are no document.
MOST_NESTED = 2000
#: A number is raised or lowered by so much (half points), or it is only set even with its line.
FAR_MOVED = 6
_ASIDE = re.compile("\x01([^\x01\x02]*)\x02")
_DIGITS = re.compile(r"\d+")
#: Type of fewer half points is read by nobody.
ILLEGIBLE = 5
_COLOURS = re.compile(rb"\{\\colortbl\b([^{}]{0,20000})")
_SEEN, _TINY = re.compile(rb"\\(fs|cf)(\d{1,6})(?!\d)"), re.compile(rb"\\fs[0-4](?!\d)")
_RGB = re.compile(rb"\\(red|green|blue)(\d{1,3})")
_PASSED = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf"}
    | {"footer", "footerl", "footerr", "footerf", "listtable", "listoverridetable", "fldinst", "themedata"}
    | {"generator", "datastore", "nonshppict", "bkmkstart", "bkmkend", "revtbl", "rsidtbl", "xmlnstbl", "footnote"}
)
#: A destination that may be passed over unless it is one of these, which hold what the page says.
_TAKEN = frozenset({"shptxt", "shpinst", "ud", "nesttableprops"})
_CHARS = {"line": " ", "lbr": " ", "tab": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’"}
_CHARS |= {"ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "page": "\n"}
_PAGES = {0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5"}
#: Control words that change what the page says or where; most words of a document say how it looks.
_MEANT = frozenset(
    {"par", "sect", "cell", "nestcell", "row", "nestrow", "trowd", "clvmrg", "clmrg", "cellx", "intbl", "pard", "u"}
    | {"uc", "v", "strike", "striked", "deleted", "plain", "f", "fcharset"}
    | {"super", "sub", "up", "dn", "nosupersub"}
)
_NAMED = "|".join(sorted(_MEANT | _PASSED | _TAKEN | _CHARS.keys(), key=len, reverse=True)).encode()
_TOKEN = re.compile(
    rb"(?P<looks>(?:\\(?!(?:" + _NAMED + rb")(?![a-zA-Z]))[a-zA-Z]{1,32}+(?:-?\d{1,10}+)?+ ?)++)"
    rb"|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|(?P<hex>(?:\\'[0-9a-fA-F]{2})++)"
    rb"|\\(?P<sign>[^a-zA-Z'])|(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]+",
    re.DOTALL,
)


class _State(NamedTuple):
    """What holds until the end of a group."""

    passed: bool = False
    hidden: bool = False
    struck: bool = False
    raised: bool = False
    tiny: bool = False
    faint: bool = False
    skip: int = 1
    encoding: str = "gb18030"


class _Reader:
    """The lines of a document, written as its words come."""

    def __init__(self, data: bytes) -> None:
        self.pale = _pale(data)
        self.watches = _TINY.search(data) is not None or bool(self.pale)
        self.out: list[str] = []
        self.text: list[str] = []
        self.raw = bytearray()
        self.row: list[str] = []
        self.state = _State()
        self.stack: list[_State] = []
        self.fonts: dict[int, str] = {}
        self.continued: list[bool] = []
        self.merged = False
        self.substitutes = 0
        self.in_table = False
        self.font_of_table: int | None = None

    def flush(self) -> None:
        """Bytes so far as characters: two of them may be one."""
        if self.raw:
            self._add(self.raw.decode(self.state.encoding, "replace"))
            self.raw.clear()

    def say(self, text: str) -> None:
        self.flush()
        if not self._is_left_out():
            self._add(text)

    def _add(self, text: str) -> None:
        if self.state.faint and self.in_table:
            text = _DIGITS.sub(UNREADABLE, text)
        self.text.append(f"\x01{text}\x02" if self.state.raised else text)

    def _is_left_out(self) -> bool:
        state = self.state
        return state.passed or state.hidden or state.struck or state.tiny

    def taken(self) -> str:
        self.flush()
        text = "".join(self.text)
        self.text.clear()
        return _without_marks(text) if "\x01" in text else text

    def looks(self, words: bytes) -> None:
        """Words that say how the text after them looks: of these size and colour may say that nobody sees it."""
        for word, number in _SEEN.findall(words):
            if word == b"fs":
                self.state = self.state._replace(tiny=int(number) < ILLEGIBLE)
            else:
                self.state = self.state._replace(faint=int(number) in self.pale)

    def bytes_of(self, data: bytes) -> None:
        kept = data[self.substitutes :]
        self.substitutes -= len(data) - len(kept)
        if not self._is_left_out():
            self.raw += kept

    def end_row(self) -> None:
        cells = [
            re.sub(r"(?<=\d)\n+(?=\d)", " ", cell.strip()).replace("\n", "")
            for at, cell in enumerate(self.row)
            if not (at < len(self.continued) and self.continued[at])
        ]
        self.out.append("\t".join(cells))
        self.row = []

    def word(self, word: str, number: int | None) -> None:
        """One control word."""
        on = number != 0
        if word in ("par", "sect"):
            self.say("\n") if self.in_table else self.out.append(self.taken())
        elif word in ("cell", "nestcell"):
            self.row.append(self.taken())
        elif word in ("row", "nestrow"):
            self.end_row()
        elif word == "trowd":
            self.continued, self.merged = [], False
        elif word in ("clvmrg", "clmrg"):
            self.merged = True
        elif word == "cellx":
            self.continued.append(self.merged)
            self.merged = False
        elif word == "intbl":
            self.in_table = True
        elif word == "pard":
            self.in_table = False
        elif word in _CHARS:
            self.say(_CHARS[word])
        else:
            self._character(word, number, on=on)

    def _character(self, word: str, number: int | None, *, on: bool) -> None:
        state = self.state
        if word == "u" and number is not None:
            self.say(chr(number % 65536) if not 0xD800 <= number % 65536 < 0xE000 else "\ufffd")
            self.substitutes = state.skip
        elif word == "uc" and number is not None:
            self.state = state._replace(skip=min(max(number, 0), 8))
        elif word == "v":
            self.flush()
            self.state = state._replace(hidden=on)
        elif word in ("strike", "striked", "deleted"):
            self.flush()
            self.state = state._replace(struck=on)
        elif word in ("super", "sub", "nosupersub", "up", "dn"):
            self.flush()
            far = number is None or number >= FAR_MOVED if word in ("up", "dn") else on
            self.state = state._replace(raised=far and word != "nosupersub")
        elif word == "plain":
            self.flush()
            self.state = state._replace(hidden=False, struck=False, raised=False, tiny=False, faint=False)
        elif word == "f" and number is not None:
            self.flush()
            self.state = state._replace(encoding=self.fonts.get(number, "gb18030"))
            self.font_of_table = number
        elif word == "fcharset" and number is not None and self.font_of_table is not None:
            page = _PAGES.get(number, "gb18030")
            # Bytes above 127 in a Western font of a Chinese document are Chinese all the same.
            self.fonts[self.font_of_table] = "gb18030" if page == "cp1252" else page


def _without_marks(text: str) -> str:
    """A text without the footnote marks that are raised or lowered beside its words; each stands between two signs.

    Raised digits that may be a part of the number beside them are not known.
    """
    text = text.replace("\x02\x01", "")
    rest = _ASIDE.sub("", text)
    if not rest.strip():
        return text.replace("\x01", "").replace("\x02", "")

    def kept(raised: re.Match[str]) -> str:
        before, after = text[: raised.start()].strip("\x02"), text[raised.end() :].strip("\x01")
        if WORDS.match(rest) or is_surely_mark(raised[1], before, after):
            return "" if FOOTNOTE.fullmatch(raised[1]) else raised[0]
        return _DIGITS.sub(UNREADABLE, raised[1])

    return _ASIDE.sub(kept, text).replace("\x01", "").replace("\x02", "")


def _pale(data: bytes) -> frozenset[int]:
    """Which colours of a document are those of paper; what has none of its own is black."""
    table = _COLOURS.search(data)
    found = set()
    for number, colour in enumerate(table[1].split(b";")[:-1] if table else ()):
        parts = {name: int(value) for name, value in _RGB.findall(colour)}
        if len(parts) == 3 and ink.is_faint((parts[b"red"], parts[b"green"], parts[b"blue"]), ink.WHITE):
            found.add(number)
    return frozenset(found)


def rtf_sheet(data: bytes) -> Sheet:
    """The sheet of an RTF.  Raises :class:`~gongkai.finding.Refusal` ``broken`` for one that nests without end."""
    reader = _Reader(data)
    for _ in _read(data, reader):
        if len(reader.stack) > MOST_NESTED:
            raise broken(KIND, ("嵌套过深", "it nests too deeply"))
    reader.out.append(reader.taken())
    return Sheet(without_marks(tidy("\n".join(reader.out))), exact=True)


def _read(data: bytes, reader: _Reader) -> Iterator[None]:
    first = star = False
    for match in _TOKEN.finditer(data):
        kind = match.lastgroup
        if kind == "open":
            reader.flush()
            reader.stack.append(reader.state)
            first, star = True, False
            yield
            continue
        if kind == "close":
            reader.flush()
            reader.state = reader.stack.pop() if reader.stack else _State()
            reader.substitutes = 0
        elif kind == "sign":
            sign = match["sign"].decode("latin-1")
            star = star or (first and sign == "*")
            if sign == "*":
                continue
            reader.say({"~": " ", "_": "-", "\n": "\n", "\r": "\n"}.get(sign, sign if sign in "\\{}" else ""))
        elif kind == "hex":
            reader.bytes_of(bytes.fromhex(match["hex"].replace(b"\\'", b"").decode("ascii")))
        elif kind == "text":
            reader.bytes_of(match["text"])
        elif kind == "looks":
            if first and star:
                reader.state = reader.state._replace(passed=True)
            reader.flush()
            if reader.watches:
                reader.looks(match["looks"])
        elif match["word"]:
            word = match["word"].decode("ascii")
            if first and (word in _PASSED or (star and word not in _TAKEN)):
                reader.state = reader.state._replace(passed=True)
            reader.flush()
            reader.word(word, int(match["number"]) if match["number"] else None)
        first = False
