"""Facts of reconsideration (行政复议) and litigation (行政诉讼) about disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.ledger.facts.base import Fact


class Route(StrEnum):
    """How the dispute runs; the keys of the groups of table 4."""

    REVIEW = "review"
    DIRECT = "direct"
    AFTER_REVIEW = "after_review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Fact):
    """The reconsideration or the case was accepted (受理、立案).

    ``about`` is the matter it is about; ``simple`` the simple procedure (简易程序).
    """

    route: Route
    about: str = ""
    simple: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReceived(Fact):
    """The copy of the application or complaint, and the notice to answer, arrived (收到答复通知、应诉通知)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceFiled(Fact):
    """The answer and the evidence were handed in (提交答复书、答辩状和证据)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureChanged(Fact):
    """The procedure turned simple or ordinary (程序转换)."""

    simple: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPutOff(Fact):
    """The period of decision was lengthened by ``days`` (延长审理期限)."""

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeared(Fact):
    """Somebody appeared for the organ (出庭应诉、参加听证); ``head`` if a head of the organ (负责人) did."""

    head: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided(Fact):
    """The dispute ended with ``result``, a key of :func:`gongkai.law.remedies.results`.

    ``act_by`` is the day by which the decision orders the organ to act (限期重新答复、履行), if it does.
    """

    result: str
    act_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone(Fact):
    """What the decision or opinion orders was done and reported (履行、反馈)."""
