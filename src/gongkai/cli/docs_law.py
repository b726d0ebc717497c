"""Two generated pages for lawyers: what of the law is modelled, article by article, and what the law leaves open."""

from __future__ import annotations

from gongkai.cli.markdown import NOTICE, rows
from gongkai.law.coverage import Line, coverage
from gongkai.law.instruments import DIVISIONS, READ, Instrument, register, resolve
from gongkai.law.policy import Question, questions

WHOLE = "条例"
"""The text whose every article is listed."""

MARKS = {
    "open": ("法律未规定", "the law is silent"),
    "practice": ("通行做法，无明文", "common practice, not written"),
    "unsure": ("依据不确定，请人工确认", "the source is uncertain: a person decides"),
}
"""How sure the default of an open question is."""


def law_page() -> str:
    """Every article of the Regulation with its rules or the reason for none; of other texts, those in use."""
    lines = coverage(register()[WHOLE])
    modelled = sum(bool(line.by) for line in lines)
    parts = [
        "# What of the law is modelled / 法律条文覆盖",
        NOTICE,
        "A name such as `clocks.answer_due` is a function or value of `gongkai.law`; one in brackets, such as "
        "`[reasons_pause]`, is an open question of [policy.md](policy.md). The gist is ours, not the text of the law.",
        "`clocks.answer_due` 等是 `gongkai.law` 中的函数或数值；方括号内是[未决事项](policy.md)。"
        "要点为本项目概括，不是法律原文。",
        f"{modelled} of the {len(lines)} articles of the Regulation have a rule; for the others the reason is given. "
        f"《条例》{len(lines)}条中{modelled}条有规则，其余各条说明理由。",
    ]
    for instrument in register().values():
        parts += _instrument(instrument)
    return "\n\n".join(parts) + "\n"


def _instrument(instrument: Instrument) -> list[str]:
    lines = coverage(instrument, cited_only=instrument.key != WHOLE)
    parts = [
        f"## {instrument.key}：《{instrument.title[0]}》",
        f"{instrument.title[1]}. {instrument.number}. {_life(instrument)}",
        f"- 核对：{READ[instrument.read][0]}。范围：{instrument.scope[0]}。\n"
        f"- Read: {READ[instrument.read][1]}. Scope: {instrument.scope[1]}.",
    ]
    if lines:
        unit = " / ".join(DIVISIONS[instrument.divided])
        parts.append(rows((unit, "要点", "gist", "rules, or why none / 规则或理由"), map(_line, lines)))
    else:
        parts.append("No rule cites an article of it. / 没有规则引用其条文。")
    return parts


def _life(instrument: Instrument) -> str:
    days = (("issued", instrument.issued), ("in force from", instrument.in_force), ("until", instrument.until))
    return ", ".join(f"{word} {day}" for word, day in days if day) or "Dates not known."


def _line(line: Line) -> tuple[str, ...]:
    behind = ", ".join(f"`{name}`" for name in line.by)
    why = " ".join(line.why) if line.why else ""
    return (str(line.article.number), *line.article.gist, behind or f"— {why}")


def policy_page() -> str:
    """Every open question: its default, what a body may choose instead, why it is open, and where."""
    known = questions()
    parts = [
        "# What the law leaves open / 法律未决事项",
        NOTICE,
        f"{len(known)} questions. Each default is a choice of this program, shown to whoever asks why. A body "
        "decides otherwise in a file of its own; the choice holds for matters that began on or after `since`:",
        f"共{len(known)}项。默认值只是本系统的取值，凡问及理由都会显示。各机关可用自己的文件改定，自`since`当日起的事项适用：",
        _example(next(iter(known.values()))),
        "A question decided more than once is written `[[key]]`, one entry a decision. "
        "多次改定的，写作`[[key]]`，每次一段。",
        rows(("key", "default", "may be", "mark"), map(_summary, known.values())),
    ]
    parts += [_question(question) for question in known.values()]
    return "\n\n".join(parts) + "\n"


def _example(question: Question) -> str:
    lines = (f"[{question.key}]", "value = 10", "since = 2026-01-01", 'reason = "……"')
    return "\n".join(("```toml", *lines, "```"))


def _summary(question: Question) -> tuple[str, ...]:
    return (f"[`{question.key}`](#{question.key})", _value(question.value), _may_be(question), question.mark)


def _question(question: Question) -> str:
    mark, where = MARKS[question.mark], [resolve(cite).words for cite in question.cites]
    return "\n".join(
        (
            f"### {question.key}\n",
            f"{question.question[0]} / {question.question[1]}\n",
            f"- 默认：{_value(question.value)}；可取：{_may_be(question)}",
            f"- Default: {_value(question.value)}; may be: {_may_be(question)}",
            f"- 理由：{question.why[0]}（{mark[0]}）\n- Why: {question.why[1]} ({mark[1]})",
            f"- 依据：{'、'.join(zh for zh, _ in where)}\n- Where: {'; '.join(en for _, en in where)}",
        )
    )


def _value(value: int | str | bool) -> str:
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"`{value}`"


def _may_be(question: Question) -> str:
    if question.bounds:
        return f"{question.bounds[0]}–{question.bounds[1]} {question.unit or ''}".rstrip()
    if isinstance(question.value, bool):
        return "`true`, `false`"
    return ", ".join(f"`{choice}`" for choice in question.choices) or "MM-DD"
