from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model

from gongkai.ledger.codec import encode
from gongkai.web.bodies.models import Membership
from gongkai.web.bodies.permissions import Ability
from gongkai.web.flow.models import Proposal, Step
from tests.ledger.build import consulted
from tests.web.access import Entry, Place


def proposal(place: Place, state: Proposal.State = Proposal.State.OPEN) -> dict[str, Any]:
    """One of the matter's, by somebody else; while open it waits for a head's approval."""
    drafter, _made = get_user_model().objects.get_or_create(username=f"drafter{place.body.pk}")
    waits = Ability.APPROVE.value if state == Proposal.State.OPEN else ""
    made = Proposal.objects.create(
        matter=place.matter, body=place.body, about="consulted", content=encode(consulted("9-20")), state=state,
        by=drafter, on=place.matter.began_on, token=uuid4().hex, waits_ability=waits,
    )  # fmt: skip
    Step.objects.create(proposal=made, place=1, ability=Ability.APPROVE.value)
    return {"pk": made.pk}


def with_head(place: Place) -> Place:
    """Somebody who could approve serves the body."""
    head, _made = get_user_model().objects.get_or_create(username=f"approver{place.body.pk}")
    Membership.objects.get_or_create(user=head, body=place.body, role="head")
    return place


def approved(place: Place) -> dict[str, Any]:
    return proposal(place, Proposal.State.APPROVED)


TABLE = {
    "desk": Entry(),
    "propose": Entry(
        get=Ability.WRITE,
        post=Ability.WRITE,
        kwargs=lambda place: {"pk": with_head(place).matter.pk, "name": "consulted"},
        sent=lambda place: {"save": "", "token": "x", "on": "2024-09-20", "ref": "甲", "whom": "third_party"},
    ),
    "proposal": Entry(get=Ability.READ, kwargs=proposal),
    "proposal_decide": Entry(
        get_answer=405, post=Ability.APPROVE, kwargs=proposal, sent=lambda place: {"agree": "", "token": "x"}
    ),
    "proposal_withdraw": Entry(get_answer=405, post=Ability.WRITE, kwargs=proposal),
    "proposal_carry_out": Entry(get_answer=405, post=Ability.WRITE, kwargs=approved, sent=lambda place: {"token": "x"}),
    "chains": Entry(get=Ability.READ, kwargs=lambda place: {"pk": place.body.pk}),
    "chain": Entry(
        get=Ability.MANAGE,
        post=Ability.MANAGE,
        kwargs=lambda place: {"pk": with_head(place).body.pk, "about": "consulted"},
        sent=lambda place: {"save": "", "ability0": "approve"},
    ),
}
