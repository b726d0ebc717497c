"""Evidence from outside a line: last year's report and what a report says of its own figures.

Digits that run together, or a cell that is lost, may leave several readings of a line under the
identities of its table.  What was carried over must be what last year's report carried forward, what is
in force follows from what was; the words of the report state some of its totals.  A reading that
agrees with such a clue is believed before one that does not, and said to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from gongkai.reading.line import Candidate
from gongkai.report.checks.years import same_body
from gongkai.report.filing import Filing, Number
from gongkai.report.identities import across_identities
from gongkai.report.narrative import claims


class Told(StrEnum):
    """Where a clue comes from."""

    LAST_YEAR = "last year's report"
    WORDS = "the words of the report"


class Clue(NamedTuple):
    """The weighted sum of some cells, and who says so."""

    weights: tuple[tuple[str, int], ...]
    total: Number
    told: Told


def last_year(filing: Filing, before: Iterable[Filing]) -> Filing | None:
    """Of other reports the one of the same body and the year before, if it is there."""
    return next((other for other in before if _is_last_year(other, filing)), None)


def clues_about(filing: Filing, before: Filing | None) -> tuple[Clue, ...]:
    """What last year's report and the words of a report say of its cells.

    A statement counts only where its sentence is surely about the whole body and its whole year.
    """
    return (*(_carried_over(filing, before) if before is not None else ()), *_stated(filing))


def _is_last_year(other: Filing, filing: Filing) -> bool:
    if filing.year is not None and other.year != filing.year - 1:
        return False
    return not (filing.agency and other.agency) or same_body(filing.agency, other.agency)


def _carried_over(filing: Filing, before: Filing) -> Iterator[Clue]:
    for rule in across_identities(filing.form, before.form):
        known = [(before.values[cell], weight) for cell, weight in rule.before]
        if rule.relation == "=" and all(value is not None for value, _ in known):
            total = sum((value or 0) * weight for value, weight in known)
            yield Clue(rule.now, total, Told.LAST_YEAR)


def _stated(filing: Filing) -> Iterator[Clue]:
    for claim in claims(filing):
        if (
            claim.certain
            and claim.year is None
            and not claim.slack
            and claim.relation == "="
            and len(claim.targets) == 1
        ):
            weights = tuple((cell.removeprefix("-"), -1 if cell[0] == "-" else 1) for cell in claim.targets[0])
            if all(cell in filing.form.cells for cell, _ in weights):
                yield Clue(weights, claim.number, Told.WORDS)


def agreeing(cells: Sequence[str], found: Sequence[Candidate], clues: Iterable[Clue]) -> Sequence[Candidate]:
    """The readings of a line that agree with most of what is told of its cells; all of them if none agrees."""
    places = {cell: at for at, cell in enumerate(cells)}
    about = [clue for clue in clues if all(cell in places for cell, _ in clue.weights)]
    if not about or len(found) < 2:
        return found
    agreed = [sum(_holds(clue, candidate, places) for clue in about) for candidate in found]
    most = max(agreed)
    return [candidate for candidate, count in zip(found, agreed, strict=True) if count == most]


def _holds(clue: Clue, candidate: Candidate, places: Mapping[str, int]) -> bool:
    values = [(candidate.values[places[cell]], weight) for cell, weight in clue.weights]
    return all(value is not None for value, _ in values) and sum((v or 0) * w for v, w in values) == clue.total


def told_of(cell: str, clues: Iterable[Clue]) -> tuple[Number, ...]:
    """What is told of one cell by itself, each number once."""
    return tuple(dict.fromkeys(clue.total for clue in clues if clue.weights == ((cell, 1),)))


def tellers(cells: Sequence[str], values: Sequence[Number | None], clues: Iterable[Clue]) -> tuple[Told, ...]:
    """Who says of a line what it was taken to say."""
    places = {cell: at for at, cell in enumerate(cells)}
    reading = Candidate(tuple(values), (), (), 0)
    about = (clue for clue in clues if all(cell in places for cell, _ in clue.weights))
    return tuple(dict.fromkeys(clue.told for clue in about if _holds(clue, reading, places)))
