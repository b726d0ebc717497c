"""Statistics over the reports that count: figures worked out by hand, who may see them, and what they cost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gongkai.reading.sources.cells import workbook_cells
from gongkai.report.findings import CATALOGUE
from gongkai.report.findings_text import TEXT_CATALOGUE
from gongkai.report.metrics import FEWEST_CASES
from gongkai.report.sorts import SORTS, sort_of
from gongkai.web.annual.models import Act, Publication, Report, State
from gongkai.web.annual.selectors import BROUGHT, HANDED, PUBLISHED, standings
from gongkai.web.bodies.models import Body
from gongkai.web.explorer.models import Measured
from gongkai.web.explorer.selectors import book, breaks, counts, ranking, wanted
from gongkai.web.explorer.tables import summed
from gongkai.web.explorer.tasks import measure_daily
from tests.web.conftest import District
from tests.web.explored import brought
from tests.web.reports import ACCEPTED, moved, written

Cells = dict[str, int]


def lines(**totals: int) -> Cells:
    """Lines of table three, all of them by natural persons, so that every sum holds."""
    return {f"t3.{line}.{column}": number for line, number in totals.items() for column in ("natural", "total")}


TOP_2022 = lines(new=40, granted=20, partial=10, d1=6, total=36, carried_out=4)
TOP_2023 = lines(new=50, carried_in=4, granted=27, total=54)
BELOW_2022 = lines(new=10, granted=2, u1=7, total=9, carried_out=1)
BELOW_2023 = lines(new=30, carried_in=3, granted=3, partial=3, d1=24, total=30, carried_out=3)
"""In 2023 two more carried in than 2022 handed on; 2023 of the top does not add up: 27 of 54."""


@pytest.fixture
def told(district: District) -> District:
    brought(district.top, 2022, TOP_2022)
    brought(district.top, 2023, TOP_2023)
    brought(district.below, 2022, BELOW_2022)
    brought(district.below, 2023, BELOW_2023)
    return district


@pytest.fixture
def supervisor(client: Client, district: District, person: Callable[..., Any]) -> Any:
    user = person(district.top, "supervisor")
    client.force_login(user)
    return user


def page(client: Client, name: str, *at: Any, **query: Any) -> Any:
    answer = client.get(reverse(name, args=at), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return lxml.html.fromstring(answer.content.decode())


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def row(root: Any, head: str) -> list[str]:
    """The cells of the row with that head."""
    (found,) = [one for one in root.iter("tr") if (th := one.find("th")) is not None and words(th) == head]
    return [words(cell) for cell in found.findall("td")]


def at(book_of: list[Body], year: int = 2023) -> dict[int, Any]:
    return book(book_of).of_year(year)


# What counts.


def test_what_counts_is_published_else_handed_in_else_a_file(told: District) -> None:
    made = Body.objects.create(name="青川区财政局", kind="department", parent=told.top)
    assert standings([made.pk]) == {}
    written(made)
    moved(made, Act.SEND)
    assert standings([made.pk]) == {}, "what is still on its way inside counts for nothing"
    moved(made, Act.REVIEW, Act.SIGN, Act.SUBMIT)
    assert standings([made.pk])[made.pk, 2023].how == HANDED
    moved(made, Act.ACCEPT, Act.PUBLISH)
    one = standings([made.pk])[made.pk, 2023]
    assert (one.how, one.source[1]) == (PUBLISHED, Publication.objects.get().frozen_id)
    moved(made, Act.CORRECT)
    assert Report.objects.get(body=made, year=2023).state == State.DRAFTING
    assert standings([made.pk])[made.pk, 2023] == one, "until the correction is published the old one counts"
    assert standings([told.top.pk])[told.top.pk, 2022].how == BROUGHT


def test_a_file_that_was_struck_counts_no_more(told: District) -> None:
    Report.objects.get(body=told.top, year=2022).taken_all.update(struck_on=date(2024, 2, 1))
    assert list(standings([told.top.pk])) == [(told.top.pk, 2023)]


def test_a_report_is_measured_once_and_again_when_it_or_last_years_changes(told: District) -> None:
    book([told.top, told.below])
    first = {one.report_id: one.key for one in Measured.objects.all()}
    assert len(first) == 4
    with CaptureQueriesContext(connection) as asked:
        book([told.top, told.below])
    assert not [one for one in asked.captured_queries if "INSERT" in one["sql"]]
    Report.objects.get(body=told.below, year=2022).taken_all.update(struck_on=date(2024, 2, 1))
    brought(told.below, 2022, BELOW_2022 | {"t2.licences.decisions": 5})
    measure_daily(date(2024, 3, 1))
    changed = {one.report_id for one in Measured.objects.all() if first[one.report_id] != one.key}
    assert changed == set(Report.objects.filter(body=told.below).values_list("pk", flat=True))
    assert at([told.below], 2022)[told.below.pk]["licences"] == 5


# Figures by hand.


def test_sums_are_of_all_and_rates_are_sum_over_sum(told: District) -> None:
    held = book([told.top, told.below])
    groups = summed(held, book([told.top], "area"))
    found = {line.metric.key: [cell.measure for cell in line.cells] for group in groups for line in group.lines}
    assert [one.value for one in found["received"]] == [50, 80]
    assert [one.value for one in found["denied"]] == [6, 24]
    # (20 + 10 + 2) of (36 + 9) = 71.1 %; (27 + 3 + 3) of (54 + 30) = 39.3 %.
    assert [one.text for one in found["disclosure-rate"]] == ["71.1%", "39.3%"]
    assert [one.text for one in found["correction-rate"]] == ["—", "—"], "nothing was disputed"


def test_carry_over_that_breaks_is_found_and_what_goes_on_is_not(told: District) -> None:
    held = book([told.top, told.below])
    assert breaks(held, told.top.pk) == {}
    assert breaks(held, told.below.pk) == {2023: (1, 3)}


def test_a_ranking_leaves_out_who_has_too_few(told: District) -> None:
    held = book([told.top, told.below])
    rows, out = ranking(held, wanted("disclosure-rate"), 2022)
    assert ([one.body for one in rows], [one.body for one in out]) == ([told.top], [told.below])
    rows, out = ranking(held, wanted("disclosure-rate"), 2023)
    assert [(one.body, one.measure.text) for one in rows] == [(told.top, "50.0%"), (told.below, "20.0%")]
    assert (out, BELOW_2023["t3.total.total"]) == ([], FEWEST_CASES)
    rows, out = ranking(held, wanted("denied"), 2023)
    assert [(one.body, one.measure.value) for one in rows] == [(told.below, 24), (told.top, 0)]
    assert wanted("no such metric").key == "disclosure-rate"


def test_who_is_missing_owes_a_report(told: District) -> None:
    ended = Body.objects.create(name="青川区外经局", kind="department", parent=told.top, ended_on=date(2023, 6, 1))
    branch = Body.objects.create(name="青川区分局", kind="branch", parent=told.top)
    silent = Body.objects.create(name="青川区司法局", kind="department", parent=told.top)
    held = book([told.top, told.below, ended, branch, silent])
    assert held.missing(2023) == [silent]
    assert held.missing(2022) == [ended, silent]


@pytest.mark.parametrize("code", sorted({**CATALOGUE, **TEXT_CATALOGUE}))
def test_every_finding_is_of_one_kind(code: str) -> None:
    assert [sort.key for sort in SORTS.values() if code[0] in sort.letters] == [sort_of(code)]


# Pages.


def test_the_page_of_a_body_shows_every_year_and_marks_the_break(
    told: District, client: Client, supervisor: Any
) -> None:
    root = page(client, "explorer_body", told.below.pk)
    assert row(root, "新收申请")[1:] == ["10", "30"]
    assert row(root, "上年结转")[1:] == ["0", "3 上年结转下年 1"]
    assert row(root, "公开率")[1:] == ["22.2%*", "20.0%"], "nine cases are too few"
    assert "2023年报告的上年结转为 3，2022年报告的结转下年为 1" in words(root)


def test_every_number_leads_to_the_cells_that_it_is_made_of(told: District, client: Client, supervisor: Any) -> None:
    body = page(client, "explorer_body", told.top.pk)
    (where,) = body.xpath('//a[starts-with(@aria-label, "公开率2022年")]/@href')
    root = lxml.html.fromstring(client.get(where).content.decode())
    assert "83.3%" in words(root)
    assert "= 30 ÷ 36" in words(root)
    assert row(root, "t3.granted.total") == ["（一）予以公开·总计", "20"]
    leads = root.xpath('//a[text()="t3.granted.total"]/@href')
    assert leads == [reverse("cell", args=[told.top.pk, 2022, "t3.granted.total"])]
    assert client.get(reverse("explorer_made", args=[told.top.pk, 2022, "no-such"])).status_code == 404
    assert client.get(reverse("explorer_made", args=[told.top.pk, 2019, "received"])).status_code == 404


def test_the_page_of_a_region_adds_up_ranks_and_says_who_is_missing(
    told: District, client: Client, supervisor: Any
) -> None:
    Body.objects.create(name="青川区司法局", kind="department", parent=told.top)
    root = page(client, "explorer_region", told.top.pk, year=2023)
    assert row(root, "新收申请")[1:] == ["50", "80"]
    assert "2/3 个机关" in words(root)
    assert row(root, told.below.name)[1:4] == ["20.0%", "6", "30"]
    assert "2023年：1 个机关没有报告" in words(root)


def test_the_consolidated_report_stands_beside_the_sum_where_it_differs(
    told: District, client: Client, supervisor: Any
) -> None:
    brought(told.top, 2023, lines(new=81, carried_in=7, total=84, carried_out=3), scope="area")
    root = page(client, "explorer_region", told.top.pk)
    assert row(root, "新收申请")[1:] == ["50", "80 汇总报告 81"]
    assert row(root, "上年结转")[1:] == ["0", "7"]


def test_bodies_side_by_side_are_those_one_may_read_and_six_at_most(
    told: District, client: Client, supervisor: Any
) -> None:
    brought(told.other, 2023, lines(new=77, total=77))
    more = [Body.objects.create(name=f"青川区{n}局", kind="department", parent=told.top) for n in range(5)]
    for body in more:
        brought(body, 2023, lines(new=1, o3=1, total=1))
    chosen = [told.top.pk, told.below.pk, told.other.pk]
    root = page(client, "explorer_compare", body=chosen, year=2023)
    assert row(root, "新收申请") == ["50", "30"]
    assert "77" not in words(root)
    root = page(client, "explorer_compare", body=[*chosen, *(one.pk for one in more), "x", "9" * 40], year=2023)
    assert len(row(root, "新收申请")) == 6
    assert "只比较前 6 个" in words(root)


def test_the_map_counts_by_kind_and_leads_to_the_list(told: District, client: Client, supervisor: Any) -> None:
    Body.objects.create(name="青川区司法局", kind="department", parent=told.top)
    root = page(client, "explorer_map", told.top.pk, year=2023)
    silent, below, top = (row(root, name) for name in ("青川区司法局", told.below.name, told.top.name))
    assert silent[0] == "缺报"
    assert below[1:3] == ["无", "2 处"], "carried in breaks in the total (B1) and for natural persons (B2)"
    assert top[1] == "2 处", "27 of 54: outcomes do not add up (A2), in both columns"
    (where,) = root.xpath(f'//a[@aria-label="{told.below.name}跨年衔接2处，看清单"]/@href')
    listed = lxml.html.fromstring(client.get(where).content.decode())
    (head,) = listed.xpath('//h2[@id="years"]')
    assert "B1" in words(head.getnext())
    assert where.endswith("#years")


def test_a_note_is_listed_as_one_and_no_fault_is_counted(told: District, client: Client, supervisor: Any) -> None:
    brought(told.other, 2022, {"t4.review.pending": 1, "t4.review.total": 1})
    brought(told.other, 2023)  # and nobody knows what became of the one that was pending
    supervisor.memberships.create(body=told.other, role="supervisor")
    root = page(client, "explorer_findings", told.other.pk, 2023)
    notes = [words(one) for one in root.xpath('//li[@class="note"]')]
    assert notes
    assert all(one.startswith("说明") for one in notes)
    assert f"另有说明 {len(notes)} 条" in words(root)
    faults = root.xpath('//ul[@class="findings"]/li[@class!="note"]')
    assert f"错误和提醒共 {len(faults)} 处" in words(root)
    assert sum(counts(book([told.other], findings=True).findings[told.other.pk, 2023]).values()) == len(faults)


def test_what_is_not_yet_due_is_not_called_missing(
    told: District, client: Client, supervisor: Any, settings: Any
) -> None:
    silent = Body.objects.create(name="青川区司法局", kind="department", parent=told.top)
    for day, said in (("2024-01-31", "未到期"), ("2024-02-01", "缺报")):
        settings.GONGKAI_TODAY = day
        assert row(page(client, "explorer_map", told.top.pk, year=2023), silent.name)[0] == said
        assert row(page(client, "explorer"), silent.name)[-1] == said
        where = reverse("explorer_map_file", args=[told.top.pk, "csv"])
        assert f"{silent.name},2023,{said}," in client.get(where, {"year": "2023"}).content.decode()


def test_somebody_without_reports_is_told_what_to_do(district: District, client: Client, supervisor: Any) -> None:
    for name, at_ in (("explorer", ()), ("explorer_body", (district.top.pk,)), ("explorer_region", (district.top.pk,))):
        assert "还没有可以统计的报告" in words(page(client, name, *at_))
    page(client, "explorer_map", district.top.pk)
    page(client, "explorer_compare", body=district.top.pk)


# Files.


def test_the_files_hold_what_the_page_shows(told: District, client: Client, supervisor: Any) -> None:
    Body.objects.filter(pk=told.below.pk).update(name="=1+1局")
    Body.objects.filter(pk=told.top.pk).update(name="'青川区[政务/数据]办:𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷")
    told.top.refresh_from_db()
    where = reverse("explorer_region_file", args=[told.top.pk, "csv"])
    text = client.get(where).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {one["机关"] for one in rows} == {told.top.name, "'=1+1局", "合计"}
    found = {(one["机关"], one["年度"]): one for one in rows}
    assert found["合计", "2023"]["新收申请（件）"] == "80"
    assert found["合计", "2023"]["公开率（%）"] == "39.3"
    assert found["'=1+1局", "2023"]["报告"] == BROUGHT
    book_of = client.get(where.replace("csv", "xlsx")).content
    (sheet,) = workbook_cells(book_of)
    assert sheet.rows[1][0] == told.top.name
    said = json.loads(client.get(where.replace("csv", "json")).content)
    assert [one["received"] for one in said["rows"] if one["body"] == "合计"] == [50, 80]
    assert {one["key"] for one in said["metrics"]} <= set(said["columns"])


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("name", ["explorer", "body", "region", "map", "findings", "compare", "metrics"])
def test_every_page_can_be_taken_away(told: District, client: Client, supervisor: Any, name: str, kind: str) -> None:
    names = {"explorer": "explorer_file"}
    args = {"body": [told.top.pk], "region": [told.top.pk], "map": [told.top.pk], "findings": [told.top.pk, 2023]}
    answer = client.get(
        reverse(names.get(name, f"explorer_{name}_file"), args=[*args.get(name, []), kind]), {"body": told.top.pk}
    )
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert len(answer.content) > 100


# What it costs.


@pytest.mark.parametrize(
    ("name", "most"), [("explorer", 14), ("explorer_region", 19), ("explorer_map", 16), ("explorer_compare", 13)]
)
def test_sixty_bodies_ask_no_more_than_one(
    told: District, client: Client, supervisor: Any, name: str, most: int
) -> None:
    at_ = (told.top.pk,) if name in ("explorer_region", "explorer_map") else ()

    def asked() -> int:
        chosen = list(Body.objects.values_list("pk", flat=True))
        client.get(reverse(name, args=at_), {"body": chosen})
        with CaptureQueriesContext(connection) as held:
            page(client, name, *at_, body=chosen)
        return len(held)

    few = asked()
    for number in range(58):
        brought(Body.objects.create(name=f"青川区第{number}局", kind="department", parent=told.top), 2023)
    assert asked() == few <= most
    assert Measured.objects.count() >= 4


def test_nothing_is_written_by_what_is_not_asked_to_be_read(told: District, client: Client, supervisor: Any) -> None:
    for name in ("explorer", "explorer_compare", "explorer_metrics"):
        assert client.post(reverse(name)).status_code == 405
    assert not Measured.objects.exists()


def test_accepted_reports_count_for_the_district(told: District) -> None:
    made = Body.objects.create(name="青川区财政局", kind="department", parent=told.top)
    written(made)
    moved(made, *ACCEPTED)
    assert at([told.top, told.below, made])[made.pk]["received"] == 0
