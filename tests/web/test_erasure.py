"""Personal data erased on order or after their time: what goes, what stays and why, and the trace without them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.ledger.facts import Fact, Kind, dispute
from gongkai.web.bodies.models import Change, Succession
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Link, Matter, OldRow
from gongkai.web.cases.old_ledgers import ledger_enter, ledger_keep
from gongkai.web.cases.private import own_words
from gongkai.web.cases.services import fact_enter
from gongkai.web.flow.models import Inquiry, Note, Task
from gongkai.web.flow.telling import tell
from gongkai.web.intake import attachments, erasure
from gongkai.web.intake.models import Attachment, Erasure, Passing, Submission
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify
from gongkai.web.letters.models import Draft, Letter
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import TODAY, District, entered, opened, refusal
from tests.web.submissions import PERSONAL, confirm, submitted, upload
from tests.web.test_letters import GIVEN, begun, issued, known
from tests.web.workbooks import workbook

LATER = "2025-06-03"
"""A day after everything of September 2024 can be contested no more."""
SENT = {"ground": "request", "ordered_by": "申请人", "document": "", "why": "本人来信", "sure": "on"}


@pytest.fixture(autouse=True)
def later(settings: Any) -> None:
    settings.GONGKAI_TODAY = LATER


@pytest.fixture(name="matter")
def make_matter(district: District, clerk: Any) -> Matter:
    """An application that was answered, with the applicant's words wherever they can stand."""
    one = submitted(district.top)
    attachments.attachment_add(submission_id=one.pk, upload=upload(), identity=True)
    matter = confirm(one)
    draft = Draft.objects.create(matter=matter, kind="answer", to="张三丰", address="青川区一路1号", token="d")
    original = ContentFile(b"1", "x")
    draft.redactions.create(name="张三丰.pdf", kind="pdf", size=1, digest="d", file=original, by=clerk, on=TODAY)
    Note.objects.create(matter=matter, text="张三丰来电13800138000，催问", by=clerk, token="n")
    Note.objects.create(matter=matter, text="已转教育局", by=clerk, token="m")
    other = opened(district.top, received("9-2"), token="earlier")
    tied = {"kind": Link.Kind.AGAIN, "by": clerk, "on": TODAY}
    Link.objects.create(one=matter, other=other, note="张三丰上次也问过", **tied)
    old = {"removed_on": TODAY, "removed_by": clerk, "removed_why": "张三丰说不是一回事"}
    Link.objects.create(one=other, other=matter, note="", **tied, **old)
    Passing.objects.create(
        submission=one, from_body=district.other, to_body=district.top, why="张三丰住在青川", by=clerk, on=TODAY
    )
    Task.objects.create(matter=matter, title="回复张三丰", user=clerk, by=clerk, on=TODAY, token="k")
    tell([clerk], Notice.Kind.ASSIGNED, "交办：回复张 三丰，138-0013-8000", address="/", on=TODAY, matter=matter)
    given = {"ref": "甲", "whom": "co_maker", "to": district.other, "due_on": TODAY, "sent_by": clerk, "token": "i"}
    asked = Inquiry.objects.create(
        matter=matter, words="规划图", reasons="张三丰是利害关系人", sent_on=TODAY, arrived_on=TODAY, **given
    )
    address = reverse("inquiry", args=[asked.pk])
    notify(user=clerk, kind=Notice.Kind.RETURNED, text="退回：张三丰的意见", address=address, on=TODAY)
    return entered(matter, answered("9-20"))


def everywhere() -> str:
    """Every row in which an applicant's data may lie."""
    tables = (Submission, Attachment, Link, Passing, OldRow, Draft, Note, Task, Notice, Inquiry, Erasure, FactRow)
    return str([list(table._default_manager.values_list()) for table in tables])


def imported(district: District, clerk: Any) -> Matter:
    heads = ("收件日期", "申请人", "申请内容", "答复日期", "答复结果")
    data = workbook(heads, ("2024-03-05", "王小明", "绿化", "2024-03-08", "公开"))
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    ledger_enter(ledger=ledger, actor=clerk, on=TODAY, regime=REGIME)
    return Matter.objects.latest("pk")


def test_the_page_says_what_goes_and_what_stays_and_erases_by_order(
    client: Client, district: District, person: Any, matter: Matter, django_capture_on_commit_callbacks: Any
) -> None:
    head = person(district.top, "head")
    client.force_login(head)
    one, before = Submission.objects.get(), history_of(matter)
    where = f"/applications/{one.pk}/erase/"
    assert where in client.get(f"/matters/{matter.pk}/").content.decode()
    page = client.get(where).content.decode()
    for words in (
        "附件（身份证明",
        "没有印发的文书草稿",
        "便笺、交办、提醒和通知中申请人的姓名和号码",
        "征求其他机关意见的往来文字中申请人的姓名和号码",
        "关联说明中申请人的姓名和号码（2）",
        "移交理由中申请人的姓名和号码",
        "台账中的事实",
        "已经制作的备份",
    ):
        assert words in page
    assert not [word for word in PERSONAL if word in page]
    assert client.post(where, SENT | {"sure": ""}).status_code == 200
    named = client.post(where, SENT | {"why": "张三丰本人来信"}).content.decode()
    assert "依据或者理由里有姓名" in named
    assert Submission.objects.get().name == "张三丰"
    stored = Draft.objects.get().redactions.get().file
    assert stored.storage.exists(stored.name)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(where, SENT).status_code == 302
    assert not stored.storage.exists(stored.name)
    assert not [word for word in PERSONAL if word in everywhere()]
    assert history_of(Matter.objects.get(pk=matter.pk)) == before
    assert sorted(Note.objects.values_list("text", flat=True)) == ["已转教育局", "（已清除）来电（已清除），催问"]
    trace = Erasure.objects.get()
    assert (trace.by, trace.on, trace.ground, trace.ordered_by) == (
        head,
        date.fromisoformat(LATER),
        "request",
        "申请人",
    )
    assert client.post(where, SENT).status_code == 302
    assert Erasure.objects.count() == 1
    assert "已经没有可以清除的个人信息" in client.get(where).content.decode()
    client.force_login(person(district.top, "auditor"))
    assert "本人来信" in client.get("/applications/erased/").content.decode()


def test_what_is_open_stays_and_a_clerk_may_not(client: Client, district: District, person: Any, clerk: Any) -> None:
    one = submitted(district.top)
    where = f"/applications/{one.pk}/erase/"
    assert client.get(where).status_code == client.post(where, SENT).status_code == 403
    client.force_login(person(district.top, "head"))
    page = client.post(where, SENT).content.decode()
    assert "申请尚未办结" in page
    assert "本人来信" in page
    assert Submission.objects.get().name == "张三丰"


def test_a_letter_that_went_out_stays_with_its_reason(
    client: Client, district: District, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(district.top)
    head = person(district.top, "head")
    monkeypatch.setitem(GIVEN, "actor", head)
    matter = confirm(submitted(district.top))
    letter = issued(begun(matter))
    content = bytes(Letter.objects.get().content)
    begun(matter, "receipt_slip", token="unsent")
    client.force_login(head)
    where = f"/applications/{Submission.objects.get().pk}/erase/"
    page = client.get(where).content.decode()
    assert "已经印发的文书（收件人、正文）和送达记录" in page
    assert "第四十七条第二款" in page
    assert client.post(where, SENT).status_code == 302
    kept = Letter.objects.get()
    assert (kept.to, bytes(kept.content)) == (letter.to, content)
    assert [draft.token for draft in Draft.objects.all()] == ["d"]


def test_documents_given_with_a_letter_that_went_out_are_named_among_what_stays(
    client: Client, district: District, person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(district.top)
    head = person(district.top, "head")
    monkeypatch.setitem(GIVEN, "actor", head)
    matter = confirm(submitted(district.top))
    draft = issued(begun(matter)).draft
    draft.redactions.create(
        name="a.pdf", kind="pdf", size=1, digest="d", file=ContentFile(b"1", "x"), by=head, on=TODAY
    )
    client.force_login(head)
    page = client.get(f"/applications/{Submission.objects.get().pk}/erase/").content.decode()
    assert "随部分公开的答复保存的原件和遮盖件" in page


def test_a_row_that_was_never_entered_is_cleared_by_order_and_stays_empty(
    client: Client, district: District, person: Any, clerk: Any
) -> None:
    heads = ("收件日期", "申请人", "申请内容")
    ledger = ledger_keep(
        body=district.top, name="台账", data=workbook(heads, ("某日", "王小明", "绿化")), actor=clerk, on=TODAY
    )
    where = f"/imports/{ledger.pk}/rows/2/"
    assert client.post(where, {"erase": "1", "why": "依申请人请求"}).status_code == 403
    client.force_login(person(district.top, "head"))
    assert "清除这一行" in client.get(where).content.decode()
    assert "请写明清除的根据" in client.post(where, {"erase": "1", "why": ""}).content.decode()
    assert client.post(where, {"erase": "1", "why": "依申请人请求"}).status_code == 302
    assert "王小明" not in everywhere()
    assert "依申请人请求" in Change.objects.latest("pk").words
    assert "已经清除" in client.post(where, {"cell0": "2024-03-05", "cell1": "王小明"}).content.decode()
    assert "王小明" not in everywhere()


def test_the_row_of_an_old_ledger_goes_too(client: Client, district: District, person: Any, clerk: Any) -> None:
    matter = imported(district, clerk)
    client.force_login(person(district.top, "head"))
    where = f"/applications/matters/{matter.pk}/erase/"
    assert where in client.get(f"/matters/{matter.pk}/").content.decode()
    assert "导入的原台账行" in client.get(where).content.decode()
    before = history_of(matter)
    Note.objects.create(matter=matter, text="王小明来电", by=clerk, token="n")
    assert "王小明" in own_words(matter)
    assert client.post(where, SENT).status_code == 302
    assert "王小明" not in everywhere()
    assert OldRow.objects.get().erased_on == date.fromisoformat(LATER)
    assert history_of(matter) == before
    assert Erasure.objects.get().matter == matter


def test_the_night_takes_rows_after_their_time(district: District, clerk: Any) -> None:
    imported(district, clerk)
    erasure.purge(on=date(2034, 3, 8))
    assert "王小明" in everywhere()
    erasure.purge(on=date(2034, 3, 9))
    assert "王小明" not in everywhere()


def test_the_night_leaves_a_trace_of_what_had_its_time(district: District, matter: Matter) -> None:
    erasure.purge(on=date(2034, 9, 21))
    assert not [word for word in PERSONAL if word in everywhere()]
    trace = Erasure.objects.get()
    assert (trace.by, trace.ground) == (None, "expired")


def test_a_fact_that_names_the_applicant_is_counted_on_the_page(district: District, clerk: Any) -> None:
    one = submitted(district.top)
    matter = confirm(one, asks="张三丰的方案")
    entered(matter, answered("9-20"))
    one.refresh_from_db()
    matter.refresh_from_db()
    (facts,) = [held for held in erasure.plan(one, matter) if held.words == "台账中的事实"]
    assert "其中1项写有申请人的姓名" in facts.why
    assert refusal(lambda: confirm(one)) == "registered-already"


def disputed(about: Matter, *facts: Fact) -> Matter:
    first = dispute.Opened(on=date(2024, 10, 8), route=dispute.Route.REVIEW, about=about.number)
    return opened(about.body, first, *facts, kind=Kind.DISPUTE, token="dispute", on=date(2025, 6, 3))


@pytest.mark.parametrize(
    ("day", "ground", "why"),
    [
        ("2025-04-21", "request", "contestable"),  # 6 months to 20 March, 30 days to Saturday the 19th
        ("2025-04-22", "request", ""),
        ("2025-04-21", "needless", "contestable"),
        ("2025-04-21", "order", ""),
    ],
)
def test_what_may_be_contested_is_kept_to_defend_it(matter: Matter, day: str, ground: str, why: str) -> None:
    assert erasing(matter, day, ground) == why
    assert (Submission.objects.get().erased_on is None) == bool(why)


def test_a_dispute_that_goes_on_keeps_the_data_and_one_that_ended_for_a_while(matter: Matter) -> None:
    about = disputed(matter)
    assert erasing(matter, "2025-06-03") == "disputed"
    given: dict[str, Any] = {"actor": None, "on": date(2025, 6, 3), "regime": REGIME, "token": "decided"}
    fact_enter(matter_id=about.pk, fact=dispute.Decided(on=date(2025, 5, 28), result="upheld"), **given)
    assert erasing(matter, "2025-07-14") == "contestable"  # 15 days to 12 June, 30 days to Saturday 12 July
    assert erasing(matter, "2025-07-15") == ""


def test_the_night_leaves_what_is_in_dispute(matter: Matter) -> None:
    disputed(matter)
    erasure.purge(on=date(2034, 9, 21))
    assert Submission.objects.get().name == "张三丰"


def test_the_night_leaves_what_is_needed_and_goes_on_with_the_rest(matter: Matter, district: District) -> None:
    on, again = date(2034, 9, 21), submitted(district.top, "again")
    entered(confirm(again), answered("9-20"), "again")
    about, day = disputed(matter), date(2029, 9, 19)
    given: dict[str, Any] = {"actor": None, "regime": REGIME, "token": "late"}
    fact_enter(matter_id=about.pk, fact=dispute.Decided(on=day, result="upheld"), on=day, **given)
    assert erasure.purge(on=date(2029, 10, 1), years=5) == (0, 1)  # decided twelve days before: it may be appealed
    assert Submission.objects.get(erased_on=None).matter == matter
    assert erasure.purge(on=on) == (0, 1)


def test_one_whose_seals_are_broken_does_not_stop_the_night(matter: Matter, district: District) -> None:
    entered(confirm(submitted(district.top, "again")), answered("9-20"), "again")
    FactRow.objects.filter(matter=matter).update(on=date(2024, 1, 1))
    assert erasure.purge(on=date(2034, 9, 21)) == (0, 1)
    assert Submission.objects.get(erased_on=None).matter == matter


def test_a_dispute_with_the_body_that_goes_on_or_tied_by_hand_keeps_the_data(
    matter: Matter, district: District, clerk: Any
) -> None:
    Succession.objects.create(body=district.top, successor=district.other, kind="merged", on=TODAY)
    heirs = opened(district.other, opening(matter.number), kind=Kind.DISPUTE, token="heirs")
    assert erasing(matter, "2025-06-03") == "disputed"
    given: dict[str, Any] = {"actor": None, "on": TODAY, "regime": REGIME, "token": "heirs-end"}
    fact_enter(matter_id=heirs.pk, fact=dispute.Decided(on=TODAY, result="upheld"), **given)
    unnamed = opened(district.top, opening(""), kind=Kind.DISPUTE, token="unnamed", number="复议1")
    tie = Link.objects.create(one=unnamed, other=matter, kind=Link.Kind.FOLLOWS, by=clerk, on=TODAY)
    assert erasing(matter, "2025-06-03") == "disputed"
    Link.objects.filter(pk=tie.pk).update(removed_on=TODAY)
    assert erasing(matter, "2025-06-03") == ""


def test_the_night_leaves_the_rows_of_a_matter_in_dispute(district: District, clerk: Any) -> None:
    disputed(imported(district, clerk))
    erasure.purge(on=date(2034, 3, 9))
    assert "王小明" in everywhere()


def opening(about: str) -> Fact:
    return dispute.Opened(on=TODAY, route=dispute.Route.REVIEW, about=about)


def erasing(matter: Matter, day: str, ground: str = "request") -> str:
    order = erasure.Order(Erasure.Ground(ground), ordered_by="申请人", why="本人来信")
    given: dict[str, Any] = {"matter": matter, "order": order, "on": date.fromisoformat(day), "regime": REGIME}
    try:
        erasure.erase(submission=Submission.objects.get(), **given)
    except Refusal as refused:
        return refused.code
    return ""
