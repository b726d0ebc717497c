"""What section six says of the processing fee: notices sent, amount asked, amount collected.

The notice asks for the statement every year, also when nothing was charged.
Source: 国办公开办函〔2021〕30号; 国办函〔2020〕109号.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from gongkai.report.filing import Filing, Number
from gongkai.report.narrative.claim import Claim
from gongkai.report.narrative.prose import Prose, blank
from gongkai.report.narrative.read import Narrative

_FEE = r"(?:信息处理费|信息公开处理费|信息公开费|处理费|收费|费用)"
_NONE = re.compile(
    rf"(?:未|没有|无|暂无|不存在|不涉及|不|均未)(?:曾|有|向|对)?[^，,。；;]{{0,24}}?{_FEE}|免收{_FEE}|免于收取"
    rf"|{_FEE}[^，,。；;\d]{{0,12}}?(?:(?:：|为)(?:\d{{4}}年度?|本年度?)?(?:零|无|未|没有|0(?![\d.]))|零元|(?<!\d)0(?:笔|$))"
)
#: Words for the fee; the fees of an office's own business are another thing.
_NAMED = re.compile(r"处理费|(?<!事业性)收费|费用")
_NAMED_ANYWHERE = re.compile(r"信息处理费|公开处理费|信息公开(?:收费|费)")
_NOTHING = re.compile(
    r"(?:\d{4}年度?|本年度?|，)*(?:暂)?(?:无|没有)(?:其他)?(?:需要?报告的?)?(?:其他)?(?:的)?(?:事项|情况|内容)?[。.]?"
)
_TITLES = re.compile(r"《[^《》]*》")
_YUAN = {"": 1, "元": 1, "万元": 10_000}


class FeeStatement(NamedTuple):
    """The fee as section six states it: a number of notices and two amounts in yuan.

    ``None`` where nothing is said of it.  ``says_none`` where words deny any charge: 未收取信息处理费
    (``collected_yuan`` is then 0), or a section that says only 无 (all numbers are then ``None``).
    """

    notices: int | None
    asked_yuan: Decimal | None
    collected_yuan: Decimal | None
    says_none: bool


def read_fees(filing: Filing, narrative: Narrative) -> FeeStatement | None:
    """The statement on the fee, from section six or else from wherever it stands."""
    ordered = sorted(narrative.readings, key=lambda reading: reading.prose.section.key != "other")
    said: dict[str, Claim] = {}
    for claim in (claim for reading in ordered for claim in reading.claims):
        if claim is not None and claim.code == "fee":
            said.setdefault(claim.topic, claim)
    denied = any(_denies(prose) for prose in narrative.proses)
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


def names_fee(narrative: Narrative) -> bool:
    """Whether any section speaks of the fee at all."""
    return any(
        (_NAMED if prose.section.key == "other" else _NAMED_ANYWHERE).search(prose.text) for prose in narrative.proses
    )


def _denies(prose: Prose) -> bool:
    """Whether a sentence says that nothing was charged; outside section six it must name the processing fee."""
    named = "费" if prose.section.key == "other" else "处理费"
    if named not in prose.text:
        return False
    sentences = (_TITLES.sub(blank, sentence) for sentence in prose.text.split("。") if named in sentence)
    return any(named in sentence and _NONE.search(sentence) for sentence in sentences)


def _yuan(claim: Claim | None) -> Decimal | None:
    if claim is None:
        return None
    number: Number = claim.number
    return Decimal(number) * _YUAN[claim.unit]
