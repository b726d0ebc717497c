"""What colour the style of an element gives its text and its ground, and whether an eye tells the two apart."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb
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
#: Names of colours (CSS Color Level 4).
_NAMES = """
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4 black
000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0
chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff
darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki
bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000 darksalmon
e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f darkturquoise 00ced1
darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick
b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700
goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4
indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5 lawngreen 7cfc00
lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff lightgoldenrodyellow fafad2 lightgray
d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1 lightsalmon ffa07a lightseagreen 20b2aa lightskyblue
87cefa lightslategray 778899 lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00
limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd
mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee mediumspringgreen 00fa9a
mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin
ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered
ff4500 orchid da70d6 palegoldenrod eee8aa palegreen 98fb98 paleturquoise afeeee palevioletred db7093 papayawhip
ffefd5 peachpuff ffdab9 peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399
red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57
seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090
snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise
40e0d0 violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
"""
_NAMED = {
    name: (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16))
    for name, code in re.findall(r"(\w+)\s(\w+)", _NAMES)
}
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b")
_RGB = re.compile(r"rgba?\(\s*([\d.]+%?)[\s,]+([\d.]+%?)[\s,]+([\d.]+%?)(?:[\s,/]+([\d.]+%?))?\s*\)")
_HSL = re.compile(r"hsla?\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+%)[\s,]+([\d.]+%)(?:[\s,/]+([\d.]+%?))?\s*\)")
_WORD, _RUNS = re.compile(r"#?[\w-]+(?:\([^()]*\))?"), re.compile(r"[\w-]*gradient\(")
_INK = ("-webkit-text-fill-color", "color")
_GROUND = frozenset({"background-color", "background", "background-image"})


class Look(NamedTuple):
    """What an element says of its colours: ``None`` where it says nothing that can be told.

    ``ink`` of no colour at all is ``CLEAR``; a ``ground`` that is a picture is ``PICTURE``, or ``BRIGHT_ON`` where the
    picture lies on a colour from which white stands out.
    """

    ink: Colour | None = None
    ground: Colour | None = None


NOTHING = Look()
CLEAR: Colour = (-1, -1, -1)
PICTURE: Colour = (-2, -2, -2)
BRIGHT_ON: Colour = (-3, -3, -3)


@lru_cache(4096)
def colour(value: str) -> Colour | None:
    """The colour that a value names, as it is on paper; ``CLEAR`` for one that lets through what is behind."""
    value = value.strip()
    if value == "transparent":
        return CLEAR
    if value in _NAMED:
        return _NAMED[value]
    if found := _HEX.match(value):
        digits = found[1] if len(found[1]) > 4 else "".join(digit * 2 for digit in found[1])
        red, green, blue, opaque = (*bytes.fromhex(digits), 255)[:4]
        return _laid((red, green, blue), opaque / 255)
    if found := _RGB.match(value):
        red, green, blue = (min(255, round(_share(found[at], 255) * 255)) for at in (1, 2, 3))
        return _laid((red, green, blue), _share(found[4] or "1", 1))
    if found := _HSL.match(value):
        hue, strong, light = (_share(found[1], 360), *(min(1.0, _share(found[at], 1)) for at in (2, 3)))
        red, green, blue = (round(part * 255) for part in hls_to_rgb(hue, light, strong))
        return _laid((red, green, blue), _share(found[4] or "1", 1))
    return None


def _laid(said: Colour, opaque: float) -> Colour:
    """A colour that lets something through, laid on paper."""
    if opaque < FAINTEST:
        return CLEAR
    red, green, blue = (round(255 - (255 - part) * min(1.0, opaque)) for part in said)
    return red, green, blue


def _share(part: str, most: int) -> float:
    number = float(part.rstrip("%")) if re.fullmatch(r"\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}", part.rstrip("%")) else 0.0
    return number / 100 if part.endswith("%") else number / most


def colours(said: dict[str, str]) -> Look:
    """The colours of an element, by what its style declares."""
    ink = next((found for name in _INK if (found := colour(said.get(name, ""))) is not None), None)
    grounds: list[str] = []
    for name, value in said.items():
        grounds = [*(grounds if name != "background" else ()), *([value] if name in _GROUND else ())]
    plain = (colour(word) for value in reversed(grounds) for word in re.split(r"\s+(?![^()]*\))", value))
    ground = next((found for found in plain if found is not None and found is not CLEAR), None)
    picture = " ".join(value for value in grounds if "url(" in value or "gradient(" in value)
    return Look(ink, _pictured(picture, ground) if picture else ground)


def _pictured(picture: str, under: Colour | None) -> Colour:
    """What a picture, or a run of one colour into another, is as a ground; of those colours the palest."""
    if "url(" not in picture:
        stops = [colour(word) for word in _WORD.findall(_RUNS.sub("", picture))]
        told = [stop for stop in stops if stop is not None]
        return max(told, key=min) if told and CLEAR not in told else PICTURE
    return BRIGHT_ON if under is not None and not _is_pale(under) else PICTURE


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
    if ink == CLEAR or ground in (PICTURE, BRIGHT_ON):
        return ink == CLEAR or (ground == PICTURE and _is_pale(ink))
    return all(abs(a - b) < SAME for a, b in zip(ink, ground, strict=True))


def _is_pale(ink: Colour) -> bool:
    return ink == CLEAR or min(ink) >= _PALEST
