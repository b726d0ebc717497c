"""Facts that are counts or events: figures of other systems, and what the office held."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gongkai.ledger.facts.base import Fact


class Statistic(StrEnum):
    """A yearly figure that another system keeps, named as the form names its cell without the table.

    The last ten are those of the 2019 edition.
    """

    LICENCES_DECISIONS = "licences.decisions"
    PENALTIES_DECISIONS = "penalties.decisions"
    COERCION_DECISIONS = "coercion.decisions"
    FEES_AMOUNT = "fees.amount_wan"
    SERVICES_DECISIONS = "services.decisions"
    LICENCES_PREVIOUS = "licences.prev_items"
    LICENCES_CHANGE = "licences.delta"
    SERVICES_PREVIOUS = "services.prev_items"
    SERVICES_CHANGE = "services.delta"
    PENALTIES_PREVIOUS = "penalties.prev_items"
    PENALTIES_CHANGE = "penalties.delta"
    COERCION_PREVIOUS = "coercion.prev_items"
    COERCION_CHANGE = "coercion.delta"
    FEES_PREVIOUS = "fees.prev_items"
    FEES_CHANGE = "fees.delta"
    PROCUREMENT_ITEMS = "procurement.items"
    PROCUREMENT_AMOUNT = "procurement.amount"


class Activity(StrEnum):
    """What an office holds: meetings on disclosure, case conferences (疑难会商), training, inspections."""

    MEETING = "meeting"
    CONFERENCE = "conference"
    TRAINING = "training"
    INSPECTION = "inspection"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported(Fact):
    """Another system reported a figure (数据报送) for ``year``; parts of a year add up.

    ``value`` is a count, or money in 万元; changes of item counts are signed.
    """

    year: int
    what: Statistic
    value: Decimal
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Fact):
    """Something was held (会议、培训、会商、检查): how many took part and for how many hours."""

    what: Activity
    title: str = ""
    people: int = 0
    hours: Decimal = Decimal(0)
