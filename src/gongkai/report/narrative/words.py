"""The words by which a sentence speaks of the form's cells.

The labels and aliases of an edition, cut free of their numbering, and the other wordings of
``words.toml`` make one dictionary; :meth:`Vocabulary.scan` finds its words in a sentence,
longest first and without overlap.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from gongkai.report.form import Form, Line, Table

_ORDINAL = re.compile(r"^(?:[一二三四五六七八九十]+、|（[^）]*）|\d+[.．、])")
_REMARK = re.compile(r"（[^（）]*）$")


class Token(NamedTuple):
    """A word of the dictionary at ``text[start:end]``: its kind, and the key it names in the form."""

    start: int
    end: int
    kind: str
    key: str


class Vocabulary:
    """Every word that the narrative of one form is read by."""

    def __init__(self, form: Form) -> None:
        self.form = form
        applications, remedies = form.table_of_section(3), form.table_of_section(4)
        self.applications, self.remedies, self.published = applications.key, remedies.key, form.table_of_section(2).key
        self.outcomes = _outcomes(applications)
        self.groups = _groups(applications)
        self.columns = tuple(column.key for column in applications.columns if column.key != "total")
        self.organisations = tuple(column.key for column in applications.columns if column.under)
        self.suits = tuple(line.key for line in remedies.lines if line.under)
        self.reviews = tuple(line.key for line in remedies.lines if not line.under)
        self._meanings = self._dictionary(remedies)
        self._pattern = re.compile(_trie_pattern(self._meanings))

    def _dictionary(self, remedies: Table) -> dict[str, tuple[str, str]]:
        data = _wordings()
        words: dict[str, tuple[str, str]] = {}
        for kind, entries in data["kinds"].items():
            words.update(dict.fromkeys(entries, (kind, "")))
        for kind, keys in (("result", data["results"]), ("route", data["routes"]), ("column", data["columns"])):
            for key, entries in keys.items():
                words.update((entry, (kind, key)) for entry in entries if entry not in words or kind != "result")
        words.update(dict.fromkeys(data["others"]["words"], ("organisations", "")))
        for key, entries in data["lines"].items():
            if key in {line.key for line in self.outcomes}:
                words.update(dict.fromkeys(entries, ("outcome", key)))
        words.update(self._labels(remedies))
        return words

    def _labels(self, remedies: Table) -> dict[str, tuple[str, str]]:
        words: dict[str, tuple[str, str]] = {}
        for line in self.outcomes:
            words.update((word, ("outcome", line.key)) for word in _wordings_of(line.label, *line.aliases))
        for head, members in self.groups.items():
            words[head] = ("group", head)
            for key, entries in _wordings()["groups"].items():
                if key in members:
                    words.update(dict.fromkeys(entries, ("group", head)))
        for column in self.form.table(self.applications).columns:
            words.update((word, ("column", column.key)) for word in _wordings_of(column.label) if column.key != "total")
            words.update(dict.fromkeys(column.under, ("organisations", "")))
        for line in remedies.lines:
            kind = "route" if line.under else "review"
            words[line.label] = (kind, line.key)
            words["申请" + line.label] = (kind, line.key)
            words.update(dict.fromkeys(line.under, ("suit", "")))
        for column in remedies.columns:
            words.update((word, ("result", column.key)) for word in _wordings_of(column.label) if column.key != "total")
        for line in self.documents:
            words.update((word, ("document", line.key)) for word in (line.label, *line.aliases))
        return words

    @property
    def documents(self) -> tuple[Line, ...]:
        """The lines of the first block of table 2: what a body makes, repeals and keeps in force."""
        table = self.form.table(self.published)
        return tuple(table.line(key) for key in table.blocks[0].lines)

    def scan(self, text: str) -> list[Token]:
        """The words of the dictionary in ``text``, in order."""
        meanings = self._meanings
        return [
            Token(*match.span(), *meaning)
            for match in self._pattern.finditer(text)
            if (meaning := meanings[match.group()])[0] != "skip"
        ]

    def cell(self, line: str, column: str = "total") -> str:
        """The name of a cell of table 3."""
        return f"{self.applications}.{line}.{column}"


def _trie_pattern(words: Iterable[str]) -> str:
    """One pattern for all the words, the longest first wherever they share a beginning."""
    by_first: dict[str, list[str]] = {}
    whole = False
    for word in words:
        whole = whole or not word
        if word:
            by_first.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(first) + _trie_pattern(rest) for first, rest in by_first.items()]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not whole else f"(?:{'|'.join(branches)})"
    return f"{body}?" if whole else body


@cache
def vocabulary(form: Form) -> Vocabulary:
    """The vocabulary of a form, made once."""
    return Vocabulary(form)


@cache
def _wordings() -> dict[str, Any]:
    return tomllib.loads((resources.files("gongkai.report.narrative") / "words.toml").read_text("utf-8"))


def _outcomes(table: Table) -> tuple[Line, ...]:
    """The lines that table 3 adds up into its total."""
    parts = next(rule.parts for rule in table.sums if rule.axis == "lines")
    return tuple(table.line(key) for key in parts)


def _groups(table: Table) -> dict[str, tuple[str, ...]]:
    """Line keys by group head (不予…, 无法…), as the heads stand over the outcomes."""
    groups: dict[str, tuple[str, ...]] = {}
    for line in _outcomes(table):
        if len(line.under) > 1:
            head = _bare(line.under[-1])
            groups[head] = (*groups.get(head, ()), line.key)
    return groups


def _bare(label: str) -> str:
    return _REMARK.sub("", _ORDINAL.sub("", label))


def _wordings_of(*labels: str) -> set[str]:
    """Labels without numbering, remarks, quotation marks and the 属于 or 结果 before them."""
    words = {_bare(label).replace("“", "").replace("”", "") for label in labels}
    words |= {word.removeprefix("属于") for word in words} | {word.removeprefix("结果") for word in words}
    return {
        word
        for word in words
        if len(word) > 2 or word in {_bare(label).removeprefix("结果") for label in labels if label.startswith("结果")}
    }
