"""What about the reading of one line a person should know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai.finding import Finding, Severity, Where
from gongkai.reading import findings as kinds
from gongkai.reading.assign import Pool
from gongkai.reading.clues import Told
from gongkai.reading.cuts import RULED
from gongkai.reading.numerals import CELL
from gongkai.reading.repair import Settled
from gongkai.reading.sheet import Sheet
from gongkai.reading.tokens import Token
from gongkai.report.filing import Filing, Origin
from gongkai.report.form import Form
from gongkai.report.identities import identities

#: A line of no more cells than this has no sum of its own that could tell a stray number.
UNCHECKED = 3
#: If a larger part of the identities fails, it is no slip of the report: its numbers are not what was printed.
FAILING = 1 / 3

_TELLERS = {Told.LAST_YEAR: ("上年报告", "last year's report"), Told.WORDS: ("报告正文", "the report's own words")}


class LineRead(NamedTuple):
    """A line as read: the cells it fills, its tokens, its reading, whether its label was damaged or repeated."""

    cells: tuple[str, ...]
    pool: Pool
    settled: Settled
    garbled: bool = False
    repeated: bool = False

    @property
    def has_values(self) -> bool:
        """Whether anything was read at all."""
        return any(value is not None for value in self.settled.reading.values)

    @property
    def is_plain(self) -> bool:
        """Whether the line stood there as the form has it, so that nothing can be in doubt."""
        tokens = self.pool.tokens
        return (
            not (self.settled.reading.cost or self.settled.contested)
            and not (self.garbled or self.repeated or self.pool.crowded or self.pool.dealt or self.pool.moved)
            and len(tokens) <= len(self.cells)
            and not any(token.text.endswith(")") for token in tokens)
        )


class _Said(NamedTuple):
    """How a line is spoken of: where it stands, its name for people, its text, its scraps."""

    where: Where | None
    place: tuple[str, str]
    text: str
    tokens: list[Token]


def place_of(form: Form, cells: tuple[str, ...]) -> tuple[str, str]:
    """How a person names the cells: the line and, for one cell alone, its column (Chinese, English)."""
    if not cells:
        return "", ""
    first = form.cells[cells[0]]
    lines = {form.cells[cell].line.key for cell in cells}
    if len(lines) > 1:
        return f"“{form.table(first.table).title}”", first.table
    column = f"·{first.column.label}" if len(cells) == 1 else ""
    return f"“{first.line.label}{column}”", cells[0] if len(cells) == 1 else f"{first.table}.{first.line.key}"


def about_line(form: Form, line: LineRead, sheet: Sheet) -> list[Finding]:
    """The doubts about one line, in no case more than one of a kind for a cell."""
    if line.is_plain:
        return []
    tokens = [token for token in line.pool.tokens if token.kind in "NMX"]
    said = _Said(
        sheet.where(tokens[0].offset) if tokens else None,
        place_of(form, line.cells),
        " ".join(token.text for token in tokens)[:60],
        tokens,
    )
    return [
        *_about_its_place(line, said),
        *_about_its_digits(line, said),
        *_about_strays(line, said),
        *_about_remarks(form, line, sheet),
    ]


def about_sums(filing: Filing) -> Iterator[Finding]:
    """Whether the numbers of a report fit together so little that none of them can be believed."""
    values = filing.values
    live = failing = 0
    for rule in identities(filing.form):
        left, right = [values[cell] for cell in rule.left], [values[cell] for cell in rule.right]
        if None not in left and None not in right and (any(left) or any(right)):
            live += 1
            failing += sum(left) != sum(right)  # type: ignore[arg-type]
    if failing > max(UNCHECKED, FAILING * live):
        cells = tuple(cell for cell, value in values.items() if value is not None)
        yield kinds.SUMS_FAIL.at(cells, found=failing, count=live)


def _about_its_place(line: LineRead, said: _Said) -> Iterator[Finding]:
    """Whether the numbers are surely this line's."""
    if not line.has_values:
        return
    for doubtful, kind in (
        (line.pool.dealt, kinds.DEALT_BY_ORDER),
        (line.garbled, kinds.LABEL_GARBLED),
        (line.repeated, kinds.PRINTED_TWICE),
        (line.pool.crowded, kinds.LINE_BEFORE_EMPTY),
        (line.pool.moved, kinds.ROWS_MOVED),
    ):
        if doubtful:
            yield kind.at(line.cells, where=said.where, place=said.place)


def _about_its_digits(line: LineRead, said: _Said) -> Iterator[Finding]:
    """Whether the numbers are surely what is printed."""
    reading, settled = line.settled.reading, line.settled
    if settled.contested and settled.broken > 0 and line.has_values:
        yield kinds.CELL_CONTESTED.at(line.cells, where=said.where, place=said.place, read=said.text)
    if settled.told:
        known = tuple(cell for cell, value in zip(line.cells, reading.values, strict=True) if value is not None)
        by = tuple("、".join(_TELLERS[told][at] for told in settled.told) for at in (0, 1))
        yield kinds.TOLD.at(known, where=said.where, place=said.place, read=said.text, by=(by[0], by[1]))
    cut = len(line.cells) <= UNCHECKED and (Origin.SPLIT in reading.origins or settled.contested)
    if cut and not set(said.text) <= {"0", " "}:
        valued = tuple(cell for cell, value in zip(line.cells, reading.values, strict=True) if value is not None)
        yield kinds.CUT_UNPROVEN.at(valued, where=said.where, place=said.place, read=said.text)
    lettered = tuple(
        cell
        for cell, token in zip(line.cells, reading.sources, strict=True)
        if reading.cost == RULED or (token is not None and token.kind == "X")
    )
    if lettered:
        yield kinds.LETTERS_READ.at(lettered, where=said.where, place=said.place, read=said.text)


def _about_strays(line: LineRead, said: _Said) -> Iterator[Finding]:
    """Numbers near the line that were not taken.

    A lone number without which the row adds up is a page number; any other is a doubt.
    """
    reading = line.settled.reading
    used = {id(token) for token in reading.sources}
    unused = [token for token in said.tokens if id(token) not in used and token.kind in "NM"]
    checked = len(line.cells) > UNCHECKED
    again = checked and len(unused) >= len(line.cells)  # the line printed again, and not the same
    narrow = len(line.cells) != UNCHECKED  # beside as many cells as a line has none goes on in another column
    merged = _merged(unused, line) if narrow else frozenset[int]()
    extra = [token for token in unused if again or (token.kind == "N" and id(token) not in merged)]
    if extra and line.has_values and (again or not checked or reading.cost >= 2):
        yield kinds.NUMBER_LEFT_OUT.at(
            line.cells,
            where=said.where,
            severity=Severity.NOTE if checked and not again and not line.settled.contested else None,
            place=said.place,
            read=" ".join(token.text for token in extra),
        )


def _merged(unused: Sequence[Token], line: LineRead) -> frozenset[int]:
    """Which numbers beside the cells of their row are one of them again: a merged cell printed in all its places.

    Where no sum tells, a column that the form does not have looks the same unless all numbers of the row are one.
    """
    rows: dict[int, set[str]] = {}
    for token in line.pool.tokens:
        rows.setdefault(token.row, set()).add(token.text)
    cells = {(cell.row, cell.text) for cell in line.settled.reading.sources if cell}
    checked = len(line.cells) > UNCHECKED
    alike = (token for token in unused if token.column >= 0 and (token.row, token.text) in cells)
    return frozenset(id(token) for token in alike if checked or len(rows[token.row]) == 1)


def _about_remarks(form: Form, line: LineRead, sheet: Sheet) -> Iterator[Finding]:
    """Words printed with a number in its cell."""
    for cell, token in zip(line.cells, line.settled.reading.sources, strict=True):
        match = CELL.fullmatch(token.text) if token is not None and token.text.endswith(")") else None
        if match is not None and match["remark"] and token is not None:
            where = sheet.where(token.offset)
            yield kinds.REMARK_PRINTED.at((cell,), where=where, place=place_of(form, (cell,)), read=token.text)
