"""What a Word document's styles hide, and what stands beside its numbers without being text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gongkai.reading.sources.docx_numbering import said_of
from gongkai.reading.tokens import UNREADABLE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HIDE, OFF = (f"{W}vanish", f"{W}strike", f"{W}dstrike"), frozenset({"0", "false", "off"})
_VALUE, _TEXT, _RUN, _PARAGRAPH, _CELL = f"{W}val", f"{W}t", f"{W}r", f"{W}p", f"{W}tc"
_CHARACTER_STYLE, _PARAGRAPH_STYLE, _PROPERTIES = f"{W}rStyle", f"{W}pStyle", f"{W}rPr"
_DRAWN = tuple(f"{W}{name}" for name in ("drawing", "pict", "object", "sym"))
_BOX = f"{W}txbxContent"
_FLOATS = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_NUMBER = re.compile(r"[\d.,]+")
#: A style is based on another, that on a third, and so on; more than so many go round in a circle.
_MOST_BASED = 20


def hidden_by_style(document: etree._Element, styles: etree._Element | None) -> Iterator[etree._Element]:
    """The runs that a style hides or strikes out, unless they say of themselves that they are shown."""
    hiding = _hiding(styles) if styles is not None and next(styles.iter(*HIDE), None) is not None else ()
    for named in document.iter(_CHARACTER_STYLE, _PARAGRAPH_STYLE) if hiding else ():
        owner = said_of(named)
        if owner is None or named.get(_VALUE) not in hiding:
            continue
        runs = [owner] if owner.tag == _RUN else owner.iter(_RUN) if owner.tag == _PARAGRAPH else ()
        yield from (run for run in runs if not _is_shown(run))


def _is_shown(run: etree._Element) -> bool:
    says = run.find(_PROPERTIES)
    return says is not None and any(mark.get(_VALUE) in OFF for mark in says.iterchildren(*HIDE))


def _hiding(styles: etree._Element) -> frozenset[str]:
    """The names of the styles that hide or strike out, by themselves or by what they are based on."""
    says: dict[str, tuple[dict[str, bool], str]] = {}
    for style in styles.iterchildren(f"{W}style"):
        properties, based = style.find(_PROPERTIES), style.find(f"{W}basedOn")
        marks = properties.iterchildren(*HIDE) if properties is not None else ()
        own = {str(mark.tag): mark.get(_VALUE, "1") not in OFF for mark in marks}
        says[style.get(f"{W}styleId", "")] = own, based.get(_VALUE, "") if based is not None else ""

    def all_of(name: str) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for _ in range(_MOST_BASED):
            own, name = says.get(name, ({}, ""))
            found = {**own, **found}
        return found

    return frozenset(name for name in says if any(all_of(name).values()))


def mark_drawn(document: etree._Element) -> None:
    """Put the sign for what cannot be read where a picture or a symbol stands within a number of a table."""
    for drawn in list(document.iter(*_DRAWN)):
        paragraph = next(drawn.iterancestors(_PARAGRAPH), None)
        if paragraph is None or next(drawn.iterancestors(_CELL), None) is None or _floats(drawn):
            continue
        text = "".join(one.text or "" for one in paragraph.iter(_TEXT)).replace(UNREADABLE, "")
        if _NUMBER.fullmatch(text.strip()):
            drawn.clear()
            drawn.tag, drawn.text = _TEXT, UNREADABLE


def _floats(drawn: etree._Element) -> bool:
    """Whether a drawing stands beside the text, as a seal does, or is a box with text of its own."""
    if next(drawn.iter(_BOX, _FLOATS), None) is not None:
        return True
    return any("absolute" in shape.get("style", "") for shape in drawn)
