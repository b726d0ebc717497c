"""Filings to render: every edition and mixture, all zero to millions, blanks, words."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import strategies as st

from gongkai.report.filing import Filing, Number, SectionText, make_filing
from gongkai.report.form import Cell, Form, Kind, editions, mixed_form
from gongkai.report.identities import identities

FORMS = tuple(mixed_form(two, three, two) for two, three in product(editions(), repeat=2))
"""Every edition and every mixture that can be told from its tables: table 4 is the same in all of them."""

WORDS = "本机关全年主动公开政府信息三千余条，坚持以公开为常态、不公开为例外。"


def name_of(form: Form) -> str:
    return "+".join(table.edition for table in form.tables)


def number(cell: Cell, most: int = 9_999_999) -> st.SearchStrategy[Number]:
    if cell.kind is Kind.MONEY:
        return st.decimals(0, most, places=2, allow_nan=False, allow_infinity=False)
    return st.integers(-most if cell.kind is Kind.CHANGE else 0, most)


def balanced(form: Form, values: dict[str, Number | None]) -> dict[str, Number | None]:
    """The same values with every printed sum made right: down the lines last, so that the corner agrees."""
    made = dict(values)
    for _ in range(2):
        for rule in identities(form):
            if len(rule.left) == 1:
                made[rule.left[0]] = sum(made[cell] or 0 for cell in rule.right)
    return made


def sections(form: Form, texts: dict[str, str] | None = None) -> tuple[SectionText, ...]:
    """The form's sections in order, with words where they hold no table."""
    chosen = texts or {}
    return tuple(
        SectionText(section.key, section.number, section.title, chosen.get(section.key, "" if section.table else WORDS))
        for section in form.sections
    )


def filing(form: Form, values: dict[str, Number | None] | None = None) -> Filing:
    """A filing of a made-up body in that form; without values, the numbers count up and sums are right."""
    if values is None:
        counting = {
            name: Decimal(index) / 4 if cell.kind is Kind.MONEY else index
            for index, (name, cell) in enumerate(form.cells.items())
        }
        values = balanced(form, counting)
    return make_filing(form, values, agency="青山市清源区人民政府", year=2023, sections=sections(form))


@st.composite
def filings(draw: st.DrawFn, *, blanks: bool = False) -> Filing:
    """Any filing whose sums are right, from all zero to millions; with ``blanks``, also without some numbers."""
    form = draw(st.sampled_from(FORMS))
    most = draw(st.sampled_from((0, 9, 999, 9_999_999)))
    values: dict[str, Number | None] = {name: draw(number(cell, most)) for name, cell in form.cells.items()}
    values = balanced(form, values)
    if blanks:
        for name in draw(st.sets(st.sampled_from(list(form.cells)), max_size=5)):
            values[name] = None
    return filing(form, values)
