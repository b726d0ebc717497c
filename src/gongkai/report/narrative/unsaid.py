"""Claims that hold no number of their own: 均为自然人申请 and 未发生行政复议、行政诉讼案件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gongkai.report.narrative.claim import YEAR, Cells, Claim, Context
from gongkai.report.narrative.prose import Prose, Quantity, Sentence
from gongkai.report.narrative.scope import is_narrow
from gongkai.report.narrative.words import Token, Vocabulary

_STOPS = "，,；;（）()"
_CAUSES = ("引起", "引发", "导致", "而", "被", "提起", "产生", "行政", "的行政", "申请", "工作", "复议", "类")
#: How many characters after a bare 无 or 没有 its noun must begin, and after 未收到 and its like.
_WEAK_REACH = 14
_FIRM_REACH = 45
_AND = re.compile("(?:申请)?[和及与或、]")
_STATES = ("：", "为", "均")
#: 全部维持, 均予驳回: the words between that say how.
_ALL_SO = re.compile(r"(?:全部|均|都|皆)(?:已|为|是|系|被|获|予|予以|依法|判决|裁定|判|经复议)*$")
_PROBLEMS = "problems"


def all_of_one_kind(
    sentence: Sentence,
    tokens: Sequence[Token],
    numbers: Sequence[Quantity],
    claims: Sequence[Claim | None],
    context: Context,
) -> Iterator[Claim]:
    """办理2宗，均为自然人申请: the number said before is that of the applicants named."""
    words = context.words
    for first, second in pairwise(tokens):
        if first.kind != "each" or second.kind != "column" or second.start - first.end > 2:
            continue
        if _AND.match(sentence.masked, second.end):
            continue  # 均为自然人和企业: of several kinds, and how many of each it does not say
        if second.end < len(sentence.masked) and sentence.masked[second.end].isdigit():
            continue
        said = [claim for quantity, claim in zip(numbers, claims, strict=True) if claim and quantity.end <= first.start]
        whole = next((claim for claim in said if claim.code in ("S1", "S2") and claim.relation == "="), None)
        if whole is None and not numbers and context.whole is not None:
            whole = replace(context.whole, certain=False)
        if whole is not None:
            lines = ("new", "carried_in", "total")
            new, carried, total = (words.cell(line, second.key) for line in lines)
            yield replace(whole, topic="applicant", targets=((new,), (new, carried), (total,)))


def all_with_one_result(
    sentence: Sentence,
    tokens: Sequence[Token],
    numbers: Sequence[Quantity],
    claims: Sequence[Claim | None],
) -> Iterator[Claim]:
    """复议2件，全部维持: the number said before may be that of the result named."""
    for token in tokens:
        if token.kind != "result" or not _ALL_SO.search(sentence.masked, 0, token.start):
            continue
        said = [claim for quantity, claim in zip(numbers, claims, strict=True) if claim and quantity.end <= token.start]
        if said and said[-1].code == "S4" and said[-1].relation == "=":
            results = tuple(f"{cell.rpartition('.')[0]}.{token.key}" for cells in said[-1].targets for cell in cells)
            yield replace(said[-1], targets=(results,), certain=False)


def zero_claims(
    prose: Prose, sentence: Sentence, tokens: Sequence[Token], numbers: Sequence[Quantity], context: Context
) -> Iterator[Claim]:
    """A clause that says that something did not happen is a claim of 0."""
    for index, token in enumerate(tokens):
        if token.kind not in ("neg", "weak"):
            continue
        end = _clause_end(sentence.masked, token.end)
        if any(token.start < quantity.end and quantity.start < end for quantity in numbers):
            continue
        clause = [other for other in tokens[index + 1 :] if other.start < end]
        before = [other for other in tokens[:index] if other.start >= _clause_start(sentence.masked, token.start)]
        if any(other.kind in ("flaw", "foreign", "channel", "stage", "fee", "result") for other in (*before, *clause)):
            continue
        reach = _WEAK_REACH if token.kind == "weak" else _FIRM_REACH
        if token.kind == "weak" and prose.section.key == _PROBLEMS:
            continue
        clause += [other for other in before if other.kind in ("last", "next")]
        near = [other for other in clause if other.start - token.end <= reach]
        if token.kind == "weak" and not near and sentence.masked.endswith(_STATES, 0, token.start):
            clause = near = before  # 行政复议：无
        for topic, targets in _denied(token, near, clause, sentence.masked, context):
            yield _zero(prose, sentence, token, topic, targets, tokens, context)


def _clause_end(text: str, start: int) -> int:
    return next((at for at in range(start, len(text)) if text[at] in _STOPS), len(text))


def _clause_start(text: str, end: int) -> int:
    return next((at + 1 for at in range(end - 1, -1, -1) if text[at] in _STOPS), 0)


def _denied(
    negation: Token, near: Sequence[Token], clause: Sequence[Token], text: str, context: Context
) -> Iterator[tuple[str, tuple[Cells, ...]]]:
    """What a negation denies: disputes, applications, carried-over ones, documents."""
    if not near:
        return
    words = context.words
    table, remedies = words.published, words.remedies
    kinds = {other.kind for other in clause}
    disputed = bool(kinds & {"review", "suit", "route", "both"})
    if kinds & {"review", "both"}:
        yield "review", (tuple(f"{remedies}.{line}.total" for line in words.reviews),)
    if kinds & {"suit", "both"}:
        yield "litigation", (tuple(f"{remedies}.{line}.total" for line in words.suits),)
    for line in (other.key for other in clause if other.kind == "route"):
        yield "litigation", ((f"{remedies}.{line}.total",),)
    applied = [other for other in near if other.kind in ("app", "bare")]
    carrying = [other for other in near if other.kind in ("carry", "out")]
    if carrying and not disputed:
        yield from _denied_carrying(kinds, words)
    elif (
        applied
        and not (disputed and text.startswith(_CAUSES, applied[-1].end))
        and _bare_noun(kinds, applied, text, context)
    ):
        yield "received", ((words.cell("new"),),)
    if not disputed and not applied:
        for document in (other.key for other in near if other.kind == "document"):
            verb = "repealed" if "废止" in text[negation.start : negation.end] or "repealed" in kinds else "issued"
            made = verb if verb == "repealed" else next(c.key for c in words.form.table(table).columns_of(document))
            if "touched" not in kinds and "kept" not in kinds and "shown" not in kinds:
                cell = f"{table}.{document}.{made}"
                yield verb, ((cell,),) if cell in words.form.cells else ()


def _bare_noun(kinds: set[str], applied: Sequence[Token], text: str, context: Context) -> bool:
    """Whether it is the applications that are denied, and not something about them (无…的申请)."""
    if kinds & {"outcome", "group"}:
        return False
    if kinds & {"column", "organisations"} and not kinds & {"got", "took"}:
        return any(verb in text[: applied[-1].start] for verb in ("收到", "接到", "接收", "受理"))
    return applied[-1].kind == "app" or context.disclosure


def _denied_carrying(kinds: set[str], words: Vocabulary) -> Iterator[tuple[str, tuple[Cells, ...]]]:
    if "last" in kinds:
        yield "carried_in", ((words.cell("carried_in"),),)
    elif kinds & {"next", "out"}:
        yield "carried_out", ((words.cell("carried_out"),),)
    else:
        yield "carried", ((words.cell("carried_out"),), (words.cell("carried_in"),))


def _zero(
    prose: Prose,
    sentence: Sentence,
    negation: Token,
    topic: str,
    targets: tuple[Cells, ...],
    tokens: Sequence[Token],
    context: Context,
) -> Claim:
    year = context.filing.year
    named = [int(found) for found in YEAR.findall(sentence.masked, 0, negation.start)]
    narrow = is_narrow(sentence.masked, negation.start, tokens, context.filing)
    about = context.disclosure or topic in ("issued", "repealed")
    return Claim(
        topic=topic,
        number=0,
        unit="",
        sentence=sentence.text,
        section=prose.section.key,
        offset=prose.offset(sentence.start + negation.start),
        targets=targets,
        year=named[-1] if named and year is not None and named[-1] != year else None,
        certain=about and not narrow and topic != "carried",
    )
