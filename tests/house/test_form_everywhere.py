"""The form is declared once: every consumer knows exactly its cells, and a new edition reaches all of them."""

import csv
import io
import json
import tomllib
from importlib import resources
from itertools import product
from typing import Any

import docx
import openpyxl
import pytest
from jsonschema import Draft202012Validator
from selectolax.lexbor import LexborHTMLParser

from gongkai.law.instruments import resolve
from gongkai.report.filing import Filing, make_filing
from gongkai.report.form import Form, Kind, editions, load_form, mixed_form
from gongkai.report.form.load import parse_form
from gongkai.report.identities import identities
from gongkai.report.layout import grids
from gongkai.report.render import FORMATS, csv_wide, render
from gongkai.report.schema import report_schema, spreadsheet_names, wide_columns

# What a later notice might bring: a line in a deeper group, a column under a new head, a block with
# a line and two columns, and one strip of table 4 without its group.
CHANGES = (
    ('edition = "2021"', 'edition = "2031"'),
    (
        """
[[tables.lines]]
key = "o1"
""",
        """
[[tables.lines]]
key = "r6"
label = "6.新增情形"
under = ["三、本年度办理结果", "（五）不予处理", "新增一类"]

[[tables.lines]]
key = "o1"
""",
    ),
    ('"r1", "r2", "r3", "r4", "r5",', '"r1", "r2", "r3", "r4", "r5", "r6",'),
    (
        """
[[tables.columns]]
key = "other_org"
""",
        """
[[tables.columns]]
key = "foreign"
label = "境外组织"
under = ["法人或其他组织", "新增一类"]

[[tables.columns]]
key = "other_org"
""",
    ),
    ('"legal_service", "other_org"]\n\n[[tables.sums]]', '"legal_service", "foreign", "other_org"]\n\n[[tables.sums]]'),
    (
        """
[[tables.lines]]
key = "fees"
""",
        """
[[tables.lines]]
key = "inspections"
label = "行政检查"

[[tables.lines]]
key = "fees"
""",
    ),
    (
        """
[[tables.blocks]]
label = "第二十条第（八）项"
""",
        """
[[tables.blocks]]
label = "第二十条第（七）项"
columns = ["decisions", "amount_wan"]
lines = ["inspections"]

[[tables.blocks]]
label = "第二十条第（八）项"
""",
    ),
    ('label = "复议后起诉"\nunder = ["行政诉讼"]', 'label = "复议后起诉"'),
)


def made_up_edition() -> Form:
    """The edition in force, changed in every table, under a new name."""
    text = (resources.files("gongkai.report.form") / "editions" / "2021.toml").read_text("utf-8")
    for old, new in CHANGES:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse_form(tomllib.loads(text))


MADE_UP = made_up_edition()
FORMS = [*(mixed_form(two, three, two) for two, three in product(editions(), repeat=2)), MADE_UP]

every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: "+".join(each.edition for each in form.tables))


def filled(form: Form) -> Filing:
    """A filing whose every number is another one."""
    return make_filing(form, {cell: 1000 + index for index, cell in enumerate(form.cells)}, agency="甲局", year=2031)


def test_the_made_up_edition_differs_in_every_table() -> None:
    real = mixed_form("2021", "2021", "2021")
    assert set(MADE_UP.cells) - set(real.cells) == {
        "t2.inspections.decisions",
        "t2.inspections.amount_wan",
        *(f"t3.r6.{column.key}" for column in MADE_UP.table("t3").columns),
        *(f"t3.{line.key}.foreign" for line in MADE_UP.table("t3").lines),
    }


@every_form
def test_layout(form: Form) -> None:
    placed = [cell for grid in grids(form) for cell in grid.values()]
    assert placed == list(form.cells)
    for grid in grids(form):
        places = [(row, column) for each in grid.placed for row in each.rows for column in each.columns]
        assert sorted(places) == [(row, column) for row in range(grid.rows) for column in range(grid.columns)]


@every_form
def test_schema(form: Form) -> None:
    cells = report_schema(form)["properties"]["cells"]
    assert list(cells["properties"]) == cells["required"] == list(form.cells)


@every_form
def test_identities_name_only_cells_of_the_form(form: Form) -> None:
    assert {cell for rule in identities(form) for cell in rule.cells} <= set(form.cells)


@every_form
def test_json(form: Form) -> None:
    content = json.loads(render(filled(form), "json"))
    assert list(content["cells"]) == list(form.cells)
    Draft202012Validator(report_schema(form)).validate(content)


@every_form
def test_csv_columns(form: Form) -> None:
    assert wide_columns([form])[3:] == tuple(form.cells)
    rows = list(csv.DictReader(io.StringIO(render(filled(form), "csv").decode("utf-8-sig"))))
    assert {row["cell"]: row["value"] for row in rows} == printed(form)
    (wide,) = csv.DictReader(io.StringIO(csv_wide([filled(form)]).decode("utf-8-sig")))
    assert {cell: wide[cell] for cell in form.cells} == printed(form)


@every_form
def test_spreadsheet_names(form: Form) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render(filled(form), "xlsx")), data_only=True)
    held = {}
    for cell, name in spreadsheet_names(form).items():
        sheet, place = book.defined_names[name].attr_text.rsplit("!", 1)
        held[cell] = str(book[sheet.strip("'")][place.replace("$", "")].value)
    assert held == printed(form)
    assert len(book.defined_names) == len(form.cells)


@every_form
def test_html(form: Form) -> None:
    tree = LexborHTMLParser(render(filled(form), "html").decode())
    assert {str(node.attributes["id"]): node.text() for node in tree.css("td[headers]")} == printed(form)


@every_form
def test_docx(form: Form) -> None:
    tables = docx.Document(io.BytesIO(render(filled(form), "docx"))).tables
    held = {}
    for table, grid in zip(tables, grids(form), strict=True):
        rows: list[Any] = [row.cells for row in table.rows]
        held |= {cell: rows[placed.row][placed.column].text for cell, placed in grid.values().items()}
    assert held == printed(form)


@every_form
def test_markdown(form: Form) -> None:
    lines = render(filled(form), "markdown").decode().splitlines()
    shown = [cell for line in lines if line.startswith("|") for cell in line.split("|") if cell.strip().isdigit()]
    assert [cell.strip() for cell in shown] == list(printed(form).values())


@every_form
@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_form_renders_too(form: Form, format: str) -> None:
    assert render(make_filing(form, {}), format)


def test_kinds_are_those_that_schema_and_spreadsheet_know() -> None:
    seen = {cell.kind for form in FORMS for cell in form.cells.values()}
    assert seen == set(Kind)


def printed(form: Form) -> dict[str, str]:
    return {cell: str(1000 + index) for index, cell in enumerate(form.cells)}


@pytest.mark.parametrize("edition", editions())
def test_every_article_of_the_form_is_in_the_register_of_law(edition: str) -> None:
    cited = {line.article for table in load_form(edition).tables for line in table.lines if line.article}
    assert cited
    for written in cited:
        assert resolve(written).article is not None
