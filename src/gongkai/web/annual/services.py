"""Writing: a report moved on, frozen at its signature, published; each in one transaction."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.report.render import FORMATS, render
from gongkai.web.annual import bridge
from gongkai.web.annual.drafting import FORBIDDEN, Draft, assemble, finding_key, shortened
from gongkai.web.annual.models import Act, Frozen, FrozenFile, Publication, Report, Scope, State, Step
from gongkai.web.annual.moves import MOVES, Move, handed_in, move_of
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import people_with
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify

LOOKED_AT = frozenset({Act.SEND, Act.REVIEW, Act.SIGN, Act.PAPER})
"""The acts by which somebody agrees to the figures and words before them."""
AS_SIGNED = frozenset({Act.SUBMIT, Act.ACCEPT, Act.RETURN, Act.PUBLISH})
"""The acts upon what was signed."""


def report_move(
    *,
    body: Body,
    year: int,
    scope: str,
    act: Act,
    actor: Any,
    on: date,
    token: str,
    regime: Regime,
    reason: str = "",
    seen: str = "",
) -> Report:
    """Move a report on; the same ``token`` again changes nothing.

    ``seen`` is the digest of the draft that the person had before them, asked for where they agree
    to it; or of what was signed, where that is handed on (a program need not say it).  Raises
    :class:`Refusal` where the act does not come now, a reason is missing, the same person agreed
    before, something is still open, or it is no longer what was seen.
    """
    with transaction.atomic():
        report = opened(body, year, scope)
        if (made := Step.objects.filter(token=token).first()) is not None:
            _same_step(made, report, act)
            return report
        move = _allowed(report, act, reason, seen)
        digest = _agreed(report, act, actor, on, seen, regime) if act in LOOKED_AT else ""
        if act is Act.PUBLISH:
            _publish(report, actor, on)
        elif act is Act.CORRECT:
            report.revision += 1
        report.state = move.to
        if move.to == State.DRAFTING:
            report.frozen = None
        report.save()
        given = {"on": on, "by": actor, "reason": reason.strip(), "digest": digest, "token": token}
        Step.objects.create(report=report, revision=report.revision, act=act, **given)
        _tell(report, act, actor, on, reason)
        return report


def report_remind(*, body: Body, year: int, actor: Any, on: date, token: str) -> int:
    """Remind the people of a body of its report, each once a day.  Returns how many were told.

    Raises :class:`Refusal` where the report has been handed in, or there is nobody to tell.
    """
    with transaction.atomic():
        report = opened(body, year, Scope.OWN)
        if Step.objects.filter(token=token).exists():
            return 0
        if report.state in (State.SUBMITTED, *bridge.ADDED):
            raise _not_now(report, Act.REMIND)
        people = list(people_with(body.pk, Ability.WRITE, on))
        if not people:
            raise Refusal(
                "nobody-there",
                (f"{body.name}没有经办人可以提醒", "the body has nobody to be reminded"),
                ("请先由管理员为该机关指定经办人", "have somebody appointed there first"),
            )
        Step.objects.create(report=report, revision=report.revision, act=Act.REMIND, on=on, by=actor, token=token)
        text = f"请尽快报送{body.name}{year}年度报告"
        for user in people:
            key = f"report-remind-{report.pk}-{on:%Y%m%d}"
            notify(user=user, kind=Notice.Kind.REMINDED, text=text, address=address(report), on=on, key=key)
        return len(people)


def opened(body: Body, year: int, scope: str) -> Report:
    """The report, locked, made on first use.  Call inside a transaction."""
    Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    Report.objects.get_or_create(body=body, year=year, scope=scope)
    return Report.objects.select_for_update(of=("self",)).select_related("body").get(body=body, year=year, scope=scope)


def address(report: Report) -> str:
    """Its page."""
    name = "year" if report.scope == Scope.OWN else "area_year"
    return reverse(name, kwargs={"pk": report.body_id, "year": report.year})


def obstacles(report: Report, draft: Draft) -> list[str]:
    """What stands in the way of a signature, in the office's words."""
    return [*errors_open(report, draft), *gaps_open(draft)]


def errors_open(report: Report, draft: Draft) -> list[str]:
    """The errors that are neither mended nor, where that is allowed, explained."""
    explained = set(report.explained.filter(struck_on=None).values_list("key", flat=True)) if report.pk else set()
    out = []
    for found in draft.errors():
        if found.code in FORBIDDEN:
            out.append(f"{found.code} {shortened(found)}（{'、'.join(found.kind.cites)}，不能以说明代替改正）")
        elif finding_key(found) not in explained:
            out.append(f"{found.code} {shortened(found)}（改正，或者说明理由后接受）")
    return out


def gaps_open(draft: Draft) -> list[str]:
    """What the words still have to say."""
    out = [f"上年问题“{problem}”尚未交代整改情况" for problem in draft.unanswered]
    return out + [f"正文尚缺：{gap.strip('〔〕').removeprefix('请作者补充：')}" for gap in draft.todo]


def _allowed(report: Report, act: Act, reason: str, seen: str) -> Move:
    """The move, if it comes now, has the reason that it needs, and what is handed on is there and was seen."""
    move = move_of(report, act)
    if move is None or report.state not in move.at:
        raise _not_now(report, act)
    if move.reason and not reason.strip():
        raise Refusal("no-reason", ("请写明原因", "a reason is due"), ("填写原因后再提交", "state it and send again"))
    if act in AS_SIGNED and report.frozen is not None and seen not in ("", report.frozen.digest):
        raise _changed_since_seen()
    if act is Act.PAPER and bridge.taken_for(report) is None:
        raise Refusal(
            "nothing-taken",
            (f"还没有采用{report.body.name}的报告文件", "no file of the body was taken"),
            ("先在“读取报告”中上传、核对并采用该机关的报告", "read the body's file in and take it first"),
        )
    return move


def _agreed(report: Report, act: Act, actor: Any, on: date, seen: str, regime: Regime) -> str:
    """The digest of what is agreed to, frozen if it is signed."""
    if on <= date(report.year, 12, 31):
        raise Refusal(
            "year-not-over",
            (f"{report.year}年尚未结束，统计期至12月31日", f"{report.year} is not over"),
            ("年度结束后再送审签发", "send it once the year is over"),
        )
    _other_eyes(report, act, actor)
    signs = act in (Act.SIGN, Act.PAPER)
    others = bridge.others_of(report)
    inputs = bridge.gather(report, regime, fresh=signs, others=others)
    draft = assemble(inputs)
    _as_seen(report, act, draft, seen)
    if still := obstacles(report, draft):
        told = "；".join(still[:5])
        raise Refusal(
            "still-open",
            (f"还有{len(still)}项未处理：{told}", f"{len(still)} things are still open"),
            ("逐项处理后再提交", "settle them first"),
        )
    if signs:
        beside = bridge.rests_on(report, others)
        held = bridge.frozen_text(report, inputs, draft, regime, beside=beside)
        report.frozen = _freeze(report, held, draft, actor, on)
    return draft.digest


def _other_eyes(report: Report, act: Act, actor: Any) -> None:
    """Whoever sent a report agrees to it neither as reviewer nor as signatory."""
    sent = report.steps.filter(act=Act.SEND, revision=report.revision).last()
    if act in (Act.REVIEW, Act.SIGN) and sent is not None and sent.by_id == actor.pk:
        raise Refusal(
            "same-person",
            ("送审人不能审核、签发自己送审的报告", "nobody agrees to what they sent themselves"),
            ("请由另一名有权人员办理", "let another person do it"),
        )


def _as_seen(report: Report, act: Act, draft: Draft, seen: str) -> None:
    """The draft is the one on the person's page, and the one that was sent."""
    sent = report.steps.filter(act=Act.SEND).last()
    if seen != draft.digest:
        raise _changed_since_seen()
    if act in (Act.REVIEW, Act.SIGN) and sent is not None and sent.digest != draft.digest:
        raise Refusal(
            "changed-since-sent",
            ("送审之后台账有变化，报告内容与送审时不同", "the ledger changed after the report was sent"),
            ("请退回修改，由经办人核对后重新送审", "send it back to be looked at and sent anew"),
        )


def _changed_since_seen() -> Refusal:
    return Refusal(
        "changed-since-seen",
        ("打开本页之后数据或文字有变化", "figures or words changed since the page was opened"),
        ("请核对新的内容后再提交", "look at them and send again"),
    )


def _freeze(report: Report, held: str, draft: Draft, actor: Any, on: date) -> Frozen:
    frozen = Frozen.objects.create(
        report=report,
        revision=report.revision,
        content=draft.content,
        snapshot=held,
        figures=bridge.figures_text(draft),
        digest=hashlib.sha256(held.encode()).hexdigest(),
        signed_on=on,
        signed_by=actor,
    )
    for name in FORMATS:
        content = render(draft.filing, name)
        digest = hashlib.sha256(content).hexdigest()
        FrozenFile.objects.create(frozen=frozen, name=name, content=content, digest=digest)
    return frozen


def _publish(report: Report, actor: Any, on: date) -> None:
    if report.frozen is None:
        raise _not_now(report, Act.PUBLISH)
    begun = report.steps.filter(act=Act.CORRECT, revision=report.revision).last()
    reason = begun.reason if begun else ""
    given = {"frozen": report.frozen, "on": on, "by": actor, "reason": reason}
    Publication.objects.create(report=report, revision=report.revision, **given)


def _same_step(made: Step, report: Report, act: Act) -> None:
    if made.report_id != report.pk or made.act != act:
        raise token_taken()


def token_taken() -> Refusal:
    """What was sent once does not mean something else now."""
    return Refusal(
        "token-taken",
        ("本页已经提交过一次，这次的操作与那次不同，没有保存", "this page was sent once, for something else"),
        ("请刷新页面后再试", "load the page again"),
    )


def _not_now(report: Report, act: Act) -> Refusal:
    last = report.steps.last()
    who = f"（{last.on:%Y-%m-%d}由{bridge.person(last.by)}{last.get_act_display()}）" if last else ""
    state, word = State(report.state).label, Act(act).label
    move = MOVES.get(act)
    above = act in (Act.SUBMIT, Act.ACCEPT, Act.RETURN) and not handed_in(report)
    wanted = "、".join(sorted(State(at).label for at in move.at)) if move and not above else ""
    return Refusal(
        "not-now",
        (f"报告现为“{state}”{who}，不能{word}", f"the report is {report.state}: {act.value} does not come now"),
        (f"{word}须在“{wanted}”时进行" if wanted else "无须进行这一步", "look at where it stands"),
    )


def _tell(report: Report, act: Act, actor: Any, on: date, reason: str) -> None:
    """Whoever is to act next, and whoever waits for the answer."""
    title = f"{report.body.name}{report.year}年度报告"
    told: dict[Act, tuple[Body | None, Ability, Notice.Kind, str]] = {
        Act.SEND: (report.body, Ability.APPROVE, Notice.Kind.TO_APPROVE, f"{title}送审"),
        Act.REVIEW: (report.body, Ability.SIGN, Notice.Kind.TO_APPROVE, f"{title}待签发"),
        Act.REOPEN: (report.body, Ability.WRITE, Notice.Kind.RETURNED, f"{title}退回修改：{reason}"),
        Act.SUBMIT: (report.body.parent, Ability.SUPERVISE, Notice.Kind.REPORT, f"{title}已报送"),
        Act.RETURN: (report.body, Ability.WRITE, Notice.Kind.RETURNED, f"{title}被退回：{reason}"),
        Act.ACCEPT: (report.body, Ability.WRITE, Notice.Kind.REPORT, f"{title}已接收，请公布"),
    }
    if act in told:
        body, ability, kind, text = told[act]
        for user in people_with(body.pk, ability, on) if body is not None else ():
            if user != actor:
                notify(user=user, kind=kind, text=text, address=address(report), on=on)
