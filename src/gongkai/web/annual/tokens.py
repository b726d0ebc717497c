"""Figures in the words that stay bound to cells: ``{t3.new.total}`` is printed as the cell's number.

A token is cells added up or taken away (``{t4.direct.total+t4.after_review.total}``); ``*`` stands for
the numbers of a group of lines (``{t3.d*.total}``); ``~`` at the end for the change on the year in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.report.filing import Filing, Number
from gongkai.report.form import Form
from gongkai.report.narrative import claims
from gongkai.report.narrative.draft_words import changed, placeholder

TOKEN = re.compile(r"\{([^{}]*)\}")
_TERM = re.compile(r"([+-]?)(t[0-9a-z_*.]+)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_UNIT = re.compile(r"\}(?:件|宗|条|次)?")
_GROUP = re.compile(r"(t[0-9_]+)\.([a-z]+)[0-9]+\.([a-z_]+)")


class Piece(NamedTuple):
    """A stretch of a text: plain words, or a figure with the token and the cells that it is bound to."""

    text: str
    token: str = ""
    cells: tuple[str, ...] = ()


def cells_of(token: str, form: Form) -> tuple[tuple[int, str], ...] | None:
    """The cells of a token (without braces) with their signs; ``None`` where it is none of this form."""
    written = token.removesuffix("~")
    terms = list(_TERM.finditer(written))
    if not terms or "".join(term.group() for term in terms) != written:
        return None
    out: list[tuple[int, str]] = []
    for term in terms:
        named = re.compile(re.escape(term[2]).replace(r"\*", "[0-9]+"))
        cells = [cell for cell in form.cells if named.fullmatch(cell)]
        if not cells:
            return None
        out += [(-1 if term[1] == "-" else 1, cell) for cell in cells]
    return tuple(out)


def unknown(text: str, form: Form) -> list[str]:
    """The braces of a text that are no token of this form, and braces without a fellow."""
    bad = [match.group() for match in TOKEN.finditer(text) if cells_of(match[1], form) is None]
    return [*bad, *re.findall(r"[{}]", TOKEN.sub("", text))]


def fill(text: str, filing: Filing, before: Filing | None) -> str:
    """The text with every token printed; a cell without a number leaves a place for the author."""
    return "".join(piece.text for piece in pieces(text, filing, before))


def pieces(text: str, filing: Filing, before: Filing | None) -> Iterator[Piece]:
    """The text cut into words and figures."""
    end = 0
    for match in TOKEN.finditer(text):
        if match.start() > end:
            yield Piece(text[end : match.start()])
        signed = cells_of(match[1], filing.form) or ()
        said = _printed(match[1], signed, filing, before) if signed else match.group()
        yield Piece(said, match[1], tuple(cell for _, cell in signed))
        end = match.end()
    if end < len(text):
        yield Piece(text[end:])


def bind(filing: Filing, before: Filing | None) -> dict[str, str]:
    """Every section's text with the numbers that were understood as tokens of their cells, by key."""
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
    return {
        section.key: _with_changes(_placed(section.text, places.get(section.key, {})), filing, before)
        for section in filing.sections
    }


def _placed(text: str, places: dict[int, tuple[int, str]]) -> str:
    out, last = [], 0
    for start, (end, token) in sorted(places.items()):
        out += [text[last:start], f"{{{token}}}"]
        last = end
    return "".join((*out, text[last:]))


def _with_changes(text: str, filing: Filing, before: Filing | None) -> str:
    """Words like 比上年增长5% right after a bound figure become bound themselves."""
    out, last = [], 0
    for match in TOKEN.finditer(text):
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
