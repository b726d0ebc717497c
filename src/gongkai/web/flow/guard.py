"""What is not approved is not entered: the guard that :mod:`gongkai.web.cases.guards` asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.finding import Refusal
from gongkai.ledger.facts import Fact
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may, people_with
from gongkai.web.cases.models import Matter
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.rules import letter_changed, letter_unseen
from gongkai.web.flow.selectors import Asked, approved_for, chain_for
from gongkai.web.flow.sorts import SORTS, by_law, sort_of


def approval_guard(matter: Matter, fact: Fact, actor: Any, subject_hash: str) -> None:
    """An approved proposal of this content is used up by the fact; where one is needed and missing, a refusal.

    What was approved together with a letter goes out with that letter alone, and a letter only with an
    approval of that letter.

    Needed where the body set a chain.  For an extension the law itself asks the head: where the head
    has an account, nobody else writes "approved by" in the head's place; without one the approval is
    on paper and the fact names it.  A matter that is not there yet has no proposals.
    """
    if matter.pk is not None:
        found = approved_for(matter, fact, subject_hash)
        if found is not None and _use_up(found, fact, actor):
            return
        other = approved_for(matter, fact)
        if other is not None:
            raise letter_changed() if other.subject_hash else letter_unseen()
    steps = _asked(matter, fact, actor)
    if steps:
        raise _missing(fact, steps, new=matter.pk is None)


def steps_of(matter: Matter, fact: Fact, actor: Any) -> Sequence[str]:
    """What the guard will ask for, as words: nothing where it is approved already.  Writes nothing."""
    if matter.pk is not None and approved_for(matter, fact) is not None:
        return ()
    return [step.words for step in _asked(matter, fact, actor)]


def _asked(matter: Matter, fact: Fact, actor: Any) -> Sequence[Asked]:
    steps = chain_for(matter.body_id, fact)
    if not steps and by_law(fact) and actor is not None and _head_is_another(matter.body_id, actor):
        return (Asked(Ability.APPROVE),)
    return steps


def _head_is_another(body_id: int, actor: Any) -> bool:
    return not may(actor, body_id, Ability.APPROVE) and people_with(body_id, Ability.APPROVE).exists()


def _use_up(proposal: Proposal, fact: Fact, actor: Any) -> bool:
    """Carried out once and never again; undone with the fact if the law refuses it."""
    approved = Proposal.objects.filter(pk=proposal.pk, state=Proposal.State.APPROVED)
    return approved.update(state=Proposal.State.CARRIED_OUT, ended_on=fact.on, ended_by=actor) == 1


def _missing(fact: Fact, steps: Sequence[Asked], *, new: bool) -> Refusal:
    sort = SORTS[sort_of(fact)]
    words = "、".join(step.words for step in steps)
    basis = f"（{sort.law}）" if sort.law else ""
    return Refusal(
        "approval-missing",
        (f"“{sort.words}”须先经{words}{basis}，没有找到内容一致的已批准呈批", f"{sort.words} needs an approval first"),
        ("请先登记此前的事项（如起草），再就这一项送审", "enter what came before, then propose it")
        if new
        else ("请按“送审”，所填内容会原样转为呈批；批准后再办理", "send it for approval; enter it once it is approved"),
    )
