"""A year's figures as JSON: those of one matter to be kept, those of many added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from gongkai.ledger.year import BodyYear

PLACED = ("applications", "documents", "disputes")
"""Fields whose keys are pairs, and which list matters."""
COUNTED = ("published", "interpretations", "activities")
NUMBERS = (
    "trained",
    "consultations",
    "comment_rounds",
    "extensions",
    "answered_in_time",
    "answered_late",
    "data_corrections",
    "fee_notices",
)
AMOUNTS = ("fee_asked", "fee_received")


def encoded(figures: BodyYear, *, matters: bool = True) -> dict[str, Any]:
    """What is not empty or zero, as plain JSON; without ``matters`` only what no matter stands behind."""
    out: dict[str, Any] = {}
    if matters:
        out |= {name: [list(key) for key in held] for name in PLACED if (held := getattr(figures, name))}
        out |= {"subkinds": list(figures.subkinds)} if figures.subkinds else {}
        if figures.statistics:
            out["statistics"] = {what: format(value, "f") for what, value in figures.statistics.items()}
    out |= {name: dict(held) for name in COUNTED if (held := getattr(figures, name))}
    out |= {name: value for name in NUMBERS if (value := getattr(figures, name))}
    out |= {name: format(value, "f") for name in AMOUNTS if (value := getattr(figures, name))}
    return out


def add(into: BodyYear, content: Mapping[str, Any], matter: str = "") -> None:
    """Add what one matter counts as, or one body's figures without matters."""
    for name, held in content.items():
        if name in PLACED:
            target = getattr(into, name)
            for line, column in held:
                target[line, column].append(matter)
        elif name in NUMBERS:
            setattr(into, name, getattr(into, name) + held)
        elif name in AMOUNTS:
            setattr(into, name, getattr(into, name) + Decimal(held))
        elif name in COUNTED:
            for key, number in held.items():
                getattr(into, name)[key] += number
        elif name == "subkinds":
            for key in held:
                into.subkinds[key].append(matter)
        elif name == "statistics":
            for what, value in held.items():
                into.statistics[what] = into.statistics.get(what, Decimal(0)) + Decimal(value)
                into.statistic_matters[what].append(matter)


def summed(year: int, contents: Iterable[Mapping[str, Any]]) -> BodyYear:
    """Many bodies' figures without matters as one."""
    out = BodyYear(year)
    for content in contents:
        add(out, content)
    return out
