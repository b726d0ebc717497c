"""What is counted, declared once: the quantities of a report and the rates made of them, each with its definition.

Comparison, the questions to a corpus and the office's statistics all ask here.  Source: 《条例》 art 50
for what a report tells; the lines of the form name the articles that they apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from types import MappingProxyType
from typing import NamedTuple

from gongkai.report.filing import Filing, Number
from gongkai.report.form import Form

Pair = tuple[str, str]
Figures = Mapping[str, Number | None]
"""The quantities of one report by key; ``None`` is not known."""

FEWEST_CASES = 30
"""Below so many cases a rate says little; it is given, and marked as not reliable."""

_CENT = Decimal("0.01")
_Z = 1.96
_ASCII = (" + ", " - ", " / ", "(", ")")
_SIGNS = ("＋", "－", "÷", "（", "）")
_TELLS = {2: "条例:50.1(1)", 3: "条例:50.1(2)", 4: "条例:50.1(3)"}
_TABLES = {2: ("表二", "table 2"), 3: ("表三", "table 3"), 4: ("表四", "table 4")}


class Quantity(NamedTuple):
    """A number of a report: the lines of table ``table`` (2 to 4) added up in one column.

    It is unknown where any of its cells is, or where an edition has none of them; a blank cell counts
    as what the identities force on it.  ``unsaid`` is what must not be read into it.
    """

    key: str
    name: Pair
    table: int
    lines: tuple[str, ...]
    column: str = "total"
    unsaid: Pair = ("", "")

    def cells(self, form: Form) -> tuple[str, ...]:
        """The cells that it adds up in an edition."""
        table = form.table_of_section(self.table)
        names = (table.cell_name(line, self.column) for line in self.lines)
        return tuple(name for name in names if name in form.cells)

    def unit(self, form: Form) -> str:
        """The unit of its cells; nothing in an edition without them."""
        return next((form.cells[cell].unit for cell in self.cells(form)), "")

    def cites(self, form: Form) -> tuple[str, ...]:
        """The article by which it is reported, and those that its lines apply."""
        own = (form.cells[cell].line.article for cell in self.cells(form))
        return tuple(dict.fromkeys([_TELLS[self.table], *filter(None, own)]))

    def definition(self, form: Form) -> Pair:
        """What it adds up: in the form's own words, and as names of cells."""
        cells = self.cells(form)
        if not cells:
            return ("这一版格式没有这一项", "not in this edition")
        column = form.cells[cells[0]].column.label
        lines = "＋".join(f"“{form.cells[cell].line.label}”" for cell in cells)
        return f"{_TABLES[self.table][0]}{lines}，“{column}”列", " + ".join(cells)

    def value(self, filing: Filing) -> Number | None:
        """The number of one report."""
        found = [_known(filing, cell) for cell in self.cells(filing.form)]
        known = [value for value in found if value is not None]
        return sum(known) if found and len(known) == len(found) else None


def _known(filing: Filing, cell: str) -> Number | None:
    value, trace = filing.values[cell], filing.traces.get(cell)
    return trace.implied if value is None and trace is not None else value


def figures_of(filing: Filing) -> dict[str, Number | None]:
    """Every quantity of a report."""
    return {key: quantity.value(filing) for key, quantity in QUANTITIES.items()}


_DISPUTES = ("review", "direct", "after_review")
_WORKLOAD: Pair = (
    "件数与机关的职能和服务的人口有关，多少不等于公开工作的好坏",
    "depends on the tasks of a body and the people it serves: more is neither better nor worse",
)
_CARRIED: Pair = (
    "期限未满的申请也在内，不等于逾期",
    "holds applications whose period has not ended: not the same as overdue",
)
_RIGHT: Pair = ("不说明理由是否成立", "does not say whether the reasons hold")
_NOT_LINKED: Pair = (
    "所争议的答复可能属于以前年度，与本年办结的申请没有对应关系",
    "the answers in dispute may be of earlier years: no case corresponds to an application of this year",
)
_STOCK: Pair = (
    "只计本机关填报的件数；2019年格式没有这一项，不与旧口径相比",
    "as the body reports it; the form of 2019 counts something else, which is not compared",
)


def _numbered(letter: str, most: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number}" for number in range(1, most + 1))


QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {
        one.key: one
        for one in (
            Quantity("received", ("新收申请", "applications received"), 3, ("new",), unsaid=_WORKLOAD),
            Quantity("carried_in", ("上年结转", "carried in"), 3, ("carried_in",), unsaid=_CARRIED),
            Quantity(
                "handled",
                ("办结", "handled"),
                3,
                ("total",),
                unsaid=(
                    "不予处理和其他处理也在内，不等于作出实体答复的件数",
                    "holds what was not processed: not the number of answers on the substance",
                ),
            ),
            Quantity("carried_out", ("结转下年", "carried out"), 3, ("carried_out",), unsaid=_CARRIED),
            Quantity(
                "granted",
                ("予以公开", "granted"),
                3,
                ("granted",),
                unsaid=("不说明申请人是否满意", "does not say whether the applicant was content"),
            ),
            Quantity(
                "partial",
                ("部分公开", "granted in part"),
                3,
                ("partial",),
                unsaid=("不说明公开的部分有多少", "does not say how much was given"),
            ),
            Quantity("denied", ("不予公开", "denied"), 3, _numbered("d", 8), unsaid=_RIGHT),
            Quantity(
                "unavailable",
                ("无法提供", "unavailable"),
                3,
                _numbered("u", 3),
                unsaid=(
                    "信息不归本机关掌握的申请多，这一项就高，不是拒绝公开",
                    "is high where people ask the wrong body: it is no denial",
                ),
            ),
            Quantity("unprocessed", ("不予处理", "not processed"), 3, _numbered("r", 5), unsaid=_RIGHT),
            Quantity(
                "otherwise",
                ("其他处理", "otherwise"),
                3,
                ("o", *_numbered("o", 3)),
                unsaid=(
                    "2019年格式只有一行，2021年格式分为三行，这里都取合计",
                    "one line in the form of 2019 and three in that of 2021: their sum in both",
                ),
            ),
            Quantity(
                "natural",
                ("自然人新收", "received from natural persons"),
                3,
                ("new",),
                "natural",
                unsaid=("不是人数：一人可以多次申请", "no number of people: one person may apply often"),
            ),
            Quantity("reviews", ("行政复议", "reconsiderations"), 4, ("review",), unsaid=_NOT_LINKED),
            Quantity("suits", ("行政诉讼", "lawsuits"), 4, ("direct", "after_review"), unsaid=_NOT_LINKED),
            Quantity(
                "disputes",
                ("复议和诉讼", "disputes"),
                4,
                _DISPUTES,
                unsaid=(
                    "同一答复先复议、再起诉的计两件",
                    "an answer that went to reconsideration and then to court counts twice",
                ),
            ),
            Quantity(
                "corrected",
                ("结果纠正", "corrected"),
                4,
                _DISPUTES,
                "corrected",
                unsaid=(
                    "撤回申请或者起诉而了结的列在其他结果，不在这一项",
                    "what was withdrawn stands under other results and not here",
                ),
            ),
            Quantity("pending", ("尚未审结", "pending"), 4, _DISPUTES, "pending", unsaid=_NOT_LINKED),
            Quantity("normative", ("制发规范性文件", "documents issued"), 2, ("normative",), "issued", unsaid=_STOCK),
            Quantity("in_force", ("现行有效规范性文件", "documents in force"), 2, ("normative",), "in_force", _STOCK),
            Quantity("licences", ("行政许可决定", "licensing decisions"), 2, ("licences",), "decisions", _WORKLOAD),
            Quantity("penalties", ("行政处罚决定", "penalties"), 2, ("penalties",), "decisions", _WORKLOAD),
            Quantity("coercion", ("行政强制决定", "coercive measures"), 2, ("coercion",), "decisions", _WORKLOAD),
        )
    }
)

OUTCOMES = ("granted", "partial", "denied", "unavailable", "unprocessed", "otherwise")
"""The quantities that every handled application counts in exactly one of."""


class Ratio(NamedTuple):
    """A part and its base, both cases."""

    part: Number
    base: Number

    @property
    def percent(self) -> Decimal | None:
        """In percent to two places, half up; ``None`` of nothing."""
        return percent(self.part, self.base)

    @property
    def is_reliable(self) -> bool:
        """Whether the base has :data:`FEWEST_CASES` or more."""
        return self.base >= FEWEST_CASES

    @property
    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Within which percentages the share lies with 95 % (Wilson), to one place; ``None`` of nothing."""
        if self.base <= 0 or not 0 <= self.part <= self.base:
            return None
        share, base = float(self.part) / float(self.base), float(self.base)
        middle, below = share + _Z * _Z / (2 * base), 1 + _Z * _Z / base
        off = _Z * sqrt(share * (1 - share) / base + _Z * _Z / (4 * base * base))
        low, high = (Decimal(str(round(100 * edge / below, 1))) for edge in (middle - off, middle + off))
        return low, high


def percent(part: Number, whole: Number) -> Decimal | None:
    """``part`` of ``whole`` in percent to two places, half up; ``None`` of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / abs(Decimal(whole))).quantize(_CENT, ROUND_HALF_UP)


class Rate(NamedTuple):
    """A share in percent: quantities added up over quantities added up, ``minus`` taken from the base.

    ``is_share`` tells a share of the base, for which an interval can be given, from a mere ratio.
    """

    key: str
    name: Pair
    parts: tuple[str, ...]
    base: tuple[str, ...]
    minus: tuple[str, ...] = ()
    is_share: bool = True
    unsaid: Pair = ("", "")

    @property
    def definition(self) -> Pair:
        """How it is made, in words."""
        names = {key: quantity.name for key, quantity in QUANTITIES.items()}
        return (
            self._said({key: (name[0],) for key, name in names.items()}, _SIGNS),
            self._said({key: (name[1],) for key, name in names.items()}),
        )

    def formula(self, form: Form) -> Pair:
        """How it is made: in the form's own words, and as names of cells."""
        cells = {key: quantity.cells(form) for key, quantity in QUANTITIES.items()}
        lines = {key: tuple(form.cells[cell].line.label for cell in held) for key, held in cells.items()}
        return self._said(lines, _SIGNS), self._said(cells)

    def cites(self, form: Form) -> tuple[str, ...]:
        """The articles of its quantities."""
        return tuple(dict.fromkeys(cite for key in self.quantities for cite in QUANTITIES[key].cites(form)))

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that it is made of."""
        return tuple(dict.fromkeys((*self.parts, *self.base, *self.minus)))

    def of(self, figures: Figures) -> Ratio | None:
        """The rate of one report; ``None`` where one of its quantities is not known."""
        found = {key: figures.get(key) for key in self.quantities}
        known = {key: value for key, value in found.items() if value is not None}
        if len(known) < len(found):
            return None
        base = sum(known[key] for key in self.base) - sum(known[key] for key in self.minus)
        return Ratio(sum(known[key] for key in self.parts), base)

    def _said(
        self, words: Mapping[str, tuple[str, ...]], signs: tuple[str, ...] = (" + ", " - ", " / ", "(", ")")
    ) -> str:
        plus, less, over, left, right = signs

        def added(keys: tuple[str, ...]) -> list[str]:
            return [word for key in keys for word in words[key]]

        top, base, minus = added(self.parts), added(self.base), added(self.minus)
        below = less.join([plus.join(base), *minus])
        above = f"{left}{plus.join(top)}{right}" if len(top) > 1 else plus.join(top)
        return f"{above}{over}" + (f"{left}{below}{right}" if len(base) + len(minus) > 1 else below)

    @property
    def part_sql(self) -> str:
        """The part in terms of the columns of ``annual``."""
        return " + ".join(self.parts)

    @property
    def base_sql(self) -> str:
        """The base in terms of the columns of ``annual``."""
        return " - ".join([" + ".join(self.base), *self.minus])


_ASKED: Pair = (
    "与申请的内容有关：信息不归本机关掌握的申请多，公开率就低，不等于应公开而不公开",
    "depends on what is asked for: a low rate does not show that something was withheld",
)
RATES: Mapping[str, Rate] = MappingProxyType(
    {
        one.key: one
        for one in (
            Rate("disclosure", ("公开率", "disclosure rate"), ("granted", "partial"), ("handled",), unsaid=_ASKED),
            Rate("denial", ("不予公开率", "denial rate"), ("denied",), ("handled",), unsaid=_RIGHT),
            Rate(
                "unavailable",
                ("无法提供率", "share unavailable"),
                ("unavailable",),
                ("handled",),
                unsaid=QUANTITIES["unavailable"].unsaid,
            ),
            Rate(
                "carry",
                ("结转率", "share carried out"),
                ("carried_out",),
                ("received", "carried_in"),
                unsaid=_CARRIED,
            ),
            Rate(
                "dispute",
                ("争议率", "dispute rate"),
                ("disputes",),
                ("handled",),
                is_share=False,
                unsaid=(
                    "所争议的答复可能属于以前年度，可以超过100%",
                    "the answers in dispute may be of earlier years; it can be over 100 %",
                ),
            ),
            Rate(
                "correction",
                ("纠错率", "correction rate"),
                ("corrected",),
                ("disputes",),
                ("pending",),
                unsaid=(
                    "案件少时一件就改变很多；撤回的案件在分母里",
                    "a single case changes much where there are few; withdrawn cases are in the base",
                ),
            ),
        )
    }
)


def pooled(rate: Rate, many: list[Figures]) -> Ratio | None:
    """A rate over all reports that state every one of its quantities: sum over sum, not a mean of rates."""
    found = [ratio for figures in many if (ratio := rate.of(figures)) is not None]
    return Ratio(sum(one.part for one in found), sum(one.base for one in found)) if found else None


class Place(NamedTuple):
    """A name in a ranking: its place from 1 (equals share one), and its rate."""

    rank: int
    name: str
    ratio: Ratio


def ranked(rate: Rate, many: Mapping[str, Figures]) -> tuple[list[Place], list[str]]:
    """The names by a rate, the highest first, and those whose base is too small or not known, which are not ranked."""
    ratios = {name: rate.of(figures) for name, figures in many.items()}
    enough = {name: ratio for name, ratio in ratios.items() if ratio is not None and ratio.is_reliable}
    shares = {name: Decimal(ratio.part) / Decimal(ratio.base) for name, ratio in enough.items()}
    order = sorted(enough, key=lambda name: (-shares[name], -enough[name].base, name))
    places = [Place(1 + sum(one > shares[name] for one in shares.values()), name, enough[name]) for name in order]
    return places, [name for name in many if name not in enough]
