"""The annual report: bodies, contents and editions against what other rooms know, and days that never move."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.cite import cite
from gongkai.law.policy import default_policy
from gongkai.law.reporting import BodyKind, edition_for, report_contents, report_due, report_duty
from gongkai.report.form.load import editions

POLICY = default_policy()
YEARS = st.integers(2019, 2200)


@given(YEARS, st.sampled_from(sorted(BodyKind)))
def test_a_report_is_due_on_the_same_day_of_every_year(year: int, body: BodyKind) -> None:
    found = report_due(body, year, policy=POLICY)
    month_day = (3, 31) if body is BodyKind.GOVERNMENT else (1, 31)
    assert found.due == date(year + 1, *month_day)
    assert not found.provisional


@given(YEARS, st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_an_inner_day_is_taken_up_to_the_laws_day_and_refused_after_it(year: int, inner: date) -> None:
    written = inner.strftime("%m-%d")
    if (inner.month, inner.day) <= (1, 31):
        found = report_due("department", year, policy=POLICY, inner=written)
        assert found.due == inner.replace(year=year + 1)
    else:
        with pytest.raises(Refusal) as refusal:
            report_due("department", year, policy=POLICY, inner=written)
        assert refusal.value.code == "inner-day-late"


def test_every_edition_of_the_law_has_its_form() -> None:
    assert {edition_for(year).key for year in range(2019, 2030)} == set(editions())


def test_each_edition_cites_the_notice_that_made_it() -> None:
    assert cite("60号") in edition_for(2020).cites
    assert cite("30号") in edition_for(2021).cites


def test_only_a_government_reports_on_supervision() -> None:
    of_all = [content.key for content in report_contents("department")]
    assert of_all == [content.key for content in report_contents("township")]
    assert of_all == ["proactive", "applications", "disputes", "problems", "other"]
    of_government = [content.key for content in report_contents("government")]
    assert [key for key in of_government if key not in of_all] == ["supervision"]
    assert of_government.index("supervision") == of_government.index("problems") + 1


@pytest.mark.parametrize("body", BodyKind)
def test_every_body_knows_who_prepares_its_report_and_who_receives_it(body: BodyKind) -> None:
    duty = report_duty(body)
    assert duty.body is body
    assert all(all(words) for words in (duty.name, duty.by, duty.to))
    assert duty.cites[0].article == 49


@pytest.mark.parametrize("year", [2018, 0, -1, 9999])
def test_years_without_the_form_are_refused(year: int) -> None:
    for ask in (edition_for, lambda year: report_due("department", year, policy=POLICY)):
        with pytest.raises(Refusal) as refusal:
            ask(year)
        assert refusal.value.code == "no-edition"


def test_the_steps_name_article_49() -> None:
    found = report_due("government", 2024, policy=POLICY)
    assert cite("条例:49.2") in found.cites
    assert "2025-03-31" in found.steps[-1].words[0]


@pytest.mark.parametrize("inner", ["W05-3", "1-26", "0126", "01-32", "02-30", "", "01-26 "])
def test_an_inner_day_is_a_month_and_a_day(inner: str) -> None:
    with pytest.raises(Refusal) as refusal:
        report_due("department", 2024, policy=POLICY, inner=inner)
    assert refusal.value.code == "bad-day"


def test_a_town_is_not_told_that_the_law_sets_its_day() -> None:
    with pytest.raises(Refusal) as refusal:
        report_due("township", 2024, policy=POLICY, inner="02-10")
    assert "法定" not in refusal.value.reason[0] + refusal.value.advice[0]
    assert "2025-01-31" in refusal.value.advice[0]
