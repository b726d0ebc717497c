"""The tables of a store: every column with its type and its meaning.  Kept stable: researchers build on them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

Pair = tuple[str, str]
Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table, each a tuple in the order of the table's columns."""

FORMAT = 2
"""The layout of a store.  A store of another layout is refused, not guessed at."""


class Type(StrEnum):
    """What a column holds; ``WORD`` is text that repeats itself, ``NUMBER`` a decimal with six places."""

    TEXT = "text"
    WORD = "word"
    WORDS = "words"
    WHOLE = "whole"
    REAL = "real"
    NUMBER = "number"
    FLAG = "flag"


class Column(NamedTuple):
    """One column: name, type, and what it means in Chinese and English."""

    name: str
    type: Type
    meaning: Pair


class Table(NamedTuple):
    """One table: what a row is, its columns, and whether it lies in folders by year and edition."""

    name: str
    row: Pair
    columns: tuple[Column, ...]
    partitioned: bool = True


_CHECKSUM = Column("checksum", Type.WORD, ("文件内容的 SHA-256", "SHA-256 of the file's content"))
_REPORT = Column("report", Type.WHOLE, ("文件中的第几份报告，从 0 起", "which report of the file, from 0"))
_YEAR = Column("year", Type.WHOLE, ("报告年度；空为不明", "report year; null where the report does not say"))
_EDITION = Column("edition", Type.WORD, ("表二的格式版本", "edition of table 2"))
_KEY = (_CHECKSUM, _REPORT, _YEAR, _EDITION)
_PAGE = Column("page", Type.WHOLE, ("所在页，从 1 起", "page, from 1"))
_LINE = Column("line", Type.WHOLE, ("所在行，从 1 起", "line, from 1"))

BATCH = Column("batch", Type.WHOLE, ("第几批写入", "the batch that wrote the row"))
"""Added to every table when a batch is written."""

_PLACES = Table(
    "places",
    ("一个文件位置某次见到的内容", "what was seen at a path"),
    (
        Column("path", Type.TEXT, ("文件位置，按运行时所给", "the path, as given to the run")),
        _CHECKSUM,
        Column("size", Type.WHOLE, ("字节数", "bytes")),
        Column("modified", Type.WHOLE, ("修改时间，1970 年起的纳秒", "time of change, nanoseconds since 1970")),
    ),
    partitioned=False,
)
_FILES = Table(
    "files",
    ("一份内容的一次读取", "one reading of one content"),
    (
        _CHECKSUM,
        Column("path", Type.TEXT, ("读取时的文件位置", "the path it was read at")),
        Column("size", Type.WHOLE, ("字节数", "bytes")),
        Column("reader", Type.WORD, ("读取程序的版本", "version of the reader")),
        Column("seconds", Type.REAL, ("读取用时，秒", "seconds it took")),
        Column("reports", Type.WHOLE, ("读出的报告份数；0 为失败", "reports read; 0 is a failure")),
        Column(
            "cause",
            Type.WORD,
            (
                "失败的类别：input 文件本身，defect 本程序的缺陷，again 可再试；空为成功",
                "class of failure: input (the file), defect (this program), again (worth another try); null: none",
            ),
        ),
        Column("code", Type.WORD, ("失败的代码", "code of the failure")),
        Column("message", Type.TEXT, ("失败的原因", "why it failed, in Chinese")),
        Column("message_en", Type.TEXT, ("失败的原因（英文）", "why it failed, in English")),
        Column(
            "detail",
            Type.TEXT,
            (
                "出错的位置；压缩包中哪些文件没有读出",
                "where it went wrong; which files of an archive could not be read",
            ),
        ),
        Column(
            "beside",
            Type.WORDS,
            (
                "对照哪些上年报告读取（checksum/report）；空为单独读取",
                "last year's reports it was read beside, as checksum/report; empty: read by itself",
            ),
        ),
    ),
    partitioned=False,
)
_REPORTS = Table(
    "reports",
    ("一份年度报告", "one annual report"),
    (
        *_KEY,
        Column("body", Type.TEXT, ("机关名称，去掉空白", "the body's name without white space")),
        Column("level", Type.WORD, ("由名称推断的级别；空为不明", "its rung, guessed from the name; null: unknown")),
        Column("tables", Type.WORD, ("表二、表三、表四的格式版本", "editions of tables 2, 3 and 4")),
        Column("status", Type.WORD, ("read、repaired 或 doubtful，见 json.md", "read, repaired or doubtful: json.md")),
        Column("cells", Type.WHOLE, ("格式中的单元格数", "cells of the form")),
        Column("valued", Type.WHOLE, ("有数值的单元格数", "cells with a number")),
        Column("repaired", Type.WHOLE, ("补回的单元格数", "cells restored")),
        Column("blank", Type.WHOLE, ("空白的单元格数", "cells left blank")),
        Column("lost", Type.WHOLE, ("缺失的单元格数", "cells lost")),
        Column("errors", Type.WHOLE, ("确定的错误数", "errors that are certain")),
        Column("warnings", Type.WHOLE, ("提醒数", "warnings that are certain")),
        Column("uncertain", Type.WHOLE, ("无法确定的问题数", "findings that are uncertain")),
    ),
)
_CELLS = Table(
    "cells",
    ("一份报告的一个单元格", "one cell of one report"),
    (
        *_KEY,
        Column("cell", Type.WORD, ("单元格的名字", "the cell's name")),
        Column("value", Type.NUMBER, ("数值；空为没有数字", "its number; null: none")),
        Column("exact", Type.TEXT, ("放不进 value 的数", "the number where `value` cannot hold it")),
        Column("origin", Type.WORD, ("数值的来历，见 json.md", "how the value was had: json.md")),
        Column("listed", Type.FLAG, ("是否有问题指名此格；否则数值确定", "named by a finding; if not, it is certain")),
        Column("implied", Type.NUMBER, ("空白格由勾稽关系推得的数", "what the identities force on a blank")),
        _PAGE,
        _LINE,
    ),
)
_FINDINGS = Table(
    "findings",
    ("一份报告的一个问题", "one finding on one report"),
    (
        *_KEY,
        Column("code", Type.WORD, ("问题代码", "its code")),
        Column("severity", Type.WORD, ("error、warning 或 note", "error, warning or note")),
        Column("verdict", Type.WORD, ("fail 确定，uncertain 存疑", "fail: certain; uncertain: not")),
        Column("cells", Type.WORDS, ("涉及的单元格", "cells it names")),
        Column("message", Type.TEXT, ("内容", "what it says, in Chinese")),
        Column("message_en", Type.TEXT, ("内容（英文）", "what it says, in English")),
        Column("expected", Type.TEXT, ("应为", "expected")),
        Column("found", Type.TEXT, ("实为", "found")),
        _PAGE,
        _LINE,
    ),
)
_SECTIONS = Table(
    "sections",
    ("一份报告的一个部分的文字", "the words of one section of one report"),
    (
        *_KEY,
        Column("section", Type.WORD, ("部分的名字", "the section's key")),
        Column("title", Type.TEXT, ("标题", "its title")),
        Column("text", Type.TEXT, ("文字", "its words")),
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.name: table for table in (_PLACES, _REPORTS, _CELLS, _FINDINGS, _SECTIONS, _FILES)}
)
"""Every table by name.  ``files`` is the last: its part is what makes a batch count."""


def no_rows() -> Rows:
    """An empty list for every table."""
    return {name: [] for name in TABLES}
