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
from gongkai.reading.sources.css_rules import inline_styles
from gongkai.reading.sources.html_cells import (
    BLOCKS,
    SKIPPED,
    WIDTHLESS,
    Doubt,
    doubt_within,
    is_footnote,
    look_of,
    row_cells,
    stays_unseen,
    weighed,
)
from gongkai.reading.sources.styles import Look
from gongkai.reading.sources.text import without_marks

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
    | SKIPPED
)
#: An element inside as many of its own kind is nested deeper than any page that a person made.
MOST_NESTED = 100
_BLANKS = re.compile(r"\s+")


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
    return normalise(WIDTHLESS.sub("", "\n".join(said)))


def html_lines(text: str) -> str:
    """A fragment of HTML as lines: rows of tables tabbed, other blocks on lines of their own."""
    return _lines(LexborHTMLParser(_flattened(text)))


def _lines(tree: LexborHTMLParser) -> str:
    out: list[str] = []
    root = tree.body or tree.root
    if root is not None:
        try:
            _walk(root, out, Doubt.NONE)
        except RecursionError:  # nested deeper than any page that a person made
            out = [root.text(deep=True, separator="\n")]
    return re.sub(r"\n[ \n]+", "\n", weighed("".join(out)))


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


def _walk(node: LexborNode, out: list[str], doubt: Doubt) -> None:
    """Append the text of a block: rows tabbed, other blocks on lines of their own."""
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            text = child.text(deep=False)
            if text:
                out.append(_BLANKS.sub(" ", text))
        elif tag not in SKIPPED:
            shown = look_of(child)
            if not _is_left_out(child, shown, within=tag == "tr"):
                inside = doubt_within(child, shown, doubt)
                if tag == "tr" and child.css_first("table") is None:
                    out.append("\n" + "\t".join(row_cells(child, inside)) + "\n")
                elif tag == "br":
                    out.append("\n")
                elif tag in BLOCKS:
                    out.append("\n")
                    _walk(child, out, inside)
                    out.append("\n")
                else:
                    _walk(child, out, inside)
        child = child.next


def _is_left_out(node: LexborNode, shown: Look, *, within: bool) -> bool:
    """Whether the text of an element is no part of what the page says; ``within`` tells that it is one of a table.

    Outside of tables what is only unseen counts: pages saved from a phone keep their whole text so.
    """
    if shown is Look.RAISED:
        return is_footnote(node)
    return shown in (Look.GONE, Look.STRUCK) or (within and shown is Look.UNSEEN and stays_unseen(node))
