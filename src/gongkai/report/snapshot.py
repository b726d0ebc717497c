"""A compiled year frozen: everything it rests on in one canonical file, the same to the byte each time.

Whoever has the ledger can compile the year again and compare the bytes; whoever has only the
snapshot can see for each cell the matters behind it, and for each matter the seal of its history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from gongkai.law.regime import Regime
from gongkai.ledger.history import History
from gongkai.ledger.lines import canonical, head_of
from gongkai.report.compile import Compiled
from gongkai.report.filing import Filing, json_number

FORMAT = "gongkai-snapshot-1"


def snapshot(compiled: Compiled, histories: Iterable[History], regime: Regime, *, algorithm: str = "sha256") -> bytes:
    """The year as canonical JSON (UTF-8, one line end at its end).

    ``cells`` are the numbers, ``matters`` the matters behind each, ``histories`` the seal of every
    matter's last fact, ``law`` the holiday notices and the policy of the year, ``before`` last
    year's filing where it was compared with one, ``narrative`` the words, ``findings`` what was
    found.  Raises :class:`~gongkai.finding.Refusal` for a digest that is not offered.
    """
    filing = compiled.filing
    year = filing.year or compiled.figures.year
    content = {
        "format": FORMAT,
        "agency": filing.agency,
        "year": year,
        "editions": {table.key: table.edition for table in filing.form.tables},
        "cells": {cell: json_number(value) for cell, value in filing.values.items()},
        "matters": {cell: list(behind) for cell, behind in compiled.matters.items() if behind},
        "histories": {history.matter: head_of(history, algorithm) for history in histories},
        "law": _law(regime, year),
        "before": _before(compiled.before),
        "level": compiled.level,
        "narrative": filing.narrative,
        "findings": [found.as_json() for found in compiled.findings],
    }
    return (canonical(content) + "\n").encode()


def _before(filing: Filing | None) -> dict[str, Any] | None:
    if filing is None:
        return None
    return {
        "agency": filing.agency,
        "year": filing.year,
        "cells": {cell: json_number(value) for cell, value in filing.values.items()},
        "narrative": filing.narrative,
    }


def _law(regime: Regime, year: int) -> dict[str, Any]:
    policy = regime.policies.on(date(year, 1, 1))
    return {
        "notices": [notice.number for notice in regime.calendar.notices],
        "policy": {entry.name: getattr(policy, entry.name) for entry in fields(policy)},
        "choices": [
            {"key": choice.key, "value": choice.value, "since": choice.since.isoformat(), "reason": choice.reason}
            for choice in regime.policies.choices
        ],
    }
