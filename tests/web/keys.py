"""A page worked with key presses alone: Tab, arrows, Enter, Space, and what is typed."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

from tests.web.conftest import PASSWORD

MOST = 40
HERE = "one => document.activeElement === one"
STEPS = """one => {  // about so many presses of Tab away, back where negative; 0 where the focus is there
  const at = document.activeElement;
  const group = (a) => a.type === "radio" ? `${a.name} ${a.form?.action}` : a;
  if (at === one || group(at) === group(one)) return 0;
  const seen = new Set();
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((a) => a === one || (a.checkVisibility({visibilityProperty: true}) && !a.disabled && a.tabIndex >= 0 &&
      (a.type !== "date" || a === at)))  // a date has a stop for every part: come nearer, and look again
    .map(group).filter((a) => !seen.has(a) && seen.add(a));
  const far = stops.indexOf(group(one)) - stops.indexOf(group(at));
  return far || 1;
}"""
"""How far it is; to be pressed, looked at and pressed again until it is reached."""


class Keys:
    """What hands on a keyboard do; scripts only look where the focus is."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home

    def log_in(self, who: str) -> None:
        """Come to the office as somebody."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.home}/login/")
        self.fill({"username": who, "password": PASSWORD})
        self.enter()

    def to(self, place: Locator) -> Locator:
        """Walk there by Tab, or by Shift+Tab where it lies behind."""
        place.wait_for()
        wanted = place.element_handle()
        for _ in range(MOST):
            steps = self.page.evaluate(STEPS, wanted)
            if steps == 0:
                break
            for _ in range(abs(steps)):
                self.page.keyboard.press("Tab" if steps > 0 else "Shift+Tab")
        for _ in range(20):  # of radio buttons the arrows reach the others
            if self.page.evaluate(HERE, wanted):
                return place
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no key leads to {wanted}")

    def enter(self) -> None:
        """Enter, and the page that follows."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def go(self, name: str, role: Any = "link", **more: Any) -> None:
        """To a link or a button by its name, and Enter."""
        self.to(self.page.get_by_role(role, name=name, **{"exact": True, **more}).first)
        self.enter()

    def button(self, name: str) -> None:
        self.go(name, role="button")

    def unfold(self, words: str) -> None:
        self.to(self.page.locator("summary", has_text=words).first)
        self.page.keyboard.press("Enter")

    def fill(self, given: dict[str, Any]) -> None:
        """Every field by its name."""
        for name, value in given.items():
            field = self.page.locator(f"[name='{name}']:not([type=hidden])").first
            kind = field.evaluate("one => one.type")
            if kind in ("radio", "checkbox"):
                field = self.page.locator(f"[name='{name}'][value='{value}']")
            self.to(field)
            self._give(field, kind, value)

    def _give(self, field: Locator, kind: str, value: Any) -> None:
        keyboard = self.page.keyboard
        if kind in ("radio", "checkbox"):
            if not field.is_checked():
                keyboard.press("Space")
            assert field.is_checked()
        elif kind == "select-one":
            keyboard.press("Home")
            while field.input_value() != value:
                before = field.input_value()
                keyboard.press("ArrowDown")
                assert field.input_value() != before, f"no option {value}"
        elif kind == "date":
            self._give_day(field, value)
        elif kind == "file":
            with self.page.expect_file_chooser() as chooser:
                keyboard.press("Enter")
            chooser.value.set_files(value)
        else:
            keyboard.press("Control+A")
            keyboard.type(value)

    def _give_day(self, field: Locator, value: str) -> None:
        """Part by part, in the order in which this browser has them."""
        year, month, day = value.split("-")
        for parts in ((month, day, year), (year, "ArrowRight", month, day), (day, month, year)):
            for part in parts:
                (self.page.keyboard.press if part.isalpha() else self.page.keyboard.type)(part)
            if field.input_value() == value:
                return
            for _ in range(2):
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"{value} cannot be typed")
