"""Many filings to one: the sum, who is missing, and what explains a difference."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies.filings import FORMS, changed_filing, lawful_filing

from gongkai.finding import Refusal
from gongkai.report.consolidate import consolidate
from gongkai.report.form import load_form, mixed_form
from gongkai.report.identities import identities
from gongkai.report.verify import verify

FORM, OLD = load_form("2021"), load_form("2019")
AREA = "青山市清源区人民政府"
BODIES = ("清源区教育局", "清源区民政局", "清源区财政局", "清源区沙湾镇人民政府")


def body(name, seed=None, scale=30, form=FORM, year=2023):
    return lawful_filing(form, Random(seed if seed is not None else name), scale, agency=name, year=year)


def bodies(scale=30):
    return [body(name, scale=scale) for name in BODIES]


def total(filings, **given):
    return consolidate(filings, agency=AREA, year=2023, **given)


def reasons(result):
    return [(finding.code, finding.message) for finding in result.findings]


ADDABLE = st.tuples(st.sampled_from((FORM, mixed_form("2021", "2019", "2021"))), st.integers(0, 99))


@given(st.lists(ADDABLE, min_size=1, max_size=6), st.randoms())
def test_the_sum_does_not_depend_on_the_order(drawn, rng):
    filings = [body(f"机关{seed}局", seed, form=form) for form, seed in drawn]
    parent = replace(changed_filing(filings[0], {"t4.review.total": 10**6}), agency=AREA)
    shuffled = rng.sample(filings, len(filings))
    assert total(shuffled, parent=parent) == total(filings, parent=parent)
    assert total(shuffled) == total(filings)


@given(st.sampled_from(FORMS), st.sets(st.integers(0, 10**6), min_size=1, max_size=5))
def test_a_sum_of_lawful_filings_is_lawful(form, seeds):
    filings = [body(f"机关{seed}局", seed, form=form) for seed in seeds]
    result = total(filings)
    assert result.findings == ()
    for rule in identities(result.filing.form):
        left, right = (sum(result.filing.values[cell] for cell in side) for side in (rule.left, rule.right))
        assert left == right
    for cell, value in result.filing.values.items():
        assert value == sum(filing.values[cell] for filing in filings)


def test_the_sum_of_districts_bodies_has_no_findings_of_its_own():
    assert verify(total(bodies()).filing) == ()


def test_who_is_missing_extra_twice_or_of_another_year_is_named_and_not_added():
    one, two, three, four = bodies()
    given_ = [one, two, two, replace(three, year=2022), replace(four, agency="白水区民政局")]
    result = total(given_, roster=BODIES)
    assert {finding.code for finding in result.findings} == {"G2"}
    said = {finding.message.partition("：")[0]: finding.message.partition("：")[2] for finding in result.findings}
    assert said == {
        "未报送": "清源区沙湾镇人民政府、清源区财政局",
        "重复报送，只计一份": BODIES[1],
        "不是本年度的报告，未计入": f"{BODIES[2]}（2022）",
        "不在名单，未计入": "白水区民政局",
    }
    assert [filing.agency for filing in result.counted] == sorted(BODIES[:2])
    assert result.filing.values == total([one, two]).filing.values


def test_a_name_with_the_city_in_front_is_the_body_of_the_roster():
    filings = [replace(filing, agency=f"青山市{filing.agency}") for filing in bodies()]
    assert total(filings, roster=BODIES).findings == ()


def test_two_versions_of_one_report_have_no_sum_where_they_differ():
    one, *rest = bodies()
    cell = "t2.licences.decisions"
    result = total([one, changed_filing(one, {cell: one.values[cell] + 1}), *rest])
    assert result.filing.values[cell] is None
    assert result.filing.values["t3.new.total"] == total([one, *rest]).filing.values["t3.new.total"]
    assert [code for code, _ in reasons(result)] == ["G2", "G3"]
    assert BODIES[0] in result.findings[1].message


def test_a_gap_is_never_added_as_nothing():
    one, *rest = bodies()
    result = total([changed_filing(one, {"t2.licences.decisions": None}), *rest])
    assert result.filing.values["t2.licences.decisions"] is None
    (finding,) = result.findings
    assert (finding.code, finding.cells) == ("G3", ("t2.licences.decisions",))
    assert BODIES[0] in finding.message


def test_the_2021_lines_of_other_outcomes_add_up_to_the_single_line_of_2019():
    new, old = body("甲局", form=FORM), body("乙局", form=mixed_form("2021", "2019", "2021"))
    result = total([new, old])
    assert [table.edition for table in result.filing.form.tables] == ["2021", "2019", "2021"]
    parts = sum(new.values[f"t3.{line}.total"] for line in ("o1", "o2", "o3"))
    assert result.filing.values["t3.o.total"] == parts + old.values["t3.o.total"]
    (finding,) = result.findings
    assert finding.code == "G2"
    assert "格式版本与多数机关不同" in finding.message


def test_the_single_line_of_2019_is_never_divided():
    new, old = body("甲局", form=FORM), body("乙局", form=mixed_form("2021", "2019", "2021"))
    result = total([new, old], parent=replace(new, agency=AREA))
    assert {result.filing.values[f"t3.{line}.natural"] for line in ("o1", "o2", "o3")} == {None}
    gaps = next(finding for finding in result.findings if finding.code == "G3")
    assert len(gaps.cells) == 21
    assert "乙局" in gaps.message


def test_table_two_of_another_edition_is_not_added():
    result = total([body("甲局"), body("乙局", form=OLD)])
    assert {value for cell, value in result.filing.values.items() if cell.startswith("t2.")} == {None}
    assert result.filing.values["t3.new.total"] is not None


def test_an_omitted_body_explains_every_difference_of_the_parent():
    filings = bodies()
    parent = replace(total(filings[1:]).filing, agency=AREA)
    result = total(filings, parent=parent)
    differing = [cell for cell, value in filings[0].values.items() if value]
    assert [finding.cells for finding in result.findings] == [(cell,) for cell in parent.values if cell in differing]
    assert {finding.code for finding in result.findings} == {"G1"}
    for finding in result.findings:
        assert f"可能是漏计{BODIES[0]}（可解释{len(differing)}处差额）" in finding.message
        assert f"perhaps {BODIES[0]} left out (explains {len(differing)} differences)" in finding.message_en


def test_a_body_counted_twice_explains_the_difference():
    filings = bodies()
    twice = [*filings, replace(filings[2], agency="另一局")]
    parent = replace(total(twice).filing, agency=AREA)
    findings = total(filings, parent=parent).findings
    assert findings
    assert all(f"重复计入{BODIES[2]}" in finding.message for finding in findings)


def test_a_body_off_the_roster_that_the_parent_counted_explains_the_difference():
    filings = bodies()
    parent = replace(total(filings).filing, agency=AREA)
    findings = [entry for entry in total(filings, parent=parent, roster=BODIES[:3]).findings if entry.code == "G1"]
    assert findings
    assert all("另计入了清源区沙湾镇人民政府" in finding.message for finding in findings)


def test_a_difference_that_no_single_body_explains_says_so_and_names_the_largest():
    filings = [
        changed_filing(filing, {"t2.licences.decisions": 100 * (index + 1)}) for index, filing in enumerate(bodies())
    ]
    parent = changed_filing(replace(total(filings).filing, agency=AREA), {"t2.licences.decisions": 1001})
    (finding,) = total(filings, parent=parent).findings
    assert (finding.expected, finding.found, finding.difference) == (1000, 1001, 1)
    assert f"{BODIES[3]} 400、{BODIES[2]} 300、{BODIES[1]} 200" in finding.message
    assert "没有单独一个机关能解释" in finding.message


def test_a_parent_that_is_the_sum_has_no_findings():
    filings = bodies()
    assert total(filings, parent=replace(total(filings).filing, agency=AREA)).findings == ()


def test_nothing_to_add_is_refused():
    with pytest.raises(Refusal) as refused:
        total([body("甲局", year=2020)])
    assert refused.value.code == "nothing-to-consolidate"


def test_findings_name_the_files_that_reports_came_from():
    first, second, *_ = BODIES
    given = [body(first), body(first), body(second, year=2022), replace(body("无名"), agency=None)]
    result = total(given, files=("a.html", "b.html", "c.html", "d.html"))
    messages = " ".join(message for _code, message in reasons(result))
    assert f"{first}（a.html，b.html）" in messages
    assert f"{second}（2022，c.html）" in messages
    assert "?（d.html）" in messages
    assert len(result.bodies) == 2
