"""GitHub flavoured Markdown: headings, paragraphs, and one pipe table for each table of the form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.report.filing import Filing
from gongkai.report.form import Shape, Table
from gongkai.report.layout import full_column, full_line
from gongkai.report.render.document import Document, Part, printed

FINDINGS_BELOW = "<!-- gongkai:findings -->"
"""The line after which nothing is part of the report: reading stops there."""

# Characters that begin a construct anywhere, and those that do so at the start of a line.
_INLINE = re.compile(r"([\\`*_\[\]<|~])")
_LEADING = re.compile(r"^(#{1,6}(?=\s)|[-+>](?=\s|$))")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s)")


def render_markdown(document: Document) -> bytes:
    """The report with the full label in every row; blanks are empty, findings stand at the end."""
    blocks = [f"# {_text(document.title)}", *(_text(line) for line in document.opening)]
    for part in document.parts:
        blocks += _section(document.filing, part)
    blocks += _findings(document)
    return ("\n\n".join(blocks) + "\n").encode()


def _section(filing: Filing, part: Part) -> list[str]:
    blocks = [f"## {_text(part.heading)}"]
    blocks += [f"### {_text(line)}" if is_head else _text(line) for line, is_head in part.paragraphs]
    if part.grid is not None:
        blocks.append(_table(filing, part.grid.table))
    return blocks


def _table(filing: Filing, table: Table) -> str:
    rows = _ROWS[table.shape](filing, table)
    width = max(len(row) for row in rows)
    padded = [(*row, *[""] * (width - len(row))) for row in rows]
    rule = ["---:" if table.shape is Shape.STRIP else "---", *["---:"] * (width - 1)]
    return "\n".join([_row(padded[0]), _row(rule), *(_row(row) for row in padded[1:])])


def _block_rows(filing: Filing, table: Table) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for block in table.blocks:
        rows.append((_text(block.label),))
        rows.append((_text(table.line_head), *(_text(full_column(table.column(key))) for key in block.columns)))
        rows += [_line_row(filing, table, key) for key in block.lines]
    return rows


def _line_rows(filing: Filing, table: Table) -> list[tuple[str, ...]]:
    head = (_text(table.line_head), *(_text(full_column(column)) for column in table.columns))
    return [head, *(_line_row(filing, table, line.key) for line in table.lines)]


def _line_row(filing: Filing, table: Table, key: str) -> tuple[str, ...]:
    cells = (table.cell_name(key, column.key) for column in table.columns_of(key))
    return (_text(full_line(table.line(key))), *(printed(filing.values[cell]) for cell in cells))


def _strip_rows(filing: Filing, table: Table) -> list[tuple[str, ...]]:
    pairs = [(line, column) for line in table.lines for column in table.columns_of(line.key)]
    return [
        tuple(_text(f"{full_line(line)} {full_column(column)}") for line, column in pairs),
        tuple(printed(filing.values[table.cell_name(line.key, column.key)]) for line, column in pairs),
    ]


_ROWS = {Shape.BLOCKS: _block_rows, Shape.MATRIX: _line_rows, Shape.STRIP: _strip_rows}


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _findings(document: Document) -> list[str]:
    if not document.findings:
        return []
    items = []
    for number, finding in enumerate(document.findings, start=1):
        said = f"{number}. **{document.standing(finding)}** `{finding.code}` {_text(document.message(finding))}"
        advice = document.advice(finding)
        items.append(f"{said} → {_text(advice)}" if advice else said)
    return [FINDINGS_BELOW, f"## {document.say(('核对结果', 'Findings'))}", "\n".join(items)]


def _text(text: str) -> str:
    """Text that no Markdown reader takes for markup."""
    text = _INLINE.sub(r"\\\1", text)
    return _NUMBERED.sub(r"\1\\\2", _LEADING.sub(r"\\\1", text))
