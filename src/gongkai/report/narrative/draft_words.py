"""What the drafted sections are put together from: numbers, lists, changes, placeholders.

Every wording here is one that the checks of this folder read back, so that a draft that no
longer agrees with its tables is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from gongkai.report.filing import Filing, Number
from gongkai.report.form import Line, Table
from gongkai.report.metrics import FEWEST_CASES

Item = tuple[str, Number]
"""Words and how many there are of what they name."""

#: A percentage says nothing above this many times last year's number: the difference is told instead.
MOST_TIMES = 10
#: How much of last year's text a placeholder quotes (characters).
LONGEST_QUOTE = 240

_PLACEHOLDER = re.compile("〔请作者补充：[^〔〕]*〕")
_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|（[^）]*）|\d+[.．、])")
_REMARK = re.compile(r"（[^（）]*）$")
_SHORTEST_NAME = 3
_CENT = Decimal("0.01")

# A quotation stays one sentence, holds no sub-head and nothing that a format gives a meaning to.
_STOPS = re.compile(r"[。!！?？]|(?<![0-9A-Za-z])\.(?!\d)")
_SUB_HEAD = re.compile(r"[(（]\s*([一二三四五六七八九十]{1,3})\s*[)）]")
_MARKUP = re.compile(r"[\s|*#<>&`\\_＿~{}\[\]【】\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_BRACKETS = str.maketrans({"〔": "（", "〕": "）", "“": "‘", "”": "’", '"': "’"})
#: What last year's author left to be filled in would be taken for a gap of this year's report.
_GAPS = re.compile("[XＸ×xｘ]{2,}|[（(]+(?=此处|待补充|待填|请填写)")
_FAULTS = re.compile("问题|不足|不够|不强|不高|不及时|不到位|不规范|有待|薄弱|欠缺|短板|差距")


class UnknownNumberError(LookupError):
    """A cell that a sentence needs holds no number; the sentence is left to the author."""


class Counts:
    """The numbers of one table of a filing."""

    def __init__(self, filing: Filing, table: Table) -> None:
        self.filing = filing
        self.table = table

    def of(self, line: str, column: str = "total") -> Number:
        """The cell's number.  Raises :class:`UnknownNumberError` if it is blank, lost, or not in the form."""
        value = self.filing.values.get(self.table.cell_name(line, column))
        if value is None:
            raise UnknownNumberError(self.table.cell_name(line, column))
        return value

    def total(self, lines: Iterable[str], column: str = "total") -> Number:
        """The sum of the cells of these lines in one column.  Raises :class:`UnknownNumberError`."""
        return sum(self.of(line, column) for line in lines)


def placeholder(todo: str) -> str:
    """A visible gap of the draft: what the author has to judge and write there."""
    return f"〔请作者补充：{todo}〕"


def placeholders_in(text: str) -> tuple[str, ...]:
    """The gaps that are left in a text."""
    return tuple(_PLACEHOLDER.findall(text))


def plain(label: str) -> str:
    """A label of the form without its ordinal and its remark in brackets."""
    return _REMARK.sub("", _ORDINAL.sub("", label))


def leaf_name(line: Line) -> str:
    """A line as a list names it: its label up to the first 、; a label too short to stand alone is filled up."""
    name = plain(line.label).partition("、")[0]
    return name if stands_alone(name) else f"{name}原因"


def stands_alone(name: str) -> bool:
    """Whether a label says in a sentence what it means there: 其他 does not."""
    return len(name) >= _SHORTEST_NAME


def listed(items: Iterable[Item], unit: str = "件") -> str:
    """Names and numbers side by side: 甲3件、乙1件."""
    return "、".join(f"{words}{number}{unit}" for words, number in items)


def broken_down(whole: Number, items: Sequence[Item], lead: str = "，其中", unit: str = "件") -> str:
    """The parts of a whole that are not zero, which add up to it; without numbers if there is one only."""
    parts = [(words, number) for words, number in items if number]
    if len(parts) == 1:
        name = parts[0][0]
        verb = ("" if whole == 1 else "均") if name.startswith("属于") else all_are(whole)
        return f"，{verb}{name}"
    return lead + listed(parts, unit) if parts else ""


def all_are(whole: Number) -> str:
    """为 of one thing, 均为 of several."""
    return "为" if whole == 1 else "均为"


def changed(now: Number, then: Number | None) -> str:
    """How a count changed on the year, or nothing where last year's is not known.

    In percent, of at least :data:`~gongkai.report.metrics.FEWEST_CASES` cases last year and if
    it does not round to nothing; else as a difference.
    """
    if then is None:
        return ""
    if now == then:
        return "，与上年持平"
    way = "增加" if now > then else "减少"
    if then >= FEWEST_CASES and now <= then * MOST_TIMES:
        percent = (abs(Decimal(now) - Decimal(then)) * 100 / Decimal(then)).quantize(_CENT, ROUND_HALF_UP)
        if percent:
            return f"，比上年{'增长' if now > then else '下降'}{percent.normalize():f}%"
    return f"，比上年{way}{abs(now - then)}件"


def amount(yuan: Decimal) -> str:
    """An amount in yuan: whole, or with its fen."""
    if yuan == yuan.to_integral_value():
        return f"{yuan.quantize(Decimal(1)):f}"
    return f"{yuan.quantize(_CENT) if yuan == yuan.quantize(_CENT) else yuan:f}"


def quoted(text: str) -> str:
    """What last year's text says of its problems, as one short quotation without full stops.

    The sentences that name a fault, or else all of them; cut after :data:`LONGEST_QUOTE` characters.
    """
    even = _GAPS.sub("", _MARKUP.sub("", text).translate(_BRACKETS))
    pieces = [piece for piece in _STOPS.split(even) if piece]
    chosen = [piece for piece in pieces if _FAULTS.search(piece)] or pieces
    words = "；".join(_SUB_HEAD.sub(r"\1、", piece) for piece in chosen)
    return words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE] + "……"
