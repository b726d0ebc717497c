import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
from filings import FORMS, filing, filings, name_of, sections
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.finding import FindingKind, Severity, Verdict
from gongkai.report.form import Form, load_form
from gongkai.report.layout import grids
from gongkai.report.render import render
from gongkai.report.render.document import printed

KIND = FindingKind("A3", Severity.ERROR, ("和", "sum"), ("应为{expected} <b>", "should be {expected} <b>"), ("", ""))


def page(example: Any, **options: Any) -> LexborHTMLParser:
    return LexborHTMLParser(render(example, "html", **options).decode())


def numbers(tree: LexborHTMLParser) -> dict[str, str]:
    return {str(node.attributes["id"]): node.text() for node in tree.css("td[headers]")}


@given(filings(blanks=True))
@settings(max_examples=20, deadline=None)
def test_every_number_stands_in_the_place_of_its_cell(example: Any) -> None:
    assert numbers(page(example)) == {cell: printed(value) for cell, value in example.values.items()}


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_table_rows_tile_the_grid_as_a_browser_lays_them_out(form: Form) -> None:
    """The HTML table algorithm, walked by hand: every row ends full, no place is taken twice."""
    tables = page(filing(form)).css("table")
    for table, grid in zip(tables, grids(form), strict=True):
        taken: Counter[tuple[int, int]] = Counter()
        for row, line in enumerate(table.css("tr")):
            column = 0
            for cell in line.css("th, td"):
                while (row, column) in taken:
                    column += 1
                taken.update(
                    (row + down, column + right)
                    for down in range(int(cell.attributes.get("rowspan") or 1))
                    for right in range(int(cell.attributes.get("colspan") or 1))
                )
        assert taken == {(row, column): 1 for row in range(grid.rows) for column in range(grid.columns)}


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_ids_are_unique_and_every_reference_resolves(form: Form) -> None:
    findings = (KIND.at(("t3.u1.total", "t3.u1.natural"), expected=1, found=2),)
    tree = page(filing(form), findings=findings)
    ids = Counter(node.attributes["id"] for node in tree.css("[id]"))
    assert set(ids.values()) == {1}
    for attribute in ("headers", "aria-labelledby", "aria-describedby"):
        for node in tree.css(f"[{attribute}]"):
            assert set(str(node.attributes[attribute]).split()) <= set(ids)
    for link in tree.css("a[href]"):
        assert str(link.attributes["href"]).removeprefix("#") in ids


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_a_number_is_announced_with_its_line_and_column(form: Form) -> None:
    tree = page(filing(form))
    words = {str(node.attributes["id"]): node.text() for node in tree.css("th")}
    for node in tree.css("td[headers]"):
        cell = form.cells[str(node.attributes["id"])]
        heads = {words[head] for head in str(node.attributes["headers"]).split()}
        assert {cell.line.label, *cell.line.under, cell.column.label, *cell.column.under} <= heads


def test_the_page_is_whole_and_accessible() -> None:
    tree = page(filing(load_form("2021")))
    source = render(filing(load_form("2021")), "html").decode()
    assert source.startswith("<!DOCTYPE html>")
    assert not re.search(r"""(src|href)=["']?(https?:)?//|url\(|@import|<script""", source)
    assert attribute(tree.css_first("html"), "lang") == "zh-CN"
    assert len(tree.css("h1")) == 1
    assert len(tree.css("table > caption")) == len(tree.css("table")) == len(tree.css("div[role=region][tabindex='0']"))
    assert all(node.text().strip() for node in tree.css("caption, h1, h2, h3, th"))
    assert all(attribute(node, "scope") in ("row", "rowgroup", "col", "colgroup") for node in tree.css("th"))


def attribute(node: LexborNode | None, name: str) -> str | None:
    assert node is not None
    return node.attributes[name]


def test_findings_mark_their_cells_in_words_and_signs_and_leave_the_number_alone() -> None:
    finding = KIND.at(("t3.u1.total", "t2_2019.gone"), expected=1, found=2)
    tree = page(filing(load_form("2021")), findings=(finding,))
    (marked,) = tree.css("td[data-mark]")
    assert marked.attributes["id"] == "t3.u1.total"
    assert marked.attributes["data-mark"] == "※1"
    assert marked.attributes["class"] == "error"
    assert marked.text() == numbers(page(filing(load_form("2021"))))["t3.u1.total"]
    (item,) = tree.css(".findings li")
    assert "错误" in item.text()
    assert "应为1 <b>" in item.text()
    assert [link.attributes["href"] for link in item.css("a")] == ["#t3.u1.total"]


def test_the_worst_of_several_findings_decides_the_mark() -> None:
    finding = KIND.at(("t3.u1.total",), severity=Severity.NOTE, expected=1, found=2)
    tree = page(filing(load_form("2021")), findings=(finding, finding.with_severity(Severity.ERROR)), language="en")
    (marked,) = tree.css("td[data-mark]")
    assert (marked.attributes["class"], marked.attributes["data-mark"]) == ("error", "※1,2")
    assert "should be 1" in str(marked.attributes["title"])


def test_findings_stand_in_an_element_that_reading_passes_over_with_labels_advice_and_source() -> None:
    kind = replace(KIND, advice=("改正", "mend it"), cites=("第五十条",))
    form = load_form("2021")
    tree = page(filing(form), findings=(kind.at(("t3.u1.total",), verdict=Verdict.UNCERTAIN, expected=1, found=2),))
    (aside,) = tree.css("main > aside.findings[data-gongkai=findings]")
    assert aside.css_first("strong").text() == "存疑"
    assert [link.text() for link in aside.css("a")] == [form.cells["t3.u1.total"].label]
    assert "改正" in aside.text()
    assert "第五十条" in aside.text()
    assert "核对结果" not in "".join(node.text() for node in tree.css("section"))


def test_no_findings_no_list() -> None:
    assert not page(filing(load_form("2021"))).css(".findings, td[data-mark]")


def test_words_are_escaped() -> None:
    plain = filing(load_form("2021"))
    nasty = "</p><script>alert(1)</script>&amp;"
    tree = page(replace(plain, agency=nasty, sections=sections(plain.form, {"overview": nasty})))
    assert not tree.css("script")
    assert nasty in [node.text() for node in tree.css("p")]


def test_ink_stands_out_from_paper_by_the_ratio_that_wcag_asks_for() -> None:
    """WCAG 2.2 AA, 1.4.3: at least 4.5 to 1 for every colour of text on paper and on heads."""
    css = (resources.files("gongkai.report.render") / "report.css").read_text("utf-8")
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", css))
    for ink in ("ink", "link", "error", "warning", "note"):
        assert contrast(colours[ink], colours["paper"]) >= 4.5
    assert contrast(colours["ink"], colours["head"]) >= 4.5
    assert contrast(colours["rule"], colours["paper"]) >= 3


def contrast(one: str, other: str) -> Decimal:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return Decimal((lighter + 0.05) / (darker + 0.05))


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
