"""Every picture is well-formed, in its frame and in proportion, and says its numbers."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.render import charts
from gongkai.report.render.charts import Series

WORDS = st.text(st.characters(exclude_categories=("C",)), max_size=12)
ROWS = st.lists(st.tuples(WORDS, st.integers(0, 10**6)), max_size=8)


def drawn(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.replace("<svg ", '<svg xmlns="s" ', 1))


@given(ROWS)
def test_every_picture_is_well_formed_and_says_every_number(rows: list[tuple[str, int]]) -> None:
    for draw in (charts.bars, charts.line):
        root = drawn(draw("k", "标题 <&>", rows))
        said = "".join(root.itertext())
        assert all(str(value) in said for _, value in rows)
        assert root.get("role") == "img"
        named = {one.get("id") for one in root}
        assert set(str(root.get("aria-labelledby")).split()) <= named
        for box in root.iter("{s}rect"):
            assert float(box.get("x", 0)) + float(box.get("width", 0)) <= charts.WIDTH + 0.1


@given(st.lists(st.none() | st.integers(-50, 999), max_size=8))
def test_a_spark_draws_what_is_known_from_zero_up_and_stays_in_its_frame(values: list[int | None]) -> None:
    root = drawn(charts.spark("说 <&>", values))
    assert root.get("aria-label") == "说 <&>"
    points = [one for line in root.iter("{s}polyline") for one in str(line.get("points")).split()]
    assert all(0 <= float(x) <= 96 and 0 <= float(y) <= 24 for x, y in (one.split(",") for one in points))
    runs = "".join("x" if value is not None else " " for value in values).split()
    assert len(points) == sum(len(run) for run in runs if len(run) > 1)


def test_a_spark_shows_a_small_change_as_small() -> None:
    ((_, then), (_, now)) = (
        one.split(",")
        for one in str(next(drawn(charts.spark("x", [98, 100])).iter("{s}polyline")).get("points")).split()
    )
    assert (float(then), float(now)) == (4.3, 4.0)


def test_an_interval_and_a_meter_stand_where_they_are() -> None:
    scale, whiskers = drawn(charts.span("x", 50, 25, 75)).iter("{s}line")
    assert (scale.get("x1"), scale.get("x2"), whiskers.get("x1"), whiskers.get("x2")) == ("4", "92", "26.0", "70.0")
    (bar,) = drawn(charts.meter("x", 5, 10)).iter("{s}rect")
    assert bar.get("width") == "44.0"
    (bar,) = drawn(charts.meter("x", 0, 0)).iter("{s}rect")
    assert bar.get("width") == "0.0"


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(0, 999), min_size=n, max_size=n), min_size=1, max_size=6)
    )
)
def test_stacked_bars_fill_in_proportion_and_are_told_apart_without_colour(values: list[list[int]]) -> None:
    series = [Series(f"系列{place}", row) for place, row in enumerate(values)]
    categories = [f"{place}年" for place in range(len(values[0]))]
    root = drawn(charts.stacked("k", "标题", categories, series))
    boxes = [one for one in root.iter("{s}rect") if one.get("height") == "20" and "url" not in str(one.get("fill"))]
    assert len(boxes) == len(series) * len(categories)
    sums = [sum(row[place] for row in values) for place in range(len(categories))]
    widest = max(sums) or 1
    for place, total in enumerate(sums):
        widths = [float(box.get("width", 0)) for box in boxes[place * len(series) : (place + 1) * len(series)]]
        assert abs(sum(widths) - total / widest * charts.PLOT) < 0.1 * len(series) + 0.1
    patterns = {one.get("id") for one in root.iter("{s}pattern")}
    assert patterns == {f"k-p{place}" for place in range(1, len(series))}
    assert len({charts.PATTERNS[place] for place in range(6)}) == 6
    assert all(f"系列{place}" in "".join(root.itertext()) for place in range(len(series)))
