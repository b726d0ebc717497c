"""Numbers in the words that stay bound to what they tell, and numbers that were typed.

``{t3.new.total}`` is printed as the cell's number.  A token is cells added up or taken away
(``{t4.direct.total+t4.after_review.total}``); ``*`` stands for the numbers of a group of lines
(``{t3.d*.total}``); ``~`` at the end for the change on the year in words.  ``{f.published}`` is a
counted figure of the year that no cell holds (:data:`~gongkai.report.narrative.figures.FIGURES`);
``{=30|来源}`` a number that somebody typed, with where it comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.ledger.year import BodyYear
from gongkai.report.filing import Filing, Number
from gongkai.report.form import Form
from gongkai.report.narrative import claims
from gongkai.report.narrative.draft import draft_written
from gongkai.report.narrative.draft_words import changed, placeholder
from gongkai.report.narrative.figures import FIGURES, Figure
from gongkai.report.narrative.prose import masked, quantities

LONGEST_SOURCE = 200
"""How many characters may say where a typed number comes from."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_CELLS = re.compile(r"t[0-9a-z_*.]+(?:[+-]t[0-9a-z_*.]+)*~?")
_TERM = re.compile(r"([+-]?)(t[0-9a-z_*.]+)")
_TYPED = re.compile(rf"=(-?[0-9]{{1,15}}(?:\.[0-9]{{1,4}})?)\|([^|\r\n]{{1,{LONGEST_SOURCE}}})")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_UNIT = re.compile(r"\}(?:件|宗|条|次)?")
_GROUP = re.compile(r"(t[0-9_]+)\.([a-z]+)[0-9]+\.([a-z_]+)")
_LEAD_IN = "第-－—/.:："
"""A number after one of these counts nothing: 第49条, 3-5, 9:30."""


class Plain(NamedTuple):
    """Words as they stand, with any brace that means nothing."""

    written: str


class Cells(NamedTuple):
    """A figure of the form: ``token`` is what stands in the braces."""

    token: str

    @property
    def written(self) -> str:
        """As it stands in the text."""
        return f"{{{self.token}}}"


class Fact(NamedTuple):
    """A counted figure that no cell holds."""

    figure: Figure

    @property
    def written(self) -> str:
        """As it stands in the text."""
        return f"{{f.{self.figure.key}}}"


class Typed(NamedTuple):
    """A number that somebody typed, and where it comes from."""

    number: str
    source: str

    @property
    def written(self) -> str:
        """As it stands in the text."""
        return f"{{={self.number}|{self.source}}}"


Part = Plain | Cells | Fact | Typed


class Piece(NamedTuple):
    """A stretch of a text as it is printed, and what it is: words, a number bound or typed, or a ``loose`` number.

    ``cells`` are those that a number of the form is bound to.
    """

    text: str
    part: Part
    cells: tuple[str, ...] = ()
    loose: bool = False


def parse(text: str) -> tuple[Part, ...]:
    """The text cut into words and tokens; :func:`write` puts any text together again as it was."""
    parts: list[Part] = []
    plain = end = 0
    for match in _BRACES.finditer(text):
        part = _token_part(match[1])
        if part is not None:
            if match.start() > plain:
                parts.append(Plain(text[plain : match.start()]))
            parts.append(part)
            plain = end = match.end()
    if end < len(text):
        parts.append(Plain(text[plain:]))
    return tuple(parts)


def write(parts: tuple[Part, ...]) -> str:
    """The text that :func:`parse` cut."""
    return "".join(part.written for part in parts)


def _token_part(inner: str) -> Part | None:
    if _CELLS.fullmatch(inner):
        return Cells(inner)
    if inner.startswith("f.") and inner[2:] in FIGURES:
        return Fact(FIGURES[inner[2:]])
    typed = _TYPED.fullmatch(inner)
    return Typed(typed[1], typed[2]) if typed and typed[2].strip() else None


def cells_of(token: str, form: Form) -> tuple[tuple[int, str], ...] | None:
    """The cells of a token (without braces) with their signs; ``None`` where it is none of this form."""
    if not _CELLS.fullmatch(token):
        return None
    out: list[tuple[int, str]] = []
    for term in _TERM.finditer(token.removesuffix("~")):
        named = re.compile(re.escape(term[2]).replace(r"\*", "[0-9]+"))
        cells = [cell for cell in form.cells if named.fullmatch(cell)]
        if not cells:
            return None
        out += [(-1 if term[1] == "-" else 1, cell) for cell in cells]
    return tuple(out)


def unknown(text: str, form: Form) -> list[str]:
    """The braces of a text that are no token of this form, and braces without a fellow."""
    bad = []
    for part in parse(text):
        if isinstance(part, Cells) and cells_of(part.token, form) is None:
            bad.append(part.written)
        elif isinstance(part, Plain):
            bad += [match.group() for match in _BRACES.finditer(part.written)]
            bad += re.findall(r"[{}]", _BRACES.sub("", part.written))
    return bad


def fill(text: str, filing: Filing, before: Filing | None, facts: BodyYear | None) -> str:
    """The text with every token printed; what is not known leaves a place for the author.

    ``facts`` are the figures of the year, ``None`` where they were not counted: then none is zero.
    """
    return "".join(_print(part, filing, before, facts).text for part in parse(text))


def pieces(text: str, filing: Filing, before: Filing | None, facts: BodyYear | None) -> Iterator[Piece]:
    """The text cut into words, numbers that are bound or typed, and numbers that are bound to nothing."""
    for part in parse(text):
        if isinstance(part, Plain):
            yield from _loosened(part)
        else:
            yield _print(part, filing, before, facts)


def _print(part: Part, filing: Filing, before: Filing | None, facts: BodyYear | None) -> Piece:
    if isinstance(part, Typed):
        return Piece(part.number, part)
    if isinstance(part, Fact):
        said = part.figure.said(facts) if facts is not None else None
        return Piece(placeholder(f"{part.figure.name}尚无数字") if said is None else said, part)
    signed = cells_of(part.token, filing.form) if isinstance(part, Cells) else None
    if isinstance(part, Plain) or not signed:
        return Piece(part.written, part)
    return Piece(_printed(part.token, signed, filing, before), part, tuple(cell for _, cell in signed))


def _loosened(words: Plain) -> Iterator[Piece]:
    """Words with the numbers in them apart: a count that is neither bound nor typed."""
    text, last = words.written, 0
    for found in quantities(masked(text)):
        if text[found.start - 1 : found.start] in _LEAD_IN and found.start:
            continue
        if found.start > last:
            yield Piece(text[last : found.start], Plain(text[last : found.start]))
        said = text[found.start : found.end]
        yield Piece(said, Plain(said), loose=True)
        last = found.end
    if last < len(text):
        yield Piece(text[last:], Plain(text[last:]))


def bind(filing: Filing, before: Filing | None, facts: BodyYear | None) -> dict[str, str]:
    """Every section's text with the numbers that were understood as tokens, by key.

    Numbers of the form are those that the checks understand; figures of the year those of the
    draft, where the words are still the draft's.
    """
    places: dict[str, dict[int, tuple[int, str]]] = {}
    for claim in claims(filing):
        text = filing.narrative.get(claim.section, "")
        number = _NUMBER.match(text, claim.offset)
        if not claim.targets or claim.year is not None or claim.relation != "=" or number is None:
            continue
        token = _token(claim.targets[0], filing.form)
        value = _value(cells_of(token, filing.form) or (), filing)
        if value is not None and number.group() == format(value, "f" if "." in number.group() else ""):
            places.setdefault(claim.section, {})[number.start()] = (number.end(), token)
    drafted = draft_written(filing, facts, before=before) if facts is not None else {}
    for key, written in drafted.items():
        if fill(written, filing, before, facts) == filing.narrative.get(key):
            places.setdefault(key, {}).update(_facts_at(written, filing, facts))
    return {
        section.key: _with_changes(_placed(section.text, places.get(section.key, {})), filing, before)
        for section in filing.sections
    }


def _facts_at(written: str, filing: Filing, facts: BodyYear | None) -> dict[int, tuple[int, str]]:
    """Where the figures of a draft stand once it is printed."""
    at, out = 0, {}
    for part in parse(written):
        end = at + len(_print(part, filing, None, facts).text)
        if isinstance(part, Fact | Cells):
            out[at] = (end, part.written[1:-1])
        at = end
    return out


def _placed(text: str, places: dict[int, tuple[int, str]]) -> str:
    out, last = [], 0
    for start, (end, token) in sorted(places.items()):
        out += [text[last:start], f"{{{token}}}"]
        last = end
    return "".join((*out, text[last:]))


def _with_changes(text: str, filing: Filing, before: Filing | None) -> str:
    """Words like 比上年增长5% right after a bound figure become bound themselves."""
    out, last = [], 0
    for match in _BRACES.finditer(text):
        unit = _UNIT.match(text, match.end() - 1)
        said = _printed(f"{match[1]}~", cells_of(match[1], filing.form) or (), filing, before)
        if unit is not None and said and text.startswith(said, unit.end()):
            out += [text[last : unit.end()], f"{{{match[1]}~}}"]
            last = unit.end() + len(said)
    return "".join((*out, text[last:]))


def _token(cells: tuple[str, ...], form: Form) -> str:
    """The shortest writing: all numbered lines of a group as one."""
    written = ""
    left = list(cells)
    while left:
        name = left[0].removeprefix("-")
        group = _GROUP.fullmatch(name)
        same: list[str] = []
        if group is not None and name == left[0]:
            pattern = f"{group[1]}.{group[2]}*.{group[3]}"
            same = [cell for _, cell in cells_of(pattern, form) or ()]
        if len(same) > 1 and set(same) <= set(left):
            written += f"+{group[1]}.{group[2]}*.{group[3]}" if group else ""
            left = [cell for cell in left if cell not in same]
        else:
            written += left[0] if left[0] != name else f"+{name}"
            left = left[1:]
    return written.removeprefix("+")


def _value(signed: tuple[tuple[int, str], ...], filing: Filing) -> Number | None:
    total: Number = 0
    for sign, cell in signed:
        value = filing.values.get(cell)
        if value is None:
            return None
        total += sign * value
    return total


def _printed(token: str, signed: tuple[tuple[int, str], ...], filing: Filing, before: Filing | None) -> str:
    now = _value(signed, filing)
    if token.endswith("~"):
        return changed(now, _value(signed, before) if before is not None else None) if now is not None else ""
    return placeholder("表格中相关数字尚缺") if now is None else format(now, "f" if not isinstance(now, int) else "")
