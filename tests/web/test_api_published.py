"""Published reports as open data: without a token, with every revision, not sent twice to whoever has them."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from gongkai.report.render import FORMATS
from gongkai.web.annual.models import Act, FrozenFile, Publication
from tests.web.conftest import District
from tests.web.reports import ACCEPTED, SIGNED, YEAR, moved, written

LIST = "/api/v1/published/reports"


@pytest.fixture(autouse=True)
def uncounted() -> None:
    cache.clear()


@pytest.fixture
def corrected(district: District) -> list[Publication]:
    """The department's report, published and then corrected; the government's, published once."""
    written(district.below)
    moved(district.below, *ACCEPTED, Act.PUBLISH)
    moved(district.below, Act.CORRECT, reason="漏计两件申请")
    moved(district.below, *ACCEPTED, Act.PUBLISH)
    written(district.top)
    moved(district.top, *SIGNED, Act.PUBLISH)
    return list(Publication.objects.order_by("pk"))


def test_every_revision_is_listed_with_what_it_corrects(client: Client, corrected: list[Publication]) -> None:
    first, second, top = corrected
    listed = client.get(LIST).json()
    assert [one["id"] for one in listed["items"]] == [top.pk, second.pk, first.pk]
    assert listed["next"] is None
    told = {one["id"]: one for one in listed["items"]}
    assert (told[first.pk]["correction"], told[second.pk]["correction"]) == ("", "漏计两件申请")
    assert told[first.pk]["newest"] == told[second.pk]["newest"] == second.pk
    assert [one["name"] for one in told[top.pk]["files"]] == list(FORMATS)
    newest = client.get(f"{LIST}?newest=true").json()["items"]
    assert [one["id"] for one in newest] == [top.pk, second.pk]


def test_the_list_is_narrowed_and_turned_page_by_page(client: Client, corrected: list[Publication]) -> None:
    below = corrected[0].report.body_id
    assert len(client.get(f"{LIST}?body={below}&year={YEAR}").json()["items"]) == 2
    assert client.get(f"{LIST}?year={YEAR - 1}").json()["items"] == []
    seen: list[int] = []
    where: int | None = None
    while True:
        page = client.get(f"{LIST}?limit=1" + (f"&before={where}" if where else "")).json()
        seen += [one["id"] for one in page["items"]]
        where = page["next"]
        if where is None:
            break
    assert seen == [one.pk for one in reversed(corrected)]


def test_a_report_is_the_object_that_was_signed_with_all_its_revisions(
    client: Client, corrected: list[Publication]
) -> None:
    first, second, _ = corrected
    told = client.get(f"{LIST}/{first.pk}").json()
    assert told["report"] == json.loads(first.frozen.content)
    assert (told["report"]["year"], told["report"]["cells"]["t3.new.total"]) == (YEAR, 0)
    assert [one["revision"] for one in told["revisions"]] == [1, 2]
    assert told["newest"] == second.pk
    assert client.get(f"{LIST}/999999").status_code == 404


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_is_as_it_was_signed(client: Client, corrected: list[Publication], name: str) -> None:
    entry = next(one for one in client.get(LIST).json()["items"][0]["files"] if one["name"] == name)
    answer = client.get(entry["href"])
    assert answer.content == bytes(FrozenFile.objects.get(frozen=corrected[2].frozen, name=name).content)
    assert (len(answer.content), hashlib.sha256(answer.content).hexdigest()) == (entry["size"], entry["sha256"])
    assert answer.headers["Content-Type"] == FORMATS[name].media_type


@pytest.mark.parametrize("part", ["", "/{pk}", "/{pk}/files/docx"])
def test_what_one_has_is_not_sent_again_and_a_correction_is(
    client: Client, corrected: list[Publication], part: str
) -> None:
    where = LIST + part.format(pk=corrected[0].pk)
    answer = client.get(where)
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    for header in ({"If-None-Match": answer.headers["ETag"]}, {"If-Modified-Since": answer.headers["Last-Modified"]}):
        again = client.get(where, headers=header)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
    below = corrected[0].report.body
    moved(below, Act.CORRECT)
    moved(below, *ACCEPTED, Act.PUBLISH)
    changed = client.get(where, headers={"If-None-Match": answer.headers["ETag"]})
    assert changed.status_code == (304 if "files" in part else 200)


def test_pages_of_other_sites_may_read_answers_and_refusals(client: Client, corrected: list[Publication]) -> None:
    for where in (LIST, f"{LIST}/{corrected[0].pk}", f"{LIST}/999999", f"{LIST}?limit=0"):
        answer = client.get(where, headers={"Origin": "https://elsewhere.example"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_what_is_not_published_is_not_there(client: Client, district: District) -> None:
    written(district.below)
    moved(district.below, *ACCEPTED)
    assert client.get(LIST).json()["items"] == []


def test_bytes_that_were_changed_are_not_given_out(client: Client, corrected: list[Publication]) -> None:
    FrozenFile.objects.filter(frozen=corrected[0].frozen, name="json").update(content=b"{}")
    answer: Any = client.get(f"{LIST}/{corrected[0].pk}")
    assert (answer.status_code, answer.json()["code"]) == (422, "file-changed")
