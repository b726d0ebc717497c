"""One reading of a whole table out of the readings of its lines, under the table's identities.

Among all combinations those that break the fewest identities are kept.  A cell on which they
agree is determined; a cell on which they differ is not, and its possible values are listed.
What stands clearly in the source has one reading and is never changed, also where it is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from operator import add
from typing import NamedTuple

from gongkai.reading.assign import cells_of, slots
from gongkai.reading.clues import Clue, Told, agreeing, tellers
from gongkai.reading.line import Candidate, holds
from gongkai.report.filing import Number, Origin
from gongkai.report.form import Table

#: More combinations than this are not compared one by one.
MOST_COMBINATIONS = 3_000
#: More partial sums than this are not followed.
MOST_SUMS = 30_000

Sums = tuple[Number, ...]


class Settled(NamedTuple):
    """One line as read: its best reading, and for cells in doubt the values that remain.

    ``contested`` says that the line had several readings, ``broken`` how many identities the
    best combination still breaks, ``told`` who outside the table decided among several.
    """

    reading: Candidate
    options: Mapping[int, tuple[Number, ...]]
    contested: bool = False
    broken: int = 0
    told: tuple[Told, ...] = ()


def settle(table: Table, readings: Mapping[str, Sequence[Candidate]], clues: Sequence[Clue] = ()) -> dict[str, Settled]:
    """The lines of a table, each reading chosen so that the fewest identities break.

    Where several are left, those that agree with the ``clues`` are kept.
    """
    open_lines = [key for key, found in readings.items() if len(found) > 1]
    if not open_lines:
        return {key: Settled(found[0], {}) for key, found in readings.items()}
    viable, broken = _Columns(table, readings, open_lines).viable()
    settled = {key: Settled(found[0], {}) for key, found in readings.items() if len(found) == 1}
    settled |= {key: agreed(viable[key], broken) for key in open_lines}
    cells = {key: cells_of(table, key) for key in open_lines}
    fewer = {key: agreeing(cells[key], viable[key], clues) for key in open_lines}
    if any(len(fewer[key]) < len(viable[key]) for key in open_lines):
        again = settle(table, {**readings, **fewer})
        settled |= {key: _told(cells[key], settled[key], again[key], clues) for key in open_lines}
    return {key: settled[key] for key in readings}


def _told(cells: Sequence[str], before: Settled, after: Settled, clues: Sequence[Clue]) -> Settled:
    """A line as it stands with the clues, marked if they changed it: its own, or through the sums those of others."""
    if before.options == after.options and before.reading.values == after.reading.values:
        return before
    said = tellers(cells, after.reading.values, clues) or tuple(dict.fromkeys(clue.told for clue in clues))
    return after._replace(contested=True, told=said)


def agreed(kept: Sequence[Candidate], broken: int) -> Settled:
    """What all kept readings of a line agree on, the rest undetermined.

    Where several remain of which each breaks an identity, none of them is worth believing in part.
    """
    first = min(kept, key=lambda candidate: candidate.cost)
    values, origins = list(first.values), list(first.origins)
    options: dict[int, tuple[Number, ...]] = {}
    for index in range(len(values)):
        distinct = {candidate.values[index] for candidate in kept}
        if len(distinct) > 1 or (broken and len(kept) > 1):
            values[index] = None
            origins[index] = Origin.LOST
            options[index] = tuple(sorted(value for value in distinct if value is not None))[:20]
    return Settled(first._replace(values=tuple(values), origins=tuple(origins)), options, True, broken)


class _Columns:
    """The sums down and the balances of a table, with the lines that have one reading added up.

    A column with an unknown cell in a rule says nothing there; a line's own row sums count too.
    """

    def __init__(self, table: Table, readings: Mapping[str, Sequence[Candidate]], open_lines: Sequence[str]) -> None:
        self.open_lines = list(open_lines)
        size = max(len(found[0].values) for found in readings.values())
        rules: list[tuple[tuple[str, ...], tuple[str, ...]]]
        rules = [((rule.whole,), rule.parts) for rule in table.sums if rule.axis == "lines"]
        rules += [(rule.left, rule.right) for rule in table.balances if rule.axis == "lines"]
        self.rules = [_Rule(left, right, readings, self.open_lines, size) for left, right in rules]
        self.readings = {key: list(readings[key]) for key in self.open_lines}
        by_line = slots(table)
        self.checks = {key: by_line[key].checks for key in self.open_lines}

    def viable(self) -> tuple[dict[str, list[Candidate]], int]:
        """The readings of each open line that stand in some best combination, and what that breaks.

        All readings of a line are viable where too many combinations would have to be compared:
        nothing is then determined by comparison.  ``-1`` counts for that.
        """
        exact = self._exact()
        if exact is None:
            return self.readings, -1
        if exact:
            return exact, 0
        count = 1
        for found in self.readings.values():
            count *= len(found)
        if count > MOST_COMBINATIONS:
            return self.readings, -1
        return self._compared()

    def _compared(self) -> tuple[dict[str, list[Candidate]], int]:
        fewest = 1 << 30
        kept: list[dict[int, Candidate]] = []
        for combination in product(*self.readings.values()):
            broken = self._broken(combination, fewest)
            if broken < fewest:
                fewest, kept = broken, [{} for _ in combination]
            if broken == fewest:
                for held, candidate in zip(kept, combination, strict=True):
                    held[id(candidate)] = candidate
        return {key: list(held.values()) for key, held in zip(self.open_lines, kept, strict=True)}, fewest

    def _exact(self) -> dict[str, list[Candidate]] | None:
        """The readings that stand in a combination which breaks nothing; empty if there is none.

        Followed line by line on the partial sums of all columns of all rules, forwards and then
        backwards, so that no combination has to be written out.  ``None`` if they are too many.
        """
        sound = {
            key: [
                (candidate, self._share(place, candidate))
                for candidate in found
                if holds(candidate.values, self.checks[key]) and None not in candidate.values
            ]
            for place, (key, found) in enumerate(self.readings.items())
        }
        if not all(sound.values()):
            return {}
        order = sorted(sound, key=lambda key: len(sound[key]))
        target = tuple(-value for rule in self.rules for value in rule.known())
        layers = _partial_sums([sound[key] for key in order], target)
        if layers is None:
            return None
        wanted = layers[-1] & {target}
        viable: dict[str, list[Candidate]] = {}
        for place in range(len(order) - 1, -1, -1):
            key, kept, before = order[place], {}, set()
            for total in layers[place]:
                for candidate, share in sound[key]:
                    if tuple(map(add, total, share)) in wanted:
                        kept[id(candidate)] = candidate
                        before.add(total)
            viable[key], wanted = list(kept.values()), before
        return viable if all(viable.values()) else {}

    def _share(self, place: int, candidate: Candidate) -> Sums:
        """What a reading adds to every known column of every rule."""
        return tuple(share for rule in self.rules for share in rule.share(place, candidate))

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


def _partial_sums(lines: Sequence[Sequence[tuple[Candidate, Sums]]], target: Sums) -> list[set[Sums]] | None:
    """What the first lines may add up to, line by line, as far as the rest can still reach the target.

    ``None`` if that is more than :data:`MOST_SUMS`.
    """
    reach = _ranges([[share for _, share in options] for options in lines])
    layers: list[set[Sums]] = [{(0,) * len(target)}]
    for place, options in enumerate(lines):
        low, high = reach[place + 1]
        grown: set[Sums] = set()
        for total in layers[-1]:
            for _, share in options:
                added = tuple(map(add, total, share))
                bounds = zip(added, low, high, target, strict=True)
                if all(a + least <= goal <= a + most for a, least, most, goal in bounds):
                    grown.add(added)
            if len(grown) > MOST_SUMS:
                return None
        layers.append(grown)
    return layers


def _ranges(shares: Sequence[Sequence[Sums]]) -> list[tuple[Sums, Sums]]:
    """The least and the most that the lines from each place on can still add, by component."""
    width = len(shares[0][0])
    nothing: Sums = (0,) * width
    ranges: list[tuple[Sums, Sums]] = [(nothing, nothing)]
    for options in reversed(shares):
        low, high = ranges[-1]
        ranges.append(
            (
                tuple(a + min(column) for a, column in zip(low, zip(*options, strict=True), strict=True)),
                tuple(a + max(column) for a, column in zip(high, zip(*options, strict=True), strict=True)),
            )
        )
    return ranges[::-1]


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

    def known(self) -> list[Number]:
        """What the lines with one reading leave in each column that has no unknown cell."""
        return [value for index, value in enumerate(self.fixed) if index not in self.unknown]

    def share(self, place: int, candidate: Candidate) -> list[Number]:
        """What a reading of the open line at ``place`` adds to those columns."""
        weight = self.weights[place]
        return [weight * (value or 0) for index, value in enumerate(candidate.values) if index not in self.unknown]
