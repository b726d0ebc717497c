"""What every fact has, and the kinds of matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a matter is.

    ``APPLICATION`` 依申请公开; ``PUBLICATION`` an item published on one's own (主动公开);
    ``DOCUMENT`` a rule or normative document (规章、规范性文件); ``DISPUTE`` reconsideration or
    litigation (行政复议、行政诉讼); ``DATA_CORRECTION`` a request to mend one's own data (art 41);
    ``STATISTIC`` figures that other systems count (permits, penalties, fees); ``ACTIVITY`` meetings,
    training, inspections.
    """

    APPLICATION = "application"
    PUBLICATION = "publication"
    DOCUMENT = "document"
    DISPUTE = "dispute"
    DATA_CORRECTION = "data_correction"
    STATISTIC = "statistic"
    ACTIVITY = "activity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened on a day.

    ``on`` is the day on which it legally happened (not the day of typing); ``by`` the person who
    did it; ``document`` the number or file that proves it; ``note`` a remark.
    """

    on: date
    by: str = ""
    document: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Struck(Fact):
    """An earlier fact was entered by mistake and does not count (更正登记); ``entry`` is its number, from 1.

    The mistaken fact stays in the history; the right one is entered anew after this.
    """

    entry: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Fact):
    """A remark that changes nothing, or a hand-over to another handler (``to``)."""

    to: str = ""
