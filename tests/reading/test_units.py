"""Numbers that are only a part of what is said, and money in other units than the form's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.report.render import render
from tests.reading.test_traps import FILING, cell, page, read, unlisted


@pytest.mark.parametrize(
    "printed", ["3万", "5千件", "近5万", "约5百", "5亿", "5万余件", "±5", "&lt;5", ".5", "5以上", "50‰"]
)
def test_a_number_that_is_only_part_of_what_is_said_is_none(printed):
    reading = read(page(cell("t2.licences.decisions", printed)))
    assert "t2.licences.decisions" in reading.listed_cells() or reading.filing.values["t2.licences.decisions"] is None
    assert unlisted(reading) == []


@pytest.mark.parametrize("form", ["html", "markdown"])
@pytest.mark.parametrize("printed", ["523O.52", "5Z30.52", "5230.S2", "5230.5l", "5230 .52", "5230,52万"])
def test_money_with_a_character_that_is_none_of_a_number_is_right_or_listed(form, printed):
    text = render(FILING, form).decode()
    assert "5230.52" in text
    reading = read(text.replace("5230.52", printed))
    assert unlisted(reading) == []
    assert reading.listed_cells() <= {"t2.fees.amount_wan"}


@pytest.mark.parametrize("printed", ["十1331", "1万1331"])
def test_a_count_half_in_words_is_listed(printed):
    assert "t2.penalties.decisions" in read(page(cell("t2.penalties.decisions", printed))).listed_cells()


@pytest.mark.parametrize("unit", ["千元", "百元", "角"])
@pytest.mark.parametrize("where", ["head", "cell"])
def test_money_in_parts_or_multiples_of_yuan_is_converted_and_said(unit, where):
    change = (
        ("（单位：万元）", f"（单位：{unit}）") if where == "head" else cell("t2.fees.amount_wan", f"52305200 {unit}")
    )
    reading = read(page(change, cell("t2.fees.amount_wan", "52305200")) if where == "head" else page(change))
    value = 52305200 * {"千元": Decimal("0.1"), "百元": Decimal("0.01"), "角": Decimal("0.00001")}[unit]
    assert reading.filing.values["t2.fees.amount_wan"] == value
    assert "t2.fees.amount_wan" in reading.listed_cells()


@pytest.mark.parametrize("unit", ["美元", "港币"])
def test_money_in_an_unknown_unit_is_no_number(unit):
    for change in (("（单位：万元）", f"（单位：{unit}）"), cell("t2.fees.amount_wan", f"5230.52 {unit}")):
        reading = read(page(change))
        assert reading.filing.values["t2.fees.amount_wan"] is None
        assert "t2.fees.amount_wan" in reading.listed_cells()


@pytest.mark.parametrize("unit", ["万件", "百件"])
def test_counts_headed_as_multiples_are_no_numbers(unit):
    reading = read(page(("本年处理决定数量", f"本年处理决定数量（单位：{unit}）")))
    assert reading.filing.values["t2.licences.decisions"] is None
    assert "t2.licences.decisions" in reading.listed_cells()
    assert str(reading.filing.values["t2.fees.amount_wan"]) == "5230.52"


def test_money_headed_in_yuan_is_converted_and_said():
    reading = read(page(("（单位：万元）", "（单位：元）"), cell("t2.fees.amount_wan", "12000")))
    assert str(reading.filing.values["t2.fees.amount_wan"]) == "1.2"
    assert "t2.fees.amount_wan" in reading.listed_cells()
