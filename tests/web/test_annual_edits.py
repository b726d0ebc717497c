"""What people add to a report: numbers, words bound to cells, reasons, problems and measures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts import Kind, other
from gongkai.ledger.simulation import district as simulated
from gongkai.ledger.year import BodyYear
from gongkai.reading.read import read_document
from gongkai.report.compile import compile_year
from gongkai.report.filing import Origin
from gongkai.report.form import load_form
from gongkai.report.identities import identities
from gongkai.report.narrative.figures import FIGURES
from gongkai.report.narrative.tokens import bind, cells_of, fill, unknown
from gongkai.web.annual import bridge, edits, figures
from gongkai.web.annual.counting import Counting, counted_from
from gongkai.web.annual.drafting import FORBIDDEN, Draft, Given, Inputs, assemble, finding_key, with_entries
from gongkai.web.annual.models import Act, Entry, Measure, Problem, Report, Words
from gongkai.web.annual.prose import paragraphs, raws_of
from gongkai.web.annual.selectors import typed_by
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import District, opened
from tests.web.conftest import entered as fact_entered
from tests.web.reports import ACCEPTED, ON, WORDS, YEAR, moved, user, written

FORM = load_form("2021")
ME: dict[str, Any] = {"on": ON}


def draft_of(body: Any, year: int = YEAR, scope: str = "own") -> Draft:
    return assemble(bridge.gather(bridge.report_of(body, year, scope), REGIME))


def entered(body: Any, cell: str, value: str, token: str = "e", **more: Any) -> Entry:
    said = {"source": "许可系统", "reason": "台账不掌握", "actor": user("clerk"), "on": ON} | more
    with edits.drafting(body, YEAR, "own") as report:
        return edits.entry_add(report=report, cell=FORM.cells[cell], value=Decimal(value), token=token, **said)


def refusal(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args, **more)
    return caught.value.code


# ------------------------------------------------------------------ numbers


def test_a_number_entered_counts_says_whence_and_is_struck_again(district: District) -> None:
    body = district.below
    assert draft_of(body).filing.values["t2.licences.decisions"] is None
    entered(body, "t2.licences.decisions", "12")
    entered(body, "t2.licences.decisions", "12")
    filing = draft_of(body).filing
    assert filing.values["t2.licences.decisions"] == 12
    assert filing.traces["t2.licences.decisions"].origin is Origin.ENTERED
    assert filing.traces["t2.licences.decisions"].read == "许可系统：台账不掌握（clerk，2024-01-20）"
    entered(body, "t2.licences.decisions", "13", token="f")
    assert draft_of(body).filing.values["t2.licences.decisions"] == 13
    with edits.drafting(body, YEAR, "own") as report:
        edits.entry_strike(report=report, cell="t2.licences.decisions", reason="填错", actor=user("clerk"), on=ON)
    assert draft_of(body).filing.values["t2.licences.decisions"] is None
    assert [(int(row.value), row.struck_reason) for row in Entry.objects.all()] == [
        (12, "由新的填报替代"),
        (13, "填错"),
    ]
    with pytest.raises(TypeError):
        Entry.objects.first().delete()  # type: ignore[union-attr]


def test_a_number_stands_in_place_of_the_ledgers_figure_and_never_beside_it(district: District) -> None:
    body = district.below
    fact = other.Reported(on=date(2023, 12, 1), year=YEAR, what=other.Statistic.LICENCES_DECISIONS, value=Decimal(30))
    opened(body, fact, kind=Kind.STATISTIC)
    assert draft_of(body).filing.values["t2.licences.decisions"] == 30
    entered(body, "t2.licences.decisions", "12")
    draft = draft_of(body)
    assert (draft.filing.values["t2.licences.decisions"], draft.computed["t2.licences.decisions"]) == (12, 30)
    assert str(draft.filing.traces["t2.licences.decisions"].read).endswith("台账计30")


@pytest.mark.parametrize(
    ("cell", "value", "fits"),
    [
        ("t3.new.natural", "0", True),
        ("t3.new.natural", "-1", False),
        ("t3.new.natural", "1.5", False),
        ("t3.new.natural", "9999999999999", True),
        ("t3.new.natural", "10000000000000", False),
        ("t2.fees.amount_wan", "5230.52", True),
        ("t2.fees.amount_wan", "5230.525", False),
        ("t2.fees.amount_wan", "-0.01", False),
        ("t2.fees.amount_wan", "NaN", False),
    ],
)
def test_a_cell_takes_what_it_can_hold(district: District, cell: str, value: str, fits: bool) -> None:
    if fits:
        entered(district.below, cell, value)
        assert draft_of(district.below).filing.values[cell] == Decimal(value)
    else:
        assert refusal(entered, district.below, cell, value) == "bad-number"
        assert not Entry.objects.exists()


def test_source_and_reason_are_due(district: District) -> None:
    assert refusal(entered, district.below, "t3.new.natural", "1", source=" ") == "no-source"
    assert refusal(entered, district.below, "t3.new.natural", "1", reason="") == "no-source"


def test_nothing_is_entered_once_the_report_is_sent(district: District) -> None:
    written(district.below)
    moved(district.below, Act.SEND)
    assert refusal(entered, district.below, "t3.new.natural", "1") == "not-drafting"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(FORM.cells)), st.integers(0, 99), max_size=8))
def test_entered_parts_move_their_sums_and_entered_sums_stay(given_numbers: dict[str, int]) -> None:
    computed = dict.fromkeys(FORM.cells, 0)
    entries = {cell: Given(Decimal(value), "", "", "", "") for cell, value in given_numbers.items()}
    values = with_entries(FORM, computed, entries)
    assert all(values[cell] == value for cell, value in given_numbers.items())
    for rule in identities(FORM):
        if rule.code != "A1" and not given_numbers.keys() & _wholes():
            assert sum(values[cell] or 0 for cell in rule.left) == sum(values[cell] or 0 for cell in rule.right), rule


def _wholes() -> set[str]:
    return {rule.left[0] for rule in identities(FORM) if len(rule.left) == 1}


def test_a_broken_identity_marks_every_cell_and_says_what_is_due(
    client: Client, district: District, person: Any
) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    opened(body, received("2023-3-1"), answered("2023-3-9"))
    entered(body, "t3.granted.natural", "5")
    text = client.get(reverse("year", args=(body.pk, YEAR))).content.decode()
    assert "应为5，实为1" in text or "应为1，实为5" in text
    for cell in ("t3.new.natural", "t3.carried_in.natural", "t3.total.natural", "t3.carried_out.natural"):
        assert f'class="number broken" id="{cell}"' in text
    assert 'class="number entered" id="t3.granted.natural"' in text
    assert "（台账1）" in text


# ------------------------------------------------------------------ findings


def test_a_finding_is_accepted_as_it_stands_and_the_forms_arithmetic_never(district: District) -> None:
    body = district.below
    entered(body, "t3.granted.natural", "5")
    draft = draft_of(body)
    arithmetic = next(found for found in draft.findings if found.code == "A1")
    other_one = next(found for found in draft.findings if found.code not in FORBIDDEN)
    said: dict[str, Any] = {"actor": user("clerk"), "on": ON, "regime": REGIME}
    with edits.drafting(body, YEAR, "own") as report:
        code = refusal(edits.finding_explain, report=report, key=finding_key(arithmetic), reason="没事", **said)
        assert code == "not-acceptable"
        assert refusal(edits.finding_explain, report=report, key="0" * 64, reason="没事", **said) == "finding-gone"
        key = finding_key(other_one)
        assert refusal(edits.finding_explain, report=report, key=key, reason=" ", **said) == "no-reason"
        for _ in range(2):
            edits.finding_explain(report=report, key=key, reason="已核对", **said)
        assert report.explained.filter(struck_on=None).count() == 1
        edits.explain_strike(report=report, key=key, actor=user("clerk"), on=ON)
        assert report.explained.filter(struck_on=None).count() == 0


def test_an_error_that_is_explained_no_longer_stands_in_the_way(district: District) -> None:
    body = district.below
    opened(body, received("2022-12-1"), answered("2022-12-9"), token="old")
    written(body, year=2022)
    moved(body, Act.SEND, Act.REVIEW, Act.SIGN, year=2022)
    opened(body, received("2022-12-28"), answered("2023-1-5"), token="forgotten")
    written(body)
    with pytest.raises(Refusal) as caught:
        moved(body, Act.SEND)
    assert caught.value.code == "still-open"
    assert "B1" in caught.value.reason[0]
    error = next(found for found in draft_of(body).errors() if found.code == "B1")
    with edits.drafting(body, YEAR, "own") as report:
        given_reason = {"reason": "上年漏计", "actor": user("clerk"), "on": ON, "regime": REGIME}
        edits.finding_explain(report=report, key=finding_key(error), **given_reason)
    moved(body, Act.SEND)


# ------------------------------------------------------------------ words


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    """Simulated years of different bodies, each with the year before."""
    out = []
    for body in simulated(7, 2024, bodies=4, regime=packaged_regime()):
        histories = {history.matter: history for history in body.histories}
        heads = dict.fromkeys(histories, "")
        before = compile_year(body.histories, 2023, REGIME, agency=body.name).filing
        counting = counted_from(histories, heads, 2024, REGIME)
        out.append(assemble(Inputs(agency=body.name, year=2024, counting=counting, before=before)))
    return out


def test_a_cached_count_compiles_the_same_report_as_the_core(drafts: list[Draft]) -> None:
    for draft, body in zip(drafts, simulated(7, 2024, bodies=4, regime=packaged_regime()), strict=True):
        core = compile_year(body.histories, 2024, REGIME, agency=body.name, before=draft.before)
        assert draft.filing == core.filing
        assert draft.matters == core.matters
        told = [(note.code, note.message) for note in draft.notes] + [(f.code, f.message) for f in draft.findings]
        assert told == [(found.code, found.message) for found in core.findings]


def test_drafted_words_with_bound_figures_print_the_same(drafts: list[Draft]) -> None:
    bound = 0
    for draft in drafts:
        for section, raw in bind(draft.filing, draft.before, draft.facts).items():
            assert fill(raw, draft.filing, draft.before, draft.facts) == draft.filing.narrative[section]
            assert not unknown(raw, draft.filing.form)
            bound += raw.count("{")
    assert bound > 50


def test_a_changed_cell_changes_the_words(drafts: list[Draft]) -> None:
    draft = drafts[0]
    raw = bind(draft.filing, draft.before, draft.facts)["overview"]
    assert "收到政府信息公开申请{t3.new.total}件{t3.new.total~}" in raw
    number = int(draft.filing.values["t3.new.natural"] or 0) + 5
    changed = with_entries(draft.filing.form, draft.computed, {"t3.new.natural": _given(number)})
    said = fill(raw, replace(draft.filing, values=changed), draft.before, draft.facts)
    assert f"收到政府信息公开申请{changed['t3.new.total']}件" in said
    assert f"自然人申请{number}件" in said


def _given(value: int) -> Given:
    return Given(Decimal(value), "", "", "", "")


@pytest.mark.parametrize(
    ("token", "cells"),
    [
        ("t3.new.total", ["t3.new.total"]),
        ("t3.d*.total", [f"t3.d{n}.total" for n in range(1, 9)]),
        ("t4.direct.total+t4.after_review.total~", ["t4.direct.total", "t4.after_review.total"]),
        ("t3.new.total-t3.new.natural", ["t3.new.total", "t3.new.natural"]),
        ("t3.new", None),
        ("", None),
        ("t3.new.total+", None),
        ("t3.new.total~~", None),
        ("__class__", None),
        ("t3.x*.total", None),
    ],
)
def test_a_token_is_cells_of_the_form_or_nothing(token: str, cells: list[str] | None) -> None:
    found = cells_of(token, FORM)
    assert (None if found is None else [cell for _, cell in found]) == cells


@given(st.text(alphabet="{}t3.new.total件~+*-", max_size=40))
def test_any_text_is_understood_or_its_faults_are_named(text: str) -> None:
    draft = assemble(Inputs(agency="某局", year=2023, counting=Counting(BodyYear(2023), (), {})))
    if not unknown(text, FORM):
        assert "{" not in fill(text, draft.filing, None, draft.facts)


def written_words(body: Any, text: str | None, seen: int = 0, section: str = "overview") -> None:
    with edits.drafting(body, YEAR, "own") as report:
        edits.words_write(report=report, section=section, text=text, seen=seen, actor=user("clerk"), on=ON)


def test_words_stay_bound_and_go_back_to_the_draft(district: District) -> None:
    body = district.below
    written_words(body, "全年收到政府信息公开申请{t3.new.total}件。")
    assert draft_of(body).filing.narrative["overview"] == "全年收到政府信息公开申请0件。"
    opened(body, received("2023-3-1"), token="one")
    assert draft_of(body).filing.narrative["overview"] == "全年收到政府信息公开申请1件。"
    written_words(body, None, seen=Words.objects.get().pk)
    assert draft_of(body).filing.narrative["overview"].startswith("（一）主动公开")


def test_counted_and_typed_numbers_are_chips_and_a_bare_one_is_hinted_at(
    client: Client, district: District, person: Any
) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    text = "全年逾期答复{f.answered_late}件，接待来访{=30|来访登记簿}人次，电话咨询12人次。"
    written_words(body, text)
    where = reverse("words", args=(body.pk, YEAR, "overview"))
    said = client.get(where).content.decode()
    assert '<span class="chip fact" title="台账：逾期答复（件，依申请公开台账）">0</span>' in said
    typed = (
        '<span class="chip typed" title="手工填写，来源：来访登记簿（clerk，2024-01-20）">30<small>手填</small></span>'
    )
    assert typed in said
    assert "没有绑定的数字 <small>1 处，可以保留</small>" in said
    assert '<span class="chip loose" title="没有绑定的数字">12人次</span>' in said
    preview = client.post(where, {"text": text.replace("30|", "31|"), "seen": "1", "preview": ""}).content.decode()
    assert "来源：来访登记簿（尚未保存）" in preview
    page = client.get(reverse("year", args=(body.pk, YEAR))).content.decode()
    assert typed in page
    assert "chip loose" not in page

    opened(body, received("2023-3-1"), answered("2023-6-9"), token="late")
    opened(body, received("2023-3-1"), answered("2023-3-9"), token="soon")
    assert '（件，依申请公开台账）">1</span>' in client.get(where).content.decode()
    content = client.get(reverse("file", args=(body.pk, YEAR, "docx"))).content
    (reading,) = read_document(content)
    assert reading.filing is not None
    assert "接待来访30人次" in reading.filing.narrative["overview"]
    for printed in ("html", "json"):
        written = client.get(reverse("file", args=(body.pk, YEAR, printed))).content.decode()
        assert "全年逾期答复1件，接待来访30人次，电话咨询12人次。" in written


def test_who_typed_a_number_is_whoever_wrote_it_first(district: District) -> None:
    body, one = district.below, "来访{=30|登记簿}人次。"
    written_words(body, one)
    with edits.drafting(body, YEAR, "own") as report:
        seen = Words.objects.get().pk
        given = {"actor": user("other"), "on": date(2024, 2, 1), "seen": seen}
        edits.words_write(report=report, section="overview", text=f"{one}来信{{=4|登记簿}}件。", **given)
    report = bridge.report_of(body, YEAR, "own")
    found = typed_by(report, raws_of(draft_of(body)))
    assert {token: (who.name, who.on) for token, who in found.items()} == {
        "{=30|登记簿}": ("clerk", ON),
        "{=4|登记簿}": ("other", date(2024, 2, 1)),
    }


def test_signed_words_stay_when_the_facts_go_on(district: District) -> None:
    body = district.below
    report = written(body)
    text = WORDS["overview"] + "全年逾期答复{f.answered_late}件。"
    Words.objects.create(report=report, section="overview", text=text, on=ON, by=user("author"))
    moved(body, Act.SEND, Act.REVIEW, Act.SIGN)
    opened(body, received("2023-3-1"), answered("2023-6-9"), token="late")
    report = bridge.report_of(body, YEAR, "own")
    assert report.frozen is not None
    assert bridge.filing_of(report.frozen).narrative["overview"].endswith("全年逾期答复0件。")
    assert draft_of(body).filing.narrative["overview"].endswith("全年逾期答复1件。")
    assert bridge.frozen_again(report.frozen, REGIME) == report.frozen.snapshot


def test_figures_that_were_not_counted_leave_a_place_and_are_never_zero() -> None:
    nothing = Counting(BodyYear(2023), (), {}, whole=False)
    draft = assemble(Inputs(agency="某局", year=2023, counting=nothing, words={"other": "主动公开{f.published}条。"}))
    assert draft.filing.narrative["other"] == "主动公开〔请作者补充：主动公开政府信息尚无数字〕条。"
    assert draft.filing.narrative["other"][4:-2] in draft.todo


def test_every_figure_beside_the_form_has_a_name_and_is_kept_with_the_counts() -> None:
    year = BodyYear(2023)
    for name in (*figures.NUMBERS, *figures.AMOUNTS):
        setattr(year, name, 3)
    year.published.update({"overview": 1, "news": 1, "catalogue": 1})
    year.activities.update({"meeting": 3, "conference": 3, "training": 3, "inspection": 3})
    year.interpretations["text"] = 3
    assert all(figure.of(year) for figure in FIGURES.values())
    kept = figures.summed(2023, [figures.encoded(year, matters=False)])
    assert {key: one.said(kept) for key, one in FIGURES.items()} == {key: f.said(year) for key, f in FIGURES.items()}


def test_two_authors_do_not_overwrite_each_other(district: District) -> None:
    written_words(district.below, "甲。")
    assert refusal(written_words, district.below, "乙。") == "written-meanwhile"
    written_words(district.below, "甲。")
    assert Words.objects.count() == 1
    written_words(district.below, "乙。", seen=Words.objects.get().pk)
    assert draft_of(district.below).filing.narrative["overview"] == "乙。"


def test_what_was_written_is_shown_where_it_cannot_be_saved_any_more(
    client: Client, clerk: Any, district: District
) -> None:
    written(district.top)
    where, newest = reverse("words", args=(district.top.pk, YEAR, "overview")), Words.objects.filter(section="overview")
    assert client.post(where, {"text": "甲。", "seen": "0", "reset": ""}).status_code == 409  # somebody wrote before
    moved(district.top, Act.SEND)
    answer = client.post(where, {"text": "我写的概况。", "seen": str(newest.latest("pk").pk), "save": ""})
    assert answer.status_code == 409
    assert "我写的概况。" in answer.content.decode()


def test_a_number_that_comes_too_late_is_shown_as_it_was_typed(client: Client, clerk: Any, district: District) -> None:
    report = written(district.top)
    Report.objects.filter(pk=report.pk).update(state="sent")
    sent = {"value": "12", "source": "许可系统", "reason": "台账不掌握", "token": "t"}
    answer = client.post(reverse("enter_cell", args=(district.top.pk, YEAR, "t2.licences.decisions")), sent)
    assert answer.status_code == 409
    assert "数字“12” 数据来源“许可系统” 填报理由“台账不掌握”" in answer.content.decode()


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


def test_a_typed_number_that_the_table_does_not_say_is_marked(client: Client, district: District, person: Any) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    opened(body, received("2023-3-1"), token="one")
    where = reverse("words", args=(body.pk, YEAR, "overview"))
    text = "（二）依申请公开\n2023年，本机关共收到政府信息公开申请7件。其中<script>自然人1件。"
    answer = client.post(where, {"text": text, "seen": "0", "preview": ""})
    said = answer.content.decode()
    assert answer.status_code == 200
    loose = '<span class="chip loose" title="没有绑定的数字">7件</span>'
    assert f"<mark>2023年，本机关共收到政府信息公开申请{loose}。</mark>" in said
    assert "表格“一、本年新收政府信息公开申请数量·总计”为1" in said
    assert "<script>" not in said
    assert not Words.objects.exists()
    for bad in ("{t3.neu.total}", "{", "", "x" * 30_001):
        answer = client.post(where, {"text": bad, "seen": "0", "save": ""})
        assert answer.status_code == 400
        assert not Words.objects.exists()
    assert client.post(where, {"text": "好。", "seen": "²", "save": ""}).status_code == 400
    assert client.post(where, {"text": "好。", "seen": "0", "save": ""}).status_code == 302
    answer = client.post(where, {"text": "我的。", "seen": "0", "save": ""})
    assert answer.status_code == 409
    assert "我的。" in answer.content.decode()
    assert client.get(reverse("words", args=(body.pk, YEAR, "applications"))).status_code == 404


def test_chips_show_the_figures_and_keep_the_words(drafts: list[Draft]) -> None:
    draft = drafts[0]
    lines = paragraphs(draft, "overview", raws_of(draft)["overview"], {})
    pieces = [piece for line in lines for sentence in line for piece in sentence.pieces]
    assert any(piece.kind == "cell" and "新收" in piece.title for piece in pieces)
    assert any(piece.kind == "fact" for piece in pieces)
    assert "".join(piece.text for piece in pieces) == draft.filing.narrative["overview"].replace("\n", "")
    assert not any(sentence.found for line in lines for sentence in line)


# ------------------------------------------------------------------ problems and measures


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


def test_the_page_of_a_cell_keeps_what_was_typed_wrong(client: Client, district: District, person: Any) -> None:
    body = district.below
    client.force_login(person(body, "clerk"))
    where = reverse("enter_cell", args=(body.pk, YEAR, "t2.licences.decisions"))
    sent = {"value": "-3", "source": "<b>系统", "reason": "台账无此数", "token": "t"}
    answer = client.post(where, sent)
    assert answer.status_code == 400
    assert "不能小于0" in answer.content.decode()
    assert "&lt;b&gt;系统" in answer.content.decode()
    for value in ("", "abc", "1e99", "٣.٥", "1" * 30):
        assert client.post(where, sent | {"value": value}).status_code == 400
    assert not Entry.objects.exists()
    for _ in range(3):
        assert client.post(where, sent | {"value": "3"}).status_code == 302
    assert Entry.objects.get().value == 3
    wrong_cell = reverse("enter_cell", args=(body.pk, YEAR, "t9.x.y"))
    assert client.post(wrong_cell, sent | {"value": "3"}).status_code == 404


def test_typed_numbers_show_their_source_after_the_signature(client: Client, district: District, person: Any) -> None:
    body = district.below
    text = WORDS["overview"] + "接待来访{=30|来访登记簿}人次。"
    Words.objects.create(report=written(body), section="overview", text=text, on=ON, by=user("author"))
    moved(body, Act.SEND, Act.REVIEW, Act.SIGN)
    client.force_login(person(body, "clerk"))
    page = client.get(reverse("year", args=(body.pk, YEAR))).content.decode()
    assert "手工填写的数字的来源" in page
    assert "<b>30</b>：来访登记簿 <small>author，2024-01-20</small>" in page


def test_what_was_carried_over_last_year_is_offered_with_its_source(
    client: Client, district: District, person: Any
) -> None:
    body, cell = district.below, "t3.carried_in.natural"
    matter = opened(body, received(f"{YEAR - 1}-12-20"), token="late")
    written(body, YEAR - 1)
    moved(body, *ACCEPTED, year=YEAR - 1, on=date(YEAR, 1, 20))
    client.force_login(person(body, "clerk"))
    where = reverse("cell", args=(body.pk, YEAR, cell))
    assert "已按上年度报告预填" not in client.get(where).content.decode(), "the ledger says the same"
    fact_entered(matter, answered(f"{YEAR - 1}-12-28"), "found-later")
    page = client.get(where).content.decode()
    assert "已按上年度报告预填" in page
    assert f"{YEAR - 1}年度报告" in page
    assert "（已接收）" in page
    assert not Entry.objects.exists(), "nothing is entered before somebody says so"
    entered(body, cell, "1")
    assert "已按上年度报告预填" not in client.get(where).content.decode()
