"""A ledger's year in the form: each cell with its matters, at both sides of the year's ends."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from brute import brute, with_sums
from tests.ledger.build import (
    REGIME,
    answered,
    application_of,
    asked,
    consulted,
    corrected,
    day,
    delivered,
    drafted,
    extended,
    fee,
    history_of,
    issued,
    lapsed,
    opened,
    paid,
    received,
    struck,
)

from gongkai.finding import Refusal, Severity
from gongkai.law.leaf import Leaf
from gongkai.law.policy import parse_policy
from gongkai.law.regime import Regime
from gongkai.law.reporting import edition_for
from gongkai.ledger.facts import Fact, Kind, Noted, application, dispute, other, publication
from gongkai.ledger.facts.application import Applicant, Lapse
from gongkai.ledger.facts.dispute import Route
from gongkai.ledger.history import History
from gongkai.ledger.lines import write_lines
from gongkai.ledger.simulation import district
from gongkai.report.compile import compile_year, form_for
from gongkai.report.filing import Filing, Origin
from gongkai.report.form import editions, load_form
from gongkai.report.snapshot import snapshot


def cells(*histories: History, year: int = 2024, regime: Regime = REGIME) -> dict[str, Any]:
    """The cells that are not zero."""
    filing = compile_year(histories, year, regime).filing
    return {cell: value for cell, value in filing.values.items() if value}


def rows(*facts: Fact, year: int = 2024, regime: Regime = REGIME) -> list[str]:
    """The rows in which one application counts."""
    found = cells(application_of(*facts), year=year, regime=regime)
    return [cell.split(".")[1] for cell in found if cell.endswith(".natural") and ".total." not in cell]


def policy(key: str, value: str) -> Regime:
    return Regime(
        REGIME.calendar, parse_policy(f'[{key}]\nvalue = "{value}"\nsince = 2019-01-01\nreason = "本地口径"\n')
    )


@pytest.mark.parametrize(
    ("came", "answer", "in_2023", "in_2024", "in_2025"),
    [
        ("2023-12-31", "2023-12-31", ["new", "granted"], [], []),
        ("2023-12-31", "2024-1-1", ["new", "carried_out"], ["carried_in", "granted"], []),
        ("2024-1-1", "2024-12-31", [], ["new", "granted"], []),
        ("2024-12-31", "2025-1-1", [], ["new", "carried_out"], ["carried_in", "granted"]),
        ("2023-12-31", "2025-1-2", ["new", "carried_out"], ["carried_in", "carried_out"], ["carried_in", "granted"]),
        ("2025-1-1", "2025-1-1", [], [], ["new", "granted"]),
    ],
)
def test_the_ends_of_the_year(
    came: str, answer: str, in_2023: list[str], in_2024: list[str], in_2025: list[str]
) -> None:
    facts = [received(came), answered(answer)]
    assert rows(*facts, year=2023) == in_2023
    assert rows(*facts, year=2024) == in_2024
    assert rows(*facts, year=2025) == in_2025


def test_a_lapse_counts_when_the_period_ran_out_or_by_policy_when_recorded() -> None:
    facts = [received("12-9"), asked("12-10", 15), lapsed("2025-1-6")]  # ran out on 2024-12-31
    assert rows(*facts) == ["new", "o1"]
    recorded = policy("lapse_counts_on", "record")
    assert rows(*facts, regime=recorded) == ["new", "carried_out"]
    assert rows(*facts, year=2025, regime=recorded) == ["carried_in", "o1"]


def test_an_unpaid_fee_lapses_likewise() -> None:
    facts = [received("12-2"), fee("12-3"), delivered("12-3", "fee"), lapsed("2025-1-6", Lapse.FEE)]
    assert rows(*facts) == ["new", "o2"]


def test_reopened_in_the_same_year_counts_with_its_last_outcome() -> None:
    facts = [received("9-2"), asked("9-3", 5), lapsed("9-11"), corrected("9-12", good_reason="住院"), answered("9-20")]
    assert rows(*facts) == ["new", "granted"]


def test_reopened_in_a_later_year_is_not_counted_twice() -> None:
    late = [corrected("2025-1-6", good_reason="住院"), answered("2025-1-20")]
    facts = [received("11-4"), asked("11-5", 5), lapsed("11-13"), *late]
    assert rows(*facts) == ["new", "o1"]
    assert rows(*facts, year=2025) == []


def test_a_redone_answer_is_not_counted_again() -> None:
    again = application.Redone(on=day("2025-3-3"), outcome=Leaf.GRANTED, dispute="复议1", service="post")
    facts = [received("9-2"), answered("9-9", Leaf.D5), again]
    assert rows(*facts) == ["new", "d5"]
    assert rows(*facts, year=2025) == []


def test_both_kinds_of_not_holding_it_stand_in_one_row() -> None:
    one = application_of(received("9-2"), answered("9-9", Leaf.U1A), matter="1")
    two = application_of(received("9-2", applicant=Applicant.BUSINESS), answered("9-9", Leaf.U1B), matter="2")
    compiled = compile_year([two, one], 2024, REGIME)
    assert compiled.filing.values["t3.u1.total"] == 2
    assert compiled.matters["t3.u1.total"] == ("1", "2")
    assert compiled.matters["t3.u1.business"] == ("2",)
    assert compiled.figures.subkinds == {"u1a": ["1"], "u1b": ["2"]}


def test_a_struck_fact_counts_nowhere() -> None:
    assert rows(received("9-2"), answered("9-9", Leaf.D1), struck("9-10", 2), answered("9-9")) == ["new", "granted"]


def document(*facts: Fact, matter: str = "1") -> History:
    return history_of(Kind.DOCUMENT, *facts, matter=matter)


REVIEW = publication.LegalityReviewed(on=day("2023-6-1"))


@pytest.mark.parametrize(
    ("facts", "year", "expected"),
    [
        ([drafted("2023-3-1"), REVIEW, issued("2023-12-31")], 2023, ["issued", "in_force"]),
        ([drafted("2023-3-1"), REVIEW, issued("2024-1-1")], 2023, []),
        ([drafted("2023-3-1"), REVIEW, issued("2024-1-1")], 2024, ["issued", "in_force"]),
        ([drafted("2023-3-1"), REVIEW, issued("2024-1-1")], 2025, ["in_force"]),
        ([issued("2024-1-1", taken_over=True)], 2024, ["in_force"]),
        ([issued("2024-1-1", lead=False)], 2024, []),
        ([issued("2019-1-1"), publication.Repealed(on=day("2024-12-31"))], 2024, ["repealed"]),
        ([issued("2019-1-1"), publication.Repealed(on=day("2025-1-1"))], 2024, ["in_force"]),
        ([issued("2019-1-1"), publication.Expired(on=day("2024-1-1"))], 2024, ["repealed"]),
        ([issued("2019-1-1", valid_until=day("2024-12-30"))], 2024, ["repealed"]),
        ([issued("2019-1-1", valid_until=day("2024-12-31"))], 2024, ["in_force"]),
        ([issued("2019-1-1", valid_until=day("2024-6-30"))], 2025, []),
        ([issued("2024-2-1"), publication.Repealed(on=day("2024-11-1"))], 2024, ["issued", "repealed"]),
    ],
)
def test_documents(facts: list[Fact], year: int, expected: list[str]) -> None:
    assert [cell.split(".")[2] for cell in cells(document(*facts), year=year)] == expected


def test_documents_by_policy() -> None:
    expired = document(issued("2019-1-1"), publication.Expired(on=day("2024-1-1")))
    assert cells(expired, regime=policy("lapsed_documents", "apart")) == {}
    joint = document(issued("2024-1-2", lead=False))
    assert cells(joint, regime=policy("joint_documents", "all")) == {
        "t2.normative.issued": 1,
        "t2.normative.in_force": 1,
    }


def decided(on: str, result: str) -> Fact:
    return dispute.Decided(on=day(on), result=result)


@pytest.mark.parametrize(
    ("route", "facts", "year", "expected"),
    [
        (Route.REVIEW, [], 2024, "pending"),
        (Route.REVIEW, [], 2025, "pending"),
        (Route.REVIEW, [decided("12-31", "request_rejected")], 2024, "upheld"),
        (Route.REVIEW, [decided("2025-1-1", "revoked")], 2024, "pending"),
        (Route.REVIEW, [decided("2025-1-1", "revoked")], 2025, "corrected"),
        (Route.REVIEW, [decided("2025-1-1", "revoked")], 2026, None),
        (Route.REVIEW, [decided("12-1", "not_accepted")], 2024, None),
        (Route.REVIEW, [decided("12-1", "terminated")], 2024, "other"),
        (Route.DIRECT, [decided("12-1", "claims_rejected")], 2024, "upheld"),
        (Route.AFTER_REVIEW, [decided("12-1", "withdrawn")], 2024, "other"),
        (Route.REVIEW, [], 2023, None),
    ],
)
def test_disputes(route: Route, facts: list[Fact], year: int, expected: str | None) -> None:
    history = history_of(Kind.DISPUTE, opened("9-2", route), *facts)
    wanted = {} if expected is None else {f"t4.{route}.{expected}": 1, f"t4.{route}.total": 1}
    assert cells(history, year=year) == wanted


def test_disputes_by_policy() -> None:
    history = history_of(Kind.DISPUTE, opened("9-2"), decided("2025-1-1", "revoked"))
    opened_only = policy("disputes_counted", "opened")
    assert cells(history, regime=opened_only) == {"t4.review.pending": 1, "t4.review.total": 1}
    assert cells(history, year=2025, regime=opened_only) == {}
    refused = history_of(Kind.DISPUTE, opened("9-2"), decided("9-9", "not_accepted"))
    assert cells(refused, regime=policy("dispute_not_accepted", "other"))["t4.review.other"] == 1


def reported(what: other.Statistic, value: str, year: int = 2024, matter: str = "1") -> History:
    return History(matter, Kind.STATISTIC, [other.Reported(on=day("12-1"), year=year, what=what, value=Decimal(value))])


def test_figures_of_other_systems_add_up_and_are_never_made_up() -> None:
    parts = [
        reported(other.Statistic.LICENCES_DECISIONS, "963000", matter="一季度"),
        reported(other.Statistic.LICENCES_DECISIONS, "418", matter="二季度"),
        reported(other.Statistic.FEES_AMOUNT, "5230.52", matter="收费"),
        reported(other.Statistic.PENALTIES_DECISIONS, "7", year=2023, matter="旧"),
    ]
    compiled = compile_year(parts, 2024, REGIME)
    values = compiled.filing.values
    assert (values["t2.licences.decisions"], values["t2.fees.amount_wan"]) == (963418, Decimal("5230.52"))
    assert compiled.matters["t2.licences.decisions"] == ("一季度", "二季度")
    assert values["t2.penalties.decisions"] is None
    assert compiled.filing.origin("t2.penalties.decisions") is Origin.BLANK
    assert compiled.filing.origin("t2.licences.decisions") is Origin.COMPILED
    assert "t2.penalties.decisions" in {cell for found in compiled.findings for cell in found.cells}


def test_figures_that_come_in_after_the_year_count_in_it() -> None:
    late = other.Reported(on=day("2025-1-8"), year=2024, what=other.Statistic.LICENCES_DECISIONS, value=Decimal(5))
    history = History("1", Kind.STATISTIC, [late])
    assert compile_year([history], 2024, REGIME).filing.values["t2.licences.decisions"] == 5
    assert compile_year([history], 2025, REGIME).filing.values["t2.licences.decisions"] is None


def test_half_a_permit_is_refused_and_half_a_yuan_is_not() -> None:
    with pytest.raises(Refusal, match="figure-not-whole"):
        compile_year([reported(other.Statistic.LICENCES_DECISIONS, "12.7")], 2024, REGIME)
    halves = [reported(other.Statistic.LICENCES_DECISIONS, "0.5", matter=matter) for matter in "甲乙"]
    assert compile_year(halves, 2024, REGIME).filing.values["t2.licences.decisions"] == 1
    money = compile_year([reported(other.Statistic.FEES_AMOUNT, "0.50")], 2024, REGIME)
    assert str(money.filing.values["t2.fees.amount_wan"]) == "0.50"


def test_a_number_used_for_two_matters_is_refused() -> None:
    one = application_of(received("9-2"), matter="1")
    with pytest.raises(Refusal, match="matter-twice"):
        compile_year([one, history_of(Kind.DISPUTE, opened("9-2"), matter="1")], 2024, REGIME)
    with pytest.raises(Refusal, match="matter-twice"):
        compile_year([one, one], 2024, REGIME)


def test_work_on_a_reopened_matter_is_work_of_its_year() -> None:
    again = [corrected("2025-1-6", good_reason="住院"), consulted("2025-1-7"), extended("2025-1-8", 5)]
    history = application_of(received("11-4"), asked("11-5", 5), lapsed("11-13"), *again)
    figures = compile_year([history], 2025, REGIME).figures
    assert (figures.consultations, figures.extensions) == (1, 1)


def test_a_remark_of_another_year_moves_no_figure() -> None:
    asked_for = application.DataCorrectionAsked(on=day("1-3"), evidence="户口簿")
    history = history_of(Kind.DATA_CORRECTION, Noted(on=day("2023-12-29")), asked_for)
    assert [compile_year([history], year, REGIME).figures.data_corrections for year in (2023, 2024)] == [0, 1]


def test_a_nought_that_was_reported_is_a_number() -> None:
    compiled = compile_year([reported(other.Statistic.COERCION_DECISIONS, "0")], 2024, REGIME)
    assert compiled.filing.values["t2.coercion.decisions"] == 0


@pytest.mark.parametrize("year", range(2019, 2027))
def test_every_year_has_the_edition_of_its_notice(year: int) -> None:
    assert form_for(year).covers(year)
    assert edition_for(year).key in editions()


def test_years_before_the_form_are_refused() -> None:
    with pytest.raises(Refusal, match="no-edition"):
        compile_year([], 2018, REGIME)


def test_the_single_row_of_the_earlier_edition_gathers_other_endings() -> None:
    histories = [
        application_of(received("2020-9-1"), application.Withdrawn(on=day("2020-9-2")), matter="1"),
        application_of(received("2020-9-1"), asked("2020-9-2", 5), lapsed("2020-9-11"), matter="2"),
    ]
    compiled = compile_year(histories, 2020, REGIME)
    assert (compiled.filing.form.edition, compiled.filing.values["t3.o.natural"]) == ("2019", 2)
    assert sorted(compiled.matters["t3.o.total"]) == ["1", "2"]


def test_documents_in_the_earlier_edition() -> None:
    facts = [issued("2020-3-1"), publication.MadePublic(on=day("2020-3-2"))]
    found = cells(document(*facts), year=2020)
    assert found == {f"t2_2019.normative.{column}": 1 for column in ("made", "disclosed", "public_total")}


def test_fees_of_the_year_are_told() -> None:
    history = application_of(received("9-2"), fee("9-3", "700"), delivered("9-4", "fee"), paid("9-5", "700"))
    assert compile_year([history], 2024, REGIME).figures.fees == (1, Decimal(700), Decimal(700))
    assert compile_year([history], 2025, REGIME).figures.fees == (0, Decimal(0), Decimal(0))


def test_faults_of_the_ledger_are_told_with_the_filing() -> None:
    compiled = compile_year([application_of(received("9-2"), answered("9-9", Leaf.D4))], 2024, REGIME)
    assert "L11" in {found.code for found in compiled.findings}


def test_last_years_filing_is_compared_with_the_matters_carried_in() -> None:
    history = application_of(received("2023-12-28"), answered("1-3"))
    before = compile_year([history], 2023, REGIME, agency="甲局").filing
    good = compile_year([history], 2024, REGIME, agency="甲局", before=before)
    assert not {found.code for found in good.findings} & {"B1", "B2"}
    printed = replace(before, values={**before.values, "t3.carried_out.natural": 0, "t3.carried_out.total": 0})
    bad = compile_year([history], 2024, REGIME, agency="甲局", before=printed)
    assert {found.code for found in bad.findings} >= {"B1", "B2"}


# ------------------------------------------------------------------------------------ whole districts


@pytest.fixture(scope="module")
def bodies() -> Sequence[Any]:
    return district(7, 2024, bodies=60, regime=REGIME)


def errors(filing_of: Any) -> list[str]:
    return [f"{found.code} {found.message}" for found in filing_of.findings if found.severity is Severity.ERROR]


def test_every_body_of_a_lawful_district_compiles_without_errors(bodies: Sequence[Any]) -> None:
    for body in bodies:
        compiled = compile_year(body.histories, 2024, REGIME, agency=body.name)
        assert errors(compiled) == [], body.name


def test_the_count_equals_an_independent_one(bodies: Sequence[Any]) -> None:
    for body in bodies:
        compiled = compile_year(body.histories, 2024, REGIME)
        second = brute(write_lines(body.histories), 2024)
        for cell, number in with_sums(second).items():
            assert compiled.filing.values[cell] == number, (body.name, cell)
        for cell, behind in second.items():
            assert sorted(compiled.matters[cell]) == behind


def test_every_counted_cell_has_as_many_matters_as_it_says(bodies: Sequence[Any]) -> None:
    for body in bodies:
        compiled = compile_year(body.histories, 2024, REGIME)
        for cell, behind in compiled.matters.items():
            if cell.startswith(("t3", "t4", "t2.normative", "t2.regulations")):
                assert len(behind) == compiled.filing.values[cell]
                assert len(set(behind)) == len(behind)


def test_the_snapshot_is_the_same_to_the_byte_in_any_order(bodies: Sequence[Any]) -> None:
    body = max(bodies[:20], key=lambda one: len(one.histories))
    shuffled = list(body.histories)
    random.Random(1).shuffle(shuffled)
    one, two = (
        snapshot(compile_year(some, 2024, REGIME, agency=body.name), some, REGIME)
        for some in (body.histories, shuffled)
    )
    assert one == two
    content = json.loads(one)
    assert content["cells"]["t3.total.total"] == len(content["matters"].get("t3.total.total", []))
    assert set(content["histories"]) == {history.matter for history in body.histories}
    assert content["law"]["policy"]["correction_reply_days"] == 15


def test_the_snapshot_changes_with_any_fact() -> None:
    def frozen(note: str) -> bytes:
        history = application_of(received("9-2", note=note), answered("9-9"))
        return snapshot(compile_year([history], 2024, REGIME), [history], REGIME)

    assert frozen("甲") != frozen("乙")


def test_form_is_as_given() -> None:
    filing: Filing = compile_year([], 2024, REGIME, form=load_form("2021")).filing
    assert all(filing.values[cell] == 0 for cell in filing.values if cell.startswith(("t3", "t4")))
    assert date(2024, 1, 1).year == filing.year
