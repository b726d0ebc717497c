"""Which body is in charge: proposed by registered duties, named in the letter by one press."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.web.bodies.charge import contact_of, in_charge
from gongkai.web.bodies.models import Body, Duty
from gongkai.web.cases.models import Matter
from gongkai.web.letters.services import organ_take
from tests.ledger.build import received
from tests.web.conftest import TODAY, District, opened
from tests.web.test_letters import begun, issued, known


@pytest.fixture
def duties(district: District) -> District:
    Duty.objects.create(body=district.below, task="学校建设和招生管理", keywords="学区划分、入学")
    Duty.objects.create(body=district.other, task="土地征收和房屋征收补偿", keywords="征地补偿、拆迁")
    Duty.objects.create(body=district.top, task="土地征收统筹", keywords="征地补偿")
    return district


@pytest.mark.parametrize(
    ("asks", "found"),
    [
        ("城东片区征地补偿方案", ["白河区人民政府办公室"]),
        ("2023年小学学区划分和招生名额", ["青川区教育局"]),
        ("青川区教育局的公务用车情况", ["青川区教育局"]),
        ("关于公开有关情况的申请", []),
        ("", []),
        ("annual report", []),
    ],
)
def test_bodies_are_proposed_by_their_duties(duties: District, asks: str, found: list[str]) -> None:
    assert [one.body.name for one in in_charge(asks, besides=duties.top.pk, on=TODAY)] == found


def test_the_likeliest_stands_first_with_its_reasons_and_one_that_ended_not_at_all(duties: District) -> None:
    first, *_ = in_charge("征地补偿和拆迁", besides=duties.top.pk, on=TODAY)
    assert (first.body, set(first.words[:2])) == (duties.other, {"征地补偿", "拆迁"})
    assert [duty.task for duty in first.duties] == ["土地征收和房屋征收补偿"]
    Body.objects.filter(pk=duties.other.pk).update(ended_on=date(2024, 9, 1))
    assert in_charge("征地补偿和拆迁", besides=duties.top.pk, on=TODAY) == []


def test_one_press_names_it_in_the_letter(client: Client, clerk: Any, duties: District) -> None:
    known(duties.top)
    known(duties.other)
    matter = opened(duties.top, received("9-10", asks="城东片区征地补偿方案"))
    draft = begun(matter, leaf="u1b", organ_known="", right_organ="", right_contact="")
    where = reverse("draft", args=[draft.pk])
    assert "征地补偿" in client.get(where).content.decode().partition("可能由谁负责")[2]
    kept = {f"f-{key}": value for key, value in draft.fields.items()}
    kept |= {f"q-{key}": value for key, value in draft.answers.items()} | {"to": "张三", "token": "t"}
    client.post(where, kept | {"organ": str(duties.other.pk), "f-not_ours": "由白河区负责"})
    draft.refresh_from_db()
    assert draft.fields["right_organ"] == "白河区人民政府办公室"
    assert draft.fields["right_contact"] == contact_of(duties.other) == "电话0999-1234567"
    assert draft.fields["not_ours"] == "由白河区负责"
    said = issued(draft).slots["particulars"]
    assert "负责公开该信息的机关为白河区人民政府办公室，联系方式：电话0999-1234567" in said


def test_other_words_find_another_and_other_endings_ask_nobody(client: Client, clerk: Any, duties: District) -> None:
    matter = opened(duties.top, received("9-10", asks="城东片区征地补偿方案"))
    draft = begun(matter, leaf="u1b")
    shown = client.get(reverse("draft", args=[draft.pk]), {"organ_words": "学区划分"}).content.decode()
    assert "填入青川区教育局" in shown
    assert "填入白河区" not in shown
    other = begun(matter, leaf="u1a", token="other")
    assert "可能由谁负责" not in client.get(reverse("draft", args=[other.pk])).content.decode()


def test_no_body_that_is_none(clerk: Any, duties: District) -> None:
    matter: Matter = opened(duties.top)
    draft = begun(matter, leaf="u1b")
    for key in (duties.top.pk, 999999):
        with pytest.raises(Refusal):
            organ_take(draft_id=draft.pk, body_id=key, on=TODAY)
