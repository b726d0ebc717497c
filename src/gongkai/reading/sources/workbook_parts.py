"""The parts of an XLSX as its sheets show them: without marks beside a number, and formulas without a value marked."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from gongkai.reading.sources.inline import FOOTNOTE
from gongkai.reading.tokens import UNREADABLE

_HOLDS_TEXT = re.compile(r"xl/(?:sharedStrings|worksheets/[^/]+)\.xml", re.IGNORECASE)
#: Where the text of one cell begins (ISO/IEC 29500-1, 18.4.8 and 18.3.1.53).
_BEGINS = re.compile(rb"(?=<(?:\w+:)?(?:si|is)>)")
_RUN = re.compile(rb"<(?:\w+:)?r>((?:(?!</?(?:\w+:)?r>).)*+)</(?:\w+:)?r>", re.DOTALL)
_SAID = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_STRUCK = re.compile(rb"<(?:\w+:)?strike(?:\s*/|\s+val\s*=\s*[\"'](?:1|true)[\"'][^<>]*)?>")
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
    if b"vertAlign" not in part and b"strike" not in part:
        return part
    return b"".join(map(_plain, _BEGINS.split(part)))


def _plain(cell: bytes) -> bytes:
    runs = [run[0] for run in _RUN.finditer(cell)]
    level = any(not _RAISED.search(run) and _text(run).strip() for run in runs)

    def kept(match: re.Match[bytes]) -> bytes:
        run = match[0]
        is_mark = level and _RAISED.search(run) and FOOTNOTE.fullmatch(_text(run))
        return b"" if is_mark or _STRUCK.search(run) else run

    return _RUN.sub(kept, cell)


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
