"""Write and read close a circle: what an office publishes, anyone can check."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import docx
import pytest
from filings import FORMS, filing, filings, name_of, sections
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.finding import FindingKind, Severity
from gongkai.reading import read_document
from gongkai.reading.sheet import normalise
from gongkai.report.filing import Filing, SectionText
from gongkai.report.form import Form, load_form
from gongkai.report.identities import implied_values
from gongkai.report.render import FORMATS, render

KIND = FindingKind("A3", Severity.ERROR, ("和", "sum"), ("应为{expected}", "should be {expected}"), ("", ""))


def docx_text(data: bytes) -> bytes:
    """What a person copies out of Word: paragraphs, and table rows with tabs, a merged cell once."""
    lines: list[str] = []
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        if hasattr(block, "rows"):
            seen: set[Any] = set()
            for row in block.rows:
                fresh = [cell for cell in row.cells if not (cell._tc in seen or seen.add(cell._tc))]
                lines.append("\t".join(cell.text for cell in fresh))
        else:
            lines.append(block.text)
    return "\n".join(lines).encode()


WAYS: dict[str, Callable[[Filing], tuple[bytes, str]]] = {
    name: lambda example, name=name: (render(example, name), f"report{FORMATS[name].suffix}")
    for name in ("html", "markdown", "json", "xlsx", "docx")
}
WAYS["copied"] = lambda example: (docx_text(render(example, "docx")), "report.txt")


def read(example: Filing, way: str) -> Filing:
    (reading,) = read_document(*WAYS[way](example))
    assert reading.filing is not None, reading.refusal
    return reading.filing


def changes(back: Filing, example: Filing) -> dict[str, Any]:
    """What came back otherwise than it was written: nothing, if the circle closes."""
    known = {
        "form": [(each.form.is_mixed, each.form.edition, list(each.form.cells)) for each in (back, example)],
        "agency": (back.agency, example.agency),
        "year": (back.year, example.year),
        **{cell: (back.values.get(cell), value) for cell, value in example.values.items()},
    }
    return {name: pair for name, pair in known.items() if pair[0] != pair[1]}


def words(example: Filing) -> list[tuple[str, str, str, str]]:
    """The sections without their places and empty lines, in the plain signs that reading makes of full-width ones."""
    return [(text.key, text.number, text.title, plain(text.text)) for text in example.sections]


def plain(text: str) -> str:
    return "\n".join(line for line in normalise(text).splitlines() if line)


@pytest.mark.parametrize("way", WAYS)
@given(example=filings())
@settings(max_examples=25, deadline=None)
def test_numbers_come_back_in_every_format(way: str, example: Filing) -> None:
    assert changes(read(example, way), example) == {}


@pytest.mark.parametrize("way", ["html", "json", "xlsx", "docx"])
@given(example=filings(blanks=True))
@settings(max_examples=25, deadline=None)
def test_blanks_come_back_as_blanks(way: str, example: Filing) -> None:
    if any(value is not None for value in example.values.values()):
        assert changes(read(example, way), example) == {}


@pytest.mark.parametrize("way", ["copied", "markdown"])
@given(example=filings(blanks=True))
@settings(max_examples=25, deadline=None)
def test_a_blank_of_a_text_is_never_filled_in_silence(way: str, example: Filing) -> None:
    """In text an empty cell may be a lost one: what differs is forced by the identities, or a finding names it."""
    (reading,) = read_document(*WAYS[way](example))
    if reading.filing is None:
        assert all(value is None for value in example.values.values()), reading.refusal
        return
    forced = implied_values(example.form, example.values)
    for cell in changes(reading.filing, example).keys() - reading.listed_cells():
        assert example.values[cell] is None
        assert reading.filing.values[cell] == forced[cell].value


def test_marks_of_findings_change_no_number() -> None:
    example = filing(load_form("2021"))
    findings = tuple(KIND.at((cell,), expected=1, found=2) for cell in example.values)
    for format in ("html", "xlsx"):
        (reading,) = read_document(render(example, format, findings=findings), f"report{FORMATS[format].suffix}")
        assert reading.filing is not None
        assert changes(reading.filing, example) == {}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_every_form_comes_back_as_itself_with_its_words(form: Form, way: str) -> None:
    example = filing(form)
    back = read(example, way)
    assert changes(back, example) == {}
    assert words(back) == words(example)


@pytest.mark.parametrize("way", WAYS)
def test_sub_sections_come_back(way: str) -> None:
    form = load_form("2021")
    text = "总的情况。\n（一）主动公开\n公开信息。\n（二）依申请公开\n办理申请。"
    parts = (("（一）主动公开", "公开信息。"), ("（二）依申请公开", "办理申请。"))
    given = tuple(
        SectionText(each.key, each.number, each.title, each.text, parts if each.key == "overview" else ())
        for each in sections(form, {"overview": text})
    )
    back = read(replace(filing(form), sections=given), way)
    assert words(back)[0][3] == plain(text)
    assert [(normalise(head), normalise(said)) for head, said in back.sections[0].parts] == [
        (normalise(head), normalise(said)) for head, said in parts
    ]


@pytest.mark.parametrize("way", WAYS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_report_that_does_not_add_up_comes_back_as_printed(way: str, data: st.DataObject) -> None:
    example = filing(data.draw(st.sampled_from(FORMS)))
    cell = data.draw(st.sampled_from([name for name in example.values if name.startswith("t3")]))
    wrong = filing(example.form, {**example.values, cell: data.draw(st.integers(0, 99_999))})
    assert changes(read(wrong, way), wrong) == {}
