"""The metrics as the pages show them: every quantity and rate in its group, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import NamedTuple

from gongkai.law.cite import cite
from gongkai.report.filing import Number
from gongkai.report.form import Form
from gongkai.report.metrics import OUTCOMES, QUANTITIES, RATES, Figures, Quantity, Rate, Ratio, pooled

_TENTH = Decimal("0.1")


class Measure(NamedTuple):
    """What a metric comes to: a number in its unit, of a rate what it is made of."""

    value: Number | None
    ratio: Ratio | None = None

    @property
    def text(self) -> str:
        """As a table shows it."""
        if self.value is None:
            return "—"
        return f"{self.value}%" if self.ratio else f"{self.value}"

    @property
    def is_weak(self) -> bool:
        """Whether it is a rate over too few cases."""
        return self.ratio is not None and self.value is not None and not self.ratio.is_reliable


class Metric(NamedTuple):
    """A quantity or a rate."""

    key: str
    group: str
    declared: Quantity | Rate

    @property
    def name(self) -> str:
        """In Chinese."""
        return self.declared.name[0]

    @property
    def unit(self) -> str:
        """Of its number."""
        return "%" if isinstance(self.declared, Rate) else "件"

    @property
    def unsaid(self) -> str:
        """What must not be read into it."""
        return self.declared.unsaid[0]

    @property
    def definition(self) -> str:
        """A rate in terms of quantities."""
        return self.declared.definition[0] if isinstance(self.declared, Rate) else ""

    def formula(self, form: Form) -> tuple[str, str]:
        """In the form's own words, and as names of cells."""
        return self.declared.formula(form) if isinstance(self.declared, Rate) else self.declared.definition(form)

    def articles(self, form: Form) -> list[str]:
        """Which articles stand behind it, as printed."""
        return [cite(written).zh for written in self.declared.cites(form)]

    def quantities(self) -> tuple[Quantity, ...]:
        """What it is made of."""
        if isinstance(self.declared, Rate):
            return tuple(QUANTITIES[key] for key in self.declared.quantities)
        return (self.declared,)

    def of(self, figures: Figures) -> Measure:
        """Of one report."""
        return self.over([figures])

    def over(self, many: Sequence[Figures]) -> Measure:
        """Of many reports: sums, and rates of sums, of those that state it."""
        if isinstance(self.declared, Rate):
            ratio = pooled(self.declared, list(many))
            if ratio is None or not ratio.base:
                return Measure(None, ratio)
            return Measure((Decimal(ratio.part) * 100 / Decimal(ratio.base)).quantize(_TENTH, ROUND_HALF_UP), ratio)
        known = [value for figures in many if (value := figures.get(self.key)) is not None]
        return Measure(sum(known) if known else None)


RATE = "-rate"
_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "收到和办理": ("received", "natural", "carried_in", "handled", "carried_out"),
        "办理结果": OUTCOMES,
        "复议诉讼": ("reviews", "suits", "disputes", "corrected", "pending"),
        "主动公开": ("normative", "in_force", "licences", "penalties", "coercion"),
    }
)
METRICS: Mapping[str, Metric] = MappingProxyType(
    {key: Metric(key, group, QUANTITIES[key]) for group, keys in _GROUPS.items() for key in keys}
    | {f"{key}{RATE}": Metric(f"{key}{RATE}", "比率", rate) for key, rate in RATES.items()}
)
"""Every metric in the order of the pages."""
RATE_METRICS = tuple(metric for metric in METRICS.values() if isinstance(metric.declared, Rate))
