"""A letter that needs approval: sent, approved, and issued only as it was approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.ledger.facts.application import Answered
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.bridge import history_of
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_decide
from gongkai.web.letters.approval import draft_propose
from gongkai.web.letters.models import Draft, Letter
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


def approved(draft: Draft, clerk: Any) -> Proposal:
    from django.contrib.auth import get_user_model

    proposal = draft_propose(draft_id=draft.pk, token="p", **given(clerk))
    head = get_user_model().objects.get(username__startswith="head")
    return proposal_decide(proposal_id=proposal.pk, agree=True, token="agree", **given(head))


def changed(draft: Draft, **fields: str) -> None:
    kept: dict[str, Any] = {"to": draft.to, "address": "", "answers": draft.answers, "evidence": {}}
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
