"""Digits glued together, cut into the numbers of a line.

A page crawled to text loses every separator of its tables: ``81010010`` is 8, 1, 0, 1, 0, 0, 10.
Two facts cut it again: nobody prints a leading zero, and the row's own sum holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice

from gongkai.reading.line import LONGEST, MOST, Candidate, Check, Held, Slot, holds
from gongkai.reading.numerals import CELL, parse_cell
from gongkai.reading.tokens import Token
from gongkai.report.filing import Number, Origin
from gongkai.report.form import Kind

#: The cost of a reading in which ones are ruling lines.
RULED = 4
#: What a ruling line looks like to an OCR engine.
RULE = "1"
#: So many partial cuts are tried before a run of digits is given up as undeterminable.
MOST_TRIED = 60_000
#: A mark for none among the pieces of a row: one cell, which adds nothing to its sums.
_NOTHING = ("", "0", "")


def cut_apart(held: Held) -> list[Candidate]:
    """Digits glued together, cut so that every cell has its number or its mark for none."""
    if len(held.numerals) >= held.slot.size:
        return []
    if not held.slot.checks and not held.slot.glued:
        return []  # what is separated may as well be whole, and no sum could tell
    if sum(token.kind == "M" or sum(map(str.isdigit, token.text)) for token in held.numerals) < held.slot.size:
        return []
    attempts = [(list(held.numerals), 1)]
    last = held.numerals[-1].text
    if held.slot.next_ordinal is not None and last.endswith(str(held.slot.next_ordinal)) and len(last) > 1:
        # The list number of the next label may be glued to the last digit, its point lost.
        attempts.append(([*held.numerals[:-1], held.numerals[-1]._replace(text=last[:-1])], 2))
    for checks in (held.slot.checks, ()) if held.slot.glued else (held.slot.checks,):
        found = [
            candidate
            for tokens, cost in attempts
            for candidate in islice(_cuts(tokens, held.slot._replace(checks=checks), cost), MOST + 1)
        ]
        if found:
            return found
    return []


def cut_at_rules(held: Held) -> list[Candidate]:
    """Digits between which the ruling lines of the table were recognised as ones."""
    if len(held.numerals) == held.slot.size:
        return _without_rules(held)
    if len(held.numerals) != 1 or not held.numerals[0].text.isdecimal() or not held.slot.checks:
        return []
    token = held.numerals[0]
    found = digit_cuts(token.text, held.slot.size, held.slot.checks, RULE) or ()
    origins = (Origin.SPLIT,) * held.slot.size
    return [Candidate(cut, origins, (token,) * held.slot.size, RULED) for cut in found]


def _without_rules(held: Held) -> list[Candidate]:
    """A whole row in which every number but the first begins with a one that is a ruling line.

    Believed only where the row adds up without those ones, which it did not with them.
    """
    texts = [token.text for token in held.numerals]
    if not texts[0].isdecimal() or len(texts[0]) > LONGEST:
        return []
    if not held.slot.checks or not all(
        text.isdecimal() and 1 < len(text) <= LONGEST + 1 and text[0] == RULE for text in texts[1:]
    ):
        return []
    values = tuple(int(text) for text in (texts[0], *(text[1:] for text in texts[1:])))
    origins = (Origin.READ, *[Origin.REPAIRED] * (len(values) - 1))
    return [Candidate(values, origins, held.numerals, RULED)] if holds(values, held.slot.checks) else []


def _cuts(tokens: Sequence[Token], slot: Slot, cost: int) -> Iterator[Candidate]:
    if len(tokens) == 1 and tokens[0].text.isdigit() and all(kind is Kind.COUNT for kind in slot.kinds):
        token = tokens[0]
        for cut in digit_cuts(token.text, slot.size, slot.checks) or ():
            yield Candidate(cut, (Origin.SPLIT,) * slot.size, (token,) * slot.size, cost)
        return
    pieces = []
    for token in tokens:
        if token.kind == "M":
            pieces.append(_NOTHING)
            continue
        match = CELL.fullmatch(token.text)
        if match is None:
            return
        digits, point, fraction = match["number"].replace(",", "").partition(".")
        pieces.append((match["sign"] or "", digits, point + fraction + (match["unit"] or "")))
    for filled in _fill(pieces, 0, 0, (), slot):
        sources = tuple(tokens[index] for _, index in filled)
        values = tuple(None if tokens[index].kind == "M" else value for value, index in filled)
        origins = tuple(
            Origin.BLANK if source.kind == "M" else Origin.READ if sources.count(source) == 1 else Origin.SPLIT
            for source in sources
        )
        yield Candidate(values, origins, sources, cost)


@lru_cache(maxsize=4096)
def digit_cuts(digits: str, size: int, checks: tuple[Check, ...], rule: str = "") -> tuple[tuple[int, ...], ...] | None:
    """All ways to cut a run of digits into ``size`` numbers without leading zeros that pass ``checks``.

    ``rule`` is a character that must stand between any two of them: a table's ruling line that
    was recognised as the digit 1.

    ``digit_cuts("100", 2, ())`` is ``((10, 0),)``: nobody prints ``1 00``.  ``None`` if there are
    more than :data:`MOST` of them, or too many to try.
    """
    found: list[tuple[int, ...]] = []
    ends = [[(whole, parts) for whole, parts in checks if max(whole, *parts) == at] for at in range(size)]
    tried = 0
    step = 1 + len(rule)

    def grow(at: int, values: tuple[int, ...]) -> None:
        nonlocal tried
        cell = len(values)
        longest = len(digits) - at - (size - cell - 1) * step
        shortest = longest if cell == size - 1 else 1
        if digits[at] == "0":
            longest = min(longest, 1)
        for length in range(shortest, min(longest, LONGEST) + 1):
            tried += 1
            grown = (*values, int(digits[at : at + length]))
            if any(grown[whole] != sum(grown[part] for part in parts) for whole, parts in ends[cell]):
                continue
            if cell == size - 1:
                found.append(grown)
            elif digits.startswith(rule, at + length):
                grow(at + length + len(rule), grown)
            if tried > MOST_TRIED or len(found) > MOST:
                return

    if checks == ((size - 1, tuple(range(size - 1))),):
        found += islice(_summed_cuts(digits, size - 1, rule), MOST + 1)
    elif len(digits) >= size + (size - 1) * len(rule):
        grow(0, ())
    return None if tried > MOST_TRIED or len(found) > MOST else tuple(found)


def _summed_cuts(digits: str, size: int, rule: str) -> Iterator[tuple[int, ...]]:
    """All ways to cut a run of digits into ``size`` numbers and their sum: the sum is chosen first, it bounds them."""
    for length in range(1, min(LONGEST, len(digits) - size * (1 + len(rule))) + 1):
        end = len(digits) - length
        if (length == 1 or digits[end] != "0") and digits.startswith(rule, end - len(rule)):
            total = int(digits[end:])
            for parts in _parts(digits[: end - len(rule)], size, total, rule):
                yield (*parts, total)


def _parts(digits: str, size: int, total: int, rule: str) -> Iterator[tuple[int, ...]]:
    """All ways to cut a run of digits into ``size`` numbers that add up to ``total``."""
    if size == 1:
        if digits == str(total):
            yield (total,)
        return
    widest = len(str(total))
    for length in range(1, 2 if digits[:1] == "0" else widest + 1):
        rest = len(digits) - length - len(rule)
        value = int(digits[:length])
        if value > total or rest < (size - 1) + (size - 2) * len(rule):
            return
        if rest <= (size - 1) * widest + (size - 2) * len(rule) and digits.startswith(rule, length):
            for parts in _parts(digits[length + len(rule) :], size - 1, total - value, rule):
                yield (value, *parts)


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
    for length in range(1, 2 if digits[at] == "0" and rest > 1 else min(rest, LONGEST) + 1):
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
