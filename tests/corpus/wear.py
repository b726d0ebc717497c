"""Scans: the pages of a PDF as pictures, and what a scanner and its operator do to them."""

from __future__ import annotations

import io
from typing import NamedTuple

import numpy as np
import pypdfium2
from PIL import Image


class Wear(NamedTuple):
    """Dots an inch, degrees, share of the contrast that is left, noise, quality of the JPEG."""

    dpi: int
    lean: float
    contrast: float
    noise: float
    quality: int


WEAR = {
    "150-clean": Wear(150, 0.0, 1.0, 0.0, 95),
    "150-askew-1": Wear(150, 1.0, 0.8, 4.0, 75),
    "150-askew-3": Wear(150, -3.0, 0.8, 4.0, 75),
    "150-faint": Wear(150, 0.5, 0.4, 6.0, 30),
    "200-askew-2": Wear(200, 2.0, 0.7, 8.0, 60),
    "200-noisy": Wear(200, -1.0, 0.6, 15.0, 50),
}


def scanned(pdf: bytes, wear: Wear, seed: int) -> bytes:
    """The pages as a worn scan in a PDF."""
    dice, pages = np.random.default_rng(seed), []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=wear.dpi / 72).to_pil().convert("L")
        picture = picture.rotate(wear.lean, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)
        values = 240 - wear.contrast * (255 - np.asarray(picture, float))
        values += dice.normal(0, wear.noise, values.shape)
        held = io.BytesIO()
        Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).save(held, "JPEG", quality=wear.quality)
        pages.append(Image.open(held))
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=wear.dpi)
    return out.getvalue()
