"""Recognition of one line of printed characters in a picture of it.

The network (PP-OCRv6, in the wheel of RapidOCR) says for every step across the picture how likely
each character is.  Text is the likeliest character of every step.  A numeral is decoded once more
among the characters that numerals are made of, which gives its other readings with their
likelihoods; letters that look like a digit count for the digit (:data:`ALIKE`).
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from gongkai.finding import Refusal
from gongkai.reading.numerals import UNITS
from gongkai.reading.recognised import Option

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Gray = NDArray[np.uint8]

#: The height of a line that the network was trained on, and the steps to which widths are rounded up (pixels).
HEIGHT, STEP = 48, 16
#: A line longer than this, in heights, is cut off: nobody prints one.
LONGEST = 60
#: What recognition prints for a character of a numeral: the declared confusions.
ALIKE = {
    "0": "0OoQDUu〇○０",
    "1": "1lI|i!１",
    "2": "2Zz２",
    "3": "3３",
    "4": "4４",
    "5": "5Ss５",
    "6": "6b６",
    "7": "7７",
    "8": "8B８",
    "9": "9gq９",
    ",": ",，",
    ".": ".．。",
    "-": "-—–一－",
    "/": "/／",
    "+": "+＋",
}
#: What a nought with a dot or a stroke in it looks like; behind a digit it may be a word.
DOTTED = frozenset("日曰ΘθØøΦ")
_PLAIN = {printed: plain for plain, many in ALIKE.items() for printed in many}
#: Digits that a worn print confuses, whatever the network thinks: their least cost.
WORN = {"0": "689", "1": "7", "3": "8", "5": "6", "6": "058", "7": "1", "8": "0369", "9": "04"}
WORN_COST = 11.5
#: What it costs that a first digit was lost, in a rule or in the margin of its cell.
LOST_COST = 12.5
_BEAM, _LEAST, _MOST_OPTIONS = 16, 1e-5, 40
_LIBRARIES = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")
_MODEL = "models/PP-OCRv6_rec_small.onnx"
_BLANK = 0
_UNIT = re.compile(UNITS)


class Line(NamedTuple):
    """A line as read: its text, the likelihood of its least likely character, and for a numeral the other readings."""

    text: str
    likelihood: float
    options: tuple[Option, ...] | None = None


def can_recognise() -> bool:
    """Whether the libraries for recognition are installed."""
    return all(find_spec(name) is not None for name in _LIBRARIES)


def refuse_without_recognition() -> None:
    """Raises :class:`Refusal` ``needs-ocr`` where they are not."""
    if not can_recognise():
        raise Refusal(
            "needs-ocr",
            (
                "这是图片或扫描件，读取需要文字识别组件，而本机没有安装",
                "it is a picture or a scan, and the libraries that recognise characters are not installed",
            ),
            (
                "请安装：pip install gongkai[ocr]；或提供由Word、WPS直接导出的文件",
                "install them: pip install gongkai[ocr]; or supply the file that was exported from the document",
            ),
        )


@cache
def _network() -> tuple[Any, tuple[str, ...]]:
    """The network and its alphabet, loaded once a process from the wheel, without RapidOCR's own code."""
    import onnxruntime

    spec = find_spec("rapidocr")
    assert spec is not None
    assert spec.submodule_search_locations
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    # Threads that wait for the next picture leave the processor to others.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    path = Path(spec.submodule_search_locations[0], _MODEL)
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    named = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    return session, ("", *named, " ")


@cache
def _columns() -> dict[str, list[int]]:
    """For each character of a numeral the places of the alphabet that stand for it."""
    _, alphabet = _network()
    found = defaultdict(list)
    for place, char in enumerate(alphabet):
        if char in _PLAIN or char in DOTTED:
            found[_PLAIN.get(char, "0")].append(place)
    return found


def recognise(picture: Gray) -> Line:
    """The line of characters in a picture of it, dark on light."""
    import numpy as np

    session, alphabet = _network()
    steps = session.run(None, {"x": _prepared(picture)})[0][0]
    best = steps.argmax(axis=1)
    chosen = [at for at in range(len(best)) if best[at] != _BLANK and (at == 0 or best[at] != best[at - 1])]
    while chosen and alphabet[best[chosen[0]]] == " ":
        del chosen[0]
    text = "".join(alphabet[best[at]] for at in chosen)
    likelihood = min((_peak(steps, best, at) for at in chosen), default=0.0)
    if text in DOTTED:
        text = "0"
    digits = next((at for at, char in enumerate(text) if char not in _PLAIN), len(text))
    unit = text[digits:].strip()
    if not digits or (unit and not _UNIT.fullmatch(unit)):
        return Line(text.strip(), likelihood)
    own = steps[: chosen[digits]] if unit else steps
    kept = np.stack([own[:, _BLANK], *(own[:, places].sum(axis=1) for places in _columns().values())], axis=1)
    numeral = _numeral(_texts(kept, tuple(_columns())))
    if not unit:
        return numeral
    sure = min([numeral.likelihood, *(_peak(steps, best, at) for at in chosen[digits:])])
    options = tuple(Option(other.text + unit, other.cost) for other in numeral.options or ())
    return Line(numeral.text + unit, sure, options)


def _peak(steps: Any, best: Any, at: int) -> float:
    """How likely a character is at the best of the steps that it takes."""
    end = at
    while end + 1 < len(best) and best[end + 1] == best[at]:
        end += 1
    return float(steps[at : end + 1, best[at]].max())


def _prepared(picture: Gray) -> Any:
    import cv2
    import numpy as np

    height, width = picture.shape
    wide = max(STEP, min(math.ceil(width * HEIGHT / height), LONGEST * HEIGHT))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    resized = cv2.resize(picture, (wide, HEIGHT), interpolation=way).astype(np.float32) / 127.5 - 1
    room = -(-wide // STEP) * STEP
    out = np.ones((1, 3, HEIGHT, room), np.float32)
    out[0, :, :, :wide] = resized
    return out


def _texts(steps: Any, alphabet: Sequence[str]) -> list[tuple[str, float]]:
    """The likeliest texts over an alphabet whose first column is "no character", with their logarithms.

    Prefix search over connectionist temporal classification: a text is as likely as all the ways
    across the picture that spell it.
    """
    beams: dict[str, tuple[float, float]] = {"": (1.0, 0.0)}
    for step in steps:
        grown: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        likely = [(place - 1, float(step[place])) for place in range(1, len(step)) if step[place] > _LEAST]
        none = float(step[_BLANK])
        for text, (ended, running) in beams.items():
            grown[text][0] += (ended + running) * none
            for place, chance in likely:
                char = alphabet[place]
                if text.endswith(char):
                    grown[text][1] += running * chance
                    if ended:
                        grown[text + char][1] += ended * chance
                else:
                    grown[text + char][1] += (ended + running) * chance
        best = sorted(grown.items(), key=lambda one: -sum(one[1]))[:_BEAM]
        total = sum(sum(chances) for _, chances in best) or 1.0
        scale = 1.0 if total > 1e-30 else 1 / total
        beams = {text: (chances[0] * scale, chances[1] * scale) for text, chances in best}
    return sorted(((text, math.log(max(sum(both), 1e-300))) for text, both in beams.items()), key=lambda one: -one[1])


def _numeral(texts: Sequence[tuple[str, float]]) -> Line:
    """The likeliest text that is not empty, with the others and the declared confusions at their costs."""
    text, chance = next(((text, chance) for text, chance in texts if text), ("", -math.inf))
    if not text:
        return Line("", 0.0)
    costs = {other: chance - less for other, less in texts if other != text}
    nothing = costs.pop("", math.inf)
    for at, char in enumerate(text):
        for like in WORN.get(char, ""):
            other = text[:at] + like + text[at + 1 :]
            costs[other] = min(costs.get(other, math.inf), WORN_COST)
    if text.isdigit() and text != "0":
        for digit in "123456789":
            costs[digit + text] = min(costs.get(digit + text, math.inf), LOST_COST)
    ranked = sorted(costs.items(), key=lambda one: one[1])[:_MOST_OPTIONS]
    # What the network itself hesitates over, not what is merely possible.
    lead = min([*(cost for _, cost in ranked[:1]), nothing, WORN_COST])
    sure = math.exp(chance)
    options = tuple(Option(other, round(cost, 2)) for other, cost in ranked)
    return Line(text, min(sure, 1 - math.exp(-max(lead, 0.0))), options)
