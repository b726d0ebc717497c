"""What applicants send in: once, by the right day, nothing of them in the ledger."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.ledger.facts.application import Received
from gongkai.web.bodies.models import Body, Succession
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.intake import attachments, erasure, files, identity, limits, selectors, services
from gongkai.web.intake.forms import Entered, How, What, Who, is_resident_number
from gongkai.web.intake.likeness import bigrams, likeness
from gongkai.web.intake.models import Attachment, PersonalDataAccess, Submission, Tally
from gongkai.web.intake.tasks import purge_daily
from gongkai.web.jobs.models import Notice
from gongkai.web.kernel.names import file_name
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import TODAY, District, entered, opened

NOW = datetime(2024, 9, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
WHO = {
    "applicant": "natural", "name": "张三丰", "representative": "", "id_kind": "resident",
    "id_number": "11010519491231002X",
}  # fmt: skip
WHAT = {"title": "城东片区征地补偿方案", "paper_number": "青府发〔2024〕3号", "description": "去年秋天张贴过"}
HOW = {
    "phone": "13800138000", "email": "z@example.cn", "address": "青川区一路1号", "postcode": "100000",
    "form": "electronic", "delivery": "email",
}  # fmt: skip
DATA = WHO | WHAT | HOW
PERSONAL = ("张三丰", "11010519491231002X", "13800138000", "z@example.cn", "一路1号", "去年秋天")
SECRET = "s" * 32
PDF = b"%PDF-1.4\n..."


def drafted(secret: str = SECRET, **typed: str) -> Submission:
    return services.draft_save(secret=secret, typed=typed, on=TODAY, network="n", at=NOW)


def submitted(body: Body, secret: str = SECRET, **more: Any) -> Submission:
    drafted(secret)
    given = {"data": DATA | more.pop("data", {}), "on": TODAY, "network": "n", "at": NOW} | more
    return services.submit(secret=secret, body=body, **given)[0]


def confirm(submission: Submission, **more: Any) -> Matter:
    given = {"confirmed": TODAY, "asks": "征地补偿方案", "items": 1, "actor": None, "on": TODAY, "regime": REGIME}
    return services.submission_confirm(submission_id=submission.pk, **(given | more))


def letter(body: Body, token: str = "t", data: dict[str, str] | None = None, **days: Any) -> Submission:
    submission = Submission(body=body, **({"channel": "in_person", "submitted_on": date(2024, 9, 19)} | days))
    made, _code = services.intake_enter(
        submission=submission,
        data=DATA | (data or {}),
        asks="征地补偿方案",
        items=1,
        token=token,
        actor=None,
        on=TODAY,
        regime=REGIME,
    )
    return made


def refusal(act: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code


def upload(name: str = "证件.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# Drafts and submitting


def test_a_draft_keeps_what_was_typed_right_or_wrong(district: District) -> None:
    drafted(name="张", id_number="不是号码")
    drafted(title="某方案", name="张三")
    (draft,) = Submission.objects.all()
    assert draft.typed == {"name": "张三", "id_number": "不是号码", "title": "某方案"}
    assert (draft.state, draft.number, draft.begun_on) == ("draft", None, TODAY)
    assert SECRET not in str(list(Submission.objects.values_list()))


def test_three_identical_submits_are_one_submission(district: District) -> None:
    drafted()
    given = {"body": district.top, "data": DATA, "on": TODAY, "network": "n", "at": NOW}
    answers = [services.submit(secret=SECRET, **given) for _ in range(3)]
    assert len({(one.number, code) for one, code in answers}) == 1
    one = Submission.objects.get()
    assert (one.state, one.body, one.submitted_on, one.name) == ("submitted", district.top, TODAY, "张三丰")
    assert one.typed == {}
    assert Tally.objects.get(action="submit").count == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_submits_in_parallel_are_one_submission() -> None:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    drafted()

    def submit(_: int) -> tuple[str | None, str]:
        try:
            made, code = services.submit(secret=SECRET, body=body, data=DATA, on=TODAY, network="n", at=NOW)
            return made.number, code
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        answers = set(pool.map(submit, range(50)))
    assert len(answers) == 1
    assert Submission.objects.count() == 1
    assert Tally.objects.get(action="submit").count == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_confirmations_in_parallel_open_one_matter() -> None:
    body = Body.objects.create(name="青川区人民政府办公室", kind=Body.Kind.GOVERNMENT_OFFICE)
    submission = submitted(body)

    def act(_: int) -> int:
        try:
            return confirm(submission).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        assert len(set(pool.map(act, range(50)))) == 1
    assert (Matter.objects.count(), FactRow.objects.count()) == (1, 1)


def test_what_was_submitted_is_not_changed_any_more(district: District) -> None:
    submitted(district.top)
    assert refusal(lambda: drafted(title="另一个")) == "submitted-already"
    assert Submission.objects.get().title == WHAT["title"]


def test_nothing_is_submitted_without_a_draft(district: District) -> None:
    given = {"body": district.top, "data": DATA, "on": TODAY, "network": "n", "at": NOW}
    assert refusal(lambda: services.submit(secret="unknown", **given)) == "no-draft"
    assert Submission.objects.count() == 0


# Limits


def test_an_applicant_submits_ten_times_a_day_and_others_still_may(district: District) -> None:
    for place in range(10):
        submitted(district.top, f"secret{place}", network=f"n{place}")
    assert refusal(lambda: submitted(district.top, "secret11", network="n11")) == "too-often"
    assert Submission.objects.filter(state="submitted").count() == 10
    submitted(district.top, "secret12", data={"id_number": "110105194912310038"})
    tomorrow = NOW + timedelta(days=1)
    assert submitted(district.top, "secret13", at=tomorrow).state == "submitted"


def test_a_network_submits_thirty_times_an_hour(district: District) -> None:
    for place in range(30):
        submitted(district.top, f"secret{place}", data={"id_number": f"no{place}"})
    assert refusal(lambda: submitted(district.top, "more", data={"id_number": "no31"})) == "too-often"
    assert submitted(district.top, "other", data={"id_number": "no32"}, network="n2").state == "submitted"


def test_nothing_is_submitted_when_nobody_can_count(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted()

    def broken(**_: Any) -> Any:
        raise DatabaseError

    monkeypatch.setattr(Tally.objects, "get_or_create", broken)
    given = {"body": district.top, "data": DATA, "on": TODAY, "network": "n", "at": NOW}
    assert refusal(lambda: services.submit(secret=SECRET, **given)) == "limit-unknown"
    assert Submission.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("proxies", "header", "network"),
    [
        (0, "9.9.9.9", "10.1.2.0/24"),
        (1, "9.9.9.9, 203.0.113.7", "203.0.113.0/24"),
        (1, "nonsense", "unknown"),
        (1, "", "unknown"),
        (2, "203.0.113.7", "10.1.2.0/24"),
        (1, "2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
    ],
)
def test_a_network_is_not_what_a_visitor_says(settings: Any, proxies: int, header: str, network: str) -> None:
    settings.GONGKAI_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR=header)
    assert limits.network_of(request) == network


# The progress query


def test_number_and_code_find_the_submission_however_they_are_typed(district: District) -> None:
    drafted()
    one, code = services.submit(secret=SECRET, body=district.top, data=DATA, on=TODAY, network="n", at=NOW)
    for number, typed in ((one.number, code), (f" {one.number} ", identity.grouped(code).lower())):
        assert services.found_by_code(number=str(number), code=typed, network="n", at=NOW) == one
    assert not Tally.objects.exclude(action__in=("submit", "submit_of_one", "draft")).filter(count__gt=0).exists()
    assert code not in str(list(Submission.objects.values_list()))


def test_wrong_codes_are_limited_by_number_and_by_network(district: District) -> None:
    one, other = submitted(district.top), submitted(district.top, "other", data={"id_number": "no2"})
    code = identity.code_of(SECRET)

    def ask(number: Any, code: str, network: str, at: datetime = NOW) -> Submission | None:
        return services.found_by_code(number=str(number), code=code, network=network, at=at)

    for place in range(5):
        assert ask(one.number, "WRONG", f"n{place}") is None
    assert refusal(lambda: ask(one.number, code, "n9")) == "too-often"
    assert ask(other.number, identity.code_of("other"), "n9") == other
    assert ask(one.number, code, "n9", NOW + timedelta(minutes=15)) == one
    for place in range(20):
        assert ask(f"2024{place}", code, "same") is None
    assert refusal(lambda: ask(other.number, identity.code_of("other"), "same")) == "too-often"


def test_an_empty_code_finds_nothing(district: District) -> None:
    one = submitted(district.top)
    Submission.objects.update(code_hash="")
    assert services.found_by_code(number=str(one.number), code="", network="n", at=NOW) is None
    assert services.found_by_code(number="", code="", network="n", at=NOW) is None


def test_a_draft_is_not_found(district: District) -> None:
    drafted()
    Submission.objects.update(number="1", code_hash=identity.code_hash("A"))
    assert services.found_by_code(number="1", code="A", network="n", at=NOW) is None


def test_a_renewed_code_opens_and_the_old_one_does_not(client: Client, clerk: Any, district: District) -> None:
    one, other = submitted(district.top), submitted(district.top, "other")
    page = client.post(f"/applications/{one.pk}/code/", follow=True).content.decode()
    code = re.search(r"新的查询码是([\w-]{14})", page).group(1)  # type: ignore[union-attr]
    number = str(one.number)
    assert services.found_by_code(number=number, code=code, network="n", at=NOW) == one
    assert services.found_by_code(number=number, code=identity.code_of(SECRET), network="n", at=NOW) is None
    assert services.found_by_code(number=str(other.number), code=code, network="n", at=NOW) is None
    (kept,) = one.accesses.all()
    assert (kept.user, kept.what) == (clerk, "换发查询码")


def test_no_file_that_staff_choose_is_left_out_in_silence(client: Client, clerk: Any, district: District) -> None:
    one = submitted(district.top)
    where = f"/applications/{one.pk}/file/"
    assert "没有选择文件" in client.post(where, follow=True).content.decode()
    sent = {"identity_file": upload(content=b""), "other_file": [upload("甲.pdf"), upload("乙.pdf", PDF + b"2")]}
    page = client.post(where, sent, follow=True).content.decode()
    assert "文件“证件.pdf”是空的" in page
    assert list(one.attachments.values_list("name", flat=True)) == ["甲.pdf", "乙.pdf"]


def test_those_who_may_confirm_are_told_without_a_name(clerk: Any, district: District, person: Any) -> None:
    person(district.top, "auditor")
    person(district.below, "clerk")
    one = submitted(district.top)
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.number, notice.address) == (clerk, one.number, f"/applications/{one.pk}/")
    assert not [word for word in PERSONAL if word in str(vars(notice))]


# Confirmation and the papers that staff enter


def test_a_confirmed_submission_is_a_matter_whose_facts_name_nobody(district: District) -> None:
    submission = submitted(district.top, on=date(2024, 9, 19))
    matter = confirm(submission)
    (fact,) = history_of(matter).facts
    assert isinstance(fact, Received)
    assert (fact.on, fact.submitted, fact.channel, fact.applicant) == (TODAY, date(2024, 9, 19), "online", "natural")
    assert fact.applicant_key == identity.applicant_key(
        id_kind="resident", id_number="110105 19491231 002x", name="", phone=""
    )
    line = FactRow.objects.get().line
    assert not [one for one in PERSONAL if one in line]
    submission.refresh_from_db()
    assert (submission.state, submission.matter, submission.confirmed_on) == ("registered", matter, TODAY)


def test_a_confirmation_in_the_future_or_before_the_submission_changes_nothing(district: District) -> None:
    submission = submitted(district.top)
    assert refusal(lambda: confirm(submission, confirmed=TODAY + timedelta(1))) == "future"
    assert refusal(lambda: confirm(submission, confirmed=TODAY - timedelta(1))) == "days-out-of-order"
    submission.refresh_from_db()
    assert (submission.state, submission.confirmed_on, Matter.objects.count()) == ("submitted", None, 0)


def test_what_was_returned_is_not_confirmed_and_the_other_way_round(district: District) -> None:
    one, other = submitted(district.top), submitted(district.top, "other")
    back: dict[str, Any] = {"why": "已撤回", "actor": None, "on": TODAY}
    services.submission_return(submission_id=one.pk, **back)
    assert services.submission_return(submission_id=one.pk, **back).state == "returned"
    assert refusal(lambda: confirm(one)) == "not-waiting"
    confirm(other)
    assert refusal(lambda: services.submission_return(submission_id=other.pk, **back)) == "not-waiting"


@pytest.mark.parametrize(
    ("days", "on", "due"),
    [
        ({"channel": "in_person", "submitted_on": date(2024, 9, 10)}, date(2024, 9, 10), date(2024, 10, 14)),
        (
            {"channel": "mail_signed", "submitted_on": date(2024, 9, 6), "arrived_on": date(2024, 9, 10)},
            date(2024, 9, 10),
            date(2024, 10, 14),
        ),
        (
            {
                "channel": "mail_plain",
                "submitted_on": date(2024, 9, 6),
                "arrived_on": date(2024, 9, 9),
                "confirmed_on": date(2024, 9, 10),
            },
            date(2024, 9, 10),
            date(2024, 10, 14),
        ),
        ({"channel": "fax", "submitted_on": date(2024, 9, 9)}, None, None),
        ({"channel": "mail_signed", "submitted_on": date(2024, 9, 9)}, None, None),
    ],
)
def test_a_paper_is_received_on_the_day_of_its_channel(
    district: District, days: dict[str, Any], on: date | None, due: date | None
) -> None:
    made = letter(district.top, **days)
    if on is None:
        assert (made.state, made.matter, Matter.objects.count()) == ("submitted", None, 0)
    else:
        matter = Matter.objects.get()
        assert (matter.began_on, matter.due_on, made.state) == (on, due, "registered")
        assert made.matter == matter


def test_a_paper_entered_twice_is_one_and_other_content_is_refused(district: District) -> None:
    assert letter(district.top).pk == letter(district.top).pk
    assert refusal(lambda: letter(district.top, data={"title": "别的"})) == "token-taken"
    assert (Submission.objects.count(), Matter.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"items": 2}, {"asks": "另一份方案"}, {"days": {"confirmed_on": date(2024, 9, 20)}}, {"oral": True},
        {"days": {"arrived_on": date(2024, 9, 20)}}, {"data": {"phone": "13900139000"}},
    ],
)  # fmt: skip
def test_other_content_under_the_same_token_is_never_the_same_paper(district: District, other: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"asks": "征地补偿方案", "items": 1, "token": "t", "actor": None}

    def enter(*, days: dict[str, date], oral: bool = False, data: dict[str, str] | None = None, **given: Any) -> Any:
        said = {"channel": "mail_plain", "submitted_on": date(2024, 9, 18), "oral": oral} | days
        new = Submission(body=district.top, **said)
        given = usual | given | {"data": DATA | (data or {}), "on": TODAY, "regime": REGIME}
        return services.intake_enter(submission=new, **given)[0]

    made = enter(days={})
    assert enter(days={}).pk == made.pk
    assert refusal(lambda: enter(**({"days": {}} | other))) == "token-taken"
    assert Submission.objects.count() == 1


def test_a_paper_confirmed_later_is_still_the_same_paper(district: District) -> None:
    made = letter(district.top, channel="mail_plain")
    confirm(made)
    assert letter(district.top, channel="mail_plain").pk == made.pk


def test_how_many_things_a_paper_asks_for_is_kept_until_it_is_confirmed(
    client: Client, clerk: Any, district: District
) -> None:
    made = letter(district.top, channel="mail_plain")
    Submission.objects.filter(pk=made.pk).update(items=4)
    assert 'name="items" value="4"' in client.get(f"/applications/{made.pk}/").content.decode()


@pytest.mark.parametrize("other", [{"items": 2}, {"asks": "别的"}, {"confirmed": date(2024, 9, 19)}])
def test_a_second_confirmation_with_other_content_is_refused(district: District, other: dict[str, Any]) -> None:
    made = submitted(district.top, on=date(2024, 9, 18))
    matter = confirm(made)
    assert confirm(made) == matter
    assert refusal(lambda: confirm(made, **other)) == "registered-already"
    assert FactRow.objects.count() == 1


def test_a_refused_second_confirmation_shows_what_was_typed(client: Client, clerk: Any, district: District) -> None:
    made = submitted(district.top)
    confirm(made)
    sent = {"save": "", "confirmed_on": "2024-09-20", "asks": "我写的另一种概括", "items": "3"}
    page = client.post(f"/applications/{made.pk}/", sent).content.decode()
    assert "已经登记（编号" in page
    assert "我写的另一种概括" in page


def test_a_paper_of_tomorrow_is_not_entered(district: District) -> None:
    assert refusal(lambda: letter(district.top, channel="fax", submitted_on=TODAY + timedelta(1))) == "future"
    assert Submission.objects.count() == 0


def test_a_paper_refused_by_the_law_leaves_nothing_behind(district: District) -> None:
    assert refusal(lambda: letter(district.top, submitted_on=date(2019, 1, 1))) == "before-regulation"
    assert (Submission.objects.count(), Matter.objects.count()) == (0, 0)


# Recognising


def test_an_applicant_has_one_key_however_the_number_is_written() -> None:
    def key(**given: str) -> str:
        return identity.applicant_key(**({"id_kind": "", "id_number": "", "name": "", "phone": ""} | given))

    assert key(id_kind="resident", id_number="１１０１０５x") == key(
        id_kind="resident", id_number="110 105-X", name="张"
    )
    assert key(id_kind="passport", id_number="110105X") != key(id_kind="resident", id_number="110105X")
    assert key(name="张 三", phone="010-1234 5678") == key(name="张三", phone="01012345678")
    assert key(name="张三") == key(phone="1") == ""
    assert "110105" not in key(id_kind="resident", id_number="110105X")


@given(st.text(max_size=30), st.integers(0, 5), st.integers(0, 5))
def test_a_mask_shows_at_most_two_thirds_and_hides_something(text: str, start: int, end: int) -> None:
    text = text.replace("*", "")
    shown = identity.masked(text, start=start, end=end)
    assert len(shown.replace("*", "")) <= len(text) * 2 // 3
    assert ("*" in shown) is bool(text)


def test_names_and_numbers_as_readers_see_them() -> None:
    assert identity.masked("张三") == "张*"
    assert identity.masked("张") == "*"
    assert identity.masked("110105194912310028") == "1*****"
    assert identity.masked("13800138000", start=3, end=4) == "138****8000"


@given(st.text(max_size=20), st.text(max_size=20))
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    a, b = bigrams(one), bigrams(other)
    assert 0 <= likeness(a, b) == likeness(b, a) <= 1
    assert likeness(a, a) == (1 if a else 0)


def test_likely_duplicates_come_first_with_how_they_ended(district: District, person: Callable[..., Any]) -> None:
    key = identity.applicant_key(**{name: DATA[name] for name in ("id_kind", "id_number", "name", "phone")})

    def of(body: Body, asks: str, key: str, *more: Any) -> Matter:
        return opened(body, received("9-10", asks=asks, applicant_key=key), *more, token=asks + key[:3])

    same = of(district.top, "城东片区征地补偿方案全文", key, answered("9-12"))
    own = of(district.top, "教师招聘名单", key)
    alike = of(district.top, "城东片区征地补偿方案", "other")
    of(district.top, "道路维修合同", "other")
    of(district.below, "城东片区征地补偿方案", key)
    user = person(district.top, "clerk")
    found, before = selectors.earlier_like(user, body_id=district.top.pk, key=key, text="城东片区征地补偿方案")
    assert [one.matter for one in found] == [same, alike, own]
    assert [one.repeated for one in found] == [True, False, False]
    assert (found[0].ended, found[1].percent, before) == ("全部公开", 100, 2)


# Forms


def test_a_resident_number_must_agree_with_its_last_character() -> None:
    assert is_resident_number("11010519491231002X")
    assert not is_resident_number("110105194912310021")
    assert Who(WHO).is_valid()
    for wrong in ("110105194912310021", "1101051949123100", "", "护照"):
        assert "id_number" in Who(WHO | {"id_number": wrong}).errors


def test_an_organisation_names_who_acts_for_it() -> None:
    company = WHO | {"applicant": "business", "id_kind": "credit", "id_number": "91110000100000001A"}
    assert set(Who(company).errors) == {"representative"}
    assert Who(company | {"representative": "李四"}).is_valid()
    assert set(Who(company | {"representative": "李四", "id_number": "123"}).errors) == {"id_number"}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({}, set()),
        ({"phone": "", "email": "", "address": "", "delivery": "collect"}, {"phone"}),
        ({"address": "", "delivery": "post"}, {"address"}),
        ({"email": ""}, {"email"}),
        ({"email": "not"}, {"email"}),
        ({"phone": "<script>"}, {"phone"}),
    ],
)
def test_somebody_must_be_reached_and_served(given: dict[str, str], wrong: set[str]) -> None:
    assert set(How(HOW | given).errors) == wrong


def test_a_title_is_needed_and_nothing_is_too_long() -> None:
    assert set(What({}).errors) == {"title"}
    assert set(What(WHAT | {"title": "长" * 121, "description": "长" * 2001}).errors) == {"title", "description"}


def test_a_paper_may_lack_what_the_law_lets_be_corrected() -> None:
    form = Entered(
        {"channel": "mail_plain", "submitted_on": "2024-09-19", "applicant": "natural", "name": "张", "title": "某",
         "items": "1"}
    )  # fmt: skip
    assert form.is_valid(), form.errors
    names = list(form.fields)
    assert set(form.field_order or ()) == set(names)
    assert names[:2] == ["channel", "submitted_on"]


# Files


def packed(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as bundle:
        for name in names:
            bundle.writestr(name, "x")
    return kept.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", PDF, ""),
        ("a.JPG", b"\xff\xd8\xff\xe0", ""),
        ("a.docx", packed(*WORD), ""),
        ("a.docx", packed(*WORD, "word/vbaProject.bin"), "file-kind"),
        ("a.docx", packed("evil.exe"), "file-kind"),
        ("a.docx", b"PK\x03\x04 broken", "file-kind"),
        ("a.pdf", b"", "file-empty"),
        ("a.pdf", b"<html><script>", "file-kind"),
        ("a.html", PDF, "file-name"),
        ("a.png", PDF, "file-name"),
        ("a.pdf", b"MZ\x90", "file-kind"),
        ("a.pdf", PDF + b"0" * files.MOST_BYTES, "file-large"),
    ],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, code: str) -> None:
    if code:
        assert refusal(lambda: files.checked(name, content)) == code
    else:
        assert files.checked(name, content).kind == name.lower().rpartition(".")[2]


@given(st.text(max_size=300))
def test_a_name_is_one_short_line_without_a_path(name: str) -> None:
    clean = file_name(name, files.NAME_LENGTH)
    assert clean
    assert len(clean) <= files.NAME_LENGTH
    assert not {"/", "\\", "\n", "\r", "\0"} & set(clean)
    assert clean.strip(".") != ""


def test_files_lie_under_random_names_once_and_no_more_than_five(district: District, settings: Any) -> None:
    draft = drafted()
    for _ in range(2):
        attachments.attachment_add(submission_id=draft.pk, upload=upload("../../证件.pdf"), identity=True)
    row = Attachment.objects.get()
    assert (row.name, row.kind, row.size) == ("证件.pdf", "pdf", len(PDF))
    assert row.file.path.startswith(str(settings.GONGKAI_FILES))
    assert "证件" not in row.file.name
    for place in range(4):
        attachments.attachment_add(submission_id=draft.pk, upload=upload(content=PDF + bytes([place])), identity=False)
    more = upload(content=PDF + b"more")
    assert (
        refusal(lambda: attachments.attachment_add(submission_id=draft.pk, upload=more, identity=False))
        == "no-attachment"
    )
    assert Attachment.objects.count() == 5


def test_a_file_is_removed_from_a_draft_only(
    district: District, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = drafted()
    row = attachments.attachment_add(submission_id=draft.pk, upload=upload(), identity=False)
    kept = attachments.attachment_add(submission_id=draft.pk, upload=upload(content=PDF + b"2"), identity=False)
    with django_capture_on_commit_callbacks(execute=True):
        attachments.attachment_remove(submission_id=draft.pk, pk=row.pk)
    assert not row.file.storage.exists(row.file.name)
    services.submit(secret=SECRET, body=district.top, data=DATA, on=TODAY, network="n", at=NOW)
    attachments.attachment_remove(submission_id=draft.pk, pk=kept.pk)
    assert list(Attachment.objects.all()) == [kept]


# Erasure


def test_erasing_takes_every_personal_word_and_leaves_the_ledger_whole(
    district: District, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    submission = submitted(district.top)
    row = attachments.attachment_add(submission_id=submission.pk, upload=upload(), identity=True)
    matter = confirm(submission)
    assert refusal(lambda: erasure.submission_erase(submission_id=submission.pk, on=TODAY)) == "still-needed"
    entered(matter, answered("9-20"))
    before = history_of(matter)
    with django_capture_on_commit_callbacks(execute=True):
        erasure.submission_erase(submission_id=submission.pk, on=TODAY)
    assert not row.file.storage.exists(row.file.name)
    left = str([*Submission.objects.values_list(), *Attachment.objects.values_list(), *FactRow.objects.values_list()])
    assert not [one for one in PERSONAL if one in left]
    assert history_of(Matter.objects.get()) == before
    assert len(before.facts) == 2
    erased = Submission.objects.get()
    assert (erased.erased_on, erased.state, erased.applicant_key) == (TODAY, "registered", "")


def test_the_purge_takes_what_had_its_time_and_nothing_else(district: District) -> None:
    old, young = drafted("old"), drafted("young")
    Submission.objects.filter(pk=old.pk).update(begun_on=TODAY - timedelta(31))
    Submission.objects.filter(pk=young.pk).update(begun_on=TODAY - timedelta(30))
    attachments.attachment_add(submission_id=old.pk, upload=upload(), identity=False)
    entered(confirm(submitted(district.top, "answered")), answered("9-20"))
    back = submitted(district.top, "returned")
    services.submission_return(submission_id=back.pk, why="撤回", actor=None, on=TODAY)
    submitted(district.top, "waiting")
    purge_daily(TODAY)
    assert set(Submission.objects.values_list("pk", flat=True)) >= {young.pk}
    assert not Submission.objects.filter(pk=old.pk).exists()
    assert erasure.purge(on=TODAY) == (0, 0)
    assert erasure.purge(on=date(2034, 9, 20), years=10) == (1, 0)
    assert erasure.purge(on=date(2034, 9, 21), years=10) == (0, 2)
    assert erasure.purge(on=date(2034, 9, 21), years=10) == (0, 0)
    assert Submission.objects.filter(erased_on=None).count() == 1


# Pages


def test_the_office_sees_the_applicant_covered_until_somebody_looks(
    client: Client, clerk: Any, district: District
) -> None:
    matter = confirm(submitted(district.top))
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert "张**" in page
    assert "去年秋天张贴过" in page
    assert not [one for one in ("张三丰", "11010519491231002X", "13800138000") if one in page]
    assert PersonalDataAccess.objects.count() == 0
    full = client.post(f"/applications/{matter.submission.pk}/applicant/").content.decode()
    assert all(one in full for one in ("张三丰", "11010519491231002X", "13800138000"))
    (kept,) = PersonalDataAccess.objects.all()
    assert (kept.user, kept.submission.matter, kept.what) == (clerk, matter, "申请人信息")


def test_the_auditor_reads_who_looked(client: Client, clerk: Any, district: District, person: Any) -> None:
    submission = submitted(district.top)
    client.post(f"/applications/{submission.pk}/applicant/")
    client.force_login(person(district.top, "auditor"))
    page = client.get("/applications/looked-at/").content.decode()
    assert clerk.username in page
    assert "张三丰" not in page
    client.force_login(person(district.other, "auditor"))
    assert clerk.username not in client.get("/applications/looked-at/").content.decode()
    Body.objects.filter(pk=district.top.pk).update(ended_on=TODAY)
    Succession.objects.create(body=district.top, successor=district.other, kind="merged", on=TODAY)
    assert clerk.username in client.get("/applications/looked-at/").content.decode()


def test_an_attachment_is_a_download_and_nothing_else(client: Client, clerk: Any, district: District) -> None:
    submission = submitted(district.top)
    row = attachments.attachment_add(submission_id=submission.pk, upload=upload(), identity=True)
    answer = client.get(f"/applications/{submission.pk}/file/{row.pk}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert PersonalDataAccess.objects.get().what == f"附件{row.pk}（身份证明）"
    other = submitted(district.top, "other")
    assert client.get(f"/applications/{other.pk}/file/{row.pk}/").status_code == 404


def test_the_list_and_the_menu_count_what_waits(client: Client, clerk: Any, district: District) -> None:
    drafted("draft")
    submitted(district.top, on=date(2024, 9, 18))
    submitted(district.below, "below")
    page = client.get("/applications/").content.decode()
    assert "待确认 1 件" in page
    assert "已迟1个工作日" in page
    assert '<b>1<span class="skip">件待确认' in client.get("/").content.decode()


def test_the_confirmation_shows_the_day_it_leads_to_before_it_is_saved(
    client: Client, clerk: Any, district: District
) -> None:
    submission = submitted(district.top, on=date(2024, 9, 10))
    where = f"/applications/{submission.pk}/"
    form = {"confirmed_on": "2024-09-10", "asks": "补偿方案", "items": "1"}
    assert "2024年10月14日（周一）" in client.post(where, form | {"preview": ""}).content.decode()
    assert Matter.objects.count() == 0
    assert client.post(where, form | {"confirmed_on": "x", "save": ""}).status_code == 200
    assert client.post(where, form | {"save": ""}).status_code == 302
    assert client.post(where, form | {"save": ""}).status_code == 302
    matter = Matter.objects.get()
    assert (matter.due_on, matter.title) == (date(2024, 10, 14), "补偿方案")
    submission.refresh_from_db()
    assert submission.confirmed_by == clerk


def test_staff_write_down_an_oral_application_and_see_the_day_first(
    client: Client, clerk: Any, district: District
) -> None:
    form = DATA | {
        "token": "t", "body": str(district.top.pk), "channel": "oral", "submitted_on": "2024-09-10", "items": "1",
    }  # fmt: skip
    page = client.post("/applications/new/", form | {"preview": ""}).content.decode()
    assert "2024年10月14日（周一）" in page
    assert 'value="张三丰"' in page
    assert Submission.objects.count() == 0
    for _ in range(3):
        answer = client.post("/applications/new/", form | {"save": ""}, follow=True)
    one = Submission.objects.get()
    assert (one.oral, one.channel, one.matter) == (True, "in_person", Matter.objects.get())
    assert f"申请编号{one.number}" in answer.content.decode()


def test_what_an_applicant_typed_is_text_and_no_markup(client: Client, clerk: Any, district: District) -> None:
    evil = {"title": "<script>alert(1)</script>", "description": "<img onerror=x>", "name": "<b>坏人</b>"}
    submission = submitted(district.top, data=evil)
    for page in ("/applications/", f"/applications/{submission.pk}/"):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img onerror" not in text
    assert "<b>坏人" not in client.post(f"/applications/{submission.pk}/applicant/").content.decode()
