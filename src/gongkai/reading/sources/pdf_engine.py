"""PDFium's view of a PDF: the characters of every page with their boxes, and everything straight that is drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress, islice, pairwise
from operator import neg
from typing import Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.reading.sources import pdf_calls
from gongkai.reading.sources.package import broken
from gongkai.reading.sources.pdf_calls import Box, Drawn, Text
from gongkai.reading.sources.pdf_geometry import merged
from gongkai.reading.sources.pdf_parts import Char, Frame, Page, Rule, characters
from gongkai.reading.sources.pdf_unseen import unseen

KIND = ("PDF文件", "PDF file")
#: A report has some ten pages; a book of reports some hundreds.
MOST_PAGES = 500
#: More characters on one page than this are no report; with more rules it is a drawing.
MOST_CHARS = 60_000
MOST_RULES = 20_000
#: A stroke thinner than this (points) is a rule, a broader shape is a background.
THIN = 3.0
SHORTEST = 4.0
#: Dots in a row are a rule from this length on.
DOTTED = 12.0
#: How finely a page is drawn for recognition (dots an inch), and how many dots its longer side has at most.
RESOLUTION, MOST_SIDE = 200, 4000
#: A picture is large from this share of its page on, and text beside it little up to so many characters.
LARGE, FEW = 0.2, 40
#: By how much of its length a line climbs that is no longer level, and one that is laid across a page.
TILT, LAID = 0.005, 0.2
#: So many notes of a page are looked at.
MOST_NOTES = 1000
#: What is read for a character whose font does not say which it is.
MEANINGLESS = "\ufffd"
_PASSWORD = 4
_PLAIN = re.compile("[\0-\x7e]")
#: A character outside the first plane, which the engine gives in halves; or a half alone.
_HALVES = re.compile(r"[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
_MOVE = 2
_FINE, _FAR = 1_000_000, 500.0


class Drawing(NamedTuple):
    """A page drawn: one byte of grey a pixel, row by row."""

    gray: bytes
    width: int
    height: int


def pages(data: bytes) -> list[Page]:
    """The pages of a PDF.

    Raises :class:`Refusal`: ``locked`` for one that needs a password, ``broken`` for a damaged or
    excessive one.
    """
    with _opened(data) as document:
        return [_page(_flat(document, number)) for number in range(len(document))]


def pictures(data: bytes, numbers: Sequence[int]) -> Iterator[tuple[Any, float]]:
    """The pages of those numbers drawn in colour, each with its scale in pixels a point.  Raises as :func:`pages`."""
    with _opened(data) as document:
        for number in numbers:
            page = document[number]
            scale = min(RESOLUTION / 72, MOST_SIDE / max(*page.get_size(), 1.0))
            picture = page.render(scale=scale, rev_byteorder=True, maybe_alpha=False).to_numpy()
            page.close()
            yield picture, scale


def drawings(data: bytes, numbers: Sequence[int], longest: int) -> Iterator[Drawing]:
    """The pages of those numbers drawn small, the longer side in so many pixels.  Raises as :func:`pages`."""
    with _opened(data) as document:
        for number in numbers:
            page = document[number]
            bitmap = page.render(scale=longest / max(*page.get_size(), 1.0), grayscale=True)
            rows, wide, step = bytes(bitmap.buffer), bitmap.width, bitmap.stride
            page.close()
            gray = b"".join(rows[at : at + wide] for at in range(0, step * bitmap.height, step))
            yield Drawing(gray, wide, bitmap.height)


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise _locked() from None
        raise broken(KIND, ("内容已损坏", "it is damaged")) from None
    try:
        if len(document) > MOST_PAGES:
            raise too_long(KIND)
        yield document
    except pypdfium2.PdfiumError:
        raise broken(KIND, ("其中一页已损坏", "a page is damaged")) from None
    finally:
        document.close()


def too_long(kind: tuple[str, str]) -> Refusal:
    """The refusal of a file with more pages than are read."""
    return Refusal(
        "too-large",
        (
            f"{kind[0]}超过{MOST_PAGES}页，最多读取{MOST_PAGES}页",
            f"the {kind[1]} has more than {MOST_PAGES} pages, which are the most that are read",
        ),
        (
            "请拆分成几个文件，或只提供报告所在的页",
            "split it into several files, or supply the pages of the report alone",
        ),
    )


def _locked() -> Refusal:
    return Refusal(
        "locked", ("这个PDF设有打开密码", "the PDF needs a password"), ("请提供没有密码的文件", "supply one without")
    )


def _flat(document: Any, number: int) -> Any:
    """A page with what is laid on it as a part of it: fields that were filled in, figures typed or painted over."""
    import pypdfium2.raw as raw

    page = document[number]
    kinds = [pdf_calls.note_kind(page, place) for place in range(min(pdf_calls.notes(page), MOST_NOTES))]
    if not {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_TEXT}.issuperset(kinds):
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
        page.close()
        return document[number]
    return page


def _page(page: Any) -> Page:
    try:
        text = page.get_textpage()
        drawn = pdf_calls.objects(page)
        try:
            lines = _Lines.of(drawn)
            turn = _Turn(_lean(text, lines))
            said = pdf_calls.characters(text)
            laid, tilted = _leaning(text, said, lines)
            leans = len(tilted) > (len(said.said) - len(laid)) / 2
            hidden = unseen(page, text, said, drawn, lines.texts)
            chars = [] if leans else _chars(text, said, turn, laid | hidden, _otherwise(text, said, lines))
        finally:
            text.close()
        level, upright, strokes = _rules(map(turn.box, _straight(drawn)))
        return Page(chars, level, upright, _is_picture(page, drawn, chars), turn.frame(page), strokes)
    finally:
        page.close()


def _rules(boxes: Iterable[Box]) -> tuple[list[Rule], list[Rule], list[Rule]]:
    """What is straight as level and upright rules; dots and short strokes where they stand in a row.  Then the level
    strokes that are shorter than a rule."""
    level, upright, dots, strokes = [], [], [], []
    for left, top, right, bottom in boxes:
        if bottom - top <= THIN and right - left >= SHORTEST:
            level.append(Rule((top + bottom) / 2, left, right))
        elif right - left <= THIN and bottom - top >= SHORTEST:
            upright.append(Rule((left + right) / 2, top, bottom))
        elif bottom - top <= THIN and right - left <= THIN:
            dots.append((left, top, right, bottom))
        if bottom - top < right - left < SHORTEST:
            strokes.append(Rule((top + bottom) / 2, left, right))
    if len(level) + len(upright) + len(dots) + len(strokes) > MOST_RULES:
        return [], [], []
    across = merged(Rule((top + bottom) / 2, left, right) for left, top, right, bottom in dots)
    down = merged(Rule((left + right) / 2, top, bottom) for left, top, right, bottom in dots)
    level += (rule for rule in across if rule.end - rule.start >= DOTTED)
    upright += (rule for rule in down if rule.end - rule.start >= DOTTED)
    return level, upright, strokes


def _is_picture(page: Any, drawn: Sequence[Drawn], chars: Sequence[Char]) -> bool:
    """Whether what is read on a page is drawn: no text is seen on it, or little beside a large picture.

    A scanner leaves what it recognised as text that is not seen.
    """
    printed = len(list(islice((char for char in chars if char.text != " "), FEW)))
    if not printed:
        return True
    images = pdf_calls.bounds([one for one in drawn if one.kind == pdf_calls.IMAGE])
    if not images or printed >= FEW:
        return False
    width, height = page.get_size()
    covered = sum(max(0.0, right - left) * max(0.0, top - bottom) for left, bottom, right, top in images)
    return bool(covered >= LARGE * width * height)


class _Lines(NamedTuple):
    """The texts of a page and where the line of each leads, so far across and so far up; whether it is mirrored;
    whether all are upright."""

    texts: Sequence[Drawn]
    across: Sequence[float]
    up: Sequence[float]
    mirrored: Sequence[bool]
    upright: bool

    @classmethod
    def of(cls, drawn: Sequence[Drawn]) -> _Lines:
        """Those of a page; where there are forms, there may be texts that are not known."""
        texts = [one for one in drawn if one.kind == pdf_calls.TEXT]
        across, up, mirrored = pdf_calls.turns(texts)
        upright = not any(up) and min(across, default=0.0) > 0
        upright = upright and not any(mirrored)
        return cls(texts, across, up, mirrored, upright and not any(one.kind == pdf_calls.FORM for one in drawn))


def _lean(text: Any, lines: _Lines) -> int:
    """By how many degrees most of the text is turned on its page, in quarter turns.

    Text is meant to be read upright, whether the page is shown turned for it or a table lies on its side.
    """
    count = pdf_calls.count(text)
    if count > MOST_CHARS:
        raise broken(KIND, ("一页的字数过多", "a page holds too many characters"))
    if lines.upright:  # as on most pages
        return 0
    some = range(0, count, max(1, count // 60))
    quarters = [-angle * 2 / math.pi for angle in pdf_calls.angles(text, some)]
    straight = [quarter for quarter in quarters if abs(quarter - round(quarter)) < LAID] or quarters
    turned = [round(quarter) % 4 for quarter in straight]
    return max(set(turned), key=turned.count, default=0) * 90


def _otherwise(text: Any, said: Text, lines: _Lines) -> set[int]:
    """The places of the digits that stand on their head or on their side, or are mirrored, where others are not; and of
    those of which the file says that they are others than those that are drawn."""
    odd = {one.own for one in pdf_calls.said_otherwise(lines.texts)}
    if not lines.upright:
        ways = [
            (round(math.atan2(b, a) * 2 / math.pi) % 4, mirrored)
            for a, b, mirrored in zip(lines.across, lines.up, lines.mirrored, strict=True)
        ]
        usual = max(set(ways), key=ways.count, default=None)
        odd.update(one.own for one, way in zip(lines.texts, ways, strict=True) if way != usual)
    if not odd:
        return set()
    owners = pdf_calls.owners(text, said)
    return {at for at, one in enumerate(said.said) if one.isdecimal() and owners[at] in odd}


def _leaning(text: Any, said: Text, lines: _Lines) -> tuple[set[int], set[int]]:
    """The places of the characters on lines that are neither level nor upright: those that are laid across the page,
    as a mark is, and those that lean by little, as all do on a page that leans."""
    if lines.upright:
        return set(), set()
    leading = zip(lines.texts, lines.across, lines.up, strict=True)
    leaning = {one.own: min(abs(a), abs(b)) / max(abs(a), abs(b)) for one, a, b in leading if a and b}
    if max(leaning.values(), default=0.0) < TILT:
        return set(), set()
    shares = [leaning.get(owner or 0, 0.0) for owner in pdf_calls.owners(text, said)]
    laid = {place for place, share in enumerate(shares) if share >= LAID}
    return laid, {place for place, share in enumerate(shares) if TILT <= share < LAID}


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

    def edges(self, text: Text) -> tuple[Iterable[float], ...]:
        """The same of many: all left edges, all top edges, and so on."""
        if self.degrees == 90:
            return text.bottom, text.left, text.top, text.right
        if self.degrees == 180:
            return map(neg, text.right), text.bottom, map(neg, text.left), text.top
        if self.degrees == 270:
            return map(neg, text.top), map(neg, text.right), map(neg, text.bottom), map(neg, text.left)
        return text.left, map(neg, text.top), text.right, map(neg, text.bottom)

    def frame(self, page: Any) -> Frame:
        """From the coordinates of the reader to the page as it is shown, turned and cut as the file says."""

        def shown(x: float, y: float) -> tuple[float, float]:
            own = {90: (y, x), 180: (-x, y), 270: (-y, -x)}.get(self.degrees, (x, -y))
            across, down = pdf_calls.shown(page, _FINE, _FINE, *own)
            return across / _FINE, down / _FINE

        (e, f), (ax, ay), (cx, cy) = shown(0, 0), shown(_FAR, 0), shown(0, _FAR)
        return Frame((ax - e) / _FAR, (ay - f) / _FAR, (cx - e) / _FAR, (cy - f) / _FAR, e, f)


def _chars(text: Any, said: Text, turn: _Turn, but: Collection[int], unclear: Iterable[int]) -> list[Char]:
    """What is printed, without some characters; others are there and not known."""
    texts, kept = list(said.said), bytearray(b"\1") * len(said.said)
    for place in list(compress(range(len(texts)), map(pdf_calls.BLANK.__contains__, texts))):
        texts[place], kept[place] = " ", texts[place] not in pdf_calls.NOTHING
    for place in pdf_calls.unmapped(text, said, [found.start() for found in _PLAIN.finditer(said.said)]):
        texts[place], kept[place] = MEANINGLESS, 1
    for half in _HALVES.finditer(said.said):
        place, whole = half.start(), len(half[0]) == 2
        texts[place] = half[0].encode("utf-16", "surrogatepass").decode("utf-16") if whole else MEANINGLESS
        kept[place + 1 : half.end()] = b"\0" * (len(half[0]) - 1)
    for place in unclear:
        texts[place] = MEANINGLESS
    for place in but:
        kept[place] = 0
    return list(characters(texts, *turn.edges(said), kept=kept))


def _straight(drawn: Sequence[Drawn]) -> Iterator[Box]:
    """Everything straight that is drawn: thin shapes, and the strokes of paths."""
    paths = [one for one in drawn if one.kind == pdf_calls.PATH]
    for path, box in zip(paths, pdf_calls.bounds(paths), strict=True):
        left, bottom, right, top = box
        inside = path.outer is not None
        if not inside and (right - left <= THIN or top - bottom <= THIN):
            yield box
            continue
        stroked = pdf_calls.is_stroked(path)
        if stroked or inside or pdf_calls.segment_count(path) > 5:
            yield from _strokes(path, stroked=stroked)


def _strokes(path: Drawn, *, stroked: bool) -> Iterator[Box]:
    """The straight segments of a path; of a filled one the thin shapes that it is made of."""
    a, b, c, d, e, f = pdf_calls.placed(path)
    shape: list[tuple[float, float]] = []
    for kind, x, y in pdf_calls.segments(path, MOST_RULES):
        point = a * x + c * y + e, b * x + d * y + f
        if kind == _MOVE:
            yield from _edges(shape, stroked=stroked)
            shape = [point]
        else:
            shape.append(point)
    yield from _edges(shape, stroked=stroked)


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
