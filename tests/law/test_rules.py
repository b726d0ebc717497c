"""Every function of the law names its articles, and every article named is there."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from gongkai.law.cite import cites
from gongkai.law.coverage import Line, Marked, Used, coverage, modules, public, used
from gongkai.law.instruments import register, resolve
from gongkai.law.rule import Rule, rule, rule_of

HOW_LAW_IS_WRITTEN = {
    "cite": "how an article is named",
    "rule": "the mark itself",
    "dated": "a value by date, of any law",
    "instruments": "the register that articles are looked up in",
    "coverage": "counts the marks of the others",
}
"""Modules that apply no article, with the reason."""

REGULATION = register()["条例"]


@pytest.mark.parametrize("marked", public(), ids=lambda marked: marked.name)
def test_every_public_function_and_class_has_a_rule(marked: Marked) -> None:
    module = marked.name.partition(".")[0]
    assert (marked.rule is None) == (module in HOW_LAW_IS_WRITTEN), f"{marked.name} has no @rule"


def test_the_modules_that_apply_no_article_exist() -> None:
    assert HOW_LAW_IS_WRITTEN.keys() <= {module.__name__.rpartition(".")[2] for module in modules()}


@pytest.mark.parametrize("one", used(), ids=lambda one: f"{one.by}-{one.cite}")
def test_every_citation_resolves(one: Used) -> None:
    assert resolve(one.cite).cite == one.cite


def test_every_citation_written_in_the_sources_resolves() -> None:
    keys = "|".join(map(re.escape, sorted(register(), key=len, reverse=True)))
    pattern = re.compile(rf"""["'](?P<cite>(?:{keys}):[0-9][^"'\s]*)["']""")
    folder = resources.files("gongkai.law")
    files = [file for file in folder.iterdir() if file.name.endswith((".py", ".toml"))]
    written = {found["cite"] for file in files for found in pattern.finditer(file.read_text("utf-8"))}
    assert len(written) > 50
    for text in sorted(written):
        resolve(text)


@pytest.mark.parametrize("marked", [one for one in public() if one.rule], ids=lambda marked: marked.name)
def test_a_rule_applies_while_one_of_its_texts_is_in_force(marked: Marked) -> None:
    assert marked.rule is not None
    texts = [register()[cite.instrument] for cite in marked.rule.cites]
    for day in (marked.rule.since, marked.rule.until):
        assert day is None or any(text.applies_on(day) for text in texts), f"{marked.name}: {day}"


@pytest.mark.parametrize("line", coverage(REGULATION), ids=lambda line: str(line.article.number))
def test_every_article_has_a_rule_or_a_reason_and_not_both(line: Line) -> None:
    assert bool(line.by) != bool(line.why), f"article {line.article.number}: {line.by or 'neither rule nor reason'}"


def test_coverage_names_functions_values_and_open_questions() -> None:
    names = {one.by for one in used() if one.cite in cites("条例:30", "条例:33.3")}
    assert {"clocks.answer_due", "clocks.CORRECTION_REPLY", "[correction_reply_days]"} <= names


def test_a_value_belongs_to_the_module_that_assigns_it() -> None:
    owners = {one.by for one in used() if one.by.endswith(".CORRECTION_REPLY")}
    assert owners == {"clocks.CORRECTION_REPLY"}


def test_coverage_of_another_text_lists_what_is_cited() -> None:
    cited = {line.article.number for line in coverage(register()["民诉法"], cited_only=True)}
    assert cited == {85}


def test_a_rule_names_an_article() -> None:
    with pytest.raises(ValueError, match="at least one article"):
        rule()


def test_a_rule_is_put_on_and_read_off() -> None:
    @rule("条例:33", since="2019-05-15", until="2030-01-01")
    def marked() -> None: ...

    found = rule_of(marked)
    assert isinstance(found, Rule)
    assert [str(cite) for cite in found.cites] == ["条例:33"]
    assert [str(day) for day in (found.since, found.until)] == ["2019-05-15", "2030-01-01"]
    assert rule_of(test_a_rule_names_an_article) is None


def test_a_misspelt_citation_fails_where_it_is_written() -> None:
    with pytest.raises(ValueError, match="is no citation"):
        rule("条例：33")
