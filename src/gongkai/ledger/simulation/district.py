"""A made-up district: its bodies, and their years one after another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import product

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Kind, application, publication
from gongkai.ledger.facts.publication import Tag
from gongkai.ledger.history import History
from gongkai.ledger.moves import Stage
from gongkai.ledger.simulation import disputes, documents
from gongkai.ledger.simulation.applications import resumed_all, settled
from gongkai.ledger.simulation.chance import chance, poisson
from gongkai.ledger.simulation.disputes import Docket
from gongkai.ledger.simulation.documents import Shelf
from gongkai.ledger.simulation.draw import figures_drawn
from gongkai.ledger.simulation.exact import answered_anew, answers_of, histories_for
from gongkai.ledger.simulation.opening import Desk
from gongkai.ledger.simulation.weights import table, words
from gongkai.ledger.state import DisputeState, state_of
from gongkai.ledger.year import ending_of

MOST = 101
"""As many bodies as there are names for: the office, 36 departments, 44 sub-districts and 20 townships."""


class BodyKind(StrEnum):
    """What a body is: the office of the government (政府办公室), a department (部门), a sub-district
    (街道) or a township (镇)."""

    GOVERNMENT_OFFICE = "government_office"
    DEPARTMENT = "department"
    SUBDISTRICT = "subdistrict"
    TOWNSHIP = "township"


@dataclass(frozen=True, slots=True)
class Body:
    """One body with everything that its register holds."""

    name: str
    kind: BodyKind
    histories: tuple[History, ...]


def district(
    seed: int | str, year: int, *, bodies: int = 60, regime: Regime, carried_from: Iterable[Body] = ()
) -> tuple[Body, ...]:
    """A district's bodies with a lawful and realistic year each, and what they had open before it.

    Every body's year depends on the seed, its name and the year alone: neither their number nor
    their order matters.  Bodies of ``carried_from``, by name, go on from where they stand (see
    :func:`next_year`).

    Raises :class:`Refusal` for fewer than one or more than :data:`MOST` bodies, and for a year
    without law or calendar.
    """
    if not 1 <= bodies <= MOST:
        raise Refusal(
            "district-size",
            (f"模拟的单位数为{bodies}，应为1至{MOST}", f"{bodies} bodies: from 1 to {MOST} can be made up"),
            ("请调整单位数", "choose another number"),
        )
    before = {body.name: body for body in carried_from}
    out = []
    for name, kind in _names(bodies):
        held = before.get(name)
        out.append(
            _body(seed, year, name, kind, regime) if held is None else next_year(held, year, seed, regime=regime)
        )
    return tuple(out)


def next_year(body: Body, year: int, seed: int | str, *, regime: Regime) -> Body:
    """The body with one more year: what was open goes on lawfully, and new matters come.

    ``year`` follows the last that the body's histories hold.  All earlier histories stay, so that
    every year can be counted again.  Raises :class:`Refusal` for a year that does not follow, and as
    :func:`district` does.
    """
    _follows(body, year)
    figures = figures_drawn(seed, body.name, body.kind, year, going_on=True)
    rng = chance(seed, body.name, year, "going on")
    desk = Desk(rng, regime, year)
    fresh = histories_for(replace(figures, disputes={}), year, seed=seed, regime=regime, body=body.name)
    waiting, resting = _parted(body.histories, regime)
    resumed = settled(desk, resumed_all(desk, waiting.get(Kind.APPLICATION, [])), body.name)
    shelf = Shelf(rng, regime, body.name)
    kept = documents.gone_on(shelf, waiting.get(Kind.DOCUMENT, []), year, repealed=table("documents")["repealed"])
    applications = [*resting, *resumed, *fresh]
    docket = Docket(rng, regime, year, body.name, answers_of(applications), going_on=True)
    pending, redone = disputes.gone_on(docket, waiting.get(Kind.DISPUTE, []))
    opened, more = disputes.disputes_for(figures, docket)
    histories = (*answered_anew(applications, (*redone, *more)), *kept, *pending, *opened)
    return replace(body, histories=(*histories, *_sundries(seed, year, body.name, regime)))


def _body(seed: int | str, year: int, name: str, kind: BodyKind, regime: Regime) -> Body:
    figures = figures_drawn(seed, name, kind, year)
    histories = histories_for(figures, year, seed=seed, regime=regime, body=name)
    return Body(name, kind, (*histories, *_sundries(seed, year, name, regime)))


def _follows(body: Body, year: int) -> None:
    last = max((fact.on.year for history in body.histories for fact in history.facts), default=year - 1)
    if last != year - 1:
        raise Refusal(
            "year-not-next",
            (f"{body.name}：{year}年不是{last}年的下一年", f"{body.name}: {year} does not follow {last}"),
            ("请逐年生成", "make up one year after another"),
        )


def _parted(histories: Iterable[History], regime: Regime) -> tuple[dict[Kind, list[History]], list[History]]:
    """What the new year may go on with, by kind; and what is over."""
    waiting: dict[Kind, list[History]] = {}
    resting: list[History] = []
    for history in histories:
        (waiting.setdefault(history.kind, []) if _waits(history, regime) else resting).append(history)
    return waiting, resting


def _waits(history: History, regime: Regime) -> bool:
    if history.kind is Kind.APPLICATION:
        return ending_of(history, regime) is None
    if history.kind is Kind.DISPUTE:
        state = state_of(Kind.DISPUTE, history.counted())
        return isinstance(state, DisputeState) and state.stage is Stage.OPEN
    return history.kind is Kind.DOCUMENT


def _names(bodies: int) -> Iterable[tuple[str, BodyKind]]:
    """The names in an order in which every number of bodies is a plausible district."""
    place = words("place")[0]
    names = [f"{first}{second}" for second, first in product(words("second"), words("first"))]
    departments = [(f"{place}{name}", BodyKind.DEPARTMENT) for name in words("departments")]
    towns = [
        (f"{place}{name}镇人民政府", BodyKind.TOWNSHIP)
        if number % 16 in (2, 5, 8, 11, 14)
        else (f"{place}{name}街道办事处", BodyKind.SUBDISTRICT)
        for number, name in enumerate(names)
    ]
    office = (f"{place}{words('government_office')[0]}", BodyKind.GOVERNMENT_OFFICE)
    share = min(len(departments), (bodies - 1) * 3 // 5)
    return [office, *departments[:share], *towns[: bodies - 1 - share]]


def _sundries(seed: int | str, year: int, name: str, regime: Regime) -> list[History]:
    """What no table of the report counts: withheld items, joint documents led by others, mended data."""
    rng = chance(seed, name, year, "sundries")
    out = []
    for place in range(poisson(rng, 0.3)):
        made = regime.calendar.on_or_after(date(year, 6, 1).replace(month=rng.randint(6, 11)))
        tag = rng.choice((Tag.ON_APPLICATION, Tag.WITHHELD))
        facts: list[Fact] = [publication.Created(on=made, title="内部文稿", tag=tag, reason="经审查不宜主动公开")]
        out.append(History(f"内部{year}-{place + 1}", Kind.PUBLICATION, facts, body=name))
    if rng.random() < table("documents")["not_lead"]:
        out.append(documents.issued_in(Shelf(rng, regime, name), year, 9001, lead=False))
    for place in range(poisson(rng, 0.05)):
        asked = regime.calendar.on_or_after(date(year, rng.randint(6, 10), 8))
        facts = [
            application.DataCorrectionAsked(on=asked, evidence="户口簿复印件"),
            application.DataCorrected(on=regime.calendar.add(asked, rng.randint(2, 15))),
        ]
        out.append(History(f"个人信息更正{year}-{place + 1}", Kind.DATA_CORRECTION, facts, body=name))
    return out
