"""Made-up histories are lawful on every day, under every policy, and realistic."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.law.leaf import Leaf
from gongkai.law.policy import Choice, PolicyBook
from gongkai.law.receipt import Channel
from gongkai.law.regime import Regime
from gongkai.ledger.checks import check_history, check_ledger
from gongkai.ledger.facts import Kind, Struck, application, dispute, publication
from gongkai.ledger.facts.application import Answered, Received, Service, Whom
from gongkai.ledger.history import History, append
from gongkai.ledger.moves import Stage
from gongkai.ledger.position import Waits, position
from gongkai.ledger.simulation import Figures, district, figures_of, histories_for
from gongkai.ledger.simulation.figures import COLUMNS, DISPUTE_COLUMNS, LEAF_ROWS
from gongkai.ledger.year import body_year, ending_of
from tests.ledger.simulated import REGIME, ROUTES, counted, errors, everything, years


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
