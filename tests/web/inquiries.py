"""A matter on which other bodies are asked for their opinion."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import uuid4

import pytest

from gongkai.finding import Refusal
from gongkai.ledger.facts.application import Whom
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.flow.inquiries import Upload, answer_give, inquiry_send
from gongkai.web.flow.inquiries_settle import inquiry_withdraw
from gongkai.web.flow.models import Inquiry
from tests.ledger.build import REGIME, consulted, received
from tests.reading.redacted import TEXT, pdf
from tests.web.conftest import TODAY, District, opened

FILE = Upload("附图.pdf", pdf(TEXT))


class Office(NamedTuple):
    matter: Matter
    clerk: Any
    district: District
    other: Any  # the clerk of the body that is asked

    def send(self, ref: str = "甲", words: str = "规划图是否可以公开", token: str = "", **more: Any) -> Inquiry:
        given: dict[str, Any] = {"actor": self.clerk, "on": TODAY, "regime": REGIME, "to": self.district.other}
        given |= {"token": token or uuid4().hex, "ref": ref, "words": words}
        return inquiry_send(matter_id=self.matter.pk, **(given | more))

    def answer(self, one: Inquiry, opinion: str = "agree", reasons: str = "", **more: Any) -> Inquiry:
        given: dict[str, Any] = {"actor": self.other, "on": TODAY}
        return answer_give(inquiry_id=one.pk, opinion=opinion, reasons=reasons, **(given | more))


@pytest.fixture(name="office")
def make_office(district: District, clerk: Any, person: Any) -> Office:
    matter = opened(
        district.top, received("9-10", asks="张三申请的规划图"), consulted("9-19", "甲", Whom.CO_MAKER),
        consulted("9-19", "乙", Whom.THIRD_PARTY),
    )  # fmt: skip
    return Office(matter, clerk, district, person(district.other, "clerk"))


def refused(code: str, call: Any) -> None:
    before = (FactRow.objects.count(), Inquiry.objects.count(), list(Inquiry.objects.values_list("state", flat=True)))
    with pytest.raises(Refusal) as told:
        call()
    assert told.value.code == code
    after = (FactRow.objects.count(), Inquiry.objects.count(), list(Inquiry.objects.values_list("state", flat=True)))
    assert after == before


def withdraw(office: Office, one: Inquiry, why: str = "发错机关", **more: Any) -> Inquiry:
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY, "regime": REGIME}
    return inquiry_withdraw(inquiry_id=one.pk, why=why, **(given | more))
