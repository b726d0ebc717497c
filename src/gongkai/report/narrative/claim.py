"""A claim of the narrative, and the values that it is read with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from gongkai.report.filing import Filing, Number
from gongkai.report.narrative.prose import Quantity
from gongkai.report.narrative.words import Token, Vocabulary

Cells = tuple[str, ...]

#: Words that may stand between the word that says what is counted and its number.
LIGHT = re.compile(
    r"[共计为数量总有了的是达约近合件案宗类事项书信均各等情况一全部、：:“”\"已经累年度内中额分别仅只其政府信息因被到超逾过皆含]*"
)
YEAR = re.compile(r"(?<!\d)(20\d\d)年")

_CODES = {
    "received": "S1",
    "handled": "S2",
    "applications": "S2",
    "carried_in": "S3",
    "carried_out": "S3",
    "carried": "S3",
    "review": "S4",
    "litigation": "S4",
    "remedies": "S4",
    "issued": "S5",
    "repealed": "S5",
    "in_force": "S5",
    "shown": "S5",
    "outcome": "S6",
    "applicant": "S6",
    "part": "S6",
    "fee_notices": "fee",
    "fee_asked": "fee",
    "fee_collected": "fee",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One number of the narrative and the cells that it must agree with.

    ``targets`` are alternatives, each a tuple of cells to add up (a name with a leading minus is
    taken away): 办理 X 件 may mean what was new and carried in, what was closed, or what was new.
    ``offset`` is the place of the number in the text of the section ``section``; ``year`` is
    set where the sentence names another year than the report's.  ``slack`` is ``about`` or
    ``over`` for 约 and 余; ``relation`` is ``<=`` for a part of the cell (a channel, a subject).
    ``certain`` tells that the sentence is about the whole body, its whole year, and disclosure.
    """

    topic: str
    number: Number
    unit: str
    sentence: str
    section: str
    offset: int
    targets: tuple[Cells, ...]
    year: int | None = None
    slack: str = ""
    relation: str = "="
    certain: bool = True

    @property
    def code(self) -> str:
        """The rule of the catalogue that this claim is checked under."""
        return _CODES[self.topic]


class Phrase(NamedTuple):
    """A number with the words of its own clause and those right after it; ``part`` of a list after 其中."""

    quantity: Quantity
    own: tuple[Token, ...]
    after: tuple[Token, ...]
    own_start: int
    part: bool = False


class Meaning(NamedTuple):
    """What a number was understood to count; ``also`` for 各, which gives it to several."""

    topic: str
    targets: tuple[Cells, ...]
    certain: bool = True
    relation: str = "="
    also: tuple[Meaning, ...] = ()


@dataclass(slots=True)
class Context:
    """What earlier clauses lend to later ones; ``matter`` is the noun last spoken of.

    ``disputed`` tells that the sentence's subject, or the sentence before, is disclosure's disputes;
    ``informed`` that some of what was granted is counted apart; ``whole`` is the count of the sentence before.
    """

    words: Vocabulary
    filing: Filing
    disclosure: bool = False
    matter: str = ""
    document: str = ""
    named: bool = False
    disputes: list[str] = field(default_factory=list)
    fee: bool = False
    listing: str = ""
    includes_carried: bool = False
    narrow: bool = False
    disputed: bool = False
    informed: bool = False
    whole: Claim | None = None
