"""Figures as pictures: pure functions from data to accessible SVG, told apart by pattern and label."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH = 360
LABEL = 108
BESIDE = 8
"""How many characters have room in ``LABEL``."""
VALUE = 44
ROW = 28
PLOT = WIDTH - LABEL - VALUE
FILLS = ("#1a4f9c", "#b45f06", "#1d6b3a", "#7a3e8e", "#8a1c1c", "#4a5563")
"""Each at least 4.5:1 on white."""
PATTERNS = ("", "M0 6L6 0", "M3 0V6", "M0 3H6", "M0 0L6 6", "M0 3H6M3 0V6")
"""Plain, then strokes in white over the fill: readable in grey print as well."""
_SMALL = 96

Value = int | float


class Series(NamedTuple):
    """One name with its values, in the order of the categories."""

    name: str
    values: Sequence[Value]


def bars(key: str, title: str, rows: Sequence[tuple[str, Value]]) -> str:
    """One bar a row with its number; ``key`` makes the identifiers of the page unique.

    Names too long to stand beside their bars stand over them, whole.
    """
    most = max((value for _, value in rows), default=0)
    over = any(len(name) > BESIDE for name, _ in rows)
    left, row, down = (0, 2 * ROW - 10, ROW - 8) if over else (LABEL, ROW, 0)
    parts = []
    for place, (name, value) in enumerate(rows):
        top, width = place * row, round(_ratio(value, most) * (WIDTH - VALUE - left), 1)
        parts.append(_text(0, top + 16, name) if over else _label(name, top))
        parts.append(_box(left, top + down, width, FILLS[0]))
        parts.append(_text(left + width + 4, top + down + 18, str(value)))
    return _svg(key, title, _said(rows), len(rows) * row, parts)


def stacked(key: str, title: str, categories: Sequence[str], series: Sequence[Series]) -> str:
    """One bar a category, divided by series, with the sum at its end and a legend of patterns under it."""
    sums = [sum(one.values[place] for one in series) for place in range(len(categories))]
    most, parts = max(sums, default=0), [_patterns(key, len(series))]
    for place, category in enumerate(categories):
        left, top = float(LABEL), place * ROW
        parts.append(_label(category, top))
        for number, one in enumerate(series):
            width = _share(one.values[place], most)
            parts += _filled(key, number, left, top, width)
            left += width
        parts.append(_text(left + 4, top + 18, str(sums[place])))
    foot = len(categories) * ROW + 8
    parts += _legend(key, [one.name for one in series], foot)
    said = [(f"{category}合计", total) for category, total in zip(categories, sums, strict=True)]
    return _svg(key, title, _said(said), foot + (len(series) + 1) // 2 * 22, parts)


def line(key: str, title: str, points: Sequence[tuple[str, Value]], *, height: int = 170) -> str:
    """A line through the points in their order, each with a dot and its number."""
    most, floor = max((value for _, value in points), default=0), height - 24
    step = (WIDTH - 40) / max(len(points) - 1, 1)
    where = [(20 + place * step, floor - _ratio(value, most) * (floor - 28)) for place, (_, value) in enumerate(points)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in where)
    parts = [f'<line x1="12" x2="{WIDTH - 12}" y1="{floor}" y2="{floor}" stroke="#8a93a0"/>']
    parts.append(f'<polyline points="{path}" fill="none" stroke="{FILLS[0]}" stroke-width="2"/>')
    for (x, y), (name, value) in zip(where, points, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{FILLS[0]}"/>')
        parts.append(_text(x, y - 8, str(value), anchor="middle"))
        parts.append(_text(x, height - 6, name, anchor="middle"))
    return _svg(key, title, _said(points), height, parts)


def spark(said: str, values: Sequence[Value | None]) -> str:
    """A line as small as a word from zero up, in the colour of the text; nothing is drawn for what is not known.

    The numbers stand beside it: ``said`` is what is read aloud instead.
    """
    known = [value for value in values if value is not None]
    most, least = max([0, *known]), min([0, *known])
    step = (_SMALL - 8) / max(len(values) - 1, 1)
    parts, run = [], list[str]()
    for place, value in enumerate([*values, None]):
        if value is None:
            parts += [f'<polyline points="{" ".join(run)}"/>'] if len(run) > 1 else []
            run = []
        else:
            run.append(f"{4 + place * step:.1f},{20 - _ratio(value - least, most - least) * 16:.1f}")
            if len(known) == 1 or place == len(values) - 1:
                x, y = run[-1].split(",")
                parts.append(f'<circle cx="{x}" cy="{y}" r="2.5"/>')
    return _small("spark", said, 24, parts)


def span(said: str, value: Value, low: Value, high: Value, most: Value = 100) -> str:
    """A value on a scale from 0 to ``most`` with the interval that it lies in, as small as a word."""
    at, left, right = (4 + _ratio(one, most) * (_SMALL - 8) for one in (value, low, high))
    parts = [
        f'<line class="scale" x1="4" x2="{_SMALL - 4}" y1="12" y2="12"/>',
        f'<line x1="{left:.1f}" x2="{right:.1f}" y1="12" y2="12"/>',
        f'<circle cx="{at:.1f}" cy="12" r="4"/>',
    ]
    return _small("span", said, 24, parts)


def meter(said: str, value: Value, most: Value) -> str:
    """A bar of a value's share of the most, as small as a word."""
    width = max(_ratio(value, most), 0) * (_SMALL - 8)
    return _small("meter", said, 24, [f'<rect x="4" y="6" width="{width:.1f}" height="12"/>'])


def _small(kind: str, said: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg class="{kind}" role="img" aria-label="{escape(said)}" viewBox="0 0 {_SMALL} {height}" '
        f'width="{_SMALL}" height="{height}">{"".join(parts)}</svg>'
    )


def _svg(key: str, title: str, said: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {max(height, ROW)}" '
        f'aria-labelledby="{key}-title {key}-desc"><title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(said)}</desc>{"".join(parts)}</svg>'
    )


def _said(rows: Sequence[tuple[str, Value]]) -> str:
    return "；".join(f"{name} {value}" for name, value in rows) or "没有数据"


def _ratio(value: Value, most: Value) -> float:
    return value / most if most else 0.0


def _share(value: Value, most: Value) -> float:
    return round(_ratio(value, most) * PLOT, 1)


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _label(words: str, top: int) -> str:
    short = words if len(words) <= BESIDE else f"{words[: BESIDE - 1]}…"
    return _text(LABEL - 6, top + 18, short, anchor="end")


def _box(left: float, top: float, width: float, fill: str, height: int = ROW - 8) -> str:
    return f'<rect x="{left:.1f}" y="{top + 4}" width="{width:.1f}" height="{height}" fill="{fill}"/>'


def _filled(key: str, number: int, left: float, top: float, width: float) -> list[str]:
    number %= len(FILLS)
    plain = _box(left, top, width, FILLS[number])
    return [plain, _box(left, top, width, f"url(#{key}-p{number})")] if number else [plain]


def _patterns(key: str, count: int) -> str:
    made = [
        f'<pattern id="{key}-p{number}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path d="{PATTERNS[number]}" stroke="#fff" stroke-width="1.2"/></pattern>'
        for number in range(1, min(count, len(PATTERNS)))
    ]
    return f"<defs>{''.join(made)}</defs>"


def _legend(key: str, names: Sequence[str], top: int) -> list[str]:
    parts = []
    for number, name in enumerate(names):
        left, down = 8 + number % 2 * (WIDTH // 2), top + number // 2 * 22
        shade = number % len(FILLS)
        parts.append(f'<rect x="{left}" y="{down}" width="14" height="14" fill="{FILLS[shade]}"/>')
        if shade:
            parts.append(f'<rect x="{left}" y="{down}" width="14" height="14" fill="url(#{key}-p{shade})"/>')
        parts.append(_text(left + 20, down + 12, name))
    return parts
