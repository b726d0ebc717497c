"""The catalogue of what reading may doubt: one entry a kind, in Chinese and English.

These findings speak of the raw form of a document, not of the report: what a report itself gets
wrong is verification's business (:mod:`gongkai.report.findings`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gongkai.finding import FindingKind, Severity

_FORM = ("国办公开办函〔2021〕30号",)

CELL_LOST = FindingKind(
    "R1",
    Severity.WARNING,
    ("单元格未能读出", "cells not read"),
    (
        "{place}：原文件中已丢失或无法确定，按空缺处理，未作为0{options}",
        "{place}: lost in the raw document or undetermined; left empty, not taken as 0{options}",
    ),
    (
        "请对照原件补填；列有候选值的，候选值均满足勾稽关系",
        "fill them in from the original; candidates, where listed, are those the identities allow",
    ),
    _FORM,
)
CELL_REPAIRED = FindingKind(
    "R2",
    Severity.NOTE,
    ("丢失的单元格已由勾稽关系恢复", "lost cells restored by the identities"),
    (
        "{place}：原文件中有数字丢失，依勾稽关系只能为{found}",
        "{place}: numbers lost in the raw document; the identities allow only {found}",
    ),
    ("如有原件可核对一次", "check against the original if there is one"),
    _FORM,
)
CELL_CONTESTED = FindingKind(
    "R3",
    Severity.WARNING,
    ("数字粘连，且报告自身不平", "digits run together in a row that does not add up"),
    (
        "{place}：原文“{read}”有多种拆分，取破坏勾稽关系最少的一种",
        "{place}: “{read}” can be divided in several ways; the one that breaks fewest identities was taken",
    ),
    ("请对照原件确认", "confirm against the original"),
    _FORM,
)
LETTERS_READ = FindingKind(
    "R4",
    Severity.WARNING,
    ("疑似识别错误的字符", "characters that look misread"),
    ("{place}：原文“{read}”按形近数字读取", "{place}: “{read}” was read as the digits it resembles"),
    ("请对照原件确认", "confirm against the original"),
    _FORM,
)
TABLE_MISSING = FindingKind(
    "R5",
    Severity.ERROR,
    ("表格缺失", "a table is missing"),
    ("未找到{table}，该表各项按空缺处理，未作为0", "{table} was not found; its cells are left empty, not taken as 0"),
    (
        "表格可能是图片或附件，请提供含有该表的文件",
        "the table may be an image or an attachment: supply the file that holds it",
    ),
    _FORM,
)
DEALT_BY_ORDER = FindingKind(
    "R6",
    Severity.WARNING,
    ("标签与数字分离，按顺序对应", "labels and numbers apart, matched by order"),
    (
        "{place}：数字不在所属行标签之后，按行的先后顺序对应",
        "{place}: the numbers do not follow their labels and were matched by the order of the lines",
    ),
    ("请抽查几行", "spot-check a few lines"),
    _FORM,
)
NUMBER_LEFT_OUT = FindingKind(
    "R7",
    Severity.WARNING,
    ("表内多余的数字", "a number too many in a table"),
    (
        "{place}：该行附近多出的数字“{read}”未采用（可能是页码）",
        "{place}: “{read}” near this line was left out (it may be a page number)",
    ),
    ("请对照原件确认", "confirm against the original"),
    _FORM,
)
UNIT_PRINTED = FindingKind(
    "R8",
    Severity.WARNING,
    ("单元格内另注单位", "a unit printed in the cell"),
    (
        "{place}：原文“{read}”，已按{unit}换算为{found}{to_unit}",
        "{place}: “{read}” was converted from {unit} to {found} {to_unit}",
    ),
    ("请确认单位", "confirm the unit"),
    _FORM,
)
REMARK_PRINTED = FindingKind(
    "R9",
    Severity.NOTE,
    ("单元格内另有说明", "a remark printed in the cell"),
    ("{place}：原文“{read}”，只取其中的数", "{place}: “{read}”; only its number was taken"),
    ("说明宜写入第六部分", "such remarks belong in section six"),
    _FORM,
)

CUT_UNPROVEN = FindingKind(
    "R10",
    Severity.NOTE,
    ("粘连数字的拆分无勾稽关系可证", "digits divided where no identity can prove it"),
    (
        "{place}：原文“{read}”无分隔，没有完整的合计可以核对",
        "{place}: “{read}” has no separators, and no complete sum can check how it was divided",
    ),
    ("请对照原件或上年报告确认", "confirm against the original or last year's report"),
    _FORM,
)

LABEL_GARBLED = FindingKind(
    "R11",
    Severity.NOTE,
    ("行标签残缺，按相似程度识别", "a damaged label, recognised by similarity"),
    (
        "{place}：行标签与格式不完全一致，按相似程度对应到本行",
        "{place}: the label is not quite the form's; the line was recognised by similarity",
    ),
    ("请核对该行是否对应正确", "check that the line is the right one"),
    _FORM,
)

LINE_BEFORE_EMPTY = FindingKind(
    "R12",
    Severity.NOTE,
    ("上一行没有数字", "the line before has no numbers"),
    (
        "{place}：上一行没有数字，本行的数字有可能属于上一行",
        "{place}: the line before has no numbers; those read here may be its",
    ),
    ("请对照原件核对这两行", "check the two lines against the original"),
    _FORM,
)

COLUMNS_MOVED = FindingKind(
    "R13",
    Severity.ERROR,
    ("表头的顺序与格式不同", "the heads of a table stand in another order"),
    (
        "{place}：表头的列次与格式不同，数字是按{by}的列次读取的",
        "{place}: the columns are headed in another order than the form's; the numbers were read in that of {by}",
    ),
    ("请逐列核对该表", "check the table column by column"),
    _FORM,
)
PRINTED_TWICE = FindingKind(
    "R14",
    Severity.WARNING,
    ("同一行或同一张表出现多次", "a line or a table printed more than once"),
    (
        "{place}：在报告中不止一处，采用的是第一处",
        "{place}: it stands in more than one place; the first was taken",
    ),
    ("请核对采用的是否为本年数据", "check that the figures taken are this year's"),
    _FORM,
)

MISREAD = FindingKind(
    "R15",
    Severity.NOTE,
    ("图片中的数字已依勾稽关系更正识别", "a numeral in a picture, read as the identities have it"),
    (
        "{place}：识别为“{read}”，与勾稽关系不符；字形相近且使勾稽关系成立的只有{found}",
        "{place}: recognised as “{read}”, against the identities; of what looks alike only {found} agrees with them",
    ),
    ("请对照原件确认", "confirm against the original"),
    _FORM,
)
UNCLEAR = FindingKind(
    "R16",
    Severity.WARNING,
    ("图片中的数字不清晰，且无勾稽关系可证", "an unclear numeral in a picture, confirmed by no identity"),
    (
        "{place}：识别为“{read}”，把握不足，也没有勾稽关系可以核对",
        "{place}: recognised as “{read}” without certainty, and no identity can check it",
    ),
    ("请对照原件确认", "confirm against the original"),
    _FORM,
)
RECOGNISED = FindingKind(
    "R17",
    Severity.NOTE,
    ("图片中的数字无勾稽关系可证", "numerals of a picture that no identity confirms"),
    (
        "{table}：有{count}个数字是从图片识别的，没有成立的勾稽关系可以核对",
        "{table}: {count} numerals were recognised in a picture, and no identity that holds can check them",
    ),
    ("请对照原件核对", "check them against the original"),
    _FORM,
)

TOLD = FindingKind(
    "R18",
    Severity.NOTE,
    ("多种读法中依上年报告或正文取定", "one of several readings, as last year's report or the words have it"),
    (
        "{place}：原文“{read}”有几种读法都满足勾稽关系，取与{by}相符的一种",
        "{place}: of several readings of “{read}” under the identities, the one that agrees with {by} was taken",
    ),
    ("请对照原件确认", "confirm against the original"),
    _FORM,
)

SUMS_FAIL = FindingKind(
    "R19",
    Severity.WARNING,
    ("勾稽关系大面积不成立", "the identities fail all over the report"),
    (
        "{count}条可核对的勾稽关系中有{found}条不成立，所有数字都可能与原件不符（如字体编码错误、整列错位）",
        "{found} of {count} identities that can be checked fail: any number may differ from the original "
        "(a font that says other digits than it draws, columns that moved)",
    ),
    (
        "请对照原件逐项核对，包括没有勾稽关系的各项",
        "check every number against the original, also those that no identity binds",
    ),
    _FORM,
)

ROWS_MOVED = FindingKind(
    "R20",
    Severity.WARNING,
    ("数字有可能错位", "numbers that may be another line's or column's"),
    (
        "{place}：原文中数字与标签的先后次序不可靠，本行的数字有可能属于上一行或下一行，或者在行内错位",
        "{place}: numbers and labels are not in a sure order; those read here may be the line's before or after, "
        "or another column's",
    ),
    ("请对照原件逐行核对", "check line by line against the original"),
    _FORM,
)

READING_CATALOGUE: Mapping[str, FindingKind] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            CELL_LOST,
            CELL_REPAIRED,
            CELL_CONTESTED,
            LETTERS_READ,
            TABLE_MISSING,
            DEALT_BY_ORDER,
            NUMBER_LEFT_OUT,
            UNIT_PRINTED,
            REMARK_PRINTED,
            CUT_UNPROVEN,
            LABEL_GARBLED,
            LINE_BEFORE_EMPTY,
            COLUMNS_MOVED,
            PRINTED_TWICE,
            MISREAD,
            UNCLEAR,
            RECOGNISED,
            TOLD,
            SUMS_FAIL,
            ROWS_MOVED,
        )
    }
)

#: The findings that leave something for a person to settle, with the gaps of form rule A6.
DOUBTS = frozenset(
    {
        kind.code
        for kind in (
            CELL_LOST,
            CELL_CONTESTED,
            LETTERS_READ,
            TABLE_MISSING,
            DEALT_BY_ORDER,
            NUMBER_LEFT_OUT,
            UNIT_PRINTED,
            COLUMNS_MOVED,
            PRINTED_TWICE,
            UNCLEAR,
            SUMS_FAIL,
            ROWS_MOVED,
        )
    }
    | {"A6"}
)
