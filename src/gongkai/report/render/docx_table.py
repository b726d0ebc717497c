"""A grid as a Word table: really merged cells, heads repeated over pages, rows kept whole."""

from __future__ import annotations

from math import ceil
from typing import Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from gongkai.report.filing import Filing
from gongkai.report.form import Shape
from gongkai.report.layout import Grid, Placed, Role
from gongkai.report.render.document import printed

LABEL_SIZE, SMALLEST = 10.0, 6.0
"""Type of heads and numbers in points: three characters fill a column of table 3.

Numbers too long for their column get smaller, down to ``SMALLEST``.
"""

_ROW_HEIGHT = Mm(7.2)
_PADDING = Mm(0.5)
_TITLE_FILL = "DCE6F2"
_DIGIT = 0.5
"""Width of a digit as a share of the type size."""


def add_table(word: Any, grid: Grid, filing: Filing, width: Length) -> None:
    """Append the table of a grid, with the filing's numbers, over the given width."""
    table = word.add_table(rows=0, cols=0, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _set_width(table._tbl.tblPr, width)
    _set_margins(table._tbl.tblPr)
    widths = [Emu(round(width * share)) for share in grid.shares()]
    for column in widths:
        table._tbl.tblGrid.append(_element("w:gridCol", w=str(_twips(column))))
    size = _number_size(grid, filing, widths)
    covering = {(row, placed.column): placed for placed in grid.placed for row in placed.rows}
    for index in range(grid.rows):
        table._tbl.append(_row(grid, filing, covering, index, widths, size))


def _row(
    grid: Grid,
    filing: Filing,
    covering: dict[tuple[int, int], Placed],
    index: int,
    widths: list[Emu],
    size: float,
) -> Any:
    row = OxmlElement("w:tr")
    properties = _element("w:trPr")
    properties.append(_element("w:cantSplit"))
    properties.append(_element("w:trHeight", val=str(_twips(_ROW_HEIGHT)), hRule="atLeast"))
    if index < grid.header_rows:
        properties.append(_element("w:tblHeader"))
    row.append(properties)
    keep = _keeps_with_next(grid, index)
    for column in range(grid.columns):
        placed = covering.get((index, column))
        if placed is not None:
            row.append(_cell(placed, index, filing, widths, size, keep=keep))
    return row


def _cell(placed: Placed, row: int, filing: Filing, widths: list[Emu], size: float, *, keep: bool) -> Any:
    cell = OxmlElement("w:tc")
    properties = _element("w:tcPr")
    width = sum(widths[column] for column in placed.columns)
    properties.append(_element("w:tcW", w=str(_twips(Emu(width))), type="dxa"))
    if placed.colspan > 1:
        properties.append(_element("w:gridSpan", val=str(placed.colspan)))
    if placed.rowspan > 1:
        properties.append(_element("w:vMerge", val="restart" if row == placed.row else "continue"))
    if placed.role is Role.TITLE:
        properties.append(_element("w:shd", val="clear", color="auto", fill=_TITLE_FILL))
    properties.append(_element("w:vAlign", val="center"))
    cell.append(properties)
    paragraph = _paragraph(placed, filing if row == placed.row else None, size, keep=keep)
    if placed.role is Role.HEAD and placed.colspan == 1:
        _break_evenly(paragraph, len(placed.text), Emu(width - 2 * _PADDING))
    cell.append(paragraph)
    return cell


def _break_evenly(paragraph: Any, characters: int, room: Length) -> None:
    """Indent a head that needs several lines so that they break between pairs: 结果|维持, not 结果维|持."""
    fitting = int(room / Pt(LABEL_SIZE))
    lines = ceil(characters / fitting)
    if lines == 1 or characters % 2:
        return
    each = ceil(characters / lines)
    spare = _twips(Emu(room - (each - each % 2) * Pt(LABEL_SIZE)))
    for side in ("left", "right"):
        paragraph.pPr.ind.set(qn(f"w:{side}"), str(spare // 2))


def _paragraph(placed: Placed, filing: Filing | None, size: float, *, keep: bool) -> Any:
    """The one paragraph of a cell; empty where a merged cell only goes on (no filing given)."""
    element: Any = OxmlElement("w:p")
    paragraph = Paragraph(element, None)  # type: ignore[arg-type]
    layout = paragraph.paragraph_format
    layout.first_line_indent = Pt(0)
    element.pPr.ind.set(qn("w:firstLineChars"), "0")
    layout.line_spacing_rule = WD_LINE_SPACING.SINGLE
    layout.keep_with_next = keep or None
    # A line's own label runs from the left; group heads, column heads and numbers are centred.
    is_label = placed.role is Role.LINE and placed.rowspan == 1
    layout.alignment = WD_ALIGN_PARAGRAPH.LEFT if is_label else WD_ALIGN_PARAGRAPH.CENTER
    if filing is None:
        return element
    text = printed(filing.values[placed.cell]) if placed.cell is not None else placed.text
    if text:
        run = paragraph.add_run(text)
        run.font.size = Pt(size if placed.role is Role.VALUE else LABEL_SIZE)
    return element


def _keeps_with_next(grid: Grid, index: int) -> bool:
    """Whether a page may not end after the row: heads, and all of a block but its last row."""
    if index < grid.header_rows:
        return True
    if index + 1 == grid.rows or grid.table.shape is not Shape.BLOCKS:
        return False
    return grid.row(index + 1)[0].role is not Role.TITLE


def _number_size(grid: Grid, filing: Filing, widths: list[Emu]) -> float:
    """The type size at which the longest number of the table fits its column, in half points."""
    fits = [
        Emu(sum(widths[column] for column in placed.columns) - 2 * _PADDING).pt / (_DIGIT * len(text))
        for cell, placed in grid.values().items()
        if (text := printed(filing.values[cell]))
    ]
    return max(SMALLEST, int(2 * min([LABEL_SIZE, *fits])) / 2)


def _set_width(properties: Any, width: Length) -> None:
    for element in properties.findall(qn("w:tblW")):
        element.set(qn("w:w"), str(_twips(width)))
        element.set(qn("w:type"), "dxa")


def _set_margins(properties: Any) -> None:
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w=str(_twips(_PADDING)), type="dxa"))
    look = properties.find(qn("w:tblLook"))
    if look is None:
        properties.append(margins)
    else:
        look.addprevious(margins)


def _twips(length: Length) -> int:
    return round(int(length) / Twips(1))


def _element(tag: str, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
