"""``gongkai classify``: question by question from an application to its ending, each step with its article."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

import typer

from gongkai.cli import console, terms
from gongkai.cli.explained import cited
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, spoken
from gongkai.cli.terms import AsJson, Policies, parse_day, regime_of
from gongkai.law.classify import STAGES, Classified, Question, classify, next_question
from gongkai.law.outcomes import Element, required_elements
from gongkai.law.policy import Policy
from gongkai.law.policy import questions as open_questions
from gongkai.law.remedies import Mode, remedy_mode, remedy_sentence

HELP = _(
    "判断一件申请应如何答复：逐题提问，每一步说明理由和条文，最后列出结果、答复书须写明的内容、应留存的材料和救济告知。\n\n"
    "示例：\n\n"
    "  gongkai classify                                             在终端逐题回答\n\n"
    "  gongkai classify --answer withdrawn=no --answer complete=yes 已答的不再问；无终端时列出下一题\n\n"
    "  gongkai classify --answer withdrawn=yes --json               供程序使用\n\n"
    "退出码：0 已得出结果，1 还有问题没有回答，2 用法有误。"
)

Answers = Annotated[
    list[str] | None, typer.Option("--answer", metavar="KEY=OPTION", help=_("已知的回答，可重复，如 complete=yes"))
]
OnDay = Annotated[
    date | None, typer.Option("--on", parser=parse_day, metavar="DATE", help=_("答复日期，决定救济途径，默认今天"))
]
Online = Annotated[bool, typer.Option("--online", help=_("答复通过网络送达"))]
BACK = "<"
BLANKS = (
    ("〔复议机关〕", "〔有管辖权的人民法院〕", "〔网上申请行政复议的网址〕"),
    ("[authority]", "[competent court]", "[address for filing reconsideration online]"),
)
"""What stands in the remedies line, in Chinese and in English, for the names that the office fills in."""


class Ending(NamedTuple):
    """The end of the way with what depends on the day of the answer; lapses bring no letter and no ``mode``."""

    classified: Classified
    on: date
    must_state: tuple[Element, ...]
    mode: Mode | None
    sentence: tuple[str, str] | None


def classify_application(
    answer: Answers = None,
    on: OnDay = None,
    online: Online = False,
    policy: Policies = None,
    as_json: AsJson = False,
) -> None:
    """Ask until the ending is known, or say which question comes next."""
    day = on or terms.today()
    chosen = regime_of(policy, None).policies.on(day)
    given = _given(answer or [])
    found = next_question(given, policy=chosen)
    if isinstance(found, Question) and not as_json and sys.stdin.isatty() and console.out().is_terminal:
        found = _ask(found, given, chosen)
    if isinstance(found, Question):
        console.line(json.dumps(question_json(found), ensure_ascii=False)) if as_json else print_question(found)
        raise typer.Exit(1)
    if found.unused:
        classify(given, policy=chosen)  # refuses them, saying why
    ending = ending_of(found, day, chosen, online=online)
    console.line(json.dumps(ending_json(ending), ensure_ascii=False)) if as_json else print_ending(ending)


def _given(answers: list[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for text in answers:
        key, equals, option = text.partition("=")
        if not equals or not key or not option:
            raise UsageError(_("“{}”不是回答，请写作 问题=选项，如 complete=yes").format(text))
        if given.setdefault(key.strip(), option.strip()) != option.strip():
            raise UsageError(_("问题 {} 有两个不同的回答").format(key))
    return given


def _ask(found: Question | Classified, given: dict[str, str], policy: Policy) -> Question | Classified:
    """Ask one question after another; an empty line asks again, ``<`` takes the last answer back."""
    asked: list[str] = []
    while isinstance(found, Question):
        print_question(found)
        said = _line_from_terminal().strip()
        if said == BACK and asked:
            del given[asked.pop()]
        elif (key := _option_key(found, said)) is not None:
            given[found.key] = key
            asked.append(found.key)
        elif said:
            console.out().print(f"[yellow]{_('请输入序号或者选项名称；< 返回上一题')}[/]")
        found = next_question(given, policy=policy)
    return found


def _line_from_terminal() -> str:
    try:
        return input("> ")
    except EOFError:
        raise typer.Abort from None


def _option_key(question: Question, said: str) -> str | None:
    """The option by its number or its name."""
    keys = [option.key for option in question.options]
    if said.isdecimal() and 1 <= int(said) <= len(keys):
        return keys[int(said) - 1]
    return said if said in keys else None


def print_question(question: Question) -> None:
    """A question, why it is asked, the articles, and the possible answers."""
    stage = spoken(STAGES[question.stage])
    console.out().print(f"[bold]{console.plain(spoken(question.words))}[/]  [dim]{question.key} · {stage}[/]")
    console.out().print(f"  [dim]{console.plain(spoken(question.help))}  {console.plain(cited(question.cites))}[/]")
    for number, option in enumerate(question.options, start=1):
        console.out().print(f"  {number}. {console.plain(spoken(option.words))}  [dim]{question.key}={option.key}[/]")


def question_json(question: Question) -> dict[str, Any]:
    """The object of a question that is still open."""
    return {
        "question": question.key,
        "stage": question.stage,
        "words": question.words[0],
        "words_en": question.words[1],
        "help": question.help[0],
        "help_en": question.help[1],
        "cites": list(map(str, question.cites)),
        "options": [
            {"option": option.key, "words": option.words[0], "words_en": option.words[1]} for option in question.options
        ],
    }


def ending_of(found: Classified, on: date, policy: Policy, *, online: bool) -> Ending:
    """What the letter says and which way is open, for an answer of a day.

    Raises :class:`~gongkai.finding.Refusal` for a day before 2019-05-15.
    """
    grounds = (found.ground,) if found.ground else ()
    every = required_elements(found.leaf, answered_on=on, online=online, policy=policy, grounds=grounds)
    of_other_cases = set(found.outcome.must_state) - set(found.must_state)
    stated = tuple(element for element in every if element not in of_other_cases)
    if not found.outcome.by_answer:
        return Ending(found, on, stated, None, None)
    zh, en = (
        remedy_sentence(
            found.leaf,
            answered_on=on,
            policy=policy,
            authorities=(authority,),
            court=court,
            online_address=address,
            online=online,
            grounds=grounds,
        )
        for authority, court, address in BLANKS
    )
    mode = remedy_mode(found.leaf, answered_on=on, policy=policy, grounds=grounds)
    return Ending(found, on, stated, mode, (zh[0], en[1]))


def mode_words(mode: Mode) -> str:
    """Which way is open, in words."""
    words = {
        Mode.EITHER: _("可以复议，也可以直接起诉"),
        Mode.REVIEW_FIRST: _("复议前置：应当先申请行政复议"),
        Mode.SPLIT: _("不公开的部分复议前置，公开的部分可以直接起诉"),
    }
    return words[mode]


def print_ending(ending: Ending) -> None:
    """The way with its reasons, the ending, and what follows from it."""
    found, outcome = ending.classified, ending.classified.outcome
    for number, reason in enumerate(found.path, start=1):
        asked = f"{console.plain(spoken(reason.asked))}  [bold]{console.plain(spoken(reason.answered))}[/]"
        console.out().print(f"{number:>2}. {asked}")
        console.out().print(f"    [dim]{console.plain(spoken(reason.why))}  {console.plain(cited(reason.cites))}[/]")
    name = f"[bold green]{console.plain(spoken(outcome.name))}[/]"
    console.out().print(f"{_('结果')}{_('：')}{name}  {found.leaf}  [dim]{console.plain(cited(outcome.cites))}[/]")
    console.out().print(f"  {console.plain(spoken(outcome.applies))}")
    _print_list(_("答复书须写明") if ending.mode else _("须登记"), [_element(part) for part in ending.must_state])
    _print_list(_("应留存的材料"), [spoken(part.words) for part in outcome.evidence])
    if ending.mode is not None and ending.sentence is not None:
        console.out().print(f"[bold]{_('救济途径')}[/]  {mode_words(ending.mode)}")
        console.out().print(f"  {console.plain(spoken(ending.sentence))}")
    _print_list(_("注意"), [spoken(trap) for trap in outcome.traps] + _doubts(found))


def _element(part: Element) -> str:
    when = f"{spoken(part.when)}{_('：')}" if part.when else ""
    articles = f"  {cited(part.cites)}" if part.cites else ""
    return f"{when}{spoken(part.words)}{articles}"


def _doubts(found: Classified) -> list[str]:
    """Where the law leaves open what was decided on the way."""
    doubts = [_("本结果的依据有争议，请由法制人员确认")] if found.outcome.unsure else []
    known = open_questions()
    return doubts + [_("政策参数 {}：{}").format(key, spoken(known[key].question)) for key in found.policies]


def _print_list(title: str, lines: list[str]) -> None:
    if lines:
        console.out().print(f"[bold]{title}[/]")
        for line in lines:
            console.out().print(f"  - {console.plain(line)}")


def ending_json(ending: Ending) -> dict[str, Any]:
    """The object of an ending."""
    found, outcome = ending.classified, ending.classified.outcome
    return {
        "leaf": str(found.leaf),
        "row": found.leaf.row,
        "name": outcome.name[0],
        "name_en": outcome.name[1],
        "ground": str(found.ground) if found.ground else None,
        "cites": list(map(str, found.cites)),
        "path": [_reason_json(reason._asdict()) for reason in found.path],
        "must_state": [_part_json(part.key, part.words, part.cites) for part in ending.must_state],
        "evidence": [_part_json(part.key, part.words, ()) for part in outcome.evidence],
        "needs": list(found.needs),
        "answered_on": ending.on.isoformat(),
        "remedy": str(ending.mode) if ending.mode else None,
        "sentence": ending.sentence[0] if ending.sentence else None,
        "sentence_en": ending.sentence[1] if ending.sentence else None,
        "traps": [trap[0] for trap in outcome.traps],
        "policies": list(found.policies),
        "unsure": found.unsure,
    }


def _reason_json(reason: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "question": reason["question"],
        "option": reason["option"],
        "why": reason["why"][0],
        "why_en": reason["why"][1],
        "cites": list(map(str, reason["cites"])),
    }


def _part_json(key: str, words: tuple[str, str], cites: tuple[Any, ...]) -> dict[str, Any]:
    return {"key": key, "words": words[0], "words_en": words[1], "cites": list(map(str, cites))}
