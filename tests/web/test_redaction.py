"""Documents given in part: what is hidden is in the letter, nothing goes out without its copy, leaks are told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts.application import Answered
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_decide
from gongkai.web.letters import apart, redaction
from gongkai.web.letters.approval import draft_propose
from gongkai.web.letters.models import Draft, Hidden, Letter, Redaction
from gongkai.web.letters.selectors import draft_hash
from gongkai.web.letters.services import draft_discard
from tests.ledger.build import REGIME
from tests.reading.redacted import BOX, TEXT, pdf
from tests.web.conftest import TODAY, District, opened
from tests.web.test_letters import begun, issued, known

ORIGINAL, LEAKING, CLEAN = pdf(TEXT), pdf(TEXT + BOX), pdf(BOX)


@pytest.fixture
def draft(district: District, clerk: Any) -> Draft:
    known(district.top)
    made = begun(opened(district.top), leaf="partial", withheld="d5", withheld_part="", withheld_reason="")
    return redaction.no_copy_say(draft_id=made.pk, why="")


def given(clerk: Any) -> dict[str, Any]:
    return {"actor": clerk, "on": TODAY}


def hide(draft: Draft, clerk: Any, what: str = "人事安排", ground: str = "d5", reason: str = "属于人事管理") -> Hidden:
    return redaction.hidden_add(draft_id=draft.pk, what=what, ground=ground, reason=reason, **given(clerk))


def original(draft: Draft, clerk: Any, content: bytes = ORIGINAL) -> Redaction:
    return redaction.original_add(draft_id=draft.pk, name="方案.pdf", content=content, **given(clerk))


def copy(row: Redaction, clerk: Any, content: bytes = CLEAN, words: tuple[str, ...] = ()) -> Redaction:
    return redaction.copy_put(redaction_id=row.pk, name="遮盖.pdf", content=content, words=words, **given(clerk))


def test_what_is_hidden_stands_in_the_letter_with_its_ground(draft: Draft, clerk: Any) -> None:
    first = hide(draft, clerk)
    hide(draft, clerk, "会议讨论记录", "d6", "属于讨论记录")
    draft.refresh_from_db()
    assert draft.fields["withheld"] == "d5,d6"
    assert draft.fields["withheld_part"] == "（1）人事安排；（2）会议讨论记录"
    assert draft.fields["withheld_reason"].endswith("：属于讨论记录")
    redaction.no_copy_say(draft_id=draft.pk, why="另附摘录")
    letter = issued(Draft.objects.get(pk=draft.pk))
    assert "不予公开的内容：（1）人事安排；（2）会议讨论记录" in letter.slots["particulars"]
    fact = history_of(letter.matter).facts[-1]
    assert isinstance(fact, Answered)
    assert fact.withheld == (Leaf.D5, Leaf.D6)
    with pytest.raises(Refusal):
        redaction.hidden_remove(draft_id=draft.pk, pk=first.pk)


@pytest.mark.parametrize("wrong", [{"what": " "}, {"ground": "granted"}, {"ground": ""}, {"reason": ""}])
def test_a_hidden_place_says_what_on_which_ground_and_why(draft: Draft, clerk: Any, wrong: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        hide(draft, clerk, **wrong)
    assert refused.value.code == "hidden-incomplete"
    assert not Hidden.objects.exists()


def test_one_taken_out_leaves_the_letter(draft: Draft, clerk: Any) -> None:
    only = hide(draft, clerk)
    redaction.hidden_remove(draft_id=draft.pk, pk=only.pk)
    draft.refresh_from_db()
    assert not draft.fields.keys() & {"withheld", "withheld_part", "withheld_reason"}


def test_a_partial_answer_waits_for_its_copies_or_a_reason(draft: Draft, clerk: Any) -> None:
    hide(draft, clerk)

    def refused() -> str:
        with pytest.raises(Refusal) as told:
            issued(Draft.objects.get(pk=draft.pk))
        assert told.value.code == "redaction-missing"
        assert Letter.objects.count() == 0
        return told.value.reason[0]

    assert "没有上传原件和遮盖件" in refused()
    row = original(draft, clerk)
    redaction.no_copy_say(draft_id=draft.pk, why="不需要")
    assert "“方案.pdf”没有遮盖件" in refused()
    copy(row, clerk)
    assert issued(Draft.objects.get(pk=draft.pk)).number


def test_other_answers_ask_for_no_copy(district: District, clerk: Any) -> None:
    known(district.top)
    assert issued(begun(opened(district.top), leaf="u1a")).number


def test_what_is_still_readable_is_told_and_a_better_copy_takes_its_place(draft: Draft, clerk: Any) -> None:
    row = copy(original(draft, clerk), clerk, LEAKING, words=("secret name", "absent"))
    told = redaction.told(row)
    assert [(one.sort.grave, one.remnant.code) for one in told] == [(True, "covered"), (True, "word")]
    assert "absent" not in str(row.remnants)
    assert redaction.state_of(draft).grave == 2
    row = copy(row, clerk)
    assert (row.remnants, redaction.state_of(draft).grave) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_files_go_with_what_they_belong_to(draft: Draft, clerk: Any) -> None:
    row = copy(original(draft, clerk), clerk, LEAKING)
    first, leaking = Path(row.file.path), Path(row.copy_file.path)
    assert (first.read_bytes(), leaking.read_bytes()) == (ORIGINAL, LEAKING)
    clean = Path(copy(row, clerk).copy_file.path)
    assert not leaking.exists()
    assert (first.read_bytes(), clean.read_bytes()) == (ORIGINAL, CLEAN)
    draft_discard(draft_id=draft.pk)
    assert not first.exists()
    assert not clean.exists()
    assert not Redaction.objects.exists()


def test_the_original_is_no_copy_and_comes_once(draft: Draft, clerk: Any) -> None:
    row = original(draft, clerk)
    assert original(draft, clerk) == row
    for content, code in ((ORIGINAL, "copy-is-original"), (b"", "file-empty"), (b"%PDF-1.7", "broken")):
        with pytest.raises(Refusal) as refused:
            copy(row, clerk, content)
        assert refused.value.code == code
    row.refresh_from_db()
    assert row.copy_digest == ""


def test_a_check_that_does_not_end_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.01)
    assert [one.code for one in apart.looked_through(CLEAN, "pdf")] == ["unchecked"]


def test_what_was_approved_goes_out_with_the_copies_that_were_approved(
    draft: Draft, clerk: Any, person: Any, district: District
) -> None:
    head = person(district.top, "head")
    chain_set(body=district.top, about="answered.withheld", steps=[Asked(Ability.APPROVE)], actor=head)
    hide(draft, clerk)
    asked: dict[str, Any] = {"actor": clerk, "on": TODAY, "regime": REGIME}
    with pytest.raises(Refusal) as refused:
        draft_propose(draft_id=draft.pk, token="early", **asked)
    assert refused.value.code == "redaction-missing"
    row = copy(original(draft, clerk), clerk)
    proposal = draft_propose(draft_id=draft.pk, token="p", **asked)
    proposal_decide(proposal_id=proposal.pk, agree=True, token="d", **(asked | {"actor": head}))
    approved = draft_hash(Draft.objects.get(pk=draft.pk), TODAY, REGIME)
    copy(row, clerk, LEAKING)
    assert draft_hash(Draft.objects.get(pk=draft.pk), TODAY, REGIME) != approved
    with pytest.raises(Refusal) as refused:
        issued(Draft.objects.get(pk=draft.pk))
    assert refused.value.code == "letter-changed"
    copy(row, clerk)
    assert issued(Draft.objects.get(pk=draft.pk)).number


def test_whoever_approves_sees_what_goes_along(
    client: Client, draft: Draft, clerk: Any, person: Any, district: District
) -> None:
    head = person(district.top, "head")
    chain_set(body=district.top, about="answered.withheld", steps=[Asked(Ability.APPROVE)], actor=head)
    hide(draft, clerk)
    row = copy(original(draft, clerk), clerk, LEAKING, ("SECRET",))
    proposal = draft_propose(draft_id=draft.pk, token="p", regime=REGIME, **given(clerk))
    client.force_login(head)
    page = client.get(reverse("proposal", args=[proposal.pk])).content.decode()
    address = reverse("redaction_copy", args=[row.pk])
    assert f'<a href="{address}">遮盖.pdf</a>' in page
    assert "遮盖件里仍可读出 2 项内容" in page
    assert "SECRETNAME" not in page
    assert client.get(address).content == LEAKING


def test_the_page_takes_files_and_warns(client: Client, clerk: Any, draft: Draft) -> None:
    where = reverse("redaction", args=[draft.pk])
    client.post(where, {"hide": "1", "what": "村民姓名", "ground": "d4", "reason": "涉及个人隐私"})
    client.post(where, {"original": "1", "file": SimpleUploadedFile("方案.pdf", ORIGINAL)})
    row = Redaction.objects.get()
    assert "还没有遮盖件" in client.get(where).content.decode()
    assert 'name="issue"' not in client.get(reverse("draft", args=[draft.pk])).content.decode()
    client.post(where, {"copy": row.pk, "words": "SECRET", "file": SimpleUploadedFile("遮盖.pdf", LEAKING)})
    shown = client.get(where).content.decode()
    assert "色块下面的文字可以选中复制" in shown
    assert "SECRETNAME（10字）" in shown
    page = client.get(reverse("draft", args=[draft.pk])).content.decode()
    assert "遮盖件中有2项内容仍然可以读出" in page
    assert 'name="issue"' in page
    assert client.get(reverse("redaction_original", args=[row.pk])).content == ORIGINAL
    answer = client.get(reverse("redaction_copy", args=[row.pk]))
    assert (answer.content, answer.headers["Content-Type"]) == (LEAKING, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    wrong = client.post(where, {"hide": "1", "what": "村民电话", "ground": "", "reason": "隐私"}).content.decode()
    assert "村民电话" in wrong
    assert "没有选择文件" in client.post(where, {"original": "1"}).content.decode()
    client.post(where, {"remove": row.pk})
    client.post(where, {"say": "1", "no_copy": "整份不予公开"})
    client.post(where, {"unhide": Hidden.objects.get().pk})
    draft.refresh_from_db()
    assert (draft.no_copy, Redaction.objects.count(), Hidden.objects.count()) == ("整份不予公开", 0, 0)


def test_after_the_letter_it_is_a_record(client: Client, clerk: Any, draft: Draft) -> None:
    hide(draft, clerk)
    copy(original(draft, clerk), clerk)
    letter = issued(Draft.objects.get(pk=draft.pk))
    where = reverse("redaction", args=[draft.pk])
    assert where in client.get(reverse("letter", args=[letter.pk])).content.decode()
    shown = client.get(where).content.decode()
    assert "人事安排" in shown
    assert 'type="file"' not in shown
    assert "已经印发" in client.post(where, {"say": "1", "no_copy": "x"}).content.decode()
    assert Matter.objects.get().stage == "closed"
