"""What a Word document hides by its styles and otherwise, and what stands beside its numbers without being text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from lxml import etree

from gongkai.reading.sources import ink
from gongkai.reading.sources.docx_numbering import said_of
from gongkai.reading.sources.inline import WORDS, is_surely_mark
from gongkai.reading.tokens import UNREADABLE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HIDE, OFF = (f"{W}vanish", f"{W}strike", f"{W}dstrike"), frozenset({"0", "false", "off"})
_VALUE, _TEXT, _RUN, _PARAGRAPH, _CELL = f"{W}val", f"{W}t", f"{W}r", f"{W}p", f"{W}tc"
_CHARACTER_STYLE, _PARAGRAPH_STYLE, _PROPERTIES = f"{W}rStyle", f"{W}pStyle", f"{W}rPr"
_SIZE, _COLOUR = f"{W}sz", f"{W}color"
#: Type of fewer half points is read by nobody.
ILLEGIBLE = 5
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FORMULA, _FIELD = f"{_MATH}oMath", f"{W}instrText"
#: What a formula of one line is made of.
_LEVEL = frozenset(f"{_MATH}{name}" for name in ("r", "t", "rPr", "sty", "nor", "lit")) | {f"{W}rPr"}
_DRAWN = (*(f"{W}{name}" for name in ("drawing", "pict", "object", "sym")), _FORMULA, _FIELD)
_BOX = f"{W}txbxContent"
_FLOATS = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}anchor"
_NUMBER = re.compile(r"[\d.,]+")
_DIGITS = re.compile(r"\d+")
_WIDTH, _SPACING, _REVERSED = f"{W}w", f"{W}spacing", f"{W}bdo"
_PRESSED = (_WIDTH, _SPACING)
_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
#: Type is narrowed to this (percent), pressed together (twentieths of a point) or given lines so low, and not read.
NARROWEST, PRESSED, LOWEST = 33, -60, 60
_PAPER = frozenset({"background1", "light1"})
#: A colour of a theme that is no paper's stands out from white and from black.
_OF_THEME: ink.Colour = (128, 128, 128)
_DENSE = re.compile(r"pct(\d{1,2})")
_GROUNDS = ((_RUN, "rPr"), (_PARAGRAPH, "pPr"), (_CELL, "tcPr"), (f"{W}tbl", "tblPr"))
#: So many runs and pieces of text are looked at around one.
_NEAR = 40
#: A style is based on another, that on a third, and so on; more than so many go round in a circle.
_MOST_BASED = 20


def hidden_by_style(document: etree._Element, hiding: Mapping[str, frozenset[str]]) -> Iterator[etree._Element]:
    """The runs that a style hides, strikes out or makes too small to read, unless they say of themselves that they are
    shown, and those that are so small by themselves."""
    for size in document.iter(_SIZE):
        run = said_of(size)
        if run is not None and run.tag == _RUN and _says(size):
            yield run
    for named in document.iter(_CHARACTER_STYLE, _PARAGRAPH_STYLE) if hiding else ():
        owner, said = said_of(named), hiding.get(named.get(_VALUE, ""), frozenset())
        unseen = said - {_COLOUR}
        if owner is not None and unseen:
            runs = [owner] if owner.tag == _RUN else owner.iter(_RUN) if owner.tag == _PARAGRAPH else ()
            yield from (run for run in runs if not unseen <= _own(run))


def _own(run: etree._Element) -> frozenset[str]:
    """What a run says of itself, whatever its style says; one that is not hidden is not struck out either."""
    says = run.find(_PROPERTIES)
    marks = list(says.iterchildren(*HIDE, _SIZE, _COLOUR)) if says is not None else []
    own = frozenset(str(mark.tag) for mark in marks)
    return own | frozenset(HIDE) if any(mark.tag in HIDE and mark.get(_VALUE) in OFF for mark in marks) else own


def _says(mark: etree._Element) -> bool:
    """Whether a mark hides: by name, by a size too small to read, by a colour of paper."""
    value = mark.get(_VALUE, "1")
    if mark.tag == _SIZE:
        return value.isdecimal() and int(value[:4]) < ILLEGIBLE
    return _is_pale(mark) if mark.tag == _COLOUR else value not in OFF


def by_style(styles: etree._Element | None) -> dict[str, frozenset[str]]:
    """What each style hides by, of itself or through what it is based on."""
    says: dict[str, tuple[dict[str, bool], str]] = {}
    for style in styles.iterchildren(f"{W}style") if styles is not None else ():
        if style.get(f"{W}type") == "table":
            continue
        properties, based = style.find(_PROPERTIES), style.find(f"{W}basedOn")
        marks = properties.iterchildren(*HIDE, _SIZE, _COLOUR) if properties is not None else ()
        own = {str(mark.tag): _says(mark) for mark in marks}
        says[style.get(f"{W}styleId", "")] = own, based.get(_VALUE, "") if based is not None else ""
    if not any(any(own.values()) for own, _ in says.values()):
        return {}

    def all_of(name: str) -> dict[str, bool]:
        found: dict[str, bool] = {}
        for _ in range(_MOST_BASED):
            own, name = says.get(name, ({}, ""))
            found = {**own, **found}
        return found

    found = {name: frozenset(tag for tag, hides in all_of(name).items() if hides) for name in says}
    return {name: tags for name, tags in found.items() if tags}


def mark_doubtful(document: etree._Element, hiding: Mapping[str, frozenset[str]]) -> None:
    """Put the sign for what cannot be read in place of digits in a table that may not be seen as they are written: in
    the colour of their ground, without ink, pressed together, or from right to left."""
    for mark in document.iter(_COLOUR, *_PRESSED, _FILL, _REVERSED):
        owner = said_of(mark)
        if mark.tag == _REVERSED:
            if mark.get(_VALUE) == "rtl":
                _mark(mark.iter(_RUN))
        elif owner is not None and owner.tag == _RUN and _is_doubtful(mark, owner):
            _mark([owner])
        elif owner is not None and mark.tag == _SPACING and owner.tag == _PARAGRAPH and _is_flat(mark):
            _mark(owner.iter(_RUN))
    pale = {name for name, tags in hiding.items() if _COLOUR in tags}
    for named in document.iter(_CHARACTER_STYLE, _PARAGRAPH_STYLE) if pale else ():
        owner = said_of(named)
        if owner is not None and named.get(_VALUE) in pale:
            runs = [owner] if owner.tag == _RUN else owner.iter(_RUN)
            _mark(run for run in runs if _COLOUR not in _own(run) and ink.is_faint(ink.WHITE, _ground(run)))


def _is_doubtful(mark: etree._Element, run: etree._Element) -> bool:
    if mark.tag == _FILL:
        return any(etree.QName(inner).localname in ("noFill", "alpha") for inner in mark.iter("{*}noFill", "{*}alpha"))
    value = mark.get(_VALUE, "")
    if mark.tag == _COLOUR:
        colour = ink.WHITE if _is_pale(mark) else ink.colour(f"#{value.lower()}")
        return ink.is_faint(colour, _ground(run))
    number = int(value[:6]) if re.fullmatch(r"-?\d+%?", value) and value[:6].lstrip("-").isdecimal() else 100
    return number < NARROWEST if mark.tag == _WIDTH else number <= PRESSED


def _is_flat(spacing: etree._Element) -> bool:
    line = spacing.get(f"{W}line", "")
    return spacing.get(f"{W}lineRule") == "exact" and line.isdecimal() and int(line[:6]) < LOWEST


def _is_pale(colour: etree._Element) -> bool:
    if colour.get(f"{W}themeColor") in _PAPER:
        return True
    said = ink.colour(f"#{colour.get(_VALUE, '').lower()}")
    return said is not None and ink.is_faint(said, ink.WHITE)


def _ground(run: etree._Element) -> ink.Colour:
    """The colour on which a run stands: its own, or that of its paragraph, its cell or its table; else paper."""
    for around in (run, *run.iterancestors(_PARAGRAPH, _CELL, f"{W}tbl")):
        properties = around.find(f"{W}{dict(_GROUNDS)[str(around.tag)]}")
        if properties is None:
            continue
        for shade in properties.iterchildren(f"{W}highlight", f"{W}shd"):
            said = _shade(shade)
            if said is not None:
                return said
    return ink.WHITE


def _shade(shade: etree._Element) -> ink.Colour | None:
    """The colour of a mark or a shading: that of its pattern, as densely as this is laid on its fill; none of its own
    where it lets the paper through."""
    value = shade.get(_VALUE, "")
    if shade.tag == f"{W}highlight":
        return ink.colour(value.lower()) or (ink.BLACK if value.startswith("dark") else None)
    fill, pattern = (ink.colour(f"#{shade.get(f'{W}{name}', '').lower()}") for name in ("fill", "color"))
    theme = shade.get(f"{W}themeFill")
    if fill is None and theme is not None and theme not in _PAPER:
        fill = _OF_THEME
    dense = _DENSE.fullmatch(value)
    share = 1.0 if value == "solid" else int(dense[1]) / 100 if dense else 0.0
    if not share:
        return fill
    red, green, blue = (
        round(share * over + (1 - share) * under)
        for over, under in zip(pattern or ink.BLACK, fill or ink.WHITE, strict=True)
    )
    return red, green, blue


def _mark(runs: Iterable[etree._Element]) -> None:
    """Mark the digits of runs in cells that hold no words."""
    for run in runs:
        if _is_in_number(run):
            for text in run.iterchildren(_TEXT):
                text.text = _DIGITS.sub(UNREADABLE, text.text or "")


def _is_in_number(run: etree._Element) -> bool:
    """Whether a run stands in a cell that holds no words."""
    cell = next(run.iterancestors(_CELL), None)
    return cell is not None and not WORDS.match("".join(text.text or "" for text in islice(cell.iter(_TEXT), _NEAR)))


def is_doubtful_mark(run: etree._Element) -> bool:
    """Whether a raised or lowered run beside others may be a part of the number of its cell; then it is marked."""
    said, before, after = _text_of(run), _beside(run, preceding=True), _beside(run, preceding=False)
    if not _DIGITS.search(said) or is_surely_mark(said, before, after) or not _is_in_number(run):
        return False
    _mark([run])
    return True


def _beside(run: etree._Element, *, preceding: bool) -> str:
    others = map(_text_of, islice(run.itersiblings(_RUN, preceding=preceding), _NEAR))
    return next((text for text in others if text.strip()), "")


def _text_of(run: etree._Element) -> str:
    return "".join(text.text or "" for text in run.iterchildren(_TEXT))


def mark_drawn(document: etree._Element) -> None:
    """Put the sign for what cannot be read where a picture or a symbol stands within a number of a table."""
    for drawn in list(document.iter(*_DRAWN)):
        paragraph = next(drawn.iterancestors(_PARAGRAPH), None)
        if paragraph is None or next(drawn.iterancestors(_CELL), None) is None or _floats(drawn):
            continue
        if drawn.tag == _FIELD and not (drawn.text or "").strip().upper().startswith("EQ"):
            continue
        text = "".join(one.text or "" for one in paragraph.iter(_TEXT)).replace(UNREADABLE, "")
        if drawn.tag == _FORMULA:
            said = "".join(one.text or "" for one in drawn.iter(f"{_MATH}t"))
            is_level = all(inner.tag in _LEVEL for inner in drawn.iterdescendants())
            _become(drawn, said if is_level else UNREADABLE * bool(_DIGITS.search(said)))
        elif _NUMBER.fullmatch(text.strip()):
            _become(drawn, UNREADABLE)


def _become(drawn: etree._Element, text: str) -> None:
    tail = drawn.tail
    drawn.clear()
    drawn.tag, drawn.text, drawn.tail = _TEXT, text, tail


def _floats(drawn: etree._Element) -> bool:
    """Whether a drawing stands beside the text, as a seal does, or is a box with text of its own."""
    if next(drawn.iter(_BOX, _FLOATS), None) is not None:
        return True
    return any("absolute" in shape.get("style", "") for shape in drawn)
