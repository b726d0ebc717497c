"""Scans: the pages of a PDF as pictures, and what a scanner, a telephone and an operator do to them."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFont

#: The ink of a seal, and what it looks like to a scanner that sees no colours (red, green, blue).
RED = (205, 40, 45)
SEAL = "政府信息公开专用章"


class Wear(NamedTuple):
    """Dots an inch, degrees, share of the contrast that is left, noise, quality of the JPEG; what else befell the page.

    ``print`` is the style in which a browser printed it (``""``: LibreOffice and a browser in turn), ``turned`` in
    how many degrees it lies in the file, ``dim`` how much darker the darkest corner is, ``far`` by how much narrower
    the far edge looks, ``bow`` how deep a page sags beside its binding (both shares of its breadth), ``seal``
    whether it bears one, ``colour`` whether that is red.
    """

    dpi: int
    lean: float
    contrast: float
    noise: float
    quality: int
    print: str = ""
    turned: int = 0
    dim: float = 0.0
    far: float = 0.0
    bow: float = 0.0
    blur: float = 0.0
    seal: bool = False
    colour: bool = False
    ground: int = 240


WEAR = {
    "150-clean": Wear(150, 0.0, 1.0, 0.0, 95),
    "150-askew-1": Wear(150, 1.0, 0.8, 4.0, 75),
    "150-askew-3": Wear(150, -3.0, 0.8, 4.0, 75),
    "150-faint": Wear(150, 0.5, 0.4, 6.0, 30),
    "200-askew-2": Wear(200, 2.0, 0.7, 8.0, 60),
    "200-noisy": Wear(200, -1.0, 0.6, 15.0, 50),
    "150-song": Wear(150, 0.4, 0.8, 5.0, 70, print="song"),
    "200-narrow": Wear(200, -0.7, 0.8, 5.0, 70, print="narrow-type"),
    "150-typed": Wear(150, 0.8, 0.7, 5.0, 60, print="typed"),
    "150-thick": Wear(150, -0.5, 0.8, 5.0, 70, print="thick"),
    "200-thin": Wear(200, 1.2, 0.7, 6.0, 60, print="grey"),
    "150-shaded": Wear(150, 0.6, 0.8, 6.0, 70, print="shaded", ground=205),
    "200-telephone": Wear(200, 1.0, 0.8, 5.0, 75, dim=0.5, far=0.05, blur=0.8),
    "150-bound": Wear(150, 0.3, 0.8, 5.0, 75, dim=0.3, bow=0.012),
    "150-on-its-side": Wear(150, 0.6, 0.8, 4.0, 75, turned=90),
    "200-upside-down": Wear(200, -0.6, 0.8, 4.0, 75, turned=180),
    "200-red-seal": Wear(200, 0.5, 0.8, 4.0, 75, seal=True, colour=True),
    "150-grey-seal": Wear(150, 0.5, 0.8, 4.0, 75, seal=True),
    "200-level": Wear(200, -0.4, 0.8, 4.0, 75, print="level"),
}


def scanned(pdf: bytes, wear: Wear, seed: int) -> bytes:
    """The pages as a worn scan in a PDF."""
    pages = list(_pages(pdf, wear, seed))
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=wear.dpi)
    return out.getvalue()


def _pages(pdf: bytes, wear: Wear, seed: int) -> Iterator[Image.Image]:
    dice, places = np.random.default_rng(seed), Random(seed)
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=wear.dpi / 72).to_pil().convert("RGB")
        if wear.seal:
            picture = _sealed(picture, wear.dpi / 72, places)
        if not wear.colour:
            picture = picture.convert("L")
        values = _bent(np.asarray(picture), wear, places)
        picture = Image.fromarray(values).rotate(
            wear.lean, expand=True, fillcolor=(255,) * 3 if wear.colour else 255, resample=Image.Resampling.BICUBIC
        )
        values = wear.ground - wear.contrast * (255 - np.asarray(picture, float))
        values = (values.T * _light(*values.shape[:2], wear.dim, places).T).T
        if wear.blur:
            values = cv2.GaussianBlur(values, (0, 0), wear.blur)
        values += dice.normal(0, wear.noise, values.shape)
        picture = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).rotate(wear.turned, expand=True)
        held = io.BytesIO()
        picture.save(held, "JPEG", quality=wear.quality)
        yield Image.open(held)


def _light(height: int, width: int, dim: float, places: Random) -> Any:
    """How much light falls where: less and less towards one side, whichever."""
    toward = places.uniform(0, 2 * math.pi)
    x, y = np.linspace(-0.5, 0.5, width)[None, :], np.linspace(-0.5, 0.5, height)[:, None]
    return 1 - dim * np.clip(0.5 + (x * math.cos(toward) + y * math.sin(toward)) / math.sqrt(2), 0, 1)


def _bent(picture: Any, wear: Wear, places: Random) -> Any:
    """The page seen from below its middle, or sagging beside its binding."""
    if not (wear.far or wear.bow):
        return picture
    height, width = picture.shape[:2]
    inset, shift = wear.far * width / 2, places.uniform(-0.3, 0.3) * wear.far * width
    corners = np.array([[inset + shift, 0], [width - inset + shift, 0], [width, height], [0, height]], np.float32)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    x, y = (values.astype(np.float32) for values in np.meshgrid(np.arange(width), np.arange(height)))
    if wear.bow:
        y += np.float32(wear.bow * width) * np.exp(-6 * x / width) * 2
    else:
        back = cv2.getPerspectiveTransform(corners, flat)
        points = cv2.perspectiveTransform(np.stack([x, y], axis=-1).reshape(1, -1, 2), back).reshape(height, width, 2)
        x, y = points[..., 0], points[..., 1]
    return cv2.remap(picture, x, y, cv2.INTER_CUBIC, borderValue=(255, 255, 255))


def _sealed(picture: Image.Image, scale: float, places: Random) -> Image.Image:
    """A round seal, 4 cm across, somewhere on the page; what is printed shows through."""
    ink = Image.new("RGB", picture.size, "white")
    pen, reach = ImageDraw.Draw(ink), 57 * scale
    x, y = (places.uniform(0.2, 0.8) * side for side in picture.size)
    pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=RED, width=round(3 * scale))
    points = [
        (
            x + scale * (17 if at % 2 == 0 else 7) * math.sin(at * math.pi / 5),
            y - scale * (17 if at % 2 == 0 else 7) * math.cos(at * math.pi / 5),
        )
        for at in range(10)
    ]
    pen.polygon(points, fill=RED)
    type_ = ImageFont.truetype("NotoSerifCJK-Bold.ttc", round(13 * scale))
    for at, char in enumerate(SEAL):
        angle = math.radians(-120 + 240 * at / (len(SEAL) - 1))
        tile = Image.new("RGB", (round(16 * scale),) * 2, "white")
        ImageDraw.Draw(tile).text((round(1.5 * scale), -round(2 * scale)), char, RED, type_)
        tile = tile.rotate(-math.degrees(angle), fillcolor="white", resample=Image.Resampling.BICUBIC)
        far = 44 * scale
        place = round(x + far * math.sin(angle) - tile.width / 2), round(y - far * math.cos(angle) - tile.height / 2)
        ink.paste(tile, place)
    return Image.fromarray(np.minimum(np.asarray(picture), np.asarray(ink)))
