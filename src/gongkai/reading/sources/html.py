"""HTML of any content system: rows of tables as tabbed lines, other blocks as lines.

Cells are taken as they are written, not spread over the rows and columns they span: the numbers
of a line are what follows its label, however the heads beside it were merged.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.reading.sheet import Sheet, normalise, tidy
from gongkai.reading.sources.text import without_marks

_SKIPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "select", "option", "textarea", "iframe", "svg"}
)
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "ul", "ol", "li", "dl", "dt", "dd"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "center", "form", "fieldset", "figure", "figcaption"}
    | {"table", "tbody", "thead", "tfoot", "caption", "tr", "td", "th", "hr", "address", "body", "html"}
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BREAK = "\x00"
_BETWEEN_DIGITS = re.compile(f"(?<=\\d)[ \\n{_BREAK}]*{_BREAK}[ \\n{_BREAK}]*(?=\\d)")
_ROW_BREAKS = re.compile(f"[{_BREAK}\\n\\r\\t]+")


def html_sheet(text: str) -> Sheet:
    """The sheet of an HTML document or fragment."""
    tree = LexborHTMLParser(text)
    title = tree.css_first("title")
    out: list[str] = []
    root = tree.body or tree.root
    if root is not None:
        try:
            _walk(root, out)
        except RecursionError:  # nested deeper than any page that a person made
            out = [root.text(deep=True, separator="\n")]
    lines = re.sub(r"\n[ \n]+", "\n", "".join(out))
    return Sheet(without_marks(tidy(lines)), normalise(title.text(strip=True)) if title is not None else "", exact=True)


def _walk(node: LexborNode, out: list[str]) -> None:
    """Append the text of a block: rows tabbed, other blocks on lines of their own."""
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            text = child.text(deep=False)
            if text:
                out.append(re.sub(r"\s+", " ", text))
        elif tag in _SKIPPED or _hidden(child):
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
            cells.append(_cell_text(cell))
        cell = cell.next
    return cells


def _cell_text(cell: LexborNode) -> str:
    """The text of one cell on one line: a break between digits stays a gap, any other goes."""
    first = cell.child
    if first is not None and first.next is None and first.tag == "-text":
        return re.sub(r"\s+", " ", first.text(deep=False) or "").strip()
    parts: list[str] = []
    _inline(cell, parts)
    text = re.sub(r"[ \t\r\n\u00a0]+", " ", "".join(parts)).strip(f" {_BREAK}")
    return _ROW_BREAKS.sub("", _BETWEEN_DIGITS.sub(" ", text)).strip()


def _inline(node: LexborNode, parts: list[str]) -> None:
    child = node.child
    while child is not None:
        tag = child.tag
        if tag == "-text":
            parts.append(child.text(deep=False) or "")
        elif tag in _SKIPPED or _hidden(child):
            pass
        elif tag == "br":
            parts.append(_BREAK)
        elif tag in _BLOCKS:
            parts.append(_BREAK)
            _inline(child, parts)
            parts.append(_BREAK)
        else:
            _inline(child, parts)
        child = child.next


def _hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style")
    return style is not None and "n" in style and _HIDDEN.search(style) is not None
