"""A configuration of rules: what it turns off, what it weighs otherwise, and what it refuses."""

import pytest

from gongkai.finding import Refusal, Severity
from gongkai.report.findings import CATALOGUE
from gongkai.report.findings_text import TEXT_CATALOGUE
from gongkai.report.rules import DEFAULT, load_rules


def finding(code):
    return CATALOGUE[code].at(("t3.new.total",))


def kept(text, *codes):
    return [(entry.code, entry.severity) for entry in load_rules(text).apply(map(finding, codes))]


def test_without_rules_every_finding_stays_as_it_is():
    findings = tuple(map(finding, ("A1", "B3", "A6")))
    assert DEFAULT.apply(findings) == findings
    assert load_rules("").apply(findings) == findings
    assert load_rules("[rules]").apply(findings) == findings


def test_a_rule_turns_off_weakens_or_strengthens():
    text = """
    [rules]
    B3 = "off"
    A6 = "note"
    B2 = "error"
    disable = ["F5"]
    """
    assert kept(text, "A1", "B3", "A6", "B2", "F5") == [
        ("A1", Severity.ERROR),
        ("A6", Severity.NOTE),
        ("B2", Severity.ERROR),
    ]


@pytest.mark.parametrize("code", ["S1", "S10", "X4", "G1"])
def test_every_catalogue_may_be_spoken_of(code):
    assert load_rules(f'[rules]\n{code} = "off"').severities == {code: None}


def test_an_unknown_code_is_refused_with_close_matches():
    with pytest.raises(Refusal) as refused:
        load_rules('[rules]\nb3 = "off"')
    assert refused.value.code == "rules-unknown-code"
    assert "B3" in refused.value.advice[0]
    assert "B3" in refused.value.advice[1]


def test_a_code_like_no_other_is_refused_with_all_of_them():
    with pytest.raises(Refusal) as refused:
        load_rules('[rules]\ndisable = ["conservation"]')
    assert all(code in refused.value.advice[0] for code in (*CATALOGUE, *TEXT_CATALOGUE))


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("[rules", "rules-not-toml", "TOML"),
        ('[rules]\nB3 = "silent"', "rules-unknown-severity", "silent"),
        ("[rules]\nB3 = 1", "rules-unknown-severity", "B3"),
        ('[rules]\ndisable = "B3"', "rules-unknown-severity", "disable"),
        ("[rules]\ndisable = [3]", "rules-unknown-severity", "disable"),
        ('[rule]\nB3 = "off"', "rules-unknown-table", "rule"),
        ('B3 = "off"', "rules-unknown-table", "B3"),
        ("rules = 3", "rules-unknown-table", "rules"),
        ('[rules]\ndisable = ["B3"]\nB3 = "note"', "rules-contradictory", "B3"),
    ],
)
def test_a_malformed_configuration_is_refused_with_the_reason(text, code, words):
    with pytest.raises(Refusal) as refused:
        load_rules(text)
    assert refused.value.code == code
    assert words in refused.value.reason[0]
    assert words in refused.value.reason[1]


def test_a_byte_order_mark_does_not_count():
    assert load_rules('\ufeff[rules]\nB3 = "off"') == load_rules('[rules]\nB3 = "off"')


def test_a_code_disabled_twice_over_is_disabled():
    rules = load_rules('[rules]\ndisable = ["B3"]\nB3 = "off"')
    assert not rules.has("B3")
    assert rules.has("B2")
