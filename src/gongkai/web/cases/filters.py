"""What a list is asked for in its address: filters, order, columns, place.  What makes no sense is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gongkai.law.leaf import Leaf
from gongkai.law.receipt import Channel
from gongkai.law.regime import Regime
from gongkai.ledger.facts.application import Applicant
from gongkai.ledger.moves import STAGE_WORDS, Stage
from gongkai.ledger.position import Waits
from gongkai.web.bodies.models import Body
from gongkai.web.cases import search
from gongkai.web.cases.models import Matter
from gongkai.web.cases.words import KINDS, choices

SOON = 3
OPEN = [waits.value for waits in Waits if waits is not Waits.NOBODY]
OTHERS = [waits for waits in OPEN if waits != Waits.OFFICE.value]
GROUPS = {
    "open": "在办",
    "late": "已超期",
    "today": "今天到期",
    "soon": "三个工作日内到期",
    "near": "今天至三个工作日内到期",
    "others": "等待他人",
    "ended": "已办结",
    "broken": "校验不符",
}
SORTS = {"new": ("began_on", True), "old": ("began_on", False), "due": ("due_on", False), "act": ("last_on", True)}
SORT_WORDS = {"new": "新收在前", "old": "早收在前", "due": "先到期在前", "act": "最近办理在前"}
PEOPLE = {"me": "我经办的", "none": "尚未分派"}
_DAY = forms.DateInput(attrs={"type": "date"})


class Asked(forms.Form):
    """The filters of a list, every one optional; a value that is none is as if not given."""

    kind = forms.ChoiceField(
        label="类别", required=False, choices=[("", "全部"), *((k.value, w) for k, w in KINDS.items())]
    )
    stage = forms.ChoiceField(
        label="状态",
        required=False,
        choices=[
            ("", "全部"),
            *GROUPS.items(),
            ("阶段", [(stage.value, STAGE_WORDS[stage][0]) for stage in Stage if stage is not Stage.NONE]),
        ],
    )
    q = forms.CharField(label="编号或内容", required=False, max_length=200)
    sort = forms.ChoiceField(label="排序", required=False, choices=SORT_WORDS.items())
    body = forms.IntegerField(label="机关", required=False, widget=forms.Select)
    handler = forms.CharField(
        label="经办",
        required=False,
        max_length=20,
        widget=forms.Select(choices=[("", "全部"), *PEOPLE.items()]),
    )
    outcome = forms.ChoiceField(label="办理结果", required=False, choices=[("", "全部"), *choices(Leaf)])
    applicant = forms.ChoiceField(label="申请人类型", required=False, choices=[("", "全部"), *choices(Applicant)])
    channel = forms.ChoiceField(label="收件渠道", required=False, choices=[("", "全部"), *choices(Channel)])
    label = forms.CharField(label="领域", required=False, max_length=20)
    key = forms.CharField(label="申请人代号", required=False, max_length=80)
    got_from = forms.DateField(label="收件自", required=False, widget=_DAY)
    got_to = forms.DateField(label="收件至", required=False, widget=_DAY)
    due_from = forms.DateField(label="到期自", required=False, widget=_DAY)
    due_to = forms.DateField(label="到期至", required=False, widget=_DAY)
    closed_from = forms.DateField(label="办结自", required=False, widget=_DAY)
    closed_to = forms.DateField(label="办结至", required=False, widget=_DAY)

    MAIN = ("kind", "stage", "q", "sort")

    def __init__(self, data: QueryDict, bodies: Sequence[Body]) -> None:
        super().__init__(data)
        self.fields["body"].widget.choices = [("", "全部"), *((body.pk, body.name) for body in bodies)]
        self.full_clean()

    @property
    def given(self) -> dict[str, Any]:
        """The filters that were given and make sense."""
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}

    @property
    def main(self) -> list[SafeString]:
        """The fields that always stand above a list."""
        return [self._shown(name) for name in self.MAIN]

    @property
    def more(self) -> list[SafeString]:
        """The fields that fold away."""
        return [self._shown(name) for name in self.fields if name not in self.MAIN and name != "key"]

    def _shown(self, name: str) -> SafeString:
        """A field with its label; those that are the same for everybody are made once for each value."""
        value = self.given.get(name, "")
        return _field(name, str(value)) if name not in ("body", "q", "label") else _made(self.fields[name], name, value)

    @property
    def unfolded(self) -> bool:
        """Whether one of the folded fields is in use."""
        return not self.given.keys() <= set(self.MAIN)


def _made(field: Any, name: str, value: Any) -> SafeString:
    return format_html("<label>{} {}</label>", field.label, field.widget.render(name, value, {"id": f"id_{name}"}))


@lru_cache(maxsize=2000)
def _field(name: str, value: str) -> SafeString:
    return _made(Asked.base_fields[name], name, value)


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the value that it is sorted by, and the key."""

    value: date
    pk: int

    @classmethod
    def read(cls, written: str) -> Cursor | None:
        """``2024-09-10~17``; ``None`` for anything else."""
        day, _, key = written.partition("~")
        try:
            return cls(date.fromisoformat(day), int(key)) if key.isdecimal() and len(key) < 19 else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.value.isoformat()}~{self.pk}"


def in_bodies(matters: QuerySet[Matter], bodies: Sequence[Body]) -> QuerySet[Matter]:
    """Those of the bodies, asked so that one index gives them in order.

    Many bodies are asked for by the top of their tree, in whose index they are picked out row by
    row: the sum keeps a database from taking the index of each body and sorting everything.
    """
    if len(bodies) == 1:
        return matters.filter(body=bodies[0])
    roots = {body.root_id for body in bodies}
    kept = matters.filter(root=next(iter(roots))) if len(roots) == 1 else matters.filter(root__in=roots)
    return _picked_out(kept, bodies)


def _picked_out(matters: QuerySet[Matter], bodies: Sequence[Body]) -> QuerySet[Matter]:
    return matters.annotate(of=F("body_id") + 0).filter(of__in=[body.pk for body in bodies])


def narrowed(
    matters: QuerySet[Matter], given: dict[str, Any], bodies: Sequence[Body], on: date, regime: Regime, user: Any
) -> QuerySet[Matter]:
    """The matters of the bodies that fit every filter."""
    if "body" in given:
        bodies = [body for body in bodies if body.pk == given["body"]]
    if not bodies:
        return matters.none()
    found = search.hits(given["q"], [body.pk for body in bodies]) if "q" in given else None
    few = isinstance(found, list)
    matters = _picked_out(matters, bodies) if few else in_bodies(matters, bodies)
    if found is not None:
        matters = matters.filter(pk__in=found)
    for name, column in _EQUAL.items():
        if name in given:
            matters = matters.filter(**{column: given[name]})
    for name, column in _WITHIN.items():
        if name in given:
            matters = matters.filter(**{column: given[name]})
    if "stage" in given:
        matters = _at_stage(matters, given["stage"], on, regime)
    if "handler" in given:
        matters = _of_handler(matters, given["handler"], user)
    return matters


_EQUAL = {
    "kind": "kind",
    "outcome": "outcome",
    "applicant": "applicant",
    "channel": "channel",
    "label": "labels__word",
    "key": "applicant_key",
}
_WITHIN = {
    "got_from": "began_on__gte",
    "got_to": "began_on__lte",
    "due_from": "due_on__gte",
    "due_to": "due_on__lte",
    "closed_from": "closed_on__gte",
    "closed_to": "closed_on__lte",
}


def _at_stage(matters: QuerySet[Matter], stage: str, on: date, regime: Regime) -> QuerySet[Matter]:
    asked = groups(on, regime).get(stage)
    return matters.filter(asked) if asked is not None else matters.filter(stage=stage)


def groups(on: date, regime: Regime) -> dict[str, Q]:
    """What each group of states means on a day, by the cached columns."""
    ours = Q(waits=Waits.OFFICE.value, paused=False)
    return {
        "open": Q(waits__in=OPEN),
        "late": ours & Q(due_on__lt=on),
        "today": ours & Q(due_on=on),
        "soon": ours & Q(due_on__gt=on, due_on__lt=regime.calendar.add(on, SOON + 1)),
        "near": ours & Q(due_on__gte=on, due_on__lt=regime.calendar.add(on, SOON + 1)),
        "others": Q(waits__in=OTHERS) | Q(waits=Waits.OFFICE.value, paused=True),
        "ended": Q(waits=Waits.NOBODY.value),
        "broken": Q(broken=True),
    }


def _of_handler(matters: QuerySet[Matter], handler: str, user: Any) -> QuerySet[Matter]:
    if handler == "none":
        return matters.filter(handler=None)
    if handler == "me":
        return matters.filter(handler=user)
    return matters.filter(handler=int(handler)) if handler.isdecimal() and len(handler) < 19 else matters.none()


def sorted_by(matters: QuerySet[Matter], sort: str, *, back: bool = False) -> QuerySet[Matter]:
    """In one of the orders, or the other way round; what has no due day is left out where that is asked for."""
    column, falling = SORTS[sort]
    sign = "-" if falling is not back else ""
    if column == "due_on":
        matters = matters.filter(waits__in=OPEN, due_on__isnull=False)
    return matters.order_by(f"{sign}{column}", f"{sign}id")


def beyond(matters: QuerySet[Matter], sort: str, place: Cursor, *, back: bool = False) -> QuerySet[Matter]:
    """What comes after a place, or before it, without walking there."""
    column, falling = SORTS[sort]
    less = falling is not back
    side = "lt" if less else "gt"
    edge = Q(**{f"{column}__{side}e": place.value})
    return matters.filter(edge & (Q(**{f"{column}__{side}": place.value}) | Q(**{f"id__{side}": place.pk})))


def month_of(on: date) -> tuple[date, date]:
    """The first day of the month, and that of the month before."""
    first = on.replace(day=1)
    return first, (first - timedelta(1)).replace(day=1)
