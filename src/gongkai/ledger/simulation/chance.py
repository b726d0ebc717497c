"""Chance that can be repeated: the same words give the same draws, whatever else is drawn."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from decimal import Decimal
from itertools import accumulate, pairwise
from math import exp, log
from random import Random
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


def chance(*names: object) -> Random:
    """A source of its own for whatever the names say: seed, body, year, part."""
    return Random("/".join(str(name) for name in names))


class Wheel(Generic[Thing]):
    """Things with weights (none negative, not all zero), of which one is drawn at a time."""

    __slots__ = ("_sums", "things")

    def __init__(self, weights: Mapping[Thing, float]) -> None:
        self.things = tuple(weights)
        self._sums = tuple(accumulate(weights.values()))

    def spin(self, rng: Random) -> Thing:
        """One of them, in proportion to the weights."""
        return self.things[bisect(self._sums, rng.random() * self._sums[-1], 0, len(self._sums) - 1)]


def binomial(rng: Random, tries: int, share: float) -> int:
    """How many of so many tries succeed."""
    return sum(rng.random() < share for _ in range(tries))


def poisson(rng: Random, mean: float) -> int:
    """How many rare things happen where ``mean`` are expected (a small number)."""
    floor, product, count = exp(-mean), rng.random(), 0
    while product > floor:
        product *= rng.random()
        count += 1
    return count


def heavy(rng: Random, median: float, sigma: float) -> float:
    """A number with a long tail upwards; half of them are below the median."""
    return rng.lognormvariate(log(median), sigma) if median > 0 else 0.0


def shares(rng: Random, total: int, parts: int) -> list[int]:
    """Whole numbers from 0, as many as ``parts``, that add up to ``total``."""
    cuts = sorted(rng.randint(0, total) for _ in range(parts - 1))
    return [after - before for before, after in pairwise((0, *cuts, total))]


def even_shares(rng: Random, total: int, parts: int) -> list[int]:
    """As :func:`shares`, each part within a third of the others as far as whole numbers allow."""
    weights = [1 + rng.random() / 2 for _ in range(parts)]
    sums = [round(total * part / sum(weights)) for part in accumulate(weights)]
    sums[-1] = total
    return [after - before for before, after in pairwise((0, *sums))]


def amounts(rng: Random, total: Decimal, parts: int) -> list[Decimal]:
    """Positive amounts of two decimals that add up to ``total``, which has at least a cent for each."""
    cents = int(total * 100)
    return [Decimal(share + 1) / 100 for share in shares(rng, cents - parts, parts)] if parts else []
