"""A letter that needs approval: sent, approved, and issued only as it was approved."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.ledger.facts.application import Answered
from gongkai.report.letters import fact_of
from gongkai.report.render.letter import default_template
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.bridge import history_of
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_decide, proposal_open, proposal_withdraw
from gongkai.web.letters.approval import draft_propose
from gongkai.web.letters.models import Draft, Letter, Template
from gongkai.web.letters.selectors import context_of
from gongkai.web.letters.services import draft_save, letter_issue
from tests.ledger.build import REGIME
from tests.web.conftest import TODAY, District, opened
from tests.web.test_letters import begun, counts, known


@pytest.fixture
def draft(district: District, person: Any, clerk: Any) -> Draft:
    known(district.top)
    head = person(district.top, "head")
    chain_set(body=district.top, about="answered.unable", steps=[Asked(Ability.APPROVE)], actor=head)
    return begun(opened(district.top))


def given(actor: Any) -> dict[str, Any]:
    return {"actor": actor, "on": TODAY, "regime": REGIME}


def head() -> Any:
    return get_user_model().objects.get(username__startswith="head")


def approved(draft: Draft, clerk: Any) -> Proposal:
    proposal = draft_propose(draft_id=draft.pk, token="p", **given(clerk))
    return proposal_decide(proposal_id=proposal.pk, agree=True, token="agree", **given(head()))


def changed(draft: Draft, address: str | None = None, **fields: str) -> None:
    kept: dict[str, Any] = {
        "to": draft.to,
        "address": draft.address if address is None else address,
        "answers": draft.answers,
        "evidence": {},
    }
    draft_save(draft_id=draft.pk, fields={**draft.fields, **fields}, **kept)


def test_without_approval_nothing_goes_out_and_the_page_says_so(client: Client, clerk: Any, draft: Draft) -> None:
    before = counts()
    form = {f"f-{key}": value for key, value in draft.fields.items()} | {f"q-{k}": v for k, v in draft.answers.items()}
    where = reverse("draft", kwargs={"pk": draft.pk})
    shown = client.post(where, {**form, "to": draft.to, "token": "t", "issue": ""}).content.decode()
    assert "没有办成" in shown
    assert "送审" in shown
    assert counts() == before
    to = client.post(where, {**form, "to": draft.to, "token": "t", "propose": ""}).headers["Location"]
    proposal = Proposal.objects.get()
    assert to == reverse("proposal", kwargs={"pk": proposal.pk})
    assert (proposal.subject_app, proposal.subject_key) == ("letters", str(draft.pk))


def test_the_approved_letter_goes_out_once(clerk: Any, draft: Draft) -> None:
    proposal = approved(draft, clerk)
    letter = letter_issue(draft_id=draft.pk, token="i", **given(clerk))
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.CARRIED_OUT
    fact = history_of(draft.matter).facts[-1]
    assert isinstance(fact, Answered)
    assert fact.document == letter.number


def test_a_letter_changed_after_its_approval_does_not(clerk: Any, draft: Draft) -> None:
    proposal = approved(draft, clerk)
    changed(draft, reasons="后来改过的理由")
    with pytest.raises(Refusal) as refused:
        letter_issue(draft_id=draft.pk, token="i", **given(clerk))
    assert refused.value.code == "letter-changed"
    assert Letter.objects.count() == 0
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPROVED
    changed(draft)
    assert letter_issue(draft_id=draft.pk, token="i", **given(clerk)).serial == 1


def test_an_incomplete_letter_is_not_sent(clerk: Any, draft: Draft) -> None:
    changed(draft, reasons="")
    with pytest.raises(Refusal, match="理由"):
        draft_propose(draft_id=draft.pk, token="p", **given(clerk))
    assert Proposal.objects.count() == 0


def test_a_letter_that_is_no_fact_needs_no_approval(clerk: Any, draft: Draft) -> None:
    slip = begun(draft.matter, "receipt_slip", "s")
    with pytest.raises(Refusal):
        draft_propose(draft_id=slip.pk, token="p", **given(clerk))


def test_an_approval_of_the_fact_alone_lets_no_letter_out(clerk: Any, draft: Draft) -> None:
    """Sent from the matter's page, what was approved is the fact: any words might go out with it."""
    fact = fact_of(context_of(draft, TODAY, REGIME))
    assert fact is not None
    proposal = proposal_open(matter_id=draft.matter_id, fact=fact, token="f", **given(clerk))
    proposal_decide(proposal_id=proposal.pk, agree=True, token="agree", **given(head()))
    before = counts()
    with pytest.raises(Refusal) as refused:
        letter_issue(draft_id=draft.pk, token="i", **given(clerk))
    assert refused.value.code == "letter-unseen"
    assert "没有这份文书" in refused.value.reason[0]
    assert counts() == before
    proposal_withdraw(proposal_id=proposal.pk, actor=clerk, on=TODAY)
    again = draft_propose(draft_id=draft.pk, token="p", **given(clerk))
    proposal_decide(proposal_id=again.pk, agree=True, token="agree2", **given(head()))
    assert letter_issue(draft_id=draft.pk, token="i2", **given(clerk)).serial == 1


def other_template(draft: Draft) -> None:
    content = default_template("answer")
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out := io.BytesIO(), "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.comment = b"another"
    row = {"name": "x", "content": out.getvalue(), "sha256": "0" * 64}
    Template.objects.create(body=draft.matter.body, kind=draft.kind, version=1, **row)


CHANGES: dict[str, Callable[[Draft], None]] = {
    "a field": lambda draft: changed(draft, reasons="后来改过的理由"),
    "the address": lambda draft: changed(draft, address="甲路1号"),
    "the template": other_template,
    "what the office says of itself": lambda draft: known_again(draft),
}


def known_again(draft: Draft) -> None:
    type(draft.matter.body).objects.filter(pk=draft.matter.body_id).update(court="另一人民法院")


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_a_word_of_the_letter_ends_the_approval(clerk: Any, draft: Draft, change: str) -> None:
    proposal = approved(draft, clerk)
    CHANGES[change](draft)
    with pytest.raises(Refusal) as refused:
        letter_issue(draft_id=draft.pk, token="i", **given(clerk))
    assert refused.value.code == "letter-changed"
    proposal.refresh_from_db()
    assert (proposal.state, Letter.objects.count()) == (Proposal.State.APPROVED, 0)


def test_a_day_that_passes_changes_no_letter(clerk: Any, draft: Draft) -> None:
    approved(draft, clerk)
    later = {**given(clerk), "on": TODAY + timedelta(days=3)}
    assert letter_issue(draft_id=draft.pk, token="i", **later).serial == 1


def test_whoever_decides_reads_the_letter_and_agrees_to_no_other(client: Client, clerk: Any, draft: Draft) -> None:
    proposal = draft_propose(draft_id=draft.pk, token="p", **given(clerk))
    where = reverse("proposal", kwargs={"pk": proposal.pk})
    client.force_login(head())
    page = client.get(where).content.decode()
    assert draft.fields["reasons"] in page
    assert draft.to in page
    assert "有改动" not in page
    changed(draft, reasons="后来改过的理由")
    page = client.get(where).content.decode()
    assert "文书在送审后有改动" in page
    assert "后来改过的理由" in page
    with pytest.raises(Refusal) as refused:
        proposal_decide(proposal_id=proposal.pk, agree=True, token="a", **given(head()))
    assert refused.value.code == "letter-changed"
    back = proposal_decide(proposal_id=proposal.pk, agree=False, reason="有改动", token="b", **given(head()))
    assert back.state == Proposal.State.RETURNED
