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
from gongkai.finding import Finding, FindingKind

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
CRASH = "internal-error"


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
            "locations": [_location(report.file, None)],
        }
    for finding in report.findings:
        yield _result(report.file, finding)


def _result(file: str, finding: Finding) -> dict[str, Any]:
    known = list(kinds())
    result: dict[str, Any] = {"ruleId": finding.code}
    if finding.code in kinds():
        result["ruleIndex"] = known.index(finding.code)
    result["level"] = str(finding.severity)
    result["message"] = {"text": message(finding)}
    result["locations"] = [_location(file, finding)]
    return result


def _location(file: str, finding: Finding | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(file.replace("\\", "/"), safe="/:")}}
    if finding is None:
        return {"physicalLocation": physical}
    if finding.where is not None and finding.where.line is not None:
        physical["region"] = {"startLine": finding.where.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding.cells:
        location["logicalLocations"] = [{"fullyQualifiedName": cell, "kind": "cell"} for cell in finding.cells]
    return location


def _invocation(crashes: list[tuple[str, Crash]]) -> dict[str, Any]:
    notifications = [
        {
            "descriptor": {"id": CRASH},
            "level": "error",
            "message": {"text": crash.error},
            "locations": [_location(file, None)],
        }
        for file, crash in crashes
    ]
    invocation: dict[str, Any] = {"executionSuccessful": not crashes}
    if notifications:
        invocation["toolExecutionNotifications"] = notifications
    return invocation
