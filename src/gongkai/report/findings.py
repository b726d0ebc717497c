"""The catalogue of what verification may find in tables, form and years: one entry a kind.

Codes are stable.  A are equations within one report, B relations between two years, X relations
between sections, F the form itself, G the whole area against its bodies, T what nobody could
check.  Findings about the words of the sections (S) are in :mod:`gongkai.report.findings_text`.
T2 is never a finding: ``assess`` returns it as a check that was not assessable, with these words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gongkai.finding import FindingKind, Severity

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE
_REGULATION = "《中华人民共和国政府信息公开条例》第五十条"
_NOTICE = "国办公开办函〔2021〕30号"
_FORM = (_REGULATION, _NOTICE)
_FEE_NOTICE = "国办函〔2020〕109号"
_LEGISLATION = ("《中华人民共和国立法法》第九十一条", "《中华人民共和国立法法》第九十三条")

_OFF_ZH = "应为{expected}，实为{found}，{side}{gap}"
_OFF_EN = "expected {expected}, found {found}, {gap} {side}"
_BOOKS = (
    "对照办理台账核对所列单元格，改正后重新计算合计",
    "check the cells listed against the case register, correct them and add up again",
)

_ARITHMETIC = (
    FindingKind(
        "A1",
        _E,
        ("收到与办理不平", "received and handled do not balance"),
        ("{item}：第一项加第二项" + _OFF_ZH + "{likely}", "{item}: the first two items: " + _OFF_EN + "{likely}"),
        _BOOKS,
        _FORM,
    ),
    FindingKind(
        "A2",
        _E,
        ("办理结果之和不等于总计", "outcomes do not add up to their total"),
        ("{item}：各项办理结果之和" + _OFF_ZH + "{likely}", "{item}: the sum of outcomes: " + _OFF_EN + "{likely}"),
        _BOOKS,
        _FORM,
    ),
    FindingKind(
        "A3",
        _E,
        ("各类申请人之和不等于总计", "applicants do not add up to their total"),
        ("{item}：各类申请人之和" + _OFF_ZH + "{likely}", "{item}: the sum over applicants: " + _OFF_EN + "{likely}"),
        _BOOKS,
        _FORM,
    ),
    FindingKind(
        "A4",
        _E,
        ("复议、诉讼结果之和不等于总计", "results of disputes do not add up to their total"),
        ("{item}：各项结果之和" + _OFF_ZH + "{likely}", "{item}: the sum of results: " + _OFF_EN + "{likely}"),
        ("对照复议、诉讼台账核对该组五个数", "check the five numbers of this group against the register of disputes"),
        _FORM,
    ),
    FindingKind(
        "A5",
        _E,
        ("不是非负数", "not a number of zero or more"),
        ("{item}：应为不小于0的{sort}，实为{found}", "{item}: expected {sort} of zero or more, found {found}"),
        ("改为实际数", "enter the real number"),
        _FORM,
    ),
    FindingKind(
        "A6",
        _W,
        ("表格中有空格", "cells without a number"),
        ("{item}有{count}格没有数字：{labels}。{state}", "{item}: {count} cells hold no number: {cells}. {state}"),
        (
            "没有发生的填0，发生的填实际数；空白和“/”都不是数",
            "enter 0 where nothing happened, else the number: neither a blank nor “/” is a number",
        ),
        _FORM,
    ),
)

_REASON_ZH = "常见的正当原因：有效期届满自动失效未计入废止、机构改革划转、修订后重新发布、更正上年数"
_REASON_EN = (
    "lawful reasons: lapsed at the end of a term without repeal, moved with a restructuring, "
    "revised and reissued, last year's figure corrected"
)
_CARRY = (
    "上下年度的结转数应为同一批申请；如更正了上年数，在第六部分说明",
    "both figures count the same applications; if last year's was corrected, say so in section six",
)

_YEARS = (
    FindingKind(
        "B0",
        _W,
        ("用于比较的不是上一年度的报告", "the report to compare with is not last year's"),
        ("应为{expected}，实为{found}", "expected {expected}, found {found}"),
        (
            "提供同一机关上一年度的报告；机关更名、合并的，确认是同一机关后照常比较",
            "supply the same body's report of the year before; one that was renamed or merged is compared all the same",
        ),
        _FORM,
    ),
    FindingKind(
        "B1",
        _E,
        ("上年结转与上年度报告不符", "carried in differs from last year's report"),
        ("{item}：按上年度报告" + _OFF_ZH, "{item}: by last year's report " + _OFF_EN),
        _CARRY,
        _FORM,
    ),
    FindingKind(
        "B2",
        _W,
        ("分类上年结转与上年度报告不符", "carried in by applicant differs from last year's report"),
        (
            "{item}：按上年度报告" + _OFF_ZH + "（申请人类别可能已更正）",
            "{item}: by last year's report " + _OFF_EN + " (an applicant's type may have been corrected)",
        ),
        _CARRY,
        _FORM,
    ),
    FindingKind(
        "B3",
        _W,
        ("现行有效件数与上年度不衔接", "documents in force do not follow from last year"),
        (
            "{item}：上年现行有效加本年制发减本年废止" + _OFF_ZH + "。" + _REASON_ZH,
            "{item}: in force last year, plus issued, less repealed: " + _OFF_EN + "; " + _REASON_EN,
        ),
        (
            "列出差额所涉文件；有正当原因的在第六部分说明，不得为凑数改动",
            "list the documents behind the gap and explain them in section six; never force the figures",
        ),
        _FORM,
    ),
    FindingKind(
        "B4",
        _E,
        ("废止件数超过可废止件数", "more documents repealed than there were"),
        (
            "{item}：最多可废止{limit}件（上年现行有效加本年制发），实际废止{done}件",
            "{item}: {limit} at most could be repealed (in force last year plus issued), {done} were",
        ),
        ("核对上年度现行有效件数和本年废止件数", "check last year's figure in force and this year's repeals"),
        _FORM,
    ),
    FindingKind(
        "B5",
        _W,
        ("上一年项目数量与上年度报告不符", "items of the year before differ from last year's report"),
        ("{item}：按上年度项目数量加增减" + _OFF_ZH, "{item}: last year's items and change: " + _OFF_EN),
        ("核对事项清单", "check the list of items"),
        ("国办公开办函〔2019〕60号",),
    ),
    FindingKind(
        "B6",
        _W,
        ("对外公开总数量与上年度不衔接", "public total does not follow from last year"),
        ("{item}：上年总数加本年新公开" + _OFF_ZH, "{item}: last year's total plus disclosed: " + _OFF_EN),
        ("列出差额所涉文件并说明", "list and explain the documents behind the gap"),
        ("国办公开办函〔2019〕60号",),
    ),
    FindingKind(
        "B7",
        _N,
        ("本年复议、诉讼总数少于上年未审结数", "fewer disputes than were pending last year"),
        (
            "{item}：上年未审结{expected}件，本年总计{found}件",
            "{item}: {expected} were pending last year, this year's total is {found}",
        ),
        ("确认上年未审结案件的去向", "confirm what became of last year's pending cases"),
        _FORM,
    ),
    FindingKind(
        "B8",
        _N,
        ("两年度表二口径不同，不作比较", "table two changed its meaning, not compared"),
        (
            "{found}年版的表二与上年度所用{expected}年版口径不同，有效件数与公开总数量不可比；申请结转仍可比",
            "table two of edition {found} counts other things than edition {expected} last year; "
            "what was carried over remains comparable",
        ),
        ("无须处理", "nothing to do"),
        ("国办公开办函〔2019〕60号", _NOTICE),
    ),
)

_SENSE = (
    FindingKind(
        "X1",
        _W,
        ("逾期未缴费件数与第六部分不符", "unpaid fee notices disagree with section six"),
        (
            "{item}为{found}件，第六部分{said}",
            "{item} is {found}, while section six {said}",
        ),
        (
            "第六部分应报告发出收费通知的件数，且不少于因逾期未缴费不再处理的件数",
            "section six reports how many fee notices were issued, not fewer than were closed unpaid",
        ),
        (_FEE_NOTICE, _NOTICE),
    ),
    FindingKind(
        "X2",
        _N,
        ("行政事业性收费少于信息处理费", "administrative fees below the processing fees collected"),
        (
            "{item}：第六部分称收取信息处理费，应不少于{expected}万元，实为{found}万元",
            "{item}: section six reports processing fees: expected at least {expected} 万元, found {found}",
        ),
        ("信息处理费属于行政事业性收费，核对是否计入", "processing fees are such fees: check that they are counted"),
        (_FEE_NOTICE,),
    ),
    FindingKind(
        "X3",
        _E,
        ("没有申请却有办理结果", "outcomes without any application"),
        (
            "本年新收和上年结转均为0，却有{found}件办理结果：{labels}",
            "nothing was received or carried in, yet {found} outcomes are reported: {cells}",
        ),
        _BOOKS,
        _FORM,
    ),
    FindingKind(
        "X4",
        _E,
        ("无权制定规章的机关填报了规章", "rules reported by a body that cannot make them"),
        (
            "{item}填报{found}件；{agency}属于{level}，无权制定规章",
            "{item}: {found} reported, but {agency} is a {level} and cannot make rules",
        ),
        (
            "规章只能由国务院部门和省、设区的市、自治州人民政府制定；本机关文件应填入规范性文件",
            "only ministries and governments of provinces and districted cities make rules; "
            "other documents belong in the line of normative documents",
        ),
        _LEGISLATION,
    ),
    FindingKind(
        "X5",
        _N,
        ("两年没有申请却有复议", "reconsideration without any application in two years"),
        (
            "本年和上年均无申请，{item}为{found}件",
            "no application this year or last, yet {item} is {found}",
        ),
        ("确认所列案件是政府信息公开案件", "confirm that the cases are about information disclosure"),
        _FORM,
    ),
)

_SHAPE = (
    FindingKind(
        "F1",
        _E,
        ("格式版本与年度不符", "wrong edition of the form for the year"),
        (
            "{year}年度应使用{expected}，实为{found}",
            "report year {year} takes {expected}, found {found}",
        ),
        ("按应使用的格式重新填报", "file again on the edition in force"),
        ("国办公开办函〔2019〕60号", _NOTICE),
    ),
    FindingKind(
        "F2",
        _W,
        ("一份报告混用两个版本的表格", "tables of two editions in one report"),
        ("各表版本为：{found}", "editions of the tables: {found}"),
        ("全部表格改用同一版本", "use one edition for all tables"),
        ("国办公开办函〔2019〕60号", _NOTICE),
    ),
    FindingKind(
        "F3",
        _E,
        ("缺少规定的部分", "a required section is missing"),
        ("未找到：{sections}{reason}", "not found: {sections}{reason}"),
        ("补齐六个部分；没有内容的也要写明", "supply all six sections; say so where there is nothing to report"),
        _FORM,
    ),
    FindingKind(
        "F4",
        _W,
        ("各部分的顺序或序号不对", "sections out of order or misnumbered"),
        ("应为{expected}，实为{found}", "expected {expected}, found {found}"),
        ("按规定的顺序和序号排列", "put them in the prescribed order and number them so"),
        _FORM,
    ),
    FindingKind(
        "F5",
        _N,
        ("部分的标题与格式不一致", "a section's title differs from the form"),
        ("应为“{expected}”，实为“{found}”", "expected “{expected}”, found “{found}”"),
        ("使用格式规定的标题", "use the title of the form"),
        _FORM,
    ),
    FindingKind(
        "F6",
        _W,
        ("多出的部分", "a section too many"),
        ("格式中没有或重复出现：{found}", "not in the form, or there twice: {found}"),
        ("并入六个规定的部分", "merge it into the six prescribed sections"),
        _FORM,
    ),
    FindingKind(
        "F7",
        _W,
        ("内容空缺或不完整", "words missing from a section"),
        ("“{section}”{found}", "“{section}”: {found}"),
        ("补写实际情况；问题与改进措施都要写", "write what was really done: the problems and the measures"),
        _FORM,
    ),
    FindingKind(
        "F8",
        _W,
        ("金额单位可疑", "the unit of an amount is doubtful"),
        (
            "{item}填报{found}万元，{reason}；单位可能误为元，如是则应为{expected}万元",
            "{item}: {found} 万元 reported, but {reason}; it may be in 元, then it should be {expected}",
        ),
        ("确认单位；表中金额以万元计，保留两位小数", "confirm the unit: the form counts in 万元 with two places"),
        _FORM,
    ),
    FindingKind(
        "F9",
        _W,
        ("机关名称或年度缺失", "the body or the year is missing"),
        ("没有{found}，与年度、级别有关的检查无法进行", "no {found}: checks of year and level were not possible"),
        ("在标题写明机关全称和年度", "the title names the body in full and the year"),
        _FORM,
    ),
    FindingKind(
        "F10",
        _W,
        ("没有说明信息处理费", "no statement on the processing fee"),
        ("“{section}”没有说明收取信息处理费的情况", "“{section}” does not say whether processing fees were collected"),
        ("写明发出收费通知的件数和金额、收取金额；没有的写0", "state notices issued, amount asked and collected, or 0"),
        (_FEE_NOTICE, _NOTICE),
    ),
)

_AREA = (
    FindingKind(
        "G1",
        _E,
        ("汇总数与各机关之和不符", "the area's figure is not the sum of its bodies"),
        (
            "{item}：各机关合计" + _OFF_ZH + "。{share}{explained}",
            "{item}: the bodies' sum: " + _OFF_EN + ". {share}{explained}",
        ),
        ("逐一核对所列机关的报告", "check the reports of the bodies named"),
        _FORM,
    ),
    FindingKind(
        "G2",
        _E,
        ("汇总范围不完整", "the set of bodies is not complete"),
        ("{reason}：{found}", "{reason}: {found}"),
        ("催报、剔除或更正后重新汇总；当年撤并的机关应注明", "chase, drop or correct, then add up again"),
        _FORM,
    ),
    FindingKind(
        "G3",
        _W,
        ("合计无法确定的单元格", "cells whose sum cannot be known"),
        ("{count}格无法合计（{reason}：{found}）：{labels}", "{count} cells have no sum ({reason}: {found}): {cells}"),
        ("请所列机关补报；空缺从不当作0相加", "ask the bodies named; a gap is never added as 0"),
        _FORM,
    ),
)

_OPEN = (
    FindingKind(
        "T2",
        _N,
        ("无从核对的单元格", "cells that nothing can be checked against"),
        (
            "{item}：没有上年度报告、正文或登记簿可资核对",
            "{item}: neither last year's report nor the text nor a register speaks of it",
        ),
        ("提供上年度报告，或对照登记簿人工核对", "supply last year's report, or check by hand against the register"),
        _FORM,
    ),
)

CATALOGUE: Mapping[str, FindingKind] = MappingProxyType(
    {kind.code: kind for group in (_ARITHMETIC, _YEARS, _SENSE, _SHAPE, _AREA, _OPEN) for kind in group}
)
"""Every kind of finding of this room except those about the words, by code."""
