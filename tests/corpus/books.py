"""Workbooks as openpyxl writes them, laid out as offices lay out their reports."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import Any

from openpyxl import Workbook

from tests.corpus.grid import Grid
from tests.corpus.html import made
from tests.corpus.model import Report, Truth

Fill = Callable[[str], "str | int | float"]


def _number(text: str) -> str | int | float:
    """A plain number as a number, anything else as it is."""
    try:
        return int(text) if str(int(text)) == text else text
    except ValueError:
        pass
    try:
        return float(text) if f"{float(text):f}".rstrip("0") == text.rstrip("0") else text
    except ValueError:
        return text


def _placed(sheet: Any, grid: Grid, top: int, fill: Fill) -> int:
    """Writes a grid below ``top`` with merged cells; the row after it."""
    taken: set[tuple[int, int]] = set()
    for y, line in enumerate(grid, start=top):
        x = 1
        for box in line:
            while (y, x) in taken:
                x += 1
            if box.text:
                sheet.cell(y, x, fill(box.text) if box.number else box.text)
            taken |= {(y + dy, x + dx) for dy in range(box.rows) for dx in range(box.cols)}
            if box.rows * box.cols > 1:
                sheet.merge_cells(start_row=y, start_column=x, end_row=y + box.rows - 1, end_column=x + box.cols - 1)
            x += box.cols
    return top + len(grid) + 1


def _saved(book: Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def _one_sheet(fill: Fill) -> Callable[[Random, Report, Truth], bytes]:
    def make(rng: Random, report: Report, truth: Truth) -> bytes:
        book = Workbook()
        sheet, at = book.active, 1
        for texts, table in _parts(report):
            for text in texts:
                sheet.cell(at, 1, text)
                at += 1
            for grid in made(table, rng.random() < 0.6) if table else ():
                at = _placed(sheet, grid, at, fill)
        return _saved(book)

    return make


def sheets(rng: Random, report: Report, truth: Truth) -> bytes:
    """A sheet for the words and one for every table."""
    book = Workbook()
    words = book.active
    words.title = "报告"
    for texts, table in _parts(report):
        for text in texts if table is None else ():
            words.append([text])
        if table:
            sheet, at = book.create_sheet(texts[0][:30].replace("/", " ")), 1
            for text in texts:
                sheet.cell(at, 2, text)
                at += 1
            for grid in made(table, rng.random() < 0.6):
                at = _placed(sheet, grid, at, _number)
    return _saved(book)


def _parts(report: Report) -> list[tuple[list[str], Any]]:
    """What stands before each table or at the end, and the table."""
    out: list[tuple[list[str], Any]] = [([report.title, *report.lead], None)]
    for chapter in report.chapters:
        out.append(([text for text in (chapter.heading, *chapter.paragraphs) if text], chapter.table))
        out.append((chapter.notes, None))
    return [*out, (report.tail, None)]


LAYOUTS: dict[str, Callable[[Random, Report, Truth], bytes]] = {
    "numbers": _one_sheet(_number),
    "texts": _one_sheet(str),
    "sheets": sheets,
}
