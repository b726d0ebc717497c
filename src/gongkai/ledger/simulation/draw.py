"""The figures of a made-up year: how many of each kind, drawn by the packaged weights."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from random import Random

from gongkai.ledger.facts.publication import Block, Rank
from gongkai.ledger.simulation.chance import binomial, chance, heavy, poisson
from gongkai.ledger.simulation.figures import CARRIED_IN, CARRIED_OUT, FEES_FROM, FIRST_YEAR, NEW, Figures
from gongkai.ledger.simulation.weights import outcomes, share, table, wheel



def figures_drawn(seed: object, body: str, kind: str, year: int, *, going_on: bool = False) -> Figures:
    """What a body of that kind counts in the year, apart from what it has open when ``going_on``.

    ``body`` is its full name; the end of it may have weights of its own.  A body that goes on has
    neither applications nor documents from the year before here: it has them in its histories.
    """
    rng = chance(seed, body, year, "figures")
    applications = _applications(rng, _volume(body, kind, rng), year, going_on)
    new = sum(count for (row, _), count in applications.items() if row == NEW)
    return Figures(
        applications=applications,
        documents=_documents(rng, kind, going_on),
        disputes=_disputes(rng, new),
        statistics=_statistics(rng, kind),
        published=_published(rng, kind),
    )


def _volume(body: str, kind: str, rng: Random) -> int:
    medians = table("volume")
    own = next((median for name, median in medians.items() if name != "sigma" and body.endswith(name)), medians[kind])
    return int(heavy(rng, own, medians["sigma"]))


def _applications(rng: Random, new: int, year: int, going_on: bool) -> dict[tuple[str, str], int]:
    carried = 0 if going_on or year <= FIRST_YEAR else binomial(rng, new, share("carried_in"))
    left = binomial(rng, new, share("carried_out"))
    columns = wheel("applicants")
    counts: Counter[tuple[str, str]] = Counter()
    for place in range(new + carried):
        column = columns.spin(rng)
        counts[NEW if place < new else CARRIED_IN, column] += 1
        counts[CARRIED_OUT if place < left else _outcome(rng, year), column] += 1
    return dict(counts)


def _outcome(rng: Random, year: int) -> str:
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


def _statistics(rng: Random, kind: str) -> dict[str, Decimal]:
    weights = table("statistics")
    out = {}
    for what, medians in weights.items():
        if what not in ("sigma", "none"):
            none = rng.random() < weights["none"][kind] or not medians.get(kind)
            value = 0.0 if none else heavy(rng, medians[kind], weights["sigma"])
            out[what] = Decimal(int(value * 100)) / 100 if what.endswith("_wan") else Decimal(int(value))
    return out


def _published(rng: Random, kind: str) -> dict[str, int]:
    weights = table("published")
    return {block.value: int(heavy(rng, weights[kind][block.value], weights["sigma"])) for block in Block}
