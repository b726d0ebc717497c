"""Reports whose tables are blank: a template, or a body that had nothing to report."""

import pytest

from gongkai.reading import read_document
from gongkai.report.filing import Filing, SectionText, make_filing
from gongkai.report.form import form_for_year
from gongkai.report.render import render

WORDS = "我局认真贯彻落实条例，及时公开有关信息，全年没有收到申请。" * 4


def blank(agency: str | None, words: str) -> Filing:
    form = form_for_year(2022)
    sections = tuple(
        SectionText(section.key, section.number, section.title, words, (), None)
        for section in form.sections
        if section.key in ("overview", "problems")
    )
    return make_filing(form, dict.fromkeys(form.cells), agency=agency, year=2022, sections=sections)


@pytest.mark.parametrize("kind", ["html", "docx", "markdown"])
def test_whoever_had_nothing_to_report_reported_blanks(kind: str) -> None:
    (reading,) = read_document(render(blank("青山市清源区档案局", WORDS), kind), f"a.{kind}")
    assert reading.filing is not None
    assert reading.filing.agency == "青山市清源区档案局"
    assert {trace.origin.value for trace in reading.filing.traces.values()} == {"blank"}
    assert set(reading.filing.values.values()) == {None}
    assert reading.listed_cells() >= {"t3.new.total", "t3.total.total"}


@pytest.mark.parametrize(("agency", "words"), [(None, WORDS), ("××局", WORDS), ("青山市清源区档案局", "无。")])
def test_a_template_is_refused(agency: str | None, words: str) -> None:
    (reading,) = read_document(render(blank(agency, words), "html"), "a.html")
    assert reading.refusal is not None
    assert reading.refusal.code == "blank-template"
