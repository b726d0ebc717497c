"""The cells of a row of an HTML table, each as the one line that a reader sees.

What is not surely seen as it is written is marked, and no number with a mark is taken for read.
"""

from __future__ import annotations

import re
from enum import IntEnum

from selectolax.lexbor import LexborNode

from gongkai.reading.sources.inline import FOOTNOTE, UNREADABLE, WORDS, is_surely_mark, is_tiny
from gongkai.reading.sources.styles import ADDED, PLAIN, UNCUT, Look, look

SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "option", "textarea", "iframe", "svg", "datalist"}
    | {"audio", "noframes", "noembed", "rp", "rt", "rtc"}
    | {"del", "s", "strike"}  # struck out: no longer what the page says
)
BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "ul", "ol", "li", "dl", "dt", "dd"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "center", "form", "fieldset", "figure", "figcaption"}
    | {"table", "tbody", "thead", "tfoot", "caption", "tr", "td", "th", "hr", "address", "body", "html"}
)
#: Elements that are drawn, whatever text stands in them.
_DRAWN = frozenset({"svg", "canvas", "video", "object", "embed", "meter", "progress", "select", "math"})
#: Fields that show what they hold as text.
_FIELDS = frozenset({"", "text", "number", "tel", "search"})
_HIDDEN_FIELDS = frozenset({"hidden", "submit", "button", "reset", "image"})
#: Elements of which some may be seen within one that is not.
_SEEN_AGAIN = "[class],[style*=font],[style*=visibility],font[size]"
_SHOWN = Look.SHOWN
_OTHERWISE = frozenset({Look.ALTERED, Look.ADDED})
#: Elements that may set digits apart from those beside them.
_LESSER = frozenset({"small", "font", "a"})
_SMALL, _NUMBER = re.compile(r"-[1-9]|1"), re.compile(r"\s*[\d,.]+\s*")
_BREAK = "\x00"
#: A picture in a cell; beside digits it may be one, which nobody can read.
_PICTURE = "\x01"
_BLANK = f"\\s{_BREAK}"
_PICTURES = re.compile(f"(?<![{_BLANK}{_PICTURE}])[{_BLANK}]*+{_PICTURE}[{_BLANK}{_PICTURE}]*+")
_BETWEEN_DIGITS = re.compile(f"(?<=\\d)[ \\n]*+{_BREAK}[ \\n{_BREAK}]*+(?=\\d)")
#: Marks, of halves of characters, which no text holds: the ends of what stands elsewhere than it is written, what is
#: seen and not written, and digits that may not be seen.
_BEGINS, _ENDS, _UNKNOWN = "\udc02", "\udc03", "\udc04"
_MARKED = re.compile("[\udc02-\udc04\udc30-\udc39]")
_DOUBTED = {ord(digit): chr(0xDC30 + int(digit)) for digit in "0123456789"}
_BELIEVED = {ord(mark): chr(digit) for digit, mark in _DOUBTED.items()} | dict.fromkeys((0xDC02, 0xDC03, 0xDC04), "")
_SIGNS = re.compile("[\udc30-\udc39]")
_DIGIT = re.compile("[\\d\udc30-\udc39]")
#: A picture written out in fewer characters has a pixel or two.
LONGEST_PIXEL = 120
#: What editors leave between the characters of a cell; it parts no numbers.
WIDTHLESS = re.compile("[\u00ad\u200b-\u200d\ufeff]")
_CELL_BLANKS = re.compile(r"[ \t\r\n\u00a0]+")
_ROW_BREAKS = re.compile(f"[{_BREAK}\\n\\r\\t]+")


class Doubt(IntEnum):
    """What is doubtful of all that stands in an element."""

    NONE = 0
    FAINT = 1  #: whether its colour is seen; an element inside may have another
    UNSURE = 2  #: whether it is seen at all


def row_cells(row: LexborNode, doubt: Doubt) -> list[str]:
    """The cells of a row."""
    cells = []
    cell = row.child
    while cell is not None:
        if cell.tag in ("td", "th"):
            shown = _look_of_cell(cell)
            if shown is not Look.GONE:
                blank = shown is Look.STRUCK or (shown is Look.UNSEEN and stays_unseen(cell))
                cells.append("" if blank else _cell_text(cell, shown, doubt_within(cell, shown, doubt)))
        cell = cell.next
    return cells


def _look_of_cell(cell: LexborNode) -> Look:
    """How a cell stands on its page: it is as wide and high as what it holds, and cuts nothing off."""
    shown = look_of(cell)
    return look(f"{cell.attributes.get('style')};{UNCUT}") if shown is Look.UNSURE else shown


def look_of(node: LexborNode) -> Look:
    """How an element stands on its page; what this system says of the report in it is gone."""
    attributes = node.attributes
    tag = node.tag
    if attributes:
        if "hidden" in attributes or "popover" in attributes or attributes.get("data-gongkai") == "findings":
            return Look.GONE
        style = attributes.get("style")
        said = look(style) if style else _SHOWN
        if said is not _SHOWN:
            return said
        if (attributes.get("dir") or "").lower() == "rtl":
            return Look.ALTERED if tag == "bdo" else Look.MOVED
    if tag == "dialog" and "open" not in attributes:
        return Look.GONE
    return Look.RAISED if tag in ("sup", "sub") else _SHOWN


def doubt_within(node: LexborNode, shown: Look, doubt: Doubt) -> Doubt:
    """What is doubtful of what stands in an element, by how it is shown and by what is doubtful around it."""
    if shown is Look.ADDED:
        shown = look((node.attributes.get("style") or "").replace(ADDED, ""))
    if shown is Look.UNSURE or (shown is Look.ALTERED and node.css_first("table,tr,td") is not None):
        return Doubt.UNSURE
    if shown is Look.FAINT:
        return max(doubt, Doubt.FAINT)
    if doubt is Doubt.FAINT and PLAIN in (node.attributes.get("style") or ""):
        return Doubt.NONE
    return doubt


def stays_unseen(node: LexborNode) -> bool:
    """Whether nothing in an unseen element is seen again."""
    return all(inner.mem_id == node.mem_id for inner in node.css(_SEEN_AGAIN))


def weighed(text: str) -> str:
    """The lines with the digits that may not be seen marked as unread; those of most cells of a page are seen."""
    if not _SIGNS.search(text):
        return text
    cells = [cell for cell in re.split(r"[\t\n]", text) if "\t" in text and _DIGIT.search(cell)]
    doubted = sum(_SIGNS.search(cell) is not None for cell in cells)
    return text.translate(_BELIEVED) if doubted * 2 > len(cells) else _SIGNS.sub(UNREADABLE, text)


def _cell_text(cell: LexborNode, shown: Look, doubt: Doubt) -> str:
    """The text of one cell on one line: a break between digits stays a gap, any other goes."""
    first = cell.child
    plain = not doubt and shown not in _OTHERWISE
    if plain and first is not None and first.next is None and first.tag == "-text":
        return " ".join(WIDTHLESS.sub("", first.text(deep=False) or "").split())
    parts: list[str] = []
    _inline(cell, parts, doubt)
    said = "".join(parts if plain else _as_shown(parts, shown))
    if _MARKED.search(said):
        said = _settled(said)
    if _PICTURE in said:
        said = _PICTURES.sub(_beside_digits, said)
    text = _CELL_BLANKS.sub(" ", WIDTHLESS.sub("", said)).strip(f" {_BREAK}")
    return _ROW_BREAKS.sub("", _BETWEEN_DIGITS.sub(" ", text)).strip()


def _beside_digits(pictures: re.Match[str]) -> str:
    """Pictures beside a digit may be one; elsewhere they say nothing."""
    text, (start, end) = pictures.string, pictures.span()
    is_beside = _DIGIT.match(text[start - 1 : start]) or _DIGIT.match(text[end : end + 1])
    return UNREADABLE if is_beside else pictures[0].replace(_PICTURE, "")


def _settled(said: str) -> str:
    """What is said in a cell with marks: words are believed, and no digit is where any stands elsewhere."""
    if WORDS.match(said):
        return said.translate(_BELIEVED)
    if _BEGINS in said:
        pieces = re.split(f"[{_BEGINS}{_ENDS}]", said)
        apart = sum(_DIGIT.search(piece) is not None for piece in pieces) > 1
        said = _UNKNOWN * apart + "".join(pieces)
    return said.replace(_UNKNOWN, UNREADABLE)


def _inline(node: LexborNode, parts: list[str], doubt: Doubt) -> None:
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            text = child.text(deep=False) or ""
            parts.append(text.translate(_DOUBTED) if doubt else text)
        elif tag == "br":
            parts.append(_BREAK)
        else:
            _element(child, tag, parts, doubt)
        child = child.next


def _element(node: LexborNode, tag: str | None, parts: list[str], doubt: Doubt) -> None:
    shown = look_of(node)
    if shown in (Look.GONE, Look.STRUCK) or (shown is Look.UNSEEN and stays_unseen(node)):
        return
    if tag == "img":
        if not _is_tiny(node):
            parts.append(_PICTURE)
    elif tag in _DRAWN:
        parts.append(_drawn(node, tag))
    elif tag in ("input", "textarea"):
        parts.append(_field(node, tag))
    elif tag in SKIPPED or (shown is Look.RAISED and _is_mark(node, tag, parts)):
        pass
    else:
        around = _BREAK if tag in BLOCKS else _UNKNOWN * (tag in _LESSER and _is_lesser(node, tag))
        parts.append(around)
        if shown is _SHOWN and not doubt and tag != "details":
            _inline(node, parts, doubt)
        else:
            inside: list[str] = []
            _inline(node, inside, doubt_within(node, shown, doubt))
            if tag == "details" and "open" not in node.attributes:
                inside = ["".join(inside).translate(_DOUBTED)]
            parts += _as_shown(inside, shown)
        parts.append(around)


def _as_shown(inside: list[str], shown: Look) -> list[str]:
    """What an element holds, marked where it is seen in other digits, with more of them or elsewhere."""
    if shown in _OTHERWISE:
        return [_UNKNOWN, *inside]
    return [_BEGINS, *inside, _ENDS] if shown is Look.MOVED else inside


def _drawn(node: LexborNode, tag: str) -> str:
    """What is drawn says something unknown; a formula of one line is what it says."""
    text = node.text(deep=True)
    if tag == "math" and all(inner.tag in _LEVEL for inner in node.css("*")):
        return text
    return _UNKNOWN if _DIGIT.search(text) else _PICTURE


#: Elements of a formula that stand on its line.
_LEVEL = frozenset({"math", "mrow", "mn", "mo", "mi", "mtext", "mstyle", "semantics", "-text"})


def _field(node: LexborNode, tag: str) -> str:
    """What a field shows: what it holds, and where that is nothing an example, which nobody tells from a number."""
    said = node.attributes
    kind = (said.get("type") or "").lower()
    if tag == "input" and kind not in _FIELDS:
        return "" if kind in _HIDDEN_FIELDS else _PICTURE
    held = node.text(deep=True) if tag == "textarea" else said.get("value") or ""
    return held if held.strip() else _UNKNOWN * bool(_DIGIT.search(said.get("placeholder") or ""))


def _is_tiny(picture: LexborNode) -> bool:
    """Whether a picture shows nothing: a pixel, unless another is loaded in its place."""
    said = picture.attributes
    source = said.get("src") or ""
    if source.startswith("data:") and len(source) < LONGEST_PIXEL:
        return not any(name.startswith("data-") for name in said)
    return is_tiny(f"width={said.get('width')} height={said.get('height')} {said.get('style')}")


def _is_mark(node: LexborNode, tag: str | None, parts: list[str]) -> bool:
    """Whether something raised or lowered is no part of a cell's number; what may be one is marked as unknown."""
    said = node.text(deep=True)
    if tag in BLOCKS or not (FOOTNOTE.fullmatch(said) or _DIGIT.search(said)):
        return False
    before, after = _beside(node)
    if not (before.strip() or after.strip()):
        return False
    if not is_surely_mark(said, before, after):
        parts.append(_UNKNOWN)
    return True


def _is_lesser(node: LexborNode, tag: str) -> bool:
    """Whether digits beside others are set smaller, or lead elsewhere on the page: a note's, or the number's own."""
    small = tag == "small" or (tag == "font" and _SMALL.fullmatch(node.attributes.get("size") or "") is not None)
    if not small and not (node.attributes.get("href") or "").startswith("#"):
        return False
    before, after = _beside(node)
    apart = bool(_DIGIT.match(before.rstrip()[-1:]) or _DIGIT.match(after.lstrip()))
    return apart and _NUMBER.fullmatch(node.text(deep=True)) is not None


def is_footnote(node: LexborNode) -> bool:
    """Whether a raised or lowered number stands beside other text; alone it is what is said."""
    if node.tag in BLOCKS or not FOOTNOTE.fullmatch(node.text(deep=True)):
        return False
    return any(text.strip() for text in _beside(node))


def _beside(node: LexborNode) -> tuple[str, str]:
    """The text beside an element in the nearest element around it that has any, no further than a block."""
    around: LexborNode | None = node
    while around is not None and around.tag not in BLOCKS:
        before, after = around.prev, around.next
        if before is not None or after is not None:
            return (before.text(deep=True) if before is not None else ""), (
                after.text(deep=True) if after is not None else ""
            )
        around = around.parent
    return "", ""
