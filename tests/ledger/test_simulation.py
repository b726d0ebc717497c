"""Made-up years are repeatable, and each connects to the one before it."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from gongkai.finding import Refusal
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.publication import Rank
from gongkai.ledger.moves import Stage
from gongkai.ledger.position import position
from gongkai.ledger.simulation import MOST, BodyKind, Figures, district, figures_of, histories_for, next_year
from gongkai.ledger.simulation.figures import COLUMNS
from tests.ledger.simulated import REGIME, counted, years

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
