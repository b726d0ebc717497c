"""Markdown as people write it and as converters make it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.corpus.grid import Box, Grid, grids, join_blocks, spread
from tests.corpus.html import plain_table
from tests.corpus.model import Printed, Report, Truth
from tests.corpus.text import head_rows, opened, token_rows

Plain = list[list[str]]


def _document(rng: Random, report: Report, table_lines: Callable[[Printed], list[str]]) -> str:
    marks = rng.choice((("# ", "## "), ("# ", "### "), ("", ""), ("**", "**"), ("# ", "#### ")))
    tail = "**" if marks[0] == "**" else ""
    lines = [marks[0] + report.title + tail, "", *(line for text in report.lead for line in (text, ""))]
    for chapter in report.chapters:
        if chapter.heading:
            lines += [marks[1] + chapter.heading + tail, ""]
        lines += [line for text in chapter.paragraphs for line in (text, "")]
        if chapter.table:
            lines += [*table_lines(chapter.table), "", *chapter.notes]
    return "\n".join(lines + report.tail)


def _table(plain: Plain, pad: bool = False, align: str = "---") -> list[str]:
    if not plain:
        return []
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in plain]
    size = max(len(row) for row in escaped)
    widths = [max((len(row[x]) for row in escaped if x < len(row)), default=1) if pad else 0 for x in range(size)]
    out = ["| " + " | ".join(cell.ljust(widths[x]) for x, cell in enumerate(row)) + " |" for row in escaped]
    return [out[0], "|" + "|".join([align] * size) + "|", *out[1:]]


def _plains(table: Printed, repeat: bool, joined: bool) -> list[Plain]:
    if table.shape == "blocks" and joined:
        return [spread(join_blocks(table), repeat)]
    return [spread(grid, repeat) for grid in grids(table)]


def pipes(rng: Random, report: Report, truth: Truth) -> str:
    """Proper pipe tables; merged cells left empty."""
    pad, joined, align = rng.random() < 0.4, rng.random() < 0.5, rng.choice(("---", ":---:", "---:", "-----"))
    return _document(
        rng,
        report,
        lambda t: [line for plain in _plains(t, False, joined) for line in (*_table(plain, pad, align), "")],
    )


def repeated(rng: Random, report: Report, truth: Truth) -> str:
    """Merged cells repeated in every place they cover, as document converters write them."""
    pad = rng.random() < 0.7
    return _document(
        rng, report, lambda t: [line for plain in _plains(t, True, False) for line in (*_table(plain, pad), "")]
    )


def row_tables(rng: Random, report: Report, truth: Truth) -> str:
    """Each row, or every few rows, a table of its own; sometimes with invented heads."""
    named = rng.random() < 0.3

    def lines(table: Printed) -> list[str]:
        out: list[str] = []
        rows = token_rows(table)
        while rows:
            take = rng.choice((1, 1, 2, 5))
            chunk, rows = rows[:take], rows[take:]
            head = [[f"数据{at + 1}" for at in range(max(len(row) for row in chunk))]] if named else []
            out += [*_table(head + chunk), ""]
        return out

    return _document(rng, report, lines)


def displaced(rng: Random, report: Report, truth: Truth) -> str:
    """Labels fall out of the table and stand as text before or after runs of number rows."""

    def lines(table: Printed) -> list[str]:
        if table.shape != "matrix":
            return [line for plain in _plains(table, False, True) for line in _table(plain)]
        (part,) = table.parts
        out = [" ".join(row) for row in head_rows(table)] + [""]
        at = 0
        while at < len(part.rows):
            take = rng.choice((1, 1, 1, 2, 3))
            rows = part.rows[at : at + take]
            labels = [
                text
                for i in range(at, min(at + take, len(part.rows)))
                for text in (*opened(part.rows, i), part.rows[i].label)
            ]
            if take == 1 and rng.random() < 0.6:
                out += [*_table([[*labels, *rows[0].texts]]), ""]
            else:
                out += [*labels, "", *_table([row.texts for row in rows if row.texts]), ""]
            at += take
        return out

    return _document(rng, report, lines)


def breaks(rng: Random, report: Report, truth: Truth) -> str:
    """Group labels merged into the row label with ``<br>``; labels broken inside cells."""

    def lines(table: Printed) -> list[str]:
        if table.shape == "blocks":
            return [line for plain in _plains(table, False, True) for line in _table(plain)]
        if table.shape == "strip":
            return _table(
                [["<br>".join((text[:2], text[2:])) for text in row] for row in head_rows(table)]
                + [row.texts for row in table.rows() if row.scraps]
            )
        (part,) = table.parts
        body = []
        for at, row in enumerate(part.rows):
            label = row.label if len(row.label) < 14 or rng.random() < 0.5 else row.label[:12] + "<br>" + row.label[12:]
            body.append(["<br>".join([*opened(part.rows, at), label]), *row.texts])
        return _table([["", *part.heads[0]], *body] if part.head_shown else body)

    return _document(rng, report, lines)


def embedded(rng: Random, report: Report, truth: Truth) -> str:
    """Markdown with the tables as HTML in one line, as layout models write them."""

    def lines(table: Printed) -> list[str]:
        made: list[Grid] = [join_blocks(table)] if table.shape == "blocks" else grids(table)
        return [plain_table(grid, "") for grid in made]

    return _document(rng, report, lines)


def latex(rng: Random, report: Report, truth: Truth) -> str:
    """Tables as LaTeX, as some recognition models write them."""

    def cell(box: Box) -> str:
        text = box.text.replace("%", "\\%")
        text = f"${text}$" if box.number and text.isdigit() and rng.random() < 0.3 else text
        text = f"\\multirow{{{box.rows}}}{{*}}{{{text}}}" if box.rows > 1 else text
        return f"\\multicolumn{{{box.cols}}}{{|c|}}{{{text}}}" if box.cols > 1 else text

    def lines(table: Printed) -> list[str]:
        made: list[Grid] = [join_blocks(table)] if table.shape == "blocks" else grids(table)
        out = []
        for grid in made:
            rows = [" & ".join(cell(box) for box in line) + " \\\\ \\hline" for line in grid]
            out += ["\\begin{tabular}{|l|c|c|c|c|c|c|c|c|c|}", "\\hline", *rows, "\\end{tabular}", ""]
        return out

    return _document(rng, report, lines)


LAYOUTS: dict[str, Callable[[Random, Report, Truth], str]] = {
    "pipes": pipes,
    "repeated": repeated,
    "row_tables": row_tables,
    "displaced": displaced,
    "breaks": breaks,
    "embedded": embedded,
    "latex": latex,
}
