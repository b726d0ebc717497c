"""Rows whose cells stand between strokes, commas or semicolons, as they are typed or joined by hand.

A stroke is also what an empty cell is printed as; it parts cells only where it stands between all the numbers of
several rows, which no row of so few columns has room for otherwise.
"""

from __future__ import annotations

import re

_VALUE = r"[+-]?\d[\d.]*+"
#: What parts cells: a stroke with blanks around it, or a sign that no number holds.
STROKE = " / "
_SIGNS = (STROKE, "；", ";", "，")
#: What parts the cells of a text that is run together: there a comma between three digits is no part of a number.
_JOINTS = (STROKE, "|", ",")
#: So many numbers with a sign between any two of them are more than the cells of a row; so many such rows are how the
#: text is made.  A line of so many cells is no row but a whole text run together.
LEAST_NUMBERS, LEAST_ROWS, MOST_CELLS = 5, 3, 40
_FILLED = re.compile(r"\s*(?:[\d+-]|$)")
_LAST = re.compile(rf"[ \t]*(?:{_VALUE}|[/／—–-]{{1,2}}|无)?[ \t]*")


def separated(text: str) -> str:
    """The text with tabs between the cells of such rows, or each cell on a line of its own; any other as it is."""
    for sign in _JOINTS:
        rows, lines = _rows(sign, rf"{_VALUE}|[—–-]{{1,2}}"), text.split("\n")
        if any(line.count(sign) > MOST_CELLS and len(rows.findall(line)) >= LEAST_ROWS for line in lines):
            text = "\n".join(line.replace(sign, "\n") if line.count(sign) > MOST_CELLS else line for line in lines)
    for sign in _SIGNS:
        if sign in text and len(_rows(sign).findall(text)) >= LEAST_ROWS:
            return "\n".join(_tabbed(line, sign) for line in text.split("\n"))
    return text


def _rows(sign: str, cell: str = _VALUE) -> re.Pattern[str]:
    between = re.escape(sign)
    return re.compile(rf"(?<![\d.])(?:{cell})(?:{between}(?:{cell})){{{LEAST_NUMBERS - 1}}}(?![\d.])")


def _tabbed(line: str, sign: str) -> str:
    """A row with tabs for the sign; a line that ends in words only where the sign could be taken for a cell."""
    whole = line.rstrip("\r")
    if sign.rstrip() not in whole or "。" in whole:
        return line
    cells = (whole + " " * sign.endswith(" ")).split(sign)
    is_row = _LAST.fullmatch(cells[-1]) and any(_FILLED.match(cell) for cell in cells[1:])
    if len(cells) < 2 or not (is_row or sign == STROKE):
        return line
    return "\t".join(cell.strip() for cell in cells)
