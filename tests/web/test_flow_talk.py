"""Tasks, notes, reminders, conferences, and the pages of approval."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.other import Activity, Held
from gongkai.web.cases.assignments import matters_assign
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.flow.conferences import conference_hold
from gongkai.web.flow.models import Call, Conference, Note, Proposal, Task
from gongkai.web.flow.selectors import calls_for, tasks_for, waiting_counts
from gongkai.web.flow.talk import call_seen, mentioned, note_add, note_strike, remind, task_add, task_done
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, consulted, day, received
from tests.web.chains import Office, denied, refused
from tests.web.chains import make_office as make_office
from tests.web.conftest import TODAY, District, opened


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_task_waits_for_one_until_it_is_done(office: Office) -> None:
    given: dict[str, Any] = {"matter_id": office.matter.pk, "title": "核对附件", "actor": office.head, "on": TODAY}
    task = task_add(user=office.clerk, token="t", due=day("9-24"), **given)
    assert task_add(user=office.clerk, token="t", due=day("9-24"), **given) == task
    refused("token-taken", lambda: task_add(user=office.legal, token="t", due=day("9-24"), **given))
    assert list(tasks_for(office.clerk)) == [task]
    assert waiting_counts(office.clerk)["work_waiting"] == 1
    assert not tasks_for(office.head)
    assert Notice.objects.get().user == office.clerk
    denied(lambda: task_done(task_id=task.pk, actor=office.legal, on=TODAY))
    for on in (TODAY, day("9-21")):
        task_done(task_id=task.pk, actor=office.clerk, on=on)
    task.refresh_from_db()
    assert (task.done_on, task.done_by) == (TODAY, office.clerk)
    assert waiting_counts(office.clerk)["work_waiting"] == 0


def test_a_task_goes_to_a_colleague_and_is_not_due_already(office: Office, district: District, person: Any) -> None:
    stranger = person(district.other, "clerk")
    given: dict[str, Any] = {"matter_id": office.matter.pk, "title": "核对", "on": TODAY, "token": "t"}
    refused("not-a-colleague", lambda: task_add(user=stranger, actor=office.head, **given))
    refused("due-passed", lambda: task_add(user=office.clerk, actor=office.head, due=day("9-19"), **given))
    denied(lambda: task_add(user=office.clerk, actor=stranger, **given))
    task_add(user=office.clerk, actor=office.head, due=TODAY, **given)


def test_a_note_calls_colleagues_and_nobody_else(office: Office, district: District, person: Any) -> None:
    stranger = person(district.other, "legal")
    office.legal.last_name, office.legal.first_name = "", "李审核"
    office.legal.save()
    given: dict[str, Any] = {"matter_id": office.matter.pk, "actor": office.clerk, "on": TODAY}
    text = f"@李审核请看第二页，@{office.head.username}也请看；回复 a@b.cn"
    note = note_add(text=text, token="n", **given)
    assert note_add(text=text, token="n", **given) == note
    assert {call.user for call in Call.objects.all()} == {office.legal, office.head}
    assert {notice.user for notice in Notice.objects.all()} == {office.legal, office.head}
    refused("cannot-mention", lambda: note_add(text=f"@{stranger.username}请看", token="m", **given))
    refused("cannot-mention", lambda: note_add(text="＠无此人请看", token="m", **given))
    denied(lambda: note_add(matter_id=office.matter.pk, actor=stranger, on=TODAY, text="看看", token="m"))
    (call,) = calls_for(office.legal)
    assert not call_seen(call_id=call.pk, user=office.head)
    assert call_seen(call_id=call.pk, user=office.legal)
    assert not call_seen(call_id=call.pk, user=office.legal)
    assert not calls_for(office.legal)


def test_the_longest_name_that_fits_is_meant(django_user_model: Any) -> None:
    short, long = (django_user_model(username=name, first_name=name) for name in ("李明", "李明华"))
    short.pk, long.pk = 1, 2
    assert mentioned("@李明华看", [short, long]) == [long]
    assert mentioned("@李明看，@李明再看", [short, long]) == [short]


def test_a_note_is_struck_never_changed(office: Office) -> None:
    note = note_add(matter_id=office.matter.pk, text="写错了", token="n", actor=office.clerk, on=TODAY)
    denied(lambda: note_strike(note_id=note.pk, actor=office.legal))
    note_strike(note_id=note.pk, actor=office.clerk)
    note_strike(note_id=note.pk, actor=office.head)
    note.refresh_from_db()
    assert (note.text, note.struck_by) == ("写错了", office.clerk)
    assert note.struck_at is not None


def test_a_reminder_goes_to_the_handler_else_to_who_may_write(office: Office) -> None:
    given: dict[str, Any] = {"matter_id": office.matter.pk, "text": "今天办结", "actor": office.leader, "on": TODAY}
    assert {call.user for call in remind(token="r", **given)} == {office.clerk, office.head}
    assert len(remind(token="r", **given)) == 2
    matters_assign(keys=[office.matter.pk], handler=office.clerk, actor=office.head)
    assert [call.user for call in remind(token="r2", **given)] == [office.clerk]
    assert Call.objects.count() == 3
    remind(token="r3", **(given | {"text": ""}))
    assert Notice.objects.latest("pk").text == f"{office.leader.username}催办：请抓紧办理"


def test_somebody_who_can_write_is_needed_to_be_reminded(district: District, person: Any) -> None:
    leader = person(district.top, "leader")
    matter = opened(district.top)
    refused("nobody-to-remind", lambda: remind(matter_id=matter.pk, text="", token="r", actor=leader, on=TODAY))


def held(office: Office, **more: Any) -> Conference:
    given: dict[str, Any] = {
        "body": office.matter.body, "held": TODAY, "question": "是否属于内部事务信息", "members": ["张三", "李四"],
        "opinions": "", "result": "不属于", "numbers": [office.matter.number], "token": "c", "actor": office.clerk,
        "on": TODAY, "regime": REGIME,
    }  # fmt: skip
    return conference_hold(**(given | more))


def test_a_conference_counts_in_the_year_and_stands_on_its_matters(office: Office) -> None:
    second = opened(office.matter.body, received("9-11"), token="second")
    one = held(office, numbers=[office.matter.number, second.number])
    assert held(office, numbers=[office.matter.number, second.number]) == one
    assert list(second.conferences.all()) == [one]
    fact = Held(on=TODAY, what=Activity.CONFERENCE, title="是否属于内部事务信息", people=2)
    assert history_of(one.fact).facts == (fact,)
    assert one.fact.kind == Kind.ACTIVITY.value
    assert Matter.objects.filter(kind="activity").count() == 1


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"numbers": ["2024-0009"]}, "unknown-matter"),
        ({"numbers": []}, "unknown-matter"),
        ({"members": []}, "no-members"),
        ({"held": day("9-21")}, "future"),
    ],
)
def test_a_conference_that_cannot_be_is_refused(office: Office, more: dict[str, Any], code: str) -> None:
    refused(code, lambda: held(office, **more))


def test_a_conference_is_on_matters_of_ones_own_body(office: Office, district: District, person: Any) -> None:
    elsewhere = opened(district.other, received("9-11"), token="e", number="白-1")
    refused("unknown-matter", lambda: held(office, numbers=[elsewhere.number]))
    with pytest.raises(PermissionDenied):
        held(office, actor=person(district.other, "clerk"))
    assert not Conference.objects.exists()


def test_a_filled_form_becomes_a_proposal_without_typing_again(client: Client, office: Office) -> None:
    office.chain("consulted", "approve")
    client.force_login(office.clerk)
    enter = reverse("enter", args=[office.matter.pk, "consulted"])
    filled = {"token": "x", "on": "2024-09-20", "ref": "第1号", "whom": "third_party", "name": "某公司"}
    page = text_of(client.post(enter, filled | {"save": ""}))
    assert "须先经审核" in page
    propose = reverse("propose", args=[office.matter.pk, "consulted"])
    assert f'formaction="{propose}"' in page
    page = text_of(client.post(propose, filled | {"review": ""}))
    assert 'value="某公司"' in page
    assert "依次" in page
    assert not Proposal.objects.exists()
    for _ in range(2):
        answer = client.post(propose, filled | {"save": "", "opinion": "拟征求意见", "token": "p"})
        assert answer.status_code == 302
    one = Proposal.objects.get()
    assert (one.note, one.content["name"], one.by) == ("拟征求意见", "某公司", office.clerk)
    assert "待审核" in text_of(client.get(reverse("matter", args=[office.matter.pk])))


def test_a_proposal_is_decided_and_carried_out_on_its_page(client: Client, office: Office) -> None:
    one = office.propose(consulted("9-20"))
    where = reverse("proposal", args=[one.pk])
    client.force_login(office.head)
    assert "待我处理 <b>1" in text_of(client.get("/"))
    assert where in text_of(client.get(reverse("my_work")))
    page = text_of(client.post(f"{where}decide/", {"return": "", "token": "d", "reason": ""}))
    assert "退回或者要求修改，应当写明理由" in page
    assert client.post(f"{where}decide/", {"agree": "", "token": "d"}).status_code == 302
    client.force_login(office.clerk)
    assert "办理并登记" in text_of(client.get(where))
    for _ in range(2):
        assert client.post(f"{where}carry-out/", {"token": "c", "document": "1号"}).status_code == 302
    assert FactRow.objects.filter(matter=office.matter).count() == 2
    assert "已办理" in text_of(client.get(where))


def test_a_returned_draft_is_filled_in_again(client: Client, office: Office) -> None:
    one = office.propose(consulted("9-20", ref="第7号"), note="请批")
    office.decide(one, office.head, agree=False, reason="补充名称")
    client.force_login(office.clerk)
    again = reverse("propose", args=[office.matter.pk, "consulted"]) + f"?from={one.pk}"
    assert again in text_of(client.get(reverse("proposal", args=[one.pk])))
    page = text_of(client.get(again))
    assert 'value="第7号"' in page
    assert "请批" in page
    filled = {"save": "", "token": "q", "on": "2024-09-20", "ref": "第7号", "whom": "third_party", "name": "某公司"}
    assert client.post(again, filled).status_code == 302
    assert Proposal.objects.exclude(revises=None).get().revises == one


@pytest.mark.parametrize("bad", ["", "x", "99999999999999999999", "-1", "1 OR 1"])
def test_what_a_browser_should_not_send_does_no_harm(client: Client, office: Office, bad: str) -> None:
    client.force_login(office.clerk)
    matter = office.matter.pk
    for where, sent in (
        (reverse("task_add", args=[matter]), {"title": "a", "user": bad, "due": bad, "token": "t"}),
        (reverse("conference_new"), {"body": bad, "held": bad, "numbers": bad, "token": "t"}),
        (reverse("my_work"), {"seen": bad}),
        (reverse("propose", args=[matter, "consulted"]), {"save": "", "on": bad, "whom": bad, "token": "t"}),
    ):
        assert client.post(where, sent).status_code in (200, 302, 404)
    for where in (f"{reverse('conference_new')}?matter={bad}", f"{reverse('conferences')}?year={bad}"):
        assert client.get(where).status_code == 200
    assert client.get(reverse("propose", args=[matter, "consulted"]), {"from": bad}).status_code in (200, 404)
    assert not Task.objects.exists()
    assert not Conference.objects.exists()


def test_what_was_refused_is_shown_with_what_was_typed(client: Client, office: Office) -> None:
    client.force_login(office.clerk)
    page = text_of(client.post(reverse("note_add", args=[office.matter.pk]), {"text": "@谁 <script>", "token": "n"}))
    assert "不是可以查看本事项的同事" in page
    assert "@谁 <script>" in page
    assert not Note.objects.exists()


def test_a_chain_is_set_on_its_page(client: Client, office: Office, person: Any, district: District) -> None:
    client.force_login(person(district.top, "administrator"))
    where = reverse("chain", args=[district.top.pk, "extended"])
    assert "第三十三条" in text_of(client.get(where))
    page = text_of(client.post(where, {"save": "", "ability0": "review_law"}))
    assert "流程中要有审核或签发" in page
    assert client.post(where, {"save": "", "ability0": "approve", "person0": str(office.head.pk)}).status_code == 302
    assert f"审核（{office.head.username}）" in text_of(client.get(reverse("chains", args=[district.top.pk])))
    assert client.post(where, {"none": ""}).status_code == 302
    assert client.get(reverse("chain", args=[district.top.pk, "received"])).status_code == 404
