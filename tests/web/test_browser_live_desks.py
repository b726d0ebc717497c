"""Shown while it is typed, at the desks: intake, the letter that grows, words and figures of the report, the list."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from gongkai.web.annual.models import Entry, Words
from gongkai.web.cases.models import Matter
from gongkai.web.intake.models import Submission
from gongkai.web.letters.models import Draft
from tests.ledger.build import received
from tests.web.conftest import District, opened
from tests.web.submissions import submitted
from tests.web.test_browser_live import Enters, enters, live, matter
from tests.web.test_letters import begun, known

__all__ = ["enters", "matter"]
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_paper_shows_its_day_and_what_is_like_it(enters: Enters, matter: Matter) -> None:
    visitor = enters("/applications/new/")
    page = visitor.page
    visitor.fill({"channel": "in_person", "submitted_on": "2024-09-19", "applicant": "natural"})
    expect(live(page)).to_contain_text("2024年10月22日")
    page.locator("[name=title]").focus()
    page.keyboard.type("规划图")
    expect(page.locator("#earlier")).to_contain_text(matter.number)
    assert page.evaluate("document.activeElement.name") == "title"
    visitor.look()
    assert not Submission.objects.exists()
    assert visitor.errors == []


def test_a_confirmation_shows_its_day(enters: Enters, district: District) -> None:
    visitor = enters(f"/applications/{submitted(district.top).pk}/")
    page = visitor.page
    expect(live(page)).to_contain_text("2024年10月23日")
    page.locator("[name=confirmed_on]").fill("2024-09-18")
    expect(live(page)).to_contain_text("不能这样登记")
    visitor.look()
    assert visitor.errors == []


def test_a_letter_grows_and_an_answer_leads_to_the_next_question(enters: Enters, district: District) -> None:
    matter = opened(known(district.top))
    draft = begun(matter)
    Draft.objects.filter(pk=draft.pk).update(answers={}, to="")
    visitor = enters(f"/letters/drafts/{draft.pk}/")
    page = visitor.page
    first = page.locator(".ask.next")
    question = first.locator("legend").inner_text()
    first.locator("input").first.check()
    expect(page.locator(".ask.next legend")).not_to_have_text(question)
    focused = page.evaluate("[document.activeElement.type, document.activeElement.checked]")
    assert focused == ["radio", True]
    page.locator("[name=to]").focus()
    page.keyboard.type("李四")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#paper")).to_contain_text("李四")
    assert page.evaluate("[document.activeElement.name, document.activeElement.selectionStart]") == ["to", 1]
    expect(live(page)).to_contain_text("还缺")
    visitor.look()
    draft.refresh_from_db()
    assert (draft.answers, draft.to) == ({}, "")
    assert visitor.errors == []
    page.get_by_role("button", name="保存并预览").click()
    expect(page.get_by_text("已保存")).to_be_visible()
    draft.refresh_from_db()
    assert (len(draft.answers), draft.to) == (1, "李四")


def test_a_text_of_the_letter_is_left_alone_while_it_is_typed(enters: Enters, district: District) -> None:
    draft = begun(opened(known(district.top)))
    page = enters(f"/letters/drafts/{draft.pk}/").page
    field = page.locator("#parts textarea").first
    node = field.element_handle()
    field.fill("")
    expect(live(page)).to_contain_text("还缺 1 项")
    assert node.evaluate("one => one.isConnected && one === document.activeElement")
    page.keyboard.type("已检索档案")
    expect(live(page)).to_contain_text("内容已经齐全")
    expect(page.get_by_role("button", name="印发")).to_be_visible()


def test_words_are_checked_while_they_are_written(enters: Enters, matter: Matter) -> None:
    visitor = enters(f"/annual/{matter.body_id}/2024/words/other/")
    page = visitor.page
    page.locator("[name=text]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("新收{t3.new.total}件，电话咨询12人次。")
    expect(live(page)).to_contain_text("没有绑定的数字 1 处")
    expect(page.locator("#effect .chip.cell")).to_have_text("1")
    expect(page.locator("#checks")).to_contain_text("12人次")
    page.keyboard.type("{t3.ne")
    expect(live(page)).to_contain_text("不能识别的数字标记")
    expect(page.locator("#effect .chip.cell")).to_have_text("1")
    assert page.locator("[name=text]").input_value() == "新收{t3.new.total}件，电话咨询12人次。{t3.ne"
    visitor.look()
    assert not Words.objects.exists()
    assert visitor.errors == []


@pytest.mark.parametrize("script", [True, False])
def test_a_number_shows_the_sums_that_it_breaks(enters: Enters, matter: Matter, script: bool) -> None:
    visitor = enters(f"/annual/{matter.body_id}/2024/cell/t3.new.natural/", script=script)
    page = visitor.page
    page.locator("[name=value]").fill("7")
    if not script:
        page.get_by_role("button", name="预览校验").click()
    expect(live(page)).to_contain_text("保存后本格为 7")
    expect(live(page)).to_contain_text("A1")
    assert page.locator("[name=value]").input_value() == "7"
    assert not Entry.objects.exists()
    assert visitor.errors == []
    if script:
        hidden = "() => document.activeElement.getBoundingClientRect().bottom > live().getBoundingClientRect().top"
        assert not page.evaluate(hidden), "the field that is typed in stays in sight"
        visitor.look()


def test_a_list_follows_what_is_typed_and_so_does_the_address(enters: Enters, matter: Matter) -> None:
    other = opened(matter.body, received("9-11", asks="征地补偿方案"), token="o")
    visitor = enters("/matters/?kind=application")
    page = visitor.page
    found = page.locator("#found tbody th")
    expect(found).to_have_count(2)
    page.locator("main [name=q]").focus()
    page.keyboard.type("征地")
    expect(found).to_have_count(1)
    expect(found).to_contain_text(other.number)
    expect(page.locator("#title")).to_contain_text("1件")
    assert "q=%E5%BE%81%E5%9C%B0" in page.url
    assert page.evaluate("document.activeElement.name") == "q"
    visitor.look()
    page.reload()
    expect(found).to_have_count(1)
    page.locator("main [name=stage]").select_option("ended")
    expect(page.locator("#found")).to_contain_text("没有符合条件的事项")
    assert page.evaluate("localStorage.length + Number('htmx-history-cache' in sessionStorage)") == 0
    page.go_back()
    assert "/matters/" not in page.url, "typing leaves no steps behind it"
    assert visitor.errors == []


def test_a_list_goes_on_following_after_a_download(enters: Enters, matter: Matter) -> None:
    page = enters("/matters/?kind=application").page
    with page.expect_download():
        page.get_by_role("button", name="导出Excel").click()
    page.locator("main [name=q]").fill("征地")
    expect(page.locator("#found")).to_contain_text("没有符合条件的事项")


def test_a_list_without_script(enters: Enters, matter: Matter, district: Any) -> None:
    page = enters("/matters/?kind=application", script=False).page
    page.locator("main [name=q]").fill("征地")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator("#found")).to_contain_text("没有符合条件的事项")
