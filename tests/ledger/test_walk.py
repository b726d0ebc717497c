"""Lawful lives at random: at every step what is offered is what is accepted, and no position is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import EnumType
from typing import Any, get_type_hints

import pytest

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.law.policy import parse_policy
from gongkai.law.regime import Regime
from gongkai.ledger.facts import KINDS, Fact, Kind, application
from gongkai.ledger.history import History, append
from gongkai.ledger.position import position
from tests.ledger.build import REGIME, day

OTHERWISE = Regime(
    REGIME.calendar,
    parse_policy(
        "".join(
            f'[{key}]\nvalue = {value}\nsince = 2022-01-01\nreason = "本地口径"\n'
            for key, value in {
                "fee_restarts": "false",
                "extension_again_after_restart": "true",
                "reasons_pause": "true",
                "consultation_from": '"delivered"',
            }.items()
        )
    ),
)


def samples(made: type[Fact], on: date, history: History) -> Iterator[Fact]:
    """Facts of that type with every choice there is: one of them is lawful, if any is."""
    names = [entry.fact.ref for entry in history.effective if isinstance(entry.fact, application.Consulted)]
    given: dict[str, Sequence[Any]] = {
        "ref": [f"第{len(history.facts)}号"] if made is application.Consulted else [*names, "fee"],
        "due": [on + timedelta(400)],
        "until": [on + timedelta(31)],
        "approved_on": [on],
        "amount": [Decimal(100)],
        "earlier": ["青信公〔2024〕3号"],
        "outcome": [Leaf.GRANTED, Leaf.U3, Leaf.R4, Leaf.D4],
        "good_reason": ["住院"],
        "result": ["upheld", "claims_rejected"],
        "taken_over": [False] if history.effective else [True, False],
        "days": [1],
        "passed": [True, False],
        "year": [on.year],
    }
    hints = get_type_hints(made)
    some: list[dict[str, Any]] = [{"on": on}]
    for entry in fields(made)[4:]:
        hint = hints[entry.name]
        wanted = given.get(entry.name)
        if wanted is None and isinstance(hint, EnumType):
            wanted = list(hint)
        if wanted is None and entry.default is MISSING:
            wanted = [True, False] if hint is bool else [Decimal(3) if hint is Decimal else "甲"]
        if wanted is not None:
            some = [{**one, entry.name: value} for one in some for value in wanted]
    for one in some:
        yield made(**one)


def accepted(history: History, fact: Fact, regime: Regime) -> History | None:
    try:
        return append(history, fact, regime)
    except Refusal:
        return None


@pytest.mark.parametrize(
    "kind", [Kind.APPLICATION, Kind.DATA_CORRECTION, Kind.PUBLICATION, Kind.DOCUMENT, Kind.DISPUTE]
)
@pytest.mark.parametrize("regime", [REGIME, OTHERWISE], ids=["default", "otherwise"])
def test_what_is_offered_is_what_is_accepted_all_life_long(kind: Kind, regime: Regime) -> None:
    rng = random.Random(f"{kind}")
    for begun in ("2020-11-2", "2023-12-1", "2024-9-2", "2025-12-22") * 3:
        history, on = History("1", kind), day(begun)
        for _ in range(9):
            on += timedelta(rng.choice([0, 0, 1, 2, 5, 9, 20, 40]))
            offered = {move.fact for move in position(history, on, regime).next}
            lawful = {
                made: [longer for fact in samples(made, on, history) if (longer := accepted(history, fact, regime))]
                for made in KINDS[kind]
            }
            story = [(type(fact).__name__, str(fact.on)) for fact in history.facts]
            assert offered == {made for made, some in lawful.items() if some}, (on, story)
            if not offered:
                break
            history = rng.choice(lawful[rng.choice([made for made in KINDS[kind] if made in offered])])
