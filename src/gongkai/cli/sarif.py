"""Findings as SARIF 2.1.0, written as they come: code scanning tools of any forge can show them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from gongkai.cli.catalogue import kinds
from gongkai.cli.language import language, message, spoken
from gongkai.cli.outcome import Outcome
from gongkai.cli.work import Crash
from gongkai.finding import Finding, FindingKind, Severity, Verdict

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
CRASH = "internal-error"
_RANKS = {Severity.ERROR: 100.0, Severity.WARNING: 50.0, Severity.NOTE: 0.0}
"""How much a person should look at a doubt, which has no level of its own."""


def sarif(reports: Iterable[tuple[str, Outcome | Crash]]) -> Iterator[str]:
    """The pieces of one SARIF log over (file, report or crash) pairs: a head, results one by one, a tail.

    A file that could not be read is a result under the code of its refusal; a defect of this
    program is a notification of the run and makes ``executionSuccessful`` false.
    """
    yield f'{{"$schema": {_json(SCHEMA)}, "version": "2.1.0", "runs": [{{"tool": {_json(_tool())}, '
    yield f'"language": "{"zh-CN" if language() == "zh" else "en"}", "columnKind": "unicodeCodePoints", "results": ['
    separator = "\n"
    crashes: list[tuple[str, Crash]] = []
    for file, report in reports:
        if isinstance(report, Crash):
            crashes.append((file, report))
            continue
        for result in _results(report):
            yield separator + _json(result)
            separator = ",\n"
    yield f'\n], "invocations": [{_json(_invocation(crashes))}]}}]}}\n'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _tool() -> dict[str, Any]:
    rules = [_rule(kind) for kind in kinds().values()]
    return {"driver": {"name": "gongkai", "version": version("gongkai"), "rules": rules}}


def _rule(kind: FindingKind) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": kind.code,
        "shortDescription": {"text": spoken(kind.title)},
        "defaultConfiguration": {"level": str(kind.severity)},
    }
    if advice := spoken(kind.advice):
        rule["help"] = {"text": advice}
    if kind.cites:
        rule["properties"] = {"cites": list(kind.cites)}
    return rule


def _results(report: Outcome) -> Iterator[dict[str, Any]]:
    if report.refusal is not None:
        yield {
            "ruleId": report.refusal.code,
            "level": "error",
            "message": {"text": spoken(report.refusal.reason)},
            "locations": [_location(report.file)],
        }
    for finding in report.findings:
        yield _result(report, finding)


def _result(report: Outcome, finding: Finding) -> dict[str, Any]:
    known = list(kinds())
    result: dict[str, Any] = {"ruleId": finding.code}
    if finding.code in kinds():
        result["ruleIndex"] = known.index(finding.code)
    if finding.verdict is Verdict.UNCERTAIN:
        # SARIF 2.1.0, 3.27.9 and 3.27.10: what a person has to decide has no level.
        result |= {"kind": "review", "level": "none", "rank": _RANKS[finding.severity]}
    else:
        result["level"] = str(finding.severity)
    result["message"] = {"text": message(finding)}
    place = report.place(finding)
    line = finding.where.line if finding.where is not None else None
    location = _location(report.file, line or (place.line if place is not None else None))
    logical = [{"fullyQualifiedName": cell, "kind": "cell"} for cell in finding.cells]
    if place is not None:
        logical.append({"fullyQualifiedName": place.title, "kind": "section"})
    if logical:
        location["logicalLocations"] = logical
    result["locations"] = [location]
    return result


def _location(file: str, line: int | None = None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(file.replace("\\", "/"), safe="/:")}}
    if line is not None:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}


def _invocation(crashes: list[tuple[str, Crash]]) -> dict[str, Any]:
    notifications = [
        {
            "descriptor": {"id": CRASH},
            "level": "error",
            "message": {"text": crash.error},
            "locations": [_location(file)],
        }
        for file, crash in crashes
    ]
    invocation: dict[str, Any] = {"executionSuccessful": not crashes}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation
