"""From figures to a printed report: labels, heads, group labels and sections, taken from the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from gongkai.report.form import Form, Line, Table
from tests.corpus import words
from tests.corpus.model import Chapter, Number, Part, Printed, Report, Row, Scrap, Truth


@dataclass(frozen=True)
class Style:
    """How one report writes its numbers and labels."""

    plus: bool = False
    thousands: bool = False
    wide: bool = False
    zero: str = "0"
    units: bool = False
    remarks: bool = False
    spaced_ordinals: bool = False
    alias: bool = False


def style(rng: Random) -> Style:
    """Mostly the plain way."""
    if rng.random() < 0.6:
        return Style()
    return Style(
        plus=rng.random() < 0.3,
        thousands=rng.random() < 0.25,
        wide=rng.random() < 0.15,
        units=rng.random() < 0.2,
        remarks=rng.random() < 0.15,
        spaced_ordinals=rng.random() < 0.3,
        alias=rng.random() < 0.3,
    )


_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def write(value: Number, how: Style) -> str:
    """A number as the report writes it."""
    text = f"{value:,}" if how.thousands else (f"{value:f}" if isinstance(value, Decimal) else str(value))
    return text.translate(_WIDE) if how.wide else text


def report(rng: Random, truth: Truth, values: Mapping[str, Number], how: Style) -> Report:
    """The printed report, undamaged."""
    form, year = truth.form, truth.year
    chapters = [_chapter(rng, form, section, values, how) for section in form.sections]
    chapters[0].paragraphs = words.overview(rng, dict(values), form, year)
    chapters[4].paragraphs = words.problems(rng, year)
    chapters[5].paragraphs = words.other(rng, year, truth.agency)
    return Report(words.titles(rng, truth.agency, year), words.lead(rng, truth.agency, year, form), chapters, [])


def _chapter(rng: Random, form: Form, section: object, values: Mapping[str, Number], how: Style) -> Chapter:
    number, title = section.number, section.title  # type: ignore[attr-defined]
    if rng.random() < 0.15 and section.aliases:  # type: ignore[attr-defined]
        title = rng.choice(section.aliases)  # type: ignore[attr-defined]
    key = section.table  # type: ignore[attr-defined]
    if not key:
        return Chapter(f"{number}、{title}", [])
    table = form.tables[{"二": 0, "三": 1, "四": 2}[number]]
    chapter = Chapter(f"{number}、{title}", [], printed(rng, table, values, how))
    if rng.random() < 0.2:
        chapter.paragraphs = words.captions(rng, number, table.title)
    if rng.random() < 0.2:
        chapter.notes = words.notes(rng)
    return chapter


def printed(rng: Random, table: Table, values: Mapping[str, Number], how: Style) -> Printed:
    """One table as printed."""
    make = {"blocks": _block_parts, "matrix": _matrix_parts, "strip": _strip_parts}[table.shape]
    return Printed(table.key, str(table.shape), table.line_head, table.column_head, make(rng, table, values, how))


def _scraps(rng: Random, table: Table, line: Line, values: Mapping[str, Number], how: Style) -> list[Scrap]:
    scraps = []
    for column in table.columns_of(line.key):
        name = table.cell_name(line.key, column.key)
        text = write(values[name], how)
        if column.kind == "change":
            text = _change(rng, values[name], text, how)
        if how.units and table.shape == "blocks" and column.unit and column.kind != "change":
            text += rng.choice(("", " ")) + column.unit
        if how.remarks and column.key in ("issued", "made", "in_force") and int(values[name]) > 2:
            text += f"（其中修订{rng.randint(1, 2)}件）"
        scraps.append(Scrap(name, text))
    return scraps


def _change(rng: Random, value: Number, text: str, how: Style) -> str:
    if how.plus and value > 0:
        return rng.choice(("+", "增", "增加", "＋")) + text
    if how.plus and value < 0 and rng.random() < 0.5:
        return rng.choice(("减", "减少", "－")) + text.lstrip("-")
    return text


def _label(rng: Random, line: Line, how: Style) -> str:
    label = line.label
    if how.alias and line.aliases and rng.random() < 0.3:
        number = label[: label.index(".") + 1] if label[:1].isdigit() and rng.random() < 0.7 else ""
        label = number + rng.choice(line.aliases)
    if how.spaced_ordinals and label[:1].isdigit():
        label = label.replace(".", rng.choice((". ", "．", "、")), 1)
    return label


def _block_parts(rng: Random, table: Table, values: Mapping[str, Number], how: Style) -> list[Part]:
    return [
        Part(
            block.label,
            [(table.line_head, *(table.column(key).label for key in block.columns))],
            [
                Row(key, _label(rng, table.line(key), how), (), _scraps(rng, table, table.line(key), values, how))
                for key in block.lines
            ],
        )
        for block in table.blocks
    ]


def _matrix_parts(rng: Random, table: Table, values: Mapping[str, Number], how: Style) -> list[Part]:
    rows = [
        Row(line.key, _label(rng, line, how), line.under, _scraps(rng, table, line, values, how))
        for line in table.lines
    ]
    outer = next(column.under for column in table.columns if column.under)
    return [Part("", [tuple(column.label for column in table.columns), outer], rows)]


def _strip_parts(rng: Random, table: Table, values: Mapping[str, Number], how: Style) -> list[Part]:
    scraps = [scrap for line in table.lines for scrap in _scraps(rng, table, line, values, how)]
    groups = tuple(line.label for line in table.lines)
    heads = tuple(column.label for column in table.columns)
    outer = next(line.under[0] for line in table.lines if line.under)
    return [Part("", [(groups[0], outer), groups[1:], heads * len(groups)], [Row("strip", "", (), scraps)])]
