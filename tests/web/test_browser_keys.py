"""Each role's main work with the keyboard alone: no mouse, nothing filled in by a script."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from gongkai.law.leaf import Leaf
from gongkai.web.annual.models import Act, Entry, Explained, Report, State
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set
from gongkai.web.intake.models import Submission
from tests.report.letters_build import ANSWERS, typed
from tests.web.keys import Keys
from tests.web.reports import ACCEPTED, SIGNED, moved, user, written
from tests.web.test_browser import WIDE
from tests.web.test_browser_whole import bodies

__all__ = ["bodies"]
pytestmark = pytest.mark.django_db(transaction=True)
PDF: Any = {"name": "证件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}


@pytest.fixture
def keys(live_server: Any, browser: Any, bodies: Any) -> Keys:
    page = browser.new_context(viewport=WIDE, locale="zh-CN").new_page()
    page.set_default_timeout(30_000)
    return Keys(page, live_server.url)


def test_a_citizen_applies_and_asks_how_far_it_is(keys: Keys, bodies: tuple[Body, Body]) -> None:
    page = keys.page
    page.goto(f"{keys.home}/portal/")
    keys.go("我要申请")
    keys.fill({"applicant": "natural", "name": "张三丰", "id_kind": "resident", "id_number": "11010519491231002X"})
    keys.button("下一步")
    keys.fill({"title": "城东片区征地补偿方案", "body": str(bodies[1].pk)})
    keys.button("下一步")
    keys.fill({"phone": "13800138000", "email": "z@example.cn", "identity_file": PDF})
    keys.button("下一步")
    keys.button("提交申请")
    page.wait_for_url("**/receipt/")
    number, code = page.locator("dl.big dd").all_text_contents()
    keys.go("查进度", exact=True)
    keys.fill({"number": number, "code": code})
    keys.enter()
    expect(page.get_by_role("heading", name="等待确认")).to_be_visible()
    assert Submission.objects.get().number == number


def decided(keys: Keys) -> None:
    """From the matter to a complete letter: the guided questions, then every field that is asked for."""
    page = keys.page
    keys.go("起草、查看文书")
    keys.button("政府信息公开申请答复书")
    for question, option in ANSWERS[Leaf.D4].items():
        keys.fill({f"q-{question}": option})
        keys.button("回答，看下一题")
    keys.fill({"to": "张三"})
    for field in page.locator("[name^=f-]").all():
        name = field.get_attribute("name") or ""
        if name == "f-attachments" or not field.is_visible():
            continue
        key = name.removeprefix("f-")
        if field.evaluate("one => one.tagName") == "SELECT":
            keys.fill({name: "post" if key == "service" else typed(key)})
        elif field.input_value() == "":
            keys.fill({name: typed(key)})
    keys.button("保存并预览")
    expect(page.get_by_text("各项齐全，可以印发")).to_be_visible()


def test_an_answer_from_receipt_to_the_letter(keys: Keys, bodies: tuple[Body, Body], settings: Any) -> None:
    page, law = keys.page, (Ability.APPROVE, Ability.SIGN)
    chain_set(body=bodies[1], about="answered.withheld", steps=[Asked(one) for one in law], actor=user("chief"))
    keys.log_in("clerk")
    with page.expect_navigation():
        page.keyboard.press("n")
    came = {"channel": "in_person", "submitted_on": "2024-09-10", "arrived_on": "2024-09-10", "applicant": "natural"}
    keys.fill(came | {"name": "张三丰", "title": "城东片区征地补偿方案"})
    keys.button("登记")
    keys.go("告知补正")
    keys.fill({"on": "2024-09-11", "asks": "请说明所需文件的名称", "days": "10"})
    keys.button("预览结果")
    keys.button("登记")
    keys.go("收到补正")
    keys.fill({"on": "2024-09-12"})
    keys.button("登记")
    keys.go("征求意见")
    keys.fill({"on": "2024-09-13", "ref": "第1号", "whom": "third_party", "name": "某公司"})
    keys.button("登记")
    keys.go("收到意见")
    keys.fill({"on": "2024-09-18", "ref": "第1号", "opinion": "objection"})
    keys.button("登记")
    decided(keys)
    keys.button("送审")
    expect(page.get_by_text("已送审").first).to_be_visible()
    for who in ("head", "leader"):
        keys.log_in(who)
        keys.go("待我处理", exact=False)
        keys.to(page.locator("main table a").first)
        keys.enter()
        keys.button("同意")
        expect(page.get_by_text("已提交意见")).to_be_visible()
    keys.log_in("clerk")
    page.keyboard.press("/")
    page.keyboard.type("征地")
    keys.enter()
    page.keyboard.press("j")
    keys.enter()
    keys.go("起草、查看文书")
    keys.go("政府信息公开申请答复书")
    keys.button("印发")
    page.wait_for_url(re.compile(r"/letters/[0-9]+/$"))
    matter = Matter.objects.get()
    assert (matter.outcome, matter.stage, matter.letters.count()) == ("d4", "closed", 1)


def test_a_report_is_filled_in_signed_and_handed_in_and_the_district_returns_it(
    keys: Keys, bodies: tuple[Body, Body], settings: Any
) -> None:
    body = bodies[1]
    settings.GONGKAI_TODAY = "2024-01-20"
    page = keys.page
    written(body)
    keys.log_in("clerk")
    keys.go("年度报告")
    keys.go(f"{body.name}2023年度报告")
    keys.to(page.locator("[id='t2.licences.decisions'] a"))
    keys.enter()
    keys.fill({"value": "12", "source": "许可系统", "reason": "台账不掌握"})
    keys.button("保存")
    keys.go(f"{body.name}2023年政府信息公开工作年度报告")
    keys.unfold("说明理由后接受")
    keys.to(page.locator("details[open] textarea[name=reason]"))
    page.keyboard.type("本年没有发生")
    keys.button("接受")
    assert Explained.objects.get().reason == "本年没有发生"
    for name, who in (("送审", "clerk"), ("审核通过", "head"), ("签发", "leader"), ("报送", "clerk")):
        keys.log_in(who)
        keys.go("年度报告")
        keys.go(f"{body.name}2023年度报告")
        keys.button(name)
    report = Report.objects.get(body=body)
    assert (report.state, Entry.objects.get().value) == (State.SUBMITTED, 12)
    keys.log_in("district-supervisor")
    keys.go("年度报告")
    keys.go("年报督办")
    keys.unfold("退回")
    keys.to(page.locator("textarea[name=reason]"))
    page.keyboard.type("许可数与系统不符")
    keys.button("退回")
    report.refresh_from_db()
    assert (report.state, report.steps.last().reason) == (State.DRAFTING, "许可数与系统不符")


def test_the_district_consolidates(keys: Keys, bodies: tuple[Body, Body], settings: Any) -> None:
    top, body = bodies
    settings.GONGKAI_TODAY = "2024-02-10"
    written(body)
    moved(body, *ACCEPTED, on=date(2024, 2, 1))
    written(top)
    moved(top, *SIGNED, on=date(2024, 2, 1))
    written(top, scope="area")
    keys.log_in("district-clerk")
    for act in ("送审", "公布"):
        keys.go("年度报告")
        keys.go(f"{top.name}2023年度汇总报告")
        keys.button(act)
        if act == "送审":
            moved(top, Act.REVIEW, Act.SIGN, scope="area", on=date(2024, 2, 10))
    assert Report.objects.get(body=top, scope="area").state == State.PUBLISHED
