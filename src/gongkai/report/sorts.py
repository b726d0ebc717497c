"""What kinds of findings there are on a report: what a map of findings counts by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

Pair = tuple[str, str]


class Sort(NamedTuple):
    """A kind: the findings whose codes begin with one of ``letters``."""

    key: str
    name: Pair
    definition: Pair
    letters: str


SORTS: Mapping[str, Sort] = MappingProxyType(
    {
        one.key: one
        for one in (
            Sort(
                "sums",
                ("勾稽", "sums"),
                (
                    "报告自身的数字相互不能平衡，或者有空格、负数",
                    "the figures of a report do not agree with each other",
                ),
                "AG",
            ),
            Sort(
                "years",
                ("跨年衔接", "years"),
                ("与本机关上一年度报告的结转、现行有效等数字接不上", "figures do not follow from last year's report"),
                "B",
            ),
            Sort(
                "words",
                ("文表一致", "words"),
                ("正文所写的数字与表格不符，或者正文自身算不平", "the words do not agree with the tables"),
                "S",
            ),
            Sort(
                "sense",
                ("合理性", "sense"),
                ("数字之间不合常理，如没有申请却有办理结果", "figures that can hardly be, such as outcomes of nothing"),
                "X",
            ),
            Sort(
                "form",
                ("格式", "form"),
                ("部分、标题、表格版本、单位不合规定格式，或者内容空缺", "sections, heads, editions and units"),
                "FT",
            ),
        )
    }
)


def sort_of(code: str) -> str:
    """The kind of a finding of verification by its code.  Raises ``KeyError`` for a code of no kind."""
    for sort in SORTS.values():
        if code[0] in sort.letters:
            return sort.key
    raise KeyError(code)
