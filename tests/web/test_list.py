"""The list: filters, order, pages, views, handing out, the workbook; columns that hold until their day."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.cache import caches
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import KINDS, Kind
from gongkai.ledger.facts.application import Applicant
from gongkai.ledger.history import History
from gongkai.ledger.simulation import district as simulated
from gongkai.web.bodies.models import Body
from gongkai.web.cases.columns import COMPUTED, columns_set
from gongkai.web.cases.filters import GROUPS, SORTS, Asked
from gongkai.web.cases.models import Assignment, FactRow, Label, Matter, SavedView
from gongkai.web.cases.selectors import PAGE
from gongkai.web.cases.services import columns_catch_up, columns_rebuild, matters_import
from tests.ledger.build import REGIME, answered, asked, consulted, created, day, fee, issued, received
from tests.ledger.test_walk import accepted, samples
from tests.web.conftest import TODAY, District, entered, opened

LIST, EXPORT = "/matters/", "/matters/export/"


def numbers(client: Client, **query: Any) -> list[str]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return [one.matter.number for one in answer.context["rows"]]


@pytest.fixture
def mixed(district: District) -> list[Matter]:
    facts = [
        (received("8-1"),),
        (received("8-22"),),
        (received("8-26"), consulted("9-10")),
        (received("9-10", applicant=Applicant.BUSINESS, applicant_key="k1"),),
        (received("9-18"), asked("9-19", 10)),
        (received("9-2"), answered("9-12", Leaf.PARTIAL, withheld=(Leaf.D3,))),
        (received("9-3", applicant_key="k1"), answered("9-13", Leaf.U1A)),
    ]
    return [opened(district.top, *some, token=f"x{place}.") for place, some in enumerate(facts)]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"stage": "late"}, {1}),
        ({"stage": "today"}, {2}),
        ({"stage": "others"}, {3, 5}),
        ({"stage": "open"}, {1, 2, 3, 4, 5}),
        ({"stage": "ended"}, {6, 7}),
        ({"stage": "correcting"}, {5}),
        ({"outcome": "partial"}, {6}),
        ({"applicant": "business"}, {4}),
        ({"key": "k1"}, {4, 7}),
        ({"got_from": "2024-09-02", "got_to": "2024-09-03"}, {6, 7}),
        ({"got_to": "2024-08-22"}, {1, 2}),
        ({"due_to": "2024-09-20"}, {1, 2}),
        ({"closed_from": "2024-09-13"}, {7}),
        ({"channel": "fax"}, set()),
        ({"kind": "dispute"}, set()),
        ({"q": "2024-0003"}, {3}),
        ({"handler": "none"}, {1, 2, 3, 4, 5, 6, 7}),
        ({"handler": "me"}, set()),
        ({"label": "征收"}, {2}),
        ({"outcome": "no", "kind": "x", "got_from": "never", "body": "x", "due_to": "9999-99-99"}, set(range(1, 8))),
        ({"handler": "x"}, set()),
        ({"handler": "9" * 19}, set()),
        ({"body": "999"}, set()),
    ],
)  # fmt: skip
def test_filters(client: Client, clerk: Any, mixed: list[Matter], query: dict[str, str], wanted: set[int]) -> None:
    Label.objects.create(matter=mixed[1], word="征收")
    assert set(numbers(client, **query)) == {f"2024-{number:04d}" for number in wanted}


def test_every_group_of_a_list_is_what_the_facts_say(client: Client, clerk: Any, mixed: list[Matter]) -> None:
    shown = {one.matter.number: one for one in client.get(LIST).context["rows"]}
    late = {number for number, one in shown.items() if one.where and one.where.overdue}
    assert set(numbers(client, stage="late")) == late != set()
    near = {number for number, one in shown.items() if one.colour == "soon"}
    assert set(numbers(client, stage="near")) == near
    assert set(GROUPS) >= {"late", "near"}


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_pages_hold_every_matter_once_both_ways(client: Client, clerk: Any, district: District, sort: str) -> None:
    rng = random.Random(sort)
    histories = [
        History(f"n{number}", Kind.APPLICATION, [received(f"9-{rng.randint(2, 6)}")], body=district.top.name)
        for number in range(2 * PAGE + 7)
    ]
    matters_import(body=district.top, histories=histories, actor=None, on=TODAY, regime=REGIME)
    place, pages, edges = {}, [], []
    for _ in range(3):
        answer = client.get(LIST, {"sort": sort} | place)
        pages.append([one.matter for one in answer.context["rows"]])
        edges.append(answer.context["page"])
        place = {"after": str(answer.context["page"].after)}
    assert [len(page) for page in pages] == [PAGE, PAGE, 7]
    every = [matter for page in pages for matter in page]
    column, falling = SORTS[sort]
    assert [m.pk for m in every] == [
        m.pk for m in sorted(every, key=lambda m: (getattr(m, column), m.pk), reverse=falling)
    ]
    assert len({matter.pk for matter in every}) == 2 * PAGE + 7
    back = client.get(LIST, {"sort": sort, "before": str(edges[2].before)}).context
    assert [one.matter.pk for one in back["rows"]] == [matter.pk for matter in pages[1]]
    assert back["page"].after == edges[1].after
    first = client.get(LIST, {"sort": sort, "before": str(edges[1].before)}).context["page"]
    assert first.before is None


def test_a_supervisor_finds_all_bodies_in_one_order(client: Client, district: District, person: Any) -> None:
    for place, body in enumerate((district.top, district.below, district.top, district.other)):
        opened(body, received(f"9-{place + 2}"), token=f"s{place}.")
    client.force_login(person(district.top, "supervisor"))
    rows = [one.matter for one in client.get(LIST).context["rows"]]
    assert [(matter.body, matter.began_on) for matter in rows] == [
        (district.top, day("9-4")), (district.below, day("9-3")), (district.top, day("9-2")),
    ]  # fmt: skip
    assert [one.matter.body for one in client.get(LIST, {"body": district.below.pk}).context["rows"]] == [
        district.below
    ]
    assert numbers(client, body=str(district.other.pk)) == []


def test_columns_are_chosen(client: Client, clerk: Any, mixed: list[Matter]) -> None:
    answer = client.get(LIST, {"cols": ["outcome", "began", "no"]})
    assert answer.context["table"].heads == ["收件日", "办理结果"]
    assert "部分公开" in answer.content.decode()


def test_a_view_is_kept_and_dropped_by_its_owner_alone(
    client: Client, clerk: Any, district: District, person: Any
) -> None:
    where = reverse("matters-view")
    client.post(where, {"name": "  逾期的  ", "query": "stage=late&evil=1&cols=title&cols=left&after=2024-01-01~1"})
    view = SavedView.objects.get()
    assert (view.user, view.name) == (clerk, "逾期的")
    assert QueryDict(view.query) == QueryDict("stage=late&cols=title&cols=left")
    assert "逾期的" in client.get(LIST).content.decode()
    client.post(where, {"name": "逾期的", "query": "stage=open"})
    assert SavedView.objects.get().query == "stage=open"
    for bad in ({"name": "", "query": ""}, {"name": "长", "query": "q=" + "甲" * 600}):
        assert client.post(where, bad).status_code == 302
    other = Client()
    other.force_login(person(district.top, "leader"))
    assert "逾期的" not in other.get(LIST).content.decode()
    other.post(where, {"drop": view.pk})
    assert SavedView.objects.count() == 1
    client.post(where, {"drop": view.pk})
    assert not SavedView.objects.exists()


def test_matters_are_handed_out_with_a_trace(
    client: Client, clerk: Any, mixed: list[Matter], district: District, person: Any
) -> None:
    head = person(district.top, "head")
    where, keys = reverse("matters-assign"), [mixed[0].pk, mixed[3].pk]
    assert head.username in client.get(where, {"matter": keys}).content.decode()
    assert (
        client.post(where, {"matter": keys, "handler": head.pk, "back": "stage=open"}).headers["Location"]
        == f"{LIST}?stage=open"
    )
    assert {a.matter_id: (a.handler, a.by) for a in Assignment.objects.all()} == dict.fromkeys(keys, (head, clerk))
    client.post(where, {"matter": keys, "handler": head.pk})
    assert Assignment.objects.count() == 2
    assert set(numbers(client, handler=str(head.pk))) == {"2024-0001", "2024-0004"}
    client.post(where, {"matter": keys[:1], "handler": "none"})
    client.post(where, {"matter": keys[1:], "handler": "me"})
    assert list(Matter.objects.filter(pk__in=keys).order_by("pk").values_list("handler", flat=True)) == [None, clerk.pk]
    entered(Matter.objects.get(pk=keys[1]), asked("9-12"), "later")
    assert Matter.objects.get(pk=keys[1]).handler == clerk
    assert columns_rebuild(body=district.top, on=TODAY, regime=REGIME) == ([], [])


def test_matters_go_to_people_of_their_body_only(
    client: Client, clerk: Any, mixed: list[Matter], district: District, person: Any
) -> None:
    where, leader, stranger = reverse("matters-assign"), person(district.top, "leader"), person(district.other, "clerk")
    for handler in (leader.pk, stranger.pk, "999", "x", "-1"):
        assert client.post(where, {"matter": mixed[0].pk, "handler": handler}).status_code == 404, handler
    theirs = opened(district.other, token="o")
    assert client.post(where, {"matter": [mixed[0].pk, theirs.pk], "handler": "me"}).status_code == 404
    assert not Assignment.objects.exists()
    assert "没有选中事项" in client.get(where).content.decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")', "http://x.cn"])
def test_a_workbook_holds_text_and_no_formula(client: Client, clerk: Any, district: District, text: str) -> None:
    opened(district.top, received("9-10", asks=text))
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(EXPORT).content)).active
    (heads, row) = sheet.iter_rows()
    assert [cell.value for cell in heads][:2] == ["编号", "内容"]
    assert row[1].value == text
    assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
    assert all(cell.hyperlink is None for cell in row)


def test_a_workbook_is_the_list(client: Client, clerk: Any, mixed: list[Matter], district: District) -> None:
    opened(district.other, token="o")

    def exported(**query: Any) -> list[Any]:
        sheet = openpyxl.load_workbook(io.BytesIO(client.get(EXPORT, query).content)).active
        return [row[0].value for row in sheet.iter_rows(min_row=2)]

    assert exported() == numbers(client)
    assert exported(stage="open", sort="due") == numbers(client, stage="open", sort="due")
    assert exported(matter=[mixed[0].pk, mixed[5].pk]) == [mixed[5].number, mixed[0].number]


def test_what_is_typed_into_a_filter_stays_text(client: Client, clerk: Any, mixed: list[Matter]) -> None:
    evil = '"><script>alert(1)</script>'
    for name in (*Asked.base_fields, "cols", "after"):
        assert "<script>" not in client.get(LIST, {name: evil}).content.decode()
    assert client.get(LIST, {"q": "a\x00b"}).status_code == 200


def test_columns_hold_until_the_day_they_name(district: District) -> None:
    """Whatever was entered, no day before ``changes_on`` changes a column."""
    rng, changed = random.Random(7), 0
    for walk in range(100):
        kind = (Kind.APPLICATION, Kind.APPLICATION, Kind.DOCUMENT, Kind.PUBLICATION, Kind.DISPUTE)[walk % 5]
        on, history = day("2024-3-4"), History("n", kind, body="甲")
        for _ in range(8):
            on += timedelta(rng.choice([0, 1, 2, 5, 9]))
            longer = [
                m for f in KINDS[kind] for one in samples(f, on, history) if (m := accepted(history, one, REGIME))
            ]
            if not longer:
                break
            history = rng.choice(longer)
            changed += holds(history, on)
    assert changed > 20


def holds(history: History, on: Any) -> int:
    """Look at every day until the columns change; whether they did."""
    on = max(on, *(fact.on for fact in history.facts))
    matter, later = Matter(), Matter()
    columns_set(matter, history, on, REGIME)
    names = [name for name in COMPUTED if name != "changes_on"]
    for ahead in range(1, 45):
        columns_set(later, history, on + timedelta(ahead), REGIME)
        if any(getattr(later, name) != getattr(matter, name) for name in names):
            assert matter.changes_on is not None
            assert matter.changes_on <= on + timedelta(ahead)
            return 1
    return 0


def test_a_night_that_was_missed_is_made_good_by_the_first_look(
    client: Client, clerk: Any, district: District, settings: Any
) -> None:
    matter = opened(district.top, received("8-20"), asked("8-21", 10))
    paying = opened(district.top, received("9-12"), fee("9-13"), token="f")
    Matter.objects.filter(pk=matter.pk).update(waits="applicant", changes_on=day("9-5"))
    caches["process"].clear()
    assert matter.number in numbers(client, stage="others")  # waiting was over: the office has to record it
    fresh = Matter.objects.get(pk=matter.pk)
    assert fresh.waits == "office"
    assert columns_rebuild(body=district.top, on=TODAY, regime=REGIME) == ([], [])
    assert Matter.objects.get(pk=paying.pk).changes_on is None


@pytest.mark.parametrize(("until", "changes"), [("9999-12-31", None), ("9999-12-30", date.max), ("2024-9-19", None)])
def test_a_document_that_is_valid_for_ever_is_taken_in(district: District, until: str, changes: date | None) -> None:
    fact = issued("9-2", taken_over=True, valid_until=day(until))
    assert opened(district.top, fact, kind=Kind.DOCUMENT).changes_on == changes


def test_catching_up_equals_rebuilding(district: District) -> None:
    (one,) = simulated(6, 2024, bodies=1, regime=REGIME)
    cut = [(h, [fact for fact in h.facts if fact.on <= day("9-10")]) for h in one.histories]
    made = [History(h.matter, h.kind, facts, body=h.body) for h, facts in cut if facts]
    body = Body.objects.create(name=one.name, kind=Body.Kind.DEPARTMENT)
    matters_import(body=body, histories=made, actor=None, on=day("9-10"), regime=REGIME)
    assert columns_catch_up(on=day("2026-6-30"), regime=REGIME) > 0
    assert columns_rebuild(body=body, on=day("2026-6-30"), regime=REGIME) == ([], [])
    assert columns_catch_up(on=day("2026-6-30"), regime=REGIME) == 0


def test_a_line_cut_off_at_the_end_is_noticed(client: Client, clerk: Any, district: District) -> None:
    matter = opened(district.top, received("9-2"), asked("9-4", 10))
    FactRow.objects.filter(seq=2)._raw_delete("default")
    assert "校验不符" in client.get(LIST).content.decode()
    assert Matter.objects.get(pk=matter.pk).broken
    assert columns_rebuild(body=district.top, on=TODAY, regime=REGIME) == ([], [matter.number])


def test_a_leader_sees_five_figures_that_open_their_lists(
    client: Client, district: District, person: Any, mixed: list[Matter]
) -> None:
    opened(district.top, created("9-3"), kind=Kind.PUBLICATION, token="p")
    client.force_login(person(district.top, "leader"))
    answer = client.get("/")
    (figures,) = answer.context["figures"]
    assert figures[1:] == (5, 1, 1, 4, 2, 3, 0)
    text = unescape(answer.content.decode())
    links = [part.split('"')[0] for part in text.split(f'href="{LIST}')[1:] if part.startswith("?kind=application")]
    counts = [int(part.split(">")[1].split("<")[0]) for part in text.split(f'href="{LIST}?kind=application&body=')[1:]]
    own = [link for link in links if "body=" in link]
    assert len(own) == 5
    assert [len(client.get(f"{LIST}{link}").context["rows"]) for link in own] == counts == [5, 1, 1, 4, 2]


def test_a_supervisor_sees_those_below_and_a_clerk_no_figures(client: Client, district: District, person: Any) -> None:
    client.force_login(person(district.top, "supervisor"))
    assert [one.body for one in client.get("/").context["figures"]] == [district.top, district.below]
    client.force_login(person(district.top, "clerk"))
    assert client.get("/").context["figures"] == []
