"""One body's one year: every cell of the form with its number and how the number was had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from gongkai.finding import Where
from gongkai.report.form import Form, Kind

Number = int | Decimal


class Origin(StrEnum):
    """How a cell came by its value.

    ``READ``: printed so.  ``SPLIT``: printed, but glued to its neighbours and divided under the
    identities.  ``REPAIRED``: lost in the raw form and the only value that the identities allow.
    ``BLANK``: the cell exists and holds no number.  ``LOST``: the raw form has lost it and it
    cannot be known.  ``ENTERED``: given by a person or a program, not read from a document.
    ``COMPILED``: counted from the facts of a ledger.
    """

    READ = "read"
    SPLIT = "split"
    REPAIRED = "repaired"
    BLANK = "blank"
    LOST = "lost"
    ENTERED = "entered"
    COMPILED = "compiled"


class Trace(NamedTuple):
    """Where a cell's value comes from and why.

    ``read`` is the text as it stood; ``because`` names the identities that decided;
    ``implied`` is the value that the identities force on a blank cell; ``candidates`` are the
    values that remain possible for a cell that is not determined.
    """

    origin: Origin
    read: str | None = None
    because: tuple[str, ...] = ()
    where: Where | None = None
    implied: Number | None = None
    candidates: tuple[Number, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The trace as the JSON object of a report carries it; absent parts are left out."""
        out: dict[str, Any] = {"origin": str(self.origin), "read": self.read}
        if self.because:
            out["because"] = list(self.because)
        if self.where is not None:
            out["where"] = self.where.as_json()
        if self.implied is not None:
            out["implied"] = json_number(self.implied)
        if self.candidates:
            out["candidates"] = [json_number(value) for value in self.candidates]
        return out


@dataclass(frozen=True, slots=True)
class SectionText:
    """The words of one section as printed: number, title and text, with its sub-sections.

    ``text`` is the whole text of the section; ``parts`` repeats what stands under its
    sub-heads, as (head, text) pairs.
    """

    key: str
    number: str
    title: str
    text: str
    parts: tuple[tuple[str, str], ...] = ()
    where: Where | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Filing:
    """One body's annual report: the numbers of every cell, and the words of the sections.

    ``values`` has every cell of ``form`` in its order; ``None`` is a cell without a number,
    and ``traces`` then tells a blank from a lost one.  Money is a :class:`~decimal.Decimal`
    in 万元, everything else an ``int``.
    """

    form: Form
    agency: str | None
    year: int | None
    values: Mapping[str, Number | None]
    traces: Mapping[str, Trace] = field(default_factory=dict, compare=False)
    sections: tuple[SectionText, ...] = ()
    preamble: str = field(default="", compare=False)

    @property
    def narrative(self) -> dict[str, str]:
        """Section texts by key (``overview``, ``problems``, ``other``…)."""
        return {section.key: section.text for section in self.sections}

    def origin(self, cell: str) -> Origin:
        """How the cell came by its value; ``ENTERED`` where no trace says otherwise."""
        trace = self.traces.get(cell)
        return trace.origin if trace is not None else Origin.ENTERED

    def section(self, key: str) -> SectionText | None:
        """The section of that key, if the report has one."""
        return next((section for section in self.sections if section.key == key), None)


def make_filing(
    form: Form,
    values: Mapping[str, Number | None],
    *,
    agency: str | None = None,
    year: int | None = None,
    traces: Mapping[str, Trace] | None = None,
    sections: tuple[SectionText, ...] = (),
    preamble: str = "",
) -> Filing:
    """A filing whose values cover the form: a cell that is not given has no number.

    Raises ``KeyError`` naming the cells that the form does not have.
    """
    unknown = values.keys() - form.cells.keys()
    if unknown:
        raise KeyError(f"cells not in edition {form.edition}: {', '.join(sorted(unknown))}")
    ordered = {name: as_number(values.get(name), cell.kind) for name, cell in form.cells.items()}
    return Filing(
        form=form,
        agency=agency,
        year=year,
        values=ordered,
        traces=dict(traces or {}),
        sections=sections,
        preamble=preamble,
    )


_MONEY = Kind.MONEY  # asked of every number: to look up a member costs more than all the rest


def as_number(value: Any, kind: Kind) -> Number | None:
    """A value in the type its cell holds: ``Decimal`` for money, ``int`` otherwise.

    Raises ``ValueError`` for a count that is not whole.
    """
    if value is None or (type(value) is int and kind is not _MONEY):
        return value
    if kind is _MONEY:
        return value if isinstance(value, Decimal) else Decimal(str(value))
    whole = int(value)
    if whole != value:
        raise ValueError(f"{value} is not a whole number")
    return whole


def json_number(value: Number | None) -> int | str | None:
    """A number as JSON carries it: whole numbers as they are, money as a decimal string."""
    return format(value, "f") if isinstance(value, Decimal) else value
