"""What colour the style of an element gives its text and its ground, and whether an eye tells the two apart."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from gongkai.reading.sources.styles import declared

Colour = tuple[int, int, int]
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
#: Colours that differ by less in each of red, green and blue (of 255) are one to the eye.
SAME = 32
#: What lets more through than this share is not seen.
FAINTEST = 0.15
_PALEST = 256 - SAME
#: Names of colours (CSS Color Level 4): nearly white ones, and those that are common; all of these stand out from
#: white and from black.
_WHITE = "white snow ivory whitesmoke ghostwhite floralwhite mintcream azure aliceblue seashell lavenderblush honeydew"
_OTHER = "red green blue navy maroon teal purple gray grey silver orange yellow olive lime aqua fuchsia crimson gold"
_DARK = "darkblue darkred darkgreen steelblue royalblue dodgerblue skyblue lightblue lightgrey lightgray pink tomato"
_NAMED = {
    **dict.fromkeys((*_WHITE.split(), "lightyellow", "lightcyan", "lavender", "linen", "oldlace"), WHITE),
    **dict.fromkeys((*_OTHER.split(), *_DARK.split()), (128, 128, 128)),
    "black": BLACK,
}
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b")
_RGB = re.compile(r"rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)(?:[\s,/]+([\d.]+%?))?\s*\)")
_HSL = re.compile(r"hsla?\(\s*[\d.]+(?:deg)?[\s,]+[\d.]+%[\s,]+([\d.]+)%(?:[\s,/]+([\d.]+%?))?\s*\)")
_INK = ("-webkit-text-fill-color", "color")
_GROUND = ("background-color", "background", "background-image")


class Look(NamedTuple):
    """What an element says of its colours: ``None`` where it says nothing that can be told.

    ``ink`` of no colour at all is ``CLEAR``; a ``ground`` that is a picture is ``PICTURE``.
    """

    ink: Colour | None = None
    ground: Colour | None = None


NOTHING = Look()
CLEAR: Colour = (-1, -1, -1)
PICTURE: Colour = (-2, -2, -2)


@lru_cache(4096)
def colour(value: str) -> Colour | None:
    """The colour that a value names; ``CLEAR`` for one that lets through what is behind."""
    value = value.strip()
    if value == "transparent":
        return CLEAR
    if value in _NAMED:
        return _NAMED[value]
    if found := _HEX.match(value):
        digits = found[1] if len(found[1]) > 4 else "".join(digit * 2 for digit in found[1])
        red, green, blue, opaque = (*bytes.fromhex(digits), 255)[:4]
        return CLEAR if opaque < 255 * FAINTEST else (red, green, blue)
    if found := _RGB.match(value):
        *parts, alpha = found.groups()
        red, green, blue = (min(255, round(_share(part or "", 255) * 255)) for part in parts)
        return CLEAR if alpha and _share(alpha, 1) < FAINTEST else (red, green, blue)
    if found := _HSL.match(value):
        grey = round(_share(found[1] + "%", 1) * 255)
        if found[2] and _share(found[2], 1) < FAINTEST:
            return CLEAR
        return (grey, grey, grey) if grey >= _PALEST or grey < SAME else None
    return None


def _share(part: str, most: int) -> float:
    number = float(part.rstrip("%")) if re.fullmatch(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}", part.rstrip("%")) else 0.0
    return number / 100 if part.endswith("%") else number / most


def colours(said: dict[str, str]) -> Look:
    """The colours of an element, by what its style declares."""
    ink = next((found for name in _INK if (found := colour(said.get(name, ""))) is not None), None)
    for name in _GROUND:
        value = said.get(name, "")
        if "url(" in value or "gradient(" in value:
            return Look(ink, PICTURE)
    grounds = (colour(word) for name in _GROUND for word in re.split(r"\s+(?![^()]*\))", said.get(name, "")))
    ground = next((found for found in grounds if found is not None and found is not CLEAR), None)
    return Look(ink, ground)


@lru_cache(4096)
def said_in(style: str) -> Look:
    """The colours that a ``style`` attribute sets."""
    return colours(declared(style))


def is_telling(look: Look) -> bool:
    """Whether by these colours alone text may not be seen: nearly white, no colour at all, or on a dark ground."""
    ink, ground = look
    return (ink is not None and _is_pale(ink)) or (ground is not None and -1 < max(ground) < SAME) or is_faint(*look)


def is_faint(ink: Colour | None, ground: Colour | None) -> bool:
    """Whether an eye does not tell the text from its ground, or, before a picture, nobody can say."""
    if ink is None or ground is None:
        return False
    if ink == CLEAR or ground == PICTURE:
        return _is_pale(ink)
    return all(abs(a - b) < SAME for a, b in zip(ink, ground, strict=True))


def _is_pale(ink: Colour) -> bool:
    return ink == CLEAR or min(ink) >= _PALEST
