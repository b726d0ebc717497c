"""A configuration of rules: which checks matter here, and how much.

A TOML text such as::

    [rules]
    B3 = "off"
    A6 = "note"
    disable = ["F5", "S8"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from gongkai.finding import Finding, FindingKind, Refusal, Severity
from gongkai.report.findings import CATALOGUE
from gongkai.report.findings_text import TEXT_CATALOGUE

_OFF = "off"
_DISABLE = "disable"


@dataclass(frozen=True, slots=True)
class Rules:
    """The severity that each code is given here; ``None`` turns a check off."""

    severities: Mapping[str, Severity | None] = field(default_factory=dict)

    def has(self, code: str) -> bool:
        """Whether the check of that code is made here."""
        return self.severities.get(code, Severity.NOTE) is not None

    def apply(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings that remain, at the severities asked for, in the same order."""
        if not self.severities:
            return tuple(findings)
        kept = []
        for finding in findings:
            severity = self.severities.get(finding.code, finding.severity)
            if severity is not None:
                kept.append(finding if severity is finding.severity else finding.with_severity(severity))
        return tuple(kept)


DEFAULT = Rules()


@cache
def known_kinds() -> Mapping[str, FindingKind]:
    """Every kind of finding that a rule may speak of, by code."""
    return MappingProxyType({**CATALOGUE, **TEXT_CATALOGUE})


def load_rules(text: str) -> Rules:
    """Rules from a TOML text.

    A byte order mark, which editors put in front, does not count.  Raises :class:`Refusal`
    ``rules-not-toml``, ``rules-unknown-code`` (with close matches), ``rules-unknown-severity``,
    ``rules-contradictory`` (a code disabled and given a severity) or ``rules-unknown-table``.
    """
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise Refusal(
            "rules-not-toml",
            (f"规则配置不是有效的TOML：{error}", f"the rules are not valid TOML: {error}"),
        ) from error
    strange = data.keys() - {"rules"}
    table = data.get("rules", {})
    if strange or not isinstance(table, dict):
        names = "、".join(sorted(strange)) or "rules"
        raise Refusal(
            "rules-unknown-table",
            (f"规则配置只有[rules]一节，不识别：{names}", f"rules have one table, [rules]; not known: {names}"),
        )
    severities: dict[str, Severity | None] = {}
    for code in _disabled(table):
        severities[_code(code)] = None
    for code, word in table.items():
        if code != _DISABLE:
            severity = _severity(_code(code), word)
            if severities.setdefault(code, severity) is not severity:
                raise _contradictory(code, word)
    return Rules(MappingProxyType(severities))


def _disabled(table: Mapping[str, object]) -> list[str]:
    codes = table.get(_DISABLE, [])
    if isinstance(codes, list) and all(isinstance(code, str) for code in codes):
        return codes
    raise Refusal(
        "rules-unknown-severity",
        (f"disable应为代码的列表，实为{codes!r}", f"disable takes a list of codes, found {codes!r}"),
        ('例如 disable = ["B3", "S8"]', 'for example disable = ["B3", "S8"]'),
    )


def _contradictory(code: str, word: object) -> Refusal:
    return Refusal(
        "rules-contradictory",
        (f"{code}既在disable中关闭，又设为“{word}”", f"{code} is disabled, and also set to “{word}”"),
        (
            f"二者留一：从disable中去掉{code}，或删去{code}一行",
            f"keep one: take {code} out of disable, or drop its line",
        ),
    )


def _code(code: str) -> str:
    if code in known_kinds():
        return code
    near = get_close_matches(code.upper(), known_kinds(), n=3, cutoff=0.5)
    known = "、".join(near or known_kinds())
    raise Refusal(
        "rules-unknown-code",
        (f"没有代码为“{code}”的检查", f"there is no check with the code “{code}”"),
        (f"是否指：{known}", f"did you mean: {known}"),
    )


def _severity(code: str, word: object) -> Severity | None:
    if word == _OFF:
        return None
    try:
        return Severity(str(word))
    except ValueError:
        allowed = "、".join((*Severity, _OFF))
        raise Refusal(
            "rules-unknown-severity",
            (f"{code}的严重程度“{word}”无法识别", f"{code}: “{word}” is no severity"),
            (f"可用：{allowed}", f"one of: {allowed}"),
        ) from None
