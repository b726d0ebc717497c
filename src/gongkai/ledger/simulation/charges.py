"""Fees that must come to given figures: how many are paid, how many not, and how much each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.ledger.simulation.chance import amounts
from gongkai.ledger.simulation.figures import CARRIED_OUT, COLUMNS, LEAF_ROWS, NEW, Figures

UNPAID_ROWS = ("o1", "o2", "o3", "r4")
CENT = Decimal("0.01")


class Charges(NamedTuple):
    """The amounts paid, let lapse (one for each o2), and still unpaid or dropped (open, or ended as o3)."""

    paid: Sequence[Decimal] = ()
    lapsed: Sequence[Decimal | None] = ()
    waiting: Sequence[Decimal] = ()


def charges_for(figures: Figures, rng: Random) -> Charges:
    """Amounts that come to the year's three figures of the fee; by chance where none are given.

    Raises :class:`Refusal` for figures that no such year can have.
    """
    lapsed = figures.row("o2")
    if figures.fees is None:
        return Charges(lapsed=[None] * lapsed)
    notices, asked, received = figures.fees
    paid = _paid(figures)
    unpaid = notices - paid
    _check(figures, paid, unpaid)
    owed = amounts(rng, asked - received, unpaid)
    return Charges(amounts(rng, received, paid), owed[:lapsed], owed[lapsed:])


def _paid(figures: Figures) -> int:
    assert figures.fees is not None, "the fees are given"
    notices, asked, received = figures.fees
    if received <= 0:
        return 0
    payable = sum(figures.row(row) for row in LEAF_ROWS if row not in UNPAID_ROWS)
    unpaid = max(figures.row("o2"), 1 if asked > received else 0)
    return max(min(notices - unpaid, payable), 0)


def _check(figures: Figures, paid: int, unpaid: int) -> None:
    assert figures.fees is not None, "the fees are given"
    notices, asked, received = figures.fees
    lapsed = figures.row("o2")
    open_new = sum(
        min(figures.applications.get((CARRIED_OUT, column), 0), figures.applications.get((NEW, column), 0))
        for column in COLUMNS
    )
    owed = asked - received
    whole = all(amount == amount.quantize(CENT) for amount in (asked, received))
    fits = (
        unpaid >= lapsed
        and unpaid - lapsed <= open_new + figures.row("o3")
        and (received > 0) == (paid > 0)
        and (owed > 0) == (unpaid > 0)
        and received >= CENT * paid
        and owed >= CENT * unpaid
    )
    if not (fits and whole):
        raise Refusal(
            "figures-impossible",
            (
                f"收费通知{notices}件、涉及{asked}元、实收{received}元，与逾期未缴{lapsed}件及其他办理情况不能同时成立",
                f"{notices} fee notices over {asked} yuan with {received} received cannot go with {lapsed} unpaid "
                "and the other endings",
            ),
            ("请核对收费的三个数字", "correct the three figures of the fee"),
        )
