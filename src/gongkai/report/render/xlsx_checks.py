"""The sheets that judge: a live formula for every identity, and the list of findings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from typing import Any

from gongkai.finding import Finding
from gongkai.report.filing import Number
from gongkai.report.form import Form
from gongkai.report.identities import Identity, identities
from gongkai.report.layout import full_column, full_line
from gongkai.report.render.document import Pair, printable
from gongkai.report.render.xlsx_sheet import Book, exact, write_number
from gongkai.report.schema import SIDE_SHEETS, spreadsheet_name

BALANCED: Pair = ("平", "holds")
UNBALANCED: Pair = ("不平", "does not hold")
INCOMPLETE: Pair = ("缺数", "numbers missing")

_CHECK_HEADS: tuple[tuple[Pair, int], ...] = (
    (("规则", "rule"), 18),
    (("核对项", "checked"), 34),
    (("左边", "left"), 22),
    (("右边", "right"), 64),
    (("左边之和", "left sum"), 12),
    (("右边之和", "right sum"), 12),
    (("差", "difference"), 10),
    (("结论", "result"), 16),
)

_FINDING_HEADS: tuple[tuple[Pair, int], ...] = (
    (("序号", "no."), 6),
    (("代码", "code"), 20),
    (("级别", "severity"), 9),
    (("说明", "message"), 60),
    (("应为", "expected"), 12),
    (("实为", "found"), 12),
    (("差", "difference"), 12),
    (("办法", "what to do"), 40),
    (("依据", "source"), 30),
    (("单元格", "cells"), 30),
)


def add_checks(book: Book) -> None:
    """The sheet 勾稽: both sides of every identity, their difference (0 where it holds), and the result."""
    sheet = book.add_sheet(book.document.say(SIDE_SHEETS[0]))
    _write_heads(book, sheet, _CHECK_HEADS)
    rules = identities(book.document.filing.form)
    for row, rule in enumerate(rules, start=1):
        _write_check(book, sheet, row, rule)
    for words, style in ((UNBALANCED, "bad"), (INCOMPLETE, "open")):
        condition = {"type": "formula", "criteria": f'=$H2="{book.document.say(words)}"', "format": book.style(style)}
        sheet.conditional_format(1, 6, max(1, len(rules)), 7, condition)


def _write_check(book: Book, sheet: Any, row: int, rule: Identity) -> None:
    item, left, right = _words(book.document.filing.form, rule)
    words = (rule.name, item, " + ".join(left), " + ".join(right))
    sheet.set_row(row, _height(words, _CHECK_HEADS))
    for column, text in enumerate(words):
        sheet.write_string(row, column, printable(text), book.style("label"))
    sums = (_sum(book, rule.left), _sum(book, rule.right))
    number = book.style("count")
    for column, cells, total in ((4, rule.left, sums[0]), (5, rule.right, sums[1])):
        sheet.write_formula(row, column, f"=SUM({_names(cells)})", number, total)
    at = row + 1
    sheet.write_formula(row, 6, f"=E{at}-F{at}", number, sums[0] - sums[1])
    say = book.document.say
    formula = (
        f"=IF(COUNT({_names(rule.cells)})<{len(rule.cells)},"
        f'"{say(INCOMPLETE)}",IF(G{at}=0,"{say(BALANCED)}","{say(UNBALANCED)}"))'
    )
    is_complete = all(_number(book, cell) is not None for cell in rule.cells)
    result = INCOMPLETE if not is_complete else BALANCED if sums[0] == sums[1] else UNBALANCED
    sheet.write_formula(row, 7, formula, book.style("head"), say(result))


def _words(form: Form, rule: Identity) -> tuple[str, list[str], list[str]]:
    """What an identity checks, and the labels of its sides along the other axis."""
    cells = [form.cells[cell] for cell in rule.cells]
    if len({cell.line.key for cell in cells}) == 1:
        item = full_line(cells[0].line)
        labels = [cell.column.label for cell in cells]
    else:
        item = full_column(cells[0].column)
        labels = [cell.line.label for cell in cells]
    return item, labels[: len(rule.left)], labels[len(rule.left) :]


def _names(cells: Sequence[str]) -> str:
    return ",".join(spreadsheet_name(cell) for cell in cells)


def _number(book: Book, cell: str) -> Number | None:
    """The number as the spreadsheet holds it: what is blank or too long for it is none."""
    value = book.document.filing.values[cell]
    return value if value is not None and exact(value) else None


def _sum(book: Book, cells: Sequence[str]) -> Number:
    return sum(value for cell in cells if (value := _number(book, cell)) is not None)


def add_findings(book: Book) -> None:
    """The findings, one a row; each of their cells is a link to its place."""
    sheet = book.add_sheet(book.document.say(SIDE_SHEETS[1]))
    _write_heads(book, sheet, _FINDING_HEADS)
    for row, finding in enumerate(book.document.findings, start=1):
        _write_finding(book, sheet, row, finding)


def _write_finding(book: Book, sheet: Any, row: int, finding: Finding) -> None:
    document, label = book.document, book.style("label")
    advice, cites = document.advice(finding), printable("；".join(finding.kind.cites))
    first = document.label(finding.cells[0]) if finding.cells else ""
    words = ("", finding.code, "", document.message(finding), "", "", "", advice, cites, first)
    sheet.set_row(row, _height(words, _FINDING_HEADS))
    sheet.write_number(row, 0, row, book.style("head"))
    sheet.write_string(row, 1, printable(finding.code), label)
    sheet.write_string(row, 2, document.standing(finding), label)
    sheet.write_string(row, 3, document.message(finding), label)
    for column, fact in enumerate((finding.expected, finding.found, finding.difference), start=4):
        _write_fact(book, sheet, row, column, fact)
    sheet.write_string(row, 7, advice, label)
    sheet.write_string(row, 8, cites, label)
    for column, cell in enumerate(finding.cells, start=9):
        if cell in document.filing.values:
            sheet.write_url(
                row, column, f"internal:{book.address(cell)}", book.style("link"), document.label(cell), cell
            )
        else:
            sheet.write_string(row, column, printable(cell), label)


def _write_fact(book: Book, sheet: Any, row: int, column: int, fact: Any) -> None:
    if isinstance(fact, (int, Decimal)):
        write_number(sheet, row, column, fact, book.style("head"))
    elif fact is not None:
        sheet.write_string(row, column, printable(str(fact)), book.style("label"))


def _height(words: Sequence[str], heads: Sequence[tuple[Pair, int]]) -> float:
    """Points that the longest text of a row needs under its head's width."""
    lines = [ceil(2.1 * len(text) / width) for text, (_, width) in zip(words, heads, strict=False)]
    return min(409.0, 4.0 + 14.0 * max([1, *lines]))


def _write_heads(book: Book, sheet: Any, heads: Sequence[tuple[Pair, int]]) -> None:
    for column, (words, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, book.document.say(words), book.style("title"))
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
