"""The portal: everybody reads what is public and nothing else, applies once, and learns where it stands."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.application import CorrectionAsked
from gongkai.ledger.facts.publication import MadePublic, Repealed, Retagged, Tag, TakenDown
from gongkai.report.render import FORMATS, charts
from gongkai.report.render.charts import Series
from gongkai.web.annual.models import Act, Publication
from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.services import columns_catch_up, columns_rebuild
from gongkai.web.intake.models import Attachment, Submission
from gongkai.web.portal import apply
from gongkai.web.portal.progress import outlook, told
from gongkai.web.portal.selectors import public_matters
from tests.ledger.build import (
    REGIME,
    all_reviews,
    answered,
    consulted,
    created,
    day,
    drafted,
    extended,
    fee,
    issued,
    published,
    received,
    withdrawn,
)
from tests.web.conftest import TODAY, District, entered, opened
from tests.web.reports import ACCEPTED, YEAR, moved, written
from tests.web.submissions import HOW, NOW, WHAT, WHO, confirm, letter, submitted

SECRET = "abcdefgh" * 4
PAGES = (
    "/portal/",
    "/portal/guide/",
    "/portal/rules/",
    "/portal/catalogue/",
    "/portal/reports/",
    "/portal/statistics/",
)


def step(number: int, secret: str = SECRET) -> str:
    return reverse("apply-step", args=[secret, number])


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def filled(client: Client, body: Body, secret: str = SECRET) -> None:
    for number, typed in ((1, WHO), (2, WHAT | {"body": str(body.pk)}), (3, HOW)):
        answer = client.post(step(number, secret), typed | {"next": ""})
        assert (answer.status_code, answer.headers["Location"]) == (302, step(number + 1, secret))


# Applying


def test_an_application_in_four_steps_with_the_days_ahead(client: Client, district: District) -> None:
    start = client.get("/portal/apply/")
    assert re.fullmatch(r"/portal/apply/[\w-]{32}/1/", start.headers["Location"])
    assert Submission.objects.count() == 0
    page = text(client.get(start.headers["Location"]))
    assert "最迟 2024年10月24日（周四）答复" in page
    assert "2024年9月23日（周一）前与您确认" in page
    filled(client, district.top)
    review = text(client.get(step(4)))
    assert all(one in review for one in ("张三丰", WHAT["title"], "青川区人民政府办公室", "电子文档", "居民身份证"))
    answer = client.post(step(4), {"submit": ""}, follow=True)
    one = Submission.objects.get()
    assert (one.state, one.body, one.delivery) == ("submitted", district.top, "email")
    page = text(answer)
    assert one.number
    assert one.number in page
    assert "张三丰" not in page
    assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_typed_after_handing_in_stays_on_the_page_and_changes_nothing(
    client: Client, district: District
) -> None:
    filled(client, district.top)
    client.post(step(4), {"submit": ""})
    before = Submission.objects.values().get()
    page = text(client.post(step(3), HOW | {"address": "青川区新路9号", "next": ""}))
    assert "已经提交，不能再修改" in page
    assert "青川区新路9号" in page
    assert reverse("apply-receipt", args=[SECRET]) in page
    assert Submission.objects.values().get() == before


def test_three_submits_are_one_and_show_one_receipt(client: Client, district: District) -> None:
    filled(client, district.top)
    pages = [text(client.post(step(4), {"submit": ""}, follow=True)) for _ in range(3)]
    assert Submission.objects.count() == 1
    code = {re.search(r"查询码</dt><dd>([0-9A-Z-]{14})<", page).group(1) for page in pages}  # type: ignore[union-attr]
    assert len(code) == 1
    for number in (1, 4):
        assert client.get(step(number)).headers["Location"] == reverse("apply-receipt", args=[SECRET])
    assert "没有保存" in text(client.post(step(2), {"title": "换一个", "next": ""}))
    assert Submission.objects.get().title == WHAT["title"]


@pytest.mark.django_db(transaction=True)
def test_fifty_submits_at_once_are_one() -> None:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    filled(Client(), body)

    def send(_: int) -> str:
        try:
            return str(Client().post(step(4), {"submit": ""}).headers["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(send, range(50))) == {reverse("apply-receipt", args=[SECRET])}
    assert Submission.objects.filter(state="submitted").count() == Submission.objects.count() == 1


def test_nothing_typed_is_lost_by_faults_saving_or_going_back(client: Client, district: District) -> None:
    wrong = WHO | {"id_number": "不对的号码", "name": "张<b>三</b>"}
    answer = client.post(step(1), wrong | {"next": ""})
    assert answer.status_code == 200
    assert "处需要改一改" in text(answer)
    for page in (answer, client.get(step(1))):
        assert 'value="不对的号码"' in page.content.decode()
        assert "<b>三" not in page.content.decode()
    long = "长" * 3000
    assert "2000" in text(client.post(step(2), {"title": "某", "description": long, "next": ""}))
    assert long in text(client.get(step(2)))
    assert client.post(step(3), {"phone": "1", "back": ""}).headers["Location"] == step(2)
    assert client.post(step(3), {"phone": "12", "save": ""}).headers["Location"] == step(3)
    assert 'value="12"' in text(client.get(step(3)))
    assert "submit" not in re.findall(r'name="(\w+)"', text(client.get(step(4))))
    answer = client.post(step(4), {"submit": ""})
    assert answer.status_code == 200
    assert Submission.objects.get().state == "draft"


def test_nothing_is_kept_of_an_empty_page(client: Client, district: District) -> None:
    assert client.post(step(1), {"next": ""}).status_code == 200
    assert client.post(step(1), {"other": "x", "next": ""}).status_code == 200
    assert client.get(step(4)).headers["Location"] == step(1)
    assert client.post(step(4), {"submit": ""}).headers["Location"] == step(1)
    assert Submission.objects.count() == 0


def test_files_are_kept_with_the_draft_and_a_bad_one_loses_nothing(client: Client, district: District) -> None:
    client.post(step(1), WHO | {"next": ""})
    good = SimpleUploadedFile("证件.pdf", b"%PDF-1.4")
    client.post(step(3), HOW | {"identity_file": good, "upload": ""})
    bad = SimpleUploadedFile("证件.pdf", b"<script>alert(1)</script>")
    answer = client.post(step(3), HOW | {"phone": "13900139000", "other_file": bad, "next": ""})
    page = text(answer)
    assert answer.status_code == 200
    assert "没有上传" in page
    assert 'value="13900139000"' in page
    row = Attachment.objects.get()
    assert (row.name, row.identity) == ("证件.pdf", True)
    client.post(step(3), HOW | {"remove": "no"})
    client.post(step(3), HOW | {"remove": str(row.pk + 1)})
    assert Attachment.objects.count() == 1
    client.post(step(3), HOW | {"remove": str(row.pk)})
    assert Attachment.objects.count() == 0


def test_a_body_that_takes_no_applications_cannot_be_chosen(client: Client, district: District) -> None:
    Body.objects.filter(pk=district.below.pk).update(ended_on=TODAY)
    Body.objects.filter(pk=district.other.pk).update(own_powers=False)
    page = text(client.get(step(2)))
    assert district.top.name in page
    for body in (district.below, district.other):
        assert body.name not in page
        assert "body" in client.post(step(2), WHAT | {"body": str(body.pk), "next": ""}).context["form"].errors
    assert client.post(step(2), WHAT | {"body": "x", "next": ""}).status_code == 200


def test_an_anonymous_form_from_elsewhere_is_refused(district: District) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(step(1), WHO).status_code == 403
    page = client.get(step(1)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)  # type: ignore[union-attr]
    assert client.post(step(1), WHO | {"next": "", "csrfmiddlewaretoken": token}).status_code == 302


@pytest.mark.parametrize(
    "where", ["/portal/apply/short/1/", f"/portal/apply/{SECRET}/5/", f"/portal/apply/{SECRET}/0/"]
)
def test_an_address_that_is_none_is_not_found(client: Client, db: None, where: str) -> None:
    assert client.get(where).status_code == 404


def test_too_many_submits_are_refused_with_everything_kept(
    client: Client, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "now", lambda: NOW)
    for place in range(10):
        submitted(district.top, f"secret{place}", network=f"n{place}")
    filled(client, district.top)
    page = text(client.post(step(4), {"submit": ""}))
    assert "操作过于频繁" in page
    assert "当面或者邮寄" in page
    assert Submission.objects.get(state="draft").typed["name"] == "张三丰"


# Progress


def ask(client: Client, number: Any, code: str) -> str:
    return text(client.post("/portal/progress/", {"number": number, "code": code}))


def test_a_wrong_number_and_a_wrong_code_are_told_alike(client: Client, district: District) -> None:
    one = submitted(district.top)

    def said(number: Any, code: str) -> str:
        page = ask(client, number, code)
        return re.sub(r'value="[^"]*"', "", page)

    assert said(one.number, "AAAA") == said("20240920000000", "AAAA")
    assert "不对" in said(one.number, "AAAA")
    assert client.post("/portal/progress/", {"number": "", "code": ""}).status_code == 200


def test_guessing_ends_after_five_tries(client: Client, district: District) -> None:
    one = submitted(district.top)
    for _ in range(5):
        ask(client, one.number, "AAAA")
    answer = client.post("/portal/progress/", {"number": one.number, "code": "AAAA"})
    assert answer.status_code == 429
    assert "过于频繁" in text(answer)


def test_the_receipt_s_code_opens_the_progress_and_shows_no_personal_data(client: Client, district: District) -> None:
    filled(client, district.top)
    receipt = text(client.post(step(4), {"submit": ""}, follow=True))
    number, code = re.findall(r"<dt>(?:申请编号|查询码)</dt><dd>([\w-]+)<", receipt)
    page = ask(client, number, code.lower().replace("-", " "))
    assert "等待确认" in page
    assert "2024年9月23日（周一）" in page
    assert not [one for one in ("张三丰", HOW["phone"], HOW["email"], WHO["id_number"]) if one in page]


def heading(submission: Submission, on: date = TODAY) -> tuple[str, date | None]:
    said = told(Submission.objects.get(pk=submission.pk), on, REGIME)
    return said.heading, said.until


def test_where_it_stands_follows_the_facts(district: District) -> None:
    one = submitted(district.top, on=date(2024, 9, 10))
    assert heading(one, date(2024, 9, 10)) == ("等待确认", date(2024, 9, 11))
    matter = confirm(one, confirmed=date(2024, 9, 10))
    assert heading(one) == ("正在办理", date(2024, 10, 14))
    assert heading(one, date(2024, 10, 15)) == ("已超过答复期限", date(2024, 10, 14))
    entered(matter, consulted("9-12"), "a")
    assert heading(one)[0] == "正在征求意见"
    entered(matter, extended("9-18"), "b")
    assert ("延长" in told(Submission.objects.get(), TODAY, REGIME).past[-1][1]) is True
    entered(matter, answered("9-20", Leaf.D4, document="青信公〔2024〕5号"), "c")
    said = told(Submission.objects.get(), TODAY, REGIME)
    assert (said.heading, said.until) == ("已经答复", TODAY)
    assert "青信公〔2024〕5号" in said.words
    assert next(words for _, words in said.past) == "提交申请"
    assert "征求" not in str(said.past)


def test_what_the_applicant_must_do_is_said_with_its_day(district: District) -> None:
    one = letter(district.top, submitted_on=date(2024, 9, 10))
    matter = Matter.objects.get()
    entered(matter, CorrectionAsked(on=day("9-11"), asks="请写明文件的年份", days=10), "a")
    said = told(Submission.objects.get(pk=one.pk), TODAY, REGIME)
    assert (said.heading, said.until) == ("需要您补正", date(2024, 9, 26))
    assert "请写明文件的年份" in said.todo
    assert heading(one, date(2024, 9, 27))[0] == "等待工作机构处理"


def test_a_fee_and_a_withdrawal_are_told(district: District) -> None:
    one = letter(district.top, "a", submitted_on=date(2024, 9, 10))
    matter = Matter.objects.get()
    entered(matter, fee("9-12", "200"), "a1")
    said = told(Submission.objects.get(pk=one.pk), TODAY, REGIME)
    assert "200元" in said.todo or said.heading == "等待工作机构处理"
    entered(matter, withdrawn("9-13"), "a2")
    assert heading(one) == ("已经办结", date(2024, 9, 13))


def test_a_returned_submission_says_why(district: District) -> None:
    from gongkai.web.intake.services import submission_return

    one = submitted(district.top)
    submission_return(submission_id=one.pk, why="您在确认时撤回", actor=None, on=TODAY)
    said = told(Submission.objects.get(), TODAY, REGIME)
    assert (said.heading, said.words) == ("没有登记", "您在确认时撤回")


def test_the_days_ahead_are_those_of_the_law() -> None:
    ahead = outlook(date(2024, 9, 20), REGIME)
    assert ahead
    assert (ahead.confirm, ahead.correct, ahead.answer) == (date(2024, 9, 23), date(2024, 10, 8), date(2024, 10, 24))
    assert outlook(date(2018, 1, 1), REGIME) is None


# What is public


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


# Charts

WORDS = st.text(st.characters(exclude_categories=("C",)), max_size=12)
ROWS = st.lists(st.tuples(WORDS, st.integers(0, 10**6)), max_size=8)


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="s" ', 1))


@given(ROWS)
def test_every_picture_is_well_formed_and_says_every_number(rows: list[tuple[str, int]]) -> None:
    for draw in (charts.bars, charts.line):
        root = drawn(draw("k", "标题 <&>", rows))
        said = "".join(root.itertext())
        assert all(str(value) in said for _, value in rows)
        assert root.get("role") == "img"
        named = {one.get("id") for one in root}
        assert set(str(root.get("aria-labelledby")).split()) <= named
        for box in root.iter("{s}rect"):
            assert float(box.get("x", 0)) + float(box.get("width", 0)) <= charts.WIDTH + 0.1


@given(st.lists(st.none() | st.integers(-50, 999), max_size=8))
def test_a_spark_draws_what_is_known_from_zero_up_and_stays_in_its_frame(values: list[int | None]) -> None:
    root = drawn(charts.spark("说 <&>", values))
    assert root.get("aria-label") == "说 <&>"
    points = [one for line in root.iter("{s}polyline") for one in str(line.get("points")).split()]
    assert all(0 <= float(x) <= 96 and 0 <= float(y) <= 24 for x, y in (one.split(",") for one in points))
    runs = "".join("x" if value is not None else " " for value in values).split()
    assert len(points) == sum(len(run) for run in runs if len(run) > 1)


def test_a_spark_shows_a_small_change_as_small() -> None:
    ((_, then), (_, now)) = (
        one.split(",")
        for one in str(next(drawn(charts.spark("x", [98, 100])).iter("{s}polyline")).get("points")).split()
    )
    assert (float(then), float(now)) == (4.3, 4.0)


def test_an_interval_and_a_meter_stand_where_they_are() -> None:
    scale, whiskers = drawn(charts.span("x", 50, 25, 75)).iter("{s}line")
    assert (scale.get("x1"), scale.get("x2"), whiskers.get("x1"), whiskers.get("x2")) == ("4", "92", "26.0", "70.0")
    (bar,) = drawn(charts.meter("x", 5, 10)).iter("{s}rect")
    assert bar.get("width") == "44.0"
    (bar,) = drawn(charts.meter("x", 0, 0)).iter("{s}rect")
    assert bar.get("width") == "0.0"


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 999), min_size=n, max_size=n), min_size=1, max_size=6)
    )
)
def test_stacked_bars_fill_in_proportion_and_are_told_apart_without_colour(values: list[list[int]]) -> None:
    series = [Series(f"系列{place}", row) for place, row in enumerate(values)]
    categories = [f"{place}年" for place in range(len(values[0]))]
    root = drawn(charts.stacked("k", "标题", categories, series))
    boxes = [one for one in root.iter("{s}rect") if one.get("height") == "20" and "url" not in str(one.get("fill"))]
    assert len(boxes) == len(series) * len(categories)
    sums = [sum(row[place] for row in values) for place in range(len(categories))]
    widest = max(sums) or 1
    for place, total in enumerate(sums):
        widths = [float(box.get("width", 0)) for box in boxes[place * len(series) : (place + 1) * len(series)]]
        assert abs(sum(widths) - total / widest * charts.PLOT) < 0.1 * len(series) + 0.1
    patterns = {one.get("id") for one in root.iter("{s}pattern")}
    assert patterns == {f"k-p{place}" for place in range(1, len(series))}
    assert len({charts.PATTERNS[place] for place in range(6)}) == 6
    assert all(f"系列{place}" in "".join(root.itertext()) for place in range(len(series)))
