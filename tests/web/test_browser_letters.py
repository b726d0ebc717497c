"""A guided decision, written, kept back while a part is missing, issued and read back, in a real browser."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import expect

from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Matter
from gongkai.web.letters.models import Letter
from tests.reading.redacted import BOX, TEXT, pdf
from tests.web.conftest import opened
from tests.web.test_browser import Visitor, log_in, visitor  # noqa: F401 - fixtures
from tests.web.test_letters import begun, known

SHOTS = os.environ.get("GONGKAI_SHOTS")


def shot(visitor: Visitor, name: str) -> None:  # noqa: F811
    """A look for people, where they want one."""
    if SHOTS:
        visitor.page.screenshot(path=str(Path(SHOTS, f"{name}.png")), full_page=True)
        visitor.page.set_viewport_size({"width": 390, "height": 844})
        visitor.page.screenshot(path=str(Path(SHOTS, f"{name}-narrow.png")), full_page=True)
        visitor.page.set_viewport_size({"width": 1440, "height": 900})


def chosen(visitor: Visitor, question: str, option: str) -> None:  # noqa: F811
    visitor.page.locator(f"[name=q-{question}][value={option}]").check()
    visitor.page.get_by_role("button", name="回答，看下一题").click()


WAY = {"withdrawn": "no", "complete": "yes", "items": "one", "kind": "information", "government": "yes",
       "repeated": "no", "excessive": "no", "special_access": "no", "whose": "ours", "existence": "none"}  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_guided_decision_becomes_a_letter(visitor: Visitor) -> None:  # noqa: F811
    page = visitor.page
    matter = opened(known(Body.objects.get()))
    log_in(visitor)
    page.goto(f"{visitor.home}/matters/{matter.pk}/")
    page.get_by_role("link", name="起草、查看文书").click()
    visitor.look()
    page.get_by_role("button", name="政府信息公开申请答复书", exact=True).click()
    page.wait_for_url("**/letters/drafts/*/")
    visitor.look()
    for question, option in WAY.items():
        chosen(visitor, question, option)
    expect(page.get_by_text("经检索不存在").first).to_be_visible()
    shot(visitor, "draft-missing")
    visitor.look()
    assert page.get_by_role("button", name="印发").count() == 0
    given = {
        "to": "张三", "f-facts_found": "本机关检索了档案室和业务系统。", "f-search_where": "档案室、征地系统",
        "f-search_how": "“城东片区”“征地补偿方案”", "f-search_day": "2024-09-18",
        "f-reasons": "本机关没有制作或者获取该方案。",
        "f-service": "post",
    }  # fmt: skip
    visitor.fill(given)
    page.get_by_role("button", name="保存并预览").click()
    expect(page.get_by_text("各项齐全，可以印发")).to_be_visible()
    shot(visitor, "draft-ready")
    visitor.look()
    page.get_by_role("button", name="印发", exact=True).click()
    page.wait_for_url(re.compile(r"/letters/[0-9]+/$"))
    shot(visitor, "letter")
    visitor.look()
    read_back(visitor, matter)


def read_back(visitor: Visitor, matter: Any) -> None:  # noqa: F811
    page = visitor.page
    with page.expect_download() as download:
        page.get_by_role("link", name="下载DOCX").click()
    words = "".join(one.text for one in docx.Document(io.BytesIO(Path(download.value.path()).read_bytes())).paragraphs)
    assert "公开复〔2024〕1号" in words
    assert "第三十六条第（四）项" in words
    assert Matter.objects.get(pk=matter.pk).outcome == "u1a"
    page.goto(f"{visitor.home}/letters/")
    expect(page.get_by_role("link", name="公开复〔2024〕1号")).to_be_visible()
    shot(visitor, "register")
    visitor.look()
    page.goto(f"{visitor.home}/letters/of/{matter.pk}/")
    shot(visitor, "matter")
    visitor.look()
    assert Letter.objects.count() == 1
    assert visitor.errors == []
    assert visitor.hosts == {visitor.home.removeprefix("http://")}


@pytest.mark.django_db(transaction=True)
def test_a_copy_that_only_looks_redacted_is_told(visitor: Visitor, tmp_path: Path) -> None:  # noqa: F811
    page = visitor.page
    draft = begun(opened(known(Body.objects.get())), leaf="partial", withheld="d5")
    (tmp_path / "方案.pdf").write_bytes(pdf(TEXT))
    (tmp_path / "遮盖.pdf").write_bytes(pdf(TEXT + BOX))
    log_in(visitor)
    page.goto(f"{visitor.home}/letters/drafts/{draft.pk}/redaction/")
    visitor.look()
    page.get_by_label("遮盖的内容").fill("附件中的人事安排")
    page.get_by_label("依据").select_option("d5")
    page.get_by_label("理由").fill("属于人事管理")
    page.get_by_role("button", name="添加", exact=True).click()
    page.locator("#file").set_input_files(tmp_path / "方案.pdf")
    page.get_by_role("button", name="上传原件", exact=True).click()
    page.get_by_label("遮盖后的文件").set_input_files(tmp_path / "遮盖.pdf")
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_text("色块下面的文字可以选中复制")).to_be_visible()
    expect(page.get_by_text("SECRETNAME（10字）")).to_be_visible()
    visitor.look()
    shot(visitor, "redaction")
    page.get_by_role("button", name="移除：附件中的人事安排").click()
    expect(page.get_by_text("还没有登记")).to_be_visible()
