"""DOCX of Word and WPS: rows of tables as tabbed lines, paragraphs as lines, in the order of the page.

As in :mod:`gongkai.reading.sources.html` a cell is taken where it is written: the continuation of a
merged cell is no cell.  What was deleted under tracked changes, hidden text and field codes are not
what the page says; numbers that the program gives to headings (一、二、…) are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gongkai.reading.sheet import Sheet, tidy
from gongkai.reading.sources.docx_numbering import Numbering
from gongkai.reading.sources.package import broken, markup, package
from gongkai.reading.sources.text import without_marks

KIND = ("Word文档", "Word document")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{_MC}Fallback", f"{W}pPr", f"{W}tcPr", f"{W}rPr"}
#: Those in which whole paragraphs may stand.
_GONE_WHOLE = (f"{W}del", f"{W}moveFrom", f"{_MC}Fallback")
_UNPRINTED = (f"{W}vanish", f"{W}strike", f"{W}dstrike")
_MERGES = (f"{W}vMerge", f"{W}hMerge")
_BREAK = "\x00"
_BETWEEN_DIGITS = re.compile(f"(?<=\\d)[ {_BREAK}]*{_BREAK}[ {_BREAK}]*(?=\\d)")
#: A cell inside so many cells is deeper than any page that a person made.
MOST_NESTED = 40


def docx_sheet(data: bytes) -> Sheet:
    """The sheet of a DOCX.  Raises :class:`~gongkai.finding.Refusal` ``broken`` for a damaged or excessive one."""
    with package(data, KIND) as archive:
        document = markup(archive, "word/document.xml", KIND)
        if document is None:
            raise broken(KIND, ("缺少正文", "it has no text"))
        numbering = Numbering(markup(archive, "word/numbering.xml", KIND), markup(archive, "word/styles.xml", KIND))
        body = document.find(f"{W}body")
        lines = _Lines(numbering, any(True for _ in document.iter(*_GONE_WHOLE)))
        if body is not None:
            lines.blocks(body, 0)
    return Sheet(without_marks(tidy("\n".join(lines.out))), exact=True)


class _Lines:
    """The lines of a document, written block by block."""

    def __init__(self, numbering: Numbering, some_gone: bool) -> None:
        self.numbering = numbering
        self.some_gone = some_gone
        self.out: list[str] = []

    def blocks(self, parent: etree._Element, depth: int) -> None:
        """Everything that stands in a body, a cell or a text box."""
        for child in parent:
            if child.tag == f"{W}p":
                self._paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                self._table(child, depth)
            elif child.tag not in _GONE and depth < MOST_NESTED:
                self.blocks(child, depth + 1)

    def _paragraph(self, paragraph: etree._Element, depth: int) -> None:
        text = "".join(_inline(paragraph))
        number = self.numbering.of(paragraph) if text.strip(f" {_BREAK}") else ""
        self.out += (number + text).replace(_BREAK, "\n").split("\n")
        if depth < MOST_NESTED:
            for box in _boxes(paragraph):
                self.blocks(box, depth + 1)

    def _table(self, table: etree._Element, depth: int) -> None:
        for row in _rows(table):
            cells = [cell for cell in _children(row, "tc") if not _continued(cell)]
            if any(True for cell in cells for _ in cell.iter(f"{W}tbl")) and depth < MOST_NESTED:
                for cell in cells:
                    self.blocks(cell, depth + 1)
            else:
                self.out.append("\t".join(self._cell(cell) for cell in cells))

    def _cell(self, cell: etree._Element) -> str:
        """A cell on one line: a break between digits stays a gap, any other goes."""
        parts = [
            self.numbering.of(paragraph) + "".join(_inline(paragraph))
            for paragraph in cell.iter(f"{W}p")
            if not (self.some_gone and any(ancestor.tag in _GONE for ancestor in paragraph.iterancestors()))
        ]
        text = _BETWEEN_DIGITS.sub(" ", _BREAK.join(parts)).replace(_BREAK, "")
        return re.sub(r"\s+", " ", text).strip()


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for row in _children(table, "tr"):
        properties = row.find(f"{W}trPr")
        if properties is None or properties.find(f"{W}del") is None:
            yield row


def _children(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The children of that name, also inside content controls and inserted parts."""
    for child in parent:
        if child.tag == W + tag:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"):
            yield from _children(child, tag)


def _continued(cell: etree._Element) -> bool:
    """Whether the cell only goes on with the one above or before it."""
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        return False
    return any(merge.get(f"{W}val", "continue") == "continue" for merge in properties.iterchildren(*_MERGES))


def _inline(node: etree._Element) -> Iterator[str]:
    for child in node:
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in (f"{W}br", f"{W}cr"):
            yield _BREAK
        elif tag == f"{W}tab":
            yield " "
        elif tag in (f"{W}noBreakHyphen", f"{W}softHyphen"):
            yield "-" if tag.endswith("noBreakHyphen") else ""
        elif tag in _GONE or tag == f"{W}txbxContent" or (tag == f"{W}r" and _hidden(child)):
            pass
        else:
            yield from _inline(child)


def _hidden(run: etree._Element) -> bool:
    """Whether a run is not printed: hidden, or struck out."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return False
    marks = properties.iterchildren(*_UNPRINTED)
    return any(mark.get(f"{W}val", "1") not in ("0", "false", "off") for mark in marks)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text boxes of a paragraph, each once."""
    for box in paragraph.iter(f"{W}txbxContent"):
        above = [ancestor.tag for ancestor in box.iterancestors()]
        inner = above[: above.index(f"{W}p")] if f"{W}p" in above else above
        if f"{_MC}Fallback" not in above and f"{W}txbxContent" not in inner:
            yield box
