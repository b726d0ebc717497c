"""An office's own Excel ledger: kept as it was written, nothing lost, entered once."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.receipt import Channel
from gongkai.ledger.facts.application import Applicant
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter, OldLedger, OldRow
from gongkai.web.cases.old_ledgers import ledger_enter, ledger_keep, looked_through, row_mend
from tests.ledger.build import REGIME, day
from tests.web.access.cases import a_ledger
from tests.web.conftest import TODAY, District, opened
from tests.web.workbooks import workbook


def test_a_second_sheet_with_a_ledger_is_never_dropped_silently(district: District, clerk: Any) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("2023年")):
        sheet.append(["收件日期", "申请内容"])
        sheet.append(["2024-03-05", "预算"])
    book.create_sheet("说明").append(["填表说明"])
    out = io.BytesIO()
    book.save(out)
    about: dict[str, Any] = {"body": district.top, "name": "台账", "actor": clerk, "on": TODAY}
    with pytest.raises(Refusal, match="2023年"):
        ledger_keep(data=out.getvalue(), **about)
    assert OldLedger.objects.count() == 0
    book["2023年"].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert ledger_keep(data=out.getvalue(), **about).rows.count() == 1


ODD = "①关于“ＡＢ路”的请示（全角），㎡、Ⅳ、５号，"


def test_words_come_in_as_they_were_written(district: District, clerk: Any) -> None:
    data = workbook(
        ("编号", "收件日期", "申请内容", "备注", "答复日期", "答复结果", "文号"),
        ("青—１", "２０２４．３．５", ODD, " ②　", "２０２４－４－１", "予以 公开", "青〔２０２４〕①号"),
    )
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    assert ledger.rows.get().cells[2:4] == [ODD, " ②　"]
    assert ledger_enter(ledger=ledger, actor=clerk, on=TODAY, regime=REGIME) == 1
    matter = Matter.objects.get()
    first, answer = history_of(matter).facts
    assert (matter.number, first.asks, first.note) == ("青—１", ODD, "②")  # type: ignore[attr-defined]
    assert (answer.on, answer.document) == (day("4-1"), "青〔２０２４〕①号")  # type: ignore[attr-defined]


def test_the_same_applicant_has_one_key_in_any_width(district: District, clerk: Any) -> None:
    rows = (("2024-03-05", "Ａ公司", "甲"), ("2024-03-05", "A公司 ", "乙"))
    data = workbook(("收件日期", "申请人", "申请内容"), *rows)
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    ledger_enter(ledger=ledger, actor=clerk, on=TODAY, regime=REGIME)
    assert len(set(Matter.objects.values_list("applicant_key", flat=True))) == 1


def test_a_number_in_another_width_is_the_same_number(district: District, clerk: Any) -> None:
    data = workbook(("编号", "收件日期", "申请内容"), ("７", "2024-03-05", "甲"), (7, "2024-03-06", "乙"))
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    assert [bool(one.read.problem) for one in looked_through(ledger, actor=None, on=TODAY, regime=REGIME)] == [
        False,
        True,
    ]


def test_what_is_too_long_is_held_whole(client: Client, clerk: Any, district: District) -> None:
    long, other = "注" * 30_000, "其他列" * 3000
    data = workbook(("收件日期", "申请内容", "备注", "经办"), ("2024-03-05", "甲", long, other))
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    assert ledger.rows.get().cells[2:] == [long, other]
    assert ledger_enter(ledger=ledger, actor=clerk, on=TODAY, regime=REGIME) == 0
    assert "备注超过2000个字" in client.get(f"/imports/{ledger.pk}/").content.decode()
    page = client.get(f"/imports/{ledger.pk}/rows/2/").content.decode()
    assert long in page
    assert "maxlength" not in page
    held = openpyxl.load_workbook(io.BytesIO(client.get(f"/imports/{ledger.pk}/held/").content)).active
    assert held.cell(2, 3).value == long


def test_a_row_stands_where_excel_has_it_below_empty_rows(district: District, clerk: Any) -> None:
    data = workbook(("某局台账",), ("收件日期", "申请内容"), ("2024-03-05", "甲"), empty=3)
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    assert [row.place for row in ledger.rows.all()] == [6]
    assert ledger.titles == ["某局台账"]


def test_mending_one_cell_leaves_the_lines_of_the_others(district: District, clerk: Any) -> None:
    data = workbook(("收件日期", "申请内容"), ("不详", "一\n二"))
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    row_mend(ledger=ledger, place=2, cells=["2024-03-05", "一\r\n二"])
    assert ledger.rows.get().cells == ["2024-03-05", "一\n二"]


CELL = st.sampled_from(
    [
        "",
        "2024-03-05",
        "3.9",
        "2024-09-30",
        "绿化",
        "公开",
        "不详",
        "是",
        "-1+1",
        "重复",
        "补正",
        "1",
        "2024-0001",
        45356,
        3.5,
    ]
)


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*[CELL] * 5), min_size=1, max_size=8))
def test_nothing_is_lost(district: District, person: Any, django_user_model: Any, rows: list[tuple[Any, ...]]) -> None:
    user, _ = django_user_model.objects.get_or_create(username="importer")
    data = workbook(("编号", "收件日期", "申请内容", "答复日期", "答复结果"), *rows)
    before = Matter.objects.count()
    full = sum(any(str(cell) for cell in row) for row in rows)
    assume(full)
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=user, on=TODAY)
    assert ledger.rows.count() == full
    looked = looked_through(ledger, actor=None, on=TODAY, regime=REGIME)
    good = sum(one.good for one in looked)
    assert all(one.read.problem or one.read.facts for one in looked)
    assert ledger_enter(ledger=ledger, actor=user, on=TODAY, regime=REGIME) == good
    held = ledger.rows.filter(matter=None).count()
    assert Matter.objects.count() - before == good == full - held
    assert ledger_enter(ledger=ledger, actor=user, on=TODAY, regime=REGIME) == 0
    assert Matter.objects.count() - before == good


def kept(client: Client, district: District, *rows: tuple[Any, ...]) -> OldLedger:
    answer = client.post("/imports/", {"body": district.top.pk, "file": a_ledger(*rows)})
    assert answer.status_code == 302
    return OldLedger.objects.get()


def test_from_the_file_to_the_list(client: Client, clerk: Any, district: District) -> None:
    ledger = kept(client, district, ("2024.3.5", "绿化方案"), ("不详", "招生计划"), ("3月9日", "<script>预算"))
    where = f"/imports/{ledger.pk}/"
    text = client.get(where).content.decode()
    assert "可以导入 2 行，有问题 1 行" in text
    assert "不能识别的收件日期“不详”" in text
    assert "<script>" not in text
    assert not Matter.objects.exists()
    for _ in range(3):
        client.post(where, {"enter": ""})
    assert [m.title for m in Matter.objects.order_by("pk")] == ["绿化方案", "<script>预算"]
    assert history_of(Matter.objects.get(number="2024-0001")).facts[0].on == day("3-5")
    held = openpyxl.load_workbook(io.BytesIO(client.get(f"{where}held/").content)).active
    assert [cell.value for cell in list(held.iter_rows())[1]] == ["不详", "招生计划", "3", "不能识别的收件日期“不详”"]
    assert "不详" in client.get(f"{where}rows/3/").content.decode()
    client.post(f"{where}rows/3/", {"cell0": "2024-03-07", "cell1": "招生计划"})
    client.post(where, {"enter": ""})
    assert Matter.objects.count() == OldRow.objects.exclude(matter=None).count() == 3
    client.post(f"{where}rows/3/", {"cell0": "2024-01-01", "cell1": "别的"})
    assert OldRow.objects.get(place=3).cells[0] == "2024-03-07"


def test_the_meanings_of_columns_are_changed_and_no_two_are_the_same(
    client: Client, clerk: Any, district: District
) -> None:
    ledger = kept(client, district)
    where, sent = f"/imports/{ledger.pk}/", {"map": "", "year": "2023", "channel": "fax", "applicant": "business"}
    twice = client.post(where, sent | {"column0": "on", "column1": "on"})
    assert "有两列都对应“收件日期”" in twice.content.decode()
    assert client.post(where, sent | {"year": "x"}).status_code == 200
    assert OldLedger.objects.get().year == 2024
    assert client.post(where, sent | {"column0": "on", "column1": "asks"}).status_code == 302
    client.post(where, {"enter": ""})
    received = history_of(Matter.objects.get()).facts[0]
    assert (received.channel, received.applicant) == (Channel.FAX, Applicant.BUSINESS)  # type: ignore[attr-defined]


def test_a_name_never_enters_the_sealed_ledger(district: District, clerk: Any) -> None:
    rows = [("2024-03-05", "王小明", f"方案{n}") for n in range(2)]
    data = workbook(("收件日期", "申请人", "申请内容"), *rows)
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    assert ledger_enter(ledger=ledger, actor=clerk, on=TODAY, regime=REGIME) == 2
    assert not FactRow.objects.filter(line__contains="王小明").exists()
    keys = set(Matter.objects.values_list("applicant_key", flat=True))
    assert len(keys) == 1
    assert "" not in keys


def test_a_number_that_is_taken_is_held(client: Client, clerk: Any, district: District) -> None:
    opened(district.top, number="7")
    rows = ((7, "2024-03-05", "甲"), (8, "2024-03-05", "乙"), (8, "2024-03-06", "丙"))
    data = workbook(("编号", "收件日期", "申请内容"), *rows)
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    looked = looked_through(ledger, actor=None, on=TODAY, regime=REGIME)
    assert [one.read.problem.partition("：")[0] for one in looked] == ["编号7已经有了", "", "编号8已经有了"]
    assert "设为“不导入”" in looked[0].read.problem


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", b"no workbook"),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1x"),
        ("a.exe", b"MZ"),
    ],
)
def test_what_is_no_workbook_is_refused_in_words(
    client: Client, clerk: Any, district: District, name: str, data: bytes
) -> None:
    answer = client.post("/imports/", {"body": district.top.pk, "file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 200
    assert 'class="refused"' in answer.content.decode()
    assert not OldLedger.objects.exists()


def test_rows_above_the_heads_are_kept_and_a_title_is_none(clerk: Any, district: District) -> None:
    rows = (("某局台账",), ("2024-03-04", "早的", "x"), ("收件日期", "申请内容", "备注"), ("2024-03-05", "绿化", ""))
    ledger = ledger_keep(body=district.top, name="台账", data=workbook(*rows), actor=clerk, on=TODAY)
    assert list(ledger.rows.values_list("place", flat=True)) == [2, 4]


def test_a_workbook_without_rows_or_a_form_without_a_file(client: Client, clerk: Any, district: District) -> None:
    empty = SimpleUploadedFile("a.xlsx", workbook())
    assert "没有数据行" in client.post("/imports/", {"body": district.top.pk, "file": empty}).content.decode()
    assert 'class="error"' in client.post("/imports/", {"body": district.top.pk}).content.decode()
    assert client.post("/imports/", {"body": district.other.pk, "file": a_ledger()}).status_code == 404
    assert not OldLedger.objects.exists()
