"""Pages whose report stands in a script, which puts it on the page when it is opened."""

from __future__ import annotations

import json

import pytest

from gongkai.reading import Status, read_document
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
