"""What the services write, read back from the database."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import KINDS, Kind
from gongkai.ledger.history import History
from gongkai.ledger.lines import read_lines, write_lines
from gongkai.ledger.position import position
from gongkai.ledger.simulation import district as simulated
from gongkai.web.bodies.models import Body
from gongkai.web.cases.bridge import histories_of, history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.services import columns_rebuild, matter_open, matters_import
from tests.ledger.build import REGIME, answered, asked, corrected, day, extended, received, struck, withdrawn
from tests.ledger.test_walk import accepted, samples
from tests.web.conftest import TODAY, District, entered, opened

BROKEN = {"broken-chain", "broken-seal", "bad-line"}


def rows(matter: Matter) -> list[str]:
    return list(FactRow.objects.filter(matter=matter).values_list("line", flat=True))


def everything() -> tuple[list[Any], list[Any]]:
    return list(Matter.objects.order_by("pk").values()), list(FactRow.objects.order_by("pk").values())


def rebuilt(body: Body) -> list[str]:
    return [number for some in columns_rebuild(body=body, on=TODAY, regime=REGIME) for number in some]


def test_an_opened_matter_stands_in_the_database_with_its_due_day(district: District) -> None:
    matter = Matter.objects.get(pk=opened(district.top).pk)
    assert (matter.number, matter.stage, matter.due_on, matter.waits) == (
        "2024-0001",
        "handling",
        day("10-14"),
        "office",
    )
    assert (matter.began_on, matter.closed_on, matter.outcome, matter.title) == (day("9-10"), None, "", "征地补偿方案")
    assert history_of(matter).facts == (received("9-10", asks="征地补偿方案"),)


def test_a_fact_moves_the_columns(district: District) -> None:
    matter = opened(district.top, received("9-2"), asked("9-4", 20))
    assert (matter.stage, matter.waits, matter.paused) == ("correcting", "applicant", True)
    entered(matter, corrected("9-10"), "c")
    entered(matter, answered("9-18", Leaf.GRANTED), "a")
    matter.refresh_from_db()
    assert (matter.stage, matter.outcome, matter.closed_on) == ("closed", "granted", day("9-18"))
    assert len(history_of(matter).facts) == 4


def test_an_import_keeps_every_history_as_it_is(district: District) -> None:
    (one,) = simulated(3, 2024, bodies=1, regime=REGIME)
    made, after = list(one.histories[:40]), day("2025-6-30")
    body = Body.objects.create(name=one.name, kind=Body.Kind.DEPARTMENT)
    assert matters_import(body=body, histories=made, actor=None, on=after, regime=REGIME) == len(made)
    assert list(histories_of(Matter.objects.all())) == made
    assert columns_rebuild(body=body, on=after, regime=REGIME) == ([], [])


def test_an_import_with_a_number_taken_brings_nothing_in(district: District) -> None:
    opened(district.top)
    before = everything()
    name = district.top.name
    two = [History(number, Kind.APPLICATION, [received("9-2")], body=name) for number in ("new", "2024-0001")]
    with pytest.raises(Refusal, match="2024-0001"):
        matters_import(body=district.top, histories=two, actor=None, on=TODAY, regime=REGIME)
    assert everything() == before


@pytest.mark.parametrize(
    ("numbers", "body", "when", "code"),
    [
        (("a", "a"), "", "9-2", "number-taken"),
        (("x" * 61,), "", "9-2", "number-length"),
        (("",), "", "9-2", "number-length"),
        (("a",), "白河区人民政府办公室", "9-2", "other-body"),
        (("a",), "", "9-23", "future"),
    ],
)
def test_an_import_that_does_not_fit_brings_nothing_in(
    district: District, numbers: tuple[str, ...], body: str, when: str, code: str
) -> None:
    some = [History(number, Kind.APPLICATION, [received(when)], body=body) for number in numbers]
    with pytest.raises(Refusal) as refused:
        matters_import(body=district.top, histories=some, actor=None, on=TODAY, regime=REGIME)
    assert refused.value.code == code
    assert not Matter.objects.exists()


def test_an_import_takes_a_number_as_long_as_the_column(district: District) -> None:
    some = [History("x" * 60, Kind.APPLICATION, [received("9-20")], body=district.top.name)]
    assert matters_import(body=district.top, histories=some, actor=None, on=TODAY, regime=REGIME) == 1


def test_what_has_not_happened_yet_is_refused(district: District) -> None:
    matter = opened(district.top, received("9-20"))
    before = everything()
    for late in (lambda: entered(matter, withdrawn("9-21")), lambda: opened(district.top, received("9-21"), token="l")):
        with pytest.raises(Refusal) as refused:
            late()
        assert refused.value.code == "future"
    assert everything() == before


def test_a_token_that_comes_again_with_something_else_is_refused_not_passed_over(district: District) -> None:
    matter = opened(district.top, received("9-10", asks="甲"))
    entered(matter, extended("9-12"), "once")
    before = everything()
    with pytest.raises(Refusal) as other_fact:
        entered(matter, extended("9-13"), "once")
    with pytest.raises(Refusal) as other_matter:
        opened(district.top, received("9-10", asks="乙"))
    assert {other_fact.value.code, other_matter.value.code} == {"token-taken"}
    assert everything() == before


@pytest.mark.parametrize(("items", "allowed"), [(-5, False), (0, False), (1, True), (3, True)])
def test_an_application_asks_for_one_thing_at_least(district: District, items: int, allowed: bool) -> None:
    if allowed:
        assert opened(district.top, received("9-10", items=items)).pk
    else:
        with pytest.raises(Refusal):
            opened(district.top, received("9-10", items=items))


@pytest.mark.parametrize("fact", [answered("9-9"), extended("10-16"), corrected("9-12"), struck("9-12", 7)])
def test_a_refused_fact_leaves_nothing_behind(district: District, fact: Any) -> None:
    matter = opened(district.top)
    before = everything()
    with pytest.raises(Refusal):
        entered(matter, fact)
    assert everything() == before


def test_a_refused_opening_leaves_nothing_behind(district: District) -> None:
    opened(district.top)
    before = everything()
    with pytest.raises(Refusal):
        opened(district.top, received("9-10", submitted=day("9-11")), token="other")
    with pytest.raises(Refusal) as taken:
        opened(district.top, received("9-10"), token="other", number="2024-0001")
    assert taken.value.code == "number-taken"
    assert everything() == before


def test_a_matter_whose_only_fact_was_struck_stays_and_can_be_entered_anew(district: District) -> None:
    matter = opened(district.top, received("9-10"), struck("9-12", 1))
    assert (matter.stage, matter.due_on, matter.began_on) == ("none", None, day("9-10"))
    entered(matter, received("9-11"), "again")
    matter.refresh_from_db()
    assert (matter.stage, matter.began_on) == ("handling", day("9-11"))
    assert rebuilt(district.top) == []


def test_the_same_submission_three_times_makes_one_matter_and_one_fact(district: District) -> None:
    once = [opened(district.top).pk for _ in range(3)]
    assert len(set(once)) == 1
    assert Matter.objects.count() == FactRow.objects.count() == 1
    for _ in range(3):
        entered(Matter.objects.get(), extended("9-12"), "same")
    assert FactRow.objects.count() == 2


def test_a_submission_of_another_body_is_never_handed_out(district: District) -> None:
    """A token is no key to what another body has: it names a matter of the same body, or is refused."""
    theirs = opened(district.other, token="guessed")
    with pytest.raises(Refusal) as refused:
        opened(district.top, token="guessed")
    assert refused.value.code == "token-taken"
    ours = opened(district.top, token="fresh")
    with pytest.raises(Refusal):
        entered(ours, extended("9-12"), "guessed0")
    assert (rows(theirs), rows(ours)) == (rows(theirs)[:1], rows(ours)[:1])


def test_numbers_count_up_by_body_and_year(district: District) -> None:
    first = [opened(district.top, token=str(place)).number for place in range(3)]
    old = opened(district.top, received("2023-9-11"), token="old").number
    elsewhere = opened(district.below, token="else").number
    own = opened(district.top, token="own", number="2024-0041").number
    odd = opened(district.top, token="odd", number="2024-甲").number
    after = opened(district.top, token="after").number
    assert first == ["2024-0001", "2024-0002", "2024-0003"]
    assert (old, elsewhere, own, odd, after) == ("2023-0001", "2024-0001", "2024-0041", "2024-甲", "2024-0042")


def test_longer_numbers_of_another_make_hide_no_number_in_use(district: District) -> None:
    for place, number in enumerate([*(f"2024-{'甲' * 9}{n}" for n in range(25)), "2024-00000007", "2024-0041"]):
        opened(district.top, token=f"n{place}.", number=number)
    assert opened(district.top, token="after").number == "2024-0042"
    for number in ("2024-0001", "2024-0008", "2024-0042"):
        Matter.objects.get_or_create(
            body=district.top, number=number, defaults={"root": district.top, "began_on": TODAY, "last_on": TODAY}
        )
    assert opened(district.top, token="again").number == "2024-0043"


def test_a_row_is_never_changed_or_deleted(district: District) -> None:
    row = opened(district.top).facts.get()
    row.line = "{}"
    with pytest.raises(TypeError, match="strike"):
        row.save()
    with pytest.raises(TypeError, match="strike"):
        row.delete()
    assert FactRow.objects.get().line != "{}"


def test_the_rows_are_a_chain_that_anybody_can_read(district: District) -> None:
    matter = opened(district.top, received("9-2"), asked("9-4", 10), corrected("9-10"))
    (history,) = read_lines(rows(matter))
    assert rows(matter) == list(write_lines([history]))
    assert f'"hash":"{matter.head}"' in rows(matter)[-1]


@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_row_that_somebody_changed_is_noticed(district: District, place: int) -> None:
    matter = opened(district.top, received("9-2"), asked("9-4", 10), corrected("9-10"))
    row = FactRow.objects.filter(seq=place)
    row.update(line=row.get().line.replace("2024-09-", "2024-08-"))
    with pytest.raises(Refusal) as refused:
        history_of(matter)
    assert refused.value.code in BROKEN


def test_a_row_taken_out_of_the_middle_is_noticed(district: District) -> None:
    matter = opened(district.top, received("9-2"), asked("9-4", 10), corrected("9-10"))
    FactRow.objects.filter(seq=2)._raw_delete("default")
    with pytest.raises(Refusal) as refused:
        history_of(matter)
    assert refused.value.code in BROKEN


def test_rebuilding_finds_exactly_the_spoiled_matter(district: District) -> None:
    matters = [opened(district.top, token=str(place)) for place in range(3)]
    assert rebuilt(district.top) == []
    Matter.objects.filter(pk=matters[1].pk).update(due_on=day("9-30"))
    assert rebuilt(district.top) == [matters[1].number]
    assert Matter.objects.get(pk=matters[1].pk).due_on == day("10-14")
    assert rebuilt(district.top) == []


@pytest.mark.parametrize(
    "kind", [Kind.APPLICATION, Kind.DATA_CORRECTION, Kind.PUBLICATION, Kind.DOCUMENT, Kind.DISPUTE]
)
def test_after_a_walk_of_lawful_facts_the_columns_are_the_position(district: District, kind: Kind) -> None:
    rng = random.Random(str(kind))
    for walk in range(4):
        matter, on = None, day("2024-3-4")
        history = History("—", kind)
        for step in range(7):
            on += timedelta(rng.choice([0, 1, 2, 5, 9]))
            longer = [
                made
                for fact in KINDS[kind]
                for one in samples(fact, on, history)
                if (made := accepted(history, one, REGIME))
            ]
            if not longer:
                break
            history = rng.choice(longer)
            fact, token = history.facts[-1], f"{walk}.{step}"
            matter = (
                opened(district.top, fact, kind=kind, token=token) if matter is None else entered(matter, fact, token)
            )
        assert matter is not None
        matter.refresh_from_db()
        assert history_of(matter).facts == history.facts
        where = position(history, max(TODAY, history.effective[-1].fact.on), REGIME)
        assert (matter.stage, matter.waits, matter.paused) == (where.stage, where.waits, where.paused)
        assert matter.due_on == (where.due.due if where.due else None)
        assert (matter.outcome, matter.closed_on) == (where.outcome or "", where.closed)
    assert rebuilt(district.top) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tokens", [["same"] * 8, [f"t{place}" for place in range(8)]], ids=["same", "different"])
def test_eight_at_once(tokens: list[str]) -> None:
    """The same submission eight times is one matter; eight submissions are eight, each with its number."""
    body = Body.objects.create(name="青川区人民政府办公室", kind="department")
    together = Barrier(8)

    def submit(token: str) -> str:
        try:
            together.wait(20)
            fact = received("9-10")
            made = matter_open(
                body=body, kind=Kind.APPLICATION, fact=fact, token=token, actor=None, on=TODAY, regime=REGIME
            )
            return made.number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(submit, tokens))
    wanted = {f"2024-{place + 1:04d}" for place in range(len(set(tokens)))}
    assert set(numbers) == wanted
    assert Matter.objects.count() == FactRow.objects.count() == len(wanted)
