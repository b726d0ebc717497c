"""Every address of the table, as those see it who may: accessible, fitting a phone, asking nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser

from tests.ledger.build import received
from tests.web.conftest import District, opened
from tests.web.test_browser import NARROW, Visitor, browser
from tests.web.test_isolation import TABLE, address

__all__ = ["browser"]


ROLES = ("clerk", "administrator", "supervisor")


def shown(name: str, role: str) -> bool:
    """Whether the role sees that address and none before it in the list does."""
    sees = [one for one in ROLES if TABLE[name].wanted_get(one, "own") == 200]
    return name != "logout" and sees[:1] == [role]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_and_fits_a_phone(
    live_server: Any, browser: Browser, district: District, person: Any, client: Client, role: str
) -> None:
    matter = opened(district.top, received("9-10", asks="规划图"))
    client.force_login(person(district.top, role))
    context = browser.new_context(viewport=NARROW)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    visitor = Visitor(context.new_page(), live_server.url)
    wrong: list[Any] = []
    seen = 0
    for name in sorted(one for one in TABLE if shown(one, role)):
        where = address(name, matter)
        answer = client.get(where)
        if not answer.headers["Content-Type"].startswith("text/html") or b"<main" not in answer.content:
            continue
        visitor.page.goto(f"{live_server.url}{where}")
        found = Axe().run(visitor.page)
        wrong += [(where, one["id"], one["nodes"][0]["html"][:150]) for one in found.response["violations"]]
        if visitor.page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
            wrong.append((where, "wider than a phone"))
        seen += 1
    assert seen > {"clerk": 50, "administrator": 5, "supervisor": 0}[role]
    assert wrong == []
    assert visitor.hosts == {live_server.url.removeprefix("http://")}
