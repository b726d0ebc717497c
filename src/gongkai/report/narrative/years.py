"""What the text says of other years: comparisons with last year (S9), and the years it names (S10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from gongkai.finding import Verdict, Where
from gongkai.report.check import Check
from gongkai.report.filing import Filing, Number
from gongkai.report.findings_text import text_finding
from gongkai.report.narrative.claim import Claim
from gongkai.report.narrative.judge import known
from gongkai.report.narrative.prose import Prose, blank
from gongkai.report.narrative.read import Narrative, Reading

_UP = ("增长", "增加", "上升", "提高", "上涨", "增幅", "增", "多", "升")
_DOWN = ("减少", "下降", "回落", "降低", "下滑", "降幅", "减", "少", "降")
_STEP = (
    rf"(?:(?P<way>{'|'.join((*_UP, *_DOWN))})(?:[了约近为达：:]|幅度为?)*"
    r"(?P<number>\d+(?:[.．]\d+)?)(?P<unit>%|％|件次|件|宗|起|例)|(?P<same>持平|相同|一致))"
)
_NEXT = re.compile("[、，和]" + _STEP)
_CHANGE = re.compile(
    r"(?:同比|[较比与和](?:去年|上年|上一年|前一年|20\d\d年)度?(?:同期)?(?:相比|比)?)[，,]?(?P<mid>[^，,。；;\d]{0,10}?)"
    + _STEP
)
_EACH_OF = "分别"
_ONLY_COMPARES = re.compile("[，、]*(?:全年|本年度?|总)?(?:申请(?:总)?(?:数|量|数量)?)?(?:共|总体)?")
_COUNTED = frozenset({"S1", "S2", "S3", "S4", "S5", "S6"})


def change_checks(
    reading: Reading, filing: Filing, before: Filing | None, previous: Reading | None = None
) -> Iterator[Check]:
    """S9: 较上年增长5.26%, 同比减少3件, recomputed from last year's cells.

    A sentence that only compares speaks of the count of the ``previous`` one, but not surely.
    """
    for match, claim in _changes(reading, previous):
        offset = reading.prose.offset(reading.sentence.start + match.start())
        name = f"S9@{reading.prose.section.key}:{offset}"
        if before is None or filing.year is None or before.year != filing.year - 1:
            yield Check("S9", name, Verdict.NOT_ASSESSABLE, None)
            continue
        yield _change_check(name, offset, match, claim, before)


def _changes(reading: Reading, previous: Reading | None) -> Iterator[tuple[re.Match[str], Claim]]:
    """Each change with the count that is compared; after 分别 the changes follow the counts in their order."""
    text = reading.sentence.masked
    for match in _CHANGE.finditer(text):
        steps = [match]
        each = _EACH_OF in match["mid"] or text.endswith(_EACH_OF, 0, match.start())
        if each:
            while step := _NEXT.match(text, steps[-1].end()):
                steps.append(step)
        said = _said(reading, match.start())
        if not said and previous is not None and _ONLY_COMPARES.fullmatch(text[: match.start()] + match["mid"]):
            whole = next((claim for claim in previous.claims if claim is not None and claim.code in ("S1", "S2")), None)
            said = [whole and replace(whole, certain=False)]
        if each and len(said) != len(steps):
            continue
        for step, claim in zip(steps, said[-len(steps) :], strict=False):
            if claim is not None and claim.code in _COUNTED and claim.relation == "=":
                yield step, claim


def _said(reading: Reading, end: int) -> list[Claim | None]:
    counts = zip(reading.quantities, reading.claims, strict=True)
    return [claim for quantity, claim in counts if quantity.end <= end]


def _change_check(name: str, offset: int, match: re.Match[str], claim: Claim, before: Filing) -> Check:
    sums = ((cells, known(before, cells)) for cells in claim.targets)
    readings = [(cells, value.low) for cells, value in sums if value is not None and value.exact]
    stated = _stated(match)
    percent = (match["unit"] or "") in ("%", "％")
    computed = [(cells, then, _change(claim.number, then, percent)) for cells, then in readings]
    possible = [(cells, then, change) for cells, then, change in computed if change is not None]
    if not possible:
        return Check("S9", name, Verdict.NOT_ASSESSABLE, None)
    step = Decimal(1).scaleb(min(0, int(stated.as_tuple().exponent))) if percent else Decimal("0.5")
    if any(abs(change - stated) < step for _, _, change in possible):
        return Check("S9", name, Verdict.PASS, None)
    cells, then, change = possible[0]
    verdict = Verdict.FAIL if claim.certain else Verdict.UNCERTAIN
    finding = text_finding(
        "S9",
        verdict,
        tuple(cell.removeprefix("-") for cell in cells),
        due=change.quantize(step, ROUND_HALF_UP) if percent else int(change),
        found=stated if percent else int(stated),
        where=Where(offset=offset),
        unit="%" if percent else claim.unit,
        now=claim.number,
        then=then,
        sentence=claim.sentence,
        section=claim.section,
    )
    return Check("S9", name, verdict, finding)


def _stated(match: re.Match[str]) -> Decimal:
    if match["same"]:
        return Decimal(0)
    amount = Decimal(match["number"].replace("．", "."))
    return amount if match["way"] in _UP else -amount


def _change(now: Number, then: Number, percent: bool) -> Decimal | None:
    """The change from ``then`` to ``now``; a percentage of nothing is nothing to compute."""
    change = Decimal(now) - Decimal(then)
    if not percent:
        return change
    return change * 100 / Decimal(then) if then else None


_ANY_YEAR = re.compile(r"20\d\d年")
_TITLES = re.compile(r"《[^《》]*》|〔[^〔〕]*〕|“[^“”]*”|（[^（）]*）")
#: What makes a year a part of a date or of a span of time.
_DATES = re.compile(r"度?(?:[至到底末版起—－-]|\d+月)")
#: Words by which a sentence relates another year to this one, looks ahead, or dates a thing.
_RELATES = re.compile(
    r"以来|同比|相比|较(?:20|上|去|前)|比(?:20|上|去|前)|增长|下降|上年|去年|预算|决算|印发|修订|施行|开始|整改|"
    r"反馈|考核|指出|问题|结果|将|计划|下一|今后|拟|规划|结转|对照|针对|方案|要点|编制|检查|测评|排名|评为|荣获|获得|获评|第三方|"
    r"绩效|历年|届|报告|同期"
)
#: A year that tells the time of the work: at the head of a clause or of a sub-head's text.
_HEADS = ("，", ",", "；", ";", "：", ":", "）", ")", "。", "面", "况", "是", "#", ".", "、", "度", "理")
_READ_SECTIONS = frozenset({"overview", "other"})


def year_checks(filing: Filing, narrative: Narrative) -> list[Check]:
    """S10: a sentence on this year's work that names another year may be last year's text.

    A number on the form's matters, the opening sentence, and section six fail; any other
    sentence that begins so is uncertain.  Years in titles, plans, comparisons and dates are fine.
    """
    year = filing.year
    if year is None:
        return []
    found: list[Check] = []
    named = False
    for prose in narrative.proses:
        if prose.beside_table or prose.section.key not in _READ_SECTIONS:
            continue
        for match in _ANY_YEAR.finditer(prose.text):
            if int(match.group()[:4]) == year:
                named = True
            elif check := _other_year(prose, match, year, narrative):
                found.append(check)
    if not found and named:
        return [Check("S10", "S10", Verdict.PASS, None)]
    return found


def _other_year(prose: Prose, match: re.Match[str], year: int, narrative: Narrative) -> Check | None:
    text, at = prose.text, match.start()
    if at and not text.startswith(_HEADS, at - 1):
        return None
    start = text.rfind("。", 0, at) + 1
    end = text.find("。", at)
    sentence = text[start : end if end >= 0 else len(text)]
    if f"{year}年" in sentence:
        return None
    masked = _TITLES.sub(blank, sentence)
    if masked[at - start] == "·":
        return None
    verdict = _verdict(prose, masked, at, start, narrative)
    if verdict is None:
        return None
    offset = prose.offset(at)
    finding = text_finding(
        "S10",
        verdict,
        due=str(year),
        found=match.group()[:4],
        where=Where(offset=offset),
        sentence=sentence,
        section=prose.section.key,
    )
    return Check("S10", f"S10@{prose.section.key}:{offset}", verdict, finding)


def _verdict(prose: Prose, masked: str, at: int, start: int, narrative: Narrative) -> Verdict | None:
    claimed = any(
        reading.prose is prose and reading.sentence.start == start and (reading.others or any(reading.claims))
        for reading in narrative.readings
    )
    clause = masked[at - start + 5 :].split("，", 1)[0] if claimed else masked[at - start + 5 :]
    if _DATES.match(clause) or _RELATES.search(clause):
        return None
    opening = prose.section.key == "overview" and "。" not in prose.text[:at]
    return Verdict.FAIL if claimed or opening or prose.section.key == "other" else Verdict.UNCERTAIN
