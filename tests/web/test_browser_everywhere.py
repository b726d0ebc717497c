"""Every address of the table, as those see it who may: accessible, by keyboard too, fitting a phone and a sheet."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page

from tests.ledger.build import received
from tests.web.conftest import District, opened
from tests.web.test_browser import NARROW, Visitor
from tests.web.test_isolation import TABLE, address

TO_REACH = """() => {
  const stops = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) =>
    one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.type !== "hidden" && one.tabIndex >= 0);
  const groups = new Set();
  window.stops = stops.filter((one) => {  // of radio buttons the arrows reach the others
    if (one.type !== "radio") return true;
    const key = (one.form?.action ?? "") + one.name;
    return !groups.has(key) && groups.add(key);
  });
  document.body.tabIndex = -1;  // from the top, wherever the focus was
  document.body.focus();
  document.body.removeAttribute("tabindex");
  window.reached = new Set();
  window.unseen = [];
  document.addEventListener("focusin", ({target}) => {
    window.reached.add(target.type === "radio" ? `${target.form?.action ?? ""}${target.name}` : target);
    const style = getComputedStyle(target);
    if (style.outlineStyle === "none" && style.boxShadow === "none") window.unseen.push(target.outerHTML.slice(0, 120));
  });
  return window.stops.length;
}"""
MISSED = """() => [
  ...window.stops
    .filter((one) => !window.reached.has(one.type === "radio" ? `${one.form?.action ?? ""}${one.name}` : one))
    .map((one) => ["not reached by Tab", one.outerHTML.slice(0, 120)]),
  ...window.unseen.map((html) => ["focus not to be seen", html]),
]"""


PAPER = {"width": 688, "height": 1000}
"""A4 within its margins of 14 mm, in the pixels of a style sheet."""
CUT = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""


def cut_on_paper(page: Page) -> list[str]:
    """What of a page lies beyond the right edge of the sheet when it is printed."""
    before = page.viewport_size
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    found: list[str] = page.evaluate(CUT)
    page.emulate_media(media="screen")
    page.set_viewport_size(before or NARROW)
    return found


def missed_by_keyboard(page: Page) -> list[list[str]]:
    """What Tab alone does not come to, or comes to without a sign; a page that holds the focus misses the rest."""
    for _ in range(2 * page.evaluate(TO_REACH) + 10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    found: list[list[str]] = page.evaluate(MISSED)
    return found


ROLES = ("clerk", "administrator", "supervisor")


def shown(name: str, role: str) -> bool:
    """Whether the role sees that address and none before it in the list does."""
    sees = [one for one in ROLES if TABLE[name].wanted_get(one, "own") == 200]
    return name != "logout" and sees[:1] == [role]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_accessible_by_keyboard_too_and_fits_phone_and_paper(
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
        wrong += [(where, *one) for one in missed_by_keyboard(visitor.page)]
        if visitor.page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
            wrong.append((where, "wider than a phone"))
        wrong += [(where, "cut on paper", one) for one in cut_on_paper(visitor.page)[:1]]
        seen += 1
    assert seen > {"clerk": 50, "administrator": 5, "supervisor": 0}[role]
    assert wrong == []
    assert visitor.hosts == {live_server.url.removeprefix("http://")}


@pytest.mark.parametrize(
    ("body", "missed"),
    [
        ("<a href='#'>a</a> <button>b</button>", 0),
        ("<input type=radio name=r> <input type=radio name=r> <textarea></textarea>", 0),
        ("<a href='#' style='outline: none'>a</a>", 1),
        ("<input onkeydown='event.preventDefault()'> <a href='#'>behind a trap</a>", 1),
        ("<div tabindex=0 onkeydown='event.preventDefault()'></div> <a href='#'>1</a> <a href='#'>2</a>", 2),
    ],
)
def test_the_check_by_keyboard_finds_what_is_missed(browser: Browser, body: str, missed: int) -> None:
    page = browser.new_page()
    page.set_content(f"<!doctype html><title>t</title><main>{body}</main>")
    assert len(missed_by_keyboard(page)) == missed


@pytest.mark.parametrize(("width", "cut"), [("100%", 0), ("700px", 1)])
def test_the_check_on_paper_finds_what_is_cut(browser: Browser, width: str, cut: int) -> None:
    page = browser.new_page()
    page.set_content(f"<!doctype html><title>t</title><main><p style='width: {width}'>wide</p></main>")
    assert len(cut_on_paper(page)) == cut
