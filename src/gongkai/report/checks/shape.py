"""F1 to F9: the edition, the sections and their words, the unit of money, who and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from gongkai.finding import Refusal, Severity, Verdict
from gongkai.report.check import Check
from gongkai.report.checks.case import Case, Pair, cell_item, money_cells, table_name
from gongkai.report.filing import Filing, SectionText
from gongkai.report.findings import CATALOGUE
from gongkai.report.form import Form, Section, form_for_year
from gongkai.report.level import BodyLevel

#: A section of fewer characters says nothing.
FEWEST_CHARACTERS = 10
#: How many times last year's amount is the mark of 元 in the place of 万元, from what amount on.
UNIT_RATIO = (Decimal(5_000), Decimal(20_000))
LEAST_DOUBTED = Decimal(1_000)
#: Amounts (万元) that a body of that rung does not collect in a year.
UNLIKELY_AMOUNT = {
    BodyLevel.TOWNSHIP: Decimal(10_000),
    BodyLevel.COUNTY: Decimal(1_000_000),
    BodyLevel.DEPARTMENT: Decimal(1_000_000),
}

_YUAN_IN_WAN = 10_000
_NUMERALS = "一二三四五六七八九十"
_MEASURES = re.compile(
    r"措施|改进|整改|整顿|下一步|下一年|今后|接下来|将|加强|加大|完善|提升|提高|强化|健全|优化|推进|努力|解决"
)
_EMPTY = re.compile(r"[\s　。.、，/无没有暂—\-－–]*")
# One class of first characters, and what follows each, because a text is gone through once for it.
_PLACEHOLDER = re.compile(
    r"[XＸ×xｘ_＿*（(【\[](?:"
    r"(?<![A-Za-z0-9./].)(?:(?<=[XＸ×])[XＸ×]+|(?<=[xｘ])[xｘ]{2,})(?![A-Za-z0-9./])"
    r"|(?<=_)__+|(?<=＿)＿+|(?<=\*)\*\*+"
    r"|(?<=[（(【\[])(?:此处|待补充|待填|请填写)[^）)】\]]*[）)】\]])"
)


def _passed(code: str) -> Check:
    return Check(code, code, Verdict.PASS, None)


_PASSED = {code: _passed(code) for code in ("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9")}
_NO_SECTIONS = tuple(Check(code, code, Verdict.NOT_ASSESSABLE, None) for code in ("F3", "F4", "F5", "F6", "F7"))
_NO_YEAR = Check("F1", "F1", Verdict.NOT_ASSESSABLE, None)


def check_edition(case: Case) -> Iterable[Check]:
    """F1 and F2: the edition in force for the year, and one edition for all tables."""
    form, year = case.filing.form, case.filing.year
    if form.is_mixed:
        named = [(table_name(form, table.key), table.edition) for table in form.tables]
        found = tuple("、".join(f"{name[side]} {edition}" for name, edition in named) for side in (0, 1))
        return (Check("F2", "F2", Verdict.FAIL, CATALOGUE["F2"].at(found=found)),)
    if year is None:
        return (_NO_YEAR, _PASSED["F2"])
    if form.covers(year):
        return (_PASSED["F1"], _PASSED["F2"])
    finding = CATALOGUE["F1"].at(year=year, expected=_official(year), found=_edition(form))
    return (Check("F1", "F1", Verdict.FAIL, finding), _PASSED["F2"])


def _edition(form: Form) -> Pair:
    return f"{form.edition}年版（{form.notice}）", f"edition {form.edition}"


def _official(year: int) -> Pair:
    try:
        return _edition(form_for_year(year))
    except Refusal:
        return "当年各地的格式（尚无全国格式）", "a form of that time (there was no national one)"


def check_sections(case: Case) -> Iterable[Check]:
    """F3–F7: the six sections, in their order, under their titles, with words in them."""
    filing = case.filing
    if not filing.sections:
        return _NO_SECTIONS
    families = (_missing, _disordered, _renamed, _surplus, _wordless)
    return [check for family in families for check in family(filing)]


def _missing(filing: Filing) -> Iterator[Check]:
    lost, absent = _absent(filing)
    for sections, severity in ((absent, Severity.ERROR), (lost, Severity.WARNING)):
        if sections:
            found = "、".join(f"{section.number}、{section.title}" for section in sections)
            reason = _HEADING_LOST if sections is lost else ("", "")
            finding = CATALOGUE["F3"].at(
                severity=severity, found=found, sections=(found, _keys(sections)), reason=reason
            )
            yield Check("F3", f"F3:{_keys(sections)}", Verdict.FAIL, finding)
    if not lost and not absent:
        yield _PASSED["F3"]


_HEADING_LOST: Pair = (
    "（前后序号不相连，可能只是标题丢失）",
    " (the numbers before and after leave a gap: only the heading may be lost)",
)


def _keys(sections: Iterable[Section | SectionText]) -> str:
    return ", ".join(section.key for section in sections)


def _absent(filing: Filing) -> tuple[list[Section], list[Section]]:
    """The sections not found: those whose number is left open by their neighbours, and the others."""
    printed = {section.key: _NUMERALS.find(section.number or "?") + 1 for section in filing.sections}
    lost: list[Section] = []
    absent: list[Section] = []
    run: list[Section] = []
    last = 0
    for section in filing.form.sections:
        if section.key not in printed:
            run.append(section)
            continue
        number = printed[section.key]
        (lost if number - last > len(run) else absent).extend(run)
        run, last = [], number
    return lost, absent + run


def _disordered(filing: Filing) -> Iterator[Check]:
    due = {section.key: section for section in filing.form.sections}
    held = {section.key: section for section in reversed(filing.sections) if section.key in due}
    order = [section for section in filing.sections if held.get(section.key) is section]
    right = [section for key, section in due.items() if key in held]
    checks = []
    if [section.key for section in order] != [section.key for section in right]:
        finding = CATALOGUE["F4"].at(
            expected=("".join(section.number for section in right), _keys(right)),
            found=("".join(due[section.key].number for section in order), _keys(order)),
        )
        checks.append(Check("F4", "F4:order", Verdict.FAIL, finding))
    wrong = [section for section in order if section.number not in ("", due[section.key].number)]
    if wrong:
        finding = CATALOGUE["F4"].at(
            expected=_numbered(due[section.key] for section in wrong), found=_numbered(wrong), where=wrong[0].where
        )
        checks.append(Check("F4", "F4:numbers", Verdict.FAIL, finding))
    yield from checks or [_PASSED["F4"]]


def _numbered(sections: Iterable[Section | SectionText]) -> Pair:
    named = [(section.number, section.title, section.key) for section in sections]
    return (
        "、".join(f"“{number}、{title}”" for number, title, _ in named),
        ", ".join(f"{key} numbered {number}" for number, _, key in named),
    )


def _renamed(filing: Filing) -> Iterator[Check]:
    titles = {section.key: section.title for section in filing.form.sections}
    checks = []
    for section in filing.sections:
        title = titles.get(section.key, section.title)
        if section.title != title and _bare(section.title) != _bare(title):
            finding = CATALOGUE["F5"].at(expected=title, found=section.title, where=section.where)
            checks.append(Check("F5", f"F5:{section.key}", Verdict.FAIL, finding))
    yield from checks or [_PASSED["F5"]]


def _bare(title: str) -> str:
    return re.sub(r"[\s、，,。：:；;]", "", title)


def _surplus(filing: Filing) -> Iterator[Check]:
    known = {section.key for section in filing.form.sections}
    seen: set[str] = set()
    surplus: list[SectionText] = []
    for section in filing.sections:
        if section.key not in known or section.key in seen:
            surplus.append(section)
        seen.add(section.key)
    if not surplus:
        yield _PASSED["F6"]
        return
    found = "、".join(f"“{section.title}”" for section in surplus)
    yield Check("F6", "F6", Verdict.FAIL, CATALOGUE["F6"].at(found=found, where=surplus[0].where))


def _wordless(filing: Filing) -> Iterator[Check]:
    written = {section.key for section in filing.form.sections if section.table is None}
    checks = []
    for section in filing.sections:
        found = _lacking(section, written)
        if found is not None:
            finding = CATALOGUE["F7"].at(section=section.title, found=found, where=section.where)
            checks.append(Check("F7", f"F7:{section.key}", Verdict.FAIL, finding))
    yield from checks or [_PASSED["F7"]]


def _lacking(section: SectionText, written: set[str]) -> Pair | None:
    """What a section's words lack: everything, the measures, or what a placeholder stands for."""
    placeholder = _PLACEHOLDER.search(section.text)
    if placeholder is not None:
        return f"留有占位符“{placeholder[0]}”", f"a placeholder is left: {placeholder[0]}"
    if section.key not in written:
        return None
    if not section.text.strip():
        return "没有内容", "nothing is written"
    if section.key == "other":
        return None
    if _EMPTY.fullmatch(section.text) or len(section.text.strip()) < FEWEST_CHARACTERS:
        return f"只写了“{section.text.strip()}”", f"only “{section.text.strip()}” is written"
    if section.key == "problems" and not _MEASURES.search(section.text):
        return "没有写改进措施", "no measures are written"
    return None


def check_units(case: Case) -> Iterable[Check]:
    """F8: amounts in 万元 that look like 元, by last year, by the text, or by the body's rung."""
    checks = []
    for name in money_cells(case.filing.form):
        if name in case.known:
            amount = Decimal(case.known[name])
            reason = _doubt(case, name, amount) if amount.is_finite() and amount > 0 else None
            if reason is not None:
                finding = CATALOGUE["F8"].at(
                    (name,),
                    verdict=Verdict.UNCERTAIN,
                    item=cell_item(case.filing.form, name),
                    expected=amount / _YUAN_IN_WAN,
                    found=amount,
                    reason=reason,
                )
                checks.append(Check("F8", f"F8:{name}", Verdict.UNCERTAIN, finding))
    return checks or (_PASSED["F8"],)


def _doubt(case: Case, cell: str, amount: Decimal) -> Pair | None:
    last = case.before.values.get(cell) if case.before is not None else None
    if last and amount >= LEAST_DOUBTED and UNIT_RATIO[0] <= amount / Decimal(last) <= UNIT_RATIO[1]:
        return f"上年为{last}万元", f"last year it was {last}"
    if any(_says_yuan(section.text, f"{amount.normalize():f}") for section in case.filing.sections):
        return f"正文写作{amount:f}元", f"the text says {amount:f} 元"
    if case.level is not None and amount >= UNLIKELY_AMOUNT.get(case.level, Decimal("Infinity")):
        return f"{case.level.words[0]}一年收取此数极少见", f"a {case.level.words[1]} hardly collects that in a year"
    return None


def _says_yuan(text: str, number: str) -> bool:
    # Most texts do not hold the number at all: a pattern of its own is made only for those that do.
    return number in text and re.search(rf"(?<![\d.,]){re.escape(number)}(?:\.0+)?\s*元", text) is not None


def check_identity(case: Case) -> Iterable[Check]:
    """F9: the report says whose it is and of which year."""
    absent = [words for held, words in ((case.filing.agency, _BODY), (case.filing.year, _YEAR)) if not held]
    if not absent:
        return (_PASSED["F9"],)
    found = ("、".join(pair[0] for pair in absent), " and ".join(pair[1] for pair in absent))
    return (Check("F9", "F9", Verdict.FAIL, CATALOGUE["F9"].at(found=found)),)


_BODY: Pair = ("机关名称", "name of the body")
_YEAR: Pair = ("年度", "year")
