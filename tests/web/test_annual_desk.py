"""The district's desk and the consolidated report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.ledger.facts import Kind, other
from gongkai.ledger.simulation import district as simulated
from gongkai.reading.read import read_document
from gongkai.report.render import FORMATS
from gongkai.web.annual import bridge, edits, selectors
from gongkai.web.annual.desk import desk_of
from gongkai.web.annual.drafting import assemble
from gongkai.web.annual.models import Act, Report, Step, Words
from gongkai.web.annual.pages import page_of
from gongkai.web.annual.services import report_remind
from gongkai.web.bodies.models import Body
from gongkai.web.cases.services import matters_import
from gongkai.web.jobs.models import Notice
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import TODAY, District, opened
from tests.web.explored import brought
from tests.web.reports import ACCEPTED, ON, SIGNED, YEAR, moved, user, written

LATER = date(2025, 3, 1)
AREA: dict[str, Any] = {"scope": "area"}


@pytest.fixture
def tree(db: None) -> list[Body]:
    """A district of five bodies with a simulated year, every report accepted, the government office's signed."""
    bodies: list[Body] = []
    for place, one in enumerate(simulated(3, YEAR, bodies=5, regime=REGIME)):
        kind = Body.Kind.DEPARTMENT if place else Body.Kind.GOVERNMENT_OFFICE
        body = Body.objects.create(name=one.name, kind=kind, parent=bodies[0] if bodies else None)
        matters_import(body=body, histories=list(one.histories), actor=None, on=LATER, regime=REGIME)
        bodies.append(body)
        _stat(body)
        written(body)
        moved(body, *(ACCEPTED if place else SIGNED), on=LATER)
    return bodies


def _stat(body: Body) -> None:
    """Every figure of table two is there, so that nothing is blank."""
    with edits.drafting(body, YEAR, "own") as report:
        form = assemble(bridge.gather(report, REGIME)).filing.form
        for cell in form.cells.values():
            if cell.table == "t2" and cell.line.key not in ("regulations", "normative"):
                given: dict[str, Any] = {"source": "统计", "reason": "台账不掌握", "actor": user("x"), "on": ON}
                edits.entry_add(
                    report=report, cell=cell, value=Decimal(body.pk), token=f"{body.pk}{cell.name}", **given
                )


def area_of(top: Body) -> Any:
    return page_of(bridge.report_of(top, YEAR, "area"), REGIME)


def test_the_area_is_the_sum_of_its_bodies_cell_by_cell(tree: list[Body]) -> None:
    filings = [bridge.filing_of(bridge.report_of(body, YEAR, "own").frozen) for body in tree]  # type: ignore[arg-type]
    page = area_of(tree[0])
    assert page.filing.agency == tree[0].name.removesuffix("办公室")
    for cell, value in page.filing.values.items():
        assert value == sum(filing.values[cell] or 0 for filing in filings), cell
    assert page.filing.values["t3.new.total"] > 0
    assert sorted(page.draft.counted) == sorted(body.name for body in tree)
    assert not [found for found in page.draft.findings if found.code in ("G1", "G2", "G3")]


def test_every_planted_difference_is_found_and_opens_its_bodies(client: Client, tree: list[Body], person: Any) -> None:
    top = tree[0]
    page = area_of(top)
    planted = {"t3.new.natural": 7, "t4.review.upheld": 3, "t2.normative.issued": 1, "t2.fees.amount_wan": 2}
    with edits.drafting(top, YEAR, "area") as report:
        for cell, gap in planted.items():
            given: dict[str, Any] = {"source": "区统计", "reason": "核对", "actor": user("x"), "on": ON, "token": cell}
            value = Decimal((page.filing.values[cell] or 0) + gap)
            edits.entry_add(report=report, cell=page.filing.form.cells[cell], value=value, **given)
    after = area_of(top)
    told = {found.cells[0] for found in after.draft.findings if found.code == "G1"}
    moved_sums = {cell for cell, value in after.filing.values.items() if value != page.filing.values[cell]}
    assert planted.keys() <= told
    assert told == moved_sums
    client.force_login(person(top, "supervisor"))
    text = client.get(reverse("area_year", args=(top.pk, YEAR))).content.decode()
    assert "+7</b>" in text
    text = client.get(reverse("area_cell", args=(top.pk, YEAR, "t3.new.natural"))).content.decode()
    for body in tree:
        assert reverse("cell", args=(body.pk, YEAR, "t3.new.natural")) in text


def test_who_is_missing_is_named_and_stands_in_the_way(client: Client, tree: list[Body], person: Any) -> None:
    top, gone = tree[0], tree[2]
    moved(gone, Act.RETURN, on=LATER)
    page = area_of(top)
    missing = [found for found in page.draft.findings if found.code == "G2"]
    assert gone.name in missing[0].message
    written(top, scope="area")
    with pytest.raises(Refusal, match="still-open"):
        moved(top, Act.SEND, on=LATER, **AREA)
    client.force_login(person(top, "supervisor"))
    moved(gone, *ACCEPTED, on=LATER)
    moved(top, Act.SEND, on=LATER, **AREA)


@pytest.mark.parametrize(("bodies", "shown"), [(6, 6), (7, 3)])
def test_of_many_missing_bodies_the_first_are_named_and_the_rest_unfold(
    client: Client, district: District, person: Any, bodies: int, shown: int
) -> None:
    names = [f"第{place}局" for place in range(1, bodies - 1)]
    for name in names:
        Body.objects.create(name=name, kind="department", parent=district.top)
    client.force_login(person(district.top, "clerk"))
    text = client.get(reverse("area_year", args=(district.top.pk, YEAR))).content.decode()
    (told,) = [one for one in area_of(district.top).findings() if one.found.code == "G2"]
    named = [one for one in told.found.found.split("、") if one in told.message]
    assert (len(told.found.found.split("、")), len(named)) == (bodies, shown)
    assert told.found.message.count("、") == bodies - 1, "the finding itself stays whole"
    assert (f"等{bodies}个机关" in text, f"全部 {bodies} 个" in text) == (shown < bodies,) * 2
    assert all(name in text for name in names)


def test_whoever_has_one_desk_comes_to_it_and_of_several_one_is_chosen(
    client: Client, district: District, person: Any
) -> None:
    user = person(district.top, "supervisor")
    client.force_login(user)
    alone = client.get(reverse("desks"))
    assert f"{TODAY.year - 1}年度年报督办 <small>{district.top.name}" in alone.content.decode()
    user.memberships.create(body=district.other, role="supervisor")
    text = client.get(reverse("desks")).content.decode()
    assert all(reverse("desk", args=(one.pk, TODAY.year - 1)) in text for one in (district.top, district.other))


def test_the_area_is_signed_published_and_reads_back(client: Client, tree: list[Body]) -> None:
    top = tree[0]
    written(top, scope="area")
    report = moved(top, *SIGNED, Act.PUBLISH, on=LATER, **AREA)
    frozen = report.frozen
    assert frozen is not None
    filing = bridge.filing_of(frozen)
    publication = selectors.published(body=top).get()
    assert (publication.report.scope, publication.revision) == ("area", 1)
    for name in FORMATS.keys() - {"csv"}:
        content = client.get(reverse("published_file", args=(publication.pk, name))).content
        (reading,) = read_document(content)
        assert reading.filing is not None, (name, reading.refusal)
        assert reading.filing.values == filing.values, name
        assert (reading.filing.agency, reading.filing.year) == (filing.agency, YEAR)
    moved(tree[1], Act.RETURN, on=LATER)
    assert bridge.frozen_again(frozen, REGIME) == frozen.snapshot
    assert page_of(bridge.report_of(top, YEAR, "area"), REGIME).differs


def test_a_body_being_corrected_counts_as_it_was_published(tree: list[Body]) -> None:
    before = area_of(tree[0]).filing.values["t3.new.total"]
    body = tree[1]
    moved(body, Act.PUBLISH, on=LATER)
    moved(body, Act.CORRECT, on=LATER)
    assert area_of(tree[0]).filing.values["t3.new.total"] == before


# ------------------------------------------------------------------ the desk


def test_the_desk_counts_who_handed_in_and_who_is_late(district: District) -> None:
    top, body = district.top, district.below
    town = Body.objects.create(name="青川区青石镇人民政府", kind=Body.Kind.TOWNSHIP, parent=top)
    due = date(2024, 1, 31)
    desk = desk_of(top, YEAR, due, REGIME)
    assert [(row.body, row.handed_in, row.late, row.sums) for row in desk.rows] == [
        (body, False, 0, None),
        (town, False, 0, None),
    ]
    assert desk_of(top, YEAR, date(2024, 2, 1), REGIME).rows[0].late == 1
    written(body)
    moved(body, *SIGNED, Act.SUBMIT)
    moved(body, Act.RETURN)
    moved(body, *SIGNED, Act.SUBMIT)
    desk = desk_of(top, YEAR, date(2024, 2, 1), REGIME)
    assert (desk.handed_in, desk.returned) == (1, 1)
    row = desk.rows[0]
    assert (row.late, row.returned, row.sums, row.words, row.acts) == (0, 1, 0, 0, (Act.ACCEPT, Act.RETURN))


def test_one_click_reminds_everybody_there_once_a_day(client: Client, district: District, person: Any) -> None:
    body = district.below
    supervisor = person(district.top, "supervisor")
    client.force_login(supervisor)
    where = reverse("report_remind", args=(body.pk, YEAR))
    assert client.post(where, {"token": "a"}).status_code == 409
    clerk = person(body, "clerk")
    for token in ("b", "b", "c"):
        assert client.post(where, {"token": token}).status_code == 302
    notice = Notice.objects.get(user=clerk)
    assert (notice.kind, notice.address) == ("reminded", reverse("year", args=(body.pk, YEAR)))
    assert Step.objects.filter(act="remind").count() == 2
    written(body)
    moved(body, *SIGNED, Act.SUBMIT)
    with pytest.raises(Refusal, match="not-now"):
        report_remind(body=body, year=YEAR, actor=supervisor, on=ON, token="d")


def test_a_report_that_is_only_a_file_counts_and_is_told_apart(client: Client, district: District, person: Any) -> None:
    client.force_login(person(district.top, "supervisor"))
    where = reverse("desk", args=(district.top.pk, YEAR))
    assert "只有读入的文件" not in client.get(where).content.decode()
    brought(district.below, YEAR)
    text = client.get(where).content.decode()
    assert "已报送 <b>1</b>（其中 1 个只有读入的文件，汇总报告不计入）" in text


def test_the_desk_page_shows_the_matrix_and_what_can_be_done(client: Client, district: District, person: Any) -> None:
    body = district.below
    client.force_login(person(district.top, "supervisor"))
    where = reverse("desk", args=(district.top.pk, YEAR))
    assert "已报送 <b>0</b>" in client.get(where).content.decode()
    written(body)
    moved(body, *SIGNED, Act.SUBMIT)
    text = client.get(where).content.decode()
    assert "已报送 <b>1</b>" in text
    assert reverse("report_accept", args=(body.pk, YEAR)) in text
    assert client.post(reverse("report_accept", args=(body.pk, YEAR)), {"token": "x"}).status_code == 302
    assert Report.objects.get(body=body).state == "accepted"


def test_what_was_handed_in_anew_is_not_received_unseen(client: Client, district: District, person: Any) -> None:
    body = district.below
    client.force_login(person(district.top, "supervisor"))
    written(body)
    first = moved(body, *SIGNED, Act.SUBMIT).frozen
    assert first is not None
    pages = (reverse("desk", args=(district.top.pk, YEAR)), reverse("year", args=(body.pk, YEAR)))
    assert all(f'name="seen" value="{first.digest}"' in client.get(page).content.decode() for page in pages)
    moved(body, Act.RETURN)
    Words.objects.create(report=Report.objects.get(), section="other", text="无其他事项。", on=ON, by=user("author"))
    moved(body, *SIGNED, Act.SUBMIT)
    where, sent = reverse("report_accept", args=(body.pk, YEAR)), {"token": "stale", "seen": first.digest}
    assert client.post(where, sent).status_code == 409
    assert Report.objects.get().state == "submitted"
    again = Report.objects.get().frozen
    assert again is not None
    assert client.post(where, sent | {"seen": again.digest}).status_code == 302


def test_two_sources_of_a_figure_are_not_added(district: District) -> None:
    body = district.below
    opened(body, received("2023-3-1"), answered("2023-3-9"))
    fact = other.Reported(on=date(2023, 12, 1), year=YEAR, what=other.Statistic.PENALTIES_DECISIONS, value=Decimal(8))
    opened(body, fact, kind=Kind.STATISTIC, token="s")
    with edits.drafting(body, YEAR, "own") as report:
        cell = assemble(bridge.gather(report, REGIME)).filing.form.cells["t2.penalties.decisions"]
        given: dict[str, Any] = {"source": "执法系统", "reason": "补报", "actor": user("x"), "on": ON, "token": "t"}
        edits.entry_add(report=report, cell=cell, value=Decimal(9), **given)
    written(body)
    moved(body, *ACCEPTED)
    assert area_of(district.top).filing.values["t2.penalties.decisions"] == 9


def test_the_page_of_a_late_report_says_by_how_many_days(client: Client, district: District, person: Any) -> None:
    client.force_login(person(district.below, "clerk"))
    page = client.get(f"/annual/{district.below.pk}/{YEAR}/").content.decode()
    assert f"已逾期{(TODAY - date(YEAR + 1, 1, 31)).days}天" in page
    assert "还有" in client.get(f"/annual/{district.below.pk}/{YEAR + 1}/").content.decode()
