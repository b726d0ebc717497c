"""Reports read in: what is kept, what a person may settle, what the pages show."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django_tasks_db.models import DBTaskResult

from gongkai.finding import Refusal
from gongkai.reading import read_document
from gongkai.report.filing import Origin
from gongkai.web.jobs.engine import run_next
from gongkai.web.jobs.models import Notice
from gongkai.web.readings import apart, services
from gongkai.web.readings.apart import AT_ONCE, Limits, TooSlowError, read_apart, read_here
from gongkai.web.readings.bridge import settled
from gongkai.web.readings.models import Decision, ReadReport, Upload, storage
from gongkai.web.readings.services import LARGEST, cells_settle, report_confirm, upload_read, upload_take
from tests.web.conftest import TODAY, District

SOURCES = Path(__file__).parents[1] / "golden" / "sources"


def sample(mark: str = "") -> bytes:
    """A report without doubts; ``mark`` makes it another file."""
    return (SOURCES / "000_ce34a0aae95f9e94.txt").read_bytes() + f"\n{mark}\n".encode()


def doubtful() -> bytes:
    """A report in which a printed total is wrong: 办理结果总计 of 自然人 in table 3."""
    text = (SOURCES / "002_bf241cf648fa2223.txt").read_text("utf-8")
    (reading,) = read_document(text.encode(), "a.md")
    assert reading.filing is not None
    trace = reading.filing.traces["t3.total.natural"]
    assert trace.where is not None
    assert trace.where.line is not None
    lines = text.split("\n")
    line = lines[trace.where.line - 1]
    lines[trace.where.line - 1] = line.replace(str(reading.filing.values["t3.total.natural"]), "987", 1)
    return "\n".join(lines).encode()


def taken(district: District, data: bytes, **more: Any) -> Upload:
    given: dict[str, Any] = {"name": "报告.txt", "actor": None, "read": read_here}
    return upload_take(body=district.top, data=data, **(given | more))


def test_a_clean_report_has_nothing_to_settle_and_is_confirmed_once(district: District, clerk: Any) -> None:
    report = taken(district, sample()).reports.get()
    assert (report.agency, report.year, report.open_cells) == ("荔湾区互联网信息办公室", 2023, 0)
    report_confirm(report_id=report.pk, actor=clerk, on=TODAY)
    kept = ReadReport.objects.get()
    assert (kept.confirmed_on, kept.confirmed_by) == (TODAY, clerk)
    with pytest.raises(Refusal) as again:
        report_confirm(report_id=report.pk, actor=clerk, on=TODAY)
    with pytest.raises(Refusal) as late:
        cells_settle(report_id=report.pk, cells=["t3.new.natural"], written="1", actor=clerk, on=TODAY)
    assert (again.value.code, late.value.code) == ("confirmed", "confirmed")
    assert not Decision.objects.exists()


def test_what_is_kept_is_what_reading_says(district: District) -> None:
    upload = taken(district, doubtful())
    report = upload.reports.get()
    (reading,) = read_document(doubtful(), "报告.txt")
    assert report.report == json.loads(json.dumps(reading.as_json()))
    assert reading.filing is not None
    assert settled(report).filing.values == reading.filing.values
    with storage().open(upload.sha256) as original:
        assert original.read() == doubtful()


def test_a_doubtful_report_is_confirmed_only_when_every_cell_is_settled(district: District, clerk: Any) -> None:
    report = taken(district, doubtful()).reports.get()
    open_cells = settled(report).open
    assert "t3.total.natural" in open_cells
    assert report.open_cells == len(open_cells) > 1
    with pytest.raises(Refusal) as early:
        report_confirm(report_id=report.pk, actor=clerk, on=TODAY)
    assert early.value.code == "cells-open"
    *most, last = open_cells
    cells_settle(report_id=report.pk, cells=most, written=None, actor=clerk, on=TODAY)
    assert settled(ReadReport.objects.get()).open == (last,)
    with pytest.raises(Refusal):
        report_confirm(report_id=report.pk, actor=clerk, on=TODAY)
    cells_settle(report_id=report.pk, cells=[last], written=None, actor=clerk, on=TODAY)
    report_confirm(report_id=report.pk, actor=clerk, on=TODAY)
    assert Decision.objects.count() == len(open_cells)


def test_one_correction_settles_the_whole_equation(district: District, clerk: Any) -> None:
    report = taken(district, doubtful()).reports.get()
    right = str(settled(taken_whole(district)).filing.values["t3.total.natural"])
    cells_settle(report_id=report.pk, cells=["t3.total.natural"], written=f" {right} ", actor=clerk, on=TODAY)
    report.refresh_from_db()
    now = settled(report)
    assert (now.open, report.open_cells) == ((), 0)
    assert now.filing.origin("t3.total.natural") is Origin.ENTERED
    decision = Decision.objects.get()
    assert (decision.before, decision.after, decision.corrected, decision.by) == ("987", right, True, clerk)


def taken_whole(district: District) -> ReadReport:
    return taken(district, (SOURCES / "002_bf241cf648fa2223.txt").read_bytes()).reports.get()


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("t3.new.natural", "1.5"), ("t3.new.natural", "一"), ("t3.new.natural", "1e400"), ("t3.new.natural", "NaN"),
        ("t3.new.natural", "1_000"), ("t2.fees.amount_wan", "1e-99999999"), ("t2.fees.amount_wan", "0." + "0" * 300),
        ("t3.new.natural", "1000000000000"), ("t3.new.nobody", "1"), ("year", "20244"), ("year", "２０２４"),
        ("year", "2007"), ("agency", " "), ("agency", "局" * 201),
    ],
)  # fmt: skip
def test_what_a_cell_cannot_hold_is_refused_and_changes_nothing(
    district: District, clerk: Any, cell: str, written: str
) -> None:
    report = taken(district, sample()).reports.get()
    with pytest.raises(Refusal):
        cells_settle(report_id=report.pk, cells=[cell], written=written, actor=clerk, on=TODAY)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("cell", "written", "kept"),
    [("t3.new.natural", "999999999999", 999999999999), ("t3.new.natural", "", None), ("year", "2008", 2008),
     ("agency", "局" * 200, "局" * 200)],
)  # fmt: skip
def test_what_a_cell_can_hold_is_kept(district: District, clerk: Any, cell: str, written: str, kept: Any) -> None:
    report = taken(district, sample()).reports.get()
    cells_settle(report_id=report.pk, cells=[cell], written=written, actor=clerk, on=TODAY)
    filing = settled(ReadReport.objects.get()).filing
    assert (getattr(filing, cell) if cell in ("agency", "year") else filing.values[cell]) == kept


@pytest.mark.django_db(transaction=True)
def test_the_same_file_many_times_is_read_once(district: District) -> None:
    gate = Barrier(4)

    def take(_place: int) -> int:
        gate.wait()
        try:
            return taken(district, sample()).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(take, range(4)))) == 1
    assert (Upload.objects.count(), ReadReport.objects.count()) == (1, 1)


def test_what_is_no_report_is_kept_with_the_reason_and_nothing_is_made_up(district: District) -> None:
    upload = taken(district, "今天天气很好。\n".encode())
    assert upload.refused["code"]
    assert not upload.reports.exists()


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (LARGEST + 1, "too-large")])
def test_empty_and_huge_files_are_refused(district: District, size: int, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        taken(district, b"x" * size)
    assert refused.value.code == code
    assert not Upload.objects.exists()


def test_a_process_of_its_own_reads_the_same() -> None:
    assert read_apart(doubtful(), "a.md") == json.loads(json.dumps(read_here(doubtful(), "a.md")))


def in_no_time(data: bytes, name: str) -> Any:
    return read_apart(data, name, AT_ONCE._replace(seconds=0.01))


def test_what_takes_longer_than_somebody_waits_is_read_in_the_background_and_told(
    client: Client, district: District, clerk: Any
) -> None:
    upload = taken(district, sample(), read=in_no_time, actor=clerk)
    assert (upload.waits, upload.reports.count(), DBTaskResult.objects.count()) == (True, 0, 1)
    page = client.get("/readings/").content.decode()
    assert "正在读取" in page
    assert run_next("w")
    upload.refresh_from_db()
    assert not upload.waits
    report = upload.reports.get()
    assert (report.agency, report.source.text) == ("荔湾区互联网信息办公室", sample().decode())
    assert "已读完" in Notice.objects.get(user=clerk).text
    assert not upload_read(upload_id=upload.pk, on=TODAY)
    assert ReadReport.objects.count() == 1


def test_what_takes_too_long_for_the_background_too_says_so(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = taken(district, sample(), read=in_no_time)
    monkeypatch.setattr(services, "IN_TIME", AT_ONCE._replace(seconds=0.01))
    assert upload_read(upload_id=upload.pk, on=TODAY)
    upload.refresh_from_db()
    assert (upload.waits, upload.refused["code"], upload.reports.count()) == (False, "unreadable", 0)


def test_every_page_that_is_recognised_gives_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the child that takes longer than it has, but says a page now and then."""
    slow = "import sys, time\nfor _ in range(4):\n time.sleep(0.3); print('page', file=sys.stderr, flush=True)\n"
    said: list[int] = []
    for page, ends in ((0.0, False), (1.0, True)):
        said.clear()
        with subprocess.Popen([sys.executable, "-c", slow], stderr=subprocess.PIPE) as child:
            if ends:
                apart.watch(child, Limits(1.0, page, 60), said.append)
            else:
                with pytest.raises(TooSlowError):
                    apart.watch(child, Limits(1.0, page, 60), said.append)
            child.kill()
    assert said[-1] == 4


def test_every_file_in_an_archive_is_a_source_of_its_own(client: Client, district: District, clerk: Any) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in (("一.txt", sample("a")), ("二.txt", "不是报告。".encode()), ("三.md", doubtful())):
            archive.writestr(name, data)
    upload = taken(district, held.getvalue(), name="全部.zip")
    assert [(one.name, one.reports.count()) for one in upload.sources.all()] == [
        ("全部.zip/一.txt", 1), ("全部.zip/二.txt", 0), ("全部.zip/三.md", 1),
    ]  # fmt: skip
    first, last = upload.reports.all()
    assert last.source.text == doubtful().decode()
    assert sample("a").decode() == first.source.text
    page = client.get("/readings/").content.decode()
    assert "全部.zip/二.txt" in page
    assert upload.sources.all()[1].refused["reason"] in page


def test_the_page_shows_doubts_first_with_their_line_and_settles_on(
    client: Client, district: District, clerk: Any
) -> None:
    report = taken(district, doubtful()).reports.get()
    page = client.get(f"/readings/{report.pk}/").content.decode()
    line = settled(report).filing.traces["t3.total.natural"].where
    assert line is not None
    assert f'<div id="L{line.line}" class="marked">' in page
    assert page.index("待核对") < page.index("<h2>表格</h2>")
    sent = {"cell": "t3.total.natural", "value": "九百"}
    refused = client.post(f"/readings/{report.pk}/settle/", sent).content.decode()
    assert "没有保存" in refused
    assert 'value="九百"' in refused
    assert (
        client.post(f"/readings/{report.pk}/settle/", {"cell": ["t3.total.natural", "t3.new.natural"]}).status_code
        == 302
    )
    assert Decision.objects.count() == 2
    for nothing in ({}, {"cell": ["a", "b"], "value": "1"}):
        assert client.post(f"/readings/{report.pk}/settle/", nothing).status_code == 404


def test_a_file_name_or_a_line_from_outside_is_never_markup(client: Client, district: District, clerk: Any) -> None:
    upload = taken(district, sample("<script>alert(1)</script>"), name='../../etc/<img src=x onerror="1">.txt')
    assert upload.name == "＜img src=x onerror=＂1＂＞.txt"
    for page in ("/readings/", f"/readings/{upload.reports.get().pk}/"):
        text = client.get(page).content.decode()
        assert "<script>alert" not in text
        assert "<img" not in text
    answer = client.get(f"/readings/original/{upload.pk}/")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%EF%BC%9Cimg")
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_several_files_at_once_a_bad_one_stops_no_other(client: Client, district: District, clerk: Any) -> None:
    files = [SimpleUploadedFile(name, data) for name, data in (("a.txt", sample()), ("b.txt", b""), ("c.txt", b"x"))]
    sent = {"body": str(district.top.pk), "token": "x", "files": files}
    page = client.post("/readings/take/", sent, follow=True).content.decode()
    assert "这个文件是空的" in page
    assert Upload.objects.count() == 2
    assert ReadReport.objects.count() == 1


def test_the_same_page_takes_in_a_further_file(client: Client, district: District, clerk: Any) -> None:
    for name in ("a.txt", "b.txt"):  # the second after going back
        file = SimpleUploadedFile(name, name.encode())
        sent = {"body": str(district.top.pk), "token": "x", "files": file}
        assert client.post("/readings/take/", sent).status_code == 302
    assert Upload.objects.count() == 2
