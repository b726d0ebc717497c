"""The adversary itself: its figures are lawful and its judge of damaged tables is right."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.form import load_form
from gongkai.report.identities import identities
from tests.corpus.figures import SCALES, figures
from tests.corpus.solve import forced, splits, summed, survivors


@given(st.integers(0, 10**6), st.sampled_from(SCALES), st.sampled_from(("2019", "2021")))
def test_figures_satisfy_every_identity(seed: int, scale: str, edition: str) -> None:
    form = load_form(edition)
    values = figures(Random(seed), form, scale)
    broken = [
        rule.name
        for rule in identities(form)
        if sum(values[c] for c in rule.left) != sum(values[c] for c in rule.right)
    ]
    assert broken == []
    assert values.keys() == form.cells.keys()


def test_a_glued_row_is_split_by_its_sum() -> None:
    assert list(summed(["81010010"], 7)) == [(8, 1, 0, 1, 0, 0, 10)]
    assert list(summed(["230", "60000236"], 7)) == [(230, 6, 0, 0, 0, 0, 236)]


def test_a_glued_triple_may_have_several_splits() -> None:
    assert list(splits(["8855698"], [False] * 3)).count(("88", "55", "698")) == 1
    assert len(list(splits(["8855698"], [False] * 3))) > 1
    assert list(splits(["000"], [False] * 3)) == [("0", "0", "0")]
    assert list(splits(["156-597"], [False] * 2)) == [("156", "-597")]


@given(st.lists(st.integers(0, 5000), min_size=6, max_size=6))
def test_the_true_split_is_always_among_the_candidates(parts: list[int]) -> None:
    row = (*parts, sum(parts))
    assert row in set(summed(["".join(map(str, row))], 7))


@given(st.integers(0, 10**6), st.data())
def test_one_lost_cell_is_forced_back(seed: int, data: st.DataObject) -> None:
    form = load_form("2021")
    values = figures(Random(seed), form, "bureau")
    table = form.table("t3")
    cells = [name for name in form.cells if name.startswith("t3.")]
    lost = data.draw(st.sampled_from(cells))
    assert forced(table, {name: None if name == lost else values[name] for name in cells}) == {lost: values[lost]}


def test_column_sums_choose_between_candidates() -> None:
    table = load_form("2021").table("t3")
    zero = (0,) * 7
    options = {line.key: [zero] for line in table.lines}
    one, two = (1, 0, 0, 0, 0, 0, 1), (0, 1, 0, 0, 0, 0, 1)
    options |= {"new": [one], "total": [one], "granted": [one, two]}
    (found,) = survivors(table, options) or []
    assert found["granted"] == one
