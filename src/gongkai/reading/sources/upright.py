"""Which way up a page lies that was scanned.

Characters of a line stand nearer to one another than lines do, which tells level lines from upright
ones; lines of words are recognised one way up only, which tells a page from one upside down.
"""

from __future__ import annotations

import re
from statistics import mean
from typing import TYPE_CHECKING, Any

from gongkai.reading.sources.recognise import recognise
from gongkai.reading.sources.segment import line_height, runs, without_drawings

if TYPE_CHECKING:
    from gongkai.reading.sources.raster import Box, Gray, Raster

#: A line is at least so long, at least and at most so high, and its characters stand so near (line heights).
SHORTEST, LOWEST, HIGHEST, GAP = 2.5, 0.6, 1.7, 0.3
#: So many lines are recognised, as far as this (line heights).
LINES, FAR = 4, 9.0
#: Upright lines have to be so long together (line heights), and so many times as long as the level ones, before a
#: page is thought to lie on its side.
LEAST, LONGER = 20.0, 2.0
#: A page that is read as likely as this lies right; another way is taken if it is read so much better.
WELL, BETTER = 0.4, 0.2
_WORDS = re.compile("[\u4e00-\u9fff].*[\u4e00-\u9fff]")


def quarters(raster: Raster) -> int:
    """By how many quarters a page has to be turned to the left to be read; 0 where it cannot be told."""
    gray, ink = raster.without_rules()
    ink = without_drawings(ink, raster.scale)
    tall = line_height(ink, raster.scale)
    level, aside = _lines(ink, tall), _lines(turned(ink, 1), tall)
    on_its_side = _length(aside) > max(LEAST * tall, LONGER * _length(level))
    lines, first = (aside, 1) if on_its_side else (level, 0)
    likely = _likelihood(turned(gray, first), lines, tall)
    if likely >= WELL:
        return first
    over = _likelihood(turned(gray, first + 2), _lines(turned(ink, first + 2), tall), tall)
    return first + 2 if over >= likely + BETTER else first


def turned(picture: Any, quarters: int) -> Any:
    """A picture turned by so many quarters to the left."""
    import numpy as np

    return np.ascontiguousarray(np.rot90(picture, quarters)) if quarters else picture


def _lines(ink: Any, tall: float) -> list[Box]:
    return [
        box
        for box in runs(ink, tall, GAP)
        if box.right - box.left >= SHORTEST * tall and LOWEST * tall <= box.bottom - box.top <= HIGHEST * tall
    ]


def _length(lines: list[Box]) -> int:
    return sum(box.right - box.left for box in lines)


def _likelihood(gray: Gray, lines: list[Box], tall: float) -> float:
    """How likely the words are that are recognised in the longest lines."""
    longest = sorted(lines, key=lambda box: box.left - box.right)[:LINES]
    return mean([_read(gray, box, tall) for box in longest]) if longest else 0.0


def _read(gray: Gray, box: Box, tall: float) -> float:
    room, right = round(0.15 * tall), min(box.right, box.left + round(FAR * tall))
    line = recognise(gray[max(0, box.top - room) : box.bottom + room, max(0, box.left - room) : right])
    return line.likelihood if _WORDS.search(line.text) else 0.0
