"""A filing's findings: every check that the form, last year's report and the text make possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gongkai.finding import Finding
from gongkai.report.check import Check
from gongkai.report.checks.arithmetic import check_gaps, check_numbers, check_sums
from gongkai.report.checks.case import Case, make_case
from gongkai.report.checks.sense import check_disputes, check_fees, check_outcomes, check_regulations
from gongkai.report.checks.shape import check_edition, check_identity, check_sections, check_units
from gongkai.report.checks.unchecked import unchecked
from gongkai.report.checks.years import check_years
from gongkai.report.filing import Filing
from gongkai.report.level import BodyLevel, guess_level
from gongkai.report.narrative import check_narrative
from gongkai.report.rules import DEFAULT, Rules

__all__ = ["FAMILIES", "BodyLevel", "assess", "guess_level", "verify"]


def _check_words(case: Case) -> Iterable[Check]:
    """S0–S10: the narrative against the tables, if there is one."""
    return check_narrative(case.filing, case.before, case.narrative) if case.filing.sections else ()


#: Every family of checks, in the order in which their findings are told.
FAMILIES: tuple[Callable[[Case], Iterable[Check]], ...] = (
    check_identity,
    check_edition,
    check_sections,
    check_numbers,
    check_gaps,
    check_sums,
    check_years,
    check_outcomes,
    check_regulations,
    check_disputes,
    check_units,
    check_fees,
    _check_words,
)


def assess(filing: Filing, *, before: Filing | None = None, level: BodyLevel | None = None) -> tuple[Check, ...]:
    """Every check made of a filing with its verdict, also those that passed or could not be made.

    ``before`` is the same body's report of the year before; ``level`` its rung, guessed from the
    name if not given.  The last checks (``T2``) list the cells of table two that nothing could be
    checked against.
    """
    case = make_case(filing, before, level or guess_level(filing.agency))
    checks = [check for family in FAMILIES for check in family(case)]
    return (*checks, *unchecked(case, checks))


def verify(
    filing: Filing, *, before: Filing | None = None, level: BodyLevel | None = None, rules: Rules = DEFAULT
) -> tuple[Finding, ...]:
    """What is wrong with a filing, may be, or is worth knowing, under a configuration of rules.

    These are the findings of :func:`assess`; a cell that the raw form lost is reading's finding
    and not repeated here.  Never raises for faulty data.
    """
    found = [check.finding for check in assess(filing, before=before, level=level) if check.finding is not None]
    return rules.apply(found)
