"""The law as it stands for one body: the working calendar and what it has decided where the law is open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gongkai.law.calendar import Calendar, packaged_calendar
from gongkai.law.policy import PolicyBook
from gongkai.law.rule import rule


@rule("条例:33", "放假办法:7")
@dataclass(frozen=True, slots=True)
class Regime:
    """What every computed day depends on besides the facts themselves."""

    calendar: Calendar
    policies: PolicyBook


@cache
def _packaged() -> Regime:
    return Regime(packaged_calendar(), PolicyBook())


@rule("条例:33", "放假办法:7")
def packaged_regime() -> Regime:
    """The packaged notices and the default of every open question."""
    return _packaged()
