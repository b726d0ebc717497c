"""Grounds for not disclosing (《条例》第十四条至第十六条), and when each of them fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.law.cite import Cite, cites
from gongkai.law.deadline import Words, months_after
from gongkai.law.leaf import Leaf
from gongkai.law.rule import rule


@rule("条例:14", "条例:15", "条例:16")
class Force(StrEnum):
    """Whether the organ is bound to withhold, or free to."""

    MUST_NOT = "must_not"
    MAY_NOT = "may_not"


@rule("条例:14", "条例:15", "条例:16")
@dataclass(frozen=True, slots=True)
class Ground:
    """One ground: its article, its force, and the answer it leads to.

    ``yields`` says that it gives way where a statute, a regulation or a rule requires disclosure;
    ``overridable`` that consent or a grave public interest lifts it.
    """

    key: str
    name: Words
    cites: tuple[Cite, ...]
    force: Force
    leaf: Leaf
    yields: bool = False
    overridable: bool = False


_GROUNDS = (
    Ground("X14a", ("国家秘密", "state secret"), cites("条例:14", "保密法:20"), Force.MUST_NOT, Leaf.D1),
    Ground("X14b", ("法律、行政法规禁止", "forbidden by statute"), cites("条例:14"), Force.MUST_NOT, Leaf.D2),
    Ground("X14c", ("危及安全或者稳定", "danger to security or stability"), cites("条例:14"), Force.MUST_NOT, Leaf.D3),
    Ground(
        "X15",
        ("商业秘密、个人隐私等", "trade secrets, privacy and the like"),
        cites("条例:15", "条例:32"),
        Force.MUST_NOT,
        Leaf.D4,
        overridable=True,
    ),
    Ground("X16a", ("内部事务", "internal affairs"), cites("条例:16.1"), Force.MAY_NOT, Leaf.D5),
    Ground("X16b", ("过程性信息", "information of a process"), cites("条例:16.2"), Force.MAY_NOT, Leaf.D6, yields=True),
    Ground("X16c", ("执法案卷", "enforcement file"), cites("条例:16.2"), Force.MAY_NOT, Leaf.D7, yields=True),
)
_BY_KEY = MappingProxyType({ground.key: ground for ground in _GROUNDS})
_BY_LEAF = MappingProxyType({ground.leaf: ground for ground in _GROUNDS})


@rule("条例:14", "条例:15", "条例:16")
def grounds() -> Mapping[str, Ground]:
    """Every ground by its key, those that bind before those that are left to the organ."""
    return _BY_KEY


@rule("条例:14", "条例:15", "条例:16")
def ground(key: str) -> Ground:
    """The ground of a key (``X14a`` … ``X16c``) or of a refusing answer (``d1`` … ``d7``).

    Raises :class:`Refusal` for anything else.
    """
    found = _BY_KEY.get(key)
    if found is None and key in set(Leaf):
        found = _BY_LEAF.get(Leaf(key))
    if found is None:
        known = "、".join(_BY_KEY)
        raise Refusal(
            "no-ground",
            (
                f"没有“{key}”这一不予公开理由：《条例》第十四条至第十六条规定的理由为{known}",
                f"{key!r} is no ground for withholding; articles 14 to 16 know {', '.join(_BY_KEY)}",
            ),
            ("请从所列理由中选择", "choose one of these"),
        )
    return found


@rule("条例:14", "条例:15", "条例:16")
def ground_of(leaf: Leaf) -> Ground | None:
    """The ground behind an answer, or ``None`` where it does not rest on articles 14 to 16."""
    return _BY_LEAF.get(leaf)


@rule("保密法:14", "保密法:20")
class Level(StrEnum):
    """The levels of state secrets (绝密、机密、秘密)."""

    TOP_SECRET = "top_secret"
    SECRET = "secret"
    CONFIDENTIAL = "confidential"

    @property
    def longest_years(self) -> int:
        """The longest period, in years, unless the state has ruled otherwise."""
        return {"top_secret": 30, "secret": 20, "confidential": 10}[self.value]


@rule("保密法:14", "保密法:20", "保密法:24")
class Secret(NamedTuple):
    """A classification as marked: level, day, its own last day if it names one, and the day on
    which it was lifted or the information was formally published."""

    level: Level
    classified_on: date
    until: date | None = None
    lifted_on: date | None = None


@rule("保密法:20", "保密法:24")
def secret_until(secret: Secret) -> date:
    """The last day on which a classification binds.

    The day that it names, at most the longest period of its level; a period counts from the day
    of classification, which is itself not counted.  A lifted one binds to the day before.
    """
    last = months_after(secret.classified_on, 12 * secret.level.longest_years)
    if secret.until is not None:
        last = min(last, secret.until)
    if secret.lifted_on is not None:
        last = min(last, date.fromordinal(secret.lifted_on.toordinal() - 1))
    return last


@rule("条例:14", "条例:16")
class TextRank(StrEnum):
    """What kind of text forbids or requires disclosure."""

    STATUTE = "statute"  # 法律
    REGULATION = "regulation"  # 行政法规
    LOCAL_REGULATION = "local_regulation"  # 地方性法规
    RULE = "rule"  # 规章
    DOCUMENT = "document"  # 规范性文件


@rule("条例:32")
class ThirdPartyAnswer(StrEnum):
    """What a consulted third party said."""

    CONSENT = "consent"
    OBJECTION_REASONABLE = "objection_reasonable"
    OBJECTION_UNREASONABLE = "objection_unreasonable"
    SILENCE = "silence"


@rule("条例:14", "条例:15", "条例:16", "条例:32")
class Withholding(NamedTuple):
    """Whether a ground stands: the answer it leads to if so, the reason, and the articles.

    ``tell_third_party``: the disclosure goes against a third party, who is told in writing what is
    disclosed and why.
    """

    stands: bool
    leaf: Leaf | None
    why: Words
    cites: tuple[Cite, ...]
    tell_third_party: bool = False


@rule("条例:15", "条例:32", since="2019-05-15")
def third_party_outcome(
    answer: ThirdPartyAnswer, *, override: bool = False, organ_decides: str | None = None
) -> Withholding:
    """What follows from a third party's answer.

    ``override``: the organ finds that withholding would gravely affect the public interest.
    ``organ_decides`` is ``"withhold"`` or ``"disclose"``, and needed only after silence, which is
    not consent.  Raises :class:`Refusal` where it is wanting.
    """
    basis = cites("条例:32")
    if answer is ThirdPartyAnswer.CONSENT:
        return Withholding(False, None, ("第三方同意公开", "the third party consents"), cites("条例:15", "条例:32"))
    if override:
        why = ("不公开将对公共利益造成重大影响", "withholding would gravely affect the public interest")
        return Withholding(False, None, why, cites("条例:15", "条例:32"), tell_third_party=True)
    if answer is ThirdPartyAnswer.OBJECTION_REASONABLE:
        return Withholding(True, Leaf.D4, ("第三方反对且理由合理", "it objects with good reason"), basis)
    if answer is ThirdPartyAnswer.OBJECTION_UNREASONABLE:
        return Withholding(False, None, ("第三方反对但理由不合理", "it objects without good reason"), basis, True)
    if organ_decides not in ("withhold", "disclose"):
        raise _wanting(
            "第三方逾期未提出意见，不视为同意，须由行政机关自行决定（《条例》第三十二条）",
            "the third party was silent, which is not consent: the organ decides (article 32)",
            ("请写明 organ_decides：withhold 或 disclose", "give organ_decides: withhold or disclose"),
        )
    if organ_decides == "withhold":
        return Withholding(True, Leaf.D4, ("第三方未答复，决定不公开", "silent; the organ withholds"), basis)
    return Withholding(False, None, ("第三方未答复，决定公开", "silent; the organ discloses"), basis)


@rule("条例:14", "条例:16", "保密法:20", "保密法:24", since="2019-05-15")
def withholding(
    key: str,
    *,
    on: date | None = None,
    secret: Secret | None = None,
    forbidden_by: TextRank | None = None,
    assessed: bool = False,
    required_by: TextRank | None = None,
) -> Withholding:
    """Whether a ground of article 14 or 16 stands on the facts given.

    X14a needs ``secret`` and ``on``, the day of the answer; X14b ``forbidden_by``; X14c
    ``assessed``, whether the danger was assessed in writing.  ``required_by`` is the text that
    requires disclosure, before which X16b and X16c give way.  X15 is :func:`third_party_outcome`.

    Raises :class:`Refusal` for an unknown ground, for X15, or where a fact it needs is wanting.
    """
    found = ground(key)
    if found.key == "X14a":
        return _secret(found, secret, on)
    if found.key == "X14b":
        return _forbidden(found, forbidden_by)
    if found.key == "X14c":
        why = (
            ("已书面评估风险", "the danger was assessed in writing")
            if assessed
            else ("没有书面风险评估，不能仅凭结论拒绝", "without a written assessment the bare formula does not do")
        )
        return Withholding(assessed, found.leaf if assessed else None, why, found.cites)
    if found.overridable:
        raise _wanting(
            "涉及第三方的信息应先征求意见（《条例》第三十二条）",
            "a third party's information is decided after consulting it (article 32)",
            ("请使用 third_party_outcome", "ask third_party_outcome"),
        )
    if found.yields and required_by not in (None, TextRank.DOCUMENT):
        why = ("法律、法规、规章要求公开，应当公开", "a statute, regulation or rule requires disclosure")
        return Withholding(False, None, why, found.cites)
    return Withholding(True, found.leaf, ("可以不予公开，须说明理由", "may be withheld, with reasons"), found.cites)


def _secret(found: Ground, secret: Secret | None, on: date | None) -> Withholding:
    if secret is None or on is None:
        raise _wanting(
            "认定国家秘密须有定密记录和答复日期（《条例》第十四条、《保密法》第二十条）",
            "a state secret needs its classification record and the day of the answer (art. 14; 保密法 art. 20)",
            ("请补充密级、定密日期和保密期限", "give level, day and period of classification"),
        )
    last = secret_until(secret)
    if secret.classified_on > on:
        why = (f"{secret.classified_on}才定密，晚于答复", f"classified on {secret.classified_on}, after the answer")
        return Withholding(False, None, why, found.cites)
    if last < on and secret.lifted_on == date.fromordinal(last.toordinal() + 1):
        why = (f"已于{secret.lifted_on}解密或者正式公布", f"declassified or published on {secret.lifted_on}")
        return Withholding(False, None, why, cites("保密法:24"))
    if last < on:
        why = (f"保密期限已于{last}届满，自行解密", f"the classification ran out on {last}")
        return Withholding(False, None, why, cites("保密法:20", "保密法:24"))
    return Withholding(True, found.leaf, (f"在保密期限内（至{last}）", f"classified until {last}"), found.cites)


def _forbidden(found: Ground, by: TextRank | None) -> Withholding:
    if by is None:
        raise _wanting(
            "须写明禁止公开的规定是何种文件（《条例》第十四条）",
            "say what kind of text forbids disclosure (article 14)",
            ("请写明 forbidden_by", "give forbidden_by"),
        )
    if by in (TextRank.STATUTE, TextRank.REGULATION):
        return Withholding(True, found.leaf, ("法律或者行政法规禁止公开", "a statute forbids it"), found.cites)
    why = (
        "只有法律、行政法规可以禁止公开，其他文件不足为据",
        "only statutes and the State Council's regulations may forbid it; this text does not suffice",
    )
    return Withholding(False, None, why, found.cites)


def _wanting(zh: str, en: str, advice: Words) -> Refusal:
    return Refusal("ground-facts", (zh, en), advice)
