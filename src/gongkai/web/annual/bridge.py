"""Rows to the inputs of a report and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Prefetch

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.history import History
from gongkai.ledger.lines import canonical, read_lines
from gongkai.ledger.year import BodyYear
from gongkai.reading.sources.report_json import reports_from_json
from gongkai.report.compile import Compiled
from gongkai.report.filing import Filing
from gongkai.report.render import render
from gongkai.report.snapshot import snapshot
from gongkai.web.annual.counting import Counting, counted_from, counting
from gongkai.web.annual.drafting import Draft, Given, Inputs, assemble
from gongkai.web.annual.figures import encoded, summed
from gongkai.web.annual.models import FollowUp, Frozen, Problem, Publication, Report, Scope, State, Taken
from gongkai.web.annual.words import Answered, Named, Planned, Tracker
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import owes
from gongkai.web.cases.bridge import keyed_histories
from gongkai.web.cases.models import FactRow, Matter

FORMAT = "gongkai-report-1"
ADDED = (State.ACCEPTED, State.PUBLISHED)
"""The states in which a body's report is added up; for the district's own it is enough that it is signed."""


_PUBLICATIONS = Prefetch(
    "publications", Publication.objects.select_related("frozen__report__body").defer("frozen__snapshot")
)


def report_of(body: Body, year: int, scope: str) -> Report:
    """The report, or one not stored yet where nobody has begun."""
    both = Report.objects.filter(body=body, year__in=(year - 1, year), scope=scope).select_related("body", "frozen")
    found = {report.year: report for report in both.defer("frozen__snapshot")}
    report = found.get(year) or Report(body=body, year=year, scope=scope)
    report.earlier = [found[year - 1]] if year - 1 in found else []
    return report


def agency_of(body: Body, scope: str) -> str:
    """Whose name the report bears: that of an area bears the government's, not its office's."""
    name = body.name
    return name.removesuffix("办公室").removesuffix("办公厅") if scope == Scope.AREA and "人民政府" in name else name


class Others(NamedTuple):
    """The other reports that a report rests on, read once: what is counted and what is named are the same."""

    added: list[Frozen]
    before: Before | None
    taken: Taken | None


def others_of(report: Report) -> Others:
    """Those that are there now."""
    added = added_frozen(report.body, report.year) if report.scope == Scope.AREA else []
    return Others(added, before_of(report), taken_for(report))


def gather(report: Report, regime: Regime, *, fresh: bool = False, others: Others | None = None) -> Inputs:
    """Everything that the report rests on now; ``fresh`` reads every fact and checks every seal."""
    added, held, taken = others or others_of(report)
    return Inputs(
        agency=agency_of(report.body, report.scope),
        year=report.year,
        counting=_nothing(report.year) if taken else _counting(report, added, regime, fresh=fresh),
        roster=tuple(one.name for one in members(report.body, report.year)) if report.scope == Scope.AREA else (),
        bodies=tuple(filing_of(frozen) for frozen in added),
        area=report.scope == Scope.AREA,
        entries=_entries(report),
        words=_words(report),
        tracker=tracker_of(report),
        before=filing_from(held.content) if held else None,
        taken=filing_from(taken.content) if taken else None,
    )


def _nothing(year: int) -> Counting:
    return Counting(BodyYear(year), (), {}, whole=False)


def _summed(year: int, added: list[Frozen]) -> Counting:
    """The figures of signed reports; not whole where one of them was read from a file, or none is there."""
    held = [json.loads(frozen.figures) for frozen in added]
    known = [one for one in held if one is not None]
    return Counting(summed(year, known), (), {}, whole=bool(held) and len(known) == len(held))


def _counting(report: Report, added: list[Frozen], regime: Regime, *, fresh: bool) -> Counting:
    if report.scope == Scope.AREA:
        return _summed(report.year, added)
    if not fresh:
        return counting(report.body, report.year, regime)
    matters = Matter.objects.filter(body=report.body)
    heads = dict(matters.values_list("pk", "head"))
    found = dict(keyed_histories(matters, heads))
    histories = {history.matter: history for history in found.values()}
    return counted_from(histories, {found[key].matter: heads[key] for key in found}, report.year, regime)


def members(body: Body, year: int) -> list[Body]:
    """The bodies whose reports make up the area's: the body itself, and those below that owe one for the year."""
    return [body, *(one for one in body.children.all() if owes(one, year))]


def added_frozen(body: Body, year: int) -> list[Frozen]:
    """The signed reports that are added up: accepted or published ones, of a correction the published one."""
    reports = Report.objects.filter(year=year, scope=Scope.OWN, body__in=members(body, year))
    out = []
    reports = reports.select_related("frozen", "body").prefetch_related(_PUBLICATIONS)
    for report in reports.defer("frozen__snapshot").order_by("body"):
        enough = (*ADDED, State.SIGNED) if report.body_id == body.pk else ADDED
        published = list(report.publications.all())
        if report.frozen is not None and report.state in enough:
            report.frozen.report = report
            out.append(report.frozen)
        elif published:
            out.append(published[-1].frozen)
    return out


class Before(NamedTuple):
    """Last year's report: its JSON, and the digest by which a snapshot names it."""

    digest: str
    content: str


def before_of(report: Report) -> Before | None:
    """Last year's report as it was published last, or else as it was signed, or else as it was read from a file."""
    earlier = report.earlier
    if earlier is None:
        earlier = report_of(report.body, report.year, report.scope).earlier
    if not earlier:
        return None
    last = earlier[0]
    published = Publication.objects.filter(report=last).select_related("frozen").last()
    frozen = published.frozen if published else last.frozen
    if frozen is not None:
        return Before(frozen.digest, frozen.content)
    taken = taken_of(last)
    return Before(taken.digest, taken.content) if taken else None


def before_words(report: Report) -> str:
    """How last year's report is here: published, in its present state, or read from which file."""
    earlier = (
        report.earlier if report.earlier is not None else report_of(report.body, report.year, report.scope).earlier
    )
    if not earlier:
        return ""
    last = earlier[0]
    if Publication.objects.filter(report=last).exists():
        return "已公布"
    taken = taken_of(last) if last.frozen is None else None
    return f"读入文件{taken.name}" if taken else last.get_state_display()


def taken_of(report: Report) -> Taken | None:
    """The file that was taken for the year, if one was, whatever its use."""
    return report.taken_all.filter(struck_on=None).select_related("by").first() if report.pk else None


def taken_for(report: Report) -> Taken | None:
    """The same if it stands for the report."""
    taken = taken_of(report)
    return taken if taken is not None and taken.use == Taken.Use.REPORT else None


def filing_of(frozen: Frozen) -> Filing:
    """The report as it was signed."""
    return filing_from(frozen.content)


def filing_from(content: str) -> Filing:
    """A report from its own JSON.  Raises :class:`Refusal` if it is none."""
    found = reports_from_json(content.encode())
    if not found:
        raise Refusal("broken", ("保存的报告内容已损坏", "the stored report is broken"), ("请从备份恢复", "restore it"))
    return found[0][0]


def _entries(report: Report) -> dict[str, Given]:
    if report.pk is None:
        return {}
    rows = report.entries.filter(struck_on=None).select_related("by").order_by("cell")
    return {row.cell: Given(row.value, row.source, row.reason, person(row.by), f"{row.on:%Y-%m-%d}") for row in rows}


def person(user: Any) -> str:
    """A person's name as it is printed."""
    return str(user.get_full_name() or user.username) if user is not None else "系统"


def _words(report: Report) -> dict[str, str]:
    if report.pk is None:
        return {}
    newest = {row.section: row.text for row in report.words.all()}
    return {section: text for section, text in newest.items() if text is not None}


def open_problems(report: Report) -> list[Problem]:
    """The problems of earlier years that no report before this one called solved."""
    found = Problem.objects.filter(
        report__body=report.body, report__scope=report.scope, report__year__lt=report.year, struck_on=None
    )
    earlier = list(found)
    if not earlier:
        return []
    solved = FollowUp.objects.filter(problem__in=earlier, report__year__lt=report.year).order_by("report__year", "pk")
    last = {row.problem_id: row.became for row in solved}
    return [problem for problem in earlier if last.get(problem.pk) != FollowUp.Became.DONE]


def tracker_of(report: Report) -> Tracker:
    """The problems that this report answers, those it does not yet, and those it names."""
    if report.pk is None:
        return Tracker((), tuple(problem.text for problem in open_problems(report)), ())
    said = {row.problem_id: row for row in report.follow_ups.all()}
    answered, unanswered = [], []
    for problem in open_problems(report):
        row = said.get(problem.pk)
        if row is None:
            unanswered.append(problem.text)
        else:
            answered.append(Answered(problem.text, row.became == FollowUp.Became.DONE, row.words))
    own = report.problems.filter(struck_on=None).prefetch_related("measures")
    named = tuple(Named(problem.text, _planned(problem)) for problem in own)
    return Tracker(tuple(answered), tuple(unanswered), named)


def _planned(problem: Problem) -> tuple[Planned, ...]:
    return tuple(
        Planned(one.text, one.owner, f"{one.due_on.year}年{one.due_on.month}月{one.due_on.day}日")
        for one in problem.measures.all()
        if one.struck_on is None
    )


def frozen_text(report: Report, inputs: Inputs, draft: Draft, regime: Regime, *, beside: Mapping[str, Any]) -> str:
    """The snapshot: the core's, and what people added, as one canonical line.

    ``beside`` is what :func:`rests_on` says.
    """
    made = Compiled(draft.filing, draft.matters, draft.figures, draft.findings, draft.before)
    compiled = json.loads(snapshot(made, (), regime)) | {"histories": dict(inputs.counting.heads)}
    content = {
        "format": FORMAT,
        "scope": report.scope,
        "compiled": compiled,
        "entries": {cell: _said(one) for cell, one in inputs.entries.items()},
        "words": dict(draft.raw),
        "roster": list(inputs.roster),
        **beside,
    }
    if inputs.taken is not None:
        content["taken"] = render(inputs.taken, "json").decode()
    return canonical(content) + "\n"


def rests_on(report: Report, others: Others) -> dict[str, Any]:
    """The other signed reports that this one rests on, by digest, and the reasons given for its findings."""
    explained = report.explained.filter(struck_on=None)
    return {
        "revision": report.revision,
        "bodies": [frozen.digest for frozen in others.added],
        "before": others.before.digest if others.before else None,
        "explained": [{"code": row.code, "message": row.message, "reason": row.reason} for row in explained],
    }


def frozen_again(frozen: Frozen, regime: Regime) -> str:
    """The snapshot of a signed report made anew from the ledger as it was then: the same bytes.

    Raises :class:`Refusal` where the ledger no longer holds what was signed.
    """
    inputs = frozen_inputs(frozen, regime)
    held = json.loads(frozen.snapshot)
    beside = {key: held[key] for key in ("revision", "bodies", "before", "explained")}
    return frozen_text(frozen.report, inputs, assemble(inputs), regime, beside=beside)


def _said(one: Given) -> dict[str, str]:
    return {"value": format(one.value, "f"), "source": one.source, "reason": one.reason, "by": one.by, "on": one.on}


def figures_text(draft: Draft) -> str:
    """The year's figures beside the form, for a consolidation; ``null`` where they were not counted."""
    return canonical(encoded(draft.facts, matters=False) if draft.facts is not None else None)


def frozen_inputs(frozen: Frozen, regime: Regime) -> Inputs:
    """What a signed report rests on, from its snapshot and the ledger's facts up to the seals named there.

    Raises :class:`Refusal` where the ledger no longer holds them.
    """
    held = json.loads(frozen.snapshot)
    report, compiled = frozen.report, held["compiled"]
    before = _by_digest(held["before"]) if held["before"] else None
    digests = {one.digest: one for one in Frozen.objects.filter(digest__in=held["bodies"])}
    added = [digests[digest] for digest in held["bodies"]]
    if "taken" in held:
        figures = _nothing(report.year)
    elif report.scope == Scope.AREA:
        figures = _summed(report.year, added)
    else:
        heads = compiled["histories"]
        figures = counted_from(_up_to(report.body, heads), heads, report.year, regime)
    return Inputs(
        agency=compiled["agency"],
        year=report.year,
        counting=figures,
        roster=tuple(held["roster"]),
        bodies=tuple(filing_of(one) for one in added),
        area=report.scope == Scope.AREA,
        entries={cell: Given(**one | {"value": Decimal(one["value"])}) for cell, one in held["entries"].items()},
        words=held["words"],
        before=filing_from(before) if before else None,
        taken=filing_from(held["taken"]) if "taken" in held else None,
    )


def _by_digest(digest: str) -> str | None:
    """The JSON of a report that a snapshot names."""
    row: Frozen | Taken | None = Frozen.objects.filter(digest=digest).first()
    row = row or Taken.objects.filter(digest=digest).first()
    return row.content if row else None


def _up_to(body: Body, heads: Mapping[str, str]) -> dict[str, History]:
    """The histories as they were when their last line bore the seal named."""
    rows = FactRow.objects.filter(matter__body=body).order_by("matter_id", "seq")
    lines: dict[str, list[str]] = {}
    complete: set[str] = set()
    for number, line in rows.values_list("matter__number", "line"):
        if number in heads and number not in complete:
            lines.setdefault(number, []).append(line)
            if json.loads(line)["hash"] == heads[number]:
                complete.add(number)
    if complete != heads.keys():
        raise Refusal(
            "seals-gone",
            ("台账中找不到签发时的记录，台账或快照可能被改动", "the ledger no longer holds what was signed"),
            ("请核对备份，查明改动的来源", "compare with the backup and find out what changed it"),
        )
    return {number: next(iter(read_lines(some))) for number, some in lines.items()}
