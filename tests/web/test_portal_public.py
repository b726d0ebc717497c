"""Everybody reads on the portal what is public and nothing else."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.publication import MadePublic, Repealed, Retagged, Tag, TakenDown
from gongkai.report.render import FORMATS
from gongkai.web.annual.models import Act, Publication
from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.services import columns_catch_up, columns_rebuild
from gongkai.web.portal.selectors import public_matters
from tests.ledger.build import REGIME, all_reviews, answered, created, day, drafted, issued, published, received
from tests.web.conftest import TODAY, District, entered, opened
from tests.web.pages import text
from tests.web.portal import step
from tests.web.reports import ACCEPTED, YEAR, moved, written
from tests.web.submissions import submitted

PAGES = (
    "/portal/",
    "/portal/guide/",
    "/portal/rules/",
    "/portal/catalogue/",
    "/portal/reports/",
    "/portal/statistics/",
)


def public(body: Body, title: str, *facts: Any, kind: Kind = Kind.PUBLICATION) -> Matter:
    from dataclasses import replace

    first, *rest = facts
    return opened(body, replace(first, title=title), *rest, kind=kind, token=title)


@pytest.fixture
def shown(district: District) -> dict[str, Matter]:
    """Matters by title: those whose title begins with 公 are public."""
    top, reviewed = district.top, all_reviews("9-3")
    return {
        "公一": public(top, "公一", created("9-2"), *reviewed, published("9-4")),
        "密草稿": public(top, "密草稿", created("9-2")),
        "密审查": public(top, "密审查", created("9-2"), *reviewed),
        "密撤下": public(
            top, "密撤下", created("9-2"), *reviewed, published("9-4"), TakenDown(on=day("9-5"), reason="x")
        ),
        "密标签": public(
            top,
            "密标签",
            created("9-2"),
            *reviewed,
            published("9-4"),
            Retagged(on=day("9-5"), tag=Tag.WITHHELD, reason="x"),
        ),
        "密不公开": public(top, "密不公开", created("9-2", Tag.WITHHELD)),
        "密文稿": public(top, "密文稿", drafted("9-2"), kind=Kind.DOCUMENT),
    }


def test_what_is_public_is_a_column_that_its_facts_compute_again(district: District, shown: dict[str, Matter]) -> None:
    one = shown["公一"]
    law = opened(
        district.top, issued("9-5", taken_over=True), MadePublic(on=day("9-6")), kind=Kind.DOCUMENT, token="law"
    )
    known = dict(Matter.objects.values_list("title", "public_on"))
    assert known == dict.fromkeys(shown) | {"公一": day("9-4"), "": day("9-6")}
    assert list(public_matters()) == [law, one]
    Matter.objects.update(public_on=day("9-9"), changes_on=day("9-9"))
    Matter.objects.filter(pk=one.pk).update(public_on=None)
    columns_catch_up(on=TODAY, regime=REGIME)
    assert dict(Matter.objects.values_list("title", "public_on")) == known
    Matter.objects.update(public_on=None)
    assert columns_rebuild(body=district.top, on=TODAY, regime=REGIME).mended == [one.number, law.number]
    entered(one, TakenDown(on=day("9-10"), reason="x"), token="down")
    assert list(public_matters()) == [law]


@pytest.fixture
def secrets(district: District, shown: dict[str, Matter]) -> list[str]:
    """Words that must stand on no page for everybody."""
    opened(district.top, received("9-10", asks="密申请内容", applicant_key="密钥匙"), answered("9-12"), token="x")
    submitted(district.top, data={"title": "密网上申请", "name": "密某某"})
    return ["密", "13800138000", "z@example.cn"]


def test_no_page_shows_an_application_an_applicant_or_a_draft(
    client: Client, district: District, shown: dict[str, Matter], secrets: list[str]
) -> None:
    pages = [*PAGES, f"/portal/guide/{district.top.pk}/", "/portal/catalogue/?q=密", "/portal/catalogue/?q=公"]
    texts = {page: text(client.get(page)) for page in pages}
    for page, said in texts.items():
        plain = said.replace('value="密"', "")
        assert not [word for word in secrets if word in re.sub("保守国家秘密|涉密|保密", "", plain)], page
    assert "公一" in texts["/portal/"]
    assert "公一" in texts["/portal/catalogue/"]
    for title, matter in shown.items():
        answer = client.get(f"/portal/catalogue/{matter.pk}/")
        assert answer.status_code == (200 if title.startswith("公") else 404), title
    application = Matter.objects.get(title="密申请内容")
    assert client.get(f"/portal/catalogue/{application.pk}/").status_code == 404


def test_a_document_is_shown_with_whether_it_is_in_force(client: Client, district: District) -> None:
    def document(title: str, *facts: Any) -> str:
        made = public(district.top, title, drafted("9-1"), *facts, kind=Kind.DOCUMENT)
        return text(client.get(f"/portal/catalogue/{made.pk}/"))

    first = opened(district.top, issued("9-2", taken_over=True), MadePublic(on=day("9-3")),
                   kind=Kind.DOCUMENT, token="d")  # fmt: skip
    page = text(client.get(f"/portal/catalogue/{first.pk}/"))
    assert "现行有效" in page
    assert "青府规〔2024〕1号" in page
    entered(first, Repealed(on=day("9-10")), "r")
    assert "已废止（2024年9月10日起）" in text(client.get(f"/portal/catalogue/{first.pk}/"))
    lapsed = opened(
        district.below, issued("9-2", taken_over=True, valid_until=day("9-15")), MadePublic(on=day("9-3")),
        kind=Kind.DOCUMENT, token="e",
    )  # fmt: skip
    assert "已失效（2024年9月16日起）" in text(client.get(f"/portal/catalogue/{lapsed.pk}/"))


def test_what_is_not_as_it_was_sealed_is_not_shown(client: Client, district: District) -> None:
    good = public(district.top, "公一", created("9-2"), *all_reviews("9-3"), published("9-4"))
    bad = public(district.top, "假二", created("9-2"), *all_reviews("9-3"), published("9-4"))
    row = bad.facts.first()
    assert row
    FactRow.objects.filter(pk=row.pk).update(line=row.line.replace("假二", "假三"))
    page = text(client.get("/portal/catalogue/"))
    assert "公一" in page
    assert "假" not in page
    assert client.get(f"/portal/catalogue/{bad.pk}/").status_code == 404
    assert client.get(f"/portal/catalogue/{good.pk}/").status_code == 200


def test_the_catalogue_is_searched_by_words_and_body_and_turned_page_by_page(
    client: Client, district: District
) -> None:
    for place in range(22):
        body = district.below if place % 2 else district.top
        public(body, f"通知第{place}号", created("9-2"), *all_reviews("9-3"), published("9-4"))
    page = text(client.get("/portal/catalogue/"))
    assert "共有 22 条" in page
    assert page.count('<li><a href="/portal/catalogue/') == 20
    assert text(client.get("/portal/catalogue/?page=2")).count('<li><a href="/portal/catalogue/') == 2
    assert "找到 11 条" in text(client.get(f"/portal/catalogue/?body={district.below.pk}"))
    assert "找到 1 条" in text(client.get("/portal/catalogue/?q=第21号"))
    for odd in ("body=x", "body=９", "page=x", "page=999", "body=99999999999999999999", "q=%00", "q=%27%3B--"):
        assert client.get(f"/portal/catalogue/?{odd}").status_code == 200, odd


def test_the_guide_says_what_the_body_has_told_and_waits_for_the_rest(client: Client, district: District) -> None:
    Body.objects.filter(pk=district.below.pk).update(office_phone="0000-1234", review_authority="青川区人民政府")
    page = text(client.get(f"/portal/guide/{district.below.pk}/"))
    assert "0000-1234" in page
    assert "复议机关是青川区人民政府" in page
    assert "待公布" in page
    assert client.get("/portal/guide/999999/").status_code == 404


def test_the_portal_stands_without_anybody_in_it(client: Client, db: None) -> None:
    for page in (*PAGES, "/portal/progress/", step(1)):
        assert client.get(page).status_code == 200, page


def test_an_annual_report_is_listed_once_it_is_published(client: Client, district: District) -> None:
    written(district.below)
    moved(district.below, *ACCEPTED)
    assert "还没有在这里公布" in text(client.get("/portal/reports/"))
    moved(district.below, Act.PUBLISH)
    page = text(client.get("/portal/reports/"))
    assert f"青川区教育局{YEAR}年政府信息公开工作年度报告" in page
    (publication,) = Publication.objects.all()
    for name in FORMATS:
        assert reverse("published_file", args=[publication.pk, name]) in page


def test_a_correction_is_dated_and_the_version_before_it_says_so(client: Client, district: District) -> None:
    written(district.below)
    moved(district.below, *ACCEPTED, Act.PUBLISH, on=date(2025, 1, 20))
    moved(district.below, Act.CORRECT, *ACCEPTED, Act.PUBLISH, on=date(2025, 5, 6), reason="漏计2件")
    listed = text(client.get("/portal/reports/"))
    corrected, first = re.findall("<li>(<a href=./annual/published/.*?)</details></li>", listed, re.S)
    assert "2025年5月6日更正公布（第2版），更正原因：漏计2件" in corrected
    assert "2025年1月20日公布" in first
    assert "已被更正，请以更正版为准" in first
    assert "已被更正" not in corrected


def test_the_figures_of_the_year(client: Client, district: District) -> None:
    for place, outcome in enumerate((Leaf.GRANTED, Leaf.PARTIAL, Leaf.U1A)):
        more = {"withheld": (Leaf.D5,)} if outcome is Leaf.PARTIAL else {}
        opened(district.top, received("9-10"), answered("9-12", outcome, **more), token=f"a{place}")
    opened(district.top, received("8-10"), token="open")
    page = text(client.get("/portal/statistics/"))
    assert re.findall(r"<dt>(\w+)</dt><dd>(\d+) 件", page) == [
        ("收到申请", "4"), ("办结申请", "3"), ("全部或者部分公开", "2"), ("主动公开信息", "0"),
    ]  # fmt: skip
    assert '<th scope="row">8月</th><td>1</td>' in page
    assert '<th scope="row">9月</th><td>3</td>' in page
    assert page.count('role="img"') == 3
    assert FactRow.objects.count() == 7
