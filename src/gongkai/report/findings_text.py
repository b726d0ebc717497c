"""The catalogue of what is found when the written sections are held against the tables.

``S1``-``S6`` compare a number of the narrative with the cells it speaks of, ``S7``-``S9`` a
number with other numbers of the text or of last year's report, ``S10`` the years named.  ``S0``
says that a sentence was not understood: it asks for a person's eyes and accuses nobody.
What may mean something else than the table is a note that names no number as the right one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from gongkai.finding import Finding, FindingKind, Severity, Verdict, Where

_ARTICLE_50 = "《条例》第五十条"
_NOTICE = "国办公开办函〔2021〕30号"
_CITES = (_ARTICLE_50, _NOTICE)

_LOOK = (
    "核对原始台账，更正文字或者表格，使二者一致。",
    "Check the records and correct the text or the table so that the two agree.",
)


def _against_cells(code: str, title_zh: str, title_en: str, matter_zh: str, matter_en: str) -> FindingKind:
    """A kind for a number of the narrative that is not the number of the cells it speaks of."""
    return FindingKind(
        code=code,
        severity=Severity.WARNING,
        title=(title_zh, title_en),
        template=(
            f"正文所写{matter_zh}为{{found}}{{unit}}，{{report}}“{{labels}}”为{{bound}}{{due}}，正文{{gap}}{{doubt}}：“{{sentence}}”",
            f"The text gives {{found}} for {matter_en}; {{report}} has {{bound}}{{due}} "
            "({names}), the text {gap}{doubt}: “{sentence}”",
        ),
        advice=_LOOK,
        cites=_CITES,
    )


S0 = FindingKind(
    code="S0",
    severity=Severity.NOTE,
    title=("含数字的语句未能识别", "A sentence with a number was not understood"),
    template=(
        "未能判断“{found}{unit}”所指的统计项，未作核对：“{sentence}”",
        "What “{found}{unit}” counts could not be told, so it was not checked: “{sentence}”",
    ),
    advice=("请人工核对该句与表格是否一致。", "Have a person compare the sentence with the tables."),
    cites=_CITES,
)
S1 = _against_cells(
    "S1", "收到申请数与表格不符", "Applications received differ from the table", "收到申请数", "applications received"
)
S2 = _against_cells(
    "S2", "办理申请数与表格不符", "Applications handled differ from the table", "办理申请数", "applications handled"
)
S3 = _against_cells(
    "S3", "结转数与表格不符", "Applications carried over differ from the table", "结转数", "applications carried over"
)
S4 = _against_cells(
    "S4", "复议、诉讼数与表格不符", "Disputes differ from the table", "复议、诉讼数", "reviews and lawsuits"
)
S5 = _against_cells(
    "S5", "规范性文件数与表格不符", "Documents differ from the table", "规范性文件（规章）数", "documents"
)
S6 = _against_cells(
    "S6",
    "办理结果或者申请人情况与表格不符",
    "Outcomes or applicants differ from the table",
    "{matter}",
    "{matter}",
)
S7 = FindingKind(
    code="S7",
    severity=Severity.WARNING,
    title=("正文分项之和与总数不符", "Parts in the text do not add up to their whole"),
    template=(
        "正文总数为{due}{unit}，所列分项{parts}之和为{found}，{gap}{doubt}：“{sentence}”",
        "The text gives a whole of {due}; its parts {parts} add up to {found}, {gap}{doubt}: “{sentence}”",
    ),
    advice=(
        "核对各分项；分项未列全的，写明“等”或者补全。",
        "Check the parts; if the list is not complete, say so or complete it.",
    ),
    cites=_CITES,
)
S8 = FindingKind(
    code="S8",
    severity=Severity.WARNING,
    title=("百分比重新计算不符", "A percentage does not follow from its numbers"),
    template=(
        "正文所占比例为{found}%，按{part}÷{base}计算为{due}%，{gap}个百分点{doubt}：“{sentence}”",
        "The text gives {found}%; {part} of {base} is {due}%, {gap} points{doubt}: “{sentence}”",
    ),
    advice=("按核准的数字重新计算比例。", "Compute the percentage again from the confirmed numbers."),
    cites=_CITES,
)
S9 = FindingKind(
    code="S9",
    severity=Severity.WARNING,
    title=("与上年比较的数字重新计算不符", "A comparison with last year does not follow from last year's table"),
    template=(
        "正文所述与上年相比的变化为{found}{unit}，按上年{then}、本年{now}计算为{due}{unit}，{gap}{doubt}：“{sentence}”",
        "The text gives a change of {found}{unit} on the year; from {then} to {now} it is {due}{unit}, "
        "{gap}{doubt}: “{sentence}”",
    ),
    advice=(
        "对照上年度报告的表格重新计算。",
        "Compute the change again from the table of last year's report.",
    ),
    cites=_CITES,
)
S10 = FindingKind(
    code="S10",
    severity=Severity.WARNING,
    title=("正文年份与报告年度不符", "A year in the text is not the report's"),
    template=(
        "报告年度为{due}年，正文写作{found}年{doubt}：“{sentence}”",
        "The report is for {due}, the text says {found}{doubt}: “{sentence}”",
    ),
    advice=(
        "确认该句不是沿用往年文字；确属其他年度的，写明关系。",
        "Make sure that the sentence was not copied from an earlier year; if another year is meant, say how.",
    ),
    cites=_CITES,
)

TEXT_CATALOGUE: Mapping[str, FindingKind] = MappingProxyType(
    {kind.code: kind for kind in (S0, S1, S2, S3, S4, S5, S6, S7, S8, S9, S10)}
)

_DOUBT = ("；可能不是同一口径，请核对", "; it may count something else, please check")


def text_finding(
    code: str,
    verdict: Verdict,
    cells: tuple[str, ...] = (),
    *,
    due: Any,
    found: Any,
    where: Where,
    **facts: Any,
) -> Finding:
    """A finding on the words: ``due`` is what the other source gives, expected only where that is sure.

    An uncertain one is a note, says that the two may count different things, and expects nothing.
    """
    sure = verdict is not Verdict.UNCERTAIN
    gap = ("", "")
    if not isinstance(due, str):
        size = abs(found - due)
        gap = (f"多{size}", f"{size} more") if found > due else (f"少{size}", f"{size} fewer")
    return TEXT_CATALOGUE[code].at(
        cells,
        verdict=verdict,
        severity=None if sure else Severity.NOTE,
        expected=due if sure else None,
        found=found,
        where=where,
        due=due,
        gap=gap,
        doubt=("", "") if sure else _DOUBT,
        **facts,
    )
