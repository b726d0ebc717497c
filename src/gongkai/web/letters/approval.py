"""A draft letter sent for approval (送审), and the check that what goes out is what was approved."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Noted
from gongkai.report.letters import fact_of
from gongkai.web.cases.models import Matter
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.selectors import approved_for
from gongkai.web.flow.services import Subject, proposal_open
from gongkai.web.letters.models import Draft
from gongkai.web.letters.selectors import composed, context_of, draft_hash
from gongkai.web.letters.services import complete


def draft_propose(*, draft_id: int, token: str, actor: Any, on: date, regime: Regime) -> Proposal:
    """Send the fact that a complete draft will be for approval, bound to the draft as it is written now.

    Raises :class:`Refusal` naming every part that is missing, for a letter that is no fact, and as
    :func:`~gongkai.web.flow.services.proposal_open` does.
    """
    with transaction.atomic():
        draft = Draft.objects.select_related("matter__body").get(pk=draft_id)
        Matter.objects.select_for_update().get(pk=draft.matter_id)
        complete(composed(draft, on, regime))
        fact = fact_of(context_of(draft, on, regime))
        if fact is None or isinstance(fact, Noted):
            raise Refusal(
                "no-approval", ("这份文书不用审批", "this letter needs no approval"), ("可以直接印发", "issue it")
            )
        subject = Subject("letters", str(draft.pk), draft_hash(draft))
        given: dict[str, Any] = {"token": token, "actor": actor, "on": on, "regime": regime}
        return proposal_open(matter_id=draft.matter_id, fact=fact, subject=subject, **given)


def same_as_approved(draft: Draft, fact: Fact) -> None:
    """Raises :class:`Refusal` if the fact was approved with another letter, or with this one as it read before."""
    found = approved_for(draft.matter, fact)
    if found is None or not found.subject_hash:
        return
    if (found.subject_app, found.subject_key, found.subject_hash) != ("letters", str(draft.pk), draft_hash(draft)):
        raise Refusal(
            "letter-changed",
            ("这份文书与批准时的内容不一致，没有印发", "the letter is not the one that was approved"),
            ("请改回批准时的内容，或者撤回呈批后重新送审", "propose again"),
        )


def proposals_of(draft: Draft) -> list[Proposal]:
    """The approvals asked for a draft, newest first."""
    return list(Proposal.objects.filter(subject_app="letters", subject_key=str(draft.pk)))
