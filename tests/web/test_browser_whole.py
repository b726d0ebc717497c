"""One application from a citizen's form to the district's published report, every step by whoever does it in life."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from gongkai.law.leaf import Leaf
from gongkai.reading import read_document
from gongkai.web.bodies.models import Body, Membership
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set
from tests.report.letters_build import ANSWERS, typed
from tests.web.conftest import PASSWORD
from tests.web.reports import SIGNED, WORDS, moved, written
from tests.web.test_browser import WIDE, Visitor
from tests.web.test_browser_portal import apply, progress
from tests.web.test_letters import known

YEAR = 2024
THIRD = {"ref": "第1号", "whom": "third_party"}
LAW = (Ability.APPROVE, Ability.REVIEW_LAW, Ability.SIGN)
NEW_YEAR = "2025-01-10"


class Office(Visitor):
    """A visitor who comes as one person after another, on one day after another."""

    def __init__(self, page: Page, home: str, settings: Any) -> None:
        super().__init__(page, home)
        self.settings = settings

    def come(self, who: str, day: str, where: str) -> Page:
        """Log in as somebody and go there; who is logged in already just goes."""
        self.settings.GONGKAI_TODAY = day
        self.page.context.clear_cookies()
        self.page.goto(f"{self.home}/login/")
        self.page.locator("[name=username]").fill(who)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.home}/")
        self.page.goto(self.home + where)
        self.look()
        return self.page

    def press(self, name: str, then: str) -> None:
        """Press a button; the page says what came of it."""
        self.page.get_by_role("button", name=name, exact=True).click()
        expect(self.page.get_by_text(then).first).to_be_visible()
        self.look()


@pytest.fixture
def bodies(transactional_db: None, django_user_model: Any) -> tuple[Body, Body]:
    """A district and one of its bodies, with everybody who has a part in the matter."""
    top = known(Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE))
    body = known(Body.objects.create(name="青川区教育局", kind=Body.Kind.DEPARTMENT, parent=top))
    people = [(body, role) for role in ("clerk", "head", "legal", "leader")]
    people += [(top, role) for role in ("clerk", "head", "leader", "supervisor")]
    for one, role in people:
        name = role if one == body else f"district-{role}"
        user = django_user_model.objects.create_user(name, password=PASSWORD)
        Membership.objects.create(user=user, body=one, role=role)
    for about, abilities in (("extended", (Ability.APPROVE,)), ("answered.withheld", LAW)):
        chain_set(body=body, about=about, steps=[Asked(ability) for ability in abilities], actor=user)
    return top, body


@pytest.fixture
def office(live_server: Any, browser: Any, settings: Any, bodies: Any) -> Office:
    page = browser.new_page(viewport=WIDE)
    page.set_default_timeout(30_000)
    return Office(page, live_server.url, settings)


def taken_in(office: Office) -> tuple[str, str, str]:
    """The citizen applies, the clerk confirms; number, code, and where the matter is."""
    office.settings.GONGKAI_TODAY = "2024-09-20"
    number, code = apply(office, "青川区教育局")
    page = office.come("clerk", "2024-09-23", "/applications/")
    page.get_by_role("link", name=number).click()
    page.get_by_role("button", name="确认并登记").click()
    page.wait_for_url("**/matters/*/")
    return number, code, urlsplit(page.url).path


def corrected_and_consulted(office: Office, where: str, number: str, code: str) -> None:
    page = office.come("clerk", "2024-09-24", where)
    office.enter("告知补正", {"on": "2024-09-24", "asks": "请说明所需方案的年度", "days": "10"})
    progress(office, number, code)
    expect(page.get_by_text("请说明所需方案的年度")).to_be_visible()
    office.look()
    office.come("clerk", "2024-09-26", where)
    office.enter("收到补正", {"on": "2024-09-26"})
    office.come("clerk", "2024-09-29", where)
    office.enter("征求意见", {"on": "2024-09-29", "name": "青川建设有限公司", **THIRD})
    page.get_by_role("link", name="送达", exact=True).click()
    office.fill({"on": "2024-09-29", "ref": "第1号"})
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记：送达")).to_be_visible()
    office.come("clerk", "2024-10-12", where)
    office.enter("收到意见", {"on": "2024-10-12", "ref": "第1号", "opinion": "objection"})


def agreed(office: Office, who: str, day: str, where: str) -> None:
    """Somebody finds the draft among what waits, and agrees."""
    page = office.come(who, day, "/inbox/")
    page.locator(f"a[href='{where}']").first.click()
    office.look()
    if page.get_by_role("button", name="提交审核意见").count():
        page.get_by_label("同意", exact=True).check()
        office.fill({"articles": "《条例》第十五条、第三十二条"})
        office.press("提交审核意见", "已提交意见")
    else:
        office.press("同意", "已提交意见")


def extended(office: Office, where: str) -> None:
    """Approved by the head of the work office before it is told (art 33)."""
    page = office.come("clerk", "2024-10-14", where)
    page.get_by_role("link", name="延期答复告知", exact=True).click()
    office.fill({"on": "2024-10-14", "days": "20", "approved_by": "待批准", "approved_on": "2024-10-14"})
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="送审").click()
    page.wait_for_url("**/propose/**")
    office.look()
    office.press("送审", "已送审")
    proposal = urlsplit(page.url).path
    agreed(office, "head", "2024-10-15", proposal)
    office.come("clerk", "2024-10-15", proposal)
    office.press("办理并登记", "已登记：延期答复告知")
    expect(page.get_by_text("approved_by")).to_have_count(0)


def drafted(office: Office, where: str) -> str:
    """The clerk answers the questions, fills in what is missing and sends the letter for approval."""
    page = office.come("clerk", "2024-10-16", where)
    page.get_by_role("link", name="起草、查看文书").click()
    page.get_by_role("button", name="政府信息公开申请答复书", exact=True).click()
    page.wait_for_url("**/letters/drafts/*/")
    for question, option in ANSWERS[Leaf.D4].items():
        page.locator(f"[name=q-{question}][value={option}]").check()
        page.get_by_role("button", name="回答，看下一题").click()
    expect(page.get_by_text("不能印发")).to_be_visible()
    office.look()
    for field in page.locator("[name^=f-]").all():
        key = (field.get_attribute("name") or "").removeprefix("f-")
        if key == "attachments" or not field.is_visible():
            continue
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option("post" if key == "service" else typed(key))
        elif field.input_value() == "":
            field.fill(typed(key))
    page.get_by_role("button", name="保存并预览").click()
    expect(page.get_by_text("各项齐全，可以印发")).to_be_visible()
    office.look()
    draft = urlsplit(page.url).path
    page.get_by_role("button", name="印发", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    office.press("送审", "已送审")
    return draft


def answered(office: Office, where: str, number: str, code: str) -> None:
    draft = drafted(office, where)
    page = office.page
    proposal = urlsplit(page.url).path
    assert proposal.startswith("/inbox/proposals/")
    for who, day in (("head", "2024-10-17"), ("legal", "2024-10-18"), ("leader", "2024-10-21")):
        agreed(office, who, day, proposal)
    office.come("clerk", "2024-10-22", draft)
    page.get_by_role("button", name="印发", exact=True).click()
    page.wait_for_url(re.compile(r"/letters/[0-9]+/$"))
    office.look()
    progress(office, number, code)
    expect(page.get_by_text("已经答复").or_(page.get_by_text("已答复")).first).to_be_visible()
    office.look()


def year_closed(office: Office, body: Body) -> str:
    """Compiled, words written, reviewed, signed, handed in, accepted, published."""
    where = f"/annual/{body.pk}/{YEAR}/"
    page = office.come("clerk", NEW_YEAR, where)
    page.locator("[id='t3.d4.natural'] a").click()
    office.look()
    expect(page.get_by_role("link", name="2024-0001")).to_be_visible()
    for section, text in WORDS.items():
        page.goto(f"{office.home}{where}words/{section}/")
        page.locator("[name=text]").fill(text.replace("2023", str(YEAR)))
        page.get_by_role("button", name="预览并核对").click()
        office.press("保存", "已保存")
    page.goto(f"{office.home}{where}")
    office.press("送审", "送审中")
    for who, act, state in (("head", "审核通过", "已审核"), ("leader", "签发", "已签发"), ("clerk", "报送", "已报送")):
        office.come(who, NEW_YEAR, where)
        office.press(act, state)
    return where


def district_closed(office: Office, top: Body, body: Body) -> None:
    """Accepted, consolidated, signed and published for the whole district."""
    desk = f"/annual/{top.pk}/{YEAR}/desk/"
    page = office.come("district-supervisor", "2025-02-10", desk)
    page.get_by_role("button", name=f"接收{body.name}的报告").click()
    expect(page.get_by_text("已接收").first).to_be_visible()
    office.look()
    page.goto(office.home + desk)
    page.get_by_role("link", name="汇总报告").click()
    expect(page.get_by_text("应汇总的机关均已计入")).to_be_visible()
    office.look()
    area = urlsplit(page.url).path
    page.locator("[id='t3.d4.natural'] a").click()
    expect(page.get_by_text(body.name).first).to_be_visible()
    office.look()
    acts = [
        ("clerk", "送审", "送审中"),
        ("head", "审核通过", "已审核"),
        ("leader", "签发", "已签发"),
        ("clerk", "公布", "已公布"),
    ]
    for who, act, state in acts:
        office.come(f"district-{who}", "2025-02-10", area)
        office.press(act, state)


@pytest.mark.django_db(transaction=True)
def test_from_the_citizen_to_the_districts_published_report(
    office: Office, bodies: tuple[Body, Body], needs_program: Callable[[str], None]
) -> None:
    top, body = bodies
    number, code, where = taken_in(office)
    corrected_and_consulted(office, where, number, code)
    extended(office, where)
    answered(office, where, number, code)
    matter = Matter.objects.get()
    assert (matter.outcome, matter.stage, matter.waits) == ("d4", "closed", "nobody")
    year_closed(office, body)
    written(top, YEAR)
    moved(top, *SIGNED, year=YEAR, on=date(2025, 1, 20))
    written(top, YEAR, "area")
    district_closed(office, top, body)

    page = office.page
    page.context.clear_cookies()
    page.goto(f"{office.home}/portal/reports/")
    office.look()
    link = page.locator("a[href*='/annual/published/'][href$='/docx/']").first.get_attribute("href")
    (reading,) = read_document(page.request.get(f"{office.home}{link}").body())
    assert reading.filing is not None
    counted = {cell: value for cell, value in reading.filing.values.items() if cell.startswith("t3.") and value}
    assert counted == dict.fromkeys(
        ("t3.new.natural", "t3.new.total", "t3.d4.natural", "t3.d4.total", "t3.total.natural", "t3.total.total"), 1
    )
    assert office.hosts == {urlsplit(office.home).netloc}
    assert office.errors == []
