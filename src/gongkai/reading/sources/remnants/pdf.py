"""PDF: text that the eye does not see, pictures under boxes, comments, attachments, properties, earlier states.

Whether text is seen is not guessed from how it was hidden: the page is rendered with its text and
without.  A character whose place is the same in both was not drawn for the eye, whatever hides it: a
box, a comment, the colour of the ground, a layer that is off, a picture.  It is told unless a scan
lies there whose ink it repeats.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.reading.sources.package import broken
from gongkai.reading.sources.pdf_engine import KIND
from gongkai.reading.sources.pdf_unseen import INSET, Look
from gongkai.reading.sources.remnants.told import Found, Remnant, excerpt

MOST_PAGES = 80
"""Of so many pages the looks are compared; the rest is said to be unchecked."""
_MOST_CHARS = 20_000
_INK = 48
"""So many shades between the darkest and the lightest pixel, and there is something to see."""
_DARK = 110
_SCAN = 0.5
"""A picture that covers this part of the page is the page: a scan."""
_BOX = 5.0
"""A shape of fewer points in width or height is a rule, not a cover."""
_BLOCKS = ((0x2580, 0x25FF), (0x2B1B, 0x2B1C))
_PROPERTIES = {"Title": "标题", "Author": "作者", "Subject": "主题", "Keywords": "关键词"}
Box = tuple[float, float, float, float]


class _Char(NamedTuple):
    place: int
    text: str
    box: Box
    mode: int
    under: bool  # drawn before a picture that is no scan


def pdf_remnants(content: bytes) -> Found:
    """A PDF.  Raises :class:`Refusal` ``locked`` or ``broken`` for one that cannot be opened."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == 4:
            raise Refusal(
                "locked",
                ("这个PDF设有打开密码", "the PDF needs a password"),
                ("请提供没有密码的文件", "supply one without"),
            ) from None
        raise broken(KIND, ("内容已损坏", "it is damaged")) from None
    try:
        if document.get_formtype():
            document.init_forms()
        remnants, texts = list(_of_file(document, content)), _file_texts(document, content)
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            try:
                found = _page(page, f"第{number + 1}页")
            finally:
                page.close()
            remnants += found.remnants
            texts += found.texts
        if len(document) > MOST_PAGES:
            remnants.append(Remnant("unchecked", f"第{MOST_PAGES + 1}页以后"))
        return Found(remnants, texts)
    except pypdfium2.PdfiumError:
        raise broken(KIND, ("其中一页已损坏", "a page is damaged")) from None
    finally:
        document.close()


def _of_file(document: Any, content: bytes) -> Iterator[Remnant]:
    said = document.get_metadata_dict(skip_empty=True)
    told = "；".join(f"{label}：{said[key]}" for key, label in _PROPERTIES.items() if said.get(key, "").strip())
    if told:
        yield Remnant("properties", "文件属性", excerpt(told))
    inside = [document.get_attachment(place).get_name() for place in range(document.count_attachments())]
    if inside:
        yield Remnant("attachment", "附件", excerpt("、".join(inside)))
    # A linearised file has two ends from the start; every further one was added to what stands before it.
    if content.count(b"startxref") > (2 if b"/Linearized" in content[:2048] else 1):
        yield Remnant("revision", "整个文件")


def _file_texts(document: Any, content: bytes) -> list[tuple[str, str]]:
    """Titles, properties, and the file's own bytes as the two encodings that PDF has for plain words."""
    marks = " ".join(str(mark.get_title()) for mark in document.get_toc(max_depth=8))
    said = " ".join(map(str, document.get_metadata_dict(skip_empty=True).values()))
    raw = content.decode("utf-8", "ignore") + " " + content.decode("utf-16-be", "ignore")
    return [("书签", marks), ("文件属性", said), ("文件内部", raw)]


def _page(page: Any, where: str) -> Found:
    import pypdfium2.raw as raw

    objects = list(page.get_objects(max_depth=8))
    places = [(drawn, _bounds(drawn)) for drawn in objects]
    width, height = page.get_size()
    pictures = [(place, box) for place, (drawn, box) in enumerate(places) if drawn.type == raw.FPDF_PAGEOBJ_IMAGE]
    scans = [box for _, box in pictures if _area(box) >= _SCAN * width * height]
    over = [(place, box) for place, box in pictures if box not in scans]
    text = page.get_textpage()
    try:
        whole = text.get_text_range()
        chars = list(_chars(text, {_address(drawn): place for place, drawn in enumerate(objects)}, over))
    finally:
        text.close()
    comments = list(_comments(page, where))
    full = Look(page)
    for drawn in objects:
        if drawn.type == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_SetIsActive(drawn.raw, 0)
    bare = Look(page)
    remnants = [*_unseen(chars, full, bare, scans, where), *(one for one, _ in comments)]
    if pictures:
        covers = [box for drawn, box in places if drawn.type == raw.FPDF_PAGEOBJ_PATH and _is_filled(drawn)]
        covers += [box for _, box in over if any(_inside(box, scan) for scan in scans)]
        covers += [box for _, box in comments] + list(_annotated(page))
        under = scans or [box for _, box in pictures]
        for drawn, box in places:
            keep = drawn.type == raw.FPDF_PAGEOBJ_IMAGE and box in under
            if drawn.type != raw.FPDF_PAGEOBJ_FORM and not keep:
                raw.FPDFPageObj_SetIsActive(drawn.raw, 0)
        remnants += _covered_pictures(covers, under, full, Look(page, notes=False), where)
    told = list(dict.fromkeys(remnants))
    if len(chars) >= _MOST_CHARS:
        told.append(Remnant("unchecked", where))
    return Found(told, [(where, whole), *((where, one.text) for one, _ in comments)])


def _unseen(chars: Iterable[_Char], full: Look, bare: Look, scans: list[Box], where: str) -> Iterator[Remnant]:
    """Characters that can be copied and not seen, told together by why."""
    found: dict[str, list[_Char]] = {}
    for char in chars:
        code = _why_unseen(char, full, bare, scans)
        if code:
            found.setdefault(code, []).append(char)
    for code, some in found.items():
        said, last = "", -2
        for char in some:
            said += (" " if said and char.place > last + 2 else "") + char.text
            last = char.place
        yield Remnant(code, where, f"{excerpt(said)}（{len(some)}字）")


def _why_unseen(char: _Char, full: Look, bare: Look, scans: list[Box]) -> str:
    if not full.rows(full.place(char.box, INSET)):
        return "outside"
    if full.shows(char.box, bare):
        return ""
    pixels = b"".join(bare.rows(full.place(char.box, 0.2)))
    if max(pixels) - min(pixels) >= _INK and not char.under and any(_inside(char.box, scan) for scan in scans):
        return ""  # the text of a scan, where its ink can be seen
    if sum(pixels) / len(pixels) < _DARK or char.under:
        return "covered"
    return "invisible" if char.mode == 3 else "pale"


def _covered_pictures(
    covers: Iterable[Box], under: list[Box], full: Look, alone: Look, where: str
) -> Iterator[Remnant]:
    """Boxes under which a picture goes on: what is seen is of one shade, the picture by itself is not."""
    count = 0
    for box in dict.fromkeys(covers):
        if min(box[2] - box[0], box[3] - box[1]) < _BOX or not any(_inside(box, picture) for picture in under):
            continue
        at = full.place(box, 0.1)
        seen, kept = b"".join(full.rows(at)), b"".join(alone.rows(at))
        if seen and kept and _shades(seen) < _INK <= _shades(kept):
            count += 1
    if count:
        yield Remnant("image_covered", where, f"{count}处")


def _shades(pixels: bytes) -> int:
    return max(pixels) - min(pixels)


def _chars(text: Any, order: dict[int, int], over: list[tuple[int, Box]]) -> Iterator[_Char]:
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    for index in range(min(raw.FPDFText_CountChars(text.raw), _MOST_CHARS)):
        code = raw.FPDFText_GetUnicode(text.raw, index)
        shown = chr(code) if 32 < code < 0x110000 else ""
        if not shown.isprintable() or not shown.strip() or raw.FPDFText_IsGenerated(text.raw, index) == 1:
            continue
        if any(first <= code <= last for first, last in _BLOCKS):
            continue
        if not raw.FPDFText_GetLooseCharBox(text.raw, index, rect):
            continue
        box = (rect.left, rect.bottom, rect.right, rect.top)
        if rect.right - rect.left < 0.01 or rect.top - rect.bottom < 0.01:
            continue
        drawn = raw.FPDFText_GetTextObject(text.raw, index)
        place = order.get(ctypes.addressof(drawn.contents), -1) if drawn else -1
        mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
        under = mode != 3 and any(place < later and _inside(box, picture) for later, picture in over)
        yield _Char(index, shown, box, mode, under)


def _comments(page: Any, where: str) -> Iterator[tuple[Remnant, Box]]:
    """Comments with words, boxes that were never applied, and what is hidden."""
    import pypdfium2.raw as raw

    quiet = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT}
    for note in _notes(page):
        kind, box = raw.FPDFAnnot_GetSubtype(note), _rect(note)
        said, flags = _string(note, b"Contents"), raw.FPDFAnnot_GetFlags(note)
        if kind == raw.FPDF_ANNOT_REDACT:
            yield Remnant("unapplied", where, excerpt(said)), box
        elif flags & (raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW) and kind != raw.FPDF_ANNOT_POPUP:
            hidden = said or _string(note, b"V")
            if hidden.strip():
                yield Remnant("hidden_field", where, excerpt(hidden)), box
        elif kind not in quiet and said.strip():
            yield Remnant("comment", where, excerpt(said)), box


def _annotated(page: Any) -> list[Box]:
    """Where comments are drawn on the page: a rectangle, a stamp, a line of a marker."""
    import pypdfium2.raw as raw

    quiet = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT}
    return [_rect(note) for note in _notes(page) if raw.FPDFAnnot_GetSubtype(note) not in quiet]


def _notes(page: Any) -> Iterator[Any]:
    import pypdfium2.raw as raw

    for place in range(min(raw.FPDFPage_GetAnnotCount(page.raw), 1000)):
        note = raw.FPDFPage_GetAnnot(page.raw, place)
        if note:
            try:
                yield note
            finally:
                raw.FPDFPage_CloseAnnot(note)


def _rect(note: Any) -> Box:
    import pypdfium2.raw as raw

    rect = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(note, rect)
    return rect.left, min(rect.bottom, rect.top), rect.right, max(rect.bottom, rect.top)


def _string(note: Any, key: bytes) -> str:
    import pypdfium2.raw as raw

    size = raw.FPDFAnnot_GetStringValue(note, key, None, 0)
    room = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(note, key, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), size)
    return room.raw[: max(size - 2, 0)].decode("utf-16-le", "ignore")


def _bounds(drawn: Any) -> Box:
    """Left, bottom, right, top on the page, also of what stands in a form."""
    left, bottom, right, top = drawn.get_bounds()
    corners = [(left, bottom), (right, top), (left, top), (right, bottom)]
    around = drawn.container
    while around is not None:
        matrix = around.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
        around = around.container
    across, up = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(up), max(across), max(up)


def _is_filled(drawn: Any) -> bool:
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(drawn.raw, fill, stroke)
    return fill.value != 0


def _address(drawn: Any) -> int:
    return ctypes.addressof(drawn.raw.contents)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _inside(box: Box, other: Box) -> bool:
    """Whether the middle of a box lies in another."""
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= across <= other[2] and other[1] <= up <= other[3]
