"""Fees that must come to given figures: how many are paid, how many not, and how much each."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.ledger.simulation.chance import amounts
from gongkai.ledger.simulation.figures import CARRIED_OUT, COLUMNS, LEAF_ROWS, NEW, Figures
from gongkai.ledger.year import FeeFigures

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
    paid = _paid(figures, figures.fees)
    if paid is None:
        raise _impossible(figures.fees, lapsed)
    owed = amounts(rng, asked - received, notices - paid)
    return Charges(amounts(rng, received, paid), owed[:lapsed], owed[lapsed:])


def _paid(figures: Figures, fees: FeeFigures) -> int | None:
    """How many notices are paid, as many as may be; ``None`` if no number fits.

    Each notice is paid, lapsed (o2), or still unpaid with an application that is open or ended
    otherwise (o3); each asks for a cent at least.
    """
    lapsed = figures.row("o2")
    owed = fees.asked - fees.received
    if not all(amount >= 0 and amount == amount.quantize(CENT) for amount in (fees.received, owed)):
        return None
    open_new = sum(
        min(figures.applications.get((CARRIED_OUT, column), 0), figures.applications.get((NEW, column), 0))
        for column in COLUMNS
    )
    payable = sum(figures.row(row) for row in LEAF_ROWS if row not in UNPAID_ROWS)
    least = max(
        1 if fees.received else 0,
        fees.notices - lapsed - open_new - figures.row("o3"),
        fees.notices - int(owed / CENT),
    )
    most = min(payable, fees.notices - max(lapsed, 1 if owed else 0), int(fees.received / CENT))
    return most if most >= least else None


def _impossible(fees: FeeFigures, lapsed: int) -> Refusal:
    notices, asked, received = fees
    return Refusal(
        "figures-impossible",
        (
            f"收费通知{notices}件、涉及{asked}元、实收{received}元，与逾期未缴{lapsed}件及其他办理情况不能同时成立",
            f"{notices} fee notices over {asked} yuan with {received} received cannot go with {lapsed} unpaid "
            "and the other endings",
        ),
        ("请核对收费的三个数字", "correct the three figures of the fee"),
    )
