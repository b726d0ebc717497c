"""Facts of an application (依申请公开) and of a request to mend one's own data, in the words of the Regulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from gongkai.law.leaf import Leaf
from gongkai.law.receipt import Channel
from gongkai.ledger.facts.base import Fact


class Applicant(StrEnum):
    """What an applicant is in law (申请人情况), not what the agent is; the keys of the form's columns."""

    NATURAL = "natural"
    BUSINESS = "business"
    RESEARCH = "research"
    NONPROFIT = "nonprofit"
    LEGAL_SERVICE = "legal_service"
    OTHER_ORG = "other_org"


class Whom(StrEnum):
    """Whose opinion is asked: article 32, article 34, other organs (article 33), article 17."""

    THIRD_PARTY = "third_party"
    CO_MAKER = "co_maker"
    OTHER_ORGAN = "other_organ"
    SECRECY_AUTHORITY = "secrecy_authority"


class Opinion(StrEnum):
    """What was answered to a consultation."""

    CONSENT = "consent"
    OBJECTION = "objection"


class Charged(StrEnum):
    """How a processing fee is reckoned: by item (按件) or by page (按量), never both."""

    ITEM = "item"
    PAGE = "page"


class Lapse(StrEnum):
    """What the applicant let pass: the correction (outcome o1) or the payment (outcome o2)."""

    CORRECTION = "correction"
    FEE = "fee"


class Service(StrEnum):
    """How an answer was handed over; it decides the day of answer (国办公开办函〔2016〕235号)."""

    IN_PERSON = "in_person"
    POST = "post"
    ONLINE = "online"
    EMAIL = "email"
    FAX = "fax"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received(Fact):
    """The application was received (收到申请); ``on`` is the day of article 31.

    ``submitted`` is the day it was sent in (a letter: the day it reached the organ) where that
    differs; ``asks`` what is wanted;
    ``items`` how many things the paper asks for; ``applicant_key`` a key that is equal for the
    same applicant, without naming him.
    """

    channel: Channel
    applicant: Applicant
    submitted: date | None = None
    asks: str = ""
    items: int = 1
    applicant_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAsked(Fact):
    """The applicant was told, once, what to correct (补正告知, art 30); ``days`` the working days given."""

    asks: str
    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected(Fact):
    """The correction came in (收到补正).

    ``clear`` says whether it can be understood now.  ``good_reason`` is needed for one that came
    after the matter was closed for want of it.
    """

    clear: bool = True
    good_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted(Fact):
    """A letter asking for an opinion left (征求意见); ``ref`` names it within the matter."""

    ref: str
    whom: Whom
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered(Fact):
    """A letter of this matter arrived at its addressee (送达): a consultation's ``ref``, or ``fee``."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionGiven(Fact):
    """The opinion came in (收到意见)."""

    ref: str
    opinion: Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsAsked(Fact):
    """The applicant of a great many was asked to say why (要求说明理由, art 35)."""

    days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsGiven(Fact):
    """The applicant's reasons came in, and were judged (``reasonable``)."""

    reasonable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterDaySet(Fact):
    """A reasonable later day was told to the applicant (确定并告知延迟答复期限, art 35)."""

    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeNoticed(Fact):
    """A fee notice left (收费通知): ``amount`` in yuan, reckoned by item or by page."""

    amount: Decimal
    charged: Charged


@dataclass(frozen=True, slots=True, kw_only=True)
class FeePaid(Fact):
    """The fee was paid in full (缴清); ``amount`` in yuan."""

    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended(Fact):
    """The applicant was told of an extension (延期答复告知, art 33); ``days`` working days, approved before."""

    days: int
    approved_by: str
    approved_on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalReviewed(Fact):
    """The draft answer was looked through by the legal staff (法制审核)."""

    agreed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Fact):
    """The answer was given (答复); ``on`` is the day it was signed for, posted or sent.

    ``withheld`` are the grounds of the part not given, for a partial answer only; ``earlier`` the
    number of the earlier answer, for a repeated application; ``override`` that a third party's
    interest gave way to the public interest; ``document`` is the letter's number (文号).
    """

    outcome: Leaf
    service: Service
    withheld: tuple[Leaf, ...] = ()
    earlier: str = ""
    override: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Fact):
    """The applicant took the application back (撤回申请)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsed(Fact):
    """It was recorded that the applicant let the period pass (逾期视为放弃)."""

    what: Lapse


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Fact):
    """The matter ended otherwise (其他处理), for instance the applicant died without a successor."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redone(Fact):
    """The answer was given anew after reconsideration or a judgment (重新答复).

    The outcome that was counted stays counted in its year; the remedy's result stands in table 4.
    """

    outcome: Leaf
    dispute: str
    service: Service
    withheld: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCorrectionAsked(Fact):
    """Somebody asked to mend a record about himself, with evidence (更正申请, art 41)."""

    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCorrected(Fact):
    """The record was mended and the person told (更正并告知)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCorrectionRefused(Fact):
    """The record was found right, or the evidence wanting (不予更正)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCorrectionPassedOn(Fact):
    """The organ has no power over the record: passed on, or the person was told where to go (转送、告知)."""

    to: str
