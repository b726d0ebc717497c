"""What commands about the law have in common: days as arguments, today, and the law as one body applies it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, os_reason
from gongkai.finding import Refusal
from gongkai.law.notice import parse_notice
from gongkai.law.policy import PolicyBook, parse_policy
from gongkai.law.regime import Regime, packaged_regime

T = TypeVar("T")


def parse_day(text: str) -> date:
    """A day written ``2024-09-10``; the parser of arguments refuses anything else."""
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise typer.BadParameter(_("“{}”不是日期，请写作 2024-09-10").format(text))


def today() -> date:
    """Today by the clock of this machine: only where a command needs a day and none was given."""
    return date.today()  # noqa: TID251


Policies = Annotated[
    str | None,
    typer.Option("--policy", metavar="FILE", help=_("本机关的政策参数文件，格式见 docs/generated/policy.md")),
]
Notices = Annotated[
    list[str] | None,
    typer.Option("--notice", metavar="FILE", help=_("另加放假通知文件，可重复；尚未收录的年度由此补入")),
]
AsJson = Annotated[bool, typer.Option("--json", help=_("输出 JSON，供程序使用"))]


def regime_of(policy: str | None, notices: list[str] | None) -> Regime:
    """The packaged law with a body's policy and with further notices.

    Raises :class:`UsageError` for a file that cannot be opened or is not what it should be.
    """
    regime = packaged_regime()
    calendar = regime.calendar
    for file in notices or ():
        calendar = calendar.with_notice(_parsed(file, parse_notice))
    policies: PolicyBook = regime.policies if policy is None else _parsed(policy, parse_policy)
    return Regime(calendar, policies)


def covered(day: date, regime: Regime) -> None:
    """Nothing, for a day that the calendar knows; raises :class:`Refusal` for another."""
    regime.calendar.is_working(day)


def _parsed(file: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(Path(file).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(_("文件“{}”无法打开：{}").format(file, os_reason(error))) from error
    except Refusal as refusal:
        raise at(file, refusal) from None


def at(place: str, refusal: Refusal) -> Refusal:
    """The refusal with the file or matter that it concerns."""
    reason = (f"{place}：{refusal.reason[0]}", f"{place}: {refusal.reason[1]}")
    return Refusal(refusal.code, reason, refusal.advice)
