"""An application from the public form to the office and back, in a real browser, on a narrow screen and by keyboard."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from gongkai.web.cases.models import Matter
from gongkai.web.intake.models import Submission
from tests.web.test_browser import NARROW, Visitor, log_in, visitor

__all__ = ["visitor"]
WHO = {"applicant": "natural", "name": "张三丰", "id_kind": "resident", "id_number": "11010519491231002X"}


def press_next(visitor: Visitor, step: int) -> None:
    visitor.look()
    visitor.page.get_by_role("button", name="下一步").last.click()
    visitor.page.wait_for_url(f"**/{step}/")


def apply(visitor: Visitor, body: str = "青川区人民政府办公室") -> tuple[str, str]:
    """Through the four steps, to a body; the number and the query code of the receipt."""
    page = visitor.page
    page.goto(f"{visitor.home}/portal/")
    visitor.look()
    page.get_by_role("link", name="我要申请").click()
    page.wait_for_url("**/1/")
    page.get_by_role("button", name="下一步").last.click()
    expect(page.get_by_role("alert")).to_contain_text("处需要改一改")
    visitor.look()
    visitor.fill(WHO)
    page.locator("[name=id_number]").press("Enter")
    page.wait_for_url("**/2/")
    visitor.fill({"title": "城东片区征地补偿方案"})
    page.locator("[name=body]").select_option(label=body)
    press_next(visitor, 3)
    visitor.fill({"phone": "13800138000", "email": "z@example.cn"})
    file: Any = {"name": "证件.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    page.locator("[name=identity_file]").set_input_files(file)
    press_next(visitor, 4)
    expect(page.get_by_text("证件.pdf")).to_be_visible()
    visitor.look()
    page.get_by_role("button", name="提交申请").dblclick()
    expect(page).to_have_url(re.compile("/receipt/$"), timeout=30_000)  # the second click aborts the first answer
    visitor.look()
    number, code = page.locator("dl.big dd").all_text_contents()
    return number, code


def progress(visitor: Visitor, number: str, code: str) -> None:
    visitor.page.goto(f"{visitor.home}/portal/progress/?number={number}")
    visitor.page.locator("[name=code]").fill(code)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(".told")


@pytest.mark.django_db(transaction=True)
def test_an_application_goes_in_once_is_confirmed_and_its_progress_is_told(visitor: Visitor) -> None:
    page = visitor.page
    page.set_viewport_size(NARROW)
    number, code = apply(visitor)
    assert Submission.objects.count() == 1
    progress(visitor, number, code)
    expect(page.get_by_role("heading", name="等待确认")).to_be_visible()
    visitor.look()

    log_in(visitor)
    page.get_by_role("link", name="收件").click()
    page.wait_for_url("**/applications/")
    visitor.look()
    page.get_by_role("link", name=number).click()
    page.wait_for_url("**/applications/*/")
    expect(page.get_by_text("张**")).to_be_visible()
    visitor.look()
    page.get_by_role("button", name="确认并登记").click()
    page.wait_for_url("**/matters/*/")
    visitor.look()
    page.get_by_role("button", name="查看申请人完整信息").click()
    expect(page.get_by_text("张三丰")).to_be_visible()
    visitor.look()

    progress(visitor, number, code)
    expect(page.get_by_role("heading", name="正在办理")).to_be_visible()
    expect(page.locator("p.due")).to_contain_text("2024年10月23日（周三）")
    visitor.look()
    assert Matter.objects.get().title == "城东片区征地补偿方案"
    assert visitor.hosts == {urlsplit(visitor.home).netloc}
    assert visitor.errors == []


@pytest.mark.django_db(transaction=True)
def test_every_portal_page_is_accessible_and_fits_a_phone(visitor: Visitor) -> None:
    for where in ("", "guide/", "rules/", "catalogue/", "reports/", "statistics/", "progress/"):
        visitor.page.goto(f"{visitor.home}/portal/{where}")
        visitor.look()
    assert visitor.hosts == {urlsplit(visitor.home).netloc}
    assert visitor.errors == []
