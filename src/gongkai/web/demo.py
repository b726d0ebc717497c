"""A demonstration district: made-up bodies, people and a simulated year, put in through the services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts import Fact
from gongkai.ledger.history import History
from gongkai.ledger.simulation import Body as Simulated
from gongkai.ledger.simulation import district
from gongkai.web.bodies.models import Body, Membership
from gongkai.web.cases.services import matters_import

PASSWORD = "gongkai-demo"


class Login(NamedTuple):
    """Somebody who can log in to the demonstration."""

    name: str
    password: str
    role: str
    body: str


def build(*, year: int, on: date, bodies: int, seed: int = 1, told: Callable[[], None] = lambda: None) -> list[Login]:
    """Fill an empty database: what happened after ``on`` has not happened yet.  Returns the logins."""
    made_up = district(seed, year, bodies=bodies, regime=packaged_regime())
    logins = []
    top = None
    for place, one in enumerate(made_up):
        with transaction.atomic():
            body = Body.objects.create(name=one.name, kind=_kind(one), parent=top)
            histories = _until(one.histories, on)
            matters_import(body=body, histories=histories, actor=None, on=on, regime=packaged_regime())
            role = Membership.Role.SUPERVISOR if top is None else Membership.Role.CLERK
            logins.append(_person("district" if top is None else f"clerk{place}", body, role))
            if top is None:
                logins.append(_person("clerk", body, Membership.Role.CLERK))
        top = top or body
        told()
    return logins


def _kind(one: Simulated) -> str:
    kind = str(one.kind)
    return kind if kind in Body.Kind.values else Body.Kind.DEPARTMENT


def _until(histories: Sequence[History], on: date) -> list[History]:
    kept = []
    for history in histories:
        facts: list[Fact] = [fact for fact in history.facts if fact.on <= on]
        if facts and not _broken(history, facts):
            kept.append(History(history.matter, history.kind, facts, body=history.body))
    return kept


def _broken(history: History, facts: Sequence[Fact]) -> bool:
    """Whether cutting off the future takes a strike's target or the beginning away."""
    try:
        return not History(history.matter, history.kind, facts).effective
    except Refusal:
        return True


def _person(name: str, body: Body, role: str) -> Login:
    user = get_user_model().objects.create_user(name, password=PASSWORD)
    Membership.objects.create(user=user, body=body, role=role)
    return Login(name, PASSWORD, str(Membership.Role(role).label), body.name)
