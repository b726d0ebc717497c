"""What a number counts: decided by the words of its own clause, else by those right after it."""

from __future__ import annotations

import re

from gongkai.report.narrative.claim import LIGHT, YEAR, Cells, Context, Meaning, Phrase
from gongkai.report.narrative.prose import Quantity
from gongkai.report.narrative.words import Token, Vocabulary

CASE_UNITS = frozenset({"件", "件次", "宗", "起", "例", "份", "条", "次", "项", "个", "封", "人次", "部", ""})
_FIRM_UNITS = frozenset({"件", "件次", "宗", "起", "例"})
_MONEY_UNITS = frozenset({"元", "万元"})

_CHANGE = re.compile(r"[较比与和]20\d\d年|(?<!新)增长|(?<!新)增加|减少|下降|回落|上升|降低")

_APPLICATION = frozenset({"app", "bare"})
_DISPUTE = frozenset({"review", "suit", "route", "both"})
_DOING = frozenset({"got", "took", "handle", "done"})
_RESULTS = frozenset({"outcome", "group"})
_WHO = frozenset({"column", "organisations"})
_DOCUMENT = frozenset({"made", "repealed", "kept", "shown", "touched"})
_DISCLOSURE = re.compile("信息公开|政务公开|依申请公开|公开申请")
_VETTING = frozenset({"审核", "审查", "合法性", "会签", "备案", "报备"})
_NOT_DISCLOSURE = "非信息公开"
_ALL = re.compile("(?:共计|合计|总计)为?$")
_WHOLES = frozenset({"received", "handled", "applications", "issued"})
_SUBJECT = _APPLICATION | _DISPUTE | _RESULTS | _WHO | {"document", "carry", "out", "open", "fee", "notice"}


def meaning_of(phrase: Phrase, text: str, context: Context) -> Meaning | str:
    """What a number counts; ``"unread"`` if it is on one of these matters and not understood."""
    quantity, own = phrase.quantity, phrase.own
    kinds = {token.kind for token in own}
    if quantity.unit == "%" or "百分点" in quantity.unit or "compare" in kinds:
        return "no count"
    if "guided" in kinds or _CHANGE.search(text, phrase.own_start, quantity.start):
        return "no count"
    if "foreign" in kinds and _is_foreign(own):
        context.matter, context.document, context.disputes, context.named = "", "", [], False
        return "no count"
    used = own if kinds & _SUBJECT else own + phrase.after
    if kinds & {"carry"} and not kinds & {"last", "next"}:
        used = own + tuple(token for token in phrase.after if token.kind in ("last", "next", "app", "bare"))
    if used is not own:
        kinds = {token.kind for token in used}
    _lend(used, text, context)
    if kinds & {"fee", "notice"} or (context.fee and kinds & {"asked", "collected"}):
        return _fee(kinds, quantity)
    if quantity.unit not in CASE_UNITS:
        return "no count"
    adjacent = not own or bool(LIGHT.fullmatch(text, own[-1].end, quantity.start))
    if not adjacent and used is own:
        return _unless_firm(kinds, quantity, context)
    if used and used[-1].kind == "touched" and "document" not in kinds:
        return "no count"
    meaning = (
        _document(kinds, used, text, context)
        or _dispute(kinds, used, text, context, phrase)
        or _application(kinds, used, text, context, phrase)
        or _unless_firm(kinds, quantity, context)
    )
    if isinstance(meaning, Meaning) and phrase.part and meaning.topic in _WHOLES:
        return meaning._replace(relation="<=")
    return meaning


def _is_foreign(own: tuple[Token, ...]) -> bool:
    """Whether the clause counts other business (建议提案, 热线) and not what the form counts."""
    subjects = [token.kind for token in own if token.kind == "foreign" or token.kind in _SUBJECT]
    return bool(subjects) and subjects[-1] == "foreign"


def _unless_firm(kinds: set[str], quantity: Quantity, context: Context) -> str:
    speaks = bool(kinds & {"app", "review", "suit", "route", "document"}) and context.disclosure
    speaks = speaks or (context.matter == "app" and "weak" in kinds)
    return "unread" if speaks and quantity.unit in _FIRM_UNITS and "touched" not in kinds else "no count"


def _lend(used: tuple[Token, ...], text: str, context: Context) -> None:
    """Remember the nouns of this clause for the clauses after it."""
    named = []
    for token in used:
        if token.kind in _APPLICATION:
            context.matter = "app"
        elif token.kind == "document":
            vetted = any(text[other.start : other.end] in _VETTING for other in used)
            context.document = "" if vetted else token.key
        elif token.kind in _DISPUTE:
            named.append(token)
        elif token.kind in ("fee", "notice"):
            context.fee = True
    if named:
        context.disputes = [line for token in named for line in _dispute_lines(token, context.words)]


def _dispute_lines(token: Token, words: Vocabulary) -> tuple[str, ...]:
    if token.kind == "route":
        return (token.key,)
    if token.kind == "both":
        return words.reviews + words.suits
    return words.reviews if token.kind == "review" else words.suits


def _fee(kinds: set[str], quantity: Quantity) -> Meaning | str:
    if quantity.unit in _MONEY_UNITS:
        return Meaning("fee_asked" if "asked" in kinds and "collected" not in kinds else "fee_collected", ())
    return Meaning("fee_notices", ()) if "notice" in kinds and quantity.unit in CASE_UNITS else "no count"


def _document(kinds: set[str], used: tuple[Token, ...], text: str, context: Context) -> Meaning | str | None:
    """规范性文件 and 规章: made, repealed, in force; what was only moved or looked through is no cell."""
    named = "document" in kinds
    if not named and not (context.document and kinds & {"made", "repealed", "kept"} and not kinds & _SUBJECT):
        return None
    verbs = [token.kind for token in used if token.kind in _DOCUMENT]
    if "touched" in verbs:
        return "touched"
    line = next((token.key for token in used if token.kind == "document"), context.document)
    verb = next((verb for verb in ("repealed", "kept", "made", "shown") if verb in verbs), "")
    columns = _document_columns(context.words, line)
    table = context.words.published
    if not verb:
        verb = context.listing if context.listing in columns else "shown"
    context.listing = verb
    targets = tuple((f"{table}.{line}.{column}",) for column in columns[verb])
    weeding = "清理" in text  # what a clean-up keeps or repeals is a part of the year's figure
    topic = {"made": "issued", "kept": "in_force"}.get(verb, verb)
    return Meaning(topic, targets, certain=verb != "shown" and not weeding, relation="<=" if weeding else "=")


def _document_columns(words: Vocabulary, line: str) -> dict[str, tuple[str, ...]]:
    """The columns of table 2 that a verb may mean, in the edition at hand."""
    held = {column.key for column in words.form.table(words.published).columns_of(line)}
    meant = {
        "made": ("issued", "made", "disclosed"),
        "repealed": ("repealed",),
        "kept": ("in_force",),
        "shown": ("issued", "in_force", "disclosed", "made", "public_total"),
    }
    return {verb: tuple(key for key in keys if key in held) for verb, keys in meant.items()}


def _dispute(
    kinds: set[str], used: tuple[Token, ...], text: str, context: Context, phrase: Phrase
) -> Meaning | str | None:
    """复议 and 诉讼, their results, and the two ways to court."""
    named = bool(kinds & _DISPUTE)
    results = [token.key for token in used if token.kind == "result"]
    if context.disputes and "open" in kinds and not kinds & _APPLICATION:
        results.append("pending")
    if not named and not (results and context.disputes):
        return None
    if kinds & {"flaw", "stage"} and not results:
        return "touched"
    columns = tuple(dict.fromkeys(results)) or ("total",)
    none = phrase.quantity.value == 0 and context.disclosure  # no dispute at all is none about disclosure
    certain = (none or _of_disclosure(text, context, phrase)) and not kinds & {"flaw", "stage"}
    lines = tuple(dict.fromkeys(context.disputes))
    reviews = tuple(line for line in lines if line in context.words.reviews)
    suits = tuple(line for line in lines if line in context.words.suits)
    if reviews and suits and "each" in kinds:
        second = _disputed("litigation", suits, columns, certain, context)
        return _disputed("review", reviews, columns, certain, context)._replace(also=(second,))
    topic = "remedies" if reviews and suits else "review" if reviews else "litigation"
    return _disputed(topic, lines, columns, certain, context)


def _of_disclosure(text: str, context: Context, phrase: Phrase) -> bool:
    """Whether the clause itself, or what the whole sentence is about, is a dispute about disclosure."""
    end = phrase.quantity.end
    spoken = phrase.after[-1].end if phrase.after else end
    if text.find(_NOT_DISCLOSURE, end, end + 10) >= 0:
        return False
    return context.disputed or bool(_DISCLOSURE.search(text, phrase.own_start, spoken))


def _disputed(topic: str, lines: Cells, columns: Cells, certain: bool, context: Context) -> Meaning:
    table = context.words.remedies
    return Meaning(topic, (tuple(f"{table}.{line}.{column}" for line in lines for column in columns),), certain)


def _application(
    kinds: set[str], used: tuple[Token, ...], text: str, context: Context, phrase: Phrase
) -> Meaning | str | None:
    """Applications: what came of them, who asked, what was carried over, what came in and was closed."""
    words = context.words
    speaking = bool(kinds & _APPLICATION) or context.matter == "app"
    if kinds & _RESULTS:
        firm = context.disclosure and (speaking or context.named or "group" in kinds)
        granted = context.informed and [token.key for token in used if token.kind in _RESULTS] == [_granted(words)]
        return Meaning("outcome", _outcome_targets(used, text, words), firm, "<=" if granted else "=")
    if speaking and "informed" in kinds:
        return Meaning("outcome", ((words.cell(_granted(words)),),), context.disclosure, "<=")
    if speaking and kinds == {"part", "shown"} and phrase.quantity.unit in _FIRM_UNITS:  # 其中公开9件
        return Meaning("outcome", ((words.cell(_granted(words)),),), certain=False)
    if not speaking:
        return (
            Meaning("carried", _carried(kinds, used, text, context)[1], certain=False)
            if kinds & {"carry", "out"}
            else None
        )
    if kinds & {"carry", "out", "open"} or ("next" in kinds and kinds & _DOING):
        topic, targets = _carried(kinds, used, text, context)
        return Meaning(topic, targets, context.disclosure and topic != "carried")
    if kinds & _WHO:
        return Meaning("applicant", _applicant_targets(used, words), context.disclosure)
    if "channel" in kinds or any(_is_subject(token, text) for token in used):
        return Meaning("part", _all_applications(words), context.disclosure, "<=")
    doing = [token.kind for token in used if token.kind in _DOING]
    if doing or kinds & _APPLICATION:
        if not kinds & _APPLICATION and not _bare_verb(text, phrase):
            return None
        return _counted(doing, context)
    if not phrase.own and _ALL.search(text, phrase.own_start, phrase.quantity.start):  # 上年结转2件，共计28件
        return _counted([], context)._replace(certain=False)
    return None


def _granted(words: Vocabulary) -> str:
    return words.outcomes[0].key


def _is_subject(token: Token, text: str) -> bool:
    """Whether the word limits the applications to a subject (涉及征地), and not to disclosure itself."""
    return token.kind == "subject" and not text.startswith(("政府信息", "信息公开", "政务公开"), token.end)


def _bare_verb(text: str, phrase: Phrase) -> bool:
    """Whether the clause is a verb and its number only (办结69件), so that the noun may be lent."""
    verb = next((token for token in reversed(phrase.own) if token.kind in _DOING), None)
    if verb is None:
        return True
    return bool(LIGHT.fullmatch(text, verb.end, phrase.quantity.start)) and not phrase.after


def _counted(doing: list[str], context: Context) -> Meaning:
    words = context.words
    new, carried, total = words.cell("new"), words.cell("carried_in"), words.cell("total")
    received: tuple[Cells, ...] = ((new,), (new, carried)) if context.includes_carried or "took" in doing else ((new,),)
    if "done" in doing and not {"got", "took"} & set(doing):
        set_aside = tuple("-" + words.cell(line.key) for line in words.outcomes if line.key.startswith("o"))
        return Meaning("handled", ((total,), (total, "-" + carried), (total, *set_aside)), context.disclosure)
    if "handle" in doing or not doing or "done" in doing:
        return Meaning("handled" if doing else "applications", ((new, carried), (total,), (new,)), context.disclosure)
    return Meaning("received", received, context.disclosure)


def _all_applications(words: Vocabulary) -> tuple[Cells, ...]:
    return ((words.cell("new"), words.cell("carried_in")),)


def _carried(kinds: set[str], used: tuple[Token, ...], text: str, context: Context) -> tuple[str, tuple[Cells, ...]]:
    """Carried in or out: 上年 and 下年, or the year that is named, tell which."""
    words = context.words
    came, went = (words.cell("carried_in"),), (words.cell("carried_out"),)
    year = context.filing.year
    named = [int(found) for found in YEAR.findall(text, max(0, used[0].start - 8), used[-1].end + 7)] if used else []
    if kinds & {"out", "next"} or (year is not None and any(other > year for other in named)):
        return "carried_out", (went,)
    if "last" in kinds or (year is not None and "carry" in kinds and any(other < year for other in named)):
        return "carried_in", (came,)
    return ("carried_out", (went,)) if "open" in kinds else ("carried", (went, came))


def _outcome_targets(used: tuple[Token, ...], text: str, words: Vocabulary) -> tuple[Cells, ...]:
    """A leaf narrows its own group; leaves, or groups, named together are added up."""
    leaves = tuple(dict.fromkeys(token.key for token in used if token.kind == "outcome"))
    groups = tuple(dict.fromkeys(token.key for token in used if token.kind == "group"))
    grouped = tuple(line for head in groups for line in words.groups[head])
    outside = tuple(line for line in leaves if line not in grouped)
    whole = tuple(words.cell(line) for line in (*outside, *grouped))
    if not leaves or not groups or outside == leaves:
        return (whole,)
    named = tuple(words.cell(line) for line in leaves)
    last = next(token.end for token in reversed(used) if token.kind == "outcome")
    return (named, whole) if text.startswith("等", last) else (named,)


def _applicant_targets(used: tuple[Token, ...], words: Vocabulary) -> tuple[Cells, ...]:
    named = tuple(dict.fromkeys(token.key for token in used if token.kind == "column"))
    if any(token.kind == "organisations" for token in used):
        named = tuple(dict.fromkeys((*named, *words.organisations)))
    new, carried, total = (
        tuple(words.cell(line, column) for column in named) for line in ("new", "carried_in", "total")
    )
    return (new, new + carried, total)
