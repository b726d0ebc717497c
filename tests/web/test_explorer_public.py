"""What is published everybody in the office sees in the statistics, of whatever body; what is not, nobody new."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from gongkai.web.annual.models import Act, Report, Taken
from gongkai.web.bodies.models import Body
from gongkai.web.explorer.models import Measured
from tests.web.conftest import ROLES, District
from tests.web.explored import brought
from tests.web.reports import ACCEPTED, moved, written
from tests.web.test_explorer import lines, page, row, words
from tests.web.test_readings_taken import confirmed

SECRET, OPEN = 7777, 4141
"""New applications of a report that is not public, and of one that is."""
KINDS = ("csv", "xlsx", "json")


@pytest.fixture
def stranger(client: Client, district: District, person: Callable[..., Any]) -> Any:
    """The clerk of a body of another tree, logged in."""
    user = person(district.other, "clerk")
    client.force_login(user)
    return user


@pytest.fixture
def told(district: District) -> District:
    """Of the top 2022 is public and 2023 is not; of the body below nothing is."""
    brought(district.top, 2022, lines(new=OPEN, total=OPEN), public=True)
    brought(district.top, 2023, lines(new=SECRET, carried_in=3, total=SECRET + 3))
    brought(district.below, 2022, lines(new=SECRET, total=SECRET))
    return district


def addresses(body: Body, year: int) -> dict[str, str]:
    """Every page of the statistics that names the body, by the name of its address."""
    found = {name: reverse(name, args=[body.pk]) for name in ("explorer_body", "explorer_region", "explorer_map")}
    found["explorer_findings"] = reverse("explorer_findings", args=[body.pk, year])
    found["explorer_made"] = reverse("explorer_made", args=[body.pk, year, "received"])
    for name in ("explorer_body", "explorer_region", "explorer_map"):
        found |= {f"{name}.{kind}": reverse(f"{name}_file", args=[body.pk, kind]) for kind in KINDS}
    found |= {f"findings.{kind}": reverse("explorer_findings_file", args=[body.pk, year, kind]) for kind in KINDS}
    return found


def answers(client: Client, body: Body, year: int) -> dict[str, int]:
    return {name: client.get(where).status_code for name, where in addresses(body, year).items()}


@pytest.mark.parametrize("role", ROLES)
def test_every_role_of_another_body_sees_what_is_public_and_nothing_else(
    told: District, client: Client, person: Callable[..., Any], role: str
) -> None:
    client.force_login(person(told.other, role))
    found = answers(client, told.top, 2022)
    shown = {name for name, answer in found.items() if answer == 200}
    files = {f"{name}.{kind}" for name in ("explorer_body", "explorer_region") for kind in KINDS}
    assert shown == {"explorer_body", "explorer_region", "explorer_made", *files}
    assert {answer for name, answer in found.items() if name not in shown} == {404}
    assert client.get(reverse("explorer_made", args=[told.top.pk, 2023, "received"])).status_code == 404
    assert set(answers(client, told.below, 2022).values()) == {404}
    chosen = {"body": [told.top.pk, told.below.pk]}
    pages = [addresses(told.top, 2022)[name] for name in sorted(shown) if "xlsx" not in name]
    texts = [client.get(where).content.decode() for where in pages]
    texts += [client.get(reverse(name), chosen).content.decode() for name in ("explorer", "explorer_compare")]
    texts += [client.get(reverse(f"{name}_file", args=["csv"]), chosen).content.decode()
              for name in ("explorer", "explorer_compare")]  # fmt: skip
    assert not [text for text in texts if str(SECRET) in text]
    assert sum(str(OPEN) in text for text in texts) >= len(texts) - 1, "the overview has no figures"


def test_nothing_is_there_before_it_is_published_and_a_correction_only_when_it_is(
    district: District, client: Client, stranger: Any
) -> None:
    written(district.below)
    moved(district.below, *ACCEPTED)
    assert set(answers(client, district.below, 2023).values()) == {404}
    assert district.below.name not in words(page(client, "explorer"))
    moved(district.below, Act.PUBLISH)
    assert row(page(client, "explorer_body", district.below.pk), "新收申请")[1:] == ["0"]
    assert row(page(client, "explorer"), district.below.name)[1:] == ["已公布"]
    moved(district.below, Act.CORRECT)
    report = Report.objects.get(body=district.below, year=2023)
    brought(district.below, 2023, lines(new=SECRET, total=SECRET))
    assert row(page(client, "explorer_body", district.below.pk), "新收申请")[1:] == ["0"]
    assert Measured.objects.get(report=report).figures["received"] == "0"


def test_a_break_is_not_told_from_a_year_that_is_not_public(district: District, client: Client, stranger: Any) -> None:
    brought(district.top, 2022, lines(new=5, carried_out=5))
    brought(district.top, 2023, lines(new=1, carried_in=2, total=3), public=True)
    root = page(client, "explorer_body", district.top.pk)
    assert row(root, "上年结转")[1:] == ["2"]
    assert "不衔接" not in words(root)
    Taken.objects.update(public=True)
    assert "不衔接" in words(page(client, "explorer_body", district.top.pk))


def test_what_is_taken_back_is_gone(told: District, client: Client, stranger: Any) -> None:
    Taken.objects.filter(report__body=told.top).update(struck_on=date(2024, 2, 1))
    assert set(answers(client, told.top, 2022).values()) == {404}


def test_a_region_is_added_up_from_what_is_public_for_those_who_do_not_supervise_it(
    told: District, client: Client, person: Callable[..., Any]
) -> None:
    brought(told.below, 2023, lines(new=11, total=11), public=True)
    brought(told.top, 2023, lines(new=SECRET + 1, total=SECRET + 1), scope="area")
    client.force_login(person(told.below, "clerk"))
    root = page(client, "explorer_region", told.top.pk)
    assert row(root, "新收申请")[1:] == [str(OPEN), "11"], "not even the own report that is not public"
    assert str(SECRET + 1) not in words(root)
    assert "没有已公布的报告" in words(root)
    text = client.get(reverse("explorer_region_file", args=[told.top.pk, "csv"])).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [one["报告"] for one in rows] == ["读入文件", "读入文件", "1个机关", "1个机关"]
    client.force_login(person(told.top, "supervisor"))
    assert row(page(client, "explorer_region", told.top.pk), "新收申请")[1:] == [
        str(OPEN + SECRET), f"{SECRET + 11} 汇总报告 {SECRET + 1}",
    ]  # fmt: skip


def test_one_looks_at_ones_own_body_whole_beside_others(told: District, client: Client, stranger: Any) -> None:
    brought(told.other, 2023, lines(new=12, total=12))
    root = page(client, "explorer_compare", body=[told.top.pk, told.other.pk], year=2023)
    assert row(root, "新收申请") == ["12", "无报告"], "the own body comes first"
    root = page(client, "explorer_compare", body=[told.top.pk, told.other.pk], year=2022)
    assert row(root, "新收申请") == ["无报告", str(OPEN)]
    listed = page(client, "explorer")
    assert row(listed, told.other.name)[1:] == ["缺报", "读入文件"]
    assert row(listed, told.top.name)[1:] == ["读入文件", "未公布"]


@pytest.mark.parametrize("place", ["other", "top"])
def test_no_page_leads_anybody_where_they_may_not_go(
    told: District, client: Client, person: Callable[..., Any], place: str
) -> None:
    client.force_login(person(getattr(told, place), "clerk"))
    Taken.objects.filter(report__body=told.top).update(public=place == "other")
    brought(told.below, 2023, lines(new=40, granted=40, total=40), public=place == "other")
    starts = [reverse("explorer"), reverse("explorer_compare") + f"?body={told.top.pk}&body={told.below.pk}"]
    starts += [where for name, where in addresses(told.top, 2022).items() if name in ("explorer_body", "explorer_made")]
    starts += [reverse("explorer_region", args=[told.top.pk])] if place == "other" else []
    for start in starts:
        root = lxml.html.fromstring(client.get(start).content.decode())
        for where in {one for one in root.xpath("//main//a/@href") if one.startswith("/")}:
            assert client.get(where).status_code == 200, (start, where)


@pytest.mark.parametrize("said", [True, False])
def test_a_file_is_public_only_where_somebody_says_so(
    district: District, client: Client, person: Callable[..., Any], said: bool
) -> None:
    client.force_login(person(district.below, "clerk"))
    reading = confirmed(district.below)
    sent = {"body": str(district.below.pk), "use": "before", "token": "u"} | ({"public": "on"} if said else {})
    assert client.post(reverse("reading_use", args=[reading.pk]), sent).status_code == 302
    assert Taken.objects.get().public is said
    client.force_login(person(district.other, "clerk"))
    assert client.get(reverse("explorer_body", args=[district.below.pk])).status_code == (200 if said else 404)
    assert json.loads(Taken.objects.get().content)["year"] == 2023
