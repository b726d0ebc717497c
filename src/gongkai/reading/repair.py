"""One reading of a whole table out of the readings of its lines, under the table's identities.

Among all combinations those that break the fewest identities are kept.  A cell on which they
agree is determined; a cell on which they differ is not, and its possible values are listed.
What stands clearly in the source has one reading and is never changed, also where it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from gongkai.reading.line import Candidate, holds
from gongkai.report.filing import Number, Origin
from gongkai.report.form import Table

#: More combinations than this are not compared one by one.
MOST_COMBINATIONS = 20_000
#: Combinations kept to see on which cells they agree.
MOST_KEPT = 400

Vector = tuple[Number | None, ...]


class Settled(NamedTuple):
    """One line as read: its best reading, and for cells in doubt the values that remain.

    ``contested`` says that the line had several readings, ``broken`` how many identities the
    best combination still breaks.
    """

    reading: Candidate
    options: Mapping[int, tuple[Number, ...]]
    contested: bool = False
    broken: int = 0


def settle(table: Table, readings: Mapping[str, Sequence[Candidate]]) -> dict[str, Settled]:
    """The lines of a table, each reading chosen so that the fewest identities break."""
    open_lines = [key for key, found in readings.items() if len(found) > 1]
    if not open_lines:
        return {key: Settled(found[0], {}) for key, found in readings.items()}
    columns = _Columns(table, readings, open_lines)
    best = columns.best()
    settled = {key: Settled(found[0], {}) for key, found in readings.items() if len(found) == 1}
    for place, key in enumerate(open_lines):
        kept = [combination[place] for combination in best.combinations] or list(readings[key])
        settled[key] = agreed(kept, best.broken)
    return {key: settled[key] for key in readings}


def agreed(kept: Sequence[Candidate], broken: int) -> Settled:
    """What all kept readings of a line agree on, the rest undetermined.

    A reading that is cheaper than all others by what stands on the label's own row wins in a
    line that no identity can judge.
    """
    first = min(kept, key=lambda candidate: candidate.cost)
    values, origins = list(first.values), list(first.origins)
    options: dict[int, tuple[Number, ...]] = {}
    for index in range(len(values)):
        distinct = {candidate.values[index] for candidate in kept}
        if len(distinct) > 1:
            values[index] = None
            origins[index] = Origin.LOST
            options[index] = tuple(sorted(value for value in distinct if value is not None))[:20]
    return Settled(first._replace(values=tuple(values), origins=tuple(origins)), options, True, broken)


class _Best(NamedTuple):
    combinations: list[tuple[Candidate, ...]]
    broken: int


class _Columns:
    """The sums down and the balances of a table, with the lines that have one reading added up.

    An unknown cell in a column turns its equations into "at most"; a line that is in no
    equation is judged by its own row sums alone.
    """

    def __init__(self, table: Table, readings: Mapping[str, Sequence[Candidate]], open_lines: Sequence[str]) -> None:
        self.readings = readings
        self.open_lines = list(open_lines)
        self.size = max(len(found[0].values) for found in readings.values())
        rules: list[tuple[tuple[str, ...], tuple[str, ...]]]
        rules = [((rule.whole,), rule.parts) for rule in table.sums if rule.axis == "lines"]
        rules += [(rule.left, rule.right) for rule in table.balances if rule.axis == "lines"]
        self.rules = [_Rule(left, right, readings, self.open_lines, self.size) for left, right in rules]
        self.checks = {
            key: tuple(
                (
                    [column.key for column in table.columns_of(key)].index(rule.whole),
                    tuple([column.key for column in table.columns_of(key)].index(part) for part in rule.parts),
                )
                for rule in table.sums
                if rule.axis == "columns" and rule.whole in {column.key for column in table.columns_of(key)}
            )
            for key in self.open_lines
        }

    def best(self) -> _Best:
        """The combinations that break the fewest identities, up to a limit."""
        sets = [self._within_bounds(key) for key in self.open_lines]
        size = 1
        for found in sets:
            size *= len(found)
        combinations: Iterator[tuple[Candidate, ...]]
        if size <= MOST_COMBINATIONS:
            combinations = product(*sets)
        else:
            exact = self._exact(sets)
            if exact is None:
                return _Best([], -1)
            combinations = iter(exact)
        fewest, kept = 1 << 30, []
        for combination in combinations:
            broken = self._broken(combination, fewest)
            if broken < fewest:
                fewest, kept = broken, [combination]
            elif broken == fewest and len(kept) < MOST_KEPT:
                kept.append(combination)
        return _Best(kept, fewest)

    def _broken(self, combination: Sequence[Candidate], limit: int) -> int:
        broken = sum(
            not holds(candidate.values, self.checks[key])
            for key, candidate in zip(self.open_lines, combination, strict=True)
        )
        for rule in self.rules:
            if broken > limit:
                break
            broken += rule.broken(combination)
        return broken

    def _within_bounds(self, key: str) -> Sequence[Candidate]:
        """The readings of a line in which no cell exceeds the whole it is part of."""
        found = self.readings[key]
        for rule in self.rules:
            if key not in rule.right or len(rule.left) != 1 or rule.left[0] in self.open_lines:
                continue
            whole = self.readings[rule.left[0]][0].values
            fitting = [
                candidate
                for candidate in found
                if all(
                    value is None or most is None or value <= most
                    for value, most in zip(candidate.values, whole, strict=True)
                )
            ]
            found = fitting or found
        return found

    def _exact(self, sets: Sequence[Sequence[Candidate]]) -> list[tuple[Candidate, ...]] | None:
        """The combinations that break nothing, found line by line on what is left of the whole.

        ``None`` where that cannot be said: an unknown cell, an open whole, too many partial sums.
        """
        rule = next((rule for rule in self.rules if len(rule.left) == 1), None)
        if (
            rule is None
            or rule.left[0] in self.open_lines
            or rule.unknown
            or not set(self.open_lines) <= set(rule.right)
        ):
            return None
        target = tuple(-value for value in rule.fixed)
        partial: dict[tuple[Number, ...], list[tuple[Candidate, ...]]] = {(0,) * self.size: [()]}
        for found in sets:
            grown: dict[tuple[Number, ...], list[tuple[Candidate, ...]]] = {}
            for total, chosen in partial.items():
                for candidate in found:
                    if any(value is None for value in candidate.values):
                        return None
                    added = tuple(a + (b or 0) for a, b in zip(total, candidate.values, strict=True))
                    if all(a <= most for a, most in zip(added, target, strict=True)):
                        ways = grown.setdefault(added, [])
                        ways.extend((*way, candidate) for way in chosen[: 4 - min(4, len(ways))])
            if len(grown) > MOST_COMBINATIONS:
                return None
            partial = grown
        return partial.get(target)


class _Rule:
    """One sum or balance for all columns at once: sum of ``right`` less sum of ``left`` is nought."""

    def __init__(
        self,
        left: Sequence[str],
        right: Sequence[str],
        readings: Mapping[str, Sequence[Candidate]],
        open_lines: Sequence[str],
        size: int,
    ) -> None:
        self.left, self.right = tuple(left), tuple(right)
        self.weights = [(key in self.right) - (key in self.left) for key in open_lines]
        self.fixed: list[Number] = [0] * size
        self.unknown: set[int] = set()
        for key in (*self.left, *self.right):
            if key in open_lines:
                continue
            weight = 1 if key in self.right else -1
            for index, value in enumerate(readings[key][0].values):
                if value is None:
                    self.unknown.add(index)
                else:
                    self.fixed[index] += weight * value

    def broken(self, combination: Sequence[Candidate]) -> int:
        """In how many columns the rule breaks; a column with an unknown cell is not counted."""
        count = 0
        for index, fixed in enumerate(self.fixed):
            if index in self.unknown:
                continue
            total = fixed
            for weight, candidate in zip(self.weights, combination, strict=True):
                value = candidate.values[index]
                if weight and value is None:
                    break
                total += weight * (value or 0)
            else:
                count += total != 0
        return count
