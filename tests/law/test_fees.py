"""The processing fee: what must hold for every number of items and pages, and the notice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.fees import MOST, Basis, charge, fee_by_items, fee_by_pages, fee_for_item, fee_notice, fee_rules

ON = date(2024, 9, 10)
COUNTS = st.integers(0, 1500)


def item_price(nth: int) -> int:
    """What an item costs, by walking the blocks of ten one after another."""
    price, block_end = 200, 40
    if nth <= 30:
        return 0 if nth <= 10 else 100
    while nth > block_end:
        price, block_end = price + 100, block_end + 10
    return price


def page_price(nth: int) -> int:
    return 0 if nth <= 30 else 10 if nth <= 100 else 20 if nth <= 200 else 40


@given(COUNTS)
def test_the_sum_is_that_of_its_items_one_by_one(count: int) -> None:
    fee = fee_by_items(count, on=ON)
    assert fee.amount == sum(item_price(nth) for nth in range(1, count + 1))
    assert fee.amount == sum(fee_for_item(nth, on=ON).amount for nth in range(1, count + 1))


@given(COUNTS)
def test_the_sum_is_that_of_its_pages_one_by_one(pages: int) -> None:
    assert fee_by_pages(pages, on=ON).amount == sum(page_price(nth) for nth in range(1, pages + 1))


@given(COUNTS, st.sampled_from(Basis))
def test_the_steps_cover_every_unit_once_and_add_up(count: int, basis: Basis) -> None:
    fee = (fee_by_items if basis is Basis.ITEM else fee_by_pages)(count, on=ON)
    covered = [unit for step in fee.steps for unit in range(step.first, step.last + 1)]
    assert covered == list(range(1, count + 1))
    assert all(step.amount == (step.last - step.first + 1) * step.each for step in fee.steps)
    assert sum(step.amount for step in fee.steps) == fee.amount
    assert f"合计{fee.amount}元" in fee.words[0]
    assert f"{fee.amount} yuan in all" in fee.words[1]


@given(st.integers(1, 1500))
def test_a_unit_more_never_costs_less_than_the_one_before(nth: int) -> None:
    assert fee_for_item(nth + 1, on=ON).amount >= fee_for_item(nth, on=ON).amount


def test_rates_are_dated() -> None:
    assert fee_rules(date(2021, 1, 1)) == fee_rules(ON)
    with pytest.raises(Refusal) as refusal:
        fee_rules(date(2020, 12, 31))
    assert refusal.value.code == "no-law"


def test_one_application_is_charged_one_way() -> None:
    day = date(2024, 9, 20)
    assert charge(on=ON, issued=day, due=day, nth=11).amount == 100
    assert charge(on=ON, issued=day, due=day, pages=31).amount == 10
    assert charge(on=ON, issued=day, due=day, pages=0).amount == 0
    for both_or_none in ({"nth": 11, "pages": 31}, {}):
        with pytest.raises(Refusal) as refusal:
            charge(on=ON, issued=day, due=day, **both_or_none)
        assert refusal.value.code == "fee-one-basis"


def test_item_0_is_no_item() -> None:
    with pytest.raises(Refusal) as refusal:
        charge(on=ON, issued=ON, due=ON, nth=0)
    assert refusal.value.code == "bad-count"


@pytest.mark.parametrize(("issued", "late"), [(date(2024, 10, 14), False), (date(2024, 10, 15), True)])
def test_the_notice_leaves_within_the_handling_period(issued: date, late: bool) -> None:
    due = date(2024, 10, 14)
    if late:
        with pytest.raises(Refusal) as refusal:
            charge(on=ON, issued=issued, due=due, nth=11)
        assert refusal.value.code == "fee-notice-late"
    else:
        assert charge(on=ON, issued=issued, due=due, nth=11).amount == 100


def test_the_notice_says_on_what_basis_how_much_and_how_to_pay() -> None:
    parts = {part.key: part for part in fee_notice()}
    assert {"basis", "standard", "calculation", "payment", "period", "consequence"} == parts.keys()
    assert all(all(part.words) and part.cites for part in parts.values())


def test_a_number_that_nobody_can_mean_is_refused_at_once() -> None:
    assert fee_by_pages(MOST, on=ON).count == MOST
    for ask in (fee_by_items, fee_by_pages, fee_for_item):
        with pytest.raises(Refusal) as refusal:
            ask(MOST + 1, on=ON)
        assert refusal.value.code == "bad-count"
