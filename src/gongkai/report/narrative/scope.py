"""Whose work and which year a sentence is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.report.filing import Filing
from gongkai.report.narrative.claim import Meaning, Phrase
from gongkai.report.narrative.words import Token

#: A year that tells the time of the work, and not where applications came from or go to.
_TIME = re.compile(
    r"(?<!\d)(?<!结转)(?<!结转至)(?<!结转到)(?<![较比与和])(20\d\d)年(?!度?(?:结转|遗留|未办结|转入|转至|同期|相比))"
)
_MONTHS = re.compile(r"\d{1,2}月|截至|截止")
_WHOLE_YEAR = re.compile(r"1月1日.{0,12}12月31日|截[至止].{0,8}12月(?:31日|底)")
_WIDER = re.compile(r"全[省市州县区镇]|全系统|[全各].{0,2}各?[部单]")
_GOVERNMENT = ("人民政府", "管委会", "管理委员会", "实验区", "新区", "开发区", "兵团")
#: A government office reports in the name of its government.
_ON_BEHALF = ("代表", "名义")
_OFFICE = re.compile(r"政府(?:办公室|办公厅|办)")


def other_year(text: str, end: int, phrase: Phrase, meaning: Meaning, filing: Filing) -> int | None:
    """The year that the sentence names before the number, if it is not the report's."""
    if filing.year is None or meaning.topic.startswith("carried"):
        return None
    if any(token.kind == "last" for token in phrase.own):
        return filing.year - 1
    named = _TIME.findall(text, 0, end)
    return int(named[-1]) if named and int(named[-1]) != filing.year else None


#: A sentence that begins with the government over a department speaks of that government.
_GOVERNMENT_SPOKEN_OF = re.compile(
    r"(?<![向由经被报以])[省市州县区旗镇乡](?:人民)?政府(?!信息|网|门户|办|令|部门|规章|文件|公报|采购|性|各|公开)"
)
_SUBJECT_WITHIN = 16


def is_narrow(text: str, end: int, tokens: Sequence[Token], filing: Filing) -> bool:
    """Whether the words before ``end`` may mean another scope than the body's whole year."""
    agency = filing.agency or ""
    office = bool(_OFFICE.search(agency))
    for token in tokens:
        if token.kind == "narrow" and token.end <= end and not (office and text[token.start : token.end] in _ON_BEHALF):
            return True
    if _MONTHS.search(text, 0, end) and not _WHOLE_YEAR.search(text, 0, end):
        return True
    if agency and not office and _OFFICE.search(text, 0, end):
        return True
    if not agency or agency.endswith(_GOVERNMENT):
        return False
    if not office and _GOVERNMENT_SPOKEN_OF.search(text, 0, min(end, _SUBJECT_WITHIN)):
        return True
    return bool(_WIDER.search(text, 0, end))
