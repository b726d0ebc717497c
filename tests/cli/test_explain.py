"""gongkai explain."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from gongkai.cli.catalogue import kinds
from gongkai.report.form import editions, load_form
from tests.cli.conftest import Ran

Gongkai = Callable[..., Ran]


@pytest.mark.parametrize("code", sorted(kinds()))
def test_every_kind_of_finding_is_explained(gongkai: Gongkai, code: str) -> None:
    ran = gongkai("explain", code)
    assert ran.status == 0
    assert kinds()[code].title[0] in ran.out
    assert all(cite in ran.out for cite in kinds()[code].cites)


def test_without_a_code_all_are_listed(gongkai: Gongkai) -> None:
    assert len(gongkai("explain").out.splitlines()) == len(kinds())


def test_a_cell_is_explained_with_its_place_article_and_identities(gongkai: Gongkai) -> None:
    out = gongkai("explain", "t3.u1.total").out
    for part in ("（四）无法提供", "条例:36(4)", "2019、2021", "A3:u1", "A2:total", "= t3.u1.natural + "):
        assert part in out


@pytest.mark.parametrize("edition", editions())
def test_an_edition_is_explained(gongkai: Gongkai, edition: str) -> None:
    out = gongkai("explain", edition).out
    assert load_form(edition).notice in out
    assert all(table.title in out for table in load_form(edition).tables)


def test_a_slip_of_the_pen_gets_a_suggestion(gongkai: Gongkai) -> None:
    ran = gongkai("explain", "t3.u1.totl")
    assert ran.status == 2
    assert "t3.u1.total" in ran.err


def test_an_identity_is_explained_by_an_equation_and_an_example(gongkai: Gongkai) -> None:
    out = gongkai("explain", "a1").out
    assert out == gongkai("explain", "A1").out
    assert "t3.new.natural + t3.carried_in.natural = " in out
    assert "应为1，实为0" in out


@pytest.mark.parametrize("code", sorted(kinds()))
def test_no_template_is_shown_raw(gongkai: Gongkai, code: str) -> None:
    assert "{" not in gongkai("explain", code).out


def test_explanations_as_json(gongkai: Gongkai) -> None:
    assert json.loads(gongkai("explain", "A1", "--json").out)["severity"] == "error"
    cell = json.loads(gongkai("explain", "t3.u1.total", "--json").out)
    assert cell["editions"] == ["2019", "2021"]
    assert "A3:u1" in cell["identities"]
    assert json.loads(gongkai("explain", "2021", "--json").out)["cells"] == list(load_form("2021").cells)
    assert [kind["code"] for kind in json.loads(gongkai("explain", "--json").out)["kinds"]] == list(kinds())
