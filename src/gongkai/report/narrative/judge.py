"""Claims held against the cells they speak of: rules S1 to S6, and S0 for what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from gongkai.finding import Finding, Verdict, Where
from gongkai.report.check import Check
from gongkai.report.filing import Filing, Number
from gongkai.report.findings_text import S0, text_finding
from gongkai.report.form import Form
from gongkai.report.identities import identities
from gongkai.report.narrative.claim import Cells, Claim
from gongkai.report.narrative.read import Reading

#: 约 and 近 allow a tenth either way.
_ABOUT = 10


class Known(NamedTuple):
    """What a tuple of cells adds up to: at least ``low``, and exactly that if ``exact``."""

    low: Number
    exact: bool


def known(filing: Filing, cells: Cells) -> Known | None:
    """The sum of the cells (a leading minus takes away), or the least it can be; ``None`` without them.

    A total that is blank is at least what the printed cells of its line add up to.
    """
    low: Number = 0
    exact = True
    for name in cells:
        cell = name.removeprefix("-")
        if cell not in filing.values:
            return None
        value = _value(filing, cell)
        if value is None:
            if name != cell:
                return Known(0, False)
            exact = False
            value = sum(filing.values[part] or 0 for part in _parts(filing.form).get(cell, ()))
        low = low + value if name == cell else low - value
    return Known(low, exact)


def _value(filing: Filing, cell: str) -> Number | None:
    value = filing.values[cell]
    if value is None and cell in filing.traces:
        return filing.traces[cell].implied
    return value


@cache
def _parts(form: Form) -> Mapping[str, Cells]:
    """The parts that each printed whole is the sum of, across."""
    table_sums = (rule for rule in identities(form) if len(rule.left) == 1)
    parts: dict[str, Cells] = {}
    for rule in table_sums:
        parts.setdefault(rule.left[0], rule.right)
    return parts


def agrees(claim: Claim, value: Number) -> bool:
    """Whether the claim's number, as it is worded, says the value."""
    if claim.relation == "<=":
        return claim.number <= value
    if claim.slack == "over":
        digits = str(int(claim.number))
        step = int("1" + "0" * (len(digits) - len(digits.rstrip("0"))))
        return claim.number <= value < claim.number + max(step, 2)
    if claim.slack == "about":
        return abs(int(claim.number - value)) <= max(1, int(value) // _ABOUT)
    return claim.number == value


def check_claim(claim: Claim, filing: Filing, before: Filing | None) -> Check:
    """The verdict on one claim; the name says by which reading of the sentence it was reached."""
    source: Filing | None = filing
    if claim.year is not None:
        source = before if before is not None and before.year == claim.year else None
    readings = () if source is None else ((cells, known(source, cells)) for cells in claim.targets)
    values: list[tuple[Cells, Known]] = []
    for cells, said in readings:
        if said is None:
            continue
        if said.exact and agrees(claim, said.low):
            return _check(claim, cells, Verdict.PASS)
        values.append((cells, said))
    if not values or source is None:
        return _check(claim, claim.targets[0] if claim.targets else (), Verdict.NOT_ASSESSABLE)
    open_ = [value for _, value in values if not value.exact and claim.number >= value.low]
    exact = next(((cells, value) for cells, value in values if value.exact), None)
    if open_ and exact is None:
        return _check(claim, values[0][0], Verdict.NOT_ASSESSABLE)
    cells, value = exact or values[0]
    verdict = Verdict.FAIL if claim.certain and not open_ else Verdict.UNCERTAIN
    return _check(claim, cells, verdict, _finding(claim, cells, value, source, verdict))


def _check(claim: Claim, cells: Cells, verdict: Verdict, finding: Finding | None = None) -> Check:
    spoken = "".join(cell if cell.startswith("-") else f"+{cell}" for cell in cells).removeprefix("+")
    return Check(claim.code, f"{claim.code}:{spoken}@{claim.section}:{claim.offset}", verdict, finding)


def _finding(claim: Claim, cells: Cells, value: Known, source: Filing, verdict: Verdict) -> Finding:
    names = tuple(cell.removeprefix("-") for cell in cells)
    last_year = claim.year is not None
    return text_finding(
        claim.code,
        verdict,
        () if last_year else names,
        due=value.low,
        found=claim.number,
        where=Where(offset=claim.offset),
        sentence=claim.sentence,
        section=claim.section,
        unit=claim.unit,
        bound=("", "") if value.exact else ("至少", "at least "),
        labels="＋".join(source.form.cells[name].label for name in names),
        names=", ".join(names),
        report=("上年度报告", "last year's report") if last_year else ("表格", "the table"),
        matter=("申请人情况", "applicants") if claim.topic == "applicant" else ("办理结果", "outcomes"),
    )


def unread_checks(reading: Reading) -> Iterator[Check]:
    """S0 for every number on one of the form's matters that was not understood."""
    for quantity in reading.unread:
        offset = reading.prose.offset(reading.sentence.start + quantity.start)
        section = reading.prose.section.key
        finding = S0.at(
            verdict=Verdict.UNCERTAIN,
            found=quantity.value,
            where=Where(offset=offset),
            sentence=reading.sentence.text,
            section=section,
            unit=quantity.unit,
        )
        yield Check("S0", f"S0:{section}:{offset}", Verdict.UNCERTAIN, finding)
