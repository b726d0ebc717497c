"""The report as a workbook: a sheet for each section, tables as the official form has them, checks, findings.

A printed sum that adds up is a live formula; one that does not, or is blank, stays as printed and
is marked, for a report is never corrected by being rendered.  Every number has a defined name
(``t3_u1_natural``).  The bytes depend on the filing only.
"""

from __future__ import annotations

import io
from datetime import datetime
from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from gongkai.report.filing import Number
from gongkai.report.form import Kind
from gongkai.report.identities import Identity, table_identities
from gongkai.report.layout import Grid, Placed, Role
from gongkai.report.render.document import Document, Part
from gongkai.report.render.xlsx_checks import add_checks, add_findings
from gongkai.report.render.xlsx_sheet import Book, exact, write_number
from gongkai.report.schema import spreadsheet_name

_EPOCH = datetime(1980, 1, 1)
_WIDTH = 104
"""Characters over a table: what A4 holds upright at full size."""

_CELL_LIMIT, _HIGHEST = 32_767, 409.0
"""Characters that a spreadsheet cell holds, and points that a row may be high."""


_SIZES, _BODY_SIZE = {"report title": 18, "heading": 14}, 12
"""Points of type of the styles of words."""


def render_xlsx(document: Document) -> bytes:
    """Sheets: title, one for each section, 勾稽 with a live check for every identity, findings."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": document.title, "author": document.author, "created": _EPOCH, "comments": ""})
    book = Book(workbook, document)
    _add_title(book)
    for part in document.parts:
        _add_section(book, part)
    _define_names(book)
    add_checks(book)
    add_findings(book)
    workbook.close()
    return out.getvalue()


def _add_title(book: Book) -> None:
    document = book.document
    sheet = book.add_sheet(document.say(("首页", "Title")))
    sheet.set_column(0, 0, _WIDTH)
    _write_words(book, sheet, 0, 0, [(document.title, "report title"), *((line, "words") for line in document.opening)])


def _add_section(book: Book, part: Part) -> None:
    """One section on a sheet of its name, so that the sheets in their order are the report."""
    sheet = book.add_sheet(part.heading)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&C{part.heading.replace('&', '&&')}")
    sheet.set_footer("&C— &P —")
    words = [(line, "subhead" if is_head else "words") for line, is_head in part.paragraphs]
    if part.grid is None:
        sheet.set_column(0, 0, _WIDTH)
        _write_words(book, sheet, 0, 0, words)
    else:
        _write_table(book, sheet, part.grid)
        _write_words(book, sheet, part.grid.rows, part.grid.columns - 1, words)


def _write_words(book: Book, sheet: Any, row: int, last: int, words: list[tuple[str, str]]) -> None:
    """Paragraphs from column A to the last, each as high as it needs: one over several rows if one row is not enough.

    What is longer than a cell holds goes into several.
    """
    for text, style in words:
        for start in range(0, len(text), _CELL_LIMIT):
            piece = text[start : start + _CELL_LIMIT]
            height = _words_height(piece, _SIZES.get(style, _BODY_SIZE))
            rows = ceil(height / _HIGHEST)
            if last > 0 or rows > 1:
                sheet.merge_range(row, 0, row + rows - 1, last, "", book.style(style))
            sheet.write_string(row, 0, piece, book.style(style))
            for _ in range(rows):
                sheet.set_row(row, height / rows)
                row += 1


def _words_height(text: str, size: int) -> float:
    """Points that a paragraph needs at a size of type, on screen and on paper: a spreadsheet does not print more.

    A Chinese character is as wide as two digits at 10.5 points, and grows with the size.
    """
    wide = sum(1 if char.isascii() else 2 for char in text) * size / 10.5
    return 6.0 + 1.5 * size * ceil(wide / (0.92 * _WIDTH))


def _write_table(book: Book, sheet: Any, grid: Grid) -> None:
    for column, share in enumerate(grid.shares()):
        sheet.set_column(column, column, share * _WIDTH)
    for row in range(grid.rows):
        sheet.set_row(row, _height(grid, row))
    for placed in grid.placed:
        style = _style(book, placed)
        if placed.is_merged:
            end = (placed.rows.stop - 1, placed.columns.stop - 1)
            sheet.merge_range(placed.row, placed.column, *end, "", style)
        if placed.cell is None:
            sheet.write_string(placed.row, placed.column, placed.text, style)
        else:
            _write_value(book, sheet, grid, placed)
            book.place(placed.cell, sheet.name, placed.row, placed.column)
    sheet.freeze_panes(grid.header_rows, grid.label_columns)
    if grid.header_rows:
        sheet.repeat_rows(0, grid.header_rows - 1)


def _style(book: Book, placed: Placed) -> Any:
    if placed.role is Role.VALUE:
        assert placed.cell is not None
        return book.style(_NUMBERS[book.document.filing.form.cells[placed.cell].kind])
    is_label = placed.role is Role.LINE and placed.rowspan == 1
    return book.style("label" if is_label else str(placed.role))


_NUMBERS = {Kind.COUNT: "count", Kind.MONEY: "money", Kind.CHANGE: "change"}


def _write_value(book: Book, sheet: Any, grid: Grid, placed: Placed) -> None:
    """The number as printed; as a formula where the form makes it a sum and the sum is right."""
    assert placed.cell is not None
    values = book.document.filing.values
    value, style = values[placed.cell], _style(book, placed)
    rules = [rule for rule in table_identities(grid.table) if rule.left == (placed.cell,)]
    for rule in rules:
        if value is not None and exact(value) and value == _sum(book, rule):
            places = grid.values()
            formula = f"=SUM({_ranges([places[cell] for cell in rule.right])})"
            sheet.write_formula(placed.row, placed.column, formula, style, value)
            return
    if rules:
        style = book.style(f"{_NUMBERS[book.document.filing.form.cells[placed.cell].kind]} marked")
        sheet.write_comment(placed.row, placed.column, _remark(book, rules), {"author": "", "x_scale": 1.5})
    write_number(sheet, placed.row, placed.column, value, style)


def _sum(book: Book, rule: Identity) -> Number:
    """What a spreadsheet makes of the sum: blanks, and numbers too long for it, add nothing."""
    parts = (book.document.filing.values[cell] for cell in rule.right)
    return sum(part for part in parts if part is not None and exact(part))


def _remark(book: Book, rules: list[Identity]) -> str:
    values = book.document.filing.values
    lines = []
    for rule in rules:
        if any(values[cell] is None for cell in rule.right):
            lines.append(book.document.say((f"{rule.code}：各项不全，无法加总", f"{rule.code}: parts are missing")))
        else:
            total = sum(value for cell in rule.right if (value := values[cell]) is not None)
            lines.append(
                book.document.say((f"{rule.code}：各项之和为{total}", f"{rule.code}: the parts add up to {total}"))
            )
    return "\n".join(lines)


def _ranges(parts: list[Placed]) -> str:
    """Arguments of a sum: neighbours along a row or a column joined into ranges."""
    runs: list[list[Placed]] = []
    for part in parts:
        if runs and _is_next(runs[-1], part):
            runs[-1].append(part)
        else:
            runs.append([part])
    return ",".join(
        xl_rowcol_to_cell(run[0].row, run[0].column)
        if len(run) == 1
        else xl_range(run[0].row, run[0].column, run[-1].row, run[-1].column)
        for run in runs
    )


def _is_next(run: list[Placed], part: Placed) -> bool:
    last, first = run[-1], run[0]
    across = part.row == first.row and part.column == last.columns.stop
    down = part.column == first.column and part.row == last.rows.stop
    return (across and last.row == first.row) or (down and last.column == first.column)


def _height(grid: Grid, row: int) -> float:
    """Points that the longest text of a row needs; a spreadsheet does not see it in merged cells."""
    shares = grid.shares()
    lines = [
        ceil(2.1 * len(placed.text) / max(1, _WIDTH * sum(shares[column] for column in placed.columns) - 1))
        for placed in grid.row(row)
        if placed.rowspan == 1
    ]
    return 8.0 + 14.0 * max([1, *lines])


def _define_names(book: Book) -> None:
    """A defined name for every number of the form."""
    for cell in book.document.filing.form.cells:
        book.workbook.define_name(spreadsheet_name(cell), f"={book.address(cell)}")
