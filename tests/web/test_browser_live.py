"""What a form leads to is shown while it is typed, in a real browser: nothing pressed, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, Page, Route, expect

from gongkai.web.cases.models import FactRow, Matter
from tests.ledger.build import received
from tests.web.conftest import PASSWORD, District, opened
from tests.web.test_browser import WIDE, Visitor

__all__ = ["enters", "live", "matter"]
pytestmark = pytest.mark.django_db(transaction=True)

Enters = Callable[..., Visitor]


@pytest.fixture
def enters(live_server: Any, browser: Browser, client: Client, clerk: Any) -> Enters:
    """The clerk, logged in, at an address; with or without script."""

    def enter(where: str, *, script: bool = True) -> Visitor:
        context = browser.new_context(viewport=WIDE, java_script_enabled=script)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        page = context.new_page()
        page.set_default_timeout(30_000)
        visitor = Visitor(page, live_server.url)
        page.goto(f"{live_server.url}{where}")
        return visitor

    return enter


@pytest.fixture
def matter(district: District) -> Matter:
    return opened(district.top, received("9-10", asks="规划图"))


def live(page: Page) -> Any:
    return page.locator("#live")


def correction(matter: Matter) -> str:
    return f"/matters/{matter.pk}/enter/correction_asked/"


def test_a_date_is_shown_while_it_is_typed_and_the_caret_stays(enters: Enters, matter: Matter) -> None:
    visitor = enters(correction(matter))
    page = visitor.page
    page.locator("[name=on]").fill("2024-09-11")
    page.locator("[name=days]").fill("10")
    expect(live(page)).to_contain_text("登记后：")
    page.locator("[name=asks]").focus()
    page.keyboard.type("请说明文件名称")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("的")
    expect(live(page)).not_to_contain_text("还需填写")
    assert page.evaluate("[document.activeElement.name, document.activeElement.selectionStart]") == ["asks", 6]
    assert page.locator("[name=asks]").input_value() == "请说明文件的名称"
    visitor.look()
    page.locator("[name=days]").fill("0")
    expect(live(page)).to_contain_text("不能这样登记")
    visitor.look()
    assert live(page).get_attribute("role") == "status"
    assert FactRow.objects.count() == 1
    assert visitor.errors == []
    page.locator("[name=days]").fill("10")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记：告知补正")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    assert visitor.errors == []


def test_without_script_the_button_shows_the_same(enters: Enters, matter: Matter) -> None:
    page = enters(correction(matter), script=False).page
    page.locator("[name=on]").fill("2024-09-11")
    page.locator("[name=days]").fill("10")
    page.get_by_role("button", name="预览结果").click()
    expect(live(page)).to_contain_text("登记后：")
    expect(page.locator("p.error")).to_have_count(1)
    assert FactRow.objects.count() == 1


def test_only_the_last_of_what_is_typed_is_shown(enters: Enters, matter: Matter) -> None:
    """The first answer is held back until more is typed: it is not shown any more, and no two are under way."""
    page = enters(correction(matter)).page
    held: list[Route] = []
    page.route("**/enter/*/", lambda route: held.append(route) if not held else route.continue_())
    page.locator("[name=days]").fill("0")
    expect(page.locator("#live.htmx-request")).to_have_count(1)
    page.locator("[name=days]").fill("10")
    page.wait_for_timeout(600)
    assert len(held) == 1
    held[0].continue_()
    expect(live(page)).to_contain_text("登记后：")
    expect(live(page)).not_to_contain_text("不能这样登记")


def test_a_word_that_is_being_composed_is_not_sent(enters: Enters, matter: Matter) -> None:
    page = enters(correction(matter)).page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    page.locator("[name=asks]").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "ming", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(600)
    assert asked == []
    keyboard.send("Input.insertText", {"text": "名称"})
    with page.expect_request("**/enter/*/"):
        pass
    assert page.locator("[name=asks]").input_value() == "名称"


def test_whose_session_ran_out_is_told_and_goes_on_after_logging_in_again(
    enters: Enters, matter: Matter, clerk: Any
) -> None:
    visitor = enters(correction(matter))
    page = visitor.page
    Session.objects.all().delete()
    page.locator("[name=asks]").fill("请说明文件名称")
    expect(live(page)).to_contain_text("登录已失效")
    expect(page.locator("[name=password]")).to_have_count(0)
    visitor.look()
    with page.context.expect_page() as opened_page:
        live(page).get_by_role("link").click()
    other = opened_page.value
    other.locator("[name=username]").fill(clerk.username)
    other.locator("[name=password]").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url(f"{visitor.home}/")
    other.close()
    page.bring_to_front()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.locator("[name=days]").fill("10")
    expect(live(page)).to_contain_text("登记后：")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("已登记：告知补正")).to_be_visible()


@pytest.mark.parametrize("fault", ["broken", "unreachable"])
def test_a_fault_leaves_the_page_as_it_is_and_says_so(enters: Enters, matter: Matter, fault: str) -> None:
    page = enters(correction(matter)).page
    answers: dict[str, Callable[[Route], None]] = {
        "broken": lambda route: route.fulfill(status=500, body="<main id=live>x</main>"),
        "unreachable": lambda route: route.abort(),
    }
    page.route("**/enter/*/", answers[fault])
    page.locator("[name=days]").fill("10")
    expect(live(page)).to_contain_text("没有核对成")
    assert page.locator("[name=days]").input_value() == "10"
    page.unroute("**/enter/*/")
    page.locator("[name=days]").fill("12")
    expect(live(page)).to_contain_text("登记后：")
