"""What speaks against a chain, a draft or a decision: each raises a refusal, or lets it pass; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.codec import encode
from gongkai.ledger.facts import Fact
from gongkai.ledger.history import append
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may, people_with
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.flow.models import Proposal, Step
from gongkai.web.flow.selectors import Asked
from gongkai.web.flow.sorts import SORTS, agreed_part, sort_of

STEPS_MOST = 6
HEADS = frozenset({Ability.APPROVE, Ability.SIGN})


def permitted(actor: Any, body_id: int, ability: Ability) -> None:
    """Raises ``PermissionDenied`` for a person without the ability."""
    if not may(actor, body_id, ability):
        raise PermissionDenied


def same_submission(same: bool) -> None:
    """A token that came with something else before must not pass for this submission."""
    if not same:
        raise Refusal(
            "token-taken",
            ("本页已经提交过一次，这次的内容与那次不同，没有保存", "this page was sent once, with other content"),
            ("请核对后再提交一次", "look again and send once more"),
        )


def settable(body: Body, about: str, steps: Sequence[Asked]) -> None:
    """A chain that can be walked, and keeps what the law demands."""
    if about not in SORTS:
        raise Refusal("unknown-sort", ("没有这一类办理事项", "no such sort"), ("请从列表中选择", "choose one listed"))
    if len(steps) > STEPS_MOST:
        raise Refusal(
            "too-many-steps",
            (f"审批环节最多{STEPS_MOST}个", f"at most {STEPS_MOST} steps"),
            ("请减少环节", "take some out"),
        )
    if steps and SORTS[about].law and not any(step.ability in HEADS for step in steps):
        raise Refusal(
            "law-demands-approval",
            (
                f"“{SORTS[about].words}”须经政府信息公开工作机构负责人同意（{SORTS[about].law}），流程中要有审核或签发",
                "the law demands the head's approval",
            ),
            ("请加上审核环节", "add a step of approval"),
        )
    for step in steps:
        holders = people_with(body.pk, step.ability)
        if not holders.exists() or (step.person is not None and not holders.filter(pk=step.person.pk).exists()):
            raise _nobody(step)


def proposable(matter: Matter, fact: Fact, on: date, regime: Regime) -> None:
    """The law would allow the fact, and the same is not under way."""
    if fact.on > on:
        raise Refusal(
            "future",
            (f"{fact.on:%Y-%m-%d}还没有到，不能以尚未到来的日期送审", f"{fact.on} has not come yet"),
            ("日期填今天即可，办理之日会自动改为当日", "leave it at today: it is dated when it is carried out"),
        )
    append(history_of(matter), fact, regime)
    under_way = Proposal.objects.filter(
        matter=matter, about=sort_of(fact), state__in=(Proposal.State.OPEN, Proposal.State.APPROVED)
    )
    if any(agreed_part(one.content) == agreed_part(encode(fact)) for one in under_way):
        raise Refusal(
            "already-proposed",
            ("内容相同的呈批已在审批或已批准", "the same is under way already"),
            ("请在本事项的“呈批”中查看，或先撤回那一份", "look under approvals, or withdraw that one first"),
        )


def revisable(matter: Matter, revises: Proposal | None) -> None:
    """What is revised was returned, on the same matter, and not revised before."""
    if revises is None:
        return
    again = Proposal.objects.filter(revises=revises).exists()
    if revises.matter_id != matter.pk or revises.state != Proposal.State.RETURNED or again:
        raise Refusal(
            "not-returned",
            ("这份呈批不是待修改的退回件", "it was not returned, or is revised already"),
            ("请重新送审", "propose anew"),
        )


def takeable(body_id: int, steps: Sequence[Asked], actor: Any) -> None:
    """Every step has somebody who can take it, beside the drafter."""
    if not steps:
        raise _nobody(Asked(Ability.APPROVE))
    for step in steps:
        holders = people_with(body_id, step.ability).exclude(pk=actor.pk)
        if not (holders.filter(pk=step.person.pk) if step.person else holders).exists():
            raise _nobody(step)


def reasoned(*, law: bool, agreed: bool, reason: str, opinion: str) -> None:
    """A legal review says one of three things; whatever is not plain agreement has a reason."""
    if law and opinion not in Step.Opinion.values:
        raise Refusal("opinion-missing", ("请选择法制审核意见", "say what the legal review finds"), ("", ""))
    if not reason and (not agreed or opinion == Step.Opinion.CHANGES):
        raise Refusal(
            "reason-missing",
            ("退回或者要求修改，应当写明理由", "a return has a reason"),
            ("请填写意见", "write what should be changed"),
        )


def not_open(proposal: Proposal) -> Refusal:
    """What was wanted is over: it stands elsewhere by now."""
    return Refusal(
        "not-open",
        (f"这份呈批{proposal.get_state_display()}，不能进行这一操作", f"it is {proposal.state}"),
        ("请刷新后查看最新情况", "look at it again"),
    )


def letter_changed() -> Refusal:
    """What was approved with a letter goes out with that letter, as it was approved."""
    return Refusal(
        "letter-changed",
        (
            "文书的内容与送审时不一致，原来的审批对它不再有效，或者应在文书页面印发",
            "the letter is not the one that was approved",
        ),
        (
            "请在文书页面印发批准过的文书；已经改动的，撤回呈批后在文书页面重新送审",
            "issue the approved letter, or withdraw the proposal and propose again",
        ),
    )


def letter_unseen() -> Refusal:
    """Who agreed to the fact alone has not seen the letter that would go out with it."""
    return Refusal(
        "letter-unseen",
        ("已批准的只是登记事项，审批时没有这份文书，不能凭它印发", "the fact was approved without this letter"),
        (
            "请撤回那份呈批，再在文书页面按“送审”，由审批人看过文书全文",
            "withdraw that proposal and send the letter itself for approval",
        ),
    )


def _nobody(step: Asked) -> Refusal:
    return Refusal(
        "nobody-to-approve",
        (f"没有可以进行“{step.words}”的人员（起草人本人除外）", "nobody may take this step"),
        ("请管理员调整人员岗位或审批流程", "ask the administrator to mend roles or the chain"),
    )
