"""A report put together: the ledger's figures, what people entered, the words, and what is found wrong.

Pure: the same :class:`Inputs` make the same :class:`Draft`, to the byte.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from gongkai.finding import Finding, Refusal, Severity, Verdict
from gongkai.ledger.lines import canonical
from gongkai.ledger.year import BodyYear
from gongkai.report.compile import count_cells, form_for
from gongkai.report.consolidate import consolidate
from gongkai.report.filing import Filing, Number, Origin, SectionText, Trace, make_filing
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Form, Kind
from gongkai.report.narrative.draft import draft_sections, placeholders
from gongkai.report.narrative.tokens import fill
from gongkai.report.render import render
from gongkai.report.verify import verify
from gongkai.web.annual.counting import Counting, Note
from gongkai.web.annual.words import Tracker, problems_text

FORBIDDEN = frozenset({"A1", "A2", "A3", "A4", "A5", "F1", "F3", "X3", "X4"})
"""Errors that nobody can accept: the form's own arithmetic and edition, and what no body of this rank may do."""
FEW, FIRST = 6, 3
"""So many bodies are named in full; of more, so many are."""
_HEAD = re.compile(r"（[一二三四五六七八九十]+）[^。]{1,40}")


@dataclass(frozen=True, slots=True)
class Given:
    """A number that a person gave, with what the trace of the cell says about it."""

    value: Decimal
    source: str
    reason: str
    by: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that a report rests on.

    ``counting`` for a body's own report; ``bodies`` and ``roster`` for a consolidated one, with
    the figures beside the form in ``counting``.  ``words`` are the sections that an author wrote;
    ``taken`` is the report as it was read from a file, in place of figures and draft.
    """

    agency: str
    year: int
    counting: Counting
    roster: tuple[str, ...] = ()
    bodies: tuple[Filing, ...] = ()
    area: bool = False
    entries: Mapping[str, Given] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    tracker: Tracker = field(default_factory=Tracker)
    before: Filing | None = None
    taken: Filing | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as it would be now.

    ``computed`` are the figures before anybody entered one; ``raw`` the words with their tokens;
    ``notes`` what the ledger's checks found in single matters; ``counted`` the bodies added up;
    ``unanswered`` last year's problems that nothing is said of yet; ``whole`` that all of ``figures``
    was counted.
    """

    filing: Filing
    computed: Mapping[str, Number | None]
    matters: Mapping[str, tuple[str, ...]]
    figures: BodyYear
    findings: tuple[Finding, ...]
    notes: tuple[Note, ...]
    raw: Mapping[str, str]
    before: Filing | None
    counted: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    whole: bool = True

    @property
    def facts(self) -> BodyYear | None:
        """The figures that words may tell; ``None`` where part of them was never counted here."""
        return self.figures if self.whole else None

    @property
    def content(self) -> str:
        """The report's own JSON, from which every format is made."""
        return render(self.filing, "json").decode()

    @property
    def digest(self) -> str:
        """Of figures and words: what the person who agrees has seen."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    @property
    def todo(self) -> tuple[str, ...]:
        """What the author has still to fill in."""
        return placeholders(self.filing.sections)

    def errors(self) -> list[Finding]:
        """The findings that stand in the way of a signature unless somebody accepts them."""
        return [found for found in self.findings if found.severity is Severity.ERROR and found.verdict is Verdict.FAIL]


def assemble(inputs: Inputs) -> Draft:
    """The report from its inputs.  Raises :class:`~gongkai.finding.Refusal` for a year without a form."""
    form, computed, matters, told, counted = _figures(inputs)
    values = with_entries(form, computed, inputs.entries)
    traces = {cell: _trace(cell, computed, values, inputs) for cell in form.cells}
    bare = make_filing(form, values, agency=inputs.agency, year=inputs.year, traces=traces)
    figures = inputs.counting.figures
    read = inputs.taken.sections if inputs.taken is not None else None
    drafted = {one.key: one for one in read or draft_sections(bare, figures, before=inputs.before)}
    raw = dict(inputs.words)
    tracked = problems_text(inputs.tracker) if inputs.taken is None else ""
    if tracked and "problems" not in raw:
        raw["problems"] = tracked
    facts = figures if inputs.counting.whole else None
    sections = tuple(_section(section, raw, bare, inputs.before, facts) for section in drafted.values())
    filing = replace(bare, sections=sections)
    findings = (*told, *_area_findings(inputs, filing), *verify(filing, before=inputs.before))
    notes, left = inputs.counting.notes, inputs.tracker.unanswered
    whole = inputs.counting.whole
    return Draft(filing, computed, matters, figures, findings, notes, raw, inputs.before, counted, left, whole)


def with_entries(
    form: Form, computed: Mapping[str, Number | None], entries: Mapping[str, Given]
) -> dict[str, Number | None]:
    """The numbers with those that people entered, and every sum added up anew unless it was entered itself."""
    values = dict(computed)
    given: dict[str, Number] = {
        cell: one.value if form.cells[cell].kind is Kind.MONEY else int(one.value)
        for cell, one in entries.items()
        if cell in form.cells
    }
    values |= given
    if given:
        for whole, parts in _sums(form):
            numbers = [number for part in parts if (number := values[part]) is not None]
            if whole not in given and len(numbers) == len(parts):
                values[whole] = sum(numbers)
    return values


def _sums(form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every declared sum, those along the columns first: the corner is a sum of sums."""
    for table in form.tables:
        for rule in sorted(table.sums, key=lambda one: one.axis):
            others = table.columns if rule.axis == "lines" else table.lines
            for other in others:
                names = (
                    table.cell_name(*((key, other.key) if rule.axis == "lines" else (other.key, key)))
                    for key in (rule.whole, *rule.parts)
                )
                whole, *parts = names
                yield whole, tuple(parts)


Figures = tuple[
    Form, dict[str, Number | None], dict[str, tuple[str, ...]], tuple[Finding, ...], tuple[str, ...]
]  # fmt: skip


def _figures(inputs: Inputs) -> Figures:
    """The form, its numbers, the matters behind them, what was found on the way, the bodies added up."""
    if inputs.taken is not None:
        return inputs.taken.form, dict(inputs.taken.values), {}, (), ()
    if not inputs.area:
        form = form_for(inputs.year)
        values, matters = count_cells(form, inputs.counting.figures)
        return form, {cell: values.get(cell) for cell in form.cells}, matters, (), ()
    try:
        added = consolidate(inputs.bodies, agency=inputs.agency, year=inputs.year, roster=inputs.roster)
    except Refusal as refused:
        if refused.code != "nothing-to-consolidate":
            raise
        form = form_for(inputs.year)
        missing = CATALOGUE["G2"].at(reason=("未报送", "no report from"), found="、".join(inputs.roster))
        return form, dict.fromkeys(form.cells), {}, (missing,), ()
    return added.filing.form, dict(added.filing.values), {}, added.findings, added.bodies


def _area_findings(inputs: Inputs, filing: Filing) -> tuple[Finding, ...]:
    """What the area's own figures have against the sum of its bodies."""
    if not inputs.area or not inputs.entries or not inputs.bodies:
        return ()
    given = {"agency": inputs.agency, "year": inputs.year, "roster": inputs.roster}
    held = consolidate(inputs.bodies, parent=filing, **given).findings  # type: ignore[arg-type]
    return tuple(found for found in held if found.code == "G1")


def _trace(
    cell: str,
    computed: Mapping[str, Number | None],
    values: Mapping[str, Number | None],
    inputs: Inputs,
) -> Trace:
    one = inputs.entries.get(cell)
    if one is not None:
        instead = computed[cell]
        beside = "" if instead is None else f"；{'台账计' if inputs.taken is None else '原件为'}{instead}"
        return Trace(Origin.ENTERED, f"{one.source}：{one.reason}（{one.by}，{one.on}）{beside}")
    if inputs.taken is not None and values[cell] == inputs.taken.values[cell]:
        return inputs.taken.traces.get(cell, Trace(Origin.READ))
    if values[cell] is None:
        return Trace(Origin.BLANK)
    return Trace(Origin.COMPILED)


def _section(
    section: SectionText, raw: Mapping[str, str], filing: Filing, before: Filing | None, facts: BodyYear | None
) -> SectionText:
    if section.key not in raw:
        return section
    text = fill(raw[section.key], filing, before, facts)
    return replace(section, text=text, parts=_parts(text) if section.parts else ())


def _parts(text: str) -> tuple[tuple[str, str], ...]:
    """Sub-heads of a section, each with what stands under it."""
    parts: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if _HEAD.fullmatch(line.strip()):
            parts.append((line.strip(), []))
        elif parts:
            parts[-1][1].append(line)
    return tuple((head, "\n".join(lines)) for head, lines in parts)


def finding_key(found: Finding) -> str:
    """A name for a finding as it stands: with other numbers it is another finding."""
    said = canonical([found.code, list(found.cells), found.message])
    return hashlib.sha256(said.encode()).hexdigest()


def long_list(found: Finding) -> tuple[str, ...]:
    """The bodies that a finding on a consolidation names, if they are more than are read at a glance."""
    names = tuple(str(found.found).split("、")) if found.code == "G2" else ()
    return names if len(names) > FEW else ()


def shortened(found: Finding) -> str:
    """The finding in words; of a long list its first bodies and how many there are."""
    names = long_list(found)
    if not names:
        return found.message
    return replace(found, found=f"{'、'.join(names[:FIRST])}等{len(names)}个机关").message
