"""What the values that the styles of a page set come to: variables, and lengths by the size of the page's root."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_VARIABLE = re.compile(r"var\(\s*(--[\w-]{1,80})\s*(?:,([^()]{0,100}(?:\([^()]{0,100}\)[^()]{0,100})?))?\)")
_ROOT_LENGTH = re.compile(r"(?<![\w.])(\d{0,6}(?:\.\d{1,9})?)rem\b")
_SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,9})?)(px|pt|%)")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "%": 0.16}
_ROOTS = frozenset({":root", "html", "html:root", "body", "*"})
#: The size of a root that says nothing, and of one set by the width of the screen, as a script may (pixels).
USUAL, BY_SCREEN = 16.0, 100.0
#: What says how large something is; where it stands is no question of legibility.
_SIZES = frozenset({"font-size", "width", "height", "max-width", "max-height"})
#: Variables that name variables are followed so far, and values that grow longer (characters) not at all.
_MOST_STEPS, _LONGEST = 5, 1000


class Values(NamedTuple):
    """The variables of a page, and how many pixels a ``rem`` is at most."""

    variables: Mapping[str, str]
    root: float

    @classmethod
    def of(cls, blocks: Iterable[tuple[bool, list[str], Mapping[str, str], bool]], *, scripted: bool) -> Values:
        """Those that blocks of style sheets set: first whether under a condition, then for what, and what they say."""
        variables: dict[str, str] = {}
        roots = [BY_SCREEN] if scripted else []
        for conditional, heads, says, _ in blocks:
            if _ROOTS.isdisjoint(map(str.lower, heads)):
                continue
            if not conditional:
                variables |= {name: value for name, value in says.items() if name.startswith("--")}
            said = says.get("font-size", "") if not {":root", "html"}.isdisjoint(heads) else ""
            size = _SIZE.match(said)
            roots += [float(size[1]) * _PIXELS[size[2]] if size else BY_SCREEN] if said else []
        return cls(variables, max(roots, default=USUAL))

    def settled(self, says: Mapping[str, str]) -> dict[str, str]:
        """What is declared with its variables and lengths worked out; a variable itself says nothing."""
        return {name: self._settled(name, value) for name, value in says.items() if not name.startswith("--")}

    def _settled(self, name: str, value: str) -> str:
        for _ in range(_MOST_STEPS):
            if "var(" not in value or len(value) > _LONGEST:
                break
            value = _VARIABLE.sub(lambda found: self.variables.get(found[1], (found[2] or "unset").strip()), value)
        if name in _SIZES and "rem" in value:
            value = _ROOT_LENGTH.sub(lambda found: f"{float(found[1] or 0) * self.root:.6g}px", value)
        return value
