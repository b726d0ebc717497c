"""A body whose drafts go through chains of approval, and acts that are refused and change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied

from gongkai.finding import Refusal
from gongkai.ledger.facts import Fact
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import fact_enter
from gongkai.web.flow.models import Chain, Proposal
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.services import chain_set, proposal_carry_out, proposal_decide, proposal_open
from tests.ledger.build import REGIME, received
from tests.web.conftest import TODAY, District, opened
from tests.web.test_isolation import state as everything

FULL = ("approve", "review_law", "sign")


class Office(NamedTuple):
    """A body with somebody in every role that a chain needs."""

    matter: Matter
    clerk: Any
    head: Any
    legal: Any
    leader: Any

    def chain(self, about: str, *abilities: str) -> Chain | None:
        steps = [Asked(Ability(ability)) for ability in abilities]
        return chain_set(body=self.matter.body, about=about, steps=steps, actor=self.head)

    def propose(self, fact: Fact, by: Any = None, token: str = "", **more: Any) -> Proposal:
        given: dict[str, Any] = {"actor": by or self.clerk, "on": TODAY, "regime": REGIME}
        return proposal_open(matter_id=self.matter.pk, fact=fact, token=token or uuid4().hex, **(given | more))

    def decide(self, one: Proposal, by: Any, agree: bool = True, token: str = "", **more: Any) -> Proposal:
        given: dict[str, Any] = {"actor": by, "on": TODAY, "regime": REGIME, "token": token or uuid4().hex}
        return proposal_decide(proposal_id=one.pk, agree=agree, **(given | more))

    def carry_out(self, one: Proposal, by: Any = None, token: str = "", **more: Any) -> Matter:
        given: dict[str, Any] = {"actor": by or self.clerk, "on": TODAY, "regime": REGIME}
        return proposal_carry_out(proposal_id=one.pk, token=token or uuid4().hex, **(given | more))

    def enter(self, fact: Fact, by: Any = None, token: str = "") -> Matter:
        given: dict[str, Any] = {"actor": by or self.clerk, "on": TODAY, "regime": REGIME}
        return fact_enter(matter_id=self.matter.pk, fact=fact, token=token or uuid4().hex, **given)

    def approved(self, fact: Fact, **more: Any) -> Proposal:
        """Proposed by the clerk and agreed to by all."""
        one = self.propose(fact, **more)
        who = {"approve": self.head, "review_law": self.legal, "sign": self.leader}
        for step in one.steps.all():
            self.decide(one, who[step.ability], opinion="agree")
        one.refresh_from_db()
        assert one.state == Proposal.State.APPROVED
        return one


@pytest.fixture(name="office")
def make_office(district: District, person: Callable[..., Any]) -> Office:
    people = [person(district.top, role) for role in ("clerk", "head", "legal", "leader")]
    return Office(opened(district.top, received("9-10", asks="征地补偿方案")), *people)


def refused(code: str, act: Callable[[], Any]) -> Refusal:
    """The act is refused with this code, and nothing has changed."""
    before = everything()
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert everything() == before
    return caught.value


def denied(act: Callable[[], Any]) -> None:
    before = everything()
    with pytest.raises(PermissionDenied):
        act()
    assert everything() == before
