"""Pictures in colour made grey, seen through red seals: what is printed beneath stays, the seal goes.

A seal is a ring of red.  Red print, red rules and red heads are none, and stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Gray = NDArray[np.uint8]

#: By how much the red of a pixel is stronger than its green and its blue where it is red.
RED = 40
#: A seal is at least and at most so large (shares of the shorter side), and not much wider than high.
SMALLEST, LARGEST, OBLONG = 0.08, 0.5, 1.7
#: Pixels of a ring so far from its middle (in radii), their share of all, and the share of sectors they are seen in.
INNER, OUTER, ON_RING, AROUND, SECTORS = 0.8, 1.1, 0.5, 0.75, 24
#: Rings are looked for in a picture reduced so many times.
COARSE = 3


def grey(picture: Any) -> Gray:
    """A picture (red, green, blue) in grey, as a person sees through its seals."""
    import cv2
    import numpy as np

    gray = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    for top, bottom, left, right in _rings(picture):
        part, under = picture[top:bottom, left:right], gray[top:bottom, left:right]
        red, paper = _redness(part) > RED, float(np.median(under))
        # Red ink is as light to its own colour as paper is; around it a JPEG spreads its colour.
        lifted = part[..., 0] * (paper / max(1.0, float(np.median(part[..., 0][red]))))
        near = cv2.dilate(red.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
        seen = np.where(red, np.minimum(lifted, paper), np.where(near, part[..., 0], under))
        gray[top:bottom, left:right] = seen.astype(np.uint8)
    return gray


def _redness(picture: Any) -> Any:
    import numpy as np

    return picture[..., 0].astype(np.int16) - np.maximum(picture[..., 1], picture[..., 2])


def _rings(picture: Any) -> Iterator[tuple[int, int, int, int]]:
    """The place of every ring of red: top, bottom, left and right."""
    import cv2
    import numpy as np

    height, width = (max(1, side // COARSE) for side in picture.shape[:2])
    small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    red = (_redness(small) > RED).astype(np.uint8)
    least, most = (share * min(red.shape) for share in (SMALLEST, LARGEST))
    if red.sum() < least:
        return
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(
        cv2.morphologyEx(red, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    )
    for number, (left, top, width, height, _) in enumerate(boxes.tolist()):
        if number == 0 or not least <= min(width, height) <= max(width, height) <= most:
            continue
        if max(width, height) <= OBLONG * min(width, height) and _is_ring(
            labels[top : top + height, left : left + width] == number
        ):
            yield (
                COARSE * max(0, top - 1),
                COARSE * (top + height + 1),
                COARSE * max(0, left - 1),
                COARSE * (left + width + 1),
            )


def _is_ring(mask: Any) -> bool:
    """Whether most of what is red lies around the middle, on every side of it."""
    import numpy as np

    height, width = mask.shape
    y, x = mask.nonzero()
    across, down = (2 * x + 1) / width - 1, (2 * y + 1) / height - 1
    far = np.hypot(across, down)
    on_ring = (far >= INNER) & (far <= OUTER)
    sectors = np.unique((np.arctan2(down, across)[on_ring] / np.pi + 1) * SECTORS // 2 % SECTORS)
    return bool(on_ring.mean() >= ON_RING and len(sectors) >= AROUND * SECTORS)
