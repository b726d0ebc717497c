"""Text layers of PDF files: wrapped labels, stacked head characters, page furniture between rows."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from unicodedata import east_asian_width

from tests.corpus.model import Printed, Report, Row, Truth
from tests.corpus.text import head_rows, opened, pages

Lines = list[str]


def wrap(text: str, width: int) -> Lines:
    """The text in pieces of at most ``width`` characters."""
    return [text[at : at + width] for at in range(0, len(text), width)] or [""]


# What a browser writes at the foot of every page it prints.
PRINTED = "https://www.example.gov.cn/zwgk/nb/t20230120_4411.html  {}/9  2023/1/20 10:33"


class Pages:
    """Counts lines and breaks pages, writing page numbers as the document does."""

    def __init__(self, rng: Random, blank: bool) -> None:
        self.rng, self.number, self.lines = rng, rng.randint(1, 3), 0
        self.every = rng.randint(18, 34)
        self.manner = rng.choice(
            ("- {} -", "— {} —", "{}", "-{}-", "—{}—", "第 {} 页", "{} / 9", "第 {} 页 共 9 页", PRINTED, "")
        )
        self.feed = rng.choice(("", "\f", " "))
        self.repeat = rng.random() < 0.6
        self.blank = blank

    def turn(self) -> Lines | None:
        """The furniture of a page break, if one is due here."""
        self.lines += 1
        if self.lines % self.every:
            return None
        self.number += 1
        foot = self.manner.format(self.number)
        return ["", " " * self.rng.randint(0, 30) + foot if self.rng.random() < 0.5 else foot, "", self.feed]


def _stack(text: str, chars: int) -> Lines:
    """A head as narrow columns show it: one, two or more characters a line."""
    return wrap(text, chars)


def stacked(rng: Random, report: Report, truth: Truth) -> str:
    """Labels wrapped, numbers on one line after them or beside their last line; heads stacked."""
    return _narrow(rng, report, one_cell=False)


def cell_stacked(rng: Random, report: Report, truth: Truth) -> str:
    """The same with every number on a line of its own."""
    return _narrow(rng, report, one_cell=True)


def _narrow(rng: Random, report: Report, one_cell: bool) -> str:
    feed = rng.choice(("\n", "\n\n"))
    book = Pages(rng, feed == "\n\n")
    width, narrow = rng.randint(8, 26), rng.randint(1, 3)

    def numbers(row: Row) -> Lines:
        return row.texts if one_cell else [" ".join(row.texts)] if row.texts else []

    def lines(table: Printed) -> Lines:
        heads = [] if table.shape == "blocks" else _stacked_heads(rng, table, narrow)
        out = list(heads)
        for part in table.parts:
            if table.shape == "blocks":
                out += [part.banner] if part.banner else []
                out += (list(part.heads[0]) if one_cell else [" ".join(part.heads[0])]) if part.head_shown else []
            for at, row in enumerate(part.rows):
                for group in opened(part.rows, at):
                    out += _stack(group, narrow) if len(row.groups) == 1 or rng.random() < 0.7 else [group]
                out += _label_and_numbers(rng, row, wrap(row.label, width), numbers(row), one_cell)
                broken = book.turn() if table.shape == "matrix" else None
                if broken:
                    out += broken + (heads if book.repeat else [])
        return out

    return feed.join(_prose_wrapped(pages(report, lines), rng.randint(24, 36), report))


def _stacked_heads(rng: Random, table: Printed, narrow: int) -> Lines:
    out: Lines = []
    for row in head_rows(table):
        for text in row:
            out += wrap(text, rng.randint(10, 18)) if len(text) > 8 else _stack(text, narrow if len(text) < 8 else 8)
    return out


def _label_and_numbers(rng: Random, row: Row, label: Lines, numbers: Lines, one_cell: bool) -> Lines:
    """Numbers after the label, beside its last line, or in the middle of it (a page break does that)."""
    if not numbers or not row.label:
        return [*(label if row.label else []), *numbers]
    if one_cell or (len(label) > 1 and rng.random() < 0.6):
        return [*label, *numbers]
    if len(label) > 1 and rng.random() < 0.3:
        return [*label[:-2], f"{label[-2]} {numbers[0]}", label[-1]]
    return [*label[:-1], f"{label[-1]} {numbers[0]}"]


def _prose_wrapped(lines: Lines, width: int, report: Report) -> Lines:
    prose = {text for chapter in report.chapters for text in chapter.paragraphs} | set(report.lead) | {report.title}
    return [piece for line in lines for piece in (wrap(line, width) if line in prose else [line])]


def display(text: str) -> int:
    """Columns that the text takes in a fixed-width font."""
    return sum(2 if east_asian_width(char) in "WFA" else 1 for char in text)


def _put(parts: list[tuple[int, str]]) -> str:
    """Texts at columns, never glued to one another."""
    line = ""
    for column, text in parts:
        line += " " * max(column - display(line), 1 if line else 0) + text
    return line


def layout(rng: Random, report: Report, truth: Truth) -> str:
    """``pdftotext -layout``: aligned columns, labels wrapped above and below their numbers."""
    book = Pages(rng, False)
    width, left, step = rng.randint(9, 20), rng.randint(0, 6), rng.randint(5, 9)

    def lines(table: Printed) -> Lines:
        start = left + 12 + 2 * width
        if table.shape == "strip":
            return _layout_strip(table, step)
        out: Lines = []
        for part in table.parts:
            heads = _layout_heads(table, part.heads[0], start, step) if part.head_shown else []
            out += ["", " " * (start // 2) + part.banner, ""] if part.banner else []
            out += heads
            for at, row in enumerate(part.rows):
                out += _layout_row(
                    rng, row, opened(part.rows, at), left, width, start, 16 if table.shape == "blocks" else step
                )
                broken = book.turn() if table.shape == "matrix" else None
                if broken:
                    out += broken + (heads if book.repeat else [])
        return out

    return "\n".join(_prose_wrapped(pages(report, lines), rng.randint(28, 40), report))


def _layout_heads(table: Printed, heads: tuple[str, ...], start: int, step: int) -> Lines:
    if table.shape == "blocks":
        return [_put([(4, heads[0]), *((start + at * 16, text) for at, text in enumerate(heads[1:]))])]
    pieces = [wrap(text, 2) for text in heads]
    tall = max(len(piece) for piece in pieces)
    group = table.parts[0].heads[1][0]
    out = [_put([(start, table.super_head)]), _put([(start + step, group)])]
    corner = wrap(table.corner, 14)
    for line in range(tall):
        texts = [
            (start + at * step, piece[line - tall + len(piece)])
            for at, piece in enumerate(pieces)
            if line >= tall - len(piece)
        ]
        out.append(_put([(0, corner[line]), *texts] if line < len(corner) else texts))
    return out


def _layout_row(rng: Random, row: Row, groups: Lines, left: int, width: int, start: int, step: int) -> Lines:
    numbers = [(start + at * step, text) for at, text in enumerate(row.texts)]
    label = wrap(row.label, width)
    beside = rng.randrange(len(label)) if numbers else -1
    out = [_put([(left, group)]) for group in groups]
    for at, piece in enumerate(label):
        out.append(_put([(left + 10, piece), *(numbers if at == beside else [])]))
    if len(label) == 2 and numbers and rng.random() < 0.3:
        return [*out[:-2], _put([(left + 10, label[0])]), _put(numbers), _put([(left + 10, label[1])])]
    return out


def _layout_strip(table: Printed, step: int) -> Lines:
    (part,) = table.parts
    out: Lines = []
    if part.head_shown:
        heads = part.heads[2]
        out = [_put([(2 * step, part.heads[0][0]), (9 * step, part.heads[0][1])])]
        out.append(_put([(6 * step, part.heads[1][0]), (11 * step, part.heads[1][1])]))
        out += [_put([(at * step, text[half : half + 2]) for at, text in enumerate(heads)]) for half in (0, 2)]
    for row in part.rows:
        out.append(_put([(at * step, text) for at, text in enumerate(row.texts)]) if row.scraps else row.label)
    return out


LAYOUTS: dict[str, Callable[[Random, Report, Truth], str]] = {
    "stacked": stacked,
    "cell_stacked": cell_stacked,
    "layout": layout,
}
