"""One application walked through in a real browser, by keyboard and mouse, and counted in the annual report."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from gongkai.web.bodies.models import Body, Membership
from gongkai.web.cases.models import Matter
from tests.web.conftest import PASSWORD

expect.set_options(timeout=30_000)  # of every browser test: a busy machine answers slowly
NARROW = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}


class Visitor:
    """A page that is looked at wherever it goes: accessible, fitting a phone, asking nobody else."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.hosts: set[str] = set()
        self.errors: list[str] = []
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def look(self) -> None:
        where = self.page.url
        found = Axe().run(self.page)
        assert found.violations_count == 0, f"{where}: {found.generate_report()}"
        self.page.set_viewport_size(NARROW)
        assert self.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], where
        self.page.set_viewport_size(WIDE)

    def fill(self, given: dict[str, Any]) -> None:
        for name, value in given.items():
            field = self.page.locator(f"[name={name}]")
            if isinstance(value, list):
                for part in value:
                    self.page.locator(f"[name={name}][value={part}]").check()
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def enter(self, move: str, given: dict[str, Any]) -> None:
        """From the matter's page: choose the move, look at what it leads to, and save it."""
        self.page.get_by_role("link", name=move, exact=True).click()
        self.page.wait_for_url("**/enter/*/")
        self.look()
        self.fill(given)
        self.page.get_by_role("button", name="预览结果").click()
        expect(self.page.get_by_role("status").get_by_text("登记后")).to_be_visible()
        self.look()
        self.page.get_by_role("button", name="登记", exact=True).click()
        expect(self.page.get_by_text(f"已登记：{move}")).to_be_visible()
        self.look()


@pytest.fixture
def visitor(live_server: Any, browser: Browser, django_user_model: Any) -> Visitor:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    user = django_user_model.objects.create_user("clerk", password=PASSWORD)
    Membership.objects.create(user=user, body=body, role="clerk")
    page = browser.new_page(viewport=WIDE)
    page.set_default_timeout(30_000)
    return Visitor(page, live_server.url)


def log_in(visitor: Visitor) -> None:
    """By keyboard alone."""
    page = visitor.page
    page.goto(f"{visitor.home}/")
    visitor.look()
    page.locator("[name=username]").focus()
    page.keyboard.type("clerk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visitor.home}/")


def register(visitor: Visitor) -> None:
    """By keyboard: every field in the order of the Tab key."""
    page = visitor.page
    page.get_by_role("link", name="登记申请").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/applications/new/")
    visitor.look()
    day = "2024-09-10"
    visitor.fill({"channel": "in_person", "submitted_on": day, "arrived_on": day, "applicant": "natural"})
    visitor.fill({"name": "张三丰", "title": "城东片区征地补偿方案"})
    page.locator("[name=title]").focus()
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == "save":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matters/*/")


@pytest.mark.django_db(transaction=True)
def test_an_application_from_receipt_to_the_annual_report(visitor: Visitor) -> None:
    page = visitor.page
    log_in(visitor)
    visitor.look()
    register(visitor)
    expect(page.get_by_text("2024年10月14日")).to_be_visible()
    visitor.look()
    page.get_by_text("为什么是这一天").click()
    page.get_by_text("逐日计数").click()
    visitor.look()

    visitor.enter("告知补正", {"on": "2024-09-11", "asks": "请说明所需文件的名称", "days": "10"})
    expect(page.get_by_role("heading", name="待补正")).to_be_visible()
    visitor.enter("收到补正", {"on": "2024-09-12"})
    visitor.enter("征求意见", {"on": "2024-09-13", "ref": "第1号", "whom": "third_party", "name": "某公司"})
    visitor.enter("收到意见", {"on": "2024-09-18", "ref": "第1号", "opinion": "objection"})
    visitor.enter(
        "延期答复告知", {"on": "2024-09-19", "days": "10", "approved_by": "李某", "approved_on": "2024-09-19"}
    )
    visitor.enter(
        "答复",
        {
            "on": "2024-09-20",
            "outcome": "partial",
            "service": "post",
            "withheld": ["d4"],
            "document": "青信公〔2024〕1号",
        },
    )
    expect(page.get_by_role("heading", name="已办结")).to_be_visible()

    page.get_by_role("link", name="年度报告", exact=True).click()
    page.wait_for_url("**/annual/")
    visitor.look()
    page.get_by_role("link", name="青川区人民政府办公室2024年度报告").click()
    page.wait_for_url("**/2024/")
    visitor.look()
    page.locator("a[href$='/cell/t3.partial.natural/']").click()
    page.wait_for_url("**/cell/*/")
    visitor.look()
    page.get_by_role("link", name="2024-0001").click()
    expect(page.locator("p.asks")).to_have_text("城东片区征地补偿方案")

    page.locator("[name=q]").fill("征地")
    page.keyboard.press("Enter")
    page.wait_for_url("**/matters/?q=*")
    visitor.look()
    expect(page.get_by_role("link", name="2024-0001")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/login/")

    assert visitor.hosts == {urlsplit(visitor.home).netloc}
    assert visitor.errors == []
    matter = Matter.objects.get()
    assert (matter.stage, matter.outcome, matter.facts.count()) == ("closed", "partial", 7)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_keeps_what_was_typed_and_is_announced(visitor: Visitor) -> None:
    page = visitor.page
    log_in(visitor)
    register(visitor)
    page.get_by_role("link", name="延期答复告知", exact=True).click()
    page.wait_for_url("**/enter/*/")
    visitor.fill({"on": "2024-09-19", "days": "25", "approved_by": "李某", "approved_on": "2024-09-19"})
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("alert").get_by_text("不能这样登记")).to_be_visible()
    expect(page.locator("[name=days]")).to_have_value("25")
    visitor.look()
    page.locator("[name=days]").fill("")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("p.error")).to_have_count(1)
    visitor.look()
    assert Matter.objects.get().facts.count() == 1
