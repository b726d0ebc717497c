"""Large type and high contrast: two switches for everybody, that change tokens only."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser

from gongkai.web.kernel.look import COOKIE, Look
from tests.ledger.build import received
from tests.web.conftest import District, opened
from tests.web.test_browser import NARROW
from tests.web.test_isolation import address

PAGES = (
    "portal",
    "apply",
    "progress",
    "portal-statistics",
    "today",
    "matters",
    "matter",
    "annual",
    "letters",
    "settings",
)


@pytest.mark.parametrize(
    ("cookie", "wanted"),
    [
        ("", Look()),
        ("large", Look(large=True)),
        ("contrast large", Look(large=True, contrast=True)),
        ("<script> huge", Look()),
    ],
)
def test_a_cookie_says_how_pages_look(rf: Any, cookie: str, wanted: Look) -> None:
    request = rf.get("/")
    request.COOKIES[COOKIE] = cookie
    assert Look.of(request) == wanted
    assert Look.of(request).turned("nonsense") == wanted
    request.COOKIES[COOKIE] = str(wanted)
    assert Look.of(request) == wanted


@pytest.mark.django_db
def test_a_switch_is_turned_and_leads_back() -> None:
    client = Client()
    answer = client.post("/look/", {"switch": "large", "next": "/portal/guide/?a=b"})
    assert answer.headers["Location"] == "/portal/guide/?a=b"
    assert b'data-type="large"' in client.get("/portal/").content
    client.post("/look/", {"switch": "contrast"})
    page = client.get("/portal/").content
    assert b'data-type="large"' in page
    assert b'data-contrast="high"' in page
    client.post("/look/", {"switch": "large"})
    assert b'data-type="large"' not in client.get("/login/").content


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["https://elsewhere.cn/", "//elsewhere.cn/", "javascript:alert(1)", "/\\elsewhere.cn"])
def test_it_leads_to_no_other_site(away: str) -> None:
    assert Client().post("/look/", {"switch": "large", "next": away}).headers["Location"] == "/portal/"


@pytest.mark.django_db(transaction=True)
def test_both_switched_on_pages_fit_a_phone_with_contrast_of_seven(
    live_server: Any, browser: Browser, district: District, person: Any, client: Client
) -> None:
    matter = opened(district.top, received("9-10", asks="规划图"))
    client.force_login(person(district.top, "clerk"))
    context = browser.new_context(viewport=NARROW)
    cookies = {"sessionid": client.cookies["sessionid"].value, COOKIE: '"large contrast"'}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    wrong: list[Any] = []
    for name in PAGES:
        page.goto(f"{live_server.url}{address(name, matter)}")
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > 20, name
        strict = {
            "runOnly": {"type": "tag", "values": ["wcag2aa", "wcag2aaa"]},
            "rules": {"color-contrast-enhanced": {"enabled": True}},
        }
        wrong += [
            (name, one["id"], one["nodes"][0]["html"][:150])
            for one in Axe().run(page, options=strict).response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
            wrong.append((name, "wider than a phone"))
    assert wrong == []
