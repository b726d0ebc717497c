"""OFD (GB/T 33190): characters and straight strokes of every page, laid out as those of a PDF are.

A file is a ZIP of XML: OFD.xml names documents, a document its pages and templates, a page its
objects with places in millimetres from the top left corner.  A page that is a picture is recognised.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from ofdkit import OFDError
from ofdkit.package import Package

from gongkai.finding import Box, Refusal
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.package import broken, package
from gongkai.reading.sources.paged import sheet_of
from gongkai.reading.sources.pdf_engine import LARGE, MOST_CHARS, MOST_PAGES, MOST_RULES, SHORTEST, THIN, too_long
from gongkai.reading.sources.pdf_geometry import blocks
from gongkai.reading.sources.pdf_parts import Block, Char, Frame, Page, Rule
from gongkai.reading.sources.raster import frames
from gongkai.reading.sources.recognise import can_recognise, refuse_without_recognition
from gongkai.reading.sources.scan import Scan, Seen

KIND = ("OFD文件", "OFD file")
#: Points a millimetre.
POINTS = 72 / 25.4
#: An OFD with fewer characters than this has no text worth the name.
FEWEST = 20
#: Objects in objects deeper than this, and more objects on a page, are no report.
MOST_NESTED, MOST_OBJECTS = 12, 200_000
#: Of a character's height so much stands above its line.
ABOVE = 0.88
_A4 = (0.0, 0.0, 210.0, 297.0)


class _Affine(NamedTuple):
    """From an object's own coordinates to those of the page."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: _Affine) -> _Affine:
        """First ``inner``, then this."""
        e, f = self.point(inner.e, inner.f)
        return _Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            e,
            f,
        )


class _Drawn(NamedTuple):
    """What a page holds (points), and the pictures on it: the share of the page, the name and the place of each."""

    page: Page
    pictures: tuple[tuple[float, str, Box], ...]


def ofd_sheet(data: bytes, seen: Seen | None = None) -> Sheet:
    """The sheet of an OFD; ``seen`` is called after every page that was recognised.

    Raises :class:`Refusal`: ``needs-ocr`` for pictures of pages where nothing can recognise characters,
    ``scanned`` where none are, ``broken`` for a damaged or excessive file.
    """
    with package(data, KIND):  # bounds what all parts unpack to
        pass
    try:
        with Package(data) as parts:
            return _sheet(parts, seen)
    except (OFDError, RecursionError, ValueError, OverflowError):
        raise broken(KIND, ("内容已损坏", "it is damaged")) from None


class Sight(NamedTuple):
    """A page as it is shown: its size and what is on it (points), the pictures with their places and bytes."""

    width: float
    height: float
    page: Page
    pictures: tuple[tuple[Box, bytes], ...]


def is_ofd(data: bytes) -> bool:
    """Whether the bytes are an OFD."""
    if not data.startswith(b"PK"):
        return False
    with package(data, KIND) as archive:
        return any(name.lower().lstrip("/") == "ofd.xml" for name in archive.namelist())


def sights(data: bytes) -> Iterator[Sight]:
    """The pages to be drawn.  Raises :class:`Refusal` ``broken`` for a damaged or excessive file."""
    try:
        with Package(data) as parts:
            for one in _pages(parts):
                frame = one.page.frame
                if frame is None:
                    continue
                pictures = tuple((box, parts.read(name)) for _, name, box in one.pictures)
                yield Sight(1 / frame.a, 1 / frame.d, one.page, pictures)
    except (OFDError, RecursionError, ValueError, OverflowError):
        raise broken(KIND, ("内容已损坏", "it is damaged")) from None


def _sheet(parts: Package, seen: Seen | None) -> Sheet:
    found = list(_pages(parts))
    characters = sum(len(one.page.chars) for one in found)
    pictured = any(one.page.pictured for one in found)
    if pictured and characters < FEWEST:
        refuse_without_recognition()
    scan = Scan(seen)
    read = [
        _recognised(parts, one, scan) if one.page.pictured and can_recognise() else (blocks(one.page), one.page.frame)
        for one in found
    ]
    made = [some for some, _ in read]
    if characters < FEWEST and not any(made):
        raise Refusal(
            "scanned",
            ("这个OFD没有可读取的文字", "the OFD holds no text that can be read"),
            ("请提供原始文档或更清晰的扫描件", "supply the document, or a clearer scan"),
        )
    return sheet_of(made, [frame for _, frame in read], scan.numerals)


def _recognised(parts: Package, drawn: _Drawn, scan: Scan) -> tuple[list[Block], Frame | None]:
    """The largest picture of a page; of one with several frames the first, as it is shown."""
    _, name, box = max(drawn.pictures)
    for picture in frames(parts.read(name), through_seals=True):
        made, frame = scan.page(picture)
        return made, frame.inside(box)
    return [], None


def _pages(parts: Package) -> Iterator[_Drawn]:
    entry = parts.find("OFD.xml")
    if entry is None:
        raise broken(KIND, ("缺少OFD.xml", "OFD.xml is missing"))
    count = 0
    for body in _under(parts.read_xml(entry), "DocBody"):
        root = parts.resolve(entry, _text(body, "DocRoot"))
        if root is None:
            continue
        document = _Document(parts, root)
        for location in document.locations:
            count += 1
            if count > MOST_PAGES:
                raise too_long(KIND)
            yield document.page(location)


class _Document:
    """One document of a file: where its pages are, its templates, the units and pictures that pages name."""

    def __init__(self, parts: Package, root: str) -> None:
        self.parts = parts
        tree = parts.read_xml(root)
        self.locations = [parts.resolve(root, page.get("BaseLoc")) for page in _deep(tree, "Pages", "Page")]
        common = next(_under(tree, "CommonData"), None)
        self.templates = {
            one.get("ID", ""): parts.resolve(root, one.get("BaseLoc")) for one in _under(common, "TemplatePage")
        }
        self.box = _numbers(_text(next(_under(common, "PageArea"), None), "PhysicalBox"), 4) or _A4
        self.units: dict[str, Any] = {}
        self.media: dict[str, str] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for one in _under(common, kind):
                self._resources(parts.resolve(root, one.text))

    def _resources(self, name: str | None) -> None:
        if name is None:
            return
        tree = self.parts.read_xml(name)
        base = name.rpartition("/")[0] + "/" + (tree.get("BaseLoc") or "").strip("./") + "/x"
        for unit in _deep(tree, "CompositeGraphicUnits", "CompositeGraphicUnit"):
            self.units[unit.get("ID", "")] = unit
        for one in _deep(tree, "MultiMedias", "MultiMedia"):
            found = self.parts.resolve(base, _text(one, "MediaFile")) or self.parts.resolve(
                name, _text(one, "MediaFile")
            )
            if found is not None and one.get("Type", "Image") == "Image":
                self.media[one.get("ID", "")] = found

    def page(self, location: str | None) -> _Drawn:
        """A page with what its templates draw on it."""
        if location is None:
            return _Drawn(Page((), (), ()), ())
        tree = self.parts.read_xml(location)
        for one in _under(tree, "PageRes"):
            self._resources(self.parts.resolve(location, one.text))
        box = _numbers(_text(next(_under(tree, "Area"), None), "PhysicalBox"), 4) or self.box
        drawing = _Drawing(self)
        for one in _under(tree, "Template"):
            name = self.templates.get(one.get("TemplateID", ""))
            if name is not None:
                drawing.take(self.parts.read_xml(name))
        drawing.take(tree)
        return drawing.done(box[2], box[3])


class _Drawing:
    """Objects being collected into one page."""

    def __init__(self, document: _Document) -> None:
        self.document = document
        self.chars: list[Char] = []
        self.level: list[Rule] = []
        self.upright: list[Rule] = []
        self.pictures: list[tuple[str, tuple[float, ...]]] = []
        self.seen = 0

    def take(self, tree: Any) -> None:
        for layer in _deep(tree, "Content", "Layer"):
            self._objects(layer, _Affine(), 0)

    def done(self, width: float, height: float) -> _Drawn:
        """The page, whose breadth and height are in millimetres."""
        width, height = max(width, 1.0), max(height, 1.0)
        pictures = tuple(
            (
                box[2] * box[3] / (width * height),
                name,
                Box(box[0] / width, box[1] / height, (box[0] + box[2]) / width, (box[1] + box[3]) / height),
            )
            for name, box in self.pictures
        )
        frame = Frame(1 / (width * POINTS), 0.0, 0.0, 1 / (height * POINTS), 0.0, 0.0)
        covered = max((share for share, _, _ in pictures), default=0.0) >= LARGE
        pictured = covered and sum(char.text != " " for char in self.chars) < FEWEST
        rules = (self.level, self.upright) if len(self.level) + len(self.upright) <= MOST_RULES else ([], [])
        return _Drawn(Page(self.chars, *rules, pictured, frame), pictures)

    def _objects(self, parent: Any, outer: _Affine, depth: int) -> None:
        for one in parent:
            self.seen += 1
            if self.seen > MOST_OBJECTS or len(self.chars) > MOST_CHARS:
                raise broken(KIND, ("一页的内容过多", "a page holds too much"))
            name = _name(one)
            if depth > MOST_NESTED or one.get("Visible", "true").lower() == "false":
                continue
            if name == "PageBlock":
                self._objects(one, outer, depth + 1)
                continue
            place = outer.after(_place(one))
            if name == "TextObject":
                self.chars += _chars(one, place)
            elif name == "PathObject":
                self._strokes(one, place)
            elif name == "CompositeObject":
                unit = self.document.units.get(one.get("ResourceID", ""))
                for content in _under(unit, "Content"):
                    self._objects(content, place, depth + 1)
            elif name == "ImageObject":
                box = _numbers(one.get("Boundary"), 4)
                found = self.document.media.get(one.get("ResourceID", ""))
                if box is not None and found is not None:
                    self.pictures.append((found, box))

    def _strokes(self, path: Any, place: _Affine) -> None:
        """The rules among the straight strokes of a path; of a filled shape only one that is thin as a whole."""
        stroked = path.get("Stroke", "true").lower() != "false"
        for shape in _shapes(_text(path, "AbbreviatedData") or ""):
            points = [place.point(x, y) for x, y in shape]
            self._rule(points)
            if stroked:
                for pair in pairwise(points):
                    self._rule(pair)

    def _rule(self, points: Iterable[tuple[float, float]]) -> None:
        xs, ys = zip(*((x * POINTS, y * POINTS) for x, y in points), strict=True)
        if max(ys) - min(ys) <= THIN and max(xs) - min(xs) >= SHORTEST:
            self.level.append(Rule((min(ys) + max(ys)) / 2, min(xs), max(xs)))
        elif max(xs) - min(xs) <= THIN and max(ys) - min(ys) >= SHORTEST:
            self.upright.append(Rule((min(xs) + max(xs)) / 2, min(ys), max(ys)))


def _place(one: Any) -> _Affine:
    """An object's own coordinates to its parent's: its matrix, then its corner."""
    box = _numbers(one.get("Boundary"), 4) or (0.0, 0.0, 0.0, 0.0)
    a, b, c, d, e, f = _numbers(one.get("CTM"), 6) or _Affine()
    return _Affine(a, b, c, d, e + box[0], f + box[1])


def _chars(one: Any, place: _Affine) -> Iterator[Char]:
    size = (_numbers(one.get("Size"), 1) or (0.0,))[0]
    broad = (_numbers(one.get("HScale"), 1) or (1.0,))[0]
    x = y = 0.0
    for code in _under(one, "TextCode"):
        x, y = (_numbers(code.get("X"), 1) or (x,))[0], (_numbers(code.get("Y"), 1) or (y,))[0]
        text = code.text or ""
        across, down = _steps(code.get("DeltaX"), len(text)), _steps(code.get("DeltaY"), len(text))
        left, base = x, y
        for at, char in enumerate(text):
            own = size * broad * (0.5 if char.isascii() else 1.0)
            wide = min(own, across[at]) if at < len(across) and across[at] > 0 else own
            corners = [
                place.point(at_x, at_y)
                for at_x in (left, left + wide)
                for at_y in (base - ABOVE * size, base + (1 - ABOVE) * size)
            ]
            xs, ys = [corner[0] * POINTS for corner in corners], [corner[1] * POINTS for corner in corners]
            if char >= " " and size > 0:
                yield Char(" " if char.isspace() else char, min(xs), min(ys), max(xs), max(ys))
            left += across[at] if at < len(across) else (0.0 if down else own)
            base += down[at] if at < len(down) else 0.0


def _steps(text: str | None, most: int) -> list[float]:
    """How far each character stands from the next; ``g 3 5`` says three times five."""
    words = (text or "").split()
    out: list[float] = []
    at = 0
    while at < len(words) and len(out) < most:
        if words[at] == "g" and at + 2 < len(words):
            out += [_number(words[at + 2])] * min(int(_number(words[at + 1])), most - len(out))
            at += 3
        else:
            out.append(_number(words[at]))
            at += 1
    return out


def _shapes(data: str) -> Iterator[list[tuple[float, float]]]:
    """The straight parts of a path: points joined by straight lines; a curve ends one."""
    shape: list[tuple[float, float]] = []
    words = data.split()
    at = 0
    while at < len(words):
        sign, at = words[at], at + 1
        values = []
        while at < len(words) and not words[at].isalpha():
            values.append(_number(words[at]))
            at += 1
        if sign in ("S", "M", "B", "Q", "A"):
            if len(shape) > 1:
                yield shape
            shape = [(values[-2], values[-1])] if len(values) >= 2 else []
        elif sign == "L" and len(values) >= 2:
            shape.append((values[0], values[1]))
        elif sign == "C" and len(shape) > 1:
            shape.append(shape[0])
    if len(shape) > 1:
        yield shape


def _number(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def _numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    words = (text or "").split()
    return tuple(_number(word) for word in words[:count]) if len(words) >= count else None


def _name(one: Any) -> str:
    return str(one.tag).rpartition("}")[2]


def _under(parent: Any, name: str) -> Iterator[Any]:
    """The children of that name, in whatever namespace."""
    return (one for one in (parent if parent is not None else ()) if _name(one) == name)


def _deep(parent: Any, first: str, second: str) -> Iterator[Any]:
    return (inner for outer in _under(parent, first) for inner in _under(outer, second))


def _text(parent: Any, name: str) -> str | None:
    found = next(_under(parent, name), None)
    return found.text.strip() if found is not None and found.text else None
