"""A picture of a page: set straight, its ink, its rules, and where lines of characters stand.

Dark is ink.  Lengths are in pixels unless they are said to be in points; a page is taken to be as
wide as a sheet of A4, which is near enough for everything here.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.reading.sources.package import broken
from gongkai.reading.sources.pdf_geometry import NEAR, merged
from gongkai.reading.sources.pdf_parts import Frame, Rule
from gongkai.reading.sources.seals import grey

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Gray = NDArray[np.uint8]

KIND = ("图片", "image")
#: A4 upright and on its side (points).
NARROW, WIDE = 595.0, 842.0
#: Pictures with more pixels are refused; more finely sampled ones are reduced (pixels, pixels a point).
MOST_PIXELS = 120_000_000
MOST_FRAMES = 60
COARSEST, FINEST = 2.1, 4.2
#: A page leans by at most so many degrees.
MOST_LEAN = 5.0
#: A level rule is at least so long, an upright one so high (points): longer than any stroke of a character.
LONG, HIGH = 30.0, 17.0
#: One that meets no other is at least so long (points).
LONE = 90.0
#: A thicker stroke is no rule (points).
THICKEST = 6.0
#: A picture with more of them is a drawing.
MOST_RULES = 3000
#: Of the length of a rule so much is inked, of a strip of this breadth (points) on one of its sides at most so much.
THROUGH, SIDE, WHITE = 0.8, 1.5, 0.25


class Box(NamedTuple):
    """A rectangle of pixels, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int


def frames(data: bytes, *, through_seals: bool = False) -> Iterator[Gray]:
    """The pictures of an image file, in grey.  Raises :class:`Refusal` ``broken`` for a damaged or excessive one."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # judged here, before anything is unpacked
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")) as image:
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= MOST_FRAMES:
                    raise broken(KIND, (f"超过{MOST_FRAMES}页", f"it has more than {MOST_FRAMES} pages"))
                if frame.width * frame.height > MOST_PIXELS:
                    raise broken(KIND, ("像素过多", "it has too many pixels"))
                upright = ImageOps.exif_transpose(frame)
                if upright.mode in ("RGBA", "LA", "PA", "P"):
                    coloured = upright.convert("RGBA")
                    upright = Image.new("RGBA", coloured.size, "white")
                    upright.alpha_composite(coloured)
                if through_seals and upright.mode != "L":
                    yield grey(np.asarray(upright.convert("RGB")))
                else:
                    yield np.asarray(upright.convert("L"))
    except Refusal:
        raise
    # Pillow says all of these for files that are damaged in one way or another.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError):
        raise broken(KIND, ("内容已损坏", "it is damaged")) from None


class Raster:
    """One page: ``gray`` set straight with an even ground, ``ink`` where it is dark, ``scale`` in pixels a point.

    ``frame`` leads back from its points to the picture as it came.
    """

    def __init__(self, picture: Gray, scale: float = 0.0) -> None:
        """``scale`` where it is known; otherwise the picture is a page of A4."""
        import cv2
        import numpy as np

        height, width = picture.shape
        usual = width / (NARROW if height >= width else WIDE)
        # A page that would have too many pixels in its own size is no paper: its size says nothing.
        self.scale = scale if scale and _enlarged(picture, scale) <= MOST_PIXELS else usual
        if _enlarged(picture, self.scale) > MOST_PIXELS:
            raise broken(KIND, ("像素过多", "it has too many pixels"))
        wanted = min(max(self.scale, COARSEST), FINEST)
        if wanted != self.scale:
            factor = wanted / self.scale
            way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
            picture = _gray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=way))
            self.scale = wanted
        picture = _even(picture, self.scale)
        lean = _lean(_ink(picture), self.scale)
        self.gray = _turned(picture, lean)
        self.frame = _frame(picture, lean, self.scale)
        self.ink = _ink(self.gray)
        level, across = self._rules(self._opened(LONG, level=True), level=True)
        upright, down = self._rules(self._opened(HIGH, level=False), level=False)
        if len(level) + len(upright) > MOST_RULES:
            level, upright = {}, {}
        self._level, self._upright = _meeting(level, upright), _meeting(upright, level)
        self._ruled = np.isin(across, list(self._level)) | np.isin(down, list(self._upright))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is printed on it."""
        return int(self.ink.sum()) < 4 * self.scale**2 * 4

    def rules(self) -> tuple[list[Rule], list[Rule]]:
        """The level and the upright rules (points)."""
        return list(self._level.values()), list(self._upright.values())

    def without_rules(self) -> tuple[Gray, Any]:
        """The picture and its ink with the rules taken out."""
        import cv2
        import numpy as np

        lines = cv2.dilate(self._ruled.astype(np.uint8), np.ones((3, 3), np.uint8))
        gray, ink = self.gray.copy(), self.ink.copy()
        gray[lines > 0] = 255
        ink[lines > 0] = 0
        return gray, ink

    def _opened(self, points: float, *, level: bool) -> Any:
        """Where ink runs straight for at least so far, gaps of a pixel or two closed."""
        import cv2
        import numpy as np

        far = max(3, round(points * self.scale))
        run, across = ((1, far), (3, 1)) if level else ((far, 1), (1, 3))
        gap = (1, 5) if level else (5, 1)
        closed = cv2.morphologyEx(self.ink, cv2.MORPH_CLOSE, np.ones(gap, np.uint8))
        thick = cv2.dilate(closed, np.ones(across, np.uint8))
        straight = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones(run, np.uint8))
        # Whatever is thicker than a rule, a shaded cell or a picture, is none.
        bulk = round(THICKEST * self.scale) + 3
        solid = cv2.morphologyEx(straight, cv2.MORPH_OPEN, np.ones((bulk, bulk), np.uint8))
        straight[cv2.dilate(solid, np.ones((3, 3), np.uint8)) > 0] = 0
        return straight

    def _rules(self, mask: Any, *, level: bool) -> tuple[dict[int, Rule], Any]:
        """The rules among what is straight, each with its number, and the numbers where their ink is."""
        import cv2

        count, labels, boxes, middles = cv2.connectedComponentsWithStats(mask, connectivity=8)
        least = (LONG if level else HIGH) * self.scale * 0.8
        found = {}
        for number in range(1, count):
            left, top, width, height, _ = (int(value) for value in boxes[number])
            x, y = middles[number]
            far = width if level else height
            if far < least or not self._is_rule(left, top, left + width, top + height, level=level):
                continue
            place, start = (y, left) if level else (x, top)
            found[number] = Rule(float(place) / self.scale, start / self.scale, (start + far) / self.scale)
        return found, labels

    def _is_rule(self, left: int, top: int, right: int, bottom: int, *, level: bool) -> bool:
        """Whether a straight run is drawn through, and white on one side at least: not strokes of characters."""
        ink = self.ink if level else self.ink.T
        if not level:
            left, top, right, bottom = top, left, bottom, right
        beside = max(2, round(SIDE * self.scale))
        if not ink[top:bottom, left:right].any(axis=0).mean() >= THROUGH:
            return False
        sides = ink[max(0, top - beside) : top, left:right], ink[bottom : bottom + beside, left:right]
        return any(not side.size or side.mean() <= WHITE for side in sides)


def _meeting(rules: Mapping[int, Rule], across: Mapping[int, Rule]) -> dict[int, Rule]:
    """The rules without short ones that meet no other: strokes of several characters in a row."""
    lone = [
        rule
        for rule in merged(rules.values())
        if rule.end - rule.start < LONE and not any(_meet(rule, other) for other in across.values())
    ]
    return {number: rule for number, rule in rules.items() if not any(_is_part(rule, other) for other in lone)}


def _meet(one: Rule, two: Rule) -> bool:
    """Whether two rules across one another touch."""
    reach = 2 * NEAR
    return two.start - reach <= one.place <= two.end + reach and one.start - reach <= two.place <= one.end + reach


def _is_part(rule: Rule, whole: Rule) -> bool:
    return abs(rule.place - whole.place) <= NEAR and whole.start <= rule.start and rule.end <= whole.end


def _enlarged(picture: Gray, scale: float) -> float:
    """How many pixels a picture has when it is sampled no more coarsely than is read."""
    height, width = picture.shape
    return float(height * width * max(1.0, COARSEST / scale) ** 2)


def _even(picture: Gray, scale: float) -> Gray:
    """The picture on an even white ground, with full contrast: shadows and faint print go."""
    import cv2
    import numpy as np

    small = cv2.resize(picture, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    reach = max(3, round(8 * scale / 4)) | 1
    ground = cv2.medianBlur(cv2.dilate(small, np.ones((reach, reach), np.uint8)), 21)
    ground = cv2.resize(ground, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    ratio = picture.astype(np.float32) / np.maximum(ground, 32)
    dark = min(float(np.quantile(ratio[::3, ::3], 0.002)), 0.75)
    return np.asarray(np.clip((ratio - dark) / (0.97 - dark), 0, 1) * 255, np.uint8)


def _ink(picture: Gray) -> Any:
    """Where the picture is dark, as ones."""
    import cv2
    import numpy as np

    level, _ = cv2.threshold(picture, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return (picture < min(max(level, 110), 190)).astype(np.uint8)


def _lean(ink: Any, scale: float) -> float:
    """By how many degrees the lines of a page lean: where the rows of its ink stand out most sharply."""
    import cv2
    import numpy as np

    factor = min(1.0, 1.4 / scale)
    small = cv2.resize(ink * np.uint8(255), None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)

    def sharpness(degrees: float) -> float:
        rows = _turned(small, degrees, ground=0, fine=False).sum(axis=1, dtype=np.float64)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    best = 0.0
    for step, reach in ((0.5, MOST_LEAN), (0.1, 0.5), (0.03, 0.1)):
        around = np.arange(best - reach, best + reach + step / 2, step)
        best = float(max(around, key=sharpness))
    return best if abs(best) > 0.02 else 0.0


def _turned(picture: Gray, degrees: float, ground: int = 255, *, fine: bool = True) -> Gray:
    import cv2

    if not degrees:
        return picture
    height, width = picture.shape
    way = cv2.INTER_CUBIC if fine else cv2.INTER_LINEAR
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return _gray(cv2.warpAffine(picture, turn, (width, height), flags=way, borderValue=ground))


def _frame(picture: Gray, lean: float, scale: float) -> Frame:
    """From points of the picture set straight to fractions of the picture as it came."""
    import cv2

    height, width = picture.shape
    back = cv2.getRotationMatrix2D((width / 2, height / 2), -lean, 1.0)
    (a, c, e), (b, d, f) = (tuple(float(value) for value in row) for row in back)
    return Frame(a * scale / width, b * scale / height, c * scale / width, d * scale / height, e / width, f / height)


def _gray(picture: Any) -> Gray:
    import numpy as np

    return np.asarray(picture, np.uint8)
