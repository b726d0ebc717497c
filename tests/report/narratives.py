"""Narratives to read: worked sentences, and the written sections of the golden reports with their true numbers."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from gongkai.report.filing import Filing, SectionText, make_filing
from gongkai.report.form import Form, load_form, mixed_form

CASES = Path(__file__).parent / "narrative_cases"
TRUTH = Path(__file__).parent.parent / "golden" / "truth"


def cases(name: str) -> list[Any]:
    """The worked sentences of a file."""
    return list(tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))["case"])


def filing_of(case: dict[str, Any], text: str | None = None) -> Filing:
    """The filing of a worked sentence: its cells, none dealt with otherwise, and nothing else."""
    section = SectionText(case.get("section", "overview"), "一", "", case["text"] if text is None else text)
    form = load_form(case.get("edition", "2021"))
    none_set_aside = {cell: 0 for cell in form.cells if cell.startswith("t3.o") and cell.endswith(".total")}
    return make_filing(
        form,
        {**none_set_aside, **case["cells"]},
        agency=case.get("agency", "某区财政局"),
        year=case.get("year", 2023),
        sections=(section,),
    )


def before_of(case: dict[str, Any]) -> Filing | None:
    """Last year's filing of a worked sentence, if it gives one."""
    if "before" not in case:
        return None
    return make_filing(load_form("2021"), case["before"], year=case.get("year", 2023) - 1)


def golden_reports() -> dict[str, Filing]:
    """The golden reports by the first three digits of their names: true numbers, written sections."""
    entries = tomllib.loads((CASES / "reports.toml").read_text("utf-8"))["reports"]
    return {entry["report"][:3]: _golden(entry) for entry in entries}


def _golden(entry: dict[str, Any]) -> Filing:
    truth = json.loads((TRUTH / f"{entry['report']}.json").read_text("utf-8"), parse_float=Decimal)
    form = _form(truth["cells"])
    return make_filing(
        form,
        {cell: value for cell, value in truth["cells"].items() if cell in form.cells},
        agency=truth["agency"],
        year=truth["year"],
        sections=tuple(SectionText(**section) for section in entry["sections"]),
    )


def _form(cells: dict[str, Any]) -> Form:
    """The mixture of editions that the cell names tell."""
    published = "2019" if any(cell.startswith("t2_2019.") for cell in cells) else "2021"
    applications = "2019" if any(cell.startswith("t3.o.") for cell in cells) else "2021"
    if not cells:
        return load_form("2021")
    return mixed_form(published, applications, applications)
