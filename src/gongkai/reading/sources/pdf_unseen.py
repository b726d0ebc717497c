"""Text that a page of a PDF holds and does not show: it can be copied, and no reader of the page ever saw it.

Without ink, in the colour of the ground, under what is drawn later, on a layer that is off, or beside the page: what
may be such is told from what the file says of it, and what is not sure is settled by rendering the page with it and
without.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import Any

from gongkai.reading.sources import pdf_calls
from gongkai.reading.sources.pdf_calls import Box, Drawn, Text

#: Shades of 255 that nobody tells apart.
SAME = 16
_PALE = 208
"""Each of red, green and blue at least so strong, and a white page hides it."""
_COVER = 5.0
"""A shape of fewer points in width or height is a rule, not a cover."""
INSET = 0.12
"""A share of the width and height of a character on each side in which others may show."""
_SCALE, _MOST_PIXELS = 2.0, 8_000_000


class Look:
    """A page as it is seen, in shades of grey, and where a box of it lies among the pixels."""

    def __init__(self, page: Any, *, notes: bool = True) -> None:
        width, height = page.get_size()
        scale = min(_SCALE, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=notes, draw_annots=notes)
        self.width, self.height, self.stride = bitmap.width, bitmap.height, bitmap.stride
        self.pixels = bytes(bitmap.buffer)
        self._page = page
        bitmap.close()

    def place(self, box: Box, inset: float = 0.0) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels, without a part of its width and height on each side."""
        left, bottom, right, top = box
        x1, y1 = pdf_calls.shown(self._page, self.width, self.height, left, bottom)
        x2, y2 = pdf_calls.shown(self._page, self.width, self.height, right, top)
        x1, x2, y1, y2 = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
        dx, dy = int((x2 - x1) * inset), int((y2 - y1) * inset)
        return x1 + dx, y1 + dy, max(x2 - dx, x1 + dx + 1), max(y2 - dy, y1 + dy + 1)

    def rows(self, at: tuple[int, int, int, int]) -> list[bytes]:
        """The pixels of a place, row by row; empty outside the page."""
        left, top, right, bottom = at
        left, right = max(left, 0), min(right, self.width)
        span = range(max(top, 0), min(bottom, self.height))
        return (
            [self.pixels[row * self.stride + left : row * self.stride + right] for row in span] if left < right else []
        )

    def shows(self, box: Box, bare: Look) -> bool:
        """Whether in a box it differs from how the page looks without something."""
        at = self.place(box, INSET)
        return any(differ(one, other) for one, other in zip(self.rows(at), bare.rows(at), strict=True))


def differ(one: bytes, other: bytes) -> bool:
    """Whether an eye tells two rows of pixels apart."""
    return one != other and any(abs(a - b) >= SAME for a, b in zip(one, other, strict=True))


def unseen(page: Any, text: Any, said: Text, drawn: Sequence[Drawn], texts: Sequence[Drawn]) -> set[int]:
    """The places of the characters of a page that it does not show.  Text that may be such is drawn no more."""
    bare = {one.own for one in compress(texts, pdf_calls.unseen(texts))}
    doubtful = {
        one.own: one
        for one in (*_pale(texts), *_covered(drawn), *pdf_calls.layered(texts), *pdf_calls.clipped(texts))
        if one.own not in bare
    }
    gone = set(_outside(page, said))
    if not bare and not doubtful:
        return gone
    owners = pdf_calls.owners(text, said)
    gone |= {place for place, owner in enumerate(owners) if owner in bare}
    maybe = [place for place, owner in enumerate(owners) if owner in doubtful]
    if maybe:
        full = Look(page)
        for one in doubtful.values():
            pdf_calls.take_away(one)
        without = Look(page)
        boxes = ((said.left[place], said.bottom[place], said.right[place], said.top[place]) for place in maybe)
        gone |= {place for place, box in zip(maybe, boxes, strict=True) if not full.shows(box, without)}
    return gone


def _outside(page: Any, said: Text) -> Iterator[int]:
    """What stands beside the part of the page that is shown."""
    left, bottom, right, top = page.get_bbox()
    if said.said and (
        min(said.left) < left or min(said.bottom) < bottom or max(said.right) > right or max(said.top) > top
    ):
        for place, (x0, y0, x1, y1) in enumerate(zip(said.left, said.bottom, said.right, said.top, strict=True)):
            if not (left <= (x0 + x1) / 2 <= right and bottom <= (y0 + y1) / 2 <= top):
                yield place


def _pale(texts: Sequence[Drawn]) -> Iterator[Drawn]:
    """Text in nearly no colour, or one that lets everything through."""
    reds, greens, blues, alphas = pdf_calls.fills(texts)
    if max(reds, default=0) < _PALE and min(alphas, default=255) > 255 - _PALE:  # as on most pages
        return
    for one, red, green, blue, alpha in zip(texts, reds, greens, blues, alphas, strict=True):
        if (red >= _PALE and green >= _PALE and blue >= _PALE) or alpha <= 255 - _PALE:
            yield one


def _covered(drawn: Sequence[Drawn]) -> Iterator[Drawn]:
    """Text on which a picture or a filled shape is laid later."""
    first = next((at for at, one in enumerate(drawn) if one.kind == pdf_calls.TEXT), len(drawn))
    later = [at for at in range(first, len(drawn)) if drawn[at].kind in (pdf_calls.PATH, pdf_calls.IMAGE)]
    covers = [
        (at, box)
        for at, box in zip(later, pdf_calls.boxes([drawn[at] for at in later]), strict=True)
        if _is_broad(box) and (drawn[at].kind == pdf_calls.IMAGE or pdf_calls.is_filled(drawn[at]))
    ]
    if not covers:
        return
    under = [at for at in range(first, covers[-1][0]) if drawn[at].kind == pdf_calls.TEXT]
    for at, box in zip(under, pdf_calls.boxes([drawn[at] for at in under]), strict=True):
        if _is_met(box, (cover for later, cover in covers if later > at)):
            yield drawn[at]


def _is_broad(box: Box) -> bool:
    return box[2] - box[0] >= _COVER and box[3] - box[1] >= _COVER


def _is_met(box: Box, others: Iterator[Box]) -> bool:
    left, bottom, right, top = box
    return any(left < x1 and x0 < right and bottom < y1 and y0 < top for x0, y0, x1, y1 in others)
