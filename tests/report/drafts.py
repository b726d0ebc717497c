"""Reports whose sections are drafted from their tables, and everything that is said against them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

from narratives import golden_reports
from tests.strategies.filings import changed_filing

from gongkai.ledger.facts.other import Activity
from gongkai.ledger.facts.publication import Block
from gongkai.ledger.year import BodyYear
from gongkai.report.filing import Filing, Number, make_filing
from gongkai.report.form import Form, load_form
from gongkai.report.narrative.draft import draft_sections
from gongkai.report.verify import verify

SECTION_CODES = frozenset({"F3", "F4", "F5", "F6", "F7", "F10"})
FEE_CODES = frozenset({"X1", "X2"})


def zeros(form: Form, **cells: int) -> dict[str, Number]:
    return {**dict.fromkeys(form.cells, 0), **{name.replace("__", "."): value for name, value in cells.items()}}


def small(agency: str | None = "某区财政局", year: int = 2023, edition: str = "2021", **cells: int) -> Filing:
    form = load_form(edition)
    return make_filing(form, zeros(form, **cells), agency=agency, year=year)


def figures_for(filing: Filing, rng: Random | None = None) -> BodyYear:
    """Figures of the ledger that go with the tables; without ``rng``, none beyond what the tables demand."""
    year = BodyYear(filing.year or 2023)
    unpaid = int(filing.values.get("t3.o2.total") or 0)
    collected = Decimal(filing.values.get("t2.fees.amount_wan") or 0) * 10_000
    year.fee_notices = unpaid
    if rng is None:
        return year
    most = rng.choice((0, 1, 3, 40, 9_999_999))
    for block in Block:
        year.published[block.value] = rng.randint(0, most)
    for what in Activity:
        year.activities[what.value] = rng.randint(0, min(most, 99))
    year.interpretations["text"], year.interpretations["video"] = rng.randint(0, most), rng.randint(0, 3)
    year.trained, year.comment_rounds = rng.randint(0, most), rng.randint(0, 9)
    year.extensions, year.consultations, year.data_corrections = (rng.randint(0, most) for _ in range(3))
    year.fee_notices += rng.randint(0, most)
    year.fee_asked = Decimal(rng.randint(0, most * 100)) / 100
    year.fee_received = min(year.fee_asked, collected)
    return year


def drafted(filing: Filing, figures: BodyYear | None = None, before: Filing | None = None) -> Filing:
    figures = figures_for(filing) if figures is None else figures
    return replace(filing, sections=draft_sections(filing, figures, before=before))


def overview(filing: Filing, head: str = "", **kwargs: Any) -> str:
    """The text of section one, or of the part whose head holds ``head``."""
    section = drafted(filing, **kwargs).section("overview")
    assert section is not None
    return section.text if not head else next(text for name, text in section.parts if head in name)


def complaints(filing: Filing, before: Filing | None = None) -> list[str]:
    """Everything said against the words: even a note that a sentence was not understood."""
    found = verify(filing, before=before)
    return [
        f"{each.code} {each.message}"
        for each in found
        if each.code.startswith("S") or each.code in SECTION_CODES | FEE_CODES
    ]


def moved(filing: Filing, year: int, agency: str | None) -> Filing:
    return replace(filing, year=year, agency=agency)


def summed(filing: Filing) -> Filing:
    """The filing with its totals filled in."""
    values = dict(filing.values)
    for table in filing.form.tables:
        for rule in sorted(table.sums, key=lambda rule: rule.axis == "columns"):
            for other in table.columns if rule.axis == "lines" else table.lines:
                names = [
                    table.cell_name(*((key, other.key) if rule.axis == "lines" else (other.key, key)))
                    for key in (rule.whole, *rule.parts)
                ]
                values[names[0]] = sum(values[name] or 0 for name in names[1:])
    return changed_filing(filing, values)


REAL = golden_reports()["002"]


def real() -> tuple[Filing, BodyYear]:
    year = figures_for(REAL, None)
    year.published.update(overview=17375, news=16993, catalogue=89)
    year.activities.update(conference=6)
    return drafted(replace(REAL, sections=()), year), year
