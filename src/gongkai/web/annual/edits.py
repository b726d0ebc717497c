"""Writing while a report is drafted: numbers, words, reasons, problems and measures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.report.checks.years import same_body
from gongkai.report.compile import form_for
from gongkai.report.filing import Filing
from gongkai.report.form import Cell, Form, Kind
from gongkai.report.narrative.tokens import unknown
from gongkai.report.render import render
from gongkai.web.annual import bridge
from gongkai.web.annual.drafting import FORBIDDEN, assemble, finding_key
from gongkai.web.annual.models import Entry, Explained, FollowUp, Measure, Problem, Report, State, Taken, Words
from gongkai.web.annual.services import opened, token_taken
from gongkai.web.bodies.models import Body

MOST = Decimal(10) ** 13
"""No number of a report is as large."""
REPLACED = "由新的填报替代"


class Source(NamedTuple):
    """Which file a report was read from: the reading, the file's name and its SHA-256."""

    reading: int
    name: str
    file_digest: str


@contextmanager
def drafting(body: Body, year: int, scope: str) -> Iterator[Report]:
    """The report, locked, in a transaction.  Raises :class:`Refusal` where it is not being drafted."""
    with transaction.atomic():
        report = opened(body, year, scope)
        if report.state != State.DRAFTING:
            raise Refusal(
                "not-drafting",
                (f"报告现为“{report.get_state_display()}”，不能修改内容", f"the report is {report.state}"),
                ("需要修改的，请先退回修改或启动更正", "send it back, or begin a correction"),
            )
        yield report


def entry_add(
    *, report: Report, cell: Cell, value: Decimal, source: str, reason: str, actor: Any, on: date, token: str
) -> Entry:
    """A number for a cell, in place of one entered before; the same ``token`` again changes nothing.

    Call within :func:`drafting`.  Raises :class:`Refusal` for a number that the cell cannot hold, where
    source or reason is missing, and for a ``token`` that entered something else.
    """
    made = Entry.objects.filter(token=token).first()
    if made is not None:
        if (made.report_id, made.cell, made.value) != (report.pk, cell.name, value):
            raise token_taken()
        return made
    if (wrong := misfit(cell, value)) is not None:
        raise Refusal(
            "bad-number", (f"{cell.label}：{wrong}", f"{cell.name} cannot hold {value}"), ("请改正", "mend it")
        )
    if not source.strip() or not reason.strip():
        raise Refusal(
            "no-source", ("请写明数据来源和填报理由", "source and reason are due"), ("补充后保存", "add them")
        )
    for old in report.entries.filter(cell=cell.name, struck_on=None):
        _strike(old, REPLACED, actor, on)
    given = {"source": source.strip(), "reason": reason.strip(), "by": actor, "on": on, "token": token}
    return Entry.objects.create(report=report, cell=cell.name, value=value, **given)


def misfit(cell: Cell, value: Decimal) -> str | None:
    """Why the cell cannot hold the number, in words; ``None`` if it can."""
    if not value.is_finite() or abs(value) >= MOST:
        return "数字过大"
    if cell.kind is not Kind.CHANGE and value < 0:
        return "不能小于0"
    if cell.kind is not Kind.MONEY and value % 1:
        return "应为整数"
    if value != round(value, 2):
        return "最多两位小数"
    return None


def entry_strike(*, report: Report, cell: str, reason: str, actor: Any, on: date) -> None:
    """Take the number entered for a cell back; the ledger's figure counts again.  Within :func:`drafting`."""
    row = report.entries.filter(cell=cell, struck_on=None).first()
    if row is None:
        raise Refusal(
            "nothing-entered", ("这一格没有手工填报的数", "nothing was entered there"), ("刷新页面", "reload")
        )
    _strike(row, reason, actor, on)


def reading_take(
    *,
    report: Report,
    use: str,
    filing: Filing,
    source: Source,
    actor: Any,
    on: date,
    token: str,
    public: bool = False,
) -> Taken:
    """A report read from a file in place of this one, or only beside next year's; in place of one taken before.

    ``public`` is whether it is published elsewhere, so that everybody may see it.  Within :func:`drafting`.
    Raises :class:`Refusal` where the file tells of another body, another year, or in another edition of the form.
    """
    made = Taken.objects.filter(token=token).first()
    if made is not None:
        if (made.report_id, made.use, made.reading) != (report.pk, use, source.reading):
            raise token_taken()
        return made
    fits(filing, report)
    for old in report.taken_all.filter(struck_on=None):
        _strike(old, REPLACED, actor, on)
    content = render(filing, "json").decode()
    digest = hashlib.sha256(content.encode()).hexdigest()
    given = {"content": content, "digest": digest, "token": token, "by": actor, "on": on, "public": public}
    return Taken.objects.create(report=report, use=use, **source._asdict(), **given)


def reading_strike(*, report: Report, reason: str, actor: Any, on: date) -> None:
    """Take the file back: the ledger counts again.  Within :func:`drafting`.

    Raises :class:`Refusal` without a reason, and where no file was taken.
    """
    row = report.taken_all.filter(struck_on=None).first()
    if row is None:
        raise Refusal("nothing-taken", ("没有采用文件", "no file was taken"), ("请刷新页面", "reload the page"))
    if not reason.strip():
        raise Refusal("no-reason", ("请写明不再采用的原因", "a reason is due"), ("填写原因后再提交", "state it"))
    _strike(row, reason.strip(), actor, on)


def fits(filing: Filing, report: Report) -> None:
    """Raises :class:`Refusal` where the file is not the report of this body and year in this year's edition."""
    name = bridge.agency_of(report.body, report.scope)
    if not same_body(filing.agency or "", name):
        raise Refusal(
            "other-body",
            (f"文件是“{filing.agency or '未读出机关'}”的报告，不是“{name}”的", "the file is another body's report"),
            ("请选择文件上的机关；原件机关名称读错或者机关已更名的，在核对时改正后再采用", "choose the body it names"),
        )
    if filing.year != report.year:
        raise Refusal(
            "other-year",
            (f"文件是{filing.year or '未读出年度'}年的报告，不是{report.year}年的", "the file is of another year"),
            ("请用于文件上的年度；年度读错的，在核对时改正后再采用", "use it for its own year"),
        )
    form = form_for(report.year)
    if filing.form.edition != form.edition:
        raise Refusal(
            "other-edition",
            (
                f"文件用的是{filing.form.edition}年版格式，{report.year}年度应当用{form.edition}年版",
                f"the file has the form of {filing.form.edition}, the year that of {form.edition}",
            ),
            ("请由该机关按规定格式重新编制后再上传", "let the body draw it up anew in the right form"),
        )


def words_write(*, report: Report, section: str, text: str | None, seen: int, actor: Any, on: date) -> None:
    """The words of a section; ``None`` goes back to the draft.  Within :func:`drafting`.

    ``seen`` is the row that the author began from.  Raises :class:`Refusal` where somebody else wrote in
    the meantime.
    """
    newest = report.words.filter(section=section).last()
    if newest is not None and newest.pk != seen and newest.text != text:
        raise Refusal(
            "written-meanwhile",
            (f"{bridge.person(newest.by)}在您打开之后修改了这一部分", "somebody else wrote in the meantime"),
            ("您写的内容还在下面；请对照后再保存一次", "yours is kept below: compare and save once more"),
        )
    if (newest.text if newest else None) != text:
        Words.objects.create(report=report, section=section, text=text, on=on, by=actor)


def worded(form: Form) -> frozenset[str]:
    """The sections that are words: those without a table."""
    return frozenset(section.key for section in form.sections if not section.table)


def words_wrong(text: str, form: Any) -> str | None:
    """What is wrong with the tokens of a text, in words."""
    bad = unknown(text, form)
    return f"不能识别的数字标记：{'、'.join(dict.fromkeys(bad[:5]))}" if bad else None


def finding_explain(*, report: Report, key: str, reason: str, actor: Any, on: date, regime: Regime) -> Explained:
    """Accept a finding with a reason, as it stands now.  Within :func:`drafting`.

    Raises :class:`Refusal` for one that is not there any more, or that the form or the law does not leave to anybody.
    """
    draft = assemble(bridge.gather(report, regime))
    found = next((one for one in draft.findings if finding_key(one) == key), None)
    if found is None:
        raise Refusal(
            "finding-gone", ("这条校验结果已经变化", "the finding has changed"), ("请看新的结果", "look again")
        )
    if found.code in FORBIDDEN:
        raise Refusal(
            "not-acceptable",
            (f"{found.code} {found.kind.title[0]}：{'、'.join(found.kind.cites)}", "the form leaves no choice here"),
            (found.kind.advice[0], found.kind.advice[1]),
        )
    if not reason.strip():
        raise Refusal("no-reason", ("请写明理由", "a reason is due"), ("填写理由后再保存", "state it"))
    row = report.explained.filter(key=key, struck_on=None).first()
    if row is not None:
        return row
    given = {"code": found.code, "message": found.message, "reason": reason.strip(), "by": actor, "on": on}
    return Explained.objects.create(report=report, key=key, **given)


def explain_strike(*, report: Report, key: str, actor: Any, on: date) -> None:
    """Take an acceptance back.  Within :func:`drafting`."""
    for row in report.explained.filter(key=key, struck_on=None):
        _strike(row, "撤回", actor, on)


def problem_add(*, report: Report, text: str, actor: Any, on: date) -> Problem:
    """A problem of this year; the same words again give the problem that is there.  Within :func:`drafting`."""
    made = report.problems.filter(text=text, struck_on=None).first()
    return made or Problem.objects.create(report=report, text=text, by=actor, on=on)


def measure_add(*, report: Report, problem: int, text: str, owner: str, due_on: date, actor: Any, on: date) -> Measure:
    """What is to be done about a problem of this report, by whom, until when.  Within :func:`drafting`.

    Raises :class:`Refusal` for a problem of another report, or a day that does not lie ahead.
    """
    row = report.problems.filter(pk=problem, struck_on=None).first()
    if row is None:
        raise Refusal("no-problem", ("没有这个问题", "there is no such problem"), ("请刷新页面", "reload the page"))
    if due_on <= on:
        raise Refusal(
            "due-passed",
            (f"完成时限{due_on:%Y-%m-%d}应在今天之后", "the day does not lie ahead"),
            ("请改正时限", "mend it"),
        )
    given = {"text": text, "owner": owner, "due_on": due_on}
    made = row.measures.filter(struck_on=None, **given).first()
    return made or Measure.objects.create(problem=row, by=actor, on=on, **given)


def tracked_strike(*, report: Report, what: str, key: int, actor: Any, on: date) -> None:
    """Take a problem or a measure of this report out, with its trace.  Within :func:`drafting`."""
    model: Any = {"problem": Problem, "measure": Measure}[what]
    owner = {"report": report} if what == "problem" else {"problem__report": report}
    for row in model.objects.filter(pk=key, struck_on=None, **owner):
        _strike(row, "撤销", actor, on)


def follow_up(*, report: Report, problem: int, became: str, words: str, actor: Any, on: date) -> FollowUp:
    """What became of an earlier problem.  Within :func:`drafting`.

    Raises :class:`Refusal` for one that is not open.
    """
    row = next((one for one in bridge.open_problems(report) if one.pk == problem), None)
    if row is None:
        raise Refusal("no-problem", ("没有这个待答复的问题", "it is not open"), ("请刷新页面", "reload the page"))
    last = report.follow_ups.filter(problem=row).last()
    if last is not None and (last.became, last.words) == (became, words):
        return last
    return FollowUp.objects.create(report=report, problem=row, became=became, words=words, by=actor, on=on)


def _strike(row: Any, reason: str, actor: Any, on: date) -> None:
    row.struck_on, row.struck_by, row.struck_reason = on, actor, reason[:500]
    row.save(update_fields=["struck_on", "struck_by", "struck_reason"])
