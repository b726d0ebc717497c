"""The year of a published report rebuilt: made-up matters that count to its figures give back its tables."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.finding import Severity
from gongkai.law.regime import packaged_regime
from gongkai.ledger.checks import check_ledger
from gongkai.ledger.facts.other import Statistic
from gongkai.ledger.simulation import Figures, histories_for
from gongkai.report.compile import Compiled, compile_year
from gongkai.report.narrative import claims

TRUTH = Path(__file__).parents[1] / "golden" / "truth"
REGIME = packaged_regime()
RANKS = {"regulations": "regulation", "normative": "normative"}


def truth_of(name: str) -> dict[str, Any]:
    (file,) = TRUTH.glob(f"{name}_*.json")
    content: dict[str, Any] = json.loads(file.read_text("utf-8"), parse_float=Decimal)
    return content


def figures(cells: dict[str, Any]) -> Figures:
    """The figures of tables 2, 3 and 4 of the 2021 edition, without their sums."""
    parts = [(*cell.split("."), value) for cell, value in cells.items() if not cell.endswith(".total")]
    return Figures(
        applications={(row, to): n for table, row, to, n in parts if table == "t3" and row != "total"},
        documents={(RANKS[row], to): n for table, row, to, n in parts if table == "t2" and row in RANKS},
        disputes={(row, to): n for table, row, to, n in parts if table == "t4"},
        statistics={
            Statistic(f"{row}.{to}"): Decimal(n) for table, row, to, n in parts if table == "t2" and row not in RANKS
        },
        published={"overview": 17375, "news": 16993, "catalogue": 89},
    )


@pytest.fixture(scope="module")
def district_2024() -> tuple[dict[str, Any], Compiled]:
    """Seed 002: a district of 674 applications, 77 disputes and 963 418 permits."""
    truth = truth_of("002")
    histories = histories_for(figures(truth["cells"]), 2024, seed=2, regime=REGIME, body=truth["agency"])
    assert not [found for found in check_ledger(histories, REGIME) if found.severity is Severity.ERROR]
    return truth, compile_year(histories, 2024, REGIME, agency=truth["agency"])


def test_every_cell_is_as_it_was_published(district_2024: tuple[dict[str, Any], Compiled]) -> None:
    truth, compiled = district_2024
    assert compiled.filing.values == truth["cells"]
    assert len([cell for cell in truth["cells"] if cell.startswith("t3.")]) == 175
    values = compiled.filing.values
    assert (values["t3.new.total"], values["t3.carried_in.total"]) == (639, 35)
    assert (values["t3.total.total"], values["t3.carried_out.total"]) == (615, 59)


def test_every_application_stands_behind_its_cells(district_2024: tuple[dict[str, Any], Compiled]) -> None:
    _, compiled = district_2024
    behind = compiled.matters
    assert len(behind["t3.u1.total"]) == 238
    received = set(behind["t3.new.total"]) | set(behind["t3.carried_in.total"])
    ended = set(behind["t3.total.total"]) | set(behind["t3.carried_out.total"])
    assert received == ended
    assert len(received) == 674


def test_the_drafted_words_agree_with_the_tables(district_2024: tuple[dict[str, Any], Compiled]) -> None:
    _, compiled = district_2024
    told = [found for found in compiled.findings if found.severity is not Severity.NOTE and found.code[0] in "ABFGSX"]
    assert [found.message for found in told] == []
    overview = compiled.filing.narrative["overview"]
    said = {(claim.number, cell) for claim in claims(compiled.filing) for cells in claim.targets for cell in cells}
    assert (639, "t3.new.total") in said
    assert "34457" in overview.replace(",", "").replace(" ", "")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_other_seeds_count_the_same(seed: int) -> None:
    truth = truth_of("002")
    histories = histories_for(figures(truth["cells"]), 2024, seed=f"s{seed}", regime=REGIME, body="甲")
    assert compile_year(histories, 2024, REGIME, check=False).filing.values == truth["cells"]
