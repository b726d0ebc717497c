"""PDFium's view of a PDF: the characters of every page with their boxes, and everything straight that is drawn."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from gongkai.finding import Refusal
from gongkai.reading.sources.package import broken
from gongkai.reading.sources.pdf_geometry import Char, Page, Rule

KIND = ("PDF文件", "PDF file")
#: A report has some ten pages; a book of reports some hundreds.
MOST_PAGES = 500
#: More characters on one page than this are no report; with more rules it is a drawing.
MOST_CHARS = 60_000
MOST_RULES = 20_000
#: A stroke thinner than this (points) is a rule, a broader shape is a background.
THIN = 3.0
SHORTEST = 4.0
_PASSWORD = 4
_NOTHING = frozenset({0x7F, 0xAD, 0x200B, 0xFFFE, 0xFEFF})
_SPACES = frozenset({0x20, 0xA0, 0x3000, *range(0x2000, 0x200B), 0x202F})
_MOVE = 2
Box = tuple[float, float, float, float]
"""Left, bottom, right, top in the page's own coordinates."""


def pages(data: bytes) -> list[Page]:
    """The pages of a PDF.

    Raises :class:`Refusal`: ``locked`` for one that needs a password, ``broken`` for a damaged or
    excessive one.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise _locked() from None
        raise broken(KIND, ("内容已损坏", "it is damaged")) from None
    try:
        if len(document) > MOST_PAGES:
            raise broken(KIND, (f"超过{MOST_PAGES}页", f"it has more than {MOST_PAGES} pages"))
        return [_page(document[number]) for number in range(len(document))]
    except pypdfium2.PdfiumError:
        raise broken(KIND, ("其中一页已损坏", "a page is damaged")) from None
    finally:
        document.close()


def _locked() -> Refusal:
    return Refusal(
        "locked", ("这个PDF设有打开密码", "the PDF needs a password"), ("请提供没有密码的文件", "supply one without")
    )


def _page(page: Any) -> Page:
    try:
        text = page.get_textpage()
        try:
            turn = _Turn(_lean(text))
            chars = list(_chars(text, turn))
        finally:
            text.close()
        level, upright = [], []
        for box in _straight(page):
            left, top, right, bottom = turn.box(box)
            if bottom - top <= THIN and right - left >= SHORTEST:
                level.append(Rule((top + bottom) / 2, left, right))
            elif right - left <= THIN and bottom - top >= SHORTEST:
                upright.append(Rule((left + right) / 2, top, bottom))
        return Page(chars, level, upright) if len(level) + len(upright) <= MOST_RULES else Page(chars, [], [])
    finally:
        page.close()


def _lean(text: Any) -> int:
    """By how many degrees most of the text is turned on its page, in quarter turns.

    Text is meant to be read upright, whether the page is shown turned for it or a table lies on its side.
    """
    import pypdfium2.raw as raw

    count = raw.FPDFText_CountChars(text.raw)
    some = range(0, count, max(1, count // 60))
    turned = [-round(raw.FPDFText_GetCharAngle(text.raw, place) * 57.29578 / 90) % 4 for place in some]
    return max(set(turned), key=turned.count, default=0) * 90


class _Turn:
    """From the page's own coordinates to those of the reader: from the top left, upright."""

    def __init__(self, degrees: int) -> None:
        self.degrees = degrees

    def box(self, box: Box) -> Box:
        """Left, top, right, bottom as the reader sees them."""
        left, bottom, right, top = box
        if self.degrees == 90:
            return bottom, left, top, right
        if self.degrees == 180:
            return -right, bottom, -left, top
        if self.degrees == 270:
            return -top, -right, -bottom, -left
        return left, -top, right, -bottom


def _chars(text: Any, turn: _Turn) -> Iterator[Char]:
    """What is printed, each character once: a bold one is sometimes printed twice, a little apart."""
    import pypdfium2.raw as raw

    count = raw.FPDFText_CountChars(text.raw)
    if count > MOST_CHARS:
        raise broken(KIND, ("一页的字数过多", "a page holds too many characters"))
    rect = raw.FS_RECTF()
    seen: set[tuple[int, float, float]] = set()
    for place in range(count):
        code = raw.FPDFText_GetUnicode(text.raw, place)
        if code < 32 or code in _NOTHING or raw.FPDFText_IsGenerated(text.raw, place) == 1:
            continue
        if not raw.FPDFText_GetLooseCharBox(text.raw, place, rect):
            continue
        x, y = rect.left / 2, rect.bottom / 2
        at = {(code, int(x), int(y)), (code, int(x + 0.5) + 0.5, int(y + 0.5) + 0.5)}
        if not at.isdisjoint(seen):
            continue
        seen |= at
        yield Char(" " if code in _SPACES else chr(code), *turn.box((rect.left, rect.bottom, rect.right, rect.top)))


def _straight(page: Any) -> Iterator[Box]:
    """Everything straight that is drawn: thin shapes, and the strokes of paths."""
    import pypdfium2.raw as raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        inside = drawn.container is not None
        if not inside:
            left, bottom, right, top = drawn.get_bounds()
            if right - left <= THIN or top - bottom <= THIN:
                yield left, bottom, right, top
                continue
        raw.FPDFPath_GetDrawMode(drawn.raw, fill, stroke)
        if stroke.value or inside or raw.FPDFPath_CountSegments(drawn.raw) > 5:
            yield from _strokes(drawn, stroked=bool(stroke.value))


def _strokes(drawn: Any, *, stroked: bool) -> Iterator[Box]:
    """The straight segments of a path; of a filled one the thin shapes that it is made of."""
    matrix, around = drawn.get_matrix(), drawn.container
    while around is not None:
        matrix, around = matrix.multiply(around.get_matrix()), around.container
    shape: list[tuple[float, float]] = []
    for kind, x, y in _segments(drawn):
        point = matrix.on_point(x, y)
        if kind == _MOVE:
            yield from _edges(shape, stroked=stroked)
            shape = [point]
        else:
            shape.append(point)
    yield from _edges(shape, stroked=stroked)


def _segments(drawn: Any) -> Iterator[tuple[int, float, float]]:
    import pypdfium2.raw as raw

    x, y = ctypes.c_float(), ctypes.c_float()
    for place in range(min(raw.FPDFPath_CountSegments(drawn.raw), MOST_RULES)):
        segment = raw.FPDFPath_GetPathSegment(drawn.raw, place)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        yield raw.FPDFPathSegment_GetType(segment), x.value, y.value


def _edges(shape: list[tuple[float, float]], *, stroked: bool) -> Iterator[Box]:
    if len(shape) < 2:
        return
    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    if max(xs) - min(xs) <= THIN or max(ys) - min(ys) <= THIN:
        yield min(xs), min(ys), max(xs), max(ys)
    elif stroked:
        for (x0, y0), (x1, y1) in pairwise([*shape, shape[0]] if len(shape) >= 4 else shape):
            if abs(x0 - x1) <= 1 or abs(y0 - y1) <= 1:
                yield min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
