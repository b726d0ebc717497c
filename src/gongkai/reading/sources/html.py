"""HTML of any content system: rows of tables as tabbed lines, other blocks as lines.

Cells are taken as they are written, not spread over the rows and columns they span: the numbers
of a line are what follows its label, however the heads beside it were merged.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.reading.sheet import Sheet, normalise, tidy
from gongkai.reading.sources.inline import FOOTNOTE, UNREADABLE, is_tiny
from gongkai.reading.sources.styles import Look, inline_styles, look
from gongkai.reading.sources.text import without_marks

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "option", "textarea", "iframe", "svg"}
    | {"del", "s", "strike"}  # struck out: no longer what the page says
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "ul", "ol", "li", "dl", "dt", "dd"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "center", "form", "fieldset", "figure", "figcaption"}
    | {"table", "tbody", "thead", "tfoot", "caption", "tr", "td", "th", "hr", "address", "body", "html"}
)
#: Elements of which some may be seen within one that is not.
_SEEN_AGAIN = "[class],[style*=font],[style*=visibility],font[size]"
_SHOWN = Look.SHOWN
_BREAK = "\x00"
#: A picture in a cell; beside digits it may be one, which nobody can read.
_PICTURE = "\x01"
_PICTURE_BESIDE = re.compile(
    f"(?<=\\d)[\\s{_BREAK}]*+{_PICTURE}[\\s{_BREAK}{_PICTURE}]*+|{_PICTURE}[\\s{_BREAK}{_PICTURE}]*+(?=\\d)"
)
_BETWEEN_DIGITS = re.compile(f"(?<=\\d)[ \\n]*+{_BREAK}[ \\n{_BREAK}]*+(?=\\d)")
#: Elements that nest when they are not closed; others are closed by what follows them.
_NESTING = re.compile(r"<(/?)([a-z][a-z0-9:_-]*)(?=[\s/>])", re.IGNORECASE)
_OPENED = re.compile(r"<([a-z][a-z0-9:_-]*)(?=[\s/>])", re.IGNORECASE)
_CLOSED_BY_OTHERS = frozenset(
    {"p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "colgroup", "caption"}
    | {"html", "head", "body", "rp", "rt", "br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed"}
    | {"param", "source", "track", "wbr", "script", "style", "title"}
)
_COUNTED = frozenset(
    {"div", "span", "font", "table", "section", "article", "a", "b", "i", "u", "em", "strong", "center", "ul", "ol"}
    | {"main", "form", "blockquote", "small", "big", "sup", "sub", "dl", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
    | _SKIPPED
)
#: A picture written out in fewer characters has a pixel or two.
LONGEST_PIXEL = 120
#: An element inside as many of its own kind is nested deeper than any page that a person made.
MOST_NESTED = 100
#: What editors leave between the characters of a cell; it parts no numbers.
_WIDTHLESS = re.compile("[\u00ad\u200b-\u200d\ufeff]")
_BLANKS, _CELL_BLANKS = re.compile(r"\s+"), re.compile(r"[ \t\r\n\u00a0]+")
_ROW_BREAKS = re.compile(f"[{_BREAK}\\n\\r\\t]+")


def html_sheet(text: str) -> Sheet:
    """The sheet of an HTML document or fragment."""
    tree = LexborHTMLParser(_flattened(text))
    title = _title(tree)
    inline_styles(tree)
    return Sheet(without_marks(tidy(_lines(tree))), title, exact=True)


def _title(tree: LexborHTMLParser) -> str:
    """What the page calls itself, and whom it names as its source, a line each.

    The names of the tags are those of 《政府网站发展指引》 (国办发〔2017〕47号).
    """
    title = tree.css_first("title")
    said = [title.text(strip=True)] if title is not None else []
    tags = {(tag.attributes.get("name") or "").lower(): tag.attributes.get("content") for tag in tree.css("meta[name]")}
    said += [name for name in [tags.get("articletitle")] if name]
    said += [f"来源:{name}" for name in [tags.get("contentsource")] if name]
    return normalise(_WIDTHLESS.sub("", "\n".join(said)))


def html_lines(text: str) -> str:
    """A fragment of HTML as lines: rows of tables tabbed, other blocks on lines of their own."""
    return _lines(LexborHTMLParser(_flattened(text)))


def _lines(tree: LexborHTMLParser) -> str:
    out: list[str] = []
    root = tree.body or tree.root
    if root is not None:
        try:
            _walk(root, out)
        except RecursionError:  # nested deeper than any page that a person made
            out = [root.text(deep=True, separator="\n")]
    return re.sub(r"\n[ \n]+", "\n", "".join(out))


def _flattened(text: str) -> str:
    """The markup without the tags of elements nested too deep, which a parser takes long to place."""
    if not _may_nest(text):
        return text
    depths: Counter[str] = Counter()
    pieces: list[str] = []
    kept = 0
    for tag in _NESTING.finditer(text):
        name = tag[2].lower()
        if name in _CLOSED_BY_OTHERS:
            continue
        kind = name if name in _COUNTED else ""
        if tag[1]:
            too_deep = depths[kind] > MOST_NESTED
            depths[kind] = max(0, depths[kind] - 1)
        else:
            depths[kind] += 1
            too_deep = depths[kind] > MOST_NESTED
        if too_deep and tag.start() >= kept:
            pieces.append(text[kept : tag.start()])
            kept = text.find(">", tag.end()) + 1 or len(text)
    return "".join(pieces) + text[kept:] if kept else text


def _may_nest(text: str) -> bool:
    """Whether elements of one kind may stand too deep in one another: so many are opened before they are closed."""
    kinds: Counter[str] = Counter()
    names = Counter(_OPENED.findall(text))
    if not all(map(str.isascii, names)):
        return True  # ſpan and the like: to ignore case is to take them for another element
    for name, many in names.items():
        lower = name.lower()
        if lower not in _CLOSED_BY_OTHERS:
            kinds[lower if lower in _COUNTED else ""] += many
    return any(many > MOST_NESTED and (not kind or _depth(text, kind) > MOST_NESTED) for kind, many in kinds.items())


def _depth(text: str, name: str) -> int:
    """How deep elements of that name stand in one another; an end without a beginning counts for nothing."""
    steps = [-1 if slash else 1 for slash in _tags(name).findall(text)]
    opened = list(accumulate(steps, initial=0))
    return max(many - least for many, least in zip(opened, accumulate(opened, min), strict=True))


@cache
def _tags(name: str) -> re.Pattern[str]:
    letters = "".join(f"[{letter}{letter.upper()}]" for letter in name)
    return re.compile(rf"<(/?){letters}(?=[\s/>])")


def _walk(node: LexborNode, out: list[str]) -> None:
    """Append the text of a block: rows tabbed, other blocks on lines of their own."""
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            text = child.text(deep=False)
            if text:
                out.append(_BLANKS.sub(" ", text))
        elif tag in _SKIPPED or _left_out(child, within=tag == "tr"):
            pass
        elif tag == "tr" and child.css_first("table") is None:
            out.append("\n" + "\t".join(_cells(child)) + "\n")
        elif tag == "br":
            out.append("\n")
        elif tag in _BLOCKS:
            out.append("\n")
            _walk(child, out)
            out.append("\n")
        else:
            _walk(child, out)
        child = child.next


def _cells(row: LexborNode) -> list[str]:
    cells = []
    cell = row.child
    while cell is not None:
        if cell.tag in ("td", "th"):
            shown = _look(cell)
            if shown is not Look.GONE:
                blank = shown is Look.STRUCK or (shown is Look.UNSEEN and _stays_unseen(cell))
                cells.append("" if blank else _cell_text(cell))
        cell = cell.next
    return cells


def _cell_text(cell: LexborNode) -> str:
    """The text of one cell on one line: a break between digits stays a gap, any other goes."""
    first = cell.child
    if first is not None and first.next is None and first.tag == "-text":
        return " ".join(_WIDTHLESS.sub("", first.text(deep=False) or "").split())
    parts: list[str] = []
    _inline(cell, parts)
    said = "".join(parts)
    if _PICTURE in said:
        said = _PICTURE_BESIDE.sub(UNREADABLE, said).replace(_PICTURE, "")
    text = _CELL_BLANKS.sub(" ", _WIDTHLESS.sub("", said)).strip(f" {_BREAK}")
    return _ROW_BREAKS.sub("", _BETWEEN_DIGITS.sub(" ", text)).strip()


def _inline(node: LexborNode, parts: list[str]) -> None:
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            parts.append(child.text(deep=False) or "")
        elif tag in _SKIPPED or _left_out(child, within=True):
            pass
        elif tag == "br":
            parts.append(_BREAK)
        elif tag == "img":
            if not _is_tiny(child):
                parts.append(_PICTURE)
        elif tag in _BLOCKS:
            parts.append(_BREAK)
            _inline(child, parts)
            parts.append(_BREAK)
        else:
            _inline(child, parts)
        child = child.next


def _is_tiny(picture: LexborNode) -> bool:
    """Whether a picture shows nothing: a pixel, unless another is loaded in its place."""
    said = picture.attributes
    source = said.get("src") or ""
    if source.startswith("data:") and len(source) < LONGEST_PIXEL:
        return not any(name.startswith("data-") for name in said)
    return is_tiny(f"width={said.get('width')} height={said.get('height')} {said.get('style')}")


def _left_out(node: LexborNode, *, within: bool) -> bool:
    """Whether the text of an element is no part of what the page says; ``within`` tells that it is one of a table.

    Outside of tables what is only unseen counts: pages saved from a phone keep their whole text so.
    """
    shown = _look(node)
    if shown is _SHOWN:
        return False
    if shown is Look.UNSEEN:
        return within and _stays_unseen(node)
    return shown is not Look.RAISED or _is_footnote(node)


def _stays_unseen(node: LexborNode) -> bool:
    return all(inner.mem_id == node.mem_id for inner in node.css(_SEEN_AGAIN))


def _look(node: LexborNode) -> Look:
    """How an element stands on its page; what this system says of the report in it is gone."""
    attributes = node.attributes
    if attributes:
        if "hidden" in attributes or attributes.get("data-gongkai") == "findings":
            return Look.GONE
        style = attributes.get("style")
        said = look(style) if style else _SHOWN
        if said is not _SHOWN:
            return said
    return Look.RAISED if node.tag in ("sup", "sub") else _SHOWN


def _is_footnote(node: LexborNode) -> bool:
    """Whether a raised or lowered number stands beside other text; alone it is what the cell says."""
    if node.tag in _BLOCKS or not FOOTNOTE.fullmatch(node.text(deep=True)):
        return False
    around: LexborNode | None = node
    while around is not None and around.tag not in _BLOCKS:
        beside = [other for other in (around.prev, around.next) if other is not None]
        if beside:
            return any(other.text(deep=True).strip() for other in beside)
        around = around.parent
    return False
