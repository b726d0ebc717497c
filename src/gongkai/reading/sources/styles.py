"""What the style of an element says of its text: that nobody sees it, that it is struck out, that it is raised.

Rules of ``<style>`` are written into the elements that they are for, so that every style is judged in one place.
Only selectors of one element count (``p``, ``.a``, ``#b``, ``i.a.on``): those of government pages and Word are such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum, auto
from itertools import groupby, islice
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Look(Enum):
    """How an element stands on its page."""

    SHOWN = auto()
    GONE = auto()  #: takes no place
    STRUCK = auto()  #: no longer what the page says; its place stays
    UNSEEN = auto()  #: its place stays, and an element inside may be seen again
    RAISED = auto()  #: above or below the line


_TELLING = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|line-through|visibility\s*:\s*(?:hidden|collapse)"
    r"|font-size\s*:\s*\.?0|vertical-align\s*:\s*su[bp]",
    re.IGNORECASE,
)
_NOTHING = re.compile(r"0*\.?0+(?:[a-z]+|%)?")
#: The properties that say it; others of a rule are left where they are.
_PROPERTIES = frozenset(
    {
        "font",
        "display",
        "visibility",
        "font-size",
        "mso-hide",
        "text-decoration",
        "text-decoration-line",
        "vertical-align",
    }
)
_REMARK = re.compile(r"/\*(?:[^*]|\*(?!/))*+(?:\*/)?|<!--|-->")
_SIGN = re.compile(r"[{};]")
_SIMPLE = re.compile(r"([a-z][a-z0-9]{0,20})?((?:[.#][a-z_][\w-]{0,80}){0,4})", re.IGNORECASE | re.ASCII)
_SHEETS_FOR_ALL = frozenset({"", "all", "screen"})
#: So much of a page's style sheets is looked at.
MOST_CSS = 300_000
#: Rules of so many selectors are followed; a page has a few dozen of which a style tells anything.
MOST_SELECTORS = 200
#: So many times an element is given a style.
MOST_WRITTEN = 20_000
#: So many elements with tables are weighed against the page.
MOST_HOLDERS = 50


def look(style: str) -> Look:
    """What a ``style`` attribute says; the last word on a property counts."""
    if _TELLING.search(style) is None:
        return Look.SHOWN
    said: dict[str, str] = {}
    for name, value in _declared(style):
        if name == "font":
            said.pop("font-size", None)
        said[name] = value.removesuffix("!important").strip()
    if said.get("display") == "none" or said.get("mso-hide") == "all":
        return Look.GONE
    if any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line")):
        return Look.STRUCK
    if said.get("visibility") in ("hidden", "collapse") or _NOTHING.fullmatch(said.get("font-size", "")):
        return Look.UNSEEN
    return Look.RAISED if said.get("vertical-align") in ("super", "sub") else Look.SHOWN


def _declared(style: str) -> Iterator[tuple[str, str]]:
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()


class _Rule(NamedTuple):
    weight: tuple[int, int, int]
    order: int
    selector: str
    said: dict[str, str]
    certain: bool


def inline_styles(tree: LexborHTMLParser) -> None:
    """Write into the elements of a page what the rules of its ``<style>`` say of whether they are seen."""
    sheets = [sheet.text(deep=True) for sheet in tree.css("style") if _is_for_all(sheet)]
    css = "".join(sheet for sheet in sheets if _TELLING.search(sheet))[:MOST_CSS]
    if not css:
        return
    rules = list(islice(_rules(css), MOST_SELECTORS))
    kept = _shown_by_script(tree, rules)
    left = MOST_WRITTEN
    for certain in (False, True):  # what is declared important stands behind the element's own style
        ranked = sorted((rule for rule in rules if rule.certain is certain), key=_rank, reverse=not certain)
        for words, alike in groupby(ranked, _words):
            nodes = _matched(tree, alike)[:left] if left else []
            left -= len(nodes)
            is_gone = look(words) is Look.GONE
            _write([node for node in nodes if not is_gone or node.mem_id not in kept], words, certain)


def _matched(tree: LexborHTMLParser, rules: Iterable[_Rule]) -> list[LexborNode]:
    selectors = dict.fromkeys(rule.selector for rule in rules)
    return tree.css(",".join(selectors)) if selectors else []


def _rank(rule: _Rule) -> tuple[tuple[int, int, int], int]:
    return rule.weight, rule.order


def _words(rule: _Rule) -> str:
    return ";".join(f"{name}:{value}" for name, value in rule.said.items())


def _is_for_all(sheet: LexborNode) -> bool:
    parent = sheet.parent
    media = (sheet.attributes.get("media") or "").strip().lower()
    return media in _SHEETS_FOR_ALL and (parent is None or parent.tag != "noscript")


def _rules(css: str) -> Iterator[_Rule]:
    """The rules of a style sheet, a selector each; what a smaller screen alone hides is not hidden.

    Nor is what a rule for some screen shows: such a sheet says first what the smallest one shows.
    """
    blocks = [(at_rule, heads, _telling(body)) for at_rule, heads, body in _blocks(css)]
    elsewhere = {
        head
        for at_rule, heads, said in blocks
        if at_rule and not said.get("display", "none").startswith("none")
        for head in heads
    }
    told = {name for _, _, said in blocks for name in said if look(f"{name}:{said[name]}") is not Look.SHOWN}
    otherwise = {
        (step, name)
        for _, heads, said in blocks
        for head in heads
        if _SIMPLE.fullmatch(head) is None
        for name, value in said.items()
        for step in re.split(r"[\s>+~]+", head)[0 if name in ("font-size", "visibility") else -1 :]
        if look(f"{name}:{value}") is Look.SHOWN
    }
    for order, (at_rule, heads, declared) in enumerate(blocks):
        for head in () if at_rule else heads:
            said = {n: v for n, v in declared.items() if n in told and (head, n) not in otherwise}
            if not said:
                continue
            parts = _SIMPLE.fullmatch(head)
            if head and parts is not None and not (said.get("display", "").startswith("none") and head in elsewhere):
                weight = (head.count("#"), head.count("."), bool(parts[1]))
                certain = any(value.endswith("!important") for value in said.values())
                yield _Rule(weight, order, head, said, certain)


def _telling(body: str) -> dict[str, str]:
    return {name: value for name, value in _declared(body) if name in _PROPERTIES}


def _blocks(css: str) -> Iterator[tuple[bool, list[str], str]]:
    """The blocks of a sheet that hold no others: whether within an @-rule, their selectors, what they declare."""
    css = _REMARK.sub("", css)
    heads: list[str] = []
    start = 0
    for sign in _SIGN.finditer(css):
        if sign[0] == ";":
            if heads and not heads[-1].startswith("@"):
                continue
        elif sign[0] == "{":
            heads.append(css[start : sign.start()].strip())
        elif heads:
            head = heads.pop()
            if not head.startswith("@"):
                yield bool(heads), [one.strip() for one in head.split(",")], css[start : sign.start()]
        start = sign.end()


def _write(nodes: list[LexborNode], words: str, last: bool) -> None:
    for node in nodes:
        own = node.attributes.get("style") or ""
        node.attrs["style"] = f"{own};{words}" if last else f"{words};{own}"


def _shown_by_script(tree: LexborHTMLParser, rules: list[_Rule]) -> set[int]:
    """The elements with tables that rules hide, where these are most of the page: a script shows them."""
    hidden = _matched(tree, (rule for rule in rules if rule.said.get("display", "").startswith("none")))
    holders = [node for node in hidden[:MOST_WRITTEN] if node.css_first("table") is not None]
    if not holders or tree.body is None:
        return set()
    tables = {table.mem_id for node in holders[:MOST_HOLDERS] for table in node.css("table")}
    if len(holders) <= MOST_HOLDERS and len(tables) * 2 <= len(tree.css("table")):
        return set()
    return {node.mem_id for node in holders}
