"""The parts of an XLSX as its sheets show them: without marks beside a number, and formulas without a value marked."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from gongkai.reading.sources.inline import FOOTNOTE, WORDS, is_surely_mark
from gongkai.reading.sources.workbook_formats import ILLEGIBLE
from gongkai.reading.tokens import UNREADABLE

_HOLDS_TEXT = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml", re.IGNORECASE)
#: Where the text of one cell begins (ISO/IEC 29500-1, 18.4.8 and 18.3.1.53).
_BEGINS = re.compile(rb"(?=<(?:\w+:)?(?:si|is)>)")
_RUN = re.compile(rb"<(?:\w+:)?r>((?:(?!</?(?:\w+:)?r>).)*+)</(?:\w+:)?r>", re.DOTALL)
_SAID = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_STRUCK = re.compile(rb"<(?:\w+:)?strike(?:\s*/|\s+val\s*=\s*[\"'](?:1|true)[\"'][^<>]*)?>")
_PALE = re.compile(rb"<(?:\w+:)?color\s+(?:rgb\s*=\s*[\"'](?:FF)?(?:[EF][0-9A-F]){3}[\"']|theme\s*=\s*[\"']0[\"'])")
#: So much markup beside a run is looked at (bytes).
_NEAR = 2000
_SIZE = re.compile(rb"<(?:\w+:)?sz\s+val\s*=\s*[\"'](\d{1,3}(?:\.\d{1,3})?)")
_TYPED, _DIGITS = re.compile(rb"(<(?:\w+:)?t(?:\s[^<>]*)?>)([^<]*)"), re.compile(rb"[0-9]+")
_MAY_HIDE = re.compile(_PALE.pattern + rb"|vertAlign|strike|<(?:\w+:)?sz\s+val\s*=\s*[\"'][0-2](?:\.|[\"'])")
_RAISED = re.compile(rb"<(?:\w+:)?vertAlign\s+val\s*=\s*[\"'](?:superscript|subscript)")
#: A cell with a formula and without its value, as programs write it that do not work formulas out.
_UNVALUED = re.compile(
    rb"(<(?:\w+:)?c)((?:\s[^<>]*)?)>\s*+<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*+"
    rb"(?P<value><(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*+</(?:\w+:)?v>)?\s*+</(?:\w+:)?c>"
)
_KIND = re.compile(rb"\st\s*=\s*[\"'](\w+)[\"']")


def as_shown(archive: zipfile.ZipFile, data: bytes) -> bytes:
    """The package, ``data``, with what its cells show; the same where they show all that they hold."""
    changed = {}
    for name in filter(_HOLDS_TEXT.fullmatch, archive.namelist()):
        part = archive.read(name)
        shown = _UNVALUED.sub(_marked, _without_marks(part))
        if shown != part:
            changed[name] = shown
    if not changed:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name in dict.fromkeys(archive.namelist()):
            copy.writestr(name, changed.get(name) or archive.read(name))
    return out.getvalue()


def _without_marks(part: bytes) -> bytes:
    """A part without what is struck out in a cell, and without footnote marks raised or lowered beside its text."""
    if not _MAY_HIDE.search(part):
        return part
    return b"".join(map(_plain, _BEGINS.split(part)))


def _plain(cell: bytes) -> bytes:
    runs = [run[0] for run in _RUN.finditer(cell)]
    level = [_text(run) for run in runs if not _RAISED.search(run)]
    is_words = WORDS.match("".join(level)) is not None

    def kept(match: re.Match[bytes]) -> bytes:
        run = match[0]
        said = _text(run)
        if _STRUCK.search(run) or _is_tiny(run):
            return b""
        raised = _RAISED.search(run) is not None and any(map(str.strip, level))
        before = _text(cell[max(0, match.start() - _NEAR) : match.start()])
        after = _text(cell[match.end() : match.end() + _NEAR])
        if raised and (is_surely_mark(said, before, after) or (is_words and FOOTNOTE.fullmatch(said))):
            return b""
        doubtful = (raised or _PALE.search(run)) and not is_words
        return _TYPED.sub(lambda text: text[1] + _DIGITS.sub(UNREADABLE.encode(), text[2]), run) if doubtful else run

    return _RUN.sub(kept, cell)


def _is_tiny(run: bytes) -> bool:
    size = _SIZE.search(run)
    return size is not None and float(size[1]) < ILLEGIBLE


def _text(run: bytes) -> str:
    return unescape(b"".join(_SAID.findall(run)).decode("utf-8", "replace"))


def _marked(match: re.Match[bytes]) -> bytes:
    """The cell with the sign for what cannot be read; a formula whose value is an empty text is worked out."""
    kind = _KIND.search(match[2])
    if match["value"] and kind and kind[1] == b"str":
        return match[0]
    start, says = match[1], _KIND.sub(b"", match[2])
    prefix = start[1:-1]
    value = UNREADABLE.encode()
    return start + says + b' t="str"><' + prefix + b"v>" + value + b"</" + prefix + b"v></" + prefix + b"c>"
