"""Last year's report decides where a file that was brought in leaves a doubt, and only there."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from gongkai.report.filing import Filing
from gongkai.report.render import render
from gongkai.web.annual.models import Taken
from gongkai.web.bodies.models import Body
from gongkai.web.jobs.engine import run_next
from gongkai.web.jobs.models import Notice
from gongkai.web.readings.apart import read_apart, read_here
from gongkai.web.readings.bridge import settled
from gongkai.web.readings.models import ReadReport, Upload
from gongkai.web.readings.services import (
    cells_settle,
    reading_use,
    report_confirm,
    upload_read,
    upload_read_again,
    upload_take,
)
from tests.reading.test_clues import AGENCY, glued, last_year
from tests.web.conftest import TODAY, District
from tests.web.reports import user
from tests.web.test_readings import in_no_time

LINE = ("t2.normative.issued", "t2.normative.repealed", "t2.normative.in_force")


def before(**changes: object) -> Filing:
    """Last year's report under which 8855698 can be 88, 55 and 698 only."""
    return last_year(values={**last_year().values, "t2.normative.in_force": 665}, **changes)


def brought(body: Body, data: bytes, **more: Any) -> Upload:
    given: dict[str, Any] = {"name": "报告.txt", "actor": None, "read": read_here}
    return upload_take(body=body, data=data, **(given | more))


def confirmed(body: Body, filing: Filing) -> ReadReport:
    """Last year's report, read in from its own JSON and settled as it stands."""
    report = brought(body, render(filing, "json"), name="上年.json").reports.get()
    given: dict[str, Any] = {"report_id": report.pk, "actor": user("x"), "on": TODAY}
    if cells := settled(report).open:
        cells_settle(cells=cells, written=None, **given)
    return report_confirm(**given)


def line(report: ReadReport) -> list[object]:
    values = settled(ReadReport.objects.get(pk=report.pk)).filing.values
    return [values[cell] for cell in LINE]


def test_a_confirmed_reading_of_last_year_decides_and_the_page_says_so(
    client: Client, district: District, clerk: Any
) -> None:
    confirmed(district.top, before())
    report = brought(district.top, glued("8855698"), read=read_apart).reports.get()
    assert line(report) == [88, 55, 698]
    page = client.get(f"/readings/{report.pk}/").content.decode()
    assert "取与上年报告相符的一种" in page


@pytest.mark.parametrize("other", [{"year": 2021}, {"agency": "佛山市南海区民政局"}, {"year": 2023}])
def test_another_year_or_agency_decides_nothing(district: District, other: dict[str, Any]) -> None:
    confirmed(district.top, before(**other))
    assert line(brought(district.top, glued("8855698")).reports.get()) == [None, None, None]


def test_neither_does_what_another_body_holds_nor_what_nobody_confirmed(district: District) -> None:
    confirmed(district.other, before())
    brought(district.top, render(before(), "json"), name="上年.json")
    assert line(brought(district.top, glued("8855698")).reports.get()) == [None, None, None]


def test_the_report_that_the_body_itself_has_of_last_year_decides(district: District) -> None:
    Body.objects.filter(pk=district.top.pk).update(name=AGENCY)
    district.top.refresh_from_db()
    aside = confirmed(district.below, before())
    given: dict[str, Any] = {"actor": user("x"), "on": TODAY, "token": "u"}
    reading_use(report_id=aside.pk, body=district.top, use=Taken.Use.BEFORE, **given)
    assert line(brought(district.top, glued("8855698")).reports.get()) == [88, 55, 698]


def test_in_an_archive_only_the_report_whose_last_year_is_here_takes_it(district: District) -> None:
    confirmed(district.top, before())
    nameless = glued("8855698").replace(AGENCY.encode(), b"", 1)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", glued("8855698"))
        archive.writestr("b.txt", nameless)
    ours, unnamed = brought(district.top, held.getvalue(), name="全部.zip").reports.all()
    assert line(ours) == [88, 55, 698]
    assert (unnamed.agency, line(unnamed)) == ("", [None, None, None])


def test_in_the_background_it_decides_too(district: District) -> None:
    confirmed(district.top, before())
    upload = brought(district.top, glued("8855698"), read=in_no_time)
    assert upload.waits
    assert upload_read(upload_id=upload.pk, on=TODAY)
    assert line(upload.reports.get()) == [88, 55, 698]


def test_what_is_in_doubt_is_read_again_when_last_years_is_confirmed(district: District, clerk: Any) -> None:
    report = brought(district.top, glued("8855698"), actor=clerk).reports.get()
    assert line(report) == [None, None, None]
    confirmed(district.top, before())
    assert run_next("w")
    assert line(report) == [88, 55, 698]
    assert ReadReport.objects.get(pk=report.pk).open_cells < report.open_cells
    assert "对照上年报告" in Notice.objects.get(user=clerk).text
    assert not upload_read_again(upload_id=report.upload_id, on=TODAY), "nothing is new"
    assert Notice.objects.count() == 1


def test_what_somebody_has_decided_about_is_left_to_people(district: District, clerk: Any) -> None:
    report = brought(district.top, glued("8855698")).reports.get()
    given: dict[str, Any] = {"actor": clerk, "on": TODAY}
    cells_settle(report_id=report.pk, cells=[LINE[0]], written="8", **given)
    confirmed(district.top, before())
    assert not run_next("w")
    assert not upload_read_again(upload_id=report.upload_id, on=TODAY)
    assert line(report) == [8, None, None]
