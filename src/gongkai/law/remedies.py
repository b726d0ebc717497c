"""Remedies (行政复议、行政诉讼): what comes first, where to go, what the letter says, what the result counts as.

The periods are in :mod:`~gongkai.law.dispute_clocks`; bodies and results in ``remedies.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.clocks import IN_FORCE
from gongkai.law.dated import Dated
from gongkai.law.deadline import Words
from gongkai.law.grounds import ground, ground_of
from gongkai.law.leaf import Leaf
from gongkai.law.policy import Policy
from gongkai.law.rule import rule

REVISED = date(2024, 1, 1)
"""The day from which the Reconsideration Law as revised in 2023 applies."""

NEW_LAW = Dated(("行政复议法", "Reconsideration Law"), [(IN_FORCE, False), (REVISED, True)])
"""Whether the revised law applies on a day; nothing is known before the Regulation of 2019."""


@rule("复议法:23", "行诉法:44")
class Mode(StrEnum):
    """Which way is open: either; reconsideration before court; or each part of the answer its own."""

    EITHER = "either"
    REVIEW_FIRST = "review_first"
    SPLIT = "split"


@rule("复议法:23.1(4)", "2025解释:1", "2025解释:2", "行诉法:44")
def remedy_mode(leaf: Leaf | None, *, answered_on: date, policy: Policy, grounds: Iterable[str] = ()) -> Mode:
    """Whether an answer must go to reconsideration before court.

    Refusals under articles 14 to 16 answered from 2024-01-01 on must; so must the withheld part of
    a partial answer, unless ``grounds`` (keys of grounds or of leaves) shows that nothing rests on
    those articles; with none given they are taken to.  ``d8`` and silence follow the policy.
    ``leaf`` is ``None`` for silence, and ``answered_on`` then the last day of the answering period.

    Raises :class:`Refusal` for a day before 2019-05-15 or an unknown ground.
    """
    codes = tuple(grounds)
    partly = [_goes_first(code, policy) for code in codes]
    if not NEW_LAW.on(answered_on):
        return Mode.EITHER
    if leaf is None:
        return Mode(policy.no_answer_remedy)
    if leaf is Leaf.PARTIAL:
        return Mode.SPLIT if any(partly) or not codes else Mode.EITHER
    return Mode.REVIEW_FIRST if _goes_first(leaf, policy) else Mode.EITHER


def _goes_first(code: str, policy: Policy) -> bool:
    if code in set(Leaf):
        leaf = Leaf(code)
        return policy.special_access_remedy == "review_first" if leaf is Leaf.D8 else ground_of(leaf) is not None
    ground(code)  # refuses what is none
    return True


@rule("复议法:23.1(4)", "2025解释:1")
def remedy_needs(leaf: Leaf) -> tuple[str, ...]:
    """What must be known before the way is: ``answered_on``, ``policy``, ``grounds``; nothing if always either."""
    if leaf is Leaf.PARTIAL:
        return ("answered_on", "policy", "grounds")
    if leaf is Leaf.D8:
        return ("answered_on", "policy")
    return ("answered_on",) if ground_of(leaf) else ()


@rule("复议法:22")
def has_online_address(answered_on: date) -> bool:
    """Whether an answer delivered online must name the address for filing reconsideration online."""
    return NEW_LAW.on(answered_on)


_REVIEW: Words = (
    "自收到本{paper}之日起60日内向{authority}申请行政复议",
    "apply to {authority} for reconsideration within 60 days of receipt",
)
_SUIT: Words = ("自收到本{paper}之日起6个月内向{court}提起行政诉讼", "sue before {court} within 6 months of receipt")
_FIRST: Words = (
    f"应当先{_REVIEW[0]}，不能直接起诉；对复议决定仍不服的，可以自收到复议决定书之日起15日内依法向人民法院提起行政诉讼",
    f"must first {_REVIEW[1]} and may not sue directly; "
    "against the decision on it, a suit may be brought within 15 days of its receipt",
)
_EITHER: Words = (f"可以{_REVIEW[0]}，也可以{_SUIT[0]}", f"may {_REVIEW[1]}, or {_SUIT[1]}")
_SENTENCES: Mapping[Mode, Words] = {
    Mode.EITHER: (f"如不服本{{paper}}，{_EITHER[0]}。", f"Whoever disagrees with this answer {_EITHER[1]}."),
    Mode.REVIEW_FIRST: (f"如不服本{{paper}}，{_FIRST[0]}。", f"Whoever disagrees with this answer {_FIRST[1]}."),
    Mode.SPLIT: (
        f"对其中不予公开的内容不服的，{_FIRST[0]}；对其他内容不服的，{_EITHER[0]}。",
        f"Whoever disagrees with what is withheld {_FIRST[1]}; with anything else in it, {_EITHER[1]}.",
    ),
}
_ADDRESS: Words = ("网上申请行政复议的网址：{online}。", " Reconsideration may be filed online at {online}.")


@rule("复议法:20.1", "复议法:22", "复议法:23.2", "行诉法:46.1", "行诉法:45")
def remedy_sentence(
    leaf: Leaf,
    *,
    answered_on: date,
    policy: Policy,
    authorities: tuple[str, ...],
    court: str,
    online_address: str | None = None,
    online: bool = False,
    grounds: Iterable[str] = (),
    paper: str = "答复",
) -> Words:
    """The remedies line of an answer, in Chinese as it is printed, with an English gloss.

    ``authorities`` are the names to choose from (see :func:`review_authority`), ``court`` the
    competent court; ``online``: the answer is delivered online; ``paper`` is what the letter calls
    itself.  A missing line lengthens the applicant's limits to as much as a year.

    Raises :class:`Refusal` if no authority or court is named, or an online answer from 2024 on
    lacks the address.
    """
    if not authorities or not all(name.strip() for name in (*authorities, court)):
        raise _incomplete(
            "救济途径须写明复议机关和法院", "the line names the authority and the court", "authorities, court"
        )
    must_name = online and has_online_address(answered_on)
    if must_name and not (online_address or "").strip():
        raise _incomplete(
            "网上送达的答复须一并告知网上申请行政复议的网址（《行政复议法》第二十二条）",
            "an answer delivered online also names the address for filing online (复议法 art. 22)",
            "online_address",
        )
    mode = remedy_mode(leaf, answered_on=answered_on, policy=policy, grounds=grounds)
    tail = _ADDRESS if must_name else ("", "")
    zh, en = (sentence + more for sentence, more in zip(_SENTENCES[mode], tail, strict=True))
    return (
        zh.format(authority="或者".join(authorities), court=court, online=online_address, paper=paper),
        en.format(authority=" or ".join(authorities), court=court, online=online_address),
    )


def _incomplete(zh: str, en: str, give: str) -> Refusal:
    return Refusal("remedy-line", (zh, en), (f"请补充：{give}", f"give {give}"))


# ---------------------------------------------------------------- who hears it


@rule("复议法:24", "复议法:25", "复议法:27", "复议法:28")
class Authority(NamedTuple):
    """One authority to which an applicant may turn."""

    key: str
    words: Words
    cites: tuple[Cite, ...]


@rule("复议法:24", "行诉法:14", "行诉法:15")
@dataclass(frozen=True, slots=True)
class BodyKind:
    """A kind of body: who hears reconsiderations of its acts, and which court hears suits first
    (``basic`` or ``intermediate``)."""

    key: str
    name: Words
    court: str
    authorities: Dated[tuple[Authority, ...]]


@rule("复议法:24", "复议法:25", "复议法:27", "复议法:28")
def body_kinds() -> Mapping[str, BodyKind]:
    """Every kind of body by its key."""
    return _loaded()[0]


@rule(
    "复议法:24",
    "复议法:25",
    "复议法:27",
    "复议法:28",
    "复议法2017:12",
    "复议法2017:13",
    "复议法2017:14",
    "复议法2017:15",
)
def review_authority(body: str, *, on: date) -> tuple[Authority, ...]:
    """The authorities to choose from when reconsideration is applied for on a day.

    Up to 2023-12-31 a local department's acts could also go to the next higher department.
    Raises :class:`Refusal` for an unknown kind of body or a day before 2019-05-15.
    """
    return _body(body).authorities.on(on)


@rule("行诉法:14", "行诉法:15", "行诉解释:134")
def court_level(body: str) -> str:
    """``basic`` or ``intermediate``: the court of first instance, by the body that answered, also where
    the reconsideration authority is its co-defendant."""
    return _body(body).court


def _body(body: str) -> BodyKind:
    found = body_kinds().get(body)
    if found is None:
        raise _unknown("body-kind", f"没有“{body}”这类机关", f"{body!r} is no kind of body", body_kinds())
    return found


# ---------------------------------------------------------------- who is sued, and who appears


@rule("行诉法:26", "2021被告规定:6")
class Party(StrEnum):
    """Who is sued."""

    ORGAN = "organ"
    WORK_OFFICE = "work_office"
    REVIEW_AUTHORITY = "review_authority"


@rule("行诉法:26", "行诉解释:133", "行诉解释:134", "2021被告规定:6")
def defendants(
    result: str | None = None, *, office_signed: bool = False, against_review: bool = False
) -> tuple[Party, ...]:
    """Who is sued after a reconsideration with this result (``None``: without one, or undecided in time).

    ``office_signed``: a government's designated work office answered in its own name and is sued
    itself.  ``against_review``: the claimant sues over the refusal or failure to hear, where that
    is open.  A revocation in part leaves the rest standing: both are sued.  A declaration of
    unlawfulness for breach of procedure alone may be no change; that exception is not modelled.

    Raises :class:`Refusal` for an unknown result.
    """
    organ = Party.WORK_OFFICE if office_signed else Party.ORGAN
    kind = "open" if result is None else _result("review", result).defendant
    if kind == "both":
        return (organ, Party.REVIEW_AUTHORITY)
    if kind == "review" or against_review:
        return (Party.REVIEW_AUTHORITY,)
    return (organ,)


@rule("行诉法:3.3", "行诉解释:128", "行诉解释:129")
class Attendance(NamedTuple):
    """Whether an appearance in court is as the law wants it, and why."""

    lawful: bool
    why: Words
    cites: tuple[Cite, ...]


@rule("行诉法:3.3", "行诉解释:128", "行诉解释:129")
def attendance(*, head: bool, staff: bool, reasons_given: bool = False) -> Attendance:
    """Whether an organ appeared in court as it must.

    ``head``: a head (正职、副职 or another in charge) came; ``staff``: a member of the organ's
    staff came; ``reasons_given``: the court was told why no head could.  A lawyer alone never does.
    """
    basis = cites("行诉法:3.3", "行诉解释:128", "行诉解释:129")
    if head:
        return Attendance(True, ("负责人出庭", "a head of the organ came"), basis)
    if not staff:
        return Attendance(
            False,
            ("负责人和工作人员均未出庭，仅有律师不行", "neither head nor staff; a lawyer alone does not do"),
            basis,
        )
    if not reasons_given:
        return Attendance(False, ("负责人未出庭且未说明理由", "no head, and the court was not told why"), basis)
    return Attendance(
        True, ("负责人不能出庭，已说明理由并委托工作人员", "staff came, and the reasons were given"), basis
    )


# ---------------------------------------------------------------- what the result counts as


_REVIEW_RESULTS = (
    "复议法:30",
    "复议法:33",
    "复议法:41",
    *(f"复议法:{number}" for number in range(63, 70)),
    "复议法:73",
)
_SUIT_RESULTS = ("行诉法:22", "行诉法:60", "行诉法:62", *(f"行诉法:{number}" for number in (69, 70, 72, 74, 75, 77)))


@rule(*_REVIEW_RESULTS, *_SUIT_RESULTS, "行诉解释:69", "行诉解释:133", "条例:50.1(3)")
@dataclass(frozen=True, slots=True)
class Result:
    """A result of a reconsideration or a suit, and the column of table 4 that counts it.

    ``policy`` names the open question that decides whether it counts at all.  The form defines
    none of this: the assignment is the usual practice.
    """

    key: str
    name: Words
    column: str
    cites: tuple[Cite, ...]
    policy: str | None
    defendant: str


PENDING = "pending"
"""The column of what is not decided at the end of the year."""

_KINDS = {"review": "review", "suit": "suit", "direct": "suit", "after_review": "suit"}


@rule("复议法:68", "行诉法:69", "条例:50.1(3)")
def results(kind: str) -> Mapping[str, Result]:
    """The results of a ``review``, or of a ``suit`` (also ``direct``, ``after_review``)."""
    if kind not in _KINDS:
        raise _unknown("dispute-kind", f"没有“{kind}”这种争议", f"{kind!r} is no kind of dispute", _KINDS)
    return _loaded()[1][_KINDS[kind]]


@rule("复议法:30", "复议法:68", "复议法:69", "行诉法:69", "条例:50.1(3)")
def column_of(kind: str, result: str | None, *, policy: Policy) -> str | None:
    """The column of table 4: ``upheld``, ``corrected``, ``other``, or ``pending`` while ``result`` is ``None``.

    Returns ``None`` where the policy leaves the result out.  Raises :class:`Refusal` for an
    unknown kind or result.
    """
    if result is None:
        results(kind)
        return PENDING
    found = _result(kind, result)
    if found.policy is not None and getattr(policy, found.policy) == "omit":
        return None
    return found.column


def _result(kind: str, result: str) -> Result:
    known = results(kind)
    if result not in known:
        raise _unknown("dispute-result", f"没有“{result}”这种结果", f"{result!r} is no result of a {kind}", known)
    return known[result]


def _unknown(code: str, zh: str, en: str, known: Iterable[str]) -> Refusal:
    names = ", ".join(known)
    return Refusal(code, (zh, en), (f"可用的有：{names}", f"use one of {names}"))


# ---------------------------------------------------------------- the data


@cache
def _loaded() -> tuple[Mapping[str, BodyKind], Mapping[str, Mapping[str, Result]]]:
    raw = tomllib.loads(resources.files("gongkai.law").joinpath("remedies.toml").read_text("utf-8"))
    bodies = {key: _body_kind(key, entry) for key, entry in raw["bodies"].items()}
    found = {
        kind: MappingProxyType({key: _read_result(key, entry) for key, entry in raw[kind].items()})
        for kind in ("review", "suit")
    }
    return MappingProxyType(bodies), MappingProxyType(found)


def _body_kind(key: str, entry: dict[str, Any]) -> BodyKind:
    name = _words(entry["name"])
    first, then = (
        tuple(Authority(one["key"], _words(one["words"]), cites(*one["cites"])) for one in entry[part])
        for part in ("until_2023", "since_2024")
    )
    return BodyKind(key, name, entry["court"], Dated(name, [(IN_FORCE, first), (REVISED, then)]))


def _read_result(key: str, entry: dict[str, Any]) -> Result:
    return Result(
        key=key,
        name=_words(entry["name"]),
        column=entry["column"],
        cites=cites(*entry["cites"]),
        policy=entry.get("policy"),
        defendant=entry.get("defendant", "organ"),
    )


def _words(pair: list[str]) -> Words:
    chinese, english = pair
    return chinese, english
