"""Where lines of characters stand in a picture: boxes around ink that belongs together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from gongkai.reading.sources.raster import Box

#: Heights of a line of characters that are believed (points), and what is taken where none is.
LOWEST, HIGHEST, USUAL = 4.5, 26.0, 9.5
#: A stroke is at most so thick (line heights), at least so many times as long, and climbs at most so steeply:
#: an italic 1 climbs more.
THICK, LONG, STEEP = 0.25, 1.5, 4.0
#: What is larger than this in both directions (points) is no character: a seal, a drawing, what is left of a frame.
#: One with more than this share of its place inked is a drawing, not a ring or a frame around something.
LARGEST, DENSE = 45.0, 0.2
#: More boxes than this on a page are noise; the largest are kept.
MOST_BOXES = 1200
#: Ink smaller than this share of a line's height in both directions is a speck.
SPECK = 0.16
#: Gaps between the characters of one line, and how far the strokes of one character stand apart, in line heights.
APART, STACKED = 1.3, 1.25

#: Between two lines there is at most this share of the ink that lines have.
VALLEY = 0.25


def line_height(ink: Any, scale: float) -> float:
    """How high the lines of a page are (pixels): the middle of the heights of its words."""
    heights = [box.bottom - box.top for box in _joined_ink(ink, round(4 * scale), 1)]
    fitting = [height for height in heights if LOWEST * scale <= height <= HIGHEST * scale]
    return float(median(fitting)) if len(fitting) >= 3 else USUAL * scale


def without_drawings(ink: Any, scale: float) -> Any:
    """The ink without what is too large for a character, and without what stands in a drawing."""
    import cv2
    import numpy as np

    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    kept, drawings = np.ones(len(boxes), np.uint8), list[Box]()
    for number, (left, top, width, height, area) in enumerate(boxes.tolist()):
        if number and min(width, height) > LARGEST * scale:
            kept[number] = 0
            if area > DENSE * width * height:
                drawings.append(Box(left, top, left + width, top + height))
    left_over = ink * kept[labels]
    for box in drawings:
        left_over[box.top : box.bottom, box.left : box.right] = 0
    return left_over


def stroke(ink: Any, tall: float) -> str:
    """What is meant by a box that holds one straight stroke, a dash or a slash; nothing if it holds anything else."""
    import numpy as np

    places = np.stack(ink.nonzero())
    if places.shape[1] < 3:
        return ""
    spreads, ways = np.linalg.eigh(np.cov(places))
    thick, long = np.sqrt(12 * np.maximum(spreads, 0)) + 1
    down, along = np.abs(ways[:, 1])
    if thick > THICK * tall or long < LONG * thick or down > STEEP * along:
        return ""
    return "-" if down < along / 2 else "/"


def runs(ink: Any, tall: float, gap: float = 0.8) -> list[Box]:
    """The boxes of ink that goes on level without a gap as wide as that (line heights)."""
    return _joined_ink(ink, round(gap * tall), 1)


def words(ink: Any, tall: float) -> list[Box]:
    """The boxes of what is written on one line without a wide gap, specks left out."""
    found = [
        box
        for box in runs(ink, tall)
        if box.bottom - box.top > SPECK * tall or box.right - box.left > SPECK * tall + 0.8 * tall
    ]
    found = sorted(found, key=lambda box: (box.left - box.right) * (box.bottom - box.top))[:MOST_BOXES]
    tightened = [_tight(ink, part) for box in found for part in _rows(ink, box, tall)]
    return _merged([box for box in tightened if box is not None and not _is_speck(box, tall)], tall)


def _is_speck(box: Box, tall: float) -> bool:
    return max(box.bottom - box.top, box.right - box.left) < SPECK * tall


def _joined_ink(ink: Any, across: int, down: int) -> list[Box]:
    import cv2
    import numpy as np

    thick = cv2.dilate(ink, np.ones((max(down, 1), max(across, 1)), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(thick, connectivity=8)
    found = []
    for place in range(1, count):
        left, top, width, height, _ = (int(value) for value in boxes[place])
        found.append(Box(left, top, left + width, top + height))
    return found


def _rows(ink: Any, box: Box, tall: float) -> list[Box]:
    """A box that holds several lines, divided where there is least ink between them."""
    height = box.bottom - box.top
    count = round(height / (1.25 * tall))
    if height < 1.7 * tall or count < 2:
        return [box]
    density = ink[box.top : box.bottom, box.left : box.right].sum(axis=1)
    usual = float(density.mean())
    reach = max(1, round(0.3 * tall))
    edges = [0]
    for number in range(1, count):
        about = round(number * height / count)
        low = max(edges[-1] + 1, about - reach)
        valley = low + int(density[low : about + reach].argmin()) if low < about + reach else about
        if density[valley] <= VALLEY * usual:  # otherwise the characters are large, and one line
            edges.append(valley)
    edges.append(height)
    return [Box(box.left, box.top + a, box.right, box.top + b) for a, b in pairwise(edges) if b > a]


def _tight(ink: Any, box: Box) -> Box | None:
    """The box drawn close around its ink."""
    part = ink[box.top : box.bottom, box.left : box.right]
    rows, columns = part.any(axis=1).nonzero()[0], part.any(axis=0).nonzero()[0]
    if not len(rows):
        return None
    return Box(
        box.left + int(columns[0]), box.top + int(rows[0]), box.left + int(columns[-1]) + 1, box.top + int(rows[-1]) + 1
    )


def _merged(boxes: Sequence[Box], tall: float) -> list[Box]:
    """Boxes of one line that stand near one another, and the strokes of one character, as one."""
    found = sorted(boxes, key=lambda box: (box.top, box.left))
    while True:
        kept: list[Box] = []
        for box in found:
            near = next((at for at in range(len(kept) - 1, -1, -1) if _together(kept[at], box, tall)), None)
            if near is None:
                kept.append(box)
            else:
                kept[near] = _around((kept[near], box))
        if len(kept) == len(found):
            return kept
        found = kept


def _together(one: Box, two: Box, tall: float) -> bool:
    around = _around((one, two))
    if around.bottom - around.top > STACKED * max(tall, one.bottom - one.top, two.bottom - two.top):
        return False
    gap = max(one.left, two.left) - min(one.right, two.right)
    return gap <= APART * tall


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
