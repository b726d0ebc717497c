"""Numbers of the text against other numbers of the text: parts and wholes (S7), shares (S8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from gongkai.finding import Finding, Verdict, Where
from gongkai.report.check import Check
from gongkai.report.filing import Filing, Number
from gongkai.report.findings_text import text_finding
from gongkai.report.narrative.claim import Claim
from gongkai.report.narrative.judge import known
from gongkai.report.narrative.prose import Quantity
from gongkai.report.narrative.read import Reading

_LISTS = re.compile(r"其中包括|其中|包括|分别为|分别是|（|\(")
#: Words that begin another statement, or turn a number into a change and not a count.
_BREAKS = re.compile(r"其中|另|此外|同时|全年|共|累计|总计|合计|全部|同比|同期|较|比上|比去|增长|增加|减少|下降")
_BRACKETS = re.compile(r"[（(）)]")
_CLAUSES = re.compile(r"[，,；;]")
_CASES = frozenset({"件", "宗", "起", "例", "件次"})
_MORE = ("等", "以上", "左右")
#: How far, in characters, a list may begin after its whole.
_REACH = 24
#: A list with this many parts is taken for complete when its parts end in as many like characters.
_COMPLETE = 3
_ALIKE = 3
_IN, _DONE, _OUT = "in", "done", "out"
_AXES = {"received": _IN, "carried_in": _IN, "handled": _DONE, "applications": _DONE, "outcome": _OUT}


class _Part(NamedTuple):
    quantity: Quantity
    label: str
    claim: Claim | None


def sum_checks(reading: Reading) -> Iterator[Check]:
    """S7: the parts named after 其中 add up to the whole named before."""
    text = reading.sentence.masked
    if len(reading.quantities) < 2:
        return
    for marker in _LISTS.finditer(text):
        whole = _whole(reading, marker)
        if whole is None:
            continue
        parts = _parts(reading, marker, whole)
        if parts:
            verdict = _verdict(whole, parts, text)
            if verdict is not None:
                yield _sum_check(reading, whole, parts, verdict)


def _whole(reading: Reading, marker: re.Match[str]) -> Quantity | None:
    """The count that the list is a breakdown of: the nearest one before it that is no change or share."""
    text = reading.sentence.masked
    bracket = marker.group() in "（("
    for quantity in reversed(reading.quantities):
        if quantity.end > marker.start() or quantity.unit == "%":
            continue
        if re.search(r"[）)]", text[quantity.end : marker.start()]):
            continue  # it stands in brackets that are closed by now
        if marker.start() - quantity.end > (0 if bracket else _REACH):
            return None
        clause = text[
            max(text.rfind("，", 0, quantity.start), text.rfind("；", 0, quantity.start)) + 1 : quantity.start
        ]
        if not re.search(r"同比|较|比上|比去|占", clause):
            return quantity
    return None


def _parts(reading: Reading, marker: re.Match[str], whole: Quantity) -> list[_Part]:
    """The counts of the list, as long as one kind of count follows another without a break."""
    text = reading.sentence.masked
    end = _list_end(text, marker)
    parts: list[_Part] = []
    separator, at, axis = "", marker.end(), ""
    for quantity, claim in zip(reading.quantities, reading.claims, strict=True):
        if quantity.start < marker.end() or quantity.start >= end or _bracketed(text, marker.end(), quantity.start):
            continue
        if quantity.unit == "%":
            continue
        between = text[at : quantity.start]
        if not _same_unit(quantity.unit, whole.unit) or (parts and _BREAKS.search(between)):
            break
        if parts:
            if len(_CLAUSES.findall(between)) > 1 + ("%" in between or "％" in between):
                break
            stop = "；" if "；" in between else "，"
            if separator and stop == "；" and separator != stop:
                break
            separator = separator or stop
        elif marker.group() in "（(" and _BREAKS.search(between):
            break
        here = _axis(claim)
        if axis and here != axis and "carried_out" not in (here, axis):
            break
        axis = here if axis in ("", "carried_out") else axis
        parts.append(_Part(quantity, between.strip("，,、；;：:和及与").removesuffix("为"), claim))
        at = quantity.end
    return parts


def _list_end(text: str, marker: re.Match[str]) -> int:
    """A list in brackets, or begun inside them, ends where they close."""
    depth = 1 if marker.group() in "（(" else 0
    for bracket in _BRACKETS.finditer(text, marker.end()):
        depth += 1 if bracket.group() in "（(" else -1
        if bracket.group() in "）)" and depth <= 0:
            return bracket.start()
    return len(text)


def _bracketed(text: str, start: int, end: int) -> bool:
    inside = text[start:end]
    return inside.count("（") + inside.count("(") > inside.count("）") + inside.count(")")


def _same_unit(one: str, other: str) -> bool:
    return one == other or (one in _CASES and other in _CASES)


def _axis(claim: Claim | None) -> str:
    if claim is None:
        return "free"
    return "free" if claim.code in ("S5", "fee") else _AXES.get(claim.topic, claim.topic)


def _verdict(whole: Quantity, parts: Sequence[_Part], text: str) -> Verdict | None:
    """Whether the parts add up; ``None`` where the list does not claim to be complete."""
    if whole.slack or any(part.quantity.slack for part in parts):
        return None
    values = [part.quantity.value for part in parts]
    if any(sum(values[i:j]) == whole.value for i in range(len(values)) for j in range(i + 2, len(values) + 1)):
        return Verdict.PASS
    total: Number = sum(values)
    if total > whole.value:
        return Verdict.FAIL
    if len(parts) < _COMPLETE or total == whole.value or text.startswith(_MORE, parts[-1].quantity.end):
        return None
    endings = {part.label[-_ALIKE:] for part in parts}
    if len(endings) == 1 and len(endings.pop()) == _ALIKE:
        return Verdict.FAIL
    return Verdict.UNCERTAIN if total * 10 >= whole.value * 9 else None


def _sum_check(reading: Reading, whole: Quantity, parts: Sequence[_Part], verdict: Verdict) -> Check:
    where, name = _place(reading, whole, "S7")
    if verdict is Verdict.PASS:
        return Check("S7", name, verdict, None)
    finding = text_finding(
        "S7",
        verdict,
        due=whole.value,
        found=sum(part.quantity.value for part in parts),
        where=where,
        parts="＋".join(str(part.quantity.value) for part in parts),
        sentence=reading.sentence.text,
        section=reading.prose.section.key,
        unit=whole.unit,
    )
    return Check("S7", name, verdict, finding)


def _place(reading: Reading, quantity: Quantity, code: str) -> tuple[Where, str]:
    offset = reading.prose.offset(reading.sentence.start + quantity.start)
    return Where(offset=offset), f"{code}@{reading.prose.section.key}:{offset}"


_SHARE = re.compile(r"占(?:比|到|全部|总|申请|办理|办结|受理|答复|处理|收到|本年|全年|数|量|件|的|约|为|达|比例|率)*$")
_RATE = re.compile(r"(采纳|采用|录用|刊发|刊用)率(?:为|达|达到|约)?$")


def share_checks(reading: Reading, filing: Filing) -> Iterator[Check]:
    """S8: a share or a rate, where the text or the tables hold both of its numbers."""
    text = reading.sentence.masked
    for quantity in reading.quantities:
        if quantity.unit != "%":
            continue
        before = text[max(0, quantity.start - 24) : quantity.start]
        if rate := _RATE.search(before):
            yield _share_check(reading, quantity, _rate_pairs(rate[1], _counts(reading, quantity), text))
        elif _SHARE.search(before) and (counts := _counts(reading, quantity)):
            yield _share_check(reading, quantity, _share_pairs(counts, text, filing))
        elif "率" in before[-6:] and reading.tokens:
            yield _share_check(reading, quantity, [])


def _counts(reading: Reading, share: Quantity) -> list[tuple[Quantity, Claim | None]]:
    """The counts said before a share, each with its claim."""
    said = zip(reading.quantities, reading.claims, strict=True)
    return [(other, claim) for other, claim in said if other.unit != "%" and other.end <= share.start]


def _rate_pairs(verb: str, counts: Sequence[tuple[Quantity, Claim | None]], text: str) -> list[tuple[Number, Number]]:
    """推送431条，采纳431条，采纳率100%: the two counts before, if the second is of that verb."""
    if len(counts) < 2:
        return []
    (whole, _), (part, _) = counts[-2:]
    return [(part.value, whole.value)] if verb in text[whole.end : part.start] else []


def _share_pairs(
    counts: Sequence[tuple[Quantity, Claim | None]], text: str, filing: Filing
) -> list[tuple[Number, Number]]:
    """Every part and base that the share may be of: wholes of the sentence, and the year's applications."""
    part, claim = counts[-1]
    bases: list[Number] = [
        other.value
        for other, said in counts[:-1]
        if other.value >= part.value and (_is_whole(said) or text.startswith(("，其中", "（其中", "，包括"), other.end))
    ]
    if claim is not None and claim.code in ("S2", "S3", "S4", "S6"):
        bases += _application_bases(filing)
    numerators: list[Number] = [part.value]
    if len(counts) > 1 and claim is not None and claim.code == "S4":
        numerators.append(part.value + counts[-2][0].value)
    return [(numerator, base) for numerator in numerators for base in dict.fromkeys(bases) if base]


def _is_whole(claim: Claim | None) -> bool:
    return claim is not None and claim.code in ("S1", "S2") and claim.relation == "="


def _application_bases(filing: Filing) -> list[Number]:
    key = filing.form.table_of_section(3).key
    new, carried, total = (f"{key}.{line}.total" for line in ("new", "carried_in", "total"))
    sums = (known(filing, cells) for cells in ((total,), (new,), (new, carried)))
    return [value.low for value in sums if value is not None and value.exact]


def _share_check(reading: Reading, share: Quantity, pairs: Sequence[tuple[Number, Number]]) -> Check:
    where, name = _place(reading, share, "S8")
    if not pairs or share.slack:
        return Check("S8", name, Verdict.NOT_ASSESSABLE, None)
    stated = Decimal(share.value)
    places = max(0, -int(stated.as_tuple().exponent))
    step = Decimal(1).scaleb(-places)
    for part, base in pairs:
        if abs(Decimal(part) * 100 / Decimal(base) - stated) < step:
            return Check("S8", name, Verdict.PASS, None)
    part, base = pairs[0]
    return Check("S8", name, Verdict.FAIL, _share_finding(reading, share, part, base, step, where))


def _share_finding(
    reading: Reading, share: Quantity, part: Number, base: Number, step: Decimal, where: Where
) -> Finding:
    expected = (Decimal(part) * 100 / Decimal(base)).quantize(step, ROUND_HALF_UP)
    return text_finding(
        "S8",
        Verdict.FAIL,
        due=expected,
        found=Decimal(share.value),
        where=where,
        part=part,
        base=base,
        sentence=reading.sentence.text,
        section=reading.prose.section.key,
    )
