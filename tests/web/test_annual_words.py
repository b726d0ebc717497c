"""The words of a report: drafted, bound to cells and figures, typed numbers marked, kept once they are signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.regime import packaged_regime
from gongkai.ledger.simulation import district as simulated
from gongkai.ledger.year import BodyYear
from gongkai.reading.read import read_document
from gongkai.report.compile import compile_year
from gongkai.report.narrative.figures import FIGURES
from gongkai.report.narrative.tokens import bind, cells_of, fill, unknown
from gongkai.web.annual import bridge, edits, figures
from gongkai.web.annual.counting import Counting, counted_from
from gongkai.web.annual.drafting import Draft, Given, Inputs, assemble, with_entries
from gongkai.web.annual.models import Act, Words
from gongkai.web.annual.prose import paragraphs, raws_of
from gongkai.web.annual.selectors import typed_by
from tests.ledger.build import REGIME, answered, received
from tests.web.conftest import District, opened, refusal
from tests.web.reports import FORM, ON, WORDS, YEAR, draft_of, moved, user, written


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
