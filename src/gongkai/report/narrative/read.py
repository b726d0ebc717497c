"""What the written sections say of the numbers of the form.

A sentence is cut at its numbers.  The words of the clause that a number ends, or else those
right after it, decide what is counted; what came before in the sentence lends the noun that a
clause leaves out (共收到70件申请，办结69件).  Nothing is guessed: a number on one of these matters
whose clause is not understood is kept apart and reported as such.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from gongkai.report.filing import Filing
from gongkai.report.narrative.claim import LIGHT, Claim, Context, Meaning, Phrase
from gongkai.report.narrative.meaning import meaning_of
from gongkai.report.narrative.prose import Prose, Quantity, Sentence, quantities
from gongkai.report.narrative.scope import is_narrow, other_year
from gongkai.report.narrative.unsaid import all_of_one_kind, all_with_one_result, zero_claims
from gongkai.report.narrative.words import Token, Vocabulary, vocabulary

#: The matters of the form by their names.
_NAMES = re.compile("申请|复议|诉讼|起诉|应诉案|规范性|规章|处理费|收费|费用|公开费|结转")
#: What a sentence under the sub-head on applications is about, though it does not say so.
_LENT = frozenset({"bare", "outcome", "group", "review", "suit", "route"})
#: A character of every word that denies something.
_DENIES = re.compile("[未没无不零均]|全部来自")
_DISPUTES = frozenset({"review", "suit", "route", "both", "result"})
_DENIALS = frozenset({"neg", "weak"})
_SUB_HEAD = "依申请"
_HEADS = re.compile("不予|无法|收取")
#: Where a sentence on any other matter has parts and wholes, or shares, to be held against each other.
_SUMS = re.compile("其中|包括|分别|[（(%％]")
#: How many characters later a sentence may still go on about the matter of an earlier one.
_NEAR = 60
_AMONG = "其中"
#: 其中办结69件 and 其中新收70件 are the whole year's, though they stand among parts.
_DONE_OF = re.compile(
    "其中[，：]?(?:已|均|共|本年度?|今年|当年)*(?:办结|答复|办复|新收|新增|新收到)(?:了|的|完成)?(?:有|为)?"
)
_ABOUT_DISCLOSURE = re.compile("信息公开|政务公开|依申请公开|公开申请")
_STOP = re.compile("[，,；;（）()]")
_PAUSE = re.compile("[，,；;（）()、]")
#: How far back, in characters, a section's sub-head is looked for.
_LOOK_BACK = 400


class Reading(NamedTuple):
    """A sentence read: its words, its numbers, and for each number a claim or nothing.

    ``unread`` are the numbers on one of the form's matters that were not understood.
    """

    prose: Prose
    sentence: Sentence
    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    claims: tuple[Claim | None, ...]
    others: tuple[Claim, ...]
    unread: tuple[Quantity, ...]


class Narrative(NamedTuple):
    """The sections of a report and the sentences in them that may speak of the form's numbers."""

    proses: tuple[Prose, ...]
    readings: tuple[Reading, ...]


def read_narrative(filing: Filing) -> Narrative:
    """Every sentence of the report that may speak of the form's numbers, in order."""
    words = vocabulary(filing.form)
    tables = {section.key for section in filing.form.sections if section.table}
    proses: list[Prose] = []
    readings: list[Reading] = []
    for section in filing.sections:
        prose = Prose(section, beside_table=section.key in tables)
        proses.append(prose)
        last: Reading | None = None
        for sentence in prose.sentences():
            text = sentence.masked
            near = last if last is not None and sentence.start - _end(last) <= _NEAR else None
            named = _NAMES.search(text) is not None
            goes_on = named or near is not None or _HEADS.search(text) or _under_applications(prose, sentence.start)
            if not goes_on and not _SUMS.search(text):
                continue
            numbers = quantities(text)
            on_matter = named or bool(numbers and goes_on)
            if on_matter and (numbers or _DENIES.search(text)):
                reading = _read_sentence(prose, sentence, numbers, words, filing, near)
            elif on_matter or len(numbers) > 1:
                reading = Reading(prose, sentence, (), tuple(numbers), (None,) * len(numbers), (), ())
            else:
                continue
            readings.append(reading)
            last = reading if on_matter else last
    return Narrative(tuple(proses), tuple(readings))


def _end(reading: Reading) -> int:
    return reading.sentence.start + len(reading.sentence.text)


def _under_applications(prose: Prose, start: int) -> bool:
    """Whether the sub-head on applications stands not far before."""
    return prose.text.find(_SUB_HEAD, max(0, start - _LOOK_BACK), start) >= 0


def _read_sentence(
    prose: Prose, sentence: Sentence, numbers: list[Quantity], words: Vocabulary, filing: Filing, last: Reading | None
) -> Reading:
    text = sentence.masked
    tokens = words.scan(text)
    kinds = {token.kind for token in tokens}
    context = _context(words, filing, text, last)
    context.named = "app" in kinds
    context.informed = "informed" in kinds
    if numbers and kinds & _DISPUTES and _ABOUT_DISCLOSURE.search(text, 0, numbers[0].start):
        context.disputed = True
    if not (context.disclosure and context.named) and kinds & _LENT and _under_applications(prose, sentence.start):
        context.disclosure = context.named = True
    context.includes_carried = "part" in kinds and "last" in kinds and bool(kinds & {"carry", "open"})
    claims: list[Claim | None] = []
    others: list[Claim] = []
    unread: list[Quantity] = []
    for phrase in _phrases(text, numbers, tokens):
        meaning = meaning_of(phrase, text, context)
        if isinstance(meaning, Meaning):
            claims.append(_claim(phrase, meaning, prose, sentence, tokens, context))
            others += [_claim(phrase, second, prose, sentence, tokens, context) for second in meaning.also]
        else:
            claims.append(None)
            if meaning == "unread" and not prose.beside_table:
                unread.append(phrase.quantity)
    # Claims that hold no number of their own: 均为自然人申请, 未发生行政复议.
    if "each" in kinds:
        others += all_of_one_kind(sentence, tokens, numbers, claims, context)
    if "result" in kinds:
        others += all_with_one_result(sentence, tokens, numbers, claims)
    if kinds & _DENIALS:
        others += zero_claims(prose, sentence, tokens, numbers, context)
    return Reading(prose, sentence, tuple(tokens), tuple(numbers), tuple(claims), tuple(others), tuple(unread))


def _context(words: Vocabulary, filing: Filing, text: str, last: Reading | None) -> Context:
    """What the sentence before lends: that it was about applications, and how narrow its scope was."""
    said = [claim for claim in last.claims if claim is not None and claim.code != "fee"] if last is not None else []
    disputes = [claim for claim in said if claim.code == "S4"]
    asked = any(claim.code in ("S1", "S2", "S6") for claim in said)
    return Context(
        words,
        filing,
        disclosure="公开" in text or any(claim.code != "S5" for claim in said),
        matter="app" if asked else "",
        narrow=any(claim.code in ("S1", "S2") and not claim.certain for claim in said),
        disputed=bool(disputes) and all(claim.certain for claim in disputes),
        whole=next((claim for claim in said if claim.code in ("S1", "S2") and claim.relation == "="), None),
    )


def _phrases(text: str, numbers: list[Quantity], tokens: list[Token]) -> Iterator[Phrase]:
    """Each number with its clause; a clause of filling words only borrows the one before it."""
    stops = [0] + [stop.end() for stop in _STOP.finditer(text)]
    listed = _AMONG in text
    previous = used = 0
    for index, quantity in enumerate(numbers):
        following = numbers[index + 1].start if index + 1 < len(numbers) else len(text)
        start = max(previous, stops[bisect_right(stops, quantity.start) - 1])
        start = max(start, used)
        among = text.rfind(_AMONG, 0, quantity.start) if listed else -1
        if start > max(previous, used) and among < start and LIGHT.fullmatch(text, start, quantity.start):
            borrowed = max(previous, stops[bisect_right(stops, start - 1) - 1])
            start = borrowed if borrowed > previous or not previous else start
        stop = _PAUSE.search(text, quantity.end, following)
        end = stop.start() if stop else following
        own = tuple([token for token in tokens if start <= token.start and token.end <= quantity.start])
        after: tuple[Token, ...] = ()
        if stop or following == len(text):
            after = tuple([token for token in tokens if quantity.end <= token.start and token.end <= end])
        if after and not LIGHT.fullmatch(text, after[-1].end, end):
            after = ()
        part = (
            among >= 0
            and "；" not in text[among : quantity.start]
            and not _DONE_OF.fullmatch(text, among, quantity.start)
        )
        if part and after and after[0].kind == "done" and LIGHT.fullmatch(text, among + len(_AMONG), quantity.start):
            part = False  # 其中4件办结
        yield Phrase(quantity, own, after, start, part)
        # What was said after one number (2件维持、1件终止) is not said of the next.
        used = end if after and not own else 0
        previous = quantity.end


def _claim(
    phrase: Phrase, meaning: Meaning, prose: Prose, sentence: Sentence, tokens: list[Token], context: Context
) -> Claim:
    quantity = phrase.quantity
    narrow = is_narrow(sentence.masked, quantity.start, tokens, context.filing)
    if meaning.topic == "outcome":
        narrow = narrow or context.narrow
    return Claim(
        topic=meaning.topic,
        number=quantity.value,
        unit=quantity.unit,
        sentence=sentence.text,
        section=prose.section.key,
        offset=prose.offset(sentence.start + quantity.start),
        targets=meaning.targets,
        year=other_year(sentence.masked, quantity.start, phrase, meaning, context.filing),
        slack=quantity.slack,
        relation=meaning.relation,
        certain=meaning.certain and not narrow,
    )
