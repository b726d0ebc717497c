"""The columns of a list, on the page and in Excel: their heads, and what a row says in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import NAMES, Channel
from gongkai.ledger.facts import Kind, fact_type
from gongkai.ledger.facts.application import Applicant
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import Standing
from gongkai.web.cases.words import KINDS, choices, fact_word

APPLICANTS = dict(choices(Applicant))


class Column(NamedTuple):
    """A column: its head, what it says, and the class of its cells."""

    words: str
    said: Callable[[Standing], str]
    css: str = ""


class Cell(NamedTuple):
    """What stands in a cell; its head stands before it where rows are cards (on a phone)."""

    text: str
    css: str
    head: str


def outcome_of(matter: Matter) -> str:
    """How it ended, in words."""
    return outcome(Leaf(matter.outcome)).name[0] if matter.outcome else ""


def _act(one: Standing) -> str:
    matter = one.matter
    return (
        f"{matter.last_on:%m-%d} {fact_word(fact_type(Kind(matter.kind), matter.last_fact))}"
        if matter.last_fact
        else ""
    )


def handler_name(matter: Matter) -> str:
    """Who works on it, as people call him."""
    return (matter.handler.get_full_name() or matter.handler.get_username()) if matter.handler else ""


def what_about(matter: Matter) -> str:
    """What it is about in one line; a dispute by the matter whose answer is disputed."""
    if matter.kind == Kind.DISPUTE and matter.title:
        return f"不服 {matter.title} 的答复"
    return matter.title or "—"


COLUMNS = {
    "title": Column("内容", lambda one: what_about(one.matter), "asks"),
    "body": Column("机关", lambda one: one.matter.body.name),
    "kind": Column("类别", lambda one: KINDS[Kind(one.matter.kind)]),
    "applicant": Column("申请人类型", lambda one: APPLICANTS.get(one.matter.applicant, "")),
    "channel": Column(
        "收件渠道",
        lambda one: (
            NAMES[Channel(one.matter.channel)][0] if one.matter.kind == Kind.APPLICATION and one.matter.channel else ""
        ),
    ),
    "began": Column("收件日", lambda one: f"{one.matter.began_on:%Y-%m-%d}", "day"),
    "stage": Column("阶段", lambda one: one.stage, "day"),
    "due": Column("到期日", lambda one: f"{one.due:%Y-%m-%d}" if one.due else "", "day"),
    "left": Column("时限", lambda one: one.time_left, "left"),
    "waits": Column("该由谁办", lambda one: one.waits),
    "outcome": Column("办理结果", lambda one: outcome_of(one.matter)),
    "handler": Column("经办", lambda one: handler_name(one.matter)),
    "act": Column("最近办理", _act, "day"),
}
USUAL = ("title", "applicant", "stage", "due", "left", "waits", "handler", "act")


@cache
def _address() -> str:
    """Where matters are, whatever the office is served under."""
    return reverse("matters")


class Row(NamedTuple):
    """A row: the matter, and its cells in the order of the columns."""

    one: Standing
    cells: list[Cell]

    @property
    def html(self) -> SafeString:
        """The row of a table: written here, for a template would take most of a list's time."""
        return self._html("")

    @property
    def to_choose(self) -> SafeString:
        """The same with a box to tick."""
        number = escape(self.one.matter.number)
        box = f'<input type="checkbox" name="matter" value="{self.one.matter.pk}" aria-label="选择{number}">'
        return self._html(f"<td>{box}</td>")

    def _html(self, first: str) -> SafeString:
        matter = self.one.matter
        head = f'<th scope="row"><a href="{_address()}{matter.pk}/">{escape(matter.number)}</a></th>'
        cells = "".join(f'<td class="{css}" data-head="{head}">{escape(text)}</td>' for text, css, head in self.cells)
        return mark_safe(f'<tr class="{self.one.colour}">{first}{head}{cells}</tr>\n')


class Table(NamedTuple):
    """What a list shows."""

    heads: list[str]
    rows: list[Row]


def chosen(asked: Sequence[str], *, bodies: int) -> list[str]:
    """The columns that were asked for and exist; else the usual, with the body where there are several."""
    known = [name for name in COLUMNS if name in asked]
    return known or [name for name in COLUMNS if name in USUAL or (name == "body" and bodies > 1)]


def table(standings: Sequence[Standing], names: Sequence[str]) -> Table:
    """The rows in these columns."""
    shown = [COLUMNS[name] for name in names]
    rows = [Row(one, [Cell(column.said(one), column.css, column.words) for column in shown]) for one in standings]
    return Table([column.words for column in shown], rows)
