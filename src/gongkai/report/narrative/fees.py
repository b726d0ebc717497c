"""What section six says of the processing fee: notices sent, amount asked, amount collected.

The notice asks for the statement every year, also when nothing was charged.
Source: 国办公开办函〔2021〕30号; 国办函〔2020〕109号.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.report.filing import Filing, Number
from gongkai.report.narrative.claim import Claim
from gongkai.report.narrative.read import Reading

_FEE = r"(?:信息处理费|信息公开处理费|信息公开费|处理费|收费|费用)"
_NONE = re.compile(
    rf"(?:未|没有|无|暂无|不存在|不涉及|不|均未)(?:曾|有|向|对)?[^，,。；;]{{0,24}}?{_FEE}|{_FEE}[^，,。；;\d]{{0,8}}(?:为零|为无|：无|:无)"
)
_NOTHING = re.compile(
    r"(?:\d{4}年度?|本年度?|，)*(?:暂)?(?:无|没有)(?:其他)?(?:需要?报告的?)?(?:其他)?(?:的)?(?:事项|情况|内容)?[。.]?"
)
_YUAN = {"元": 1, "万元": 10_000}


class FeeStatement(NamedTuple):
    """The fee as section six states it: a number of notices and two amounts in yuan.

    ``None`` where nothing is said of it.  ``says_none`` where words deny any charge: 未收取信息处理费
    (``collected_yuan`` is then 0), or a section that says only 无 (all numbers are then ``None``).
    """

    notices: int | None
    asked_yuan: Decimal | None
    collected_yuan: Decimal | None
    says_none: bool


def read_fees(filing: Filing, readings: Sequence[Reading]) -> FeeStatement | None:
    """The statement on the fee, from section six or else from wherever it stands."""
    ordered = sorted(readings, key=lambda reading: reading.prose.section.key != "other")
    said: dict[str, Claim] = {}
    for claim in (claim for reading in ordered for claim in reading.claims):
        if claim is not None and claim.code == "fee":
            said.setdefault(claim.topic, claim)
    denied = any(_denies(reading) for reading in ordered)
    if said or denied:
        collected = _yuan(said.get("fee_collected"))
        return FeeStatement(
            notices=int(said["fee_notices"].number) if "fee_notices" in said else None,
            asked_yuan=_yuan(said.get("fee_asked")),
            collected_yuan=Decimal(0) if denied and collected is None else collected,
            says_none=denied,
        )
    other = filing.section("other")
    if other is not None and _NOTHING.fullmatch("".join(other.text.split())):
        return FeeStatement(None, None, None, says_none=True)
    return None


def _denies(reading: Reading) -> bool:
    """Whether the sentence says that nothing was charged; outside section six it must name the fee."""
    text = reading.sentence.masked
    named = "处理费" in text or (reading.prose.section.key == "other" and "费" in text)
    return named and bool(_NONE.search(text))


def _yuan(claim: Claim | None) -> Decimal | None:
    if claim is None:
        return None
    number: Number = claim.number
    return Decimal(number) * _YUAN[claim.unit]
