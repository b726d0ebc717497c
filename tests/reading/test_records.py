"""JSON records of a report: its words beside its tables, its tables as lists of cells, its name beside its text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from gongkai.reading import Reading, Status, read_document
from tests.reading.test_scripted import BODY
from tests.reading.test_traps import FILING

Tables = list[list[list[str]]]
NAME = FILING.agency or ""
NAMELESS = re.sub(rf"(<h1[^<>]*>){NAME}", r"\1", BODY).replace(NAME, "我局")


def apart(body: str = BODY) -> tuple[str, Tables]:
    """The words of a page without its tables, a line each, and the cells of its tables."""
    tree = LexborHTMLParser(body)
    tables = [
        [[" ".join(cell.text().split()) for cell in row.css("td,th")] for row in table.css("tr")]
        for table in tree.css("table")
    ]
    for table in tree.css("table"):
        table.decompose()
    lines = re.sub(r"</(?:p|h\d|div)>", r"\g<0>\n", tree.body.html or "" if tree.body is not None else "")
    return re.sub(r"<[^<>]*>", "", lines), [table for table in tables if len(table) > 2]


TEXT, TABLES = apart()


def wide(table: list[list[str]]) -> list[list[str | None]]:
    """The rows of a table, as long as its longest."""
    return [[*row, *[None] * (max(map(len, table)) - len(row))] for row in table]


def records(table: list[list[str]]) -> list[dict[str, str]]:
    """The rows of a table by the numbers of their columns."""
    return [{str(at): cell for at, cell in enumerate(row)} for row in table]


def read(held: Any) -> Reading:
    (reading,) = read_document(json.dumps(held, ensure_ascii=False).encode(), "a.json")
    return reading


@pytest.mark.parametrize(
    "said",
    [
        lambda table: table,
        wide,
        records,
        lambda table: [[int(cell) if cell.isdecimal() else cell for cell in row] for row in table],
        lambda table: "\n".join("\t".join(row) for row in table),
        lambda table: "\n".join(f"| {' | '.join(row)} |" for row in table),
    ],
)
@pytest.mark.parametrize(
    "held",
    [
        lambda tables: {"text": TEXT, "tables": tables},
        lambda tables: {"tables": tables, "text": TEXT},
        lambda tables: {"pages": [{"page": 1, "text": TEXT, "tables": tables}]},
        lambda tables: [TEXT, *tables],
    ],
)
def test_tables_beside_the_words_of_their_report_are_read(
    said: Callable[[list[list[str]]], Any], held: Callable[[list[Any]], Any]
) -> None:
    reading = read(held([said(table) for table in TABLES]))
    assert reading.filing is not None
    assert reading.filing.values == FILING.values
    assert reading.filing.agency == NAME
    assert reading.status is Status.READ


def test_a_table_of_other_matters_is_no_part_of_the_report() -> None:
    links = [{"name": f"第{number}条", "count": number, "url": f"/a/{number}.html"} for number in range(50)]
    reading = read({"related": links, "text": TEXT, "tables": TABLES})
    assert reading.filing is not None
    assert reading.filing.values == FILING.values
    assert not any("第7条" in section.text for section in reading.filing.sections)


@pytest.mark.parametrize(
    "beside",
    [
        {"title": f"{NAME}2023年政府信息公开工作年度报告"},
        {"articleTitle": "2023年政府信息公开工作年度报告", "source": NAME},
        {"标题": "2023年政府信息公开工作年度报告", "发布机构": NAME},
        {"doc_title": "2023年政府信息公开工作年度报告", "dept_name": NAME},
    ],
)
@pytest.mark.parametrize("within", [lambda record: record, lambda record: {"code": 0, "data": {"rows": [record]}}])
def test_the_body_is_named_beside_what_it_says(beside: dict[str, str], within: Callable[[Any], Any]) -> None:
    reading = read(within({"id": 7, "content": NAMELESS, **beside}))
    assert reading.filing is not None
    assert (reading.filing.agency, reading.filing.year) == (NAME, FILING.year)


def test_each_report_has_the_name_that_stands_beside_it() -> None:
    other = NAMELESS.replace(">1234<", ">9999<")
    held = [{"title": NAME + "年报", "source": NAME, "html": NAMELESS}, {"source": "乙区教育局", "html": other}]
    first, second = read_document(json.dumps(held).encode(), "a.json")
    assert first.filing is not None
    assert second.filing is not None
    assert [first.filing.agency, second.filing.agency] == [NAME, "乙区教育局"]


def test_what_is_beside_elsewhere_names_nobody() -> None:
    reading = read({"site": {"title": "甲市人民政府门户网站", "source": "甲市人民政府"}, "content": NAMELESS})
    assert reading.filing is not None
    assert reading.filing.agency is None


@pytest.mark.parametrize("value", ["[" * 900 + "]" * 900, "[" + "[1,2,3]," * 200_000 + "[1]]"])
def test_lists_of_a_hostile_file_take_no_time(value: str) -> None:
    (reading,) = read_document(value.encode(), "a.json")
    assert reading.filing is None
