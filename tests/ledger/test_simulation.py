"""Made-up years are lawful, realistic, repeatable, and count to exactly what was asked for."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.finding import Refusal, Severity
from gongkai.law.leaf import Leaf
from gongkai.law.policy import Choice, PolicyBook
from gongkai.law.receipt import Channel
from gongkai.law.regime import Regime, packaged_regime
from gongkai.ledger.checks import check_history, check_ledger
from gongkai.ledger.facts import Kind, Struck, application, dispute, publication
from gongkai.ledger.facts.application import Answered, Received, Service, Whom
from gongkai.ledger.facts.other import Activity, Statistic
from gongkai.ledger.facts.publication import Block, Rank
from gongkai.ledger.history import History, append
from gongkai.ledger.moves import Stage
from gongkai.ledger.position import Waits, position
from gongkai.ledger.simulation import (
    FREE_OF_CHARGE,
    MOST,
    Body,
    BodyKind,
    Figures,
    district,
    figures_of,
    histories_for,
    next_year,
)
from gongkai.ledger.simulation.figures import COLUMNS, DISPUTE_COLUMNS, LEAF_ROWS
from gongkai.ledger.year import BodyYear, FeeFigures, body_year, ending_of

REGIME = packaged_regime()
TRUTH = Path(__file__).parents[1] / "golden" / "truth"
ROUTES = ("review", "direct", "after_review")


def counted(histories: Iterable[History], year: int) -> BodyYear:
    return body_year(histories, year, REGIME)


def errors(histories: Iterable[History], regime: Regime = REGIME) -> list[str]:
    return [str(found) for found in check_ledger(histories, regime) if found.severity is Severity.ERROR]


def same(figures: Figures, histories: Iterable[History], year: int) -> None:
    """The histories count to the figures, as far as these say anything."""
    found = figures_of(counted(histories, year))
    if figures.fees is None:
        found = replace(found, fees=None)
    if figures.activities is None:
        found = replace(found, activities=None)
    assert found == figures


@cache
def years(seed: int, first: int, last: int) -> Mapping[int, tuple[Body, ...]]:
    """A district of 60 bodies, one year after another."""
    out: dict[int, tuple[Body, ...]] = {}
    for year in range(first, last + 1):
        out[year] = district(seed, year, regime=REGIME, carried_from=out.get(year - 1, ()))
    return out


@cache
def everything() -> tuple[History, ...]:
    """A large sample: two districts over years, and a body with many endings that are rare."""
    rare = {(row, column): 12 for row in LEAF_ROWS for column in ("natural", "business")}
    rare |= {(row, column): 100 for row in ("carried_in", "carried_out") for column in ("natural", "business")}
    rare |= {("new", column): 252 for column in ("natural", "business")}
    bodies = [body for seed in (11, 12) for body in years(seed, 2023, 2025)[2025]]
    special = histories_for(Figures(applications=rare), 2025, seed="rare", regime=REGIME)
    return (*(history for body in bodies for history in body.histories), *special)


# ---------------------------------------------------------------- exactly the figures


def report_of(name: str) -> Figures:
    """The figures of a published report whose cells a person has checked."""
    cells: dict[str, Any] = json.loads((TRUTH / name).read_text("utf-8"))["cells"]
    parts: dict[str, dict[Any, Any]] = {"t3": {}, "t4": {}, "documents": {}, "statistics": {}}
    for cell, value in cells.items():
        table, row, column = cell.split(".")
        if table == "t2":
            rank = {"regulations": "regulation", "normative": "normative"}.get(row)
            if rank:
                parts["documents"][rank, column] = int(value or 0)
            else:
                parts["statistics"][f"{row}.{column}"] = Decimal(str(value or 0))
        elif column != "total" and row != "total":
            parts[table][row, column] = int(value or 0)
    return Figures(
        applications=parts["t3"],
        disputes=parts["t4"],
        documents=parts["documents"],
        statistics=parts["statistics"],
    )


@pytest.fixture(scope="module")
def district_2024() -> Figures:
    return replace(
        report_of("002_bf241cf648fa2223.json"),
        published={"overview": 17375, "news": 16993, "catalogue": 89},
        fees=FREE_OF_CHARGE,
        activities={"conference": 6, "meeting": 4},
    )


@pytest.mark.parametrize("seed", [1, 2, "三"])
def test_a_published_district_year_is_rebuilt_to_the_last_cell(district_2024: Figures, seed: int | str) -> None:
    histories = histories_for(district_2024, 2024, seed=seed, regime=REGIME, body="清源区")
    same(district_2024, histories, 2024)
    assert district_2024.row("new") == 639
    assert sum(district_2024.row(row) for row in LEAF_ROWS) == 615
    assert errors(histories) == []


@pytest.mark.parametrize(
    ("name", "year"),
    [("001_6d7d4ee39ed0853f.json", 2023), ("004_b847a032e5b4b35d.json", 2021), ("062_kewei_2024.json", 2024)],
)
def test_other_published_years_are_rebuilt_too(name: str, year: int) -> None:
    figures = report_of(name)
    histories = histories_for(figures, year, seed=5, regime=REGIME)
    same(figures, histories, year)
    assert errors(histories) == []


def counts(most: int) -> st.SearchStrategy[int]:
    return st.one_of(st.just(0), st.integers(0, most))


@st.composite
def feasible_fees(draw: st.DrawFn, lapsed: int, payable: int, droppable: int) -> FeeFigures | None:
    if draw(st.booleans()):
        return None
    paid, waiting = draw(st.integers(0, payable)), draw(st.integers(0, droppable))
    cents = st.integers(1, 90_000)
    received = sum(draw(cents) for _ in range(paid))
    owed = sum(draw(cents) for _ in range(lapsed + waiting))
    return FeeFigures(paid + lapsed + waiting, Decimal(received + owed) / 100, Decimal(received) / 100)


@st.composite
def feasible_applications(draw: st.DrawFn, year: int) -> tuple[dict[tuple[str, str], int], int]:
    """Applications that balance, and how many of the new ones are open at the end."""
    out: dict[tuple[str, str], int] = {}
    open_new = 0
    for column in draw(st.lists(st.sampled_from(COLUMNS), max_size=3, unique=True)):
        rows = draw(st.lists(st.sampled_from(LEAF_ROWS), max_size=5, unique=True))
        leaves = {row: draw(st.integers(1, 3)) for row in rows if year >= 2021 or row != "o2"}
        left = draw(counts(4))
        whole = sum(leaves.values()) + left
        carried = 0 if year == 2019 else draw(st.integers(0, whole))
        out |= {(row, column): count for row, count in leaves.items()}
        out |= {("new", column): whole - carried, ("carried_in", column): carried, ("carried_out", column): left}
        open_new += min(left, whole - carried)
    return out, open_new


@st.composite
def feasible(draw: st.DrawFn) -> tuple[int, Figures]:
    """A year that can have happened, often a small one."""
    year = draw(st.integers(2019, 2028))
    applications, open_new = draw(feasible_applications(year))
    figures = Figures(applications=applications)
    payable = sum(figures.row(row) for row in LEAF_ROWS if row not in ("o1", "o2", "o3", "r4"))
    droppable = open_new + figures.row("o3")
    fees = draw(feasible_fees(figures.row("o2"), payable, droppable)) if year >= 2021 else None
    documents: dict[tuple[str, str], int] = {}
    for rank in Rank:
        issued, repealed = draw(counts(4)), draw(counts(4))
        held = draw(st.integers(max(0, issued - repealed), 8))
        documents |= {(rank, "issued"): issued, (rank, "repealed"): repealed, (rank, "in_force"): held}
    disputes = {(route, column): draw(counts(2)) for route in ROUTES for column in DISPUTE_COLUMNS}
    money = st.decimals(0, 90_000, places=draw(st.sampled_from([0, 2, 6])))
    numbers = st.integers(0, 2_000_000).map(Decimal)
    statistics = {
        what: draw(money if what.endswith(("_wan", ".amount")) else numbers)
        for what in draw(st.lists(st.sampled_from(Statistic), max_size=3, unique=True))
    }
    return year, Figures(
        applications=applications,
        documents=documents,
        disputes=disputes,
        statistics=statistics,
        published={block: draw(st.one_of(counts(60), st.integers(0, 40_000))) for block in Block},
        fees=fees,
        activities=draw(st.none() | st.fixed_dictionaries({what.value: counts(3) for what in Activity})),
    )


@settings(max_examples=80)
@given(feasible(), st.integers(0, 9))
def test_whatever_can_have_happened_is_made_up_exactly_and_lawfully(asked: tuple[int, Figures], seed: int) -> None:
    year, figures = asked
    histories = histories_for(figures, year, seed=seed, regime=REGIME)
    same(figures, histories, year)
    assert errors(histories) == []
    assert len({history.matter for history in histories}) == len(histories)
    assert all(fact.on <= date(year, 12, 31) for history in histories for fact in history.facts)


def test_figures_are_equal_in_whatever_order_they_are_written() -> None:
    one = Figures(applications={("new", "natural"): 1, ("granted", "natural"): 1, ("d1", "natural"): 0})
    other = Figures(applications={("granted", "natural"): 1, ("new", "natural"): 1})
    assert one == other
    assert histories_for(one, 2024, seed=1, regime=REGIME) == histories_for(other, 2024, seed=1, regime=REGIME)


def test_a_reported_zero_is_no_missing_figure() -> None:
    asked = Figures(statistics={"licences.decisions": Decimal(0)})
    same(asked, histories_for(asked, 2024, seed=1, regime=REGIME), 2024)
    assert figures_of(counted((), 2024)).statistics == {}


APPLICATIONS = {("new", "natural"): 3, ("granted", "natural"): 2, ("carried_out", "natural"): 1}
UNPAID = {("new", "natural"): 2, ("o2", "natural"): 2}


@pytest.mark.parametrize(
    ("figures", "year", "said"),
    [
        (Figures(applications=APPLICATIONS | {("new", "natural"): 4}), 2024, "natural"),
        (Figures(applications={("new", "natural"): -1, ("granted", "natural"): -1}), 2024, "-1"),
        (Figures(applications={("new", "nobody"): 1, ("granted", "nobody"): 1}), 2024, "nobody"),
        (Figures(applications={("carried_in", "natural"): 1, ("granted", "natural"): 1}), 2019, "2019-05-15"),
        (Figures(applications=UNPAID), 2020, "2021"),
        (Figures(documents={("normative", "issued"): 3, ("normative", "repealed"): 1}), 2024, "normative"),
        (Figures(disputes={("review", "lost"): 1}), 2024, "lost"),
        (Figures(applications=UNPAID, fees=FeeFigures(1, Decimal(100), Decimal(0))), 2024, "收费通知1件"),
        (Figures(applications=UNPAID, fees=FeeFigures(2, Decimal(100), Decimal(100))), 2024, "实收100元"),
        (Figures(applications=UNPAID, fees=FeeFigures(2, Decimal("0.015"), Decimal(0))), 2024, "0.015"),
        (Figures(applications=APPLICATIONS, fees=FeeFigures(3, Decimal(9), Decimal(0))), 2024, "收费通知3件"),
        (Figures(), 2018, "2019-05-15"),
        (Figures(), 2029, "2030"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: Figures, year: int, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        histories_for(figures, year, seed=1, regime=REGIME)
    assert said in refused.value.reason[0]


def test_everything_that_does_not_add_up_is_named() -> None:
    figures = Figures(applications={("new", "natural"): 1, ("granted", "business"): 2})
    with pytest.raises(Refusal) as refused:
        figures.check(2024)
    assert "natural" in refused.value.reason[1]
    assert "business" in refused.value.reason[1]


# ---------------------------------------------------------------- repeatable


_PRINT = """
import hashlib
from gongkai.law.regime import packaged_regime
from gongkai.ledger.simulation import district
bodies = district("seed", 2024, bodies=9, regime=packaged_regime())
print(hashlib.sha256(repr([(b.name, [h.facts for h in b.histories]) for b in bodies]).encode()).hexdigest())
"""


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    prints = {
        subprocess.run(
            [sys.executable, "-c", _PRINT], env={"PYTHONHASHSEED": hashes}, capture_output=True, text=True, check=True
        ).stdout
        for hashes in ("1", "2")
    }
    assert len(prints) == 1


def test_another_seed_gives_another_year() -> None:
    one, other = (district(seed, 2024, bodies=3, regime=REGIME) for seed in (1, 2))
    assert [body.name for body in one] == [body.name for body in other]
    assert one != other


def test_a_body_does_not_depend_on_the_others() -> None:
    few, many = ({body.name: body for body in district(7, 2024, bodies=size, regime=REGIME)} for size in (12, 60))
    shared = few.keys() & many.keys()
    assert len(shared) >= 8
    assert all(few[name] == many[name] for name in shared)


# ---------------------------------------------------------------- lawful


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_history_of_a_district_is_lawful(seed: int) -> None:
    bodies = years(seed, 2022, 2024)[2024]
    assert errors(history for body in bodies for history in body.histories) == []


def test_every_fact_could_be_entered_one_after_another() -> None:
    for history in years(1, 2022, 2024)[2024][0].histories[:150]:
        made = History(history.matter, history.kind, body=history.body)
        for fact in history.facts:
            made = append(made, fact, REGIME)
        assert made == history


def test_late_answers_are_rare_and_no_more_than_warnings() -> None:
    histories = everything()
    answers = sum(isinstance(fact, Answered) for history in histories for fact in history.counted())
    codes = Counter(found.code for found in check_ledger(histories, REGIME))
    assert 0 < codes["L31"] < answers / 50
    assert set(codes) <= {"L31", "L33", "L40", "L41"}


CHOICES = {
    "consultation_from": "delivered",
    "secrecy_authority_pauses": True,
    "reasons_pause": True,
    "fee_restarts": False,
    "correction_reply_days": 5,
    "lapse_counts_on": "record",
    "dispute_not_accepted": "other",
}


@pytest.mark.parametrize("key", CHOICES)
def test_the_years_of_a_body_with_a_policy_of_its_own_are_lawful_under_it(key: str) -> None:
    book = PolicyBook((Choice(key, CHOICES[key], date(2019, 1, 1), "试验"),))
    regime = Regime(REGIME.calendar, book)
    applications = {(row, "natural"): 4 for row in LEAF_ROWS} | {("new", "natural"): 70, ("carried_in", "natural"): 24}
    figures = Figures(
        applications=applications | {("carried_out", "natural"): 10},
        disputes={(route, column): 3 for route in ROUTES for column in DISPUTE_COLUMNS},
    )
    histories = histories_for(figures, 2024, seed=key, regime=regime)
    assert errors(histories, regime) == []
    assert figures_of(body_year(histories, 2024, regime)).applications == figures.applications


# ---------------------------------------------------------------- at the turn of the year


def test_what_is_carried_over_is_lawfully_open_on_the_last_day() -> None:
    for body in years(1, 2022, 2024)[2024]:
        for year in (2022, 2023):
            found = counted(body.histories, year)
            waiting = {matter for column in COLUMNS for matter in found.applications["carried_out", column]}
            for history in body.histories:
                if history.matter in waiting:
                    stands = position(history, date(year, 12, 31), REGIME)
                    assert stands.stage not in (Stage.NONE, Stage.CLOSED)
                    assert not stands.overdue


def test_what_came_from_the_year_before_came_late_in_it() -> None:
    figures = Figures(applications={("carried_in", "natural"): 60, ("granted", "natural"): 60})
    histories = histories_for(figures, 2024, seed=3, regime=REGIME)
    days = [history.facts[0].on for history in histories if history.kind is Kind.APPLICATION]
    assert min(days) >= date(2023, 11, 1)
    assert max(days) <= date(2023, 12, 31)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_one_year_connects_to_the_next(seed: int) -> None:
    held = years(seed, 2022, 2024)
    carried = 0
    for year in (2023, 2024):
        for before, after in zip(held[year - 1], held[year], strict=True):
            last, this = counted(before.histories, year - 1), counted(after.histories, year)
            for column in COLUMNS:
                assert set(this.applications["carried_in", column]) == set(last.applications["carried_out", column])
                carried += len(this.applications["carried_in", column])
            for rank in Rank:
                now, then = ({what: len(of.documents[rank, what]) for what in WHAT} for of in (this, last))
                assert now["in_force"] == then["in_force"] + now["issued"] - now["repealed"]
            assert figures_of(last) == figures_of(counted(after.histories, year - 1))
    assert carried > 30


WHAT = ("issued", "repealed", "in_force")


def test_no_year_has_more_lapsed_payments_than_fee_notices() -> None:
    lapsed = 0
    for seed in (1, 2, 3, 11, 12):
        for year in (2023, 2024):
            for body in years(seed, 2022, 2024)[2024]:
                found = counted(body.histories, year)
                unpaid = sum(len(found.applications["o2", column]) for column in COLUMNS)
                assert found.fee_notices >= unpaid
                lapsed += unpaid
    assert lapsed > 0


def test_the_facts_of_the_years_before_are_kept_as_they_were() -> None:
    before, after = (years(1, 2022, 2024)[year] for year in (2023, 2024))
    for old, new in zip(before, after, strict=True):
        facts = {history.matter: history.facts for history in new.histories}
        assert len(facts) == len(new.histories)
        assert all(facts[history.matter][: len(history.facts)] == history.facts for history in old.histories)


@pytest.mark.parametrize("year", [2023, 2024, 2026])
def test_a_year_follows_the_last_one(year: int) -> None:
    body = years(1, 2022, 2024)[2024][3]
    with pytest.raises(Refusal, match="year-not-next"):
        next_year(body, year, 1, regime=REGIME)


@pytest.mark.parametrize("bodies", [0, MOST + 1])
def test_a_district_has_a_size(bodies: int) -> None:
    with pytest.raises(Refusal, match="district-size"):
        district(1, 2024, bodies=bodies, regime=REGIME)


def test_the_smallest_and_the_largest_district() -> None:
    assert [body.kind for body in district(1, 2024, bodies=1, regime=REGIME)] == [BodyKind.GOVERNMENT_OFFICE]
    largest = district(1, 2024, bodies=MOST, regime=REGIME)
    assert len({body.name for body in largest}) == MOST
    assert {body.kind for body in largest} == set(BodyKind)


# ---------------------------------------------------------------- realistic


def test_everything_that_the_law_knows_occurs_in_a_large_sample() -> None:
    histories = everything()
    applications = [history for history in histories if history.kind is Kind.APPLICATION]
    endings = {ending.outcome for ending in (ending_of(history, REGIME) for history in applications) if ending}
    facts = [fact for history in applications for fact in history.facts]
    assert endings == set(Leaf)
    assert {fact.channel for fact in facts if isinstance(fact, Received)} == set(Channel)
    assert {fact.applicant for fact in facts if isinstance(fact, Received)} >= {"natural", "business", "nonprofit"}
    assert {fact.service for fact in facts if isinstance(fact, Answered)} == set(Service)
    assert {fact.whom for fact in facts if isinstance(fact, application.Consulted)} == set(Whom)
    wanted = {
        application.CorrectionAsked,
        application.Corrected,
        application.OpinionGiven,
        application.ReasonsGiven,
        application.LaterDaySet,
        application.FeeNoticed,
        application.FeePaid,
        application.Extended,
        application.LegalReviewed,
        application.Withdrawn,
        application.Lapsed,
        application.Ended,
        application.Redone,
        Struck,
        dispute.DecisionPutOff,
        dispute.Appeared,
        dispute.DutyDone,
        publication.Expired,
        publication.Renewed,
        publication.Repealed,
        publication.Interpreted,
    }
    assert wanted <= {type(fact) for history in histories for fact in history.facts}


def test_a_repetition_names_an_answer_that_came_before_it() -> None:
    figures = {("new", "natural"): 200, ("granted", "natural"): 150, ("r2", "natural"): 50}
    histories = histories_for(Figures(applications=figures), 2024, seed=2, regime=REGIME)
    answers = {
        fact.document: (fact.on, history.facts[0])
        for history in histories
        for fact in history.facts
        if isinstance(fact, Answered)
    }
    found = 0
    for history in histories:
        last, first = history.facts[-1], history.facts[0]
        if isinstance(last, Answered) and last.outcome is Leaf.R2 and last.earlier in answers:
            on, earlier = answers[last.earlier]
            assert isinstance(first, Received)
            assert isinstance(earlier, Received)
            assert on < first.on
            assert earlier.applicant_key == first.applicant_key
            found += 1
    assert found > 20


def test_letters_are_numbered_as_they_left() -> None:
    figures = {("new", "natural"): 80, ("granted", "natural"): 80}
    histories = histories_for(Figures(applications=figures), 2024, seed=2, regime=REGIME)
    letters = {fact.document: fact.on for history in histories for fact in history.facts if isinstance(fact, Answered)}
    days = [letters[f"〔2024〕第{place}号"] for place in range(1, 81)]
    assert days == sorted(days)


def test_a_dispute_is_about_an_answer_given_before_it() -> None:
    about = 0
    for body in years(2, 2022, 2024)[2024]:
        answered = {
            history.matter: fact.on
            for history in body.histories
            for fact in history.counted()
            if isinstance(fact, Answered)
        }
        for history in body.histories:
            first = history.facts[0]
            if isinstance(first, dispute.Opened) and first.about:
                assert answered[first.about] < first.on
                about += 1
    assert about > 50


def test_many_bodies_have_few_applications_and_a_few_have_many() -> None:
    volumes = []
    for seed in (21, 22, 23, 24):
        for body in district(seed, 2024, regime=REGIME):
            found = counted(body.histories, 2024)
            volumes.append(sum(len(found.applications["new", column]) for column in COLUMNS))
    assert 4 * 400 < sum(volumes) < 4 * 900
    assert sum(volume <= 5 for volume in volumes) > len(volumes) / 2
    assert 4 <= sum(volume > 100 for volume in volumes) <= 16


def test_the_outcomes_are_near_those_of_the_published_years() -> None:
    rows: Counter[str] = Counter()
    for seed in (21, 22, 23, 24):
        for body in district(seed, 2024, regime=REGIME):
            for (row, _), matters in counted(body.histories, 2024).applications.items():
                rows[row] += len(matters)
    total = sum(rows[row] for row in LEAF_ROWS)
    assert 0.15 < rows["granted"] / total < 0.35
    assert 0.28 < rows["u1"] / total < 0.42
    assert 0.12 < rows["partial"] / total < 0.26
    assert 0.03 < rows["carried_out"] / (total + rows["carried_out"]) < 0.12


# ---------------------------------------------------------------- on any day


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.dates(date(2019, 6, 1), date(2026, 12, 31)))
def test_every_history_stands_somewhere_on_every_day(place: int, on: date) -> None:
    histories = everything()
    for history in Random(place).sample(histories, 40):
        stands = position(history, on, REGIME)
        if on < history.facts[0].on and history.effective[0].fact.on > on:
            assert stands.stage is Stage.NONE
        if stands.stage in (Stage.CLOSED, Stage.DECIDED, Stage.RECORDED):
            assert stands.waits is Waits.NOBODY


def test_an_office_that_answers_in_time_is_never_overdue() -> None:
    late = {"L31"}
    for history in years(1, 2022, 2024)[2024][0].histories:
        if history.kind is not Kind.APPLICATION or late & {found.code for found in check_history(history, REGIME)}:
            continue
        first, last = history.effective[0].fact.on, history.effective[-1].fact.on
        for offset in range((last - first).days):
            stands = position(history, first + timedelta(offset), REGIME)
            assert not stands.overdue, history
