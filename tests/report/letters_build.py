"""Letters in a line or two: a history, the answers that lead to an ending, fields that say something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.ledger.build import (
    REGIME,
    asked,
    consulted,
    corrected,
    delivered,
    opinion,
    reasons,
    reasons_asked,
    received,
)

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.application import Opinion
from gongkai.ledger.history import History
from gongkai.report.letters import Composed, Draft, Office, compose, fields_for, kind, part
from gongkai.report.letters.compose import Context, parts_of

OFFICE = Office(
    "青川区教育局",
    ("青川区人民政府",),
    "青川区人民法院",
    "https://fy.qingchuan.example/apply",
    "青川区教育局办公室，电话0999-1234567",
)
_USUAL = {"withdrawn": "no", "complete": "yes", "items": "one", "kind": "information", "government": "yes"}
_OPEN = {"repeated": "no", "excessive": "no", "special_access": "no", "whose": "ours", "existence": "existing"}
_NO = {"secret": "no", "forbidden": "no", "danger": "no", "third_party": "none", "internal": "no", "process": "no"}


def _until(last: str, option: str, **more: str) -> Mapping[str, str]:
    """Usual answers up to a question, that one, and what follows."""
    out: dict[str, str] = {}
    for key, usual in {**_USUAL, **_OPEN, **_NO, "file": "no", "manner": "as_asked"}.items():
        if key == last:
            return {**out, key: option, **more}
        out[key] = usual
    raise KeyError(last)


ANSWERS: Mapping[Leaf, Mapping[str, str]] = {
    Leaf.GRANTED: _until("manner", "as_asked"),
    Leaf.PARTIAL: _until("secret", "valid", separable="yes"),
    Leaf.D1: _until("secret", "valid", separable="no"),
    Leaf.D2: _until("forbidden", "statute", separable="no"),
    Leaf.D3: _until("danger", "assessed", separable="no"),
    Leaf.D4: _until("third_party", "objection_reasonable", public_interest="no", separable="no"),
    Leaf.D5: _until("internal", "withhold", separable="no"),
    Leaf.D6: _until("process", "withhold", separable="no"),
    Leaf.D7: _until("file", "withhold", separable="no"),
    Leaf.D8: _until("special_access", "yes"),
    Leaf.U1A: _until("existence", "none"),
    Leaf.U1B: _until("whose", "other"),
    Leaf.U2: _until("existence", "to_be_made"),
    Leaf.U3: {"withdrawn": "no", "complete": "no", "correction": "unclear"},
    Leaf.R1: _until("kind", "petition"),
    Leaf.R2: _until("repeated", "answered"),
    Leaf.R3: _until("kind", "publication"),
    Leaf.R4: _until("excessive", "yes", excess_step="unreasonable"),
    Leaf.R5: _until("kind", "confirmation"),
    Leaf.O3: _until("government", "party"),
}
"""The answers that lead to every ending that a letter may tell."""
PUBLIC = _until("existence", "published")
TYPED = {"day": "2024-09-11", "whole": "15", "link": "https://www.qingchuan.example/zfxx/2024/12.html"}


def history(leaf: Leaf | None = None, year: int = 2024) -> History:
    """An application of 10 September with what an ending needs before it."""
    first = [received(f"{year}-9-10", asks="城东片区征地补偿方案")]
    more: dict[Leaf, list[Any]] = {
        Leaf.D4: [
            consulted(f"{year}-9-11"), delivered(f"{year}-9-12"), opinion(f"{year}-9-13", Opinion.OBJECTION)
        ],
        Leaf.U3: [asked(f"{year}-9-11", 15), corrected(f"{year}-9-13", clear=False)],
        Leaf.R4: [reasons_asked(f"{year}-9-11"), reasons(f"{year}-9-13", reasonable=False)],
    }  # fmt: skip
    return History(f"{year}-0001", Kind.APPLICATION, first + (more.get(leaf, []) if leaf else []), body="青川区教育局")


def typed(key: str) -> str:
    """Something that a field admits, telling which field it is."""
    (found,) = [one for one in fields_for(_every_part()) if one.key == key] or [None]
    if found is None:
        return f"{key}的内容"
    if found.type in ("choice", "grounds"):
        return next(iter(found.choices))
    return TYPED.get(found.type, f"{found.label}的内容")


def _every_part() -> list[str]:
    from gongkai.report.letters.kinds import _loaded

    return list(_loaded().parts)


def filled(draft: Draft, of: History, **given: str) -> dict[str, str]:
    """Every field of a draft with something in it."""
    context = Context(draft, of, OFFICE, REGIME)
    keys = [field.key for field in fields_for(one.key for one in parts_of(context))]
    keys += ["manner_way", "manner_where", "manner_when"]
    return {key: typed(key) if key in known() else "当场提供" for key in keys} | given


def known() -> set[str]:
    return {one.key for one in fields_for(_every_part())}


def answer(leaf: Leaf, on: date = date(2024, 9, 19), *, kind_key: str = "answer", **given: Any) -> Draft:
    answers = given.pop("answers", ANSWERS[leaf])
    bare = Draft(kind_key, "张三", on, {"service": given.get("service", "post")}, answers)
    usual = {"service": "post", "withheld": "d1", "manner_way": "attached"} | given
    return Draft(kind_key, "张三", on, filled(bare, history(leaf, on.year), **usual), answers)


def put(draft: Draft, of: History | None = None, number: str = "", office: Office = OFFICE) -> Composed:
    return compose(draft, history=of or history(), office=office, regime=REGIME, number=number)


__all__ = ["ANSWERS", "OFFICE", "PUBLIC", "answer", "filled", "history", "kind", "part", "put", "typed"]
