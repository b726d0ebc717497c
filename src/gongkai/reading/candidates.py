"""What the numerals that belong to one line of a table may say: every reading, with its cost.

A line of k cells whose k numerals stand apart has one reading and that is that.  Everything else
is a hypothesis: digits glued together are cut, a lost cell is put back where the row's own sum
allows it, a number too many is left out, a digit gap is closed.  Which hypothesis is true is not
decided here but under the identities of the whole table (:mod:`gongkai.reading.repair`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice
from typing import NamedTuple

from gongkai.reading.numerals import CELL, CONFUSED, parse_cell
from gongkai.reading.tokens import Token
from gongkai.report.filing import Number, Origin
from gongkai.report.form import Kind

#: More readings of one line than this and the line is left undetermined.
MOST = 4000

#: (index of the whole, indices of its parts) within a line.
Check = tuple[int, tuple[int, ...]]


class Candidate(NamedTuple):
    """One reading of a line: values in column order (``None``: no number), how each was had.

    ``sources`` are the tokens behind the values; ``cost`` is 0 for what simply stands there and
    grows with every liberty taken.
    """

    values: tuple[Number | None, ...]
    origins: tuple[Origin, ...]
    sources: tuple[Token | None, ...]
    cost: int


class Slot(NamedTuple):
    """The columns of one line as the reader needs them: what each counts, and the row's sums.

    ``next_ordinal`` is the list number of the next label, ``row`` where the line's own label ends.
    """

    kinds: tuple[Kind, ...]
    checks: tuple[Check, ...]
    next_ordinal: int | None = None
    row: int = -1

    @property
    def size(self) -> int:
        """How many cells the line has."""
        return len(self.kinds)


def holds(values: Sequence[Number | None], checks: Iterable[Check]) -> bool:
    """Whether the row's own sums hold as far as they can be told."""
    for whole, parts in checks:
        known = [values[index] for index in parts]
        if values[whole] is None or any(value is None for value in known):
            total = sum(value for value in known if value is not None)
            if values[whole] is not None and total > values[whole]:  # type: ignore[operator]
                return False
        elif sum(known) != values[whole]:  # type: ignore[arg-type]
            return False
    return True


def lost(slot: Slot) -> Candidate:
    """The reading of a line of which nothing is left."""
    nothing = (None,) * slot.size
    return Candidate(nothing, (Origin.LOST,) * slot.size, nothing, 0)


def readings(pool: Sequence[Token], slot: Slot) -> list[Candidate]:
    """All readings of the tokens of one line, cheapest first; one only where nothing is in doubt."""
    numerals = [token for token in pool if token.kind in "NM" or (token.kind == "B" and token.column < 0)]
    if not numerals:
        blanks = _blank_row(pool, slot)
        return [blanks] if blanks else [lost(slot)]
    plain = _plain(numerals, slot)
    if plain is not None:
        return [plain]
    found: list[Candidate] = []
    for attempt in (_overlaid, _repeated, _windowed, _cut, _restored, _thinned, _closed, _lettered):
        found += attempt(pool, numerals, slot)
        if found and attempt in (_overlaid, _repeated):
            return found[:1]
        if found and attempt is _windowed:
            break
        if len(found) > MOST:
            return [lost(slot)]
    sound = [candidate for candidate in found if holds(candidate.values, slot.checks)]
    best = _distinct(sound or found)
    return best or [lost(slot)]


def _distinct(found: Iterable[Candidate]) -> list[Candidate]:
    """One candidate for each tuple of values, the cheapest, cheapest first."""
    kept: dict[tuple[Number | None, ...], Candidate] = {}
    for candidate in sorted(found, key=lambda candidate: candidate.cost):
        kept.setdefault(candidate.values, candidate)
    return list(kept.values())


def _value(token: Token, kind: Kind) -> tuple[Number | None, Origin] | None:
    """What one token says in a cell of that kind; ``None`` if it cannot stand there."""
    if token.kind in "MBP":
        return None, Origin.BLANK
    value = parse_cell(token.text, kind)
    if value is None or _leading_zero(token.text):
        return None
    return value, Origin.READ


def _leading_zero(text: str) -> bool:
    digits = text.lstrip("+-")
    return len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()


def _row(tokens: Sequence[Token | None], slot: Slot, cost: int) -> Candidate | None:
    """The reading in which each token is one cell and ``None`` is a lost one."""
    values: list[Number | None] = []
    origins: list[Origin] = []
    for token, kind in zip(tokens, slot.kinds, strict=True):
        told = (None, Origin.LOST) if token is None else _value(token, kind)
        if told is None:
            return None
        values.append(told[0])
        origins.append(told[1])
    return Candidate(tuple(values), tuple(origins), tuple(tokens), cost)


def _plain(numerals: Sequence[Token], slot: Slot) -> Candidate | None:
    return _row(numerals, slot, 0) if len(numerals) == slot.size else None


def _by_row(pool: Iterable[Token]) -> list[list[Token]]:
    rows: dict[int, list[Token]] = {}
    for token in pool:
        rows.setdefault(token.row, []).append(token)
    return list(rows.values())


def _blank_row(pool: Sequence[Token], slot: Slot) -> Candidate | None:
    """A tabbed row whose number cells are all there and all empty."""
    for row in _by_row(pool):
        blanks = [token for token in row if token.kind in "BP"]
        if len(blanks) >= slot.size and len(blanks) == len(row):
            return _row(blanks[: slot.size], slot, 0)
    return None


def _overlaid(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """Several tabbed rows that print the same line: laid over each other by column."""
    rows = [row for row in _by_row(pool) if any(token.kind in "NM" for token in row)]
    if len(rows) < 2 or any(token.column < 0 for token in numerals):
        return []
    stacked: dict[int, Token] = {}
    for token in (token for row in rows for token in row if token.kind in "NM"):
        other = stacked.setdefault(token.column, token)
        if _value(other, Kind.COUNT) != _value(token, Kind.COUNT):
            return []
    if len(stacked) != slot.size:
        return []
    found = _row([stacked[column] for column in sorted(stacked)], slot, 0)
    return [found] if found and holds(found.values, slot.checks) else []


def _repeated(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """The same line printed twice or more, each time in full."""
    size = slot.size
    if len(numerals) <= size or len(numerals) % size:
        return []
    copies = [_row(numerals[at : at + size], slot, 0) for at in range(0, len(numerals), size)]
    if copies[0] is None or any(copy is None or copy.values != copies[0].values for copy in copies):
        return []
    return [copies[0]]


def _windowed(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """A tabbed row in which some of the cells are empty."""
    rows = [row for row in _by_row(pool) if any(token.kind in "NM" for token in row)]
    if len(rows) != 1 or len(numerals) >= slot.size:
        return []
    row = [token for token in rows[0] if token.kind in "NMBP"]
    found = []
    for start in range(len(row) - slot.size + 1):
        window = row[start : start + slot.size]
        if slot.checks and len(numerals) == slot.size - 1 and window[-1].kind == "P":
            continue  # one cell short at the end of a padded row: lost rather than empty
        outside = row[:start] + row[start + slot.size :]
        if all(token.kind in "BP" for token in outside) and window[-1].column - window[0].column == slot.size - 1:
            candidate = _row(window, slot, 1)
            if candidate is not None:
                found.append(candidate)
    return found


def _cut(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """Digits glued together, cut so that every cell has its number."""
    if len(numerals) >= slot.size or any(token.kind == "M" for token in numerals):
        return []
    if sum(sum(char.isdigit() for char in token.text) for token in numerals) < slot.size:
        return []
    attempts = [(list(numerals), 1)]
    last = numerals[-1].text
    if slot.next_ordinal is not None and last.endswith(str(slot.next_ordinal)) and len(last) > 1:
        # The list number of the next label may be glued to the last digit, its point lost.
        attempts.append(([*numerals[:-1], numerals[-1]._replace(text=last[:-1])], 2))
    for checks in (slot.checks, ()):
        found = [
            candidate
            for tokens, cost in attempts
            for candidate in islice(_cuts(tokens, slot._replace(checks=checks), cost), MOST + 1)
        ]
        if found:
            return found
    return []


def _cuts(tokens: Sequence[Token], slot: Slot, cost: int) -> Iterator[Candidate]:
    if len(tokens) == 1 and tokens[0].text.isdigit() and all(kind is Kind.COUNT for kind in slot.kinds):
        token = tokens[0]
        for cut in digit_cuts(token.text, slot.size, slot.checks):
            yield Candidate(cut, (Origin.SPLIT,) * slot.size, (token,) * slot.size, cost)
        return
    pieces = []
    for token in tokens:
        match = CELL.fullmatch(token.text)
        if match is None:
            return
        digits, point, fraction = match["number"].replace(",", "").partition(".")
        pieces.append((match["sign"] or "", digits, point + fraction + (match["unit"] or "")))
    for filled in _fill(pieces, 0, 0, (), slot):
        values = tuple(value for value, _ in filled)
        sources = tuple(tokens[index] for _, index in filled)
        origins = tuple(Origin.READ if sources.count(source) == 1 else Origin.SPLIT for source in sources)
        yield Candidate(values, origins, sources, cost)


@lru_cache(maxsize=4096)
def digit_cuts(digits: str, size: int, checks: tuple[Check, ...]) -> tuple[tuple[int, ...], ...]:
    """All ways to cut a run of digits into ``size`` numbers without leading zeros that pass ``checks``.

    ``digit_cuts("100", 2, ())`` is ``((10, 0),)``: nobody prints ``1 00``.  At most :data:`MOST` + 1
    are returned.
    """
    found: list[tuple[int, ...]] = []
    ends = [[(whole, parts) for whole, parts in checks if max(whole, *parts) == at] for at in range(size)]

    def grow(at: int, values: tuple[int, ...]) -> None:
        cell = len(values)
        rest = len(digits) - at - (size - cell - 1)  # the longest this number may be
        if cell == size - 1:
            lengths = range(rest, rest + 1)
        else:
            lengths = range(1, rest + 1)
        if digits[at] == "0":
            lengths = range(1, 2) if 1 in lengths else range(0)
        for length in lengths:
            grown = (*values, int(digits[at : at + length]))
            if any(grown[whole] != sum(grown[part] for part in parts) for whole, parts in ends[cell]):
                continue
            if cell == size - 1:
                found.append(grown)
            else:
                grow(at + length, grown)
            if len(found) > MOST:
                return

    if len(digits) >= size:
        grow(0, ())
    return tuple(found)


_Filled = tuple[tuple[Number, int], ...]


def _fill(
    pieces: Sequence[tuple[str, str, str]], index: int, at: int, filled: _Filled, slot: Slot
) -> Iterator[_Filled]:
    """All ways to fill the cells in order from the digits of ``pieces[index]`` at ``at`` onwards.

    A row sum is tested as soon as its whole and all its parts stand, which keeps the tree small.
    """
    cell = len(filled)
    if index == len(pieces):
        if cell == slot.size:
            yield filled
        return
    left = slot.size - cell - (len(pieces) - index - 1)
    if left < 1:
        return
    sign, digits, tail = pieces[index]
    rest = len(digits) - at
    for length in range(1, 2 if digits[at] == "0" and rest > 1 else rest + 1):
        ends = length == rest
        if not ends and left < 2:
            continue
        text = (sign if at == 0 else "") + digits[at : at + length] + (tail if ends else "")
        value = parse_cell(text, slot.kinds[cell])
        if value is None or (digits[at] == "0" and length > 1):
            continue
        grown = (*filled, (value, index))
        if _stands(grown, slot.checks):
            yield from _fill(pieces, index + ends, 0 if ends else at + length, grown, slot)


def _stands(filled: _Filled, checks: Iterable[Check]) -> bool:
    """Whether no row sum that the last filled cell completes is broken."""
    newest = len(filled) - 1
    return all(
        filled[whole][0] == sum(filled[part][0] for part in parts)
        for whole, parts in checks
        if newest == max(whole, *parts)
    )


def _restored(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """One or two cells lost, put back at every place that the row's sums allow."""
    missing = slot.size - len(numerals)
    if not 1 <= missing <= 2 or not slot.checks:
        return []
    found = []
    for gaps in combinations(range(slot.size), missing):
        tokens: list[Token | None] = list(numerals)
        for gap in gaps:
            tokens.insert(gap, None)
        candidate = _row(tokens, slot, 2 * missing)
        if candidate is not None:
            found.append(_complete(candidate, slot))
    return [candidate for candidate in found if candidate is not None]


def _complete(candidate: Candidate, slot: Slot) -> Candidate | None:
    """The candidate with each lost cell that a row sum forces; ``None`` if one would be negative."""
    values = list(candidate.values)
    origins = list(candidate.origins)
    for whole, parts in slot.checks:
        gaps = [index for index in (whole, *parts) if values[index] is None]
        if len(gaps) != 1 or origins[gaps[0]] is not Origin.LOST:
            continue
        known = sum(values[index] or 0 for index in parts)
        value = known if gaps[0] == whole else (values[whole] or 0) - known
        if value < 0:
            return None
        values[gaps[0]] = value
        origins[gaps[0]] = Origin.REPAIRED
    return candidate._replace(values=tuple(values), origins=tuple(origins))


def _thinned(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """A number too many (a page number, a stray): left out where the row's sums then hold."""
    extra = len(numerals) - slot.size
    if not 1 <= extra <= 2:
        return []
    found = []
    sizes = {row[0].row: len(row) for row in _by_row(numerals)}
    for dropped in combinations(range(len(numerals)), extra):
        kept = [token for index, token in enumerate(numerals) if index not in dropped]
        alone = all(sizes[numerals[index].row] == 1 for index in dropped)
        candidate = _row(kept, slot, 2 if alone else 3)
        if candidate is not None:
            found.append(candidate)
    return found


def _closed(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """A digit gap (``1 2`` for 12): neighbours on one row joined again."""
    extra = len(numerals) - slot.size
    if not 1 <= extra <= 2:
        return []
    joints = [
        index
        for index in range(len(numerals) - 1)
        if numerals[index].row == numerals[index + 1].row
        and numerals[index].column == numerals[index + 1].column
        and numerals[index].text.isdigit()
        and numerals[index].text != "0"
        and numerals[index + 1].text.isdigit()
    ]
    found = []
    for chosen in combinations(joints, extra):
        tokens: list[Token] = []
        for index, token in enumerate(numerals):
            if index - 1 in chosen:
                tokens[-1] = tokens[-1]._replace(text=tokens[-1].text + token.text)
            else:
                tokens.append(token)
        candidate = _row(tokens, slot, 3)
        if candidate is not None:
            origins = tuple(Origin.SPLIT if token not in numerals else Origin.READ for token in tokens)
            found.append(candidate._replace(origins=origins))
    return found


def _lettered(pool: Sequence[Token], numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """Letters that stand for digits, in a line that is otherwise complete."""
    scraps = [token for token in pool if token.kind in "NMX"]
    if len(scraps) != slot.size or len(scraps) == len(numerals):
        return []
    read = [token if token.kind != "X" else token._replace(kind="N", text=spelled(token.text)) for token in scraps]
    candidate = _row(read, slot, 2)
    if candidate is None:
        return []
    origins = tuple(
        Origin.REPAIRED if token.kind == "X" else origin
        for token, origin in zip(scraps, candidate.origins, strict=True)
    )
    return [candidate._replace(origins=origins, sources=tuple(scraps))]


def spelled(text: str) -> str:
    """Digit-like letters as the digits they stand for."""
    return "".join(CONFUSED.get(char, char) for char in text)
