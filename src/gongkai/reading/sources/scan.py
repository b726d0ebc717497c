"""A picture of a page as rows of cells and lines of text: the same parts as a page of a PDF with text.

The ruled lines of the picture make the grid; each cell is cut out and read by itself, empty ones by
their lack of ink alone.  Words outside tables, and in tables without rules, are read by their boxes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from gongkai.reading.recognised import Recognised, mark, marked, unmarked
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.paged import sheet_of
from gongkai.reading.sources.pdf_geometry import NEAR, Grid, grids, merged
from gongkai.reading.sources.pdf_parts import Block, Cell, Char, Frame
from gongkai.reading.sources.pdf_words import MARGIN, lines, spoken, spoken_block
from gongkai.reading.sources.raster import Box, Raster, frames
from gongkai.reading.sources.recognise import Line, recognise, refuse_without_recognition
from gongkai.reading.sources.segment import line_height, stroke, without_drawings, words
from gongkai.reading.sources.upright import quarters, turned

if TYPE_CHECKING:
    from gongkai.reading.sources.raster import Gray

#: What is printed for ink that no character was recognised in.
UNREADABLE = "\ufffd"
#: A dash is at most so long, and no nearer to the edge of its cell (line heights): other strokes are left of rules.
DASH, REMNANT = 2.2, 0.3
_DIGIT = re.compile(r"[+-]?\d")
#: Called after every page that was recognised.
Seen = Callable[[], None]


def image_sheet(data: bytes, seen: Seen | None = None) -> Sheet:
    """The sheet of a PNG, JPEG or TIFF, each of its pictures a page; ``seen`` is called after each.

    Raises :class:`~gongkai.finding.Refusal`: ``needs-ocr`` where nothing can recognise characters,
    ``broken`` for a damaged or excessive one.
    """
    refuse_without_recognition()
    scan = Scan(seen)
    made = [scan.page(picture) for picture in frames(data, through_seals=True)]
    return sheet_of([some for some, _ in made], [frame for _, frame in made], scan.numerals)


class Scan:
    """The pages of one document that are pictures; ``numerals`` are those that their texts bear marks of."""

    def __init__(self, seen: Seen | None = None) -> None:
        self.numerals: list[Recognised] = []
        self._seen = seen

    def page(self, picture: Gray, scale: float = 0.0) -> tuple[list[Block], Frame]:
        """The page from top to bottom, and where on the picture it is.

        ``scale`` is in pixels a point, where it is known.
        """
        raster = Raster(picture, scale)
        turn = 0 if raster.is_empty else quarters(raster)
        if turn:
            raster = Raster(turned(picture, turn), scale)
        made = [] if raster.is_empty else list(_Reader(raster, self).blocks())
        if self._seen is not None:
            self._seen()
        return made, raster.frame.turned(turn)


class _Reader:
    """One page being read."""

    def __init__(self, raster: Raster, scan: Scan) -> None:
        self.scan = scan
        self.scale = raster.scale
        level, upright = raster.rules()
        self.grids = [grid for grid in grids(merged(level), merged(upright)) if grid.is_table]
        self.whole = raster.gray
        self.gray, self.ink = raster.without_rules()
        self.printed = without_drawings(self.ink, self.scale)
        self.tall = line_height(self.printed, self.scale)

    def blocks(self) -> Iterator[Block]:
        found = [
            Block(grid.ys[0], tuple(grid.filled(texts)), tuple(grid.xs))
            for grid, texts in ((grid, self._table(grid)) for grid in self.grids)
            if any(texts.values())
        ]
        for grid in self.grids:
            box = self._box(Cell(grid.xs[0] - NEAR, grid.ys[0] - NEAR, grid.xs[-1] + NEAR, grid.ys[-1] + NEAR), 0)
            self.printed[box.top : box.bottom, box.left : box.right] = 0
        self.gray = self.whole
        left = [box for box in words(self.printed, self.tall) if self._is_short(box) or self._stroke(box) != "-"]
        free = [self._char(box, self._line(box)) for box in left]
        spoken_lines = lines(char for char in free if char.text.strip())
        found += [spoken_block(line) for line in spoken_lines if [char.text for char in line] != ["-"]]
        yield from sorted(found, key=lambda block: block.top)

    def _table(self, grid: Grid) -> dict[tuple[int, int], str]:
        return {place: text for place, cell in grid.cells().items() if (text := self._cell(cell))}

    def _cell(self, cell: Cell) -> str:
        """The text of a cell: its lines joined as those of a PDF's cell are."""
        box = self._box(cell, 0.4)
        part = self.ink[box.top : box.bottom, box.left : box.right]
        if not part.any():
            return ""
        shifted = [
            Box(box.left + x0, box.top + y0, box.left + x1, box.top + y1) for x0, y0, x1, y1 in words(part, self.tall)
        ]
        alone = len(shifted) == 1
        shifted = [one for one in shifted if self._stroke(one) != "-" or (alone and self._is_dash(one, box))]
        text, full = "", False
        for row in lines(self._char(one, self._line(one)) for one in shifted):
            said = spoken(row).replace("\t", " ")
            if text[-1:].isdigit() and unmarked(said)[:1].isdigit():
                text = self._continued(text, said) if full else f"{text} {said}"
            else:
                text += said
            full = cell.right - cell.left - (row[-1].right - row[0].left) < 2 * MARGIN + _step(row, unmarked(said))
        return text

    def _stroke(self, box: Box) -> str:
        return stroke(self.ink[box.top : box.bottom, box.left : box.right], self.tall)

    def _is_dash(self, box: Box, cell: Box) -> bool:
        """Whether a level stroke that is alone in its cell is a dash, and not left of a rule."""
        gaps = (near - far for near, far in zip((*box[:2], *cell[2:]), (*cell[:2], *box[2:]), strict=True))
        return self._is_short(box) and min(gaps) > REMNANT * self.tall

    def _is_short(self, box: Box) -> bool:
        return box.right - box.left <= DASH * self.tall

    def _continued(self, text: str, more: str) -> str:
        """A number that goes on in the next line of its cell: of its parts' other readings none is one of the whole."""
        leads = [self.scan.numerals[place].lead for place in marked(text + more)]
        self.scan.numerals.append(Recognised((), min(leads, default=0.0)))
        digits = re.search(r"\d+$", unmarked(text))
        start = len(unmarked(text)) - len(digits[0] if digits else "")
        plain = unmarked(text) + unmarked(more)
        return plain[:start] + mark(len(self.scan.numerals) - 1) + plain[start:]

    def _box(self, cell: Cell, inset: float) -> Box:
        height, width = self.ink.shape
        return Box(
            max(0, math.floor((cell.left + inset) * self.scale)),
            max(0, math.floor((cell.top + inset) * self.scale)),
            min(width, math.ceil((cell.right - inset) * self.scale)),
            min(height, math.ceil((cell.bottom - inset) * self.scale)),
        )

    def _line(self, box: Box) -> Line:
        """What is written in a box, recognised with a little room around it; a lone stroke is not."""
        if said := self._stroke(box):
            return Line(said, 1.0)
        room = round(0.15 * self.tall)
        more = max(0, round((self.tall - (box.bottom - box.top)) / 2))
        height, width = self.gray.shape
        top, bottom = max(0, box.top - room - more), min(height, box.bottom + room + more)
        left, right = max(0, box.left - 2 * room), min(width, box.right + 2 * room)
        line = recognise(self.gray[top:bottom, left:right])
        return line if line.text else Line(UNREADABLE, 0.0)

    def _char(self, box: Box, line: Line) -> Char:
        return Char(self._marked(line), *(value / self.scale for value in box))

    def _marked(self, line: Line) -> str:
        """The text with a mark before its first digit."""
        match = _DIGIT.search(line.text)
        if match is None:
            return line.text
        numeral = Recognised(line.options or (), _lead(line))
        self.scan.numerals.append(numeral)
        return line.text[: match.start()] + mark(len(self.scan.numerals) - 1) + line.text[match.start() :]


def _step(row: Sequence[Char], said: str) -> float:
    """How far it is at least from one digit of a line to the next; wide ones stand further apart."""
    tall = row[-1].bottom - row[-1].top
    if len(said) < 2 or not said.isdigit():
        return 0.55 * tall
    return max(0.55 * tall, (row[-1].right - row[0].left - 0.7 * tall) / (len(said) - 1))


def _lead(line: Line) -> float:
    """By how much what was taken is likelier than everything else."""
    return -math.log(max(1 - line.likelihood, 1e-9))
