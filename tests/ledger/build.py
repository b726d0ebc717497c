"""Histories in a line or two: days as ``9-12`` of 2024 or ``2025-1-3``, the rest as the facts have it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.law.leaf import Leaf
from gongkai.law.receipt import Channel
from gongkai.law.regime import packaged_regime
from gongkai.ledger.checks import check_history
from gongkai.ledger.facts import Fact, Kind, Struck, application, dispute, publication
from gongkai.ledger.facts.application import Applicant, Charged, Lapse, Opinion, Service, Whom
from gongkai.ledger.facts.publication import Rank, Review, Tag
from gongkai.ledger.history import History

REGIME = packaged_regime()


def day(written: str) -> date:
    parts = [int(part) for part in written.split("-")]
    return date(*parts) if len(parts) == 3 else date(2024, *parts)


def received(on: str, **more: Any) -> Fact:
    return application.Received(**{"on": day(on), "channel": Channel.IN_PERSON, "applicant": Applicant.NATURAL} | more)


def asked(on: str, days: int | None = None) -> Fact:
    return application.CorrectionAsked(on=day(on), asks="文号", days=days)


def corrected(on: str, **more: Any) -> Fact:
    return application.Corrected(on=day(on), **more)


def consulted(on: str, ref: str = "甲", whom: Whom = Whom.THIRD_PARTY) -> Fact:
    return application.Consulted(on=day(on), ref=ref, whom=whom)


def delivered(on: str, ref: str = "甲") -> Fact:
    return application.Delivered(on=day(on), ref=ref)


def opinion(on: str, said: Opinion = Opinion.OBJECTION, ref: str = "甲") -> Fact:
    return application.OpinionGiven(on=day(on), ref=ref, opinion=said)


def reasons_asked(on: str) -> Fact:
    return application.ReasonsAsked(on=day(on))


def reasons(on: str, reasonable: bool) -> Fact:
    return application.ReasonsGiven(on=day(on), reasonable=reasonable)


def later(on: str, due: str) -> Fact:
    return application.LaterDaySet(on=day(on), due=day(due))


def fee(on: str, amount: str = "100") -> Fact:
    return application.FeeNoticed(on=day(on), amount=Decimal(amount), charged=Charged.ITEM)


def paid(on: str, amount: str = "100") -> Fact:
    return application.FeePaid(on=day(on), amount=Decimal(amount))


def extended(on: str, days: int = 20, by: str = "王", approved: str | None = None) -> Fact:
    return application.Extended(on=day(on), days=days, approved_by=by, approved_on=day(approved or on))


def answered(on: str, outcome: Leaf = Leaf.GRANTED, **more: Any) -> Fact:
    return application.Answered(on=day(on), outcome=outcome, service=Service.POST, **more)


def redone(on: str, outcome: Leaf, **more: Any) -> Fact:
    return application.Redone(on=day(on), outcome=outcome, dispute="F1", service=Service.POST, **more)


def lapsed(on: str, what: Lapse = Lapse.CORRECTION) -> Fact:
    return application.Lapsed(on=day(on), what=what)


def withdrawn(on: str) -> Fact:
    return application.Withdrawn(on=day(on))


def struck(on: str, entry: int) -> Fact:
    return Struck(on=day(on), entry=entry, reason="误登")


def created(on: str, tag: Tag = Tag.PUBLIC) -> Fact:
    return publication.Created(on=day(on), title="通知", tag=tag)


def reviewed(on: str, step: Review, by: str = "") -> Fact:
    return publication.Reviewed(on=day(on), step=step, by=by)


def all_reviews(on: str) -> tuple[Fact, ...]:
    return tuple(reviewed(on, step, by) for step, by in zip(Review, "甲乙丙丁", strict=True))


def published(on: str) -> Fact:
    return publication.Published(on=day(on))


def issued(on: str, **more: Any) -> Fact:
    return publication.Issued(on=day(on), number="青府规〔2024〕1号", **more)


def drafted(on: str, rank: Rank = Rank.NORMATIVE) -> Fact:
    return publication.Drafted(on=day(on), title="办法", rank=rank)


def opened(on: str, route: dispute.Route = dispute.Route.REVIEW, **more: Any) -> Fact:
    return dispute.Opened(on=day(on), route=route, **more)


def application_of(*facts: Fact, matter: str = "2024-1") -> History:
    return History(matter, Kind.APPLICATION, facts)


def history_of(kind: Kind, *facts: Fact, matter: str = "2024-1") -> History:
    return History(matter, kind, facts)


def codes(history: History) -> list[str]:
    return [found.code for found in check_history(history, REGIME)]
