"""The counted figures of a year that no cell of the form holds, each declared once.

The written sections tell them: what was published, asked of third parties, answered in time.
Source: 《中华人民共和国政府信息公开条例》 art 50; 国办公开办函〔2021〕30号, the first and sixth section.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from gongkai.ledger.facts.other import Activity
from gongkai.ledger.facts.publication import Block
from gongkai.ledger.year import BodyYear
from gongkai.report.filing import Number
from gongkai.report.narrative.draft_words import amount

_CENT = Decimal("0.01")
_PUBLISHED = "主动公开登记"
_APPLICATIONS = "依申请公开台账"
_FEES = "依申请公开台账的收费通知和缴费记录"
_WORK = "监督保障登记"


class Figure(NamedTuple):
    """One counted figure: its name and unit in Chinese, the ledger it is counted from, and how.

    ``of`` gives ``None`` where there is nothing to speak of (a rate of no answers).
    """

    key: str
    name: str
    unit: str
    source: str
    of: Callable[[BodyYear], Number | None]

    def said(self, year: BodyYear) -> str | None:
        """The figure as it is printed, without its unit; ``None`` where there is none."""
        number = self.of(year)
        return None if number is None else amount(Decimal(number))


def _block(block: Block) -> Callable[[BodyYear], Number]:
    return lambda year: year.published.get(block.value, 0)


def _held(what: Activity) -> Callable[[BodyYear], Number]:
    return lambda year: year.activities.get(what.value, 0)


def _on_time(year: BodyYear) -> Number | None:
    """Of a hundred answers, how many were in time (two decimals)."""
    answers = year.answered_in_time + year.answered_late
    if not answers:
        return None
    return (Decimal(100 * year.answered_in_time) / answers).quantize(_CENT, ROUND_HALF_UP).normalize()


_ALL = (
    Figure("published", "主动公开政府信息", "条", _PUBLISHED, lambda year: sum(year.published.values())),
    Figure("published.overview", "主动公开概况类信息", "条", _PUBLISHED, _block(Block.OVERVIEW)),
    Figure("published.news", "主动公开政务动态信息", "条", _PUBLISHED, _block(Block.NEWS)),
    Figure("published.catalogue", "主动公开信息公开目录信息", "条", _PUBLISHED, _block(Block.CATALOGUE)),
    Figure("interpretations", "发布政策解读材料", "件", "规范性文件台账", lambda y: sum(y.interpretations.values())),
    Figure("comment_rounds", "向社会公开征求意见", "次", "规范性文件台账", lambda year: year.comment_rounds),
    Figure("answered_in_time", "按期答复", "件", _APPLICATIONS, lambda year: year.answered_in_time),
    Figure("answered_late", "逾期答复", "件", _APPLICATIONS, lambda year: year.answered_late),
    Figure("on_time_rate", "按期答复率", "%", _APPLICATIONS, _on_time),
    Figure("extensions", "延长答复期限", "次", _APPLICATIONS, lambda year: year.extensions),
    Figure("consultations", "征求第三方或者其他机关意见", "次", _APPLICATIONS, lambda year: year.consultations),
    Figure("data_corrections", "要求更正自身信息记录", "项", "更正请求登记", lambda year: year.data_corrections),
    Figure("meetings", "召开政府信息公开专题会议", "次", _WORK, _held(Activity.MEETING)),
    Figure("conferences", "开展疑难事项会商", "次", _WORK, _held(Activity.CONFERENCE)),
    Figure("trainings", "组织业务培训", "次", _WORK, _held(Activity.TRAINING)),
    Figure("trained", "参加培训", "人次", _WORK, lambda year: year.trained),
    Figure("inspections", "开展监督检查", "次", _WORK, _held(Activity.INSPECTION)),
    Figure("fee_notices", "信息处理费收费通知", "件", _FEES, lambda year: year.fee_notices),
    Figure("fee_asked", "信息处理费通知金额", "元", _FEES, lambda year: year.fee_asked),
    Figure("fee_received", "信息处理费实际收取", "元", _FEES, lambda year: year.fee_received),
)

FIGURES = {figure.key: figure for figure in _ALL}
"""By key, in the order of the report."""


class Counted(int):
    """A count that prints as its token, for the words of a draft that stay bound to it."""

    key: str

    def __new__(cls, key: str, number: int) -> Counted:
        """The number, and the key of its figure."""
        made = super().__new__(cls, number)
        made.key = key
        return made

    def __str__(self) -> str:
        """The token."""
        return f"{{f.{self.key}}}"


def counted(key: str, year: BodyYear) -> Counted:
    """A figure that is a count, ready to be written into a draft."""
    return Counted(key, int(FIGURES[key].of(year) or 0))
