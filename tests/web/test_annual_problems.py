"""Problems and measures of a report: carried on until they are solved, and shown where they are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongkai.web.annual import bridge, edits
from gongkai.web.annual.models import Act, Measure, Problem, Report
from tests.web.conftest import District, refusal
from tests.web.reports import ON, YEAR, draft_of, moved, user, written


@pytest.mark.parametrize("state", ["drafting", "sent"])
def test_a_measure_that_is_refused_is_shown_as_it_was_typed(
    client: Client, clerk: Any, district: District, state: str
) -> None:
    report = written(district.top)
    problem = Problem.objects.create(report=report, text="公开不及时", by=clerk, on=ON)
    Report.objects.update(state=state)
    sent = {"what": "measure", "problem": problem.pk, "text": "每月检查", "owner": "办公室", "due_on": "2020-01-01"}
    answer = client.post(reverse("problems", args=(district.top.pk, YEAR)), sent)
    assert answer.status_code == 409
    assert "改进措施“每月检查”" in answer.content.decode()
    assert not Measure.objects.exists()


def test_problems_are_carried_on_until_they_are_solved(district: District) -> None:
    body, me = district.below, {"actor": user("clerk"), "on": ON}
    with edits.drafting(body, 2021, "own") as report:
        problem = edits.problem_add(report=report, text="公开不够及时。", **me)
        edits.problem_add(report=report, text="公开不够及时。", **me)
        due: dict[str, Any] = {"owner": "办公室", "due_on": date(2024, 6, 30)}
        edits.measure_add(report=report, problem=problem.pk, text="建立台账", **due, **me)
        code = refusal(edits.measure_add, report=report, problem=problem.pk, text="y", owner="x", due_on=ON, **me)
        assert code == "due-passed"
    assert (Problem.objects.count(), Measure.objects.count()) == (1, 1)
    text = draft_of(body, 2021).filing.narrative["problems"]
    assert "1.公开不够及时。下一步" not in text
    assert "本年度工作中仍有待解决的问题是：1.公开不够及时。" in text
    assert "1.建立台账（责任单位：办公室，完成时限：2024年6月30日）。" in text
    assert any("上年问题“公开不够及时。”的整改情况" in gap for gap in draft_of(body, 2022).todo)

    for year, became in ((2022, "continued"), (2023, "done")):
        assert [one.pk for one in bridge.open_problems(bridge.report_of(body, year, "own"))] == [problem.pk]
        with edits.drafting(body, year, "own") as report:
            edits.follow_up(report=report, problem=problem.pk, became=became, words="已建立台账", **me)
    assert "公开不够及时：已经解决，已建立台账。" in draft_of(body, 2023).filing.narrative["problems"]
    assert bridge.open_problems(bridge.report_of(body, 2024, "own")) == []
    with edits.drafting(body, 2024, "own") as report:
        said = {"problem": problem.pk, "became": "done", "words": "x"}
        assert refusal(edits.follow_up, report=report, **said, **me) == "no-problem"


def test_a_problem_without_an_answer_stands_in_the_way(district: District) -> None:
    body, me = district.below, {"actor": user("clerk"), "on": ON}
    with edits.drafting(body, 2022, "own") as report:
        problem = edits.problem_add(report=report, text="公开不够及时", **me)
    written(body)
    assert refusal(moved, body, Act.SEND) == "still-open"
    with edits.drafting(body, YEAR, "own") as report:
        edits.follow_up(report=report, problem=problem.pk, became="continued", words="正在建立台账", **me)
    moved(body, Act.SEND)


def test_the_tracker_page_takes_what_is_right_and_keeps_what_is_wrong(
    client: Client, district: District, person: Any
) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    where = reverse("problems", args=(body.pk, YEAR))
    assert client.post(where, {"what": "problem", "text": "<i>不深"}).status_code == 302
    problem = Problem.objects.get()
    assert "&lt;i&gt;不深" in client.get(where).content.decode()
    sent = {
        "what": "measure",
        "problem": str(problem.pk),
        "text": "细化目录",
        "owner": "法规科",
        "due_on": "2030-02-30",
    }
    answer = client.post(where, sent)
    assert (answer.status_code, Measure.objects.count()) == (400, 0)
    assert "细化目录" in answer.content.decode()
    assert client.post(where, sent | {"due_on": "2030-02-28"}).status_code == 302
    assert client.post(where, sent | {"due_on": "2020-02-28"}).status_code == 409
    assert client.post(where, sent | {"due_on": "2030-02-28", "problem": "999"}).status_code == 409
    assert client.post(where, {"what": "nonsense"}).status_code == 404
    assert client.post(where, {"what": "strike-measure", "key": str(Measure.objects.get().pk)}).status_code == 302
    assert Measure.objects.get().struck_reason == "撤销"
    other_report = Report.objects.create(body=district.top, year=YEAR)
    foreign = Problem.objects.create(report=other_report, text="他们的", by=user("x"), on=ON)
    client.post(where, {"what": "strike-problem", "key": str(foreign.pk)})
    foreign.refresh_from_db()
    assert foreign.struck_on is None
