"""A deadline for people and for machines: the day in one line, the steps with their articles, the days one by one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from gongkai.cli import console
from gongkai.cli.language import _, language, spoken
from gongkai.law.calendar import Calendar
from gongkai.law.cite import Cite
from gongkai.law.deadline import Counted, Deadline


def weekday(day: date) -> str:
    """The day of the week."""
    words = (_("星期一"), _("星期二"), _("星期三"), _("星期四"), _("星期五"), _("星期六"), _("星期日"))
    return words[day.weekday()]


def dated(day: date) -> str:
    """A day with its day of the week."""
    return _("{}（{}）").format(day, weekday(day))


def cited(cites: Iterable[Cite]) -> str:
    """Articles as the language in use prints them."""
    if language() == "en":
        return "; ".join(cite.en for cite in cites)
    return "、".join(cite.zh for cite in cites)


def left(due: date, on: date, calendar: Calendar) -> str:
    """How many working days remain on a day, or by how many it is late.

    Raises :class:`~gongkai.finding.Refusal` outside the calendar.
    """
    days = calendar.count(on, due)
    if on > due:
        return _("已逾期 {} 个工作日").format(-days)
    return _("当日到期") if on == due else _("还剩 {} 个工作日").format(days)


def due_line(name: str, deadline: Deadline, on: date | None, calendar: Calendar) -> str:
    """The answer in one line, as markup."""
    parts = [console.plain(name) + _("：") + f"[bold]{dated(deadline.due)}[/]"]
    if on is not None:
        style = "bold red" if on > deadline.due else "green"
        parts.append(f"  [{style}]{left(deadline.due, on, calendar)}[/]")
    if deadline.provisional:
        years = "、".join(map(str, deadline.missing))
        parts.append("  [yellow]" + _("暂定：{} 年放假通知尚未收录").format(years) + "[/]")
    return "".join(parts)


def print_steps(deadline: Deadline, indent: str = "  ") -> None:
    """Every step of the count with the articles behind it."""
    for step in deadline.steps:
        articles = console.plain(cited(step.cites))
        console.out().print(f"{indent}{step.day}  {console.plain(spoken(step.words))}  [dim]{articles}[/]")


def print_days(deadline: Deadline, calendar: Calendar, indent: str = "  ") -> None:
    """Every day of the count: its number if it counted, and why or why not."""
    for day in deadline.days(calendar):
        number = "" if day.number is None else str(day.number)
        words = console.plain(spoken(day.words))
        style, end = ("", "") if day.number is not None else ("[dim]", "[/]")
        weekdays = console.fitted(weekday(day.day), 9 if language() == "en" else 6)
        console.out().print(
            f"{indent}{style}{number:>3}  {day.day} {weekdays}  {words}  {console.plain(day.source)}{end}"
        )


def deadline_json(deadline: Deadline, on: date | None, calendar: Calendar, *, days: bool = False) -> dict[str, Any]:
    """The object of a deadline; ``days`` adds the days one by one."""
    shown: dict[str, Any] = {
        "due": deadline.due.isoformat(),
        "provisional": deadline.provisional,
        "missing": list(deadline.missing),
    }
    if on is not None:
        shown |= {
            "on": on.isoformat(),
            "working_days_left": calendar.count(on, deadline.due),
            "overdue": on > deadline.due,
        }
    shown["steps"] = [
        {
            "day": step.day.isoformat(),
            "words": step.words[0],
            "words_en": step.words[1],
            "cites": list(map(str, step.cites)),
        }
        for step in deadline.steps
    ]
    if days:
        shown["days"] = [_day_json(day) for day in deadline.days(calendar)]
    return shown


def _day_json(day: Counted) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "number": day.number,
        "words": day.words[0],
        "words_en": day.words[1],
        "source": day.source,
    }
