"""Where each line of a table stands in a stream: labels aligned to the form as a whole.

Exact wordings are looked for first and the longest increasing chain of them is kept, so that a
label is never matched out of its order; what is then missing is looked for by similarity between
its neighbours.  (Chain: weighted longest increasing subsequence.)
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz

from gongkai.reading.sheet import normalise, simplified
from gongkai.reading.tokens import Stream, label_key, ordinal
from gongkai.report.form import Line, Table

#: The score of a label that stands as the form has it.
WHOLE = 100.0
#: Least similarity (0–100) of a garbled label; a short one must be nearly whole.
SIMILAR = 66.0
SIMILAR_SHORT = 85.0
#: The same for the short labels of a table whose numbers must follow at once.
SIMILAR_ALONE = 74.0
SHORT = 4
#: Once so many labels begin rows, all must.
LEAST_IN_ROWS = 2
#: What a line that is not found counts against an edition (label characters).
MISSING = 3


#: A label that stands more often than this is looked at no further.
MOST_PLACES = 40


class Anchor(NamedTuple):
    """A line's label found in the stream: from, to (label positions), and how surely (0–100).

    ``copies`` counts the places where the very same label stands.
    """

    start: int
    end: int
    score: float
    copies: int = 1


@cache
def variants(line: Line) -> tuple[str, ...]:
    """The keys under which a line may stand: as printed, without its ordinal, other wordings."""
    full = label_key(_plain(line.label))
    bare = full.lstrip("".join(ordinal(digit) for digit in range(1, 10)))
    keys = [full, bare if len(bare) > 2 else "", *(label_key(_plain(alias)) for alias in line.aliases)]
    return tuple(dict.fromkeys(key for key in keys if key))


def _woven(line: Line, stream: Stream, size: int) -> tuple[int, int] | None:
    """Where a line's label stands with characters of the heads of its groups between its own: (start, length).

    So columns of labels that stand beside each other are read, line by line of the page, with the numbers of one row.
    """
    heads = frozenset("".join(map(label_key, line.under)))
    for key in variants(line)[:2] if heads else ():
        for start in _all_starts(stream.labels, key[0]):
            end = _end_woven(key, stream.labels, start, heads)
            if end and sum(start < token.labels < end for token in stream.tokens) <= size:
                return start, end - start
    return None


def _end_woven(key: str, text: str, start: int, heads: frozenset[str]) -> int:
    """Where a label ends that begins at ``start``, nought if it does not go on there."""
    at = start
    for char in key:
        while text[at : at + 1] != char:
            if text[at : at + 1] not in heads or at - start > len(key) + len(heads):
                return 0
            at += 1
        at += 1
    return at


def _plain(wording: str) -> str:
    return simplified(normalise(wording))


@cache
def line_ordinal(line: Line) -> int | None:
    """The list number printed before a line's label, if it has one."""
    first = ord(label_key(line.label)[0]) - ord(ordinal(0))
    return first if 1 <= first <= 9 else None


def align(table: Table, stream: Stream) -> dict[str, Anchor]:
    """The anchor of every line of ``table`` that the stream shows, by line key."""
    places: list[tuple[int, int, int, int]] = []  # (line index, start, length, copies)
    for index, line in enumerate(table.lines):
        key = next((key for key in variants(line) if key in stream.labels), "")
        woven = _woven(line, stream, len(table.columns)) if len(key) < len(variants(line)[0]) - 1 else None
        if woven:
            places.append((index, *woven, 1))
        elif key:
            starts = _all_starts(stream.labels, key)
            places += [(index, start, len(key), len(starts)) for start in starts]
    chain = _chain(places)
    anchors = {
        table.lines[index].key: Anchor(start, start + length, WHOLE, copies) for index, start, length, copies in chain
    }
    if len(anchors) < len(table.lines):
        _fill_by_similarity(table.lines, stream.labels, anchors)
    return anchors


def align_anywhere(table: Table, stream: Stream) -> dict[str, Anchor]:
    """The anchor of every line of a table whose lines may stand in any order.

    A label counts where it begins a row and a number follows it at once; in a table whose labels
    begin rows, a mention further on in a sentence is none.  ``copies`` counts such places.
    """
    followed = {token.labels for token in stream.tokens}
    begins = {count for count, _ in stream.row_of}
    places = {line.key: _places(line, stream.labels, begins) for line in table.lines}
    in_rows = sum(any(start in begins for start, _ in found) for found in places.values())
    anchors: dict[str, Anchor] = {}
    for line in table.lines:
        found = [place for place in places[line.key] if place[0] in begins]
        if not found and in_rows < LEAST_IN_ROWS:
            found = places[line.key]
        good = [place for place in found if sum(place) in followed]
        for start, length in (good or found)[:1]:
            anchors[line.key] = Anchor(start, start + length, WHOLE, max(1, len(good)))
    for line in table.lines:
        if line.key not in anchors:
            _add_similar(line, stream, followed, anchors, begins if in_rows >= LEAST_IN_ROWS else None)
    return anchors


def _places(line: Line, text: str, begins: set[int]) -> list[tuple[int, int]]:
    """Where a line's label stands: (start, length) each time, in the wording that begins a row if one does."""
    found: list[tuple[int, int]] = []
    for key in variants(line):
        places = [(start, len(key)) for start in _all_starts(text, key)]
        if any(start in begins for start, _ in places):
            return places
        found = found or places
    return found


def _add_similar(
    line: Line, stream: Stream, followed: set[int], anchors: dict[str, Anchor], begins: set[int] | None
) -> None:
    found = _similar(variants(line)[0], stream.labels, 0, len(stream.labels), short=SIMILAR_ALONE)
    if found is None or any(found.start < other.end - 1 and other.start < found.end - 1 for other in anchors.values()):
        return
    found = found._replace(start=max([found.start, *(at.end for at in anchors.values() if at.end == found.start + 1)]))
    if begins is not None and not begins & {found.start - 1, found.start, found.start + 1}:
        return
    # A character lost or gained moves the end of the match by one.
    end = next((end for end in (found.end, found.end - 1, found.end + 1) if end in followed), None)
    if end is not None:
        anchors[line.key] = found._replace(end=end)


def share_found(table: Table, stream: Stream, keys: frozenset[str]) -> int:
    """Label characters of the given lines found, literally or nearly, less a little for each not found."""
    score = 0
    for line in table.lines:
        if line.key in keys:
            key = next((key for key in variants(line) if key in stream.labels), None)
            score += len(key) if key else _share_similar(variants(line)[0], stream.labels)
    return score


def _share_similar(key: str, text: str) -> int:
    """The characters of a damaged label that are still there; a little less than none for a label that is not."""
    score = fuzz.partial_ratio(key, text, score_cutoff=SIMILAR_ALONE) if len(key) > SHORT else 0
    return round(len(key) * score / 100) or -MISSING


def _all_starts(text: str, key: str) -> list[int]:
    starts: list[int] = []
    at = text.find(key)
    while at >= 0 and len(starts) < MOST_PLACES:
        starts.append(at)
        at = text.find(key, at + 1)
    return starts


def _chain(places: Sequence[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """The heaviest chain of places whose lines and positions both increase; earlier places win ties."""
    if all(left[0] < right[0] and left[1] < right[1] for left, right in itertools.pairwise(places)):
        return list(places)
    best: list[tuple[int, int]] = []  # (weight, previous) by place
    for index, (line, start, length, _) in enumerate(places):
        weight, previous = 0, -1
        for other in range(index):
            if places[other][0] < line and places[other][1] < start and best[other][0] > weight:
                weight, previous = best[other][0], other
        best.append((weight + length, previous))
    if not best:
        return []
    at = max(range(len(best)), key=lambda index: best[index][0])
    chain = []
    while at >= 0:
        chain.append(places[at])
        at = best[at][1]
    return chain[::-1]


def _fill_by_similarity(lines: Sequence[Line], text: str, anchors: dict[str, Anchor]) -> None:
    missing = [index for index, line in enumerate(lines) if line.key not in anchors]
    for index in sorted(missing, key=lambda index: -len(variants(lines[index])[0])):
        low = max((anchors[line.key].end for line in lines[:index] if line.key in anchors), default=0)
        high = min((anchors[line.key].start for line in lines[index + 1 :] if line.key in anchors), default=len(text))
        found = _similar(variants(lines[index])[0], text, low, high)
        if found is not None and not _is_another(lines, index, text[found.start : found.end]):
            anchors[lines[index].key] = found


def _is_another(lines: Sequence[Line], index: int, words: str) -> bool:
    """Whether the words are more like another line's label than like that of ``lines[index]``."""
    own = fuzz.ratio(variants(lines[index])[0], words)
    return any(fuzz.ratio(variants(line)[0], words) > own for at, line in enumerate(lines) if at != index)


def _similar(key: str, text: str, low: int, high: int, *, short: float = SIMILAR_SHORT) -> Anchor | None:
    if high - low < 2:
        return None
    cutoff = short if len(key) <= SHORT else SIMILAR
    window = text[low:high]
    match = fuzz.partial_ratio_alignment(key, window, score_cutoff=cutoff)
    if match is None or match.dest_end - match.dest_start < min(3, len(key)):
        return None
    # A partial match can be perfect on less than the whole label: it is still a damaged one.
    return Anchor(low + match.dest_start, low + match.dest_end, min(match.score, WHOLE - 1))
