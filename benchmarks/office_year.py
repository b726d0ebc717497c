"""A year's report of a large body, and of a district of two hundred: what :mod:`bench_office` asks of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from time import process_time
from typing import Any

YEAR = 2023
BODIES = 200
SIGNED = date(2024, 1, 20)


def own_report(body: Any) -> str:
    """The address of the body's report, once every cell and the matters behind it are those of the core.

    The page is told cold, after all that was counted before is forgotten: that is the price of a
    first look, which the night pays.
    """
    from gongkai.law.regime import packaged_regime
    from gongkai.report.compile import compile_year
    from gongkai.web.annual.bridge import gather, report_of
    from gongkai.web.annual.counting import counting
    from gongkai.web.annual.drafting import assemble
    from gongkai.web.annual.models import Counted
    from gongkai.web.cases.bridge import histories_of
    from gongkai.web.cases.models import Matter

    regime = packaged_regime()
    Counted.objects.filter(matter__body=body).delete()
    start = process_time()
    counting(body, YEAR, regime)
    print(f"  annual report, cold: {process_time() - start:.1f} s CPU", flush=True)
    own = assemble(gather(report_of(body, YEAR, "own"), regime))
    core = compile_year(histories_of(Matter.objects.filter(body=body)), YEAR, regime, agency=body.name, check=False)
    assert dict(own.filing.values) == dict(core.filing.values), "a cell is another"
    assert {cell: set(some) for cell, some in own.matters.items() if some} == {
        cell: set(some) for cell, some in core.matters.items() if some
    }, "other matters stand behind a cell"
    assert core.filing.values["t3.new.total"]
    return f"/annual/{body.pk}/{YEAR}/"


def area_report(top: Any) -> tuple[Any, str]:
    """A district of two hundred bodies that share the top's matters: its top, and the address of its report.

    The sum is the core's own, and for what counts matters the same as of all matters together.
    """
    from gongkai.law.regime import packaged_regime
    from gongkai.report.compile import compile_year
    from gongkai.report.consolidate import consolidate
    from gongkai.web.annual.bridge import filing_of, gather, report_of
    from gongkai.web.annual.drafting import assemble
    from gongkai.web.annual.models import Frozen
    from gongkai.web.bodies.models import Body
    from gongkai.web.cases.bridge import histories_of
    from gongkai.web.cases.models import Matter

    regime = packaged_regime()
    histories = list(histories_of(Matter.objects.filter(body=top, facts__on__lte=SIGNED).distinct()))
    area, new = Body.objects.get_or_create(name=f"乙区政府办公室{top.pk}", kind=Body.Kind.GOVERNMENT_OFFICE)
    if new:
        _signed(area, histories)
    found = assemble(gather(report_of(area, YEAR, "area"), regime)).filing.values
    filings = [filing_of(frozen) for frozen in Frozen.objects.filter(report__body__parent=area)]
    assert len(filings) == BODIES
    added = consolidate(filings, agency=area.name, year=YEAR)
    assert dict(found) == dict(added.filing.values), "the sum is another"
    whole = compile_year(histories, YEAR, regime, agency=area.name, check=False).filing.values
    for cell in ("t3.new.total", "t3.carried_over.total", "t3.result.granted.total"):
        assert found.get(cell) == whole.get(cell), cell
    return area, f"/annual/{area.pk}/{YEAR}/area/"


def _signed(area: Any, histories: list[Any]) -> None:
    """Every body's share as a report that was signed and accepted."""
    from django.contrib.auth import get_user_model

    from gongkai.law.regime import packaged_regime
    from gongkai.ledger.lines import canonical
    from gongkai.report.compile import compile_year
    from gongkai.report.render import render
    from gongkai.web.annual.figures import encoded
    from gongkai.web.annual.models import Frozen, Report, State
    from gongkai.web.bodies.models import Body

    signer, _ = get_user_model().objects.get_or_create(username=f"signer-{area.pk}")
    for number in range(BODIES):
        body = Body.objects.create(name=f"{area.name}第{number:03}局", kind=Body.Kind.DEPARTMENT, parent=area)
        some: Iterable[Any] = histories[number::BODIES]
        made = compile_year(some, YEAR, packaged_regime(), agency=body.name)
        report = Report.objects.create(body=body, year=YEAR, state=State.ACCEPTED)
        report.frozen = Frozen.objects.create(
            report=report, revision=1, content=render(made.filing, "json").decode(), snapshot="{}",
            figures=canonical(encoded(made.figures, matters=False)), digest=f"{area.pk}-{number}",
            signed_on=SIGNED, signed_by=signer,
        )  # fmt: skip
        report.save()
