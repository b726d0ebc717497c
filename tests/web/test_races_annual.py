"""Two who work on one annual report at the same moment: what is agreed to is what was seen, and nothing comes twice."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from gongkai.law.leaf import Leaf
from gongkai.report.form import load_form
from gongkai.web.annual import bridge, services
from gongkai.web.annual.edits import drafting, entry_add
from gongkai.web.annual.models import Act, Entry, Frozen, Publication, Report, Scope, State, Step
from gongkai.web.annual.pages import page_of
from gongkai.web.annual.selectors import frozen_faults
from gongkai.web.annual.services import report_move
from gongkai.web.bodies.models import Body
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import District, entered, opened
from tests.web.reports import ACCEPTED, ON, SIGNED, YEAR, moved, seen, user, written
from tests.web.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CELL = load_form("2021").cells["t2.licences.decisions"]


def digest(body: Body, scope: str = Scope.OWN) -> str:
    return page_of(bridge.report_of(body, YEAR, scope), REGIME).draft.digest


def act(body: Body, what: Act, who: str, scope: str = Scope.OWN, **more: Any) -> Callable[[], Any]:
    given: dict[str, Any] = {"body": body, "year": YEAR, "scope": scope, "act": what, "actor": user(who), "on": ON}
    given |= {"token": f"{what}-{who}", "regime": REGIME, "reason": "核对有误", "seen": seen(body, scope=scope)}
    return lambda: report_move(**(given | more))


def edit(body: Body, value: int, who: str) -> Callable[[], Any]:
    actor = user(who)

    def enter() -> None:
        with drafting(body, YEAR, Scope.OWN) as report:
            given: dict[str, Any] = {"source": "许可系统", "reason": "台账不掌握", "actor": actor, "on": ON}
            entry_add(report=report, cell=CELL, value=Decimal(value), token=f"{who}{value}", **given)

    return enter


@pytest.mark.parametrize("turn", range(2))
def test_sent_while_it_is_edited_is_one_of_both(district: District, turn: int) -> None:
    written(district.below)
    ended = at_once(act(district.below, Act.SEND, "clerk"), edit(district.below, 12, "other"))
    report = Report.objects.get()
    assert ended in (["done", "not-drafting"], ["changed-since-seen", "done"])
    assert (report.state == State.SENT) == (ended[0] == "done") == (not Entry.objects.exists())
    if step := Step.objects.first():
        assert step.digest == digest(district.below), "what was sent is what was seen"


def test_two_edits_of_a_cell_leave_one_number(district: District) -> None:
    written(district.below)
    assert at_once(edit(district.below, 12, "a"), edit(district.below, 13, "b")) == ["done", "done"]
    assert (Entry.objects.filter(struck_on=None).count(), Entry.objects.count()) == (1, 2)


def test_handed_in_and_sent_back_at_once_is_one_of_both(district: District) -> None:
    written(district.below)
    moved(district.below, *SIGNED)
    ended = at_once(act(district.below, Act.SUBMIT, "clerk"), act(district.below, Act.REOPEN, "head"))
    assert sorted(ended) == ["done", "not-now"]
    report = Report.objects.get()
    assert (report.state, report.frozen is None) in ((State.SUBMITTED, False), (State.DRAFTING, True))


def test_published_by_two_is_published_once(district: District) -> None:
    written(district.below)
    moved(district.below, *ACCEPTED)
    acts = [act(district.below, Act.PUBLISH, who) for who in ("clerk", "other", "third")]
    assert sorted(at_once(*acts)) == ["done", "not-now", "not-now"]
    assert Publication.objects.count() == 1


def test_consolidated_by_two_is_consolidated_once(district: District) -> None:
    for body, acts in ((district.below, ACCEPTED), (district.top, SIGNED)):
        written(body)
        moved(body, *acts)
    written(district.top, scope=Scope.AREA)
    for what, wanted in ((Act.SEND, State.SENT), (Act.REVIEW, State.REVIEWED), (Act.SIGN, State.SIGNED)):
        acts = [act(district.top, what, f"{who}-{what}", Scope.AREA) for who in ("one", "other")]
        assert sorted(at_once(*acts)) == ["done", "not-now"]
        assert bridge.report_of(district.top, YEAR, Scope.AREA).state == wanted
    assert Frozen.objects.filter(report__scope=Scope.AREA).count() == 1


def test_a_part_returned_while_the_whole_is_signed_leaves_a_whole_that_is_proved(district: District) -> None:
    for body, acts in ((district.below, ACCEPTED), (district.top, SIGNED)):
        written(body)
        moved(body, *acts)
    written(district.top, scope=Scope.AREA)
    moved(district.top, Act.SEND, Act.REVIEW, scope=Scope.AREA)
    ended = at_once(act(district.top, Act.SIGN, "leader", Scope.AREA), act(district.below, Act.RETURN, "supervisor"))
    assert ended[1] == "done"
    assert ended[0] in ("done", "changed-since-seen", "changed-since-sent", "still-open")
    whole = bridge.report_of(district.top, YEAR, Scope.AREA)
    assert (whole.frozen is not None) == (ended[0] == "done")
    if whole.frozen is not None:
        assert frozen_faults(whole.frozen, REGIME) == []


def between(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], Any]) -> None:
    """Something happens after a signature has read its figures, before they are frozen."""
    known = services.obstacles

    def obstacles(*given: Any) -> list[str]:
        monkeypatch.setattr(services, "obstacles", known)
        happens()
        return known(*given)

    monkeypatch.setattr(services, "obstacles", obstacles)


def test_a_part_returned_between_reading_and_freezing_is_in_the_whole_that_was_read(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    for body, acts in ((district.below, ACCEPTED), (district.top, SIGNED)):
        written(body)
        moved(body, *acts)
    written(district.top, scope=Scope.AREA)
    moved(district.top, Act.SEND, Act.REVIEW, scope=Scope.AREA)
    between(monkeypatch, act(district.below, Act.RETURN, "supervisor"))
    act(district.top, Act.SIGN, "leader", Scope.AREA)()
    assert bridge.report_of(district.below, YEAR, Scope.OWN).state == State.DRAFTING
    whole = bridge.report_of(district.top, YEAR, Scope.AREA).frozen
    assert whole is not None
    assert frozen_faults(whole, REGIME) == []


def test_a_fact_entered_while_the_ledger_is_read_is_not_in_what_is_signed(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = opened(district.below, received(f"{YEAR}-11-4"), token="open", on=ON)
    written(district.below)
    moved(district.below, Act.SEND, Act.REVIEW)
    sign = act(district.below, Act.SIGN, "leader")
    known = bridge.keyed_histories

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(bridge, "keyed_histories", known)
        entered(matter, answered(f"{YEAR}-11-20", Leaf.GRANTED), "late")
        return known(*given)

    monkeypatch.setattr(bridge, "keyed_histories", meanwhile)
    sign()
    report = bridge.report_of(district.below, YEAR, Scope.OWN)
    assert report.frozen is not None
    assert frozen_faults(report.frozen, REGIME) == []
