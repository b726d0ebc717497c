"""An applicant with number and code learns where it stands, from the facts and without personal data."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.test import Client

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts.application import CorrectionAsked
from gongkai.web.cases.models import Matter
from gongkai.web.intake.models import Submission
from gongkai.web.portal.progress import outlook, told
from tests.ledger.build import REGIME, answered, consulted, day, delivered, extended, fee, withdrawn
from tests.web.conftest import TODAY, District, entered
from tests.web.pages import text
from tests.web.portal import filled, step
from tests.web.submissions import HOW, WHO, confirm, letter, submitted


def ask(client: Client, number: Any, code: str) -> str:
    return text(client.post("/portal/progress/", {"number": number, "code": code}))


def test_a_wrong_number_and_a_wrong_code_are_told_alike(client: Client, district: District) -> None:
    one = submitted(district.top)

    def said(number: Any, code: str) -> str:
        page = ask(client, number, code)
        return re.sub(r'value="[^"]*"', "", page)

    assert said(one.number, "AAAA") == said("20240920000000", "AAAA")
    assert "不对" in said(one.number, "AAAA")
    assert client.post("/portal/progress/", {"number": "", "code": ""}).status_code == 200


def test_guessing_ends_after_five_tries(client: Client, district: District) -> None:
    one = submitted(district.top)
    for _ in range(5):
        ask(client, one.number, "AAAA")
    answer = client.post("/portal/progress/", {"number": one.number, "code": "AAAA"})
    assert answer.status_code == 429
    assert "过于频繁" in text(answer)


def test_the_receipt_s_code_opens_the_progress_and_shows_no_personal_data(client: Client, district: District) -> None:
    filled(client, district.top)
    receipt = text(client.post(step(4), {"submit": ""}, follow=True))
    number, code = re.findall(r"<dt>(?:申请编号|查询码)</dt><dd>([\w-]+)<", receipt)
    page = ask(client, number, code.lower().replace("-", " "))
    assert "等待确认" in page
    assert "2024年9月23日（周一）" in page
    assert not [one for one in ("张三丰", HOW["phone"], HOW["email"], WHO["id_number"]) if one in page]


def heading(submission: Submission, on: date = TODAY) -> tuple[str, date | None]:
    said = told(Submission.objects.get(pk=submission.pk), on, REGIME)
    return said.heading, said.until


def test_where_it_stands_follows_the_facts(district: District) -> None:
    one = submitted(district.top, on=date(2024, 9, 10))
    assert heading(one, date(2024, 9, 10)) == ("等待确认", date(2024, 9, 11))
    matter = confirm(one, confirmed=date(2024, 9, 10))
    assert heading(one) == ("正在办理", date(2024, 10, 14))
    assert heading(one, date(2024, 10, 15)) == ("已超过答复期限", date(2024, 10, 14))
    entered(matter, consulted("9-12"), "a")
    assert heading(one)[0] == "正在征求意见"
    entered(matter, extended("9-18"), "b")
    assert ("延长" in told(Submission.objects.get(), TODAY, REGIME).past[-1][1]) is True
    entered(matter, answered("9-20", Leaf.D4, document="青信公〔2024〕5号"), "c")
    said = told(Submission.objects.get(), TODAY, REGIME)
    assert (said.heading, said.until) == ("已经答复", TODAY)
    assert "青信公〔2024〕5号" in said.words
    assert next(words for _, words in said.past) == "提交申请"
    assert "征求" not in str(said.past)


def test_what_the_applicant_must_do_is_said_with_its_day(district: District) -> None:
    one = letter(district.top, submitted_on=date(2024, 9, 10))
    matter = Matter.objects.get()
    entered(matter, CorrectionAsked(on=day("9-11"), asks="请写明文件的年份", days=10), "a")
    said = told(Submission.objects.get(pk=one.pk), TODAY, REGIME)
    assert (said.heading, said.until) == ("需要您补正", date(2024, 9, 26))
    assert "请写明文件的年份" in said.todo
    assert heading(one, date(2024, 9, 27))[0] == "等待工作机构处理"


def test_a_fee_and_a_withdrawal_are_told(district: District) -> None:
    """The days to pay count from the notice's arrival: before that is recorded they are neither known nor over."""
    one = letter(district.top, "a", submitted_on=date(2024, 9, 10))
    matter = Matter.objects.get()
    handed = Submission.objects.get(pk=one.pk)
    entered(matter, fee("9-12", "200"), "a1")
    said = told(handed, TODAY, REGIME)
    assert (said.heading, said.until) == ("需要您缴费", None)
    assert "200元" in said.todo
    assert "收到通知起" in said.words
    entered(matter, delivered("9-13", "fee"), "a2")
    said = told(handed, date(2024, 10, 17), REGIME)
    assert (said.heading, said.until) == ("需要您缴费", date(2024, 10, 17))
    assert "收到通知起" not in said.words
    assert told(handed, date(2024, 10, 18), REGIME).heading == "等待工作机构处理"
    entered(matter, withdrawn("9-13"), "a3")
    assert heading(one) == ("已经办结", date(2024, 9, 13))


def test_a_returned_submission_says_why(district: District) -> None:
    from gongkai.web.intake.services import submission_return

    one = submitted(district.top)
    submission_return(submission_id=one.pk, why="您在确认时撤回", actor=None, on=TODAY)
    said = told(Submission.objects.get(), TODAY, REGIME)
    assert (said.heading, said.words) == ("没有登记", "您在确认时撤回")


def test_the_days_ahead_are_those_of_the_law() -> None:
    ahead = outlook(date(2024, 9, 20), REGIME)
    assert ahead
    assert (ahead.confirm, ahead.correct, ahead.answer) == (date(2024, 9, 23), date(2024, 10, 8), date(2024, 10, 24))
    assert outlook(date(2018, 1, 1), REGIME) is None
