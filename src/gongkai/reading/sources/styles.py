"""What the style of an element says of its text: that nobody sees it, that it is struck out, that it is raised.

What the rules of a page say is written into its elements (:mod:`gongkai.reading.sources.css_rules`), so that every
style is judged in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import lru_cache


class Look(Enum):
    """How an element stands on its page."""

    SHOWN = auto()
    GONE = auto()  #: takes no place
    STRUCK = auto()  #: no longer what the page says; its place stays
    UNSEEN = auto()  #: its place stays, and an element inside may be seen again
    ALTERED = auto()  #: other characters are seen than those that are written, or in another order
    ADDED = auto()  #: a rule prints something beside what is written
    UNSURE = auto()  #: beside the page, cut off or clear, if nothing else comes to it
    FAINT = auto()  #: in the colour of its ground, as far as the page says; an element inside may be seen again
    RAISED = auto()  #: above or below the line
    MOVED = auto()  #: beside where it is written


_TELLING = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|line-through|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*\.?[0-2]"
    r"|vertical-align\s*:\s*(?!baseline|middle)|opacity|alpha\(|text-security|bidi|transform|clip|overflow|--(?:ink|added)"
    r"|(?:scale|rotate|translate|order)\s*:|direction\s*:|float\s*:|position\s*:\s*[arfs]|(?:indent|margin[a-z-]*)\s*:\s*-",
    re.IGNORECASE,
)
#: What is written into the style of an element whose colours were weighed, or beside which a rule prints something.
ADDED = "--added:beside"
FAINT, PLAIN = "--ink:faint", "--ink:plain"
#: The same, with nothing cut off.
UNCUT = "overflow:visible!important"
_LENGTH = re.compile(r"([+-]?\d{0,9}(?:\.\d{1,9})?)(px|pt|em|rem|cm|mm|in|%|)")
_RELATIVE = re.compile(r"(?<!r)em$|%$")
_PIXELS = {"px": 1.0, "pt": 4 / 3, "em": 14.0, "rem": 16.0, "cm": 38.0, "mm": 3.8, "in": 96.0, "%": 0.14, "": 1.0}
#: Type smaller than this is read by nobody, and a box no larger shows nothing; what stands so far off is beside the
#: page (pixels).
ILLEGIBLE, AWAY = 3.0, 300.0
#: What is no more opaque than this is not seen.
CLEAREST = 0.15
#: The properties that say it; others of a rule are left where they are.
COLOURS = frozenset({"color", "background", "background-color", "background-image", "-webkit-text-fill-color"})
_PLACES = ("left", "right", "top", "bottom")
_MARGINS = ("text-indent", "margin-left", "margin-top", "margin-right", "margin")
_CUT = ("width", "height", "max-width", "max-height")
_TURNED = ("transform", "-webkit-transform", "scale", "rotate", "translate")
#: Those that hide, strike out or raise wherever they stand; others are followed where they reach into a table.
EVERYWHERE = frozenset(
    {"font", "display", "visibility", "font-size", "mso-hide", "text-decoration", "text-decoration-line"}
    | {"vertical-align"}
)
PROPERTIES = (
    EVERYWHERE
    | COLOURS
    | {
        *("opacity", "filter", "-webkit-text-security", "unicode-bidi", "direction", "clip", "clip-path"),
        *("overflow", "order", "float", "position"),
        *(*_PLACES, *_MARGINS, *_CUT, *_TURNED),
    }
)
_PLACED = frozenset({"absolute", "fixed", "relative", "sticky"})
_ALPHA = re.compile(r"(?:opacity\(|opacity=)\s*([\d.]{1,9}%?)")
#: A turn by nothing, and a size that a reader still sees.
_SIZE = r"(?:0?\.[3-9]|[1-9])[\d.]{0,9}"
_UNTURNED = re.compile(rf"(?:scale(?:3d|x|y)?\(\s*{_SIZE}(?:[\s,]+{_SIZE})*\s*\)|rotate[xyz]?\(\s*0(?:deg)?\s*\)|\s)++")


@lru_cache(8192)
def look(style: str) -> Look:
    """What a ``style`` attribute says; the last word on a property counts."""
    if _TELLING.search(style) is None:
        return Look.SHOWN
    said = declared(style)
    if said.get("display") == "none" or said.get("mso-hide") == "all":
        return Look.GONE
    if any("line-through" in said.get(name, "") for name in ("text-decoration", "text-decoration-line")):
        return Look.STRUCK
    if said.get("visibility") in ("hidden", "collapse") or _is_surely_tiny(said.get("font-size", "")):
        return Look.UNSEEN
    if _is_altered(said):
        return Look.ALTERED
    if "--added" in said:
        return Look.ADDED
    if _is_unsure(said):
        return Look.UNSURE
    if said.get("--ink") == "faint":
        return Look.FAINT
    if _is_raised(said):
        return Look.RAISED
    return Look.MOVED if _is_moved(said) else Look.SHOWN


def declared(style: str) -> dict[str, str]:
    """What a style declares, by property, what counts last behind."""
    return {name: value.removesuffix("!important").strip() for name, value in with_weight(style).items()}


def with_weight(style: str) -> dict[str, str]:
    """The same with what is declared important marked as such; a font sets its size anew."""
    said: dict[str, str] = {}
    for name, value in declarations(style):
        before = said.pop(name, "")
        is_less = before.endswith("!important") and not value.endswith("!important")
        said[name] = before if is_less else value
        if name == "font":
            said.pop("font-size", None)
    return said


def _pixels(value: str | None) -> float | None:
    found = _LENGTH.fullmatch(value) if value else None
    return float(found[1]) * _PIXELS[found[2]] if found and found[1].strip("+-") else None


def _is_under(value: str | None, most: float) -> bool:
    pixels = _pixels(value)
    return pixels is not None and pixels < most


def _is_cut(length: str) -> bool:
    """Whether a box so wide or high shows nothing; what a part of another comes to is not known."""
    return _is_under(length, 0.01 if length.endswith("%") else ILLEGIBLE)


def _is_surely_tiny(size: str) -> bool:
    """Whether type is too small to read, whatever it is a part of: pages set their root to ten times the usual."""
    return _is_under(size, ILLEGIBLE / 10 if _RELATIVE.search(size) else ILLEGIBLE)


def _is_altered(said: dict[str, str]) -> bool:
    """Whether dots stand for its characters, or they are set from right to left, turned, mirrored or shrunk."""
    if said.get("-webkit-text-security", "none") != "none":
        return True
    if "override" in said.get("unicode-bidi", "") and said.get("direction") == "rtl":
        return True
    turned = (re.sub(r"translate[^()]*\([^()]*\)", "", said.get(name, "none")).strip() for name in _TURNED[:-1])
    return not all(value in ("", "none", "0", "1", "0deg") or _UNTURNED.fullmatch(value) for value in turned)


def _is_unsure(said: dict[str, str]) -> bool:
    if _is_under(said.get("font-size"), ILLEGIBLE):
        return True
    filtered = _ALPHA.search(said.get("filter", ""))
    clear = said.get("opacity") or (filtered[1] if filtered else "1")
    of = 100 if "%" in clear or said.get("filter", "").startswith("alpha") else 1
    if _is_under(clear.rstrip("%"), CLEAREST * of):
        return True
    if said.get("clip", "auto") != "auto" or said.get("clip-path", "none") != "none":
        return True
    if said.get("overflow") in ("hidden", "clip") and any(_is_cut(said.get(name, "")) for name in _CUT):
        return True
    placed = said.get("position") in _PLACED and any(_is_far(said.get(name)) for name in _PLACES)
    return placed or any(_is_under(said.get(name, "").split(" ")[0], -AWAY) for name in _MARGINS)


def _is_far(value: str | None) -> bool:
    if value and value.endswith("%"):
        return _is_under(value, -99 * _PIXELS["%"])  # by as much as the page, or what it stands in, is wide
    pixels = _pixels(value)
    return pixels is not None and abs(pixels) > AWAY


def _is_raised(said: dict[str, str]) -> bool:
    """Whether it stands above or below the line; so does what is small and set to the top or bottom of it."""
    at = said.get("vertical-align", "baseline")
    if at in ("super", "sub") or (at in ("top", "bottom", "text-top", "text-bottom") and _is_small(said)):
        return True
    if said.get("position") == "relative" and not any(_pixels(said.get(name)) for name in ("left", "right")):
        return any(map(_is_off, (said.get("top"), said.get("bottom"))))
    return _is_off(at)


def _is_off(value: str | None) -> bool:
    pixels = _pixels(value)
    return pixels is not None and abs(pixels) >= ILLEGIBLE


def _is_small(said: dict[str, str]) -> bool:
    size = said.get("font-size", "")
    return size == "smaller" or (size.endswith(("%", "em")) and _is_under(size, 0.9 * _PIXELS["em"]))


def _is_moved(said: dict[str, str]) -> bool:
    if said.get("float") in ("left", "right") or said.get("order", "0") != "0" or said.get("direction") == "rtl":
        return True
    if said.get("translate", "none") != "none" or "translate" in said.get("transform", ""):
        return True
    place = said.get("position")
    return place in _PLACED and (place != "relative" or any(_pixels(said.get(name)) for name in _PLACES))


def declarations(style: str) -> Iterator[tuple[str, str]]:
    """The declarations of a style in their order: property and value."""
    for declaration in style.lower().split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()
