"""Two who act at the same moment: one of them wins, the other is told so, and nothing stands twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from gongkai.finding import Refusal
from gongkai.web.bodies.models import Membership
from gongkai.web.bodies.people import membership_change, membership_end
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.services import fact_enter, matter_open
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.services import proposal_decide, proposal_open, proposal_withdraw
from gongkai.web.letters.models import Letter
from gongkai.web.letters.services import letter_issue
from tests.ledger.build import REGIME, answered, consulted, received
from tests.web.conftest import TODAY, District, opened
from tests.web.test_letters import begun, known

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """How each ended: ``done``, or the code of what was refused; any other fault is raised."""
    start = Barrier(len(acts))

    def act(one: Callable[[], Any]) -> str:
        try:
            start.wait()
            one()
        except Refusal as refused:
            return refused.code
        except PermissionDenied:
            return "denied"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def given(actor: Any) -> dict[str, Any]:
    return {"actor": actor, "on": TODAY, "regime": REGIME}


@pytest.fixture
def clerk(district: District, person: Any) -> Any:
    return person(district.top, "clerk")


def test_two_clerks_answer_the_same_application(district: District, clerk: Any) -> None:
    matter = opened(district.top)
    acts = [
        lambda token=f"t{place}": fact_enter(matter_id=matter.pk, fact=answered("9-19"), token=token, **given(clerk))
        for place in range(4)
    ]
    assert at_once(*acts).count("done") == 1
    assert [row.seq for row in FactRow.objects.filter(matter=matter)] == [1, 2]


def test_numbers_of_matters_and_letters_have_no_gap_and_come_once(district: District, clerk: Any) -> None:
    known(district.top)
    made = [opened(district.top, token=f"m{place}") for place in range(4)]
    drafts = [begun(matter, token=f"d{place}") for place, matter in enumerate(made)]
    issues = [
        lambda draft=draft: letter_issue(draft_id=draft.pk, token=f"i{draft.pk}", **given(clerk)) for draft in drafts
    ]
    assert at_once(*issues) == ["done"] * 4
    assert sorted(Letter.objects.values_list("serial", flat=True)) == [1, 2, 3, 4]
    openings = [
        lambda place=place: matter_open(
            body=district.top, kind=matter_kind(), fact=received("9-10"), token=f"o{place}", **given(clerk)
        )
        for place in range(4)
    ]
    assert at_once(*openings) == ["done"] * 4
    assert sorted(Matter.objects.values_list("number", flat=True)) == [f"2024-{number:04d}" for number in range(1, 9)]


def matter_kind() -> Any:
    from gongkai.ledger.facts import Kind

    return Kind.APPLICATION


def test_one_letter_is_issued_once_however_many_press(district: District, clerk: Any) -> None:
    known(district.top)
    draft = begun(opened(district.top))
    acts = [
        lambda token=f"i{place}": letter_issue(draft_id=draft.pk, token=token, **given(clerk)) for place in range(4)
    ]
    assert sorted(at_once(*acts)) == ["done", *["letter-gone"] * 3]
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("turn", range(3))
def test_approved_and_withdrawn_at_once_is_one_of_both(district: District, person: Any, clerk: Any, turn: int) -> None:
    head = person(district.top, "head")
    one = proposal_open(matter_id=opened(district.top).pk, fact=consulted("9-20"), token="p", **given(clerk))
    ended = at_once(
        lambda: proposal_decide(proposal_id=one.pk, agree=True, token="a", **given(head)),
        lambda: proposal_withdraw(proposal_id=one.pk, actor=clerk, on=TODAY),
    )
    one.refresh_from_db()
    assert ended[1] == "done"
    assert (one.state, ended[0] in ("done", "not-open")) == (Proposal.State.WITHDRAWN, True)


@pytest.mark.parametrize("turn", range(3))
def test_leaving_while_work_is_given_locks_nobody(district: District, person: Any, clerk: Any, turn: int) -> None:
    """Whoever leaves holds the body, whoever sends for approval holds the matter: neither waits for the other."""
    boss, head, heir = (person(district.top, role) for role in ("administrator", "head", "leader"))
    Membership.objects.filter(user=heir).update(role="head")
    matters = [opened(district.top, token=f"m{place}") for place in range(3)]
    Matter.objects.update(handler=head)
    leaving = Membership.objects.get(user=head)
    ended = at_once(
        lambda: membership_end(membership=leaving, actor=boss, on=TODAY, colleague=heir),
        *(
            lambda matter=matter: proposal_open(
                matter_id=matter.pk, fact=consulted("9-20"), token=f"p{matter.pk}", **given(clerk)
            )
            for matter in matters
        ),
    )
    assert ended == ["done"] * 4
    assert set(Matter.objects.values_list("handler", flat=True)) == {heir.pk}


def test_two_administrators_cannot_both_go(district: District, person: Any, django_user_model: Any) -> None:
    first, second = person(district.top, "administrator"), django_user_model.objects.create_user("second")
    Membership.objects.create(user=second, body=district.top, role="administrator")
    roles = [Membership.objects.get(user=one) for one in (first, second)]
    ended = at_once(
        lambda: membership_end(membership=roles[0], actor=first, on=TODAY),
        lambda: membership_change(membership=roles[1], role="clerk", section=None, actor=second, on=TODAY),
    )
    assert sorted(ended) == ["done", "last-administrator"]
