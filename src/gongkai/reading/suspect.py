"""Files that look like an annual report and are none, each refused for its own reason."""

from __future__ import annotations

import re

from gongkai.finding import Refusal
from gongkai.reading.locate import Regions, spaced
from gongkai.report.filing import Filing

#: So many numbers after the heads of table 2 are the table.
LEAST_NUMBERS = 6
_NUMBER = re.compile(r"(?<![\d.])\d+(?![\d.年月日%])")
_MENTION = re.compile(spaced("政府信息公开"))
#: What a template has in place of a name.
_PLACEHOLDER = re.compile("[XxＸ×某*_]")
#: A blank report of so many words (characters) was written by somebody.
LEAST_WORDS = 150
#: The sections without tables.
_OF_WORDS = ("overview", "problems", "other")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_OLD_FORM = re.compile(
    "|".join(
        spaced(words)
        for words in (
            "主动公开政府信息数",
            "申请处理情况",
            "答复总数",
            "同意公开答复数",
            "收到申请数",
            "通过不同渠道和方式公开",
            "统计指标",
        )
    )
)


BLANK_TEMPLATE = Refusal(
    "blank-template",
    ("这是空白模板：表格中没有任何数字", "this is a blank template: its tables hold no number"),
    ("请提供填好的年度报告", "supply a report that has been filled in"),
)
UNREADABLE = Refusal(
    "unreadable",
    ("找到了表格，但没有一行能够辨认", "tables are there, but no line of them can be recognised"),
    ("文字识别质量太低，请提供原始电子文件", "the text recognition is too poor: supply the original electronic file"),
)
TABLES_MISSING = Refusal(
    "tables-missing",
    ("找到了年度报告的各部分标题，但没有表格", "the sections of a report are there, but its tables are not"),
    (
        "表格可能是图片或附件，请提供含有表格的文件",
        "the tables may be images or attachments: supply the file that holds them",
    ),
)


def is_worded(filing: Filing) -> bool:
    """Whether a report whose tables are blank was written by somebody: a body is named, and there are words enough.

    A body that has nothing to report leaves its cells blank; a template has neither its name nor its words.
    """
    words = sum(len(_HAN.findall(section.text)) for section in filing.sections if section.key in _OF_WORDS)
    return filing.agency is not None and _PLACEHOLDER.search(filing.agency) is None and words >= LEAST_WORDS


def refuse_unless_report(text: str, found: Regions) -> None:
    """Return if the part of the text is a report in the national form, though its table 3 may be a picture.

    Raises :class:`Refusal`: ``tables-missing`` for a report without its tables, ``older-form``
    for the per-province forms before 2019, ``not-a-report`` for anything else.
    """
    if found.tables[1] is not None:
        return
    second = found.tables[0]
    if len(found.headings) >= 3 and second and len(_NUMBER.findall(text, *second)) >= LEAST_NUMBERS:
        return
    part = text[found.start : found.end]
    if len({re.sub(r"\s", "", match[0]) for match in _OLD_FORM.finditer(part)}) >= 3:
        raise Refusal(
            "older-form",
            ("这是2019年以前的旧格式年度报告，统计口径不同", "this is a form from before 2019, with other statistics"),
            ("只支持2019年度起的全国统一格式", "only the national form of report years 2019 and later is supported"),
        )
    if len(found.headings) >= 3:
        raise TABLES_MISSING
    reason = (
        ("提到了政府信息公开，但不是年度报告", "it speaks of government information disclosure but is no annual report")
        if _MENTION.search(part)
        else ("不是政府信息公开工作年度报告", "it is not an annual report on government information disclosure")
    )
    raise Refusal(
        "not-a-report",
        reason,
        ("请提供年度报告正文所在的文件或网页", "supply the file or page that holds the report itself"),
    )
