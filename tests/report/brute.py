"""A second count of a ledger's year, from the written lines alone: slow, plain, and sharing nothing with the first.

It reads the JSON lines that anybody can read, walks days on a wall calendar, and knows the form
only by the names of its cells.  Default policy.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from tests.law.naive import walk

Line = dict[str, Any]
COLUMNS = ("natural", "business", "research", "nonprofit", "legal_service", "other_org")
LEAVES = ("granted", "partial", *(f"d{n}" for n in range(1, 9)), "u1", "u2", "u3", *(f"r{n}" for n in range(1, 6)))
ENDS = ("o1", "o2", "o3")
RESULTS = {
    "upheld": "upheld", "request_rejected": "upheld", "claims_rejected": "upheld",
    "varied": "corrected", "revoked": "corrected", "partly_revoked": "corrected", "declared_unlawful": "corrected",
    "ordered_to_perform": "corrected", "declared_void": "corrected", "redo": "corrected", "perform": "corrected",
    "terminated": "other", "mediated": "other", "application_rejected": "other", "withdrawn": "other",
    "suit_rejected": "other", "transferred": "other",
}  # fmt: skip


def brute(texts: Iterable[str], year: int) -> dict[str, list[str]]:
    """Cell of the 2021 edition (without its sums) → the matters behind it, sorted."""
    cells: dict[str, list[str]] = defaultdict(list)
    for matter, lines in sorted(_matters(texts).items()):
        if not lines:
            continue
        count = {"application": _application, "dispute": _dispute, "document": _document}.get(lines[0]["kind"])
        if count is not None:
            for cell in count(lines, year):
                cells[cell].append(matter)
    return cells


def with_sums(cells: dict[str, list[str]]) -> dict[str, int]:
    """Every cell of tables 3 and 4 as a number."""
    out: dict[str, int] = {}
    rows = ("new", "carried_in", *LEAVES, *ENDS, "carried_out")
    for column in COLUMNS:
        for row in rows:
            out[f"t3.{row}.{column}"] = len(cells.get(f"t3.{row}.{column}", []))
        out[f"t3.total.{column}"] = sum(out[f"t3.{row}.{column}"] for row in (*LEAVES, *ENDS))
    for row in (*rows, "total"):
        out[f"t3.{row}.total"] = sum(out[f"t3.{row}.{column}"] for column in COLUMNS)
    for route in ("review", "direct", "after_review"):
        for column in ("upheld", "corrected", "other", "pending"):
            out[f"t4.{route}.{column}"] = len(cells.get(f"t4.{route}.{column}", []))
        out[f"t4.{route}.total"] = sum(
            out[f"t4.{route}.{column}"] for column in ("upheld", "corrected", "other", "pending")
        )
    for rank in ("regulations", "normative"):
        for column in ("issued", "repealed", "in_force"):
            out[f"t2.{rank}.{column}"] = len(cells.get(f"t2.{rank}.{column}", []))
    return out


def _matters(texts: Iterable[str]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for text in texts:
        line = json.loads(text)
        found[line["matter"]].append(line)
    for matter, lines in found.items():
        gone = {line["entry"] for line in lines if line["fact"] == "struck"}
        kept = [line for line in lines if line["seq"] not in gone and line["fact"] not in ("struck", "noted")]
        found[matter] = sorted(kept, key=lambda line: (line["on"], line["seq"]))
    return found


def _application(lines: list[Line], year: int) -> list[str]:
    start = next(line for line in lines if line["fact"] == "received")
    end = _end(lines)
    column, came = start["applicant"], int(start["on"][:4])
    left = int(end[1][:4]) if end else 9999
    if came > year or left < year:
        return []
    rows = ["new" if came == year else "carried_in"]
    rows.append(end[0] if end and left == year else "carried_out")
    return [f"t3.{row}.{column}" for row in rows]


def _end(lines: list[Line]) -> tuple[str, str] | None:
    """(row, day) of the outcome that counts."""
    end: tuple[str, str] | None = None
    for place, line in enumerate(lines):
        what = line["fact"]
        if what == "corrected" and end is not None and end[1][:4] == line["on"][:4]:
            end = None
        elif end is None and what == "answered":
            end = (line["outcome"].rstrip("ab") if line["outcome"][0] == "u" else line["outcome"], line["on"])
        elif end is None and what in ("withdrawn", "ended"):
            end = ("o3", line["on"])
        elif end is None and what == "lapsed":
            end = ("o1" if line["what"] == "correction" else "o2", _ran_out(lines[:place], line))
    return end


def _ran_out(before: list[Line], lapsed: Line) -> str:
    if lapsed["what"] == "correction":
        told = [line for line in before if line["fact"] == "correction_asked"][-1]
        length = told.get("days", 15)
    else:
        told = [line for line in before if line["fact"] == "delivered" and line["ref"] == "fee"][-1]
        length = 20
    last = walk(date.fromisoformat(told["on"]), length).isoformat()
    return min(last, lapsed["on"])


def _dispute(lines: list[Line], year: int) -> list[str]:
    start = lines[0]
    ends = [line for line in lines if line["fact"] == "decided"]
    if int(start["on"][:4]) > year or (ends and int(ends[0]["on"][:4]) < year):
        return []
    if not ends or int(ends[0]["on"][:4]) > year:
        return [f"t4.{start['route']}.pending"]
    result = ends[0]["result"]
    return [] if result == "not_accepted" else [f"t4.{start['route']}.{RESULTS[result]}"]


def _document(lines: list[Line], year: int) -> list[str]:
    by = {line["fact"]: line for line in lines if int(line["on"][:4]) <= year}
    issued = by.get("issued")
    if issued is None or not issued["lead"]:
        return []
    rank = {"regulation": "regulations", "normative": "normative"}[by.get("drafted", issued).get("rank", "normative")]
    end = by.get("repealed") or by.get("expired")
    until = by.get("renewed", issued).get("valid_until")
    if end is None and until is not None and until < f"{year}-12-31":
        end = {"on": (date.fromisoformat(until) + timedelta(1)).isoformat()}
    columns = []
    if issued["on"][:4] == str(year) and not issued["taken_over"]:
        columns.append("issued")
    if end is None:
        columns.append("in_force")
    elif end["on"][:4] == str(year):
        columns.append("repealed")
    return [f"t2.{rank}.{column}" for column in columns]
