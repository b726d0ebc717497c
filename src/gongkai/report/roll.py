"""Calling the roll: whose report is there, missing, twice, or of another year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from typing import NamedTuple

from gongkai.finding import Finding
from gongkai.report.checks.case import Pair
from gongkai.report.filing import Filing, json_number
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Form


class Roll(NamedTuple):
    """The bodies that are present, each with its filings (several where versions differ).

    ``aside`` are filings that were not counted: of bodies off the roster, or of another year.
    ``missing`` are bodies of the roster without any.
    """

    present: Mapping[str, tuple[Filing, ...]]
    aside: tuple[Filing, ...]
    missing: tuple[str, ...]
    findings: tuple[Finding, ...]


_MISSING: Pair = ("未报送", "no report from")
_EXTRA: Pair = ("不在名单，未计入", "not on the roster, not added")
_TWICE: Pair = ("重复报送，只计一份", "handed in twice, counted once")
_VERSIONS: Pair = ("重复报送且数据不同", "handed in twice with different numbers")
_OTHER_YEAR: Pair = ("不是本年度的报告，未计入", "not of this year, not added")
_NAMELESS: Pair = ("机关名称缺失", "a report without the name of its body")
_EDITIONS: Pair = ("格式版本与多数机关不同", "of another edition than most")


def call_roll(filings: Iterable[Filing], year: int, roster: Sequence[str] = (), files: Sequence[str] = ()) -> Roll:
    """Sort the filings by body under the roster's names; the result does not depend on their order.

    ``files`` names where each filing came from, for findings to repeat.
    """
    given = zip(filings, chain(files, repeat("")), strict=False)
    present: dict[str, list[Filing]] = {}
    sources: dict[str, list[str]] = {}
    aside: list[Filing] = []
    told: dict[Pair, list[str]] = {}
    for filing, file in sorted(given, key=lambda entry: (_order(entry[0]), entry[1])):
        name = roster_name(filing.agency, roster)
        if filing.year != year:
            told.setdefault(_OTHER_YEAR, []).append(_note(filing.agency, str(filing.year or "?"), file))
            aside.append(filing)
        elif name is None and roster:
            told.setdefault(_EXTRA, []).append(_note(filing.agency, file))
            aside.append(filing)
        else:
            key = name or f"?{len(present)}"
            present.setdefault(key, []).append(filing)
            sources.setdefault(key, []).append(file)
            if name is None:
                told.setdefault(_NAMELESS, []).append(_note(None, file))
    missing = tuple(sorted(name for name in roster if name not in present))
    if missing:
        told[_MISSING] = list(missing)
    kept = {name: _versions(_note(name, *sources[name]), held, told) for name, held in present.items()}
    _tell_editions(kept, told)
    findings = tuple(
        CATALOGUE["G2"].at(reason=reason, found="、".join(names)) for reason, names in sorted(told.items())
    )
    return Roll(kept, tuple(aside), missing, findings)


def _note(name: str | None, *notes: str) -> str:
    """A body with what tells its report from others: ``甲局（2023，a.html）``."""
    known = "，".join(note for note in notes if note)
    return f"{name or '?'}（{known}）" if known else name or "?"


def roster_name(agency: str | None, roster: Sequence[str]) -> str | None:
    """The name that the roster gives a body: the same, or the only one that differs by the place in front."""
    name = "".join((agency or "").split())
    if not roster or not name or name in roster:
        return name or None
    near = [entry for entry in roster if entry.endswith(name) or name.endswith(entry)]
    return near[0] if len(near) == 1 else None


def _versions(name: str, given: list[Filing], told: dict[Pair, list[str]]) -> tuple[Filing, ...]:
    """The filings of one body that differ in their numbers."""
    distinct = {(filing.form.edition, _numbers(filing)): filing for filing in given}
    if len(given) > 1:
        told.setdefault(_VERSIONS if len(distinct) > 1 else _TWICE, []).append(name)
    return tuple(distinct.values())


def _tell_editions(present: Mapping[str, Sequence[Filing]], told: dict[Pair, list[str]]) -> None:
    users: dict[tuple[str, ...], list[str]] = {}
    for name, versions in present.items():
        for filing in versions:
            users.setdefault(_editions(filing.form), []).append(name)
    if len(users) > 1:
        most = max(users, key=lambda editions: (len(users[editions]), editions))
        told[_EDITIONS] = sorted(
            f"{name}（{'、'.join(dict.fromkeys(editions))}）"
            for editions, names in users.items()
            if editions != most
            for name in names
        )


def _editions(form: Form) -> tuple[str, ...]:
    return tuple(table.edition for table in form.tables)


def _numbers(filing: Filing) -> tuple[str, ...]:
    return tuple(f"{cell}={json_number(value)}" for cell, value in filing.values.items())


def _order(filing: Filing) -> tuple[str, int, tuple[str, ...], tuple[str, ...]]:
    return (filing.agency or "", filing.year or 0, _editions(filing.form), _numbers(filing))
