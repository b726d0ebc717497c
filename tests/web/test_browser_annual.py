"""The annual report in a real browser: drafted, explained, reviewed, signed, published, read back."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gongkai.ledger.facts import Kind
from gongkai.reading.read import read_document
from gongkai.web.annual.models import Report
from gongkai.web.bodies.models import Body, Membership
from tests.ledger.build import answered, received
from tests.web.conftest import PASSWORD, opened
from tests.web.reports import WORDS
from tests.web.test_browser import Visitor

YEAR = 2023


@pytest.fixture
def body(transactional_db: None, django_user_model: Any) -> Body:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    for role in ("clerk", "head", "leader"):
        user = django_user_model.objects.create_user(role, password=PASSWORD)
        Membership.objects.create(user=user, body=body, role=role)
    opened(body, received("2023-3-1", asks="征地补偿方案"), answered("2023-3-9"), kind=Kind.APPLICATION)
    return body


def go_in(visitor: Visitor, name: str, where: str) -> Page:
    page = visitor.page
    page.context.clear_cookies()
    page.goto(f"{visitor.home}/login/")
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.home}/")
    page.goto(f"{visitor.home}{where}")
    visitor.look()
    return page


def test_a_report_from_draft_to_the_public(live_server: Any, browser: Any, body: Body) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(30_000)
    visitor = Visitor(page, live_server.url)
    where = f"/annual/{body.pk}/{YEAR}/"
    go_in(visitor, "clerk", where)

    page.locator("[id='t2.licences.decisions'] a").click()
    visitor.look()
    visitor.fill({"value": "12", "source": "许可系统", "reason": "台账不掌握"})
    page.locator("form button.main").click()
    expect(page.get_by_text("已填报")).to_be_visible()
    for section, text in WORDS.items():
        page.goto(f"{visitor.home}{where}words/{section}/")
        page.locator("[name=text]").fill(text)
        page.get_by_role("button", name="预览并核对").click()
        visitor.look()
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_text("已保存")).to_be_visible()
    page.goto(f"{visitor.home}{where}")
    page.get_by_role("button", name="送审").click()
    expect(page.get_by_role("heading", name="送审中", exact=True)).to_be_visible()

    go_in(visitor, "head", where).get_by_role("button", name="审核通过").click()
    expect(page.get_by_role("heading", name="已审核", exact=True)).to_be_visible()
    go_in(visitor, "leader", where).get_by_role("button", name="签发", exact=True).click()
    expect(page.get_by_role("heading", name="已签发", exact=True)).to_be_visible()
    page.get_by_role("link", name="核验签发内容").click()
    expect(page.get_by_text("逐字节相同")).to_be_visible()
    visitor.look()
    go_in(visitor, "clerk", where).get_by_role("button", name="公布").click()
    expect(page.get_by_role("heading", name="已公布", exact=True)).to_be_visible()
    visitor.look()

    page.context.clear_cookies()
    address = Report.objects.get().publications.get().pk
    content = page.request.get(f"{visitor.home}/annual/published/{address}/docx/").body()
    (reading,) = read_document(content)
    assert reading.filing is not None
    values = reading.filing.values
    assert (values["t3.new.natural"], values["t2.licences.decisions"]) == (1, 12)
    assert not visitor.errors


@pytest.mark.parametrize("width", [1280, 390])
def test_figures_are_bound_and_typed_with_the_keyboard_alone(
    live_server: Any, browser: Any, body: Body, width: int
) -> None:
    page = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=width == 1280).new_page()
    page.set_default_timeout(30_000)
    visitor = Visitor(page, live_server.url)
    go_in(visitor, "clerk", f"/annual/{body.pk}/{YEAR}/words/overview/") if width == 1280 else _plain(visitor, body)
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("按期答复{f.answered_in_time}件，接待来访{=30|来访登记簿}人次，电话咨询12人次。")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已保存")).to_be_visible()
    expect(page.locator(".chip.fact")).to_have_text("1")
    expect(page.locator(".chip.typed")).to_have_text("30手填")
    expect(page.locator(".chip.loose")).to_have_text("12人次")
    expect(page.get_by_role("heading", name="没有绑定的数字")).to_be_visible()
    assert page.locator("[name=text]").get_attribute("aria-describedby") == "id_text_helptext"
    if width == 1280:
        visitor.look()
    assert not visitor.errors


def _plain(visitor: Visitor, body: Body) -> None:
    """In without script, where nothing can be looked at by axe."""
    page = visitor.page
    page.goto(f"{visitor.home}/login/")
    page.locator("[name=username]").fill("clerk")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.home}/")
    page.goto(f"{visitor.home}/annual/{body.pk}/{YEAR}/words/overview/")
