"""Plain text layouts: what crawlers, copy and paste and text exports leave of a report."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.corpus.grid import grids, join_blocks, spread
from tests.corpus.model import Printed, Report, Row, Truth
from tests.corpus.solve import glue_doubts

Tokens = list[list[str]]
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def opened(rows: list[Row], at: int) -> list[str]:
    """The group labels that begin at this row."""
    before = rows[at - 1].groups if at else ()
    return [group for depth, group in enumerate(rows[at].groups) if rows[at].groups[: depth + 1] != before[: depth + 1]]


def head_rows(table: Printed) -> Tokens:
    """The head of table 3 or 4 as rows of tokens."""
    (part,) = table.parts
    if not part.head_shown:
        return []
    if table.shape == "matrix":
        heads = part.heads[0]
        return [[table.corner, table.super_head], [heads[0], part.heads[1][0], heads[-1]], list(heads[1:-1])]
    five = len(part.heads[2]) // 3
    return [list(part.heads[0]), [*part.heads[2][:five], *part.heads[1]], list(part.heads[2][five:])]


def token_rows(table: Printed) -> Tokens:
    """The table as rows of tokens in reading order: heads, then labels and numbers."""
    out: Tokens = [] if table.shape == "blocks" else head_rows(table)
    for part in table.parts:
        if table.shape == "blocks":
            out += [[part.banner]] if part.banner else []
            out += [list(part.heads[0])] if part.head_shown else []
        for at, row in enumerate(part.rows):
            labels = [*opened(part.rows, at), row.label]
            line = [label for label in labels if label]
            cut = len(row.texts) // 2 + 1 if row.wrap else len(row.texts)
            out.append(line + row.texts[:cut])
            out += [row.texts[cut:]] if row.wrap and row.texts[cut:] else []
    return out


def pages(report: Report, table_lines: Callable[[Printed], list[str]]) -> list[str]:
    """The report line by line, its tables laid out by ``table_lines``."""
    lines = [report.title, "", *report.lead]
    for chapter in report.chapters:
        lines += [chapter.heading] if chapter.heading else []
        lines += chapter.paragraphs
        if chapter.table:
            lines += table_lines(chapter.table)
        lines += chapter.notes
    return lines + report.tail


def rows(rng: Random, report: Report, truth: Truth) -> str:
    """One row a line, cells parted by spaces."""
    gap = rng.choice((" ", "  ", "    ", "\u3000", " \t", "\xa0", "\x07"))
    feed = rng.choice(("\n", "\n", "\n\n", "\r\n"))
    return feed.join(pages(report, lambda table: [gap.join(row) for row in token_rows(table)]))


def cells(rng: Random, report: Report, truth: Truth) -> str:
    """One cell a line; rows parted by more blank lines, or not at all."""
    inner, outer = rng.choice(
        (("", ""), ("\n", "\n"), ("\n\n", "\n\n\n\n"), ("\n\n", "\n\n"), ("", "\n"), (None, None))
    )

    def lines(table: Printed) -> list[str]:
        out: list[str] = [""]
        for row in token_rows(table):
            for token in row:
                between = rng.choice(("", "\n", "\n\n")) if inner is None else inner
                out.append(("　" if rng.random() < 0.02 else "") + token + between)
            out.append(rng.choice(("", "\n")) if outer is None else outer)
        return out

    return "\n".join(pages(report, lines))


def tabs(rng: Random, report: Report, truth: Truth) -> str:
    """A tab table as spreadsheet or PDF exports give it; group labels may land on another row of their group."""
    wander, trail, clean = rng.random() < 0.5, rng.random() < 0.4, rng.random() < 0.3

    def lines(table: Printed) -> list[str]:
        plain = spread(join_blocks(table)) if table.shape == "blocks" else spread(grids(table)[0])
        if wander and table.shape == "matrix":
            _wander(rng, plain)
        out = []
        for row in plain:
            cells = [cell for cell in row if cell] if clean else row
            out.append("\t".join(cells) + ("\t" if trail and rng.random() < 0.7 else ""))
        return out

    return "\n".join(pages(report, lines))


def _wander(rng: Random, plain: list[list[str]]) -> None:
    """Moves group labels down their column, over empty places only."""
    for y in range(3, len(plain) - 1):
        for x in (0, 1):
            text, below = plain[y][x], plain[y + 1][x]
            own_label = next((cell for cell in plain[y][x + 1 :] if cell), "")
            if text and not below and not own_label.isdigit() and rng.random() < 0.4:
                plain[y][x], plain[y + 1][x] = "", text


def columns(rng: Random, report: Report, truth: Truth) -> str:
    """Labels in one place, numbers in another: row by row, or column by column."""
    by_column = rng.random() < 0.5
    gap = rng.choice((" ", "\n"))

    def lines(table: Printed) -> list[str]:
        if table.shape != "matrix":
            return [" ".join(row) for row in token_rows(table)]
        (part,) = table.parts
        labels = [label for at, row in enumerate(part.rows) for label in (*opened(part.rows, at), row.label)]
        numbers = [row.texts for row in part.rows if row.scraps]
        if by_column and len({len(row) for row in numbers}) == 1:
            numbers = [list(column) for column in zip(*numbers, strict=True)]
        return [*(" ".join(row) for row in head_rows(table)), *labels, *(gap.join(row) for row in numbers)]

    return "\n".join(pages(report, lines))


def one_line(rng: Random, report: Report, truth: Truth) -> str:
    """The whole document in a single line."""
    gap = rng.choice((" ", "\u3000\u3000", "  "))
    return gap.join(part for part in pages(report, lambda table: [gap.join(row) for row in token_rows(table)]) if part)


def glued(rng: Random, report: Report, truth: Truth) -> str:
    """No separators at all in some tables, other separators in the next."""
    whole_line = rng.random() < 0.6

    def lines(table: Printed) -> list[str]:
        manner = rng.choice(("glued", "glued", "glued", "wide", "mixed", "rows"))
        out = []
        for row in token_rows(table):
            digits = [token for token in row if _NUMBER.fullmatch(token)]
            labels = [token for token in row if token not in digits]
            text, runs = _join(rng, digits, manner)
            out.append(("　　" if manner == "wide" else "").join(labels) + ("　　" if manner == "wide" else "") + text)
            if digits and manner != "wide":
                truth_runs.setdefault(table.key, []).append(runs)
        return out if manner == "rows" else [("　　" if manner == "wide" else "").join(out)]

    truth_runs: dict[str, list[list[str]]] = {}
    text = ("" if whole_line else "\n").join(pages(report, lines))
    for table in report.tables():
        if table.key in truth_runs:
            glue_doubts(table, truth.form.table(table.key), truth_runs[table.key], truth)
    return text


def _join(rng: Random, digits: list[str], manner: str) -> tuple[str, list[str]]:
    if manner == "wide":
        return "　　".join(digits), digits
    if manner == "mixed":
        text = digits[0] if digits else ""
        for token in digits[1:]:
            text += rng.choice(("", " ")) + token
        return text, text.split()
    return "".join(digits), ["".join(digits)] if digits else []


def boxed(rng: Random, report: Report, truth: Truth) -> str:
    """Tables drawn with rules, as text browsers print them."""
    upright, level = rng.choice((("│", "─"), ("|", "-"), ("┃", "━")))

    def lines(table: Printed) -> list[str]:
        plain = [row for grid in grids(table) for row in spread(grid)]
        rule = level * 40
        return [
            rule,
            *(line for row in plain for line in (upright + upright.join(f" {cell} " for cell in row) + upright, rule)),
        ]

    return "\n".join(pages(report, lines))


def csv(rng: Random, report: Report, truth: Truth) -> str:
    """Tables saved as comma-separated values amid the text."""

    def lines(table: Printed) -> list[str]:
        plain = [row for grid in grids(table) for row in spread(grid)]
        return [",".join(f'"{cell}"' if "," in cell or "（" in cell else cell for cell in row) for row in plain]

    return "\n".join(pages(report, lines))


def crawled(rng: Random, report: Report, truth: Truth) -> str:
    """A bar behind every cell, rows filled up with bars, some cells at the end of their line: extracted from HTML."""
    before, breaks, padded = rng.choice(("", "", "| ")), rng.choice((0, 0, 0.2, 1)), rng.random() < 0.8

    def lines(table: Printed) -> list[str]:
        rows = [row for row in token_rows(table) if row]
        widest = max(map(len, rows), default=0) + rng.choice((0, 0, 1))
        return [
            before
            + "".join(f"{cell} |{chr(10) if rng.random() < breaks else ' '}" for cell in row).rstrip(" ")
            + (f" {'|' * (widest - len(row))}" if padded and len(row) < widest else "")
            for row in rows
        ]

    return "\n".join(pages(report, lines))


LAYOUTS = {
    "rows": rows,
    "cells": cells,
    "tabs": tabs,
    "columns": columns,
    "one_line": one_line,
    "glued": glued,
    "boxed": boxed,
    "csv": csv,
    "crawled": crawled,
}
