"""Every fact that there is has a form in Chinese, and what the form says is the fact that comes back."""

from __future__ import annotations

import random
import typing
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from django import forms

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import ALWAYS, KINDS, Fact
from gongkai.ledger.facts.application import Answered, Corrected, Redone
from gongkai.ledger.facts.publication import Created
from gongkai.web.cases.forms import fact_form, fact_from
from gongkai.web.cases.words import FIELDS, choices, fact_word, results_choices
from gongkai.web.cases.words import KINDS as KIND_WORDS

FACTS = [*dict.fromkeys(made for some in KINDS.values() for made in some), *ALWAYS]


def bare(hint: Any) -> tuple[bool, Any]:
    """Whether there may be several, and of what type."""
    if typing.get_origin(hint) is tuple:
        return True, typing.get_args(hint)[0]
    parts = [part for part in typing.get_args(hint) if part is not type(None)]
    return False, parts[0] if parts else hint


def value_of(kind: type, rng: random.Random) -> Any:
    if issubclass(kind, StrEnum):
        return rng.choice(list(kind))
    return {
        str: rng.choice(["征地补偿方案", "<b>&\"'", "青信公〔2024〕3号\n第二行", " 前后有空格的词 ".strip()]),
        date: date(2024, 9, rng.randint(1, 30)),
        bool: rng.random() < 0.5,
        int: rng.choice([0, 1, 20]),
        Decimal: Decimal(rng.choice(["0", "0.50", "1234567.89"])),
    }[kind]


def made_up(made: type[Fact], rng: random.Random, *, full: bool) -> Fact:
    hints = typing.get_type_hints(made)
    given = {}
    for entry in fields(made):
        many, kind = bare(hints[entry.name])
        if full or entry.default is MISSING:
            given[entry.name] = tuple(rng.sample(list(kind), 2)) if many else value_of(kind, rng)
    if "result" in given:  # free text for the fact, a choice for a person
        given["result"] = rng.choice(results_choices())[0]
    if "withheld" in given:  # of the outcomes those on which a refusal can rest
        given["withheld"] = tuple(rng.sample([leaf for leaf in Leaf if leaf.value[0] in "dur"], 2))
    return made(**given)


def typed(form: forms.Form) -> dict[str, Any]:
    """What a browser sends for a form as it is shown: ticks only where ticked, everything as text."""
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if isinstance(field, forms.BooleanField):
            sent |= {name: "on"} if value else {}
        elif isinstance(field, forms.MultipleChoiceField):
            sent[name] = [str(part) for part in value or ()]
        else:
            sent[name] = "" if value is None else str(value)
    return sent


@pytest.mark.parametrize("full", [True, False], ids=["all", "least"])
@pytest.mark.parametrize("made", FACTS, ids=lambda made: made.__name__)
def test_what_is_shown_and_sent_back_is_the_same_fact(made: type[Fact], full: bool) -> None:
    rng = random.Random(made.__name__)
    for _ in range(8):
        fact = made_up(made, rng, full=full)
        shown = fact_form(made)(initial={entry.name: getattr(fact, entry.name) for entry in fields(made)})
        form = fact_form(made)(typed(shown))
        assert form.is_valid(), form.errors
        assert fact_from(made, form.cleaned_data) == fact


@pytest.mark.parametrize("made", FACTS, ids=lambda made: made.__name__)
def test_an_untouched_form_with_what_is_required_keeps_every_default(made: type[Fact]) -> None:
    """A tick that the fact has by default is there before anybody touches the form."""
    fact = made_up(made, random.Random(1), full=False)
    needed = {entry.name: getattr(fact, entry.name) for entry in fields(made) if entry.default is MISSING}
    form = fact_form(made)(typed(fact_form(made)(initial=needed)))
    assert form.is_valid(), form.errors
    assert fact_from(made, form.cleaned_data) == fact


@pytest.mark.parametrize("made", FACTS, ids=lambda made: made.__name__)
def test_every_field_and_choice_has_a_chinese_word(made: type[Fact]) -> None:
    assert any("一" <= sign <= "鿿" for sign in fact_word(made))
    assert {entry.name for entry in fields(made)} == set(fact_form(made).base_fields)
    for entry in fields(made):
        _, kind = bare(typing.get_type_hints(made)[entry.name])
        assert fact_form(made).base_fields[entry.name].label == FIELDS[entry.name]
        if issubclass(kind, StrEnum):
            offered = choices(kind)
            assert [value for value, _ in offered] == [member.value for member in kind]
            assert len({word for _, word in offered}) == len(offered)
            for value, word in offered:
                assert any("一" <= sign <= "鿿" for sign in word), (kind, value, word)


def test_every_kind_has_a_word() -> None:
    assert set(KIND_WORDS) == set(KINDS)


def test_what_a_choice_does_not_have_is_not_taken() -> None:
    form = fact_form(Answered)(
        {"on": "2024-09-20", "outcome": "granted", "service": "pigeon", "withheld": ["d4", "x9"]}
    )
    assert set(form.errors) == {"service", "withheld"}


def test_required_fields_are_asked_for() -> None:
    assert set(fact_form(Answered)({}).errors) == {"on", "outcome", "service"}


def test_several_choices_come_back_in_order() -> None:
    form = fact_form(Answered)({"on": "2024-09-20", "outcome": "partial", "service": "post", "withheld": ["d4", "u3"]})
    assert form.is_valid()
    fact = fact_from(Answered, form.cleaned_data)
    assert isinstance(fact, Answered)
    assert (fact.withheld, fact.override) == ((Leaf.D4, Leaf.U3), False)


def test_the_first_showing_ticks_and_chooses_what_is_usual() -> None:
    assert 'type="checkbox" name="clear" id="id_clear" checked' in str(fact_form(Corrected)()["clear"])
    assert '<option value="public" selected>' in str(fact_form(Created)()["tag"])


def test_a_day_is_shown_as_the_browser_wants_it() -> None:
    """A date input shows nothing for a day that is written in any other way."""
    assert 'value="2024-09-20"' in str(fact_form(Corrected)(initial={"on": date(2024, 9, 20)})["on"])


@pytest.mark.parametrize("made", [Answered, Redone])
def test_what_is_given_is_no_ground_for_withholding(made: type[Fact]) -> None:
    offered = [value for value, _ in fact_form(made)().fields["withheld"].choices]  # type: ignore[attr-defined]
    assert {"d1", "d8", "u2", "r1"} <= set(offered)
    assert not [value for value in offered if value in ("granted", "partial") or value.startswith("o")]
