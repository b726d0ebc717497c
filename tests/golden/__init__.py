"""Published reports in the raw forms they are found in, and the numbers that a person reads in them."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from gongkai.report.form import Form, Kind, load_form, mixed_form
from tests.corpus.model import Number, Truth

FOLDER = Path(__file__).parent
# The words that the truth files use where they speak of lines in prose.
_LINES = {"norms": "normative", "other_services": "services"}


class Golden(NamedTuple):
    """One raw form of one published report, and its truth; no truth where it must be refused."""

    source: Path
    truth: Truth | None


def goldens() -> list[Golden]:
    """Every source with its truth."""
    found = []
    for path in sorted((FOLDER / "truth").glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        truth = _truth(data) if data["cells"] else None
        found += [Golden(FOLDER / "sources" / name, truth) for name in data["files"]]
    return found


def _form(data: dict[str, Any]) -> Form:
    own = load_form(data["edition"])
    single = any(name.startswith("t3.o.") for name in data["cells"])
    return mixed_form(own.edition, "2019" if single else own.edition, own.edition)


def _truth(data: dict[str, Any]) -> Truth:
    form = _form(data)
    cells: dict[str, Number | None] = {
        name: None if value is None else Decimal(str(value)) if form.cells[name].kind is Kind.MONEY else value
        for name, value in data["cells"].items()
    }
    truth = Truth(form, data["agency"], data["year"], cells)
    # The files say of a missing number that it is missing, not always whether it is blank or lost.
    truth.gaps = {name: "blank" for name, value in cells.items() if value is None}
    for remark in data.get("ambiguous", ()):
        truth.ambiguous |= _cells_of(form, remark)
    return truth


def _cells_of(form: Form, remark: str) -> set[str]:
    """The cells that a remark such as ``table3.new/granted: only two numbers survive`` speaks of."""
    number, lines = re.match(r"table(\d)\.([a-z_/]+)", remark).groups()  # type: ignore[union-attr]
    table = form.table_of_section(int(number))
    keys = {_LINES.get(line, line) for line in lines.split("/")}
    return {cell.name for cell in form.cells.values() if cell.table == table.key and cell.line.key in keys}
