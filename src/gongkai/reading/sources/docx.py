"""DOCX of Word and WPS: rows of tables as tabbed lines, paragraphs as lines, in the order of the page.

As in :mod:`gongkai.reading.sources.html` a cell is taken where it is written: the continuation of a
merged cell is no cell.  What was deleted under tracked changes, hidden text, field codes and the
marks of footnotes are not what the page says; numbers that the program gives to headings (一、二、…) are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources.docx_numbering import Numbering, said_of
from gongkai.reading.sources.docx_unseen import (
    HIDE,
    LOWEST,
    OFF,
    by_style,
    hidden_by_style,
    is_doubtful_mark,
    mark_doubtful,
    mark_drawn,
)
from gongkai.reading.sources.inline import FOOTNOTE
from gongkai.reading.sources.package import broken, markup, package
from gongkai.reading.sources.text import without_marks

KIND = ("Word文档", "Word document")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PARAGRAPH, _TABLE, _ROW, _CELL, _RUN, _BOX = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "r", "txbxContent"))
#: Deleted, moved away, written above as how it is spoken, or a second time for older programs; of a row its
#: properties say that it was deleted.
_GONE, _ROW_SAYS = (f"{W}del", f"{W}moveFrom", f"{W}rt", f"{_MC}Fallback"), f"{W}trPr"
_RAISED, _MOVED, _ASIDE = f"{W}vertAlign", f"{W}position", frozenset({"superscript", "subscript"})
#: A number is raised or lowered by so much (half points), or it is only set even with its line.
FAR_MOVED = 6
_ROW_HIDDEN, _ROW_HEIGHT = f"{W}hidden", f"{W}trHeight"
_MERGE = (f"{W}vMerge", f"{W}hMerge")
_TEXT, _TAB, _TAB_STOPS, _HYPHEN = (f"{W}{name}" for name in ("t", "tab", "tabs", "noBreakHyphen"))
_PRINTED = (_TEXT, _TAB, _HYPHEN, f"{W}br", f"{W}cr")
#: What stands around rows and cells without being one.
_AROUND = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"))
_MAIN = re.compile(r"word/document\d*\.xml")
_VALUE = f"{W}val"
_BREAK = "\x00"
_BETWEEN_DIGITS = re.compile(f"(?<=\\d)[ {_BREAK}]*{_BREAK}[ {_BREAK}]*(?=\\d)")
#: A cell inside so many cells is deeper than any page that a person made.
MOST_NESTED = 40


def docx_sheet(data: bytes) -> Sheet:
    """The sheet of a DOCX.  Raises :class:`~gongkai.finding.Refusal` ``broken`` for a damaged or excessive one."""
    with package(data, KIND) as archive:
        name = main_part(archive.namelist())
        document = markup(archive, name, KIND) if name is not None else None
        if document is None:
            raise broken(KIND, ("缺少正文", "it has no text"))
        lists, styles = (markup(archive, f"word/{name}.xml", KIND) for name in ("numbering", "styles"))
        numbering = Numbering(document, lists, styles)
    hiding = by_style(styles)
    for element in [*_unprinted(document), *hidden_by_style(document, hiding)]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    mark_doubtful(document, hiding)
    mark_drawn(document)
    lines = _Lines(numbering, next(document.iter(_BOX), None) is not None)
    body = document.find(f"{W}body")
    if body is not None:
        lines.blocks(body, 0)
    return Sheet(without_marks(tidy("\n".join(lines.out))), exact=True)


def main_part(names: Iterable[str]) -> str | None:
    """The part of a package that holds the text of a Word document: programs online number it."""
    return next((name for name in names if _MAIN.fullmatch(name)), None)


def _unprinted(document: etree._Element) -> Iterator[etree._Element]:
    """What the page does not say: what is gone or hidden, and cells that only go on with the one above or before."""
    level: dict[etree._Element, bool] = {}
    for mark in document.iter(*_GONE, *HIDE, *_MERGE, _RAISED, _MOVED, _ROW_HIDDEN, _ROW_HEIGHT):
        above, owner = mark.getparent(), said_of(mark)
        if above is None or owner is None:
            continue
        if mark.tag in _GONE:
            yield owner if above.tag == _ROW_SAYS else mark
        elif mark.tag in _MERGE:
            if owner.tag == _CELL and mark.get(_VALUE, "continue") == "continue":
                yield owner
        elif mark.tag in (_ROW_HIDDEN, _ROW_HEIGHT):
            if owner.tag == _ROW and (_is_flat(mark) if mark.tag == _ROW_HEIGHT else mark.get(_VALUE, "1") not in OFF):
                yield owner
        elif mark.tag in (_RAISED, _MOVED):
            if owner.tag == _RUN and _is_footnote(mark, owner, level):
                yield from owner.iterchildren(*_PRINTED)
        elif owner.tag == _RUN and mark.get(_VALUE, "1") not in OFF:
            yield from owner.iterchildren(*_PRINTED)


def _is_flat(height: etree._Element) -> bool:
    """Whether a row is so low (twentieths of a point) that nothing of it is seen."""
    value = height.get(_VALUE, "")
    return height.get(f"{W}hRule") == "exact" and value.isdecimal() and int(value[:6]) < LOWEST


def _is_footnote(mark: etree._Element, run: etree._Element, level: dict[etree._Element, bool]) -> bool:
    """Whether a raised or lowered number stands beside other text; alone it is what the paragraph says.

    ``level`` remembers of each paragraph whether it has text that is neither.
    """
    paragraph = next(run.iterancestors(_PARAGRAPH), None)
    if paragraph is None or not _is_aside(mark):
        return False
    if paragraph not in level:
        level[paragraph] = any(
            _text_of(other).strip()
            for other in paragraph.iter(_RUN)
            if not any(map(_is_aside, other.iter(_RAISED, _MOVED)))
        )
    if not level[paragraph] or is_doubtful_mark(run):
        return False
    return FOOTNOTE.fullmatch(_text_of(run)) is not None


def _is_aside(mark: etree._Element) -> bool:
    """Whether a mark raises or lowers its run."""
    value = mark.get(_VALUE, "")
    if mark.tag == _RAISED:
        return value in _ASIDE
    return value.lstrip("+-").isdecimal() and int(value.lstrip("+-")[:4]) >= FAR_MOVED


def _text_of(run: etree._Element) -> str:
    return "".join(text.text or "" for text in run.iterchildren(_TEXT))


class _Lines:
    """The lines of a document, written block by block; ``boxed`` says that there are text boxes in it."""

    def __init__(self, numbering: Numbering, boxed: bool) -> None:
        self.numbering = numbering
        self.boxed = boxed
        self.out: list[str] = []

    def blocks(self, parent: etree._Element, depth: int) -> None:
        """Everything that stands in a body, a cell or a text box."""
        for child in parent:
            if child.tag == _PARAGRAPH:
                self._paragraph(child, depth)
            elif child.tag == _TABLE:
                self._table(child, depth)
            elif depth < MOST_NESTED:
                self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        text = self._text(paragraph)
        number = self.numbering.of(paragraph) if text.strip(f" {_BREAK}") else ""
        self.out += (number + text).replace(_BREAK, "\n").split("\n")
        if self.boxed and depth < MOST_NESTED:
            for box in paragraph.iter(_BOX):
                if _stands_in(box, paragraph):
                    self.blocks(box, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> None:
        for row in _children(table, _ROW):
            cells = list(_children(row, _CELL))
            if next(row.iter(_TABLE), None) is not None and depth < MOST_NESTED:
                for cell in cells:
                    self.blocks(cell, depth + 1)
            else:
                self.out.append("\t".join(map(self._cell, cells)))

    def _cell(self, cell: etree._Element) -> str:
        """A cell on one line: a break between digits stays a gap, any other goes."""
        text = _BREAK.join(self.numbering.of(one) + self._text(one) for one in cell.iter(_PARAGRAPH))
        if _BREAK in text:
            text = _BETWEEN_DIGITS.sub(" ", text).replace(_BREAK, "")
        return " ".join(text.split())

    def _text(self, paragraph: etree._Element) -> str:
        """What is printed in a paragraph, without the text boxes that hang on it."""
        printed = paragraph.iter(*_PRINTED)
        return "".join([_said(one) for one in printed if not self.boxed or _stands_in(one, paragraph)])


def _said(printed: etree._Element) -> str:
    tag = printed.tag
    if tag == _TEXT:
        return printed.text or ""
    if tag == _TAB:
        above = printed.getparent()
        return "" if above is not None and above.tag == _TAB_STOPS else " "
    return "-" if tag == _HYPHEN else _BREAK


def _stands_in(element: etree._Element, paragraph: etree._Element) -> bool:
    """Whether the paragraph is the innermost around an element."""
    return next(element.iterancestors(_PARAGRAPH)) is paragraph


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The children of that name, also inside content controls and inserted parts."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _children(child, tag)
