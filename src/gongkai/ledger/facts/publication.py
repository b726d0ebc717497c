"""Facts of what is published on one's own: items (主动公开信息) and normative documents (规范性文件)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gongkai.ledger.facts.base import Fact


class Tag(StrEnum):
    """The source tag of a document (公开属性): published, on application, or withheld."""

    PUBLIC = "public"
    ON_APPLICATION = "on_application"
    WITHHELD = "withheld"


class Review(StrEnum):
    """The reviews before publishing: three of the text (三审三校) and the secrecy review (保密审查)."""

    FIRST = "first"
    SECOND = "second"
    FINAL = "final"
    SECRECY = "secrecy"


class Block(StrEnum):
    """What a website's yearly sheet counts an item under: 概况类, 政务动态, 信息公开目录."""

    OVERVIEW = "overview"
    NEWS = "news"
    CATALOGUE = "catalogue"


class Rank(StrEnum):
    """What a document is: a rule (规章) or an administrative normative document (规范性文件)."""

    REGULATION = "regulation"
    NORMATIVE = "normative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Created(Fact):
    """The information came into being (信息形成): ``item`` names the statutory item (p01–p15) if one applies."""

    title: str
    tag: Tag = Tag.PUBLIC
    item: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged(Fact):
    """Its source tag was assessed again and changed (公开属性调整, art 18)."""

    tag: Tag
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed(Fact):
    """The information changed (信息变更): what is published must follow."""

    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed(Fact):
    """One step of the review (审查) was done by ``by``."""

    step: Review
    passed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Published(Fact):
    """It was published (公开), on a website under ``block``; ``count`` items published together count as many."""

    channel: str = "website"
    block: Block = Block.CATALOGUE
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDown(Fact):
    """It was withdrawn from the public (撤下)."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted(Fact):
    """Drafting of a document began (起草)."""

    title: str
    rank: Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsSought(Fact):
    """The draft was put to the public (公开征求意见) until ``until``."""

    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsAnswered(Fact):
    """What became of the public's opinions was published (意见采纳情况反馈)."""

    received: int = 0
    adopted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitionReviewed(Fact):
    """The draft passed the review for fair competition (公平竞争审查)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalityReviewed(Fact):
    """The draft passed the review of legality (合法性审核)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliberated(Fact):
    """The draft was decided upon together (集体讨论决定)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued(Fact):
    """The document was issued (制发) under ``number``; it lapses after ``valid_until``, if it says so.

    ``rank`` is needed where its drafting is not in this register; otherwise the draft's rank holds.
    ``lead`` is false where another organ leads the makers of a joint document.  ``taken_over``
    marks one that came from another body or was in force before this register began: it is in
    force, but was not made in this year.
    """

    number: str
    rank: Rank | None = None
    valid_until: date | None = None
    lead: bool = True
    taken_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePublic(Fact):
    """The document was published (公布)."""

    channel: str = "website"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreted(Fact):
    """Its interpretation was published (政策解读) in some form: text, picture, video, lecture, brochure."""

    form: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed(Fact):
    """The document was filed for the record (备案)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed(Fact):
    """After evaluation it stays in force (延续) until ``valid_until``, or without end."""

    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repealed(Fact):
    """It was repealed (废止)."""

    replaced_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired(Fact):
    """Its period of validity ran out (有效期届满失效)."""
