"""Rows on a terminal in columns that fit Chinese; each row may have a colour, and its words say the same."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from gongkai.cli import console

GAP = "  "


def print_columns(head: Sequence[str], rows: Sequence[Sequence[str]], styles: Sequence[str] | None = None) -> None:
    """Print rows under their heads; every column is as wide as its widest text, the last one as it comes.

    ``styles`` has one colour a row (``""`` for none).
    """
    widths = [max(map(cell_len, column)) for column in zip(head, *rows, strict=True)]
    console.out().print(f"[bold]{_line(head, widths)}[/]")
    for row, style in zip(rows, styles or [""] * len(rows), strict=True):
        line = _line(row, widths)
        console.out().print(f"[{style}]{line}[/]" if style else line)


def _line(texts: Sequence[str], widths: Sequence[int]) -> str:
    *first, last = texts
    fitted = [console.fitted(text, width) for text, width in zip(first, widths, strict=False)]
    return GAP.join([*fitted, console.plain(last)]).rstrip()
