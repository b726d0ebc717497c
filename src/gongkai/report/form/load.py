"""Reading the packaged edition files into :class:`~gongkai.report.form.model.Form` values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from gongkai.finding import Refusal
from gongkai.report.form.model import (
    Across,
    Balance,
    Block,
    Cell,
    Column,
    Form,
    Kind,
    Line,
    Section,
    Shape,
    Sum,
    Table,
)


@cache
def editions() -> tuple[str, ...]:
    """The editions that the package holds, oldest first."""
    folder = resources.files("gongkai.report.form") / "editions"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def load_form(edition: str) -> Form:
    """The form of an edition such as ``"2021"``.

    Raises :class:`Refusal` ``unknown-edition`` for an edition that the package does not hold.
    """
    if edition not in editions():
        known = "、".join(editions())
        raise Refusal(
            "unknown-edition",
            (f"没有{edition}年版年度报告格式", f"there is no edition {edition} of the form"),
            (f"已有版本：{known}", f"known editions: {known}"),
        )
    text = (resources.files("gongkai.report.form") / "editions" / f"{edition}.toml").read_text("utf-8")
    return parse_form(tomllib.loads(text))


def form_for_year(year: int) -> Form:
    """The official form for a report year.

    Raises :class:`Refusal` ``no-form-for-year`` before the first edition: older forms are
    per-province and not supported.
    """
    for edition in editions():
        form = load_form(edition)
        if form.covers(year):
            return form
    raise Refusal(
        "no-form-for-year",
        (f"{year}年没有全国统一的年度报告格式", f"there is no national form for report year {year}"),
        ("全国统一格式自2019年度起施行", "the national form starts with report year 2019"),
    )


@cache
def mixed_form(*table_editions: str) -> Form:
    """A form whose tables 2, 3 and 4 come from the given editions, in that order.

    Published reports mix editions (the 2021 table 2 with the single 其他处理 line of 2019);
    they are read as printed.
    """
    if len(set(table_editions)) == 1:
        return load_form(table_editions[0])
    base = load_form(table_editions[0])
    tables = tuple(load_form(edition).tables[index] for index, edition in enumerate(table_editions))
    across = tuple(
        rule
        for edition, table in zip(table_editions, tables, strict=True)
        for rule in load_form(edition).across
        if rule.table == table.key
    )
    return Form(
        edition=base.edition,
        title=base.title,
        notice=base.notice,
        first_year=base.first_year,
        last_year=base.last_year,
        sections=base.sections,
        tables=tables,
        across=across,
        cells=_cells(tables),
    )


def parse_form(data: Mapping[str, Any]) -> Form:
    """A form from the parsed content of an edition file."""
    tables = tuple(_table(entry, data["edition"]) for entry in data["tables"])
    return Form(
        edition=data["edition"],
        title=data["title"],
        notice=data["notice"],
        first_year=data["first_year"],
        last_year=data.get("last_year"),
        sections=tuple(Section(**_tuples(entry)) for entry in data["sections"]),
        tables=tables,
        across=tuple(Across(**_tuples(entry)) for entry in data["across"]),
        cells=_cells(tables),
    )


def _tuples(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _table(entry: Mapping[str, Any], edition: str) -> Table:
    return Table(
        key=entry["key"],
        edition=edition,
        title=entry["title"],
        shape=Shape(entry["shape"]),
        lines=tuple(Line(**_tuples(line)) for line in entry["lines"]),
        columns=tuple(
            Column(**{**_tuples(column), "kind": Kind(column.get("kind", "count"))}) for column in entry["columns"]
        ),
        blocks=tuple(Block(**_tuples(block)) for block in entry.get("blocks", ())),
        sums=tuple(Sum(**_tuples(rule)) for rule in entry.get("sums", ())),
        balances=tuple(Balance(**_tuples(rule)) for rule in entry.get("balances", ())),
        line_head=entry.get("line_head", ""),
        column_head=entry.get("column_head", ""),
    )


def _cells(tables: tuple[Table, ...]) -> Mapping[str, Cell]:
    cells = (
        Cell(table.cell_name(line.key, column.key), table.key, line, column)
        for table in tables
        for line in table.lines
        for column in table.columns_of(line.key)
    )
    return MappingProxyType({cell.name: cell for cell in cells})
