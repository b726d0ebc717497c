"""Section five from the tracker of problems and measures: what became of last year's, what is new."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.report.narrative.draft_words import placeholder


class Answered(NamedTuple):
    """A problem of an earlier report, whether it is solved, and what this report says of it."""

    problem: str
    done: bool
    words: str


class Planned(NamedTuple):
    """A measure: what, by whom, until when."""

    text: str
    owner: str
    due: str


class Named(NamedTuple):
    """A problem of this report with its measures."""

    problem: str
    measures: tuple[Planned, ...]


class Tracker(NamedTuple):
    """What a report's tracker holds; ``unanswered`` are earlier problems that nothing is said of yet."""

    answered: tuple[Answered, ...] = ()
    unanswered: tuple[str, ...] = ()
    named: tuple[Named, ...] = ()


def problems_text(tracker: Tracker) -> str:
    """The words of section five, or nothing where the tracker is empty."""
    if not any(tracker):
        return ""
    lines = []
    if tracker.answered or tracker.unanswered:
        lines.append("针对上年查找的问题，整改情况如下。")
        lines += [_answer(number, one) for number, one in enumerate(tracker.answered, start=1)]
        lines += [f"{placeholder(f'上年问题“{_even(one)}”的整改情况')}。" for one in tracker.unanswered]
    problems = [f"{number}.{_stopless(one.problem)}" for number, one in enumerate(tracker.named, start=1)]
    lines.append(f"本年度工作中仍有待解决的问题是：{'；'.join(problems) or placeholder('存在的主要问题')}。")
    measures = [
        f"{_stopless(one.text)}（责任单位：{one.owner}，完成时限：{one.due}）"
        for named in tracker.named
        for one in named.measures
    ]
    bare = [named.problem for named in tracker.named if not named.measures]
    measures += [placeholder(f"针对“{_even(problem)}”的改进措施") for problem in bare]
    numbered = [f"{number}.{words}" for number, words in enumerate(measures, start=1)]
    told = "；".join(numbered) or placeholder("与上述问题逐一对应的改进措施")
    lines.append(f"下一步将采取的改进措施是：{told}。")
    return "\n".join(lines)


def _answer(number: int, one: Answered) -> str:
    state = "已经解决" if one.done else "继续推进"
    return f"{number}.{_stopless(one.problem)}：{state}，{_stopless(one.words)}。"


def _stopless(text: str) -> str:
    return _even(text).rstrip("。；;.")


def _even(text: str) -> str:
    """On one line, without the marks that tokens and gaps are written with."""
    return " ".join(text.translate(str.maketrans("{}〔〕", "（）（）")).split())
