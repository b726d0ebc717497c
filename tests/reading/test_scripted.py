"""Pages whose report stands in a script, which puts it on the page when it is opened."""

from __future__ import annotations

import json
import re
from html import escape

import pytest

from gongkai.reading import Status, read_document
from gongkai.reading.sources.held import unwrapped
from tests.reading.test_traps import FILING, PAGE

SHELL = "<!DOCTYPE html><html><head><title>年报</title></head><body><p>首页</p>{}<script>{}</script></body></html>"
BODY = PAGE[PAGE.index("<body") : PAGE.index("</body>")]


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_report_that_a_script_puts_on_its_page_is_read(ascii_only: bool) -> None:
    data = json.dumps({"code": 200, "data": {"content": BODY}}, ensure_ascii=ascii_only)
    (reading,) = read_document(SHELL.format("", f"var detail={data};render(detail)").encode())
    assert reading.status is Status.READ
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


def test_of_a_page_with_tables_of_its_own_no_script_is_read() -> None:
    other = json.dumps(BODY.replace(">1234<", ">9999<"), ensure_ascii=False)
    (reading,) = read_document(SHELL.format(BODY, f"var old={other}").encode())
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


OTHER = BODY.replace(FILING.agency or "", "乙区教育局").replace(">1234<", ">9999<")
PLAIN = re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", BODY))


@pytest.mark.parametrize(
    "held",
    [
        json.dumps([{"title": "甲", "content": BODY}, {"title": "乙", "content": OTHER}]),
        json.dumps({"code": 0, "rows": [{"content": BODY}, {"content": OTHER}]}, ensure_ascii=False),
        json.dumps([BODY, OTHER], indent=1, ensure_ascii=False),
        json.dumps({"content": BODY}) + "\n" + json.dumps({"content": OTHER}) + "\n",
        "var rows=" + json.dumps([BODY, OTHER]),
        SHELL.format("", f"var rows={json.dumps([BODY, OTHER])}"),
    ],
)
def test_every_report_in_the_strings_of_a_file_is_read(held: str) -> None:
    first, second = read_document(held.encode())
    assert first.filing is not None
    assert second.filing is not None
    assert first.filing.values == FILING.values
    assert second.filing.agency == "乙区教育局"
    assert second.filing.values["t2.licences.decisions"] == 9999


@pytest.mark.parametrize("copy", [PLAIN, PLAIN[: len(PLAIN) // 2], "摘要：" + PLAIN[:400] + "……", "政府" * 200])
def test_a_copy_of_a_report_in_other_strings_is_no_other_report(copy: str) -> None:
    for held in ({"summary": copy, "content": BODY}, {"content": BODY, "text": copy}):
        (reading,) = read_document(json.dumps(held).encode())
        assert reading.filing is not None
        assert reading.filing.values == FILING.values
        assert reading.filing.agency == FILING.agency


def test_markup_that_was_escaped_once_more_in_its_string_is_read() -> None:
    (reading,) = read_document(json.dumps({"title": "年报", "content": escape(BODY)}).encode())
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


HELD = BODY[BODY.index(">") + 1 :]


@pytest.mark.parametrize(
    "page",
    [
        f"<html><body><textarea style='display:none'>{escape(HELD)}</textarea><div id='show'></div></body></html>",
        f"<html><body><!-- <table> --><textarea>{HELD}</textarea></body></html>",
        f"<html><body><script type='text/template'>{HELD}</script><div></div></body></html>",
        f"<html><body><iframe srcdoc='{escape(HELD)}'></iframe></body></html>",
        f"<?xml version='1.0'?><doc><content>{escape(HELD)}</content></doc>",
        f"<?xml version='1.0'?><doc><content>{escape(escape(HELD))}</content></doc>",
        f"<html><body><table><tr><td><p>栏目</p></td></tr></table><iframe srcdoc='{escape(HELD)}'></iframe></body>",
    ],
)
def test_markup_that_a_page_holds_as_text_is_read(page: str) -> None:
    (reading,) = read_document(page.encode())
    assert reading.filing is not None
    assert reading.filing.values == FILING.values


def test_a_text_field_beside_the_tables_is_none_of_the_page() -> None:
    (reading,) = read_document(
        PAGE.replace("<h1", "<textarea><table><tr><td>9</td></tr></table></textarea><h1").encode()
    )
    assert reading.status is Status.READ


@pytest.mark.parametrize("start", ["<textarea>", "<!--", "<iframe srcdoc='", "&lt;table&gt;", "<script>", "<p>&lt;"])
def test_markup_held_in_a_hostile_page_takes_no_time(start: str) -> None:
    unwrapped("<p>&lt;table&gt;" + start * (100_000 // len(start)))
