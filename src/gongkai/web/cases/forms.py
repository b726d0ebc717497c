"""The form of every fact, made from its declaration: fields, types and choices are written once, in the core."""

from __future__ import annotations

import typing
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django import forms

from gongkai.law.leaf import Leaf
from gongkai.ledger.checks.application import GROUNDS
from gongkai.ledger.codec import fields_of
from gongkai.ledger.facts import Fact
from gongkai.ledger.facts.dispute import Decided
from gongkai.web.cases.words import FIELDS, choices, results_choices

MOST = 10**12
LAST = ("by", "document", "note")


def fact_form(made: type[Fact]) -> type[forms.Form]:
    """A form with one field for each field of the fact, the common ones last."""
    hints = typing.get_type_hints(made)
    names = [field.name for field in fields_of(made)]
    ordered = [*(name for name in names if name not in LAST), *LAST]
    declared = {field.name: field for field in fields_of(made)}
    built = {name: _field(name, hints[name], declared[name].required) for name in ordered}
    if made is Decided:
        built["result"] = forms.ChoiceField(label=FIELDS["result"], choices=[("", "请选择"), *results_choices()])
    if "withheld" in built:
        grounds = [(value, word) for value, word in choices(Leaf) if value in GROUNDS]
        built["withheld"].choices = grounds  # type: ignore[attr-defined]
        built["withheld"].help_text = "部分公开的才填"
    for name, field in built.items():
        field.initial = None if declared[name].required else declared[name].default
    return type(f"{made.__name__}Form", (forms.Form,), built)


def fact_from(made: type[Fact], cleaned: dict[str, Any]) -> Fact:
    """The fact that a valid form says; what was left empty keeps its default."""
    hints = typing.get_type_hints(made)
    given = {}
    for field in fields_of(made):
        value = cleaned.get(field.name)
        if value in (None, "", []) and not field.required:
            continue
        given[field.name] = _value(hints[field.name], value)
    return made(**given)


def _bare(hint: Any) -> Any:
    """The type without ``| None`` and without ``tuple[…]``."""
    if typing.get_origin(hint) is tuple:
        return typing.get_args(hint)[0]
    parts = [part for part in typing.get_args(hint) if part is not type(None)]
    return parts[0] if parts else hint


def _value(hint: Any, value: Any) -> Any:
    kind = _bare(hint)
    if typing.get_origin(hint) is tuple:
        return tuple(kind(part) for part in value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, StrEnum) else value


def _field(name: str, hint: Any, required: bool) -> forms.Field:
    label, kind = FIELDS[name], _bare(hint)
    if typing.get_origin(hint) is tuple:
        return forms.MultipleChoiceField(
            label=label, choices=choices(kind), required=required, widget=forms.CheckboxSelectMultiple
        )
    if issubclass(kind, StrEnum):
        return forms.ChoiceField(label=label, choices=[("", "请选择"), *choices(kind)], required=required)
    if kind is date:
        return forms.DateField(
            label=label, required=required, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        )
    if kind is bool:
        return forms.BooleanField(label=label, required=False)
    if kind is int:
        # Growth against last year may be below zero; nothing else that is counted may.
        least = -MOST if name == "value" else 0
        return forms.IntegerField(label=label, required=required, min_value=least, max_value=MOST)
    if kind is Decimal:
        return forms.DecimalField(label=label, required=required, max_digits=15, decimal_places=2)
    rows = forms.Textarea(attrs={"rows": 3}) if name in ("asks", "note", "reason") else None
    return forms.CharField(label=label, required=required, widget=rows, max_length=2000)
