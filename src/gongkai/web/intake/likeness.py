"""How alike two applications are: the share of neighbouring characters that they have in common."""

from __future__ import annotations

import re
import unicodedata

ALIKE = 0.5
"""From here on two texts may ask for the same."""


def bigrams(text: str) -> frozenset[str]:
    """Every two neighbouring characters; a text of one character is its own."""
    even = re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).casefold()
    return frozenset(even[place : place + 2] for place in range(max(len(even) - 1, 1))) if even else frozenset()


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """From 0 (nothing in common, or nothing at all) to 1 (the same neighbours)."""
    both = len(one) + len(other)
    return 2 * len(one & other) / both if both else 0.0
