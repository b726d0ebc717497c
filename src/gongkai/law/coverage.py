"""Which articles the rules of this room apply: gathered from the marks, article by article.

Nothing is registered while modules are read: the modules are walked when somebody asks.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module, resources
from types import ModuleType
from typing import NamedTuple

import gongkai.law
from gongkai.law.cite import Cite
from gongkai.law.instruments import Article, Instrument, Words
from gongkai.law.policy import Question, questions
from gongkai.law.rule import Rule, rule_of


class Marked(NamedTuple):
    """A function or class of this room: ``clocks.answer_due``, the object itself, its mark if it has one."""

    name: str
    value: object
    rule: Rule | None


class Used(NamedTuple):
    """A citation and the name of what makes it; an open question is named by its key."""

    cite: Cite
    by: str


class Line(NamedTuple):
    """One article with the names that apply it, or, if none does, the reason (Chinese, English)."""

    article: Article
    by: tuple[str, ...]
    why: Words | None


def modules() -> tuple[ModuleType, ...]:
    """Every module of this room, by name."""
    names = sorted(found.name for found in pkgutil.iter_modules(gongkai.law.__path__) if not found.ispkg)
    return tuple(import_module(f"gongkai.law.{name}") for name in names)


def public() -> tuple[Marked, ...]:
    """Every public function and class that a module of this room defines, with its mark."""
    return tuple(
        Marked(f"{_short(module)}.{name}", value, rule_of(value))
        for module in modules()
        for name, value in sorted(vars(module).items())
        if not name.startswith("_") and _defined_in(value, module)
    )


@cache
def used() -> tuple[Used, ...]:
    """Every citation of the rules, of the values beside them, and of the open questions, each once."""
    found = [Used(cite, marked.name) for marked in public() if marked.rule for cite in marked.rule.cites]
    for module in modules():
        for name in _constants(module):
            found += [Used(cite, f"{_short(module)}.{name}") for cite in _within(getattr(module, name))]
    for marked in public():
        if marked.rule and _takes_nothing(marked.value):
            found += [Used(cite, marked.name) for cite in _within(marked.value())]  # type: ignore[operator]
    found += [Used(cite, f"[{key}]") for key, question in questions().items() for cite in question.cites]
    return tuple(dict.fromkeys(found))


def coverage(instrument: Instrument, *, cited_only: bool = False) -> tuple[Line, ...]:
    """The articles of a text in order, with what applies each; ``cited_only`` leaves out the others."""
    by: dict[int, list[str]] = {}
    for cite, name in used():
        if (
            cite.instrument == instrument.key
            and cite.article is not None
            and name not in by.setdefault(cite.article, [])
        ):
            by[cite.article].append(name)
    return tuple(
        Line(article, tuple(by.get(number, ())), article.why)
        for number, article in instrument.articles.items()
        if number in by or not cited_only
    )


def _short(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _defined_in(value: object, module: ModuleType) -> bool:
    callable_here = inspect.isclass(value) or inspect.isroutine(value) or hasattr(value, "__wrapped__")
    return callable_here and getattr(value, "__module__", None) == module.__name__


def _constants(module: ModuleType) -> Iterator[str]:
    """The public names that a module assigns at its top level; what it imports belongs to another."""
    source = resources.files("gongkai.law").joinpath(f"{_short(module)}.py").read_text("utf-8")
    for node in ast.parse(source).body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        yield from (name.id for name in targets if isinstance(name, ast.Name) and not name.id.startswith("_"))


def _takes_nothing(value: object) -> bool:
    return inspect.isroutine(value) and not inspect.signature(value).parameters


def _within(value: object) -> Iterator[Cite]:
    """The citations inside a value; open questions are told by themselves."""
    if isinstance(value, Cite):
        yield value
    elif isinstance(value, Question | str | type):
        return
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _within(part)
    elif isinstance(value, tuple | list | set | frozenset):
        for part in value:
            yield from _within(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _within(getattr(value, field.name))
