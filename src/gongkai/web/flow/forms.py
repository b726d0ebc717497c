"""What the pages of ``flow`` send."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from gongkai.ledger.facts import Fact
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import people_with
from gongkai.web.cases.forms import fact_form, fact_from
from gongkai.web.flow.models import ASKED, Step
from gongkai.web.flow.rules import STEPS_MOST
from gongkai.web.flow.selectors import Asked, name_of
from gongkai.web.flow.sorts import FILLED
from gongkai.web.kernel.once import TOKEN

TEXT = {"rows": 3}
MOST = 2000


def draft_form(made: type[Fact]) -> type[forms.Form]:
    """The form of a fact without what the approval fills in, and with what the drafter says."""
    fields: dict[str, Any] = {name: field for name, field in fact_form(made).base_fields.items() if name not in FILLED}
    fields["opinion"] = forms.CharField(
        label="拟办意见", required=False, max_length=MOST, widget=forms.Textarea(attrs=TEXT)
    )
    fields["fixed_day"] = forms.BooleanField(label="日期固定（不勾选时，以批准后实际办理之日为准）", required=False)
    return type(f"{made.__name__}DraftForm", (forms.Form,), fields)


def draft_from(made: type[Fact], cleaned: Mapping[str, Any]) -> Fact:
    """The fact that a valid draft says; who approved and when stand open until it is approved."""
    return fact_from(made, {**cleaned, "approved_by": "待批准", "approved_on": cleaned["on"]})


def said_of(made: type[Fact], content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What an encoded fact says, in the office's words."""
    said = []
    for name, field in fact_form(made).base_fields.items():
        value = content.get(name)
        usual = isinstance(value, bool) and value == field.initial
        if value is not None and not usual and name not in FILLED:
            said.append((str(field.label), _said(value, dict(getattr(field, "choices", ())))))
    return said


class DecisionForm(forms.Form):
    """One decision: agree or return; at a legal review an opinion with its articles."""

    opinion = forms.ChoiceField(
        label="法制审核意见", required=False, choices=Step.Opinion.choices, widget=forms.RadioSelect
    )
    articles = forms.CharField(label="依据的条款", required=False, max_length=300)
    reason = forms.CharField(label="意见", required=False, max_length=MOST, widget=forms.Textarea(attrs=TEXT))
    token = forms.RegexField(TOKEN, widget=forms.HiddenInput)

    def __init__(self, *args: Any, law: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not law:
            del self.fields["opinion"], self.fields["articles"]


class CarryOutForm(forms.Form):
    """The number that the letter got."""

    document = forms.CharField(label="文号（可留空）", required=False, max_length=200)
    token = forms.RegexField(TOKEN, widget=forms.HiddenInput)


class ChainForm(forms.Form):
    """So many steps, each an ability and perhaps one person alone; empty ones are left out."""

    def __init__(self, *args: Any, body_id: int, steps: tuple[Asked, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.holders = {ability: list(people_with(body_id, Ability(ability))) for ability, _word in ASKED}
        people = {person.pk: person for some in self.holders.values() for person in some}
        self.people = people
        named = [("", "任何有权限的人")] + [(str(key), name_of(person)) for key, person in people.items()]
        for place in range(STEPS_MOST):
            step = steps[place] if place < len(steps) else None
            self.fields[f"ability{place}"] = forms.ChoiceField(
                label=f"第{place + 1}步", required=False, choices=[("", "无"), *ASKED],
                initial=step.ability.value if step else "",
            )  # fmt: skip
            self.fields[f"person{place}"] = forms.ChoiceField(
                label=f"第{place + 1}步由谁办", required=False, choices=named,
                initial=str(step.person.pk) if step and step.person else "",
            )  # fmt: skip

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The two fields of every step."""
        return [(self[f"ability{place}"], self[f"person{place}"]) for place in range(STEPS_MOST)]

    def steps(self) -> list[Asked]:
        """What was chosen, in order."""
        out = []
        for place in range(STEPS_MOST):
            ability, person = self.cleaned_data[f"ability{place}"], self.cleaned_data[f"person{place}"]
            if ability:
                out.append(Asked(Ability(ability), self.people[int(person)] if person else None))
        return out


def _said(value: Any, words: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(words.get(part, part)) for part in value)
    return str(words.get(value, value))


class TaskForm(forms.Form):
    """A task for a colleague."""

    title = forms.CharField(label="要办的事", max_length=200)
    user = forms.TypedChoiceField(label="由谁办", coerce=int)
    due = forms.DateField(label="完成期限", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, people: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        self.fields["user"].choices = [("", "请选择"), *((key, name_of(one)) for key, one in self.people.items())]  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A note, perhaps with ``@name``."""

    text = forms.CharField(label="便笺", max_length=MOST, widget=forms.Textarea(attrs=TEXT))


class RemindForm(forms.Form):
    """What the handler is told."""

    text = forms.CharField(label="催办内容", max_length=200, required=False)


class ConferenceForm(forms.Form):
    """A case conference."""

    body = forms.TypedChoiceField(label="机关", coerce=int)
    held = forms.DateField(label="会商日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    numbers = forms.CharField(label="会商事项的编号（多个用逗号、空格分开）", max_length=1000)
    question = forms.CharField(label="会商问题", max_length=200)
    members = forms.CharField(label="参加人员（用顿号或换行分开）", max_length=MOST, widget=forms.Textarea(attrs=TEXT))
    opinions = forms.CharField(
        label="各方意见", required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 6})
    )
    result = forms.CharField(label="会商结论", max_length=20000, widget=forms.Textarea(attrs=TEXT))

    def __init__(self, *args: Any, bodies: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [(body.pk, body.name) for body in bodies]  # type: ignore[attr-defined]

    def clean_numbers(self) -> list[str]:
        """The numbers, each once."""
        return _parts(self.cleaned_data["numbers"])

    def clean_members(self) -> list[str]:
        """The names, each once."""
        return _parts(self.cleaned_data["members"])


def _parts(text: str) -> list[str]:
    return list(dict.fromkeys(part for part in re.split(r"[\s,，、;；]+", text) if part))
