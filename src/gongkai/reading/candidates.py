"""What the numerals that belong to one line of a table may say: every reading, with its cost.

A line of k cells whose k numerals stand apart has one reading and that is that.  Everything else
is a hypothesis: digits glued together are cut, a lost cell is put back where the row's own sum
allows it, a number too many is left out, a digit gap is closed.  Which hypothesis is true is not
decided here but under the identities of the whole table (:mod:`gongkai.reading.repair`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations, pairwise

from gongkai.reading.cuts import cut_apart, cut_at_rules
from gongkai.reading.line import MOST, Candidate, Held, Slot, holds
from gongkai.reading.numerals import CONFUSED, LONGEST_CELL, NOTHING, parse_cell
from gongkai.reading.tokens import Token
from gongkai.report.filing import Number, Origin
from gongkai.report.form import Kind


def lost(slot: Slot) -> Candidate:
    """The reading of a line of which nothing is left."""
    nothing = (None,) * slot.size
    return Candidate(nothing, (Origin.LOST,) * slot.size, nothing, 0)


#: So many numbers after a whole row may be strays and not another row.
STRAYS = 2
#: So many numbers of one row may have run over into the next.
OVER = 4


def readings(pool: Sequence[Token], slot: Slot) -> list[Candidate]:
    """All readings of the tokens of one line, cheapest first; one only where nothing is in doubt."""
    pool = _own_cells(pool, slot) or pool
    numerals = [token for token in pool if token.kind in "NM" or (token.kind == "B" and token.column < 0)]
    while len(numerals) > slot.size and numerals[0].text in NOTHING:
        del numerals[0]  # the place of a merged cell of labels
    if not numerals:
        blanks = _blank_row(pool, slot)
        return [blanks] if blanks else [lost(slot)]
    scraps = {token.row for token in pool if token.kind == "X"}
    damaged = scraps and any(token.row in scraps for token in numerals)
    if not slot.checks and any(token.text.startswith(".") for token in pool if token.kind == "X"):
        return [lost(slot)]  # a fraction in a cell of its own
    plain = None if damaged else _plain(numerals, slot)
    if plain is not None:
        if holds(plain.values, slot.checks):
            return [plain]
        return cut_at_rules(Held(tuple(pool), tuple(numerals), slot)) or _without_foot(numerals, slot) or [plain]
    own = _plain([token for token in numerals if token.row == slot.row], slot)
    if own is not None and holds(own.values, slot.checks):
        return [own]  # on the label's own row, whatever stands after it
    held, rows = Held(tuple(pool), tuple(numerals), slot), _by_row(numerals)
    if own is not None and all(len(row) == 1 or row[0].row == slot.row for row in rows):
        # A whole row that does not add up, and below it the rest of its numbers, or else page numbers.
        return _ran_over(held) or [own._replace(cost=2)]
    first = _plain(rows[0], slot)
    if (
        first is not None
        and not slot.crowded
        and len(numerals) <= slot.size + STRAYS
        and holds(first.values, slot.checks)
    ):
        return [first]  # a whole row, and something after it that is not the line's
    found: list[Candidate] = []
    for attempt in (
        _overlaid,
        _repeated,
        _ran_over,
        _lettered,
        _windowed,
        cut_apart,
        _restored,
        _thinned,
        _closed,
        cut_at_rules,
    ):
        found += attempt(held)
        if found and attempt in (_overlaid, _repeated, _ran_over):
            return found
        if found and (attempt in (_lettered, _windowed) or (attempt is cut_apart and slot.glued)):
            break  # what is there can be read: nothing need have been lost
        if len(found) > MOST:
            return [lost(slot)]
    sound = [candidate for candidate in found if holds(candidate.values, slot.checks)]
    best = _distinct(sound or found)
    return best or [lost(slot)]


def _without_foot(numerals: Sequence[Token], slot: Slot) -> list[Candidate]:
    """The row of a label without the number that stands alone below it, where its own ones add up cut apart.

    ``10 0 0 0 0 1`` with a page number below: as many numbers as there are cells, and none of them right.
    """
    own = tuple(token for token in numerals if token.row == slot.row and token.column < 0)
    if not own or len(numerals) - len(own) != 1 or numerals[-1].row == slot.row:
        return []
    return [found for found in cut_apart(Held(own, own, slot)) if holds(found.values, slot.checks)]


def _own_cells(pool: Sequence[Token], slot: Slot) -> list[Token]:
    """The cells behind a line's label on its own row, where they are enough for the line and only some are empty.

    What stands on other rows is then nothing of the line's, unless they print it again, and fills no empty cell.
    """
    row = [token for token in pool if token.row == slot.row and token.column >= 0]
    cells = [token for token in row if token.labels == row[-1].labels]
    enough = len(cells) >= slot.size and all(token.kind in "NMBP" for token in row)
    filled = any(token.kind == "N" for token in cells)
    if not (enough and filled and any(token.kind in "BP" for token in cells)):
        return []
    numerals = tuple(token for token in pool if token.kind in "NM")
    return row if not _overlaid(Held(tuple(pool), numerals, slot)) else []


def _distinct(found: Iterable[Candidate]) -> list[Candidate]:
    """One candidate for each tuple of values, the cheapest, cheapest first."""
    kept: dict[tuple[Number | None, ...], Candidate] = {}
    for candidate in sorted(found, key=lambda candidate: candidate.cost):
        kept.setdefault(candidate.values, candidate)
    return list(kept.values())


def _value(token: Token, kind: Kind) -> tuple[Number | None, Origin] | None:
    """What one token says in a cell of that kind; ``None`` if it cannot stand there."""
    if token.kind in "MBP":
        return _NOTHING
    return _printed(token.text, kind) if len(token.text) <= LONGEST_CELL else None


_NOTHING = (None, Origin.BLANK)


@lru_cache(maxsize=4096)
def _printed(text: str, kind: Kind) -> tuple[Number, Origin] | None:
    """What a cell of that text says: most cells of a report say what others have said."""
    value = parse_cell(text, kind)
    return None if value is None or _leading_zero(text) else (value, Origin.READ)


def _leading_zero(text: str) -> bool:
    digits = text.lstrip("+-")
    return len(digits) > 1 and digits[0] == "0" and (digits[1].isdigit() or digits[1] == ",")


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
    """A tabbed row whose number cells are all there and all empty.

    Cells that may be padding count only in a table that leaves cells empty as a habit.
    """
    empty = "BP" if slot.blanks else "B"
    for row in _by_row(pool):
        blanks = [token for token in row if token.kind in empty]
        if len(blanks) >= slot.size and len(blanks) == len(row):
            return _row(blanks[: slot.size], slot, 0)
    return None


def _overlaid(held: Held) -> list[Candidate]:
    """Several tabbed rows that print the same line: laid over each other by column."""
    rows = [row for row in _by_row(held.pool) if any(token.kind in "NM" for token in row)]
    if len(rows) < 2 or any(token.column < 0 for token in held.numerals):
        return []
    stacked: dict[int, Token] = {}
    for token in (token for row in rows for token in row if token.kind in "NM"):
        other = stacked.setdefault(token.column, token)
        if _value(other, Kind.COUNT) != _value(token, Kind.COUNT):
            return []
    if len(stacked) != held.slot.size:
        return []
    found = _row([stacked[column] for column in sorted(stacked)], held.slot, 0)
    return [found] if found and holds(found.values, held.slot.checks) else []


def _repeated(held: Held) -> list[Candidate]:
    """The same line printed twice or more, each time in full."""
    size = held.slot.size
    texts = {token.text for token in held.numerals}
    if len(held.numerals) > 1 and len(texts) == 1 and len(texts.pop()) >= size:
        once = held._replace(numerals=held.numerals[:1])
        return [candidate for candidate in cut_apart(once) if holds(candidate.values, held.slot.checks)]
    if len(held.numerals) <= size:
        return []
    merged = _merged(held.numerals)
    if len(merged) == size:
        once_each = _row(merged, held.slot, 0)
        return [once_each] if once_each is not None and holds(once_each.values, held.slot.checks) else []
    if len(held.numerals) % size:
        return []
    copies = [_row(held.numerals[at : at + size], held.slot, 0) for at in range(0, len(held.numerals), size)]
    if copies[0] is None or any(copy is None or copy.values != copies[0].values for copy in copies):
        return []
    return [copies[0]]


def _merged(numerals: Sequence[Token]) -> list[Token]:
    """The cells of a tabbed row of which each merged one was printed in all its places."""
    if len({token.row for token in numerals}) > 1 or any(token.column < 0 for token in numerals):
        return []
    gaps = [after.column - one.column for one, after in pairwise(numerals)]
    kept = [after for one, after in pairwise(numerals) if after.text != one.text]
    return [numerals[0], *kept] if all(gap == 1 for gap in gaps) else []


def _windowed(held: Held) -> list[Candidate]:
    """A tabbed row in which some of the cells are empty."""
    rows = [row for row in _by_row(held.pool) if any(token.kind in "NM" for token in row)]
    if len(rows) != 1 or len(held.numerals) >= held.slot.size:
        return []
    # Empty cells before the label are the places of merged heads.
    label = max(token.labels for token in rows[0])
    row = [token for token in rows[0] if token.kind in "NMBP" and token.labels == label]
    found = []
    for start in range(len(row) - held.slot.size + 1):
        window = row[start : start + held.slot.size]
        if (
            held.slot.checks
            and not held.slot.blanks
            and len(held.numerals) == held.slot.size - 1
            and window[-1].kind == "P"
        ):
            continue  # one cell short at the end of a padded row: lost rather than empty
        # A label beside the label of its group takes a cell more: what follows it is still the whole row.
        adjoining = len(row) == held.slot.size and (held.slot.adjoins or _is_whole(row, held.slot))
        if held.slot.starts and window[0].column not in held.slot.starts and not adjoining:
            continue  # the numbers of the table's complete rows begin elsewhere
        outside = row[:start] + row[start + held.slot.size :]
        if all(token.kind in "BP" for token in outside) and window[-1].column - window[0].column == held.slot.size - 1:
            candidate = _row(window, held.slot, 1)
            if candidate is not None:
                found.append(candidate)
    return found


def _is_whole(row: Sequence[Token], slot: Slot) -> bool:
    """Whether a row that is exactly as long as the line begins and ends with a number, and its parts make its sums."""
    values = [told[0] if (told := _value(token, kind)) else None for token, kind in zip(row, slot.kinds, strict=True)]
    sums = all(values[whole] == sum(values[part] or 0 for part in parts) for whole, parts in slot.checks)
    return bool(slot.checks) and sums and {row[0].kind, row[-1].kind} == {"N"}


def _restored(held: Held) -> list[Candidate]:
    """One or two cells lost, put back at every place that the row's sums allow."""
    missing = held.slot.size - len(held.numerals)
    if not 1 <= missing <= 2 or not held.slot.checks:
        return []
    found = []
    for gaps in combinations(range(held.slot.size), missing):
        tokens: list[Token | None] = list(held.numerals)
        for gap in gaps:
            tokens.insert(gap, None)
        candidate = _row(tokens, held.slot, 2 * missing)
        if candidate is not None:
            found.append(_complete(candidate, held.slot))
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


def _thinned(held: Held) -> list[Candidate]:
    """A number too many (a page number, a stray): left out where the row's sums then hold."""
    extra = len(held.numerals) - held.slot.size
    if not 1 <= extra <= 2:
        return []
    found = []
    sizes = {row[0].row: len(row) for row in _by_row(held.numerals)}
    for dropped in combinations(range(len(held.numerals)), extra):
        kept = [token for index, token in enumerate(held.numerals) if index not in dropped]
        alone = all(sizes[held.numerals[index].row] == 1 for index in dropped)
        candidate = _row(kept, held.slot, 2 if alone else 3)
        if candidate is not None:
            found.append(candidate)
    return found


def _ran_over(held: Held) -> list[Candidate]:
    """A whole row below which the last digits of some of its numbers stand, as they do where cells are narrow.

    They may as well be page numbers: they are the rest of numbers only where every sum that these stand in says so.
    """
    rows, size = _by_row(held.numerals), held.slot.size
    if len(rows) != 2 or len(rows[0]) != size or len(rows[1]) > OVER or not held.slot.checks:
        return []
    if not all(token.text.isdigit() for row in rows for token in row):
        return []
    found = []
    for places in combinations(range(size), len(rows[1])):
        rest = dict(zip(places, rows[1], strict=True))
        tokens = [
            token._replace(text=token.text + rest[place].text) if place in rest else token
            for place, token in enumerate(rows[0])
        ]
        candidate = _row(tokens, held.slot, 3)
        bound = [check for check in held.slot.checks if not rest.keys().isdisjoint((check[0], *check[1]))]
        if candidate is not None and bound and holds(candidate.values, bound):
            origins = tuple(Origin.SPLIT if place in rest else Origin.READ for place in range(size))
            found.append(candidate._replace(origins=origins))
    return found


def _closed(held: Held) -> list[Candidate]:
    """A digit gap (``1 2`` for 12): neighbours on one row joined again, any two of them or all that share a cell."""
    extra = len(held.numerals) - held.slot.size
    joints = [
        index
        for index, (one, after) in enumerate(pairwise(held.numerals))
        if (one.row, one.column) == (after.row, after.column) and one.text.isdigit() and after.text.isdigit()
    ]
    if not (1 <= extra <= 2 or 0 < extra == len(joints) <= held.slot.size * LONGEST_CELL):
        return []
    found = []
    for chosen in combinations(joints, extra):
        tokens: list[Token] = []
        for index, token in enumerate(held.numerals):
            if index - 1 in chosen:
                tokens[-1] = tokens[-1]._replace(text=tokens[-1].text + token.text)
            else:
                tokens.append(token)
        candidate = _row(tokens, held.slot, 3)
        if candidate is not None:
            origins = tuple(Origin.SPLIT if token not in held.numerals else Origin.READ for token in tokens)
            found.append(candidate._replace(origins=origins))
    return found


def _lettered(held: Held) -> list[Candidate]:
    """Letters that stand for digits, in a line whose cells are all there.

    Where the digits they resemble do not add up, the cells they stand in are lost, and only they.
    """
    everything = [token for token in held.pool if token.kind in "NMX"]
    rows = [everything, *_by_row(everything)]
    scraps = next((row for row in rows if len(row) == held.slot.size and any(token.kind == "X" for token in row)), None)
    if scraps is None:
        return []
    read = [token if token.kind != "X" else token._replace(kind="N", text=spelled(token.text)) for token in scraps]
    spelt = _row(read, held.slot, 2)
    if spelt is not None and holds(spelt.values, held.slot.checks):
        origins = tuple(
            Origin.REPAIRED if token.kind == "X" else origin
            for token, origin in zip(scraps, spelt.origins, strict=True)
        )
        return [spelt._replace(origins=origins, sources=tuple(scraps))]
    without = _row([None if token.kind == "X" else token for token in scraps], held.slot, 2)
    completed = _complete(without, held.slot) if without is not None else None
    return [completed] if completed is not None else []


def spelled(text: str) -> str:
    """Digit-like letters as the digits they stand for."""
    return "".join(CONFUSED.get(char, char) for char in text)
