"""The figures of one body's year as a target: what a set of histories has to count to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.law.remedies import PENDING
from gongkai.ledger.facts.application import Applicant
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.facts.other import Activity, Statistic
from gongkai.ledger.facts.publication import Block, Rank
from gongkai.ledger.year import BodyYear, FeeFigures

Words = tuple[str, str]

NEW, CARRIED_IN, CARRIED_OUT = "new", "carried_in", "carried_out"
LEAF_ROWS: tuple[str, ...] = tuple(dict.fromkeys(leaf.row for leaf in Leaf))
"""The 21 ways in which an application may have ended, as the form counts them."""
ROWS: tuple[str, ...] = (NEW, CARRIED_IN, *LEAF_ROWS, CARRIED_OUT)
COLUMNS: tuple[str, ...] = tuple(Applicant)
DOCUMENT_COUNTS = ("issued", "repealed", "in_force")
DISPUTE_COLUMNS = ("upheld", "corrected", "other", PENDING)

FIRST_YEAR = 2019
FEES_FROM = 2021
FREE_OF_CHARGE = FeeFigures(0, Decimal(0), Decimal(0))
"""A year in which no fee was asked for."""

_ADVICE: Words = ("请核对这些数字后重试", "correct these figures and try again")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one body's matters count as in a year; what is not named is zero.

    ``applications`` by (row, applicant) with the keys of :data:`ROWS`; ``documents`` by (rank,
    one of :data:`DOCUMENT_COUNTS`); ``disputes`` by (route, one of :data:`DISPUTE_COLUMNS`);
    ``statistics`` as other systems report them (money in 万元), a zero being a reported one;
    ``published`` by block.  ``fees`` and ``activities`` are free where they are ``None``.

    Two figures are equal if they say the same, in whatever order they were written down.
    """

    applications: Mapping[tuple[str, str], int] = field(default_factory=dict)
    documents: Mapping[tuple[str, str], int] = field(default_factory=dict)
    disputes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    statistics: Mapping[str, Decimal] = field(default_factory=dict)
    published: Mapping[str, int] = field(default_factory=dict)
    fees: FeeFigures | None = None
    activities: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        for name in ("applications", "documents", "disputes", "published", "activities"):
            held = getattr(self, name)
            if held is not None:
                object.__setattr__(self, name, {key: held[key] for key in sorted(held) if held[key] != 0})
        object.__setattr__(self, "statistics", {key: self.statistics[key] for key in sorted(self.statistics)})

    def row(self, row: str) -> int:
        """The sum of a row over all applicants."""
        return sum(self.applications.get((row, column), 0) for column in COLUMNS)

    def check(self, year: int) -> None:
        """Nothing, if such a year can have happened.

        Raises :class:`Refusal` naming everything that does not add up.
        """
        faults = [*self._unknown(), *self._negative(), *self._balances(), *self._documents(), *self._time(year)]
        if faults:
            zh, en = "；".join(fault[0] for fault in faults), "; ".join(fault[1] for fault in faults)
            raise Refusal("figures-impossible", (zh, en), _ADVICE)

    def _unknown(self) -> Iterator[Words]:
        named: tuple[tuple[Iterable[object], Iterable[object]], ...] = (
            (self.applications, product(ROWS, COLUMNS)),
            (self.documents, product(Rank, DOCUMENT_COUNTS)),
            (self.disputes, product(Route, DISPUTE_COLUMNS)),
            (self.statistics, Statistic),
            (self.published, Block),
            (self.activities or {}, Activity),
        )
        for held, keys in named:
            known = set(keys)
            for key in held:
                if key not in known:
                    yield f"没有{key}这一项", f"there is no figure {key}"

    def _negative(self) -> Iterator[Words]:
        for held in (self.applications, self.documents, self.disputes, self.published, self.activities or {}):
            for key, number in held.items():
                if type(number) is not int or number < 0:
                    yield f"{key}为{number}，应为非负整数", f"{key} is {number}, not a whole number from 0"

    def _balances(self) -> Iterator[Words]:
        for column in COLUMNS:
            have = {row: self.applications.get((row, column), 0) for row in ROWS}
            came = have[NEW] + have[CARRIED_IN]
            went = sum(have[row] for row in LEAF_ROWS) + have[CARRIED_OUT]
            if came != went:
                yield (
                    f"{column}：新收{have[NEW]}加结转{have[CARRIED_IN]}，应等于办结与未结之和{went}",
                    f"{column}: new {have[NEW]} and carried in {have[CARRIED_IN]} should equal {went} ended or open",
                )

    def _documents(self) -> Iterator[Words]:
        for rank in Rank:
            issued, repealed, held = (self.documents.get((rank.value, what), 0) for what in DOCUMENT_COUNTS)
            if held + repealed < issued:
                yield (
                    f"{rank}：制发{issued}件，而有效{held}件、废止{repealed}件，合计不足",
                    f"{rank}: {issued} issued, yet only {held} in force and {repealed} repealed",
                )

    def _time(self, year: int) -> Iterator[Words]:
        if year < FIRST_YEAR or (year == FIRST_YEAR and self.row(CARRIED_IN)):
            yield "现行《条例》自2019-05-15起施行", "the Regulation is in force since 2019-05-15"
        charged = self.row("o2") or (self.fees is not None and self.fees != FREE_OF_CHARGE)
        if year < FEES_FROM and charged:
            yield f"收费办法自{FEES_FROM}年起施行", f"there are rules on fees only since {FEES_FROM}"


def figures_of(counted: BodyYear) -> Figures:
    """What a body's counted year says, as figures (fees and activities included)."""
    return Figures(
        applications={key: len(matters) for key, matters in counted.applications.items()},
        documents={
            (rank, what): len(matters) for (rank, what), matters in counted.documents.items() if what in DOCUMENT_COUNTS
        },
        disputes={key: len(matters) for key, matters in counted.disputes.items()},
        statistics=dict(counted.statistics),
        published=dict(counted.published),
        fees=counted.fees,
        activities=dict(counted.activities),
    )
