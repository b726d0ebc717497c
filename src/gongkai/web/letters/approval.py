"""A draft letter sent for approval (送审), shown to whoever decides, and issued only as it was approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Noted
from gongkai.report.letters import fact_of
from gongkai.web.cases.models import Matter
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.services import Subject, proposal_open
from gongkai.web.flow.subjects import Shown
from gongkai.web.letters import redaction
from gongkai.web.letters.desk import paragraphs
from gongkai.web.letters.models import Draft
from gongkai.web.letters.selectors import composed, context_of, draft_hash
from gongkai.web.letters.services import complete

APP = "letters"


def draft_propose(*, draft_id: int, token: str, actor: Any, on: date, regime: Regime) -> Proposal:
    """Send the fact that a complete draft will be for approval, bound to the letter as it reads now.

    Raises :class:`Refusal` naming every part that is missing, for a letter that is no fact, and as
    :func:`~gongkai.web.flow.services.proposal_open` does.
    """
    with transaction.atomic():
        draft = Draft.objects.select_related("matter__body").get(pk=draft_id)
        Matter.objects.select_for_update().get(pk=draft.matter_id)
        context = context_of(draft, on, regime)
        complete(composed(draft, on, regime))
        redaction.ready(draft, context.ended.leaf if context.ended else None)
        fact = fact_of(context)
        if fact is None or isinstance(fact, Noted):
            raise Refusal(
                "no-approval", ("这份文书不用审批", "this letter needs no approval"), ("可以直接印发", "issue it")
            )
        subject = Subject(APP, str(draft.pk), draft_hash(draft, on, regime))
        given: dict[str, Any] = {"token": token, "actor": actor, "on": on, "regime": regime}
        return proposal_open(matter_id=draft.matter_id, fact=fact, subject=subject, **given)


def letter_shown(key: str, on: date, regime: Regime) -> Shown | None:
    """The letter of a draft for whoever decides on it, to the word."""
    draft = Draft.objects.select_related("matter__body").filter(pk=int(key)).first()
    if draft is None:
        return None
    said = composed(draft, on, regime)
    context = {"draft": draft, "slots": said.slots, "paragraphs": paragraphs(said)} | _with_it(draft)
    return Shown("letters/subject.html", context, reverse("draft", args=[draft.pk]), draft_hash(draft, on, regime))


def _with_it(draft: Draft) -> dict[str, Any]:
    """The documents given in part that go out with a letter, and what is still readable in their copies."""
    return {
        "documents": [(one, redaction.told(one)) for one in draft.redactions.all()],
        "hidden": draft.hidden.count(),
    }


def proposals_of(draft: Draft) -> list[Proposal]:
    """The approvals asked for a draft, newest first."""
    return list(Proposal.objects.filter(subject_app=APP, subject_key=str(draft.pk)))
