"""The review of a report read from a PDF: the page with the box of the cell, by keyboard, with and without scripts."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from gongkai.report.form import load_form
from gongkai.report.render import render
from gongkai.web.bodies.models import Body, Membership
from gongkai.web.readings.apart import read_here
from gongkai.web.readings.bridge import settled
from gongkai.web.readings.models import Decision, ReadReport
from gongkai.web.readings.services import cells_settle, report_confirm, upload_take
from tests.strategies.filings import lawful_filing
from tests.web.conftest import TODAY
from tests.web.keys import Keys
from tests.web.test_browser import NARROW, Visitor, log_in, visitor
from tests.web.test_readings import sample

__all__ = ["visitor"]
WRONG = "t3.total.natural"
YEAR = 2023


def misprinted(folder: Path) -> bytes:
    """A PDF by the browser with a wrong sum in it."""
    filing = lawful_filing(load_form("2021"), Random("review"), 400)
    wrong = replace(filing, values={**filing.values, WRONG: int(filing.values[WRONG] or 0) + 7})
    (folder / "a.html").write_bytes(render(wrong, "html"))
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    given = [f"--print-to-pdf={folder}/a.pdf", f"file://{folder}/a.html"]
    subprocess.run([*command, *given], check=True, capture_output=True, timeout=120)
    return (folder / "a.pdf").read_bytes()


@pytest.fixture
def report(tmp_path: Path, visitor: Visitor, needs_program: Callable[[str], None]) -> ReadReport:
    given: dict[str, Any] = {"actor": None, "read": read_here}
    return upload_take(body=Body.objects.get(), name="报告.pdf", data=misprinted(tmp_path), **given).reports.get()


@pytest.mark.django_db(transaction=True)
def test_the_page_with_the_box_is_reviewed_by_keyboard(visitor: Visitor, report: ReadReport) -> None:
    page, now = visitor.page, settled(report)
    assert WRONG in now.open
    log_in(visitor)
    page.goto(f"{visitor.home}/readings/{report.pk}/")
    visitor.look()
    expect(page.locator("svg.near rect.chosen")).to_be_visible()
    drawn = page.evaluate(
        "async () => { const shown = new Image(); shown.src = document.querySelector('svg.near image').href.baseVal;"
        " await shown.decode(); return shown.naturalWidth }"
    )
    assert drawn > 900
    first = page.locator("article.doubt.chosen input[name=cell]").get_attribute("value")
    assert page.evaluate("document.activeElement.name") == "value"
    page.keyboard.press("Enter")  # as it stands
    expect(page.locator(f"article.doubt input[value='{first}']")).to_have_count(0)
    accepted = Decision.objects.get()
    assert (accepted.cell, accepted.corrected) == (first, False)
    following = page.locator("article.doubt.chosen input[name=cell]").get_attribute("value")
    assert following != first
    page.keyboard.type("41")  # over what stands there
    page.keyboard.press("Enter")
    expect(page.locator(f"article.doubt input[value='{following}']")).to_have_count(0)
    assert Decision.objects.latest("pk").after == "41"
    keys = Keys(page, visitor.home)
    keys.to(page.locator(f"table.form a[href='?cell={WRONG}']"))
    keys.enter()
    expect(page.locator("svg.near rect.chosen")).to_be_visible()
    visitor.look()


@pytest.mark.django_db(transaction=True)
def test_without_scripts_each_cell_has_its_link(visitor: Visitor, browser: Browser, report: ReadReport) -> None:
    log_in(visitor)
    context = browser.new_context(java_script_enabled=False, storage_state=visitor.page.context.storage_state())
    page = context.new_page()
    page.set_viewport_size(NARROW)
    page.goto(f"{visitor.home}/readings/{report.pk}/?cell={WRONG}")
    box = page.locator("svg.near rect.chosen").bounding_box()
    near = page.locator("svg.near").bounding_box()
    assert box
    assert near
    assert near["x"] <= box["x"]
    assert box["x"] + box["width"] <= near["x"] + near["width"]
    assert box["width"] > 20
    page.locator("article.doubt.chosen button").click()
    assert Decision.objects.get().cell == WRONG
    context.close()


def confirmed(body: Body, named: Body, actor: Any) -> ReadReport:
    """A report without doubts, as it was read and confirmed."""
    given: dict[str, Any] = {"actor": actor, "on": TODAY}
    upload = upload_take(body=body, name="报告.txt", data=sample(), actor=actor, read=read_here)
    report = upload.reports.get()
    cells_settle(report_id=report.pk, cells=["agency"], written=named.name, **given)
    return report_confirm(report_id=report.pk, **given)


@pytest.mark.django_db(transaction=True)
def test_a_read_report_is_taken_for_this_year_and_for_last_years_and_put_back(
    visitor: Visitor, django_user_model: Any
) -> None:
    page, body, clerk = visitor.page, Body.objects.get(), django_user_model.objects.get()
    page.set_default_timeout(30_000)
    report = confirmed(body, body, clerk)
    log_in(visitor)
    where = f"{visitor.home}/annual/{body.pk}/{YEAR}/"

    def take(use: str) -> None:
        page.goto(f"{visitor.home}/readings/{report.pk}/")
        page.get_by_label(use, exact=True).check()
        page.get_by_role("button", name="采用", exact=True).click()
        page.wait_for_url("**/annual/**")
        visitor.look()

    take("作为本年度报告")
    expect(page.get_by_text("本报告采自文件")).to_be_visible()
    assert page.url == where
    page.get_by_text("不再采用这个文件").click()
    page.get_by_label("原因").fill("用错文件")
    page.get_by_role("button", name="不再采用").click()
    expect(page.get_by_text("本报告采自文件")).to_have_count(0)
    take("只作下一年度的上年对照")
    assert page.url == where.replace(str(YEAR), str(YEAR + 1))
    page.get_by_role("link", name="显示上年数").click()
    expect(page.locator("[id='t3.new.total'] .last")).to_contain_text("上年")
    visitor.look()
    assert visitor.errors == []


@pytest.mark.django_db(transaction=True)
def test_the_district_enters_what_a_body_handed_in_on_paper(
    visitor: Visitor, django_user_model: Any, settings: Any
) -> None:
    page, top = visitor.page, Body.objects.get()
    page.set_default_timeout(30_000)
    below = Body.objects.create(name="青川区教育局", kind=Body.Kind.DEPARTMENT, parent=top, on_paper=True)
    Membership.objects.update(role="supervisor")
    settings.GONGKAI_TODAY = "2024-01-20"
    report = confirmed(top, below, django_user_model.objects.get())
    log_in(visitor)
    page.goto(f"{visitor.home}/readings/{report.pk}/")
    page.get_by_label("机关").select_option(label=below.name)
    page.get_by_role("button", name="采用", exact=True).click()
    page.wait_for_url(f"**/annual/{below.pk}/{YEAR}/")
    page.get_by_label("代录报送的原因").fill("局长李某2024年1月12日签发，青教报〔2024〕1号")
    page.get_by_role("button", name="代录报送").click()
    expect(page.get_by_role("heading", name="已报送", exact=True)).to_be_visible()
    visitor.look()
    page.goto(f"{visitor.home}/annual/{top.pk}/{YEAR}/desk/")
    page.get_by_role("button", name=f"接收{below.name}的报告").click()
    expect(page.get_by_role("heading", name="已接收", exact=True)).to_be_visible()
    page.goto(f"{visitor.home}/annual/{top.pk}/{YEAR}/desk/")
    expect(page.get_by_role("row", name=below.name)).to_contain_text("已接收，纸质报送")
    visitor.look()
    assert visitor.errors == []
