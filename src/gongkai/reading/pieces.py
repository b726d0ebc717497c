"""Table 2 whose columns have come apart: each number goes where its label and head say.

What extracts the text of a page column by column prints the labels of a block with some of its numbers, and the heads
and the numbers of other columns further on; a page of fields prints each number behind its label and its head.
Nothing adds up in table 2: such pieces are believed where all of them together are the whole table, and no cell is
had twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import groupby
from typing import NamedTuple

from gongkai.reading.align import variants
from gongkai.reading.tokens import Stream, Token, label_key
from gongkai.report.form import Block, Table

Cell = tuple[str, str]
"""A line and a column."""


class _Piece(NamedTuple):
    """Numbers between which no words stand, and what stands before them: blocks' titles, labels, heads.

    ``is_row`` where a label stands last.
    """

    titles: tuple[str, ...]
    lines: tuple[str, ...]
    heads: tuple[str, ...]
    is_row: bool
    tokens: tuple[Token, ...]


def by_pieces(table: Table, stream: Stream) -> tuple[dict[str, tuple[Token, ...]], bool]:
    """The numbers of every line in the order of its columns, and whether each of them stands behind its own words.

    A line has none whose numbers may stand either way.  Empty where anything is missing, unread or had twice.
    """
    if any(token.kind == "X" for token in stream.tokens):
        return {}, False
    cells = {(line, column) for block in table.blocks for line in block.lines for column in block.columns}
    held: dict[Cell, Token | None] = {}
    headed: dict[str, tuple[str, ...]] = {}
    line: tuple[str, ...] = ()
    is_said = True
    for piece in _pieces(table, stream):
        if held.keys() == cells:
            break  # what follows the table is none of it
        row = _row(table, piece._replace(lines=piece.lines or line), headed)
        places = row or _columns(table, piece, held)
        line = tuple(name for name, _ in row)[:1]  # what follows its row under another head is its as well
        if not places or not held.keys().isdisjoint(places):
            return {}, False
        held |= places
        is_said = is_said and bool(row and piece.heads and (piece.lines or piece.tokens[0].column >= 0))
    if held.keys() != cells:
        return {}, False
    rows = {key: [held[key, column] for column in block.columns] for block in table.blocks for key in block.lines}
    told = {key: tuple(token for token in row if token) if None not in row else () for key, row in rows.items()}
    return told, is_said


def _row(table: Table, piece: _Piece, headed: dict[str, tuple[str, ...]]) -> Mapping[Cell, Token]:
    """The cells of a piece that is the row of its only label, under its heads or those that its block had before."""
    if len(piece.lines) != 1:
        return {}
    (line,) = piece.lines
    block = _block_of(table, line)
    heads = piece.heads or headed.get(block.label, ())
    is_its = set(heads) <= set(block.columns) and set(piece.titles) <= {label_key(block.label)}
    if not is_its or len(heads) != len(piece.tokens):
        return {}
    headed[block.label] = heads
    return {(line, head): token for head, token in zip(heads, piece.tokens, strict=True)}


def _columns(table: Table, piece: _Piece, held: Mapping[Cell, Token | None]) -> Mapping[Cell, Token | None]:
    """The cells of a piece that is one or more columns of a block: the one it names, or the first that lacks them.

    Of several columns with several numbers each nothing tells whether they come row by row, unless all are the same.
    """
    blocks = [
        block
        for block in table.blocks
        if set(piece.heads) <= set(block.columns)
        and len(piece.tokens) == len(piece.heads) * len(block.lines)
        and not any((line, head) in held for line in block.lines for head in piece.heads)
        and (len(piece.titles) != 1 or piece.titles == (label_key(block.label),))
        and (not piece.is_row or piece.lines == tuple(block.lines))
    ]
    if not blocks or not piece.heads:
        return {}
    cells = [(line, head) for line in blocks[0].lines for head in piece.heads]
    is_sure = 1 in (len(blocks[0].lines), len(piece.heads)) or len({token.text for token in piece.tokens}) == 1
    return {cell: token if is_sure else None for cell, token in zip(cells, piece.tokens, strict=True)}


def _block_of(table: Table, line: str) -> Block:
    return next(block for block in table.blocks if line in block.lines)


def _pieces(table: Table, stream: Stream) -> Iterable[_Piece]:
    begins = 0
    numerals = (token for token in stream.tokens if token.kind in "NM")
    for labels, tokens in groupby(numerals, key=lambda token: token.labels):
        said = [_words(table)[match[0]] for match in _pattern(table).finditer(stream.labels, begins, labels)]
        begins = labels
        kinds = {kind: tuple(key for sort, key in said if sort == kind) for kind in ("title", "line", "head")}
        is_row = bool(said) and said[-1][0] == "line"
        yield _Piece(kinds["title"], kinds["line"], kinds["head"], is_row, tuple(tokens))


@cache
def _words(table: Table) -> Mapping[str, tuple[str, str]]:
    """What the words of a table are: the title of a block, the label of a line, the head of a column; and which."""
    titles = {label_key(block.label): ("title", label_key(block.label)) for block in table.blocks}
    lines = {key: ("line", line.key) for line in table.lines for key in variants(line)}
    heads = {
        label_key(wording): ("head", column.key)
        for column in table.columns
        for wording in (column.label, *column.aliases)
    }
    return {**titles, **lines, **heads}


@cache
def _pattern(table: Table) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_words(table), key=len, reverse=True))))
