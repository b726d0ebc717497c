"""Where matters stand on a day: one row a matter, or one matter at length with its count day by day."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any, NamedTuple

from gongkai.cli import console
from gongkai.cli.explained import deadline_json, due_line, left, print_days, print_steps
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, spoken
from gongkai.cli.ledger_files import LedgerFile, explained, ledger_files
from gongkai.cli.terms import covered
from gongkai.finding import Refusal
from gongkai.law.outcomes import outcome
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Kind, fact_name
from gongkai.ledger.history import History
from gongkai.ledger.position import WAITS_WORDS, Position, Waits, position


class Standing(NamedTuple):
    """One matter where it stands: the file it came from, whose it is, and its position."""

    file: str
    body: str
    matter: str
    kind: Kind
    position: Position

    @property
    def is_open(self) -> bool:
        """Whether somebody has to act."""
        return self.position.waits is not Waits.NOBODY

    @property
    def order(self) -> tuple[bool, date, str, str]:
        """What a list is sorted by: the nearest day first, those without a day last."""
        due = self.position.due
        return (due is None, due.due if due else date.max, self.body, self.matter)


def kind_word(kind: Kind) -> str:
    """What a matter is, in a word."""
    words = {
        Kind.APPLICATION: _("依申请公开"),
        Kind.PUBLICATION: _("主动公开"),
        Kind.DOCUMENT: _("规范性文件"),
        Kind.DISPUTE: _("复议诉讼"),
        Kind.DATA_CORRECTION: _("更正信息"),
        Kind.STATISTIC: _("数据报送"),
        Kind.ACTIVITY: _("活动"),
    }
    return words[kind]


def standings(file: LedgerFile, on: date, regime: Regime) -> Iterator[Standing]:
    """Where every matter of a file stands.  Raises :class:`Refusal` naming file and matter."""
    for history in file.histories():
        yield standing_of(file, history, on, regime)


def standing_of(file: LedgerFile, history: History, on: date, regime: Regime) -> Standing:
    """Where one matter stands.  Raises :class:`Refusal` naming file, line and matter."""
    try:
        return Standing(file.name, history.body, history.matter, history.kind, position(history, on, regime))
    except Refusal as refusal:
        raise explained(file, history, refusal, regime) from None


def standing_json(one: Standing, regime: Regime) -> dict[str, Any]:
    """The object of a matter: stage, due day, who must act, what may come next."""
    where = one.position
    due = where.due
    return {
        "file": one.file,
        "body": one.body,
        "matter": one.matter,
        "kind": str(one.kind),
        "on": where.on.isoformat(),
        "stage": str(where.stage),
        "since": where.since.isoformat() if where.since else None,
        "due": due.due.isoformat() if due else None,
        "provisional": due.provisional if due else None,
        "working_days_left": regime.calendar.count(where.on, due.due) if due else None,
        "overdue": where.overdue,
        "paused": where.paused,
        "waits": str(where.waits),
        "next": [fact_name(move.fact) for move in where.next],
        "outcome": str(where.outcome) if where.outcome else None,
        "closed": where.closed.isoformat() if where.closed else None,
    }


def remaining(where: Position, regime: Regime) -> str:
    """How much time is left, in words: also that the period stands still, or has run out for the other side."""
    if where.due is None:
        return ""
    if where.waits in (Waits.APPLICANT, Waits.CONSULTED, Waits.AUTHORITY) or not where.paused:
        said = left(where.due.due, where.on, regime.calendar)
    else:
        said = _("对方期限已过")
    return said + (_("（期限暂停）") if where.paused and where.waits is Waits.CONSULTED else "")


def stage_words(where: Position) -> str:
    """The stage, and once it is closed how it ended."""
    ended = f"（{spoken(outcome(where.outcome).name)}）" if where.outcome else ""
    return spoken(where.words) + ended


def next_words(where: Position) -> str:
    """The moves that are possible now."""
    return _("、").join(spoken(move.name) for move in where.next)


def print_case(case: str, matter: str | None, on: date, regime: Regime, *, as_json: bool) -> None:
    """Every matter of a case file, or one of them, with the count of its days one by one.

    Raises :class:`UsageError` for a matter that is not in it, :class:`Refusal` where a day cannot be computed.
    """
    covered(on, regime)
    files = ledger_files([case])
    found = [one for file in files for one in standings(file, on, regime) if matter is None or one.matter == matter]
    if not found:
        raise UsageError(_unknown(matter, files) if matter is not None else _("“{}”中没有事项").format(case))
    for one in found:
        if as_json:
            due = one.position.due
            more = deadline_json(due, on, regime.calendar, days=True) if due else {}
            console.line(json.dumps({**more, **standing_json(one, regime)}, ensure_ascii=False))
        else:
            _print_standing(one, regime)


def _unknown(matter: str, files: list[LedgerFile]) -> str:
    near = get_close_matches(matter, [history.matter for file in files for history in file.histories()], n=3)
    return _("没有事项“{}”").format(matter) + (_("；是否指 {}？").format("、".join(near)) if near else "")


def _print_standing(one: Standing, regime: Regime) -> None:
    where = one.position
    title = f"[bold]{console.plain(one.matter)}[/]  {kind_word(one.kind)}  {console.plain(stage_words(where))}"
    console.out().print(f"{title}  [dim]{console.plain(one.body)}[/]".rstrip())
    if where.due is not None:
        name = spoken(where.due.counts[0].period.name)
        console.out().print(
            "  " + due_line(name, where.due, None, regime.calendar) + f"  {overdue_markup(where, regime)}"
        )
    console.out().print(f"  {_('应由谁办')}{_('：')}{spoken(WAITS_WORDS[where.waits])}")
    if where.next:
        console.out().print(f"  {_('可以办理')}{_('：')}{console.plain(next_words(where))}")
    if where.due is not None:
        print_steps(where.due, "    ")
        print_days(where.due, regime.calendar, "    ")


def overdue_markup(where: Position, regime: Regime) -> str:
    """The time left in words, and in a colour as well."""
    said = console.plain(remaining(where, regime))
    return f"[bold red]{said}[/]" if where.overdue else said
