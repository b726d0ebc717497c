"""Which elements of a page the selectors of its style sheets are for (W3C Selectors Level 4).

The engine finds the elements of one step (``td.note``); how the steps stand to one another is followed here, because an
engine that follows them takes time without bound over a page made to that end.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NAME = r"[a-z_][\w-]{0,80}"
_WHERE = r"(?:first|last)-(?:child|of-type)|only-child"
#: Which of the children of an element: the engine would count from the first for each of them.
_NTH = r":nth-child\(\s*(?P<every>\d{0,3}n|odd|even|)\s*(?P<first>[+-]?\s*\d{1,3})?\s*\)"
_SAID = r"[~|^$*]?=(?:\"[^\"\\]{0,80}\"|'[^'\\]{0,80}'|[\w-]{1,80})"
_SIGN = rf"(?:[.#]{_NAME}|\[{_NAME}(?:{_SAID})?\]|:(?:{_WHERE}))"
_TAG = r"[a-z][a-z0-9]{0,20}"
_STEP = re.compile(
    rf"(?P<joint>^|\s*[>+~]\s*|\s+)(?P<one>(?P<tag>\*|{_TAG})?(?P<signs>(?:{_SIGN}|:not\((?:{_SIGN}|{_TAG})\)){{0,6}})"
    rf"(?:{_NTH})?)(?=[\s>+~]|$)",
    re.IGNORECASE | re.ASCII,
)
#: A selector of more steps, or longer (characters), is no person's.
MOST_STEPS, LONGEST = 8, 300
#: So many elements are asked what stands around them, for all selectors of a page.
MOST_ASKED = 300_000
Weight = tuple[int, int, int]


class Step(NamedTuple):
    """One step of a selector: how it stands to the one before (a blank, ``>``, ``+`` or ``~``), the elements that it
    is for, and every how many of the children of an element, from which on."""

    joint: str
    one: str
    every: int = 0
    first: int = 0

    def counts(self, place: int) -> bool:
        """Whether the child at a place, from 1, is one of those."""
        past = place - self.first
        return past % self.every == 0 and past >= 0 if self.every else past == 0


class Selector(NamedTuple):
    """The steps of a selector, and how much it weighs against others."""

    steps: tuple[Step, ...]
    weight: Weight


def selector(text: str) -> Selector | None:
    """A selector; none where it is for what a reader does first (``:hover``), or says what is not followed."""
    if not text or len(text) > LONGEST:
        return None
    steps: list[Step] = []
    ids = others = tags = at = 0
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None or not step["one"] or len(steps) == MOST_STEPS:
            return None
        steps.append(_step(step))
        ids += step["signs"].count("#")
        others += len(re.findall(r"[.\[]|:(?!not)", step["signs"])) + (step["every"] is not None)
        tags += step["tag"] not in (None, "*")
        at = step.end()
    return Selector(tuple(steps), (ids, others, tags))


def _step(found: re.Match[str]) -> Step:
    joint, one = found["joint"].strip() or " ", (found["tag"] or "") + found["signs"] or "*"
    every, first = found["every"], (found["first"] or "0").replace(" ", "")
    if every is None:
        return Step(joint, one, 1, 0)
    if every in ("odd", "even"):
        return Step(joint, one, 2, every == "odd")
    return Step(joint, one, int(every[:-1] or 1) if every else 0, int(first))


class Matcher:
    """The elements of one page that selectors are for, as far as the work that is done for a page allows."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self._tree = tree
        self._left = MOST_ASKED
        self._places: dict[int, int] = {}

    def all(self, selectors: Iterable[Selector]) -> list[LexborNode]:
        """The elements for any of some selectors."""
        each = dict.fromkeys(selectors)
        simple = [one for one in each if len(one.steps) == 1 and one.steps[0].every == 1 and not one.steps[0].first]
        nodes: list[LexborNode] = self._tree.css(",".join(one.steps[0].one for one in simple)) if simple else []
        for one in each:
            nodes += self._stepped(one) if one not in simple else []
        return nodes

    def _stepped(self, one: Selector) -> list[LexborNode]:
        found = self._counted(one.steps[-1])
        if len(one.steps) == 1 or not found:
            return found
        last, before = found, {node.mem_id for node in self._counted(one.steps[0])}
        for at, step in enumerate(one.steps[1:], 2):
            some = last if at == len(one.steps) else self._counted(step)
            found = [node for node in some if before and self._stands(node, step.joint, before)]
            before = {node.mem_id for node in found}
        return found

    def _counted(self, step: Step) -> list[LexborNode]:
        """The elements for a step."""
        nodes: list[LexborNode] = self._tree.css(step.one) if self._left > 0 else []
        self._left -= len(nodes)
        if step.every == 1 and not step.first:
            return nodes
        return [node for node in nodes if step.counts(self._place(node))]

    def _place(self, node: LexborNode) -> int:
        """Which child an element is, from 1."""
        if node.mem_id not in self._places and node.parent is not None:
            place, child = 0, node.parent.child
            while child is not None:
                place += not (child.tag or "-").startswith("-")
                self._places[child.mem_id] = place
                child = child.next
        return self._places.get(node.mem_id, 1)

    def _stands(self, node: LexborNode, joint: str, before: set[int]) -> bool:
        for other in _beside(node, joint):
            self._left -= 1
            if self._left < 0:
                return False
            if other.mem_id in before:
                return True
        return False


def _beside(node: LexborNode, joint: str) -> Iterator[LexborNode]:
    """The elements that the step before may be, nearest first."""
    is_above = joint in " >"
    other = node.parent if is_above else node.prev
    while other is not None:
        if not (other.tag or "-").startswith("-"):
            yield other
            if joint in ">+":
                return
        other = other.parent if is_above else other.prev
