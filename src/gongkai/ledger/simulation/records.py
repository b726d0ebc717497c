"""What is only counted: items published, figures of other systems, meetings and training."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from gongkai.law.clocks import IN_FORCE
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Kind, publication
from gongkai.ledger.facts.other import Activity, Held, Reported, Statistic
from gongkai.ledger.facts.publication import Block, Review
from gongkai.ledger.history import History
from gongkai.ledger.simulation.chance import chance, even_shares, poisson
from gongkai.ledger.simulation.figures import Figures
from gongkai.ledger.simulation.weights import activity_title, table, words

DAY = timedelta(1)
BLOCKS = {Block.OVERVIEW: "概况", Block.NEWS: "动态", Block.CATALOGUE: "目录"}
ACTIVITIES = {
    Activity.MEETING: "会议", Activity.CONFERENCE: "会商", Activity.TRAINING: "培训", Activity.INSPECTION: "检查",
}  # fmt: skip
"""What the numbers of items and activities begin with, as an office writes them."""
SINGLE = 40
"""Up to so many items of a block are entered one by one; more are entered week by week."""
WEEKS = 52
WHOLE = (".prev_items", ".delta")
"""Figures that are reported once for the year, being no sums."""


def publications_for(figures: Figures, year: int, *, seed: object, regime: Regime, body: str) -> list[History]:
    """Histories of items published, by block as many as the figures say."""
    out: list[History] = []
    for block in Block:
        rng, count = chance(seed, body, year, "published", block), figures.published.get(block.value, 0)
        batches = [1] * count if count <= SINGLE else [part for part in even_shares(rng, count, WEEKS) if part]
        for place, size in enumerate(batches, start=1):
            facts = published(rng, regime, year, block, size)
            out.append(History(f"{BLOCKS[block]}{year}-{place:03d}", Kind.PUBLICATION, facts, body=body))
    return out


def published(rng: Random, regime: Regime, year: int, block: Block, count: int) -> list[Fact]:
    """One item, or the items of a week, from being made to being published after its four reviews."""
    calendar, end = regime.calendar, date(year, 12, 31)
    first = max(date(year, 1, 1), IN_FORCE)
    made = calendar.add(first - DAY, rng.randint(1, calendar.count(first - DAY, end - DAY * 7)))
    within = calendar.count(made - DAY, min(calendar.add(made, 10), end))
    days = sorted(calendar.add(made - DAY, rng.randint(1, within)) for _ in range(5))
    people = rng.sample(words("people"), 4)
    item = rng.choice([f"p{number:02d}" for number in range(1, 16)]) if block is Block.CATALOGUE else ""
    facts: list[Fact] = [publication.Created(on=made, by=people[0], title=rng.choice(words("titles")), item=item)]
    facts += [
        publication.Reviewed(on=on, by=by, step=step) for on, by, step in zip(days[:4], people, Review, strict=True)
    ]
    return [*facts, publication.Published(on=days[4], by=people[0], block=block, count=count)]


def statistics_for(figures: Figures, year: int, *, seed: object, regime: Regime, body: str) -> list[History]:
    """Histories of the figures of other systems, in monthly or quarterly parts that add up."""
    out: list[History] = []
    for number, what in enumerate(Statistic, start=1):
        value = figures.statistics.get(what.value)
        if value is not None:
            rng = chance(seed, body, year, what)
            facts = _reported(rng, regime, year, what, value)
            out.append(History(f"报送{year}-{number:02d}", Kind.STATISTIC, facts, body=body))
    return out


def _reported(rng: Random, regime: Regime, year: int, what: Statistic, value: Decimal) -> list[Fact]:
    once = value <= 0 or what.value.endswith(WHOLE)
    months = 12 if once else rng.choice((1, 3))
    exponent = value.as_tuple().exponent
    unit = Decimal(1).scaleb(min(int(exponent), 0))
    parts = [value] if once else [unit * part for part in even_shares(rng, int(value / unit), 12 // months)]
    return [
        Reported(on=_month_end(regime, year, months * place), year=year, what=what, value=part, source="业务系统")
        for place, part in enumerate(parts, start=1)
    ]


def _month_end(regime: Regime, year: int, month: int) -> date:
    """The last working day of a month."""
    day = date(year + month // 12, month % 12 + 1, 1) - DAY
    while not regime.calendar.is_working(day):
        day -= DAY
    return day


def activities_for(figures: Figures, year: int, *, seed: object, regime: Regime, body: str) -> list[History]:
    """Meetings, conferences, training and inspections: as many as the figures say, or by chance."""
    rng = chance(seed, body, year, "activities")
    counts: Mapping[str, int] = figures.activities if figures.activities is not None else _some(rng)
    out: list[History] = []
    for what in Activity:
        for place in range(1, counts.get(what.value, 0) + 1):
            on = regime.calendar.on_or_after(date(year, 1, 2) + DAY * rng.randint(0, 350))
            held = Held(
                on=on,
                what=what,
                title=activity_title(what.value),
                people=rng.randint(5, 80),
                hours=Decimal(rng.randint(2, 12)) / 2,
            )
            out.append(History(f"{ACTIVITIES[what]}{year}-{place:02d}", Kind.ACTIVITY, [held], body=body))
    return out


def _some(rng: Random) -> dict[str, int]:
    return {what: poisson(rng, mean) for what, mean in table("activities").items()}
