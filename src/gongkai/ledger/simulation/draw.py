"""The figures of a made-up year: how many of each kind, drawn by the packaged weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from random import Random

from gongkai.ledger.facts.publication import Block, Rank
from gongkai.ledger.simulation.chance import binomial, chance, heavy, poisson
from gongkai.ledger.simulation.figures import CARRIED_IN, CARRIED_OUT, FEES_FROM, FIRST_YEAR, NEW, Figures
from gongkai.ledger.simulation.weights import outcomes, share, table, wheel

YEARLY = 0.2
"""How much a body's year differs from its usual one (the spread of the logarithm)."""


def figures_drawn(seed: object, body: str, kind: str, year: int, *, going_on: bool = False) -> Figures:
    """What a body of that kind counts in the year, apart from what it has open when ``going_on``.

    ``body`` is its full name; the end of it may have weights of its own.  A body that goes on has
    neither applications nor documents from the year before here: it has them in its histories.
    """
    rng = chance(seed, body, year, "figures")
    applications = _applications(rng, _volume(seed, body, kind, rng), year, going_on)
    new = sum(count for (row, _), count in applications.items() if row == NEW)
    return Figures(
        applications=applications,
        documents=_documents(rng, kind, going_on),
        disputes=_disputes(rng, new),
        statistics=_statistics(seed, body, kind, rng),
        published=_published(seed, body, kind, rng),
    )


def _volume(seed: object, body: str, kind: str, rng: Random) -> int:
    medians = table("volume")
    median = _own(medians, body) or medians[kind]
    return int(_usual(seed, body, "volume", median, medians["sigma"]) * heavy(rng, 1, YEARLY))


def _usual(seed: object, body: str, what: str, median: float, sigma: float) -> float:
    """What a body usually has, the same every year."""
    return heavy(chance(seed, body, what), median, sigma)


def _own(medians: Mapping[str, float], body: str) -> float | None:
    """The median that a body has by its name, if it has one."""
    return next((median for name, median in medians.items() if body.endswith(name)), None)


def _applications(rng: Random, new: int, year: int, going_on: bool) -> dict[tuple[str, str], int]:
    carried = 0 if going_on or year <= FIRST_YEAR else binomial(rng, new, share("carried_in"))
    left = binomial(rng, new, share("carried_out"))
    columns = wheel("applicants")
    counts: Counter[tuple[str, str]] = Counter()
    for place in range(new + carried):
        column = columns.spin(rng)
        counts[NEW if place < new else CARRIED_IN, column] += 1
        counts[CARRIED_OUT if place < left else outcome_row(rng, year), column] += 1
    return dict(counts)


def outcome_row(rng: Random, year: int) -> str:
    """How an application of that year ends; before there were rules on fees, none for want of payment."""
    row = outcomes().spin(rng)
    return "o3" if row == "o2" and year < FEES_FROM else row


def _disputes(rng: Random, new: int) -> dict[tuple[str, str], int]:
    counts: Counter[tuple[str, str]] = Counter()
    for route in ("review", "direct", "after_review"):
        kinds = wheel("disputes", route)
        for _ in range(binomial(rng, new, share(route))):
            counts[route, kinds.spin(rng)] += 1
    return dict(counts)


def _documents(rng: Random, kind: str, going_on: bool) -> dict[tuple[str, str], int]:
    """A district has no rules (规章) of its own, only normative documents."""
    weights = table("documents")
    mean = weights[kind]
    issued, rank = poisson(rng, mean * weights["issued"]), Rank.NORMATIVE.value
    if going_on:
        return {(rank, "issued"): issued, (rank, "in_force"): issued}
    held = poisson(rng, mean * (1 - weights["issued"]))
    repealed = binomial(rng, held, weights["repealed"])
    return {(rank, "issued"): issued, (rank, "repealed"): repealed, (rank, "in_force"): held - repealed + issued}


def _statistics(seed: object, body: str, kind: str, rng: Random) -> dict[str, Decimal]:
    weights = table("statistics")
    out = {}
    for what in ("licences.decisions", "penalties.decisions", "coercion.decisions", "fees.amount_wan"):
        medians = weights[what]
        has = chance(seed, body, what, "has").random() >= weights["none"][kind]
        median = _own(medians, body) or (medians.get(kind, 0) if has else 0)
        value = _usual(seed, body, what, median, weights["sigma"]) * heavy(rng, 1, YEARLY)
        out[what] = Decimal(int(value * 100)) / 100 if what.endswith("_wan") else Decimal(int(value))
    return out


def _published(seed: object, body: str, kind: str, rng: Random) -> dict[str, int]:
    weights = table("published")
    out = {}
    for block in Block:
        usual = _usual(seed, body, block, weights[kind][block.value], weights["sigma"])
        out[block.value] = int(usual * heavy(rng, 1, YEARLY))
    return out
