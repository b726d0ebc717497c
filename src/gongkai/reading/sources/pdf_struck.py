"""Numbers that are struck out: a thin rule goes through the middle of the characters and ends where they end."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import itemgetter

from gongkai.reading.sources.pdf_parts import NOT_SAID, Char, Page, Rule

HIGHEST, LOWEST = 0.4, 0.66
"""Between these shares of a character's height from its top a rule strikes it out; one that underlines stands lower."""
BEYOND = 0.1
"""So far beyond or short of the characters such a rule ends (share of their height)."""
LEVEL, GAP = 0.5, 1.0
"""Rules on one level (points) with no larger gap between them are one."""
BESIDE = 0.25
"""Digits no further from the struck ones than this share of their height stand in their stead."""
Places = list[int]


def without_struck(page: Page) -> Page:
    """A page without the numbers that are struck out on it, and without the rules that do so.

    A rule that goes on a little beyond the characters may strike them or not: they are not known then.
    """
    found = list(_struck(page))
    if not found:
        return page
    chars = list(page.chars)
    gone = {at for _, struck, _ in found for at in struck}
    kept = [at not in gone for at in range(len(chars))]
    for _, struck, surely in found:
        for run in _runs(chars, struck):
            if not (surely and _is_replaced(run, page, kept)):
                chars[run[0]] = chars[run[0]]._replace(text=NOT_SAID, right=chars[run[-1]].right)
                gone.discard(run[0])
    rules = {rule for line, _, _ in found for rule in line}
    return page._replace(
        chars=[char for at, char in enumerate(chars) if at not in gone],
        level=[rule for rule in page.level if rule not in rules],
    )


def _struck(page: Page) -> Iterator[tuple[list[Rule], Places, bool]]:
    """The rules that strike numbers out, the places of the characters from left to right, and whether that is sure."""
    chars = page.chars
    digits = sorted([(char[2] + char[4], at) for at, char in enumerate(chars) if char[0].isdigit()])
    sums = [twice for twice, _ in digits]
    most = max([chars[at].bottom - chars[at].top for _, at in digits], default=0.0)
    for line in _on_one_line([*page.level, *page.strokes]):
        y, start, end = line[0].place, line[0].start, max([rule.end for rule in line])
        first = bisect_left(sums, 2 * (y - (LOWEST - 0.5) * most))
        last = bisect_right(sums, 2 * (y + (0.5 - HIGHEST) * most))
        if not any(_is_crossed(chars[at], y, start, end) for _, at in digits[first:last]):  # as nearly all
            continue
        some = [at for at, char in enumerate(chars) if _is_crossed(char, y, start, end)]
        some.sort(key=lambda at: chars[at].left)
        height = max(chars[at].bottom - chars[at].top for at in some)
        beyond = chars[some[0]].left - start, end - max(chars[at].right for at in some)
        surely = max(map(abs, beyond)) <= BEYOND * height
        if surely or (max(beyond) <= height and not _meets(page.upright, y, start, end)):
            yield line, some, surely


def _is_crossed(char: Char, y: float, start: float, end: float) -> bool:
    """Whether a rule goes through the middle of a character."""
    high, height = char.top, char.bottom - char.top
    return start <= char.x <= end and high + HIGHEST * height <= y <= high + LOWEST * height


def _on_one_line(level: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Rules that go on from one another, from left to right."""
    rows: list[list[Rule]] = []
    for rule in sorted(level):
        if rows and rule.place - rows[-1][0].place <= LEVEL:
            rows[-1].append(rule)
        else:
            rows.append([rule])
    for row in rows:
        row.sort(key=itemgetter(1))
        line, end = row[:1], row[0].end
        for rule in row[1:]:
            if rule.start > end + GAP:
                yield line
                line, end = [], rule.end
            line.append(rule)
            end = max(end, rule.end)
        yield line


def _meets(upright: Sequence[Rule], y: float, start: float, end: float) -> bool:
    """Whether a rule touches or crosses an upright one, as those of a table do."""
    return any(above - 1 <= y <= below + 1 and start - 1 <= x <= end + 1 for x, above, below in upright)


def _runs(chars: Sequence[Char], struck: Places) -> Iterator[Places]:
    """Struck characters that stand side by side."""
    run = struck[:1]
    for before, after in pairwise(struck):
        if chars[after].left - chars[before].right > chars[after].bottom - chars[after].top:
            yield run
            run = []
        run.append(after)
    yield run


def _is_replaced(run: Places, page: Page, kept: Sequence[bool]) -> bool:
    """Whether digits that are not struck out stand beside those that are, in the same cell."""
    chars = page.chars
    first, last = chars[run[0]], chars[run[-1]]
    height = first.bottom - first.top
    for char, holds in zip(chars, kept, strict=True):
        if not holds or not char.text.isdigit() or abs(char.y - first.y) > height / 2:
            continue
        for one, other in ((char, first), (last, char)):
            gap = other.left - one.right
            if -BESIDE * height <= gap <= BESIDE * height and not _meets(page.upright, first.y, one.x, other.x):
                return True
    return False
