"""What must be published without being asked for, by whom and by when (《条例》第十九条至第二十六条、第四十四条).

The lists are data (``duties.toml``); every limit is a :class:`~gongkai.law.deadline.Deadline`.
"""

from __future__ import annotations

import tomllib
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, NamedTuple, TypeVar

from gongkai.finding import Refusal
from gongkai.law.calendar import Calendar
from gongkai.law.cite import Cite, cites
from gongkai.law.clocks import check_in_force
from gongkai.law.dated import Dated
from gongkai.law.deadline import (
    Deadline,
    Period,
    Unit,
    Words,
    count_days,
    count_months,
    count_working,
    deadline,
    period,
)
from gongkai.law.policy import Policy
from gongkai.law.rule import rule

_Kind = TypeVar("_Kind", bound=StrEnum)

PUBLICATION_DAYS = 20
BUDGET_DAYS = 20
WITHDRAWAL_DAYS = 3
FILING_DAYS = 30
RULES_COMMENT_DAYS = 30

PUBLICATION = period("publication", ("主动公开", "publication"), "条例:26")
BUDGET = period("budget", ("公开预算、决算", "publication of a budget or account"), "预算法:14", unit=Unit.CALENDAR)
WITHDRAWAL = period("withdrawal", ("撤回处罚决定", "withdrawal of a decision"), "行政处罚法:48", "行政处罚法:85")
FILING = period("filing", ("规章备案", "filing of rules"), "规章程序:34", unit=Unit.CALENDAR)
INTERPRETATION = period("interpretation", ("发布解读材料", "the interpretation"), "80号", policy="interpretation_days")
CREDIT = period(
    "credit", ("双公示", "credit publication"), "条例:20(5)", "条例:20(6)", policy="credit_publication_days"
)
REASSESSMENT = period(
    "reassessment", ("定期评估", "assessment again"), "条例:18", unit=Unit.MONTHS, policy="reassessment_months"
)

MADE = ("信息形成或者变更", "made or changed")
APPROVED = ("批准或者批复", "approved")
CHANGED = ("处罚决定被变更、撤销、确认违法或者无效", "decision changed, revoked, held illegal or void")
PUBLISHED = ("公布", "published")
DECIDED = ("作出决定", "decided")
ASSESSED = ("上次评估", "last assessed")
OPENED = ("公开征求意见", "opened for comments")


@rule("条例:20", "条例:21", since="2019-05-15")
class Owes(StrEnum):
    """Whose duty: every organ, city and county governments with their departments, or towns besides.

    A sub-district office (街道) is not named in article 21 and owes what every organ owes.
    """

    ALL = "all"
    CITY_COUNTY = "city_county"
    TOWNSHIP = "township"


@rule("条例:20", "条例:21", since="2019-05-15")
class Duty(NamedTuple):
    """One kind of information to be published: its key, a short name, whose duty, and the article."""

    key: str
    name: Words
    owes: Owes
    cites: tuple[Cite, ...]


@rule("条例:12", since="2019-05-15")
class Part(NamedTuple):
    """One thing that the guide or the catalogue holds."""

    key: str
    name: Words


@rule("规章程序:15", "决策条例:15")
class Draft(StrEnum):
    """What is put before the public: rules (规章), a major decision, or a normative document."""

    RULES = "rules"
    MAJOR_DECISION = "major_decision"
    NORMATIVE = "normative"


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(resources.files("gongkai.law").joinpath("duties.toml").read_text("utf-8"))


@cache
def _duties() -> tuple[Duty, ...]:
    return tuple(
        Duty(entry["key"], (entry["zh"], entry["en"]), Owes(entry["owes"]), cites(*entry["cites"]))
        for entry in _raw()["item"]
    )


def _parts(name: str) -> tuple[Part, ...]:
    return tuple(Part(entry["key"], (entry["zh"], entry["en"])) for entry in _raw()[name])


@rule("条例:19", "条例:20", "条例:21", since="2019-05-15")
def duties(owes: str | None = None) -> tuple[Duty, ...]:
    """What a body has to publish: the fifteen items of everybody and, for two kinds of bodies, the list of art 21.

    Without ``owes`` everything that is known.  Raises :class:`Refusal` for an unknown kind of body.
    """
    if owes is None:
        return _duties()
    wanted = {Owes.ALL, _member(Owes, owes, ("机关类别", "kind of body"), "《条例》第二十一条")}
    return tuple(duty for duty in _duties() if duty.owes in wanted)


@rule("条例:12", since="2019-05-15")
def guide_contents() -> tuple[Part, ...]:
    """What the guide (指南) has to hold."""
    return _parts("guide")


@rule("条例:12", since="2019-05-15")
def catalogue_contents() -> tuple[Part, ...]:
    """What the catalogue (目录) has to hold for each item."""
    return _parts("catalogue")


@rule("条例:26", since="2019-05-15")
def publication_due(created_or_changed: date, *, calendar: Calendar) -> Deadline:
    """The last day for publishing: 20 working days from the day the information was made or changed.

    Raises :class:`Refusal` before the Regulation was in force and outside the calendar.
    """
    check_in_force(created_or_changed)
    return _working(calendar, PUBLICATION, created_or_changed, PUBLICATION_DAYS, MADE)


@rule("条例:20(7)", "预算法:14")
def budget_due(approved: date, *, calendar: Calendar) -> Deadline:
    """The last day for publishing a budget or final account: 20 calendar days after its approval.

    Approval is the people's congress's for a government, the finance department's reply for a
    department.  Raises :class:`Refusal` outside the calendar.
    """
    return deadline(calendar, count_days(calendar, BUDGET, approved, BUDGET_DAYS, since=APPROVED))


@rule("行政处罚法:48", "行政处罚法:85", since="2021-07-15")
def withdrawal_due(changed: date, *, calendar: Calendar) -> Deadline:
    """The last day for withdrawing a published punishment decision, with reasons: 3 working days.

    Raises :class:`Refusal` before 2021-07-15, when the duty began, and outside the calendar.
    """
    return _working(calendar, WITHDRAWAL, changed, _WITHDRAWAL.on(changed), CHANGED)


_WITHDRAWAL = Dated(
    ("撤回处罚决定的期限", "period for withdrawing a punishment decision"), [(date(2021, 7, 15), WITHDRAWAL_DAYS)]
)


@rule("规章程序:34")
def rules_filing_due(published: date, *, calendar: Calendar) -> Deadline:
    """The last day for filing rules (规章备案): 30 days from their publication."""
    return deadline(calendar, count_days(calendar, FILING, published, FILING_DAYS, since=PUBLISHED))


@rule("80号")
def interpretation_due(published: date, *, calendar: Calendar, policy: Policy) -> Deadline:
    """The last day for the interpretation of a document (解读材料), by ``policy.interpretation_days``."""
    return _working(calendar, INTERPRETATION, published, policy.interpretation_days, PUBLISHED)


@rule("条例:20(5)", "条例:20(6)")
def credit_publication_due(decided: date, *, calendar: Calendar, policy: Policy) -> Deadline:
    """The last day for publishing a permit or punishment for credit records (双公示), by policy."""
    return _working(calendar, CREDIT, decided, policy.credit_publication_days, DECIDED)


@rule("规章程序:15", "决策条例:15")
def comments_until(opened: date, *, draft: str, calendar: Calendar, policy: Policy) -> Deadline:
    """The first day on which a public consultation on a draft may end.

    30 days for rules; 30 for a major decision, less only with a stated reason; for other normative
    documents ``policy.comment_days``.  Raises :class:`Refusal` for an unknown kind of draft.
    """
    kind = _member(Draft, draft, ("征求意见稿类别", "kind of draft"), "《规章程序》第十五条")
    days = policy.comment_days if kind is Draft.NORMATIVE else RULES_COMMENT_DAYS
    return deadline(calendar, count_days(calendar, _COMMENTS[kind], opened, days, since=OPENED))


_COMMENT = ("公开征求意见最短时间", "shortest time for comments")
_COMMENTS: dict[Draft, Period] = {
    Draft.RULES: period("comments", _COMMENT, "规章程序:15", unit=Unit.CALENDAR),
    Draft.MAJOR_DECISION: period("comments", _COMMENT, "决策条例:15", unit=Unit.CALENDAR),
    Draft.NORMATIVE: period("comments", _COMMENT, "条例:19", unit=Unit.CALENDAR, policy="comment_days"),
}


@rule("条例:18", since="2019-05-15")
def reassessment_due(assessed: date, *, calendar: Calendar, policy: Policy) -> Deadline:
    """The day by which withheld information is assessed again (动态调整), by ``policy.reassessment_months``.

    Raises :class:`Refusal` before the Regulation was in force and outside the calendar.
    """
    check_in_force(assessed)
    count = count_months(calendar, REASSESSMENT, assessed, policy.reassessment_months, since=ASSESSED)
    return deadline(calendar, count)


@rule("条例:44", since="2019-05-15")
class Promotion(NamedTuple):
    """Whether answered information goes over to publication: it ``may``, it ``must``, and why."""

    may: bool
    must: bool
    words: Words
    cites: tuple[Cite, ...]


@rule("条例:44", since="2019-05-15")
def promotion(*, applicants: int, disclosable: bool, suggested: bool = False, agreed: bool = False) -> Promotion:
    """Whether information given on application is to be published to everybody (转为主动公开).

    ``applicants`` is how many different ones asked this organ for the same; ``suggested`` and
    ``agreed`` say that an applicant proposed it and that the organ finds it belongs there.
    """
    if not disclosable:
        return Promotion(False, False, ("不可公开的信息不转为主动公开", "not disclosable"), cites("条例:44"))
    if suggested and agreed:
        words = ("申请人建议且经审核属于主动公开范围，应当及时主动公开", "suggested and agreed: publish promptly")
        return Promotion(True, True, words, cites("条例:44.2"))
    if applicants > 1:
        words = ("多个申请人就相同信息提出申请，可以纳入主动公开", "asked for by several: may be published")
        return Promotion(True, False, words, cites("条例:44.1"))
    return Promotion(False, False, ("尚无转为主动公开的情形", "no ground to publish it yet"), cites("条例:44"))


def _working(calendar: Calendar, kind: Period, start: date, days: int, since: Words) -> Deadline:
    return deadline(calendar, count_working(calendar, kind, start, days, since=since))


def _member(kinds: type[_Kind], written: str, name: Words, article: str) -> _Kind:
    try:
        return kinds(written)
    except ValueError:
        raise Refusal(
            "unknown-kind",
            (f"不能识别的{name[0]}：{written}（{article}）", f"{written!r} is no {name[1]} ({article})"),
            (f"请在下列选项中选择：{'、'.join(kinds)}", f"choose one of {', '.join(kinds)}"),
        ) from None
