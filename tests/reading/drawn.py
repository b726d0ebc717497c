"""Reports as PDF written by hand: every text and every rule in its place, so that any of it can be drawn amiss."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from gongkai.report.filing import Filing
from gongkai.report.layout import Grid
from gongkai.report.render.document import compose, printed

WIDE, HIGH, MARGIN, LINE = 595.0, 842.0, 40.0, 22.0
SIZE = 5.0


class Text(NamedTuple):
    """A text by the left end of its base line; ``cell`` is the cell of the form whose number it is."""

    text: str
    x: float
    y: float
    cell: str = ""
    size: float = SIZE

    @property
    def drawn(self) -> bytes:
        """Digits in the font ``D``, words in ``W``."""
        if self.text.isascii():
            said = b"/D %.1f Tf %.2f %.2f Td (%s) Tj" % (self.size, self.x, self.y, self.text.encode())
        else:
            coded = self.text.encode("utf-16-be").hex().encode()
            said = b"/W %.1f Tf %.2f %.2f Td <%s> Tj" % (self.size, self.x, self.y, coded)
        return b"BT " + said + b" ET\n"


class Rule(NamedTuple):
    """A straight rule."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def drawn(self) -> bytes:
        """A stroke half a point wide."""
        return b".5 w %.2f %.2f m %.2f %.2f l S\n" % self


Part = Text | Rule
Draw = Callable[[Sequence[Part]], bytes]
#: Roman letters and digits as every viewer draws them; Chinese words by their Unicode.
DIGITS = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
WORDS = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
    b"/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>>>]>>"
)


def plainly(parts: Sequence[Part]) -> bytes:
    """Everything in its order."""
    return b"".join(part.drawn for part in parts)


def drawn(
    filing: Filing,
    draw: Draw = plainly,
    *,
    size: tuple[float, float] = (WIDE, HIGH),
    page: bytes = b"",
    pages: Mapping[int, bytes] | None = None,
    digits: bytes = DIGITS,
    extra: Mapping[int, bytes] | None = None,
) -> bytes:
    """The report, a section a page after that of its title.

    ``page`` is what each page says of itself, ``pages`` what single ones (from 0) do; ``extra`` are further objects
    from 5 on.
    """
    objects = {1: b"<</Type/Catalog/Pages 2 0 R>>", 3: digits, 4: WORDS, **(extra or {})}
    first = max(objects) + 1
    contents = [draw(list(parts)) for parts in _pages(filing)]
    for at, content in enumerate(contents):
        objects[first + 2 * at] = b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
        own = b"/Resources<</Font<</D 3 0 R/W 4 0 R>>>>/Contents %d 0 R%s" % (
            first + 2 * at,
            page + (pages or {}).get(at, b""),
        )
        objects[first + 2 * at + 1] = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]%s>>" % (*size, own)
    kids = b" ".join(b"%d 0 R" % (first + 2 * at + 1) for at in range(len(contents)))
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(contents), kids)
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % one for one in sorted(objects.items()))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>"


def _pages(filing: Filing) -> Iterator[list[Part]]:
    document = compose(filing)
    top = HIGH - MARGIN
    yield [Text(document.title, MARGIN, top, size=10.0)]
    for part in document.parts:
        out: list[Part] = [Text(part.heading, MARGIN, top, size=8.0)]
        if part.grid is not None:
            out += _table(filing, part.grid, top - 2 * LINE)
        yield out


def _table(filing: Filing, grid: Grid, top: float) -> Iterator[Part]:
    xs = [MARGIN + (WIDE - 2 * MARGIN) * share for share in accumulate(grid.shares(), initial=0.0)]
    for placed in grid.placed:
        left, right = xs[placed.column], xs[placed.columns.stop]
        above, below = top - LINE * placed.row, top - LINE * placed.rows.stop
        yield from (Rule(left, y, right, y) for y in (above, below))
        yield from (Rule(x, below, x, above) for x in (left, right))
        if placed.cell is not None:
            yield Text(printed(filing.values[placed.cell]), left + 3, below + 8, placed.cell)
            continue
        fit = max(1, int((right - left - 2) / SIZE))
        for at in range(0, len(placed.text), fit):
            yield Text(placed.text[at : at + fit], left + 1, above - (SIZE + 1) * (at // fit + 1))
