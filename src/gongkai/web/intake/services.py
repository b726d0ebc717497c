"""Writing: drafts, submissions, their confirmation, the applications that staff write down, looking and erasing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.law.receipt import Channel, Receipt, received_on
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Kind
from gongkai.ledger.facts.application import Applicant, Received
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import people_with
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import matter_open
from gongkai.web.intake import identity, limits
from gongkai.web.intake.models import PersonalDataAccess, Submission
from gongkai.web.intake.passing import refuse_stranded
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify

WHO = ("applicant", "name", "representative", "id_kind", "id_number")
WHAT = ("title", "paper_number", "description")
HOW = ("phone", "email", "address", "postcode", "form", "delivery")
DATA = WHO + WHAT + HOW
PERSONAL = tuple(name for name in DATA if name not in ("applicant", "form", "delivery"))
"""What is blanked when a submission is erased."""
TYPED_MOST = 8000
"""So much of a field is kept of a draft, too long or not: more nobody types."""

State = Submission.State


def draft_save(*, secret: str, typed: Mapping[str, str], on: date, network: str, at: datetime) -> Submission:
    """Keep what was typed, right or wrong, in the draft that belongs to a secret, made on first use.

    Raises :class:`Refusal` if it was submitted already, or for too many new drafts of a network.
    """
    with transaction.atomic():
        token_hash = identity.keyed("draft", secret)
        draft = Submission.objects.select_for_update().filter(token_hash=token_hash).first()
        if draft is None:
            limits.count(limits.DRAFTS, network, at)
            draft, _made = Submission.objects.get_or_create(token_hash=token_hash, defaults={"begun_on": on})
        if draft.state != State.DRAFT:
            raise _submitted_already()
        draft.typed |= {name: value[:TYPED_MOST] for name, value in typed.items()}
        draft.save(update_fields=["typed"])
        return draft


def submit(
    *, secret: str, body: Body, data: Mapping[str, str], on: date, network: str, at: datetime
) -> tuple[Submission, str]:
    """Hand a draft in, once: again, it gives what it gave before.  Returns the submission and its query code.

    Raises :class:`Refusal` for a draft that is not there, or too many of a network or an applicant.
    """
    code = identity.code_of(secret)
    with transaction.atomic():
        draft = Submission.objects.select_for_update().filter(token_hash=identity.keyed("draft", secret)).first()
        if draft is None:
            raise _unknown()
        if draft.state != State.DRAFT:
            return draft, code
        _fill(draft, data)
        limits.count(limits.SUBMITS, network, at)
        limits.count(limits.SUBMITS_OF_ONE, draft.applicant_key or network, at)
        draft.body, draft.state, draft.submitted_on, draft.typed = body, State.SUBMITTED, on, {}
        draft.number, draft.code_hash = _new_number(on), identity.code_hash(code)
        draft.save()
        _tell(draft, on)
    return draft, code


def receipt_of(submission: Submission, *, confirmed: date | None, regime: Regime) -> Receipt:
    """The day of receipt by the submission's channel (art 31), or why it does not run yet."""
    if submission.submitted_on is None:
        raise _unknown()
    return received_on(
        submission.channel,
        submitted=submission.submitted_on,
        signed=submission.arrived_on,
        confirmed=confirmed,
        calendar=regime.calendar,
        policy=regime.policies.on(submission.submitted_on),
    )


def received_fact(submission: Submission, receipt: Receipt, *, asks: str, items: int) -> Received:
    """The first fact of the matter: nothing in it names the applicant.

    Raises :class:`Refusal` while no period runs.
    """
    if receipt.on is None:
        raise Refusal("not-received", receipt.words, receipt.todo or ("请先确认", "confirm it first"))
    came = submission.arrived_on or submission.submitted_on
    return Received(
        on=receipt.on,
        channel=Channel(submission.channel),
        applicant=Applicant(submission.applicant),
        submitted=came if came != receipt.on else None,
        asks=asks,
        items=items,
        applicant_key=submission.applicant_key,
    )


def submission_confirm(
    *, submission_id: int, confirmed: date, asks: str, items: int, actor: Any, on: date, regime: Regime
) -> Matter:
    """Confirmed with the applicant (双方确认, art 31): its matter is opened, once.

    Raises :class:`Refusal` for one that was returned, erased, or registered with other content before,
    for one whose body has ended, and where the law refuses the days.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        if submission.matter is not None:
            _same_confirmation(submission, submission.matter, confirmed, asks=asks, items=items)
            return submission.matter
        if submission.state != State.SUBMITTED or submission.erased_on:
            raise _not_waiting()
        refuse_stranded(submission, on)
        submission.confirmed_on, submission.confirmed_by = confirmed, actor
        return _register(submission, asks=asks, items=items, actor=actor, on=on, regime=regime)


def intake_enter(
    *,
    submission: Submission,
    data: Mapping[str, str],
    asks: str,
    items: int,
    token: str,
    actor: Any,
    on: date,
    regime: Regime,
) -> tuple[Submission, str]:
    """An application that came by letter, by fax, by e-mail or across the counter, entered by staff, once.

    ``submission`` is a new one with body, channel and days.  If its periods run already, its matter is
    opened in the same transaction; otherwise it is kept until it is confirmed (先行登记).  Returns it and
    the query code for the applicant.  Raises :class:`Refusal` where the law refuses the days, and if
    ``token`` came with something else before.
    """
    code = identity.code_of(token)
    submission.token_hash = identity.keyed("staff", token)
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=submission.body_id or 0)
        _fill(submission, data)
        submission.items, submission.said_hash = items, _said(submission, asks=asks, items=items)
        made = Submission.objects.filter(token_hash=submission.token_hash).first()
        if made is not None:
            if made.said_hash != submission.said_hash:
                raise _said_otherwise(made)
            return made, code
        _already_there(submission, on)
        submission.state, submission.begun_on, submission.number = State.SUBMITTED, on, _new_number(on)
        submission.code_hash = identity.code_hash(code)
        submission.confirmed_by = actor if submission.confirmed_on else None
        receipt = receipt_of(submission, confirmed=submission.confirmed_on, regime=regime)
        submission.save()
        if receipt.started:
            _register(submission, asks=asks, items=items, actor=actor, on=on, regime=regime)
    return submission, code


def submission_return(*, submission_id: int, why: str, actor: Any, on: date) -> Submission:
    """Not registered, with the reason that the applicant will read: withdrawn before it was confirmed, say.

    Raises :class:`Refusal` for one that is not waiting.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        if submission.state == State.RETURNED and submission.returned_why == why:
            return submission
        if submission.state != State.SUBMITTED:
            raise _not_waiting()
        submission.state, submission.returned_on, submission.returned_why = State.RETURNED, on, why
        submission.confirmed_by = actor
        submission.save()
        return submission


def names_of(submission: Submission) -> tuple[str, ...]:
    """What is the applicant's own: numbers, and the name of a person; an organisation's name is no person's."""
    own = (submission.name if submission.applicant == "natural" else "", submission.representative)
    return tuple(filter(None, (*own, submission.id_number, submission.phone)))


def access_log(*, submission: Submission, what: str, user: Any, at: datetime) -> PersonalDataAccess:
    """Keep who looked at an applicant's personal data, before they are shown."""
    return PersonalDataAccess.objects.create(submission=submission, user=user, what=what, at=at)


def found_by_code(*, number: str, code: str, network: str, at: datetime) -> Submission | None:
    """The submission with this number and query code; a wrong number and a wrong code are one answer.

    Raises :class:`Refusal` after too many wrong ones of a network, or for a number.
    """
    asked = identity.plain(number)[:20]
    with transaction.atomic():
        limits.check(limits.WRONG_CODES, network, at)
        limits.check(limits.WRONG_CODES_OF_ONE, asked, at)
        submission = Submission.objects.filter(number=asked).exclude(state=State.DRAFT).first()
        right = identity.same(identity.code_hash(code), submission.code_hash if submission else identity.code_hash(""))
        if submission is not None and right and identity.plain(code):
            return submission
        limits.count(limits.WRONG_CODES, network, at)
        limits.count(limits.WRONG_CODES_OF_ONE, asked, at)
    return None


def code_renew(*, submission_id: int, user: Any, at: datetime) -> str:
    """A new query code for an applicant who lost the old one, which opens nothing any more; who renewed it is kept.

    Raises :class:`Refusal` for an erased submission.
    """
    code = identity.code_of(identity.new_secret())
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        if submission.erased_on:
            raise _not_waiting()
        submission.code_hash = identity.code_hash(code)
        submission.save(update_fields=["code_hash"])
        access_log(submission=submission, what="换发查询码", user=user, at=at)
    return code


def _tell(submission: Submission, on: date) -> None:
    """Everybody who may confirm it, in words that name nobody."""
    address = reverse("submission", args=[submission.pk])
    text = f"网上申请{submission.number}待确认"
    for person in people_with(submission.body_id or 0, Ability.WRITE, on):
        notify(
            user=person, kind=Notice.Kind.RECEIVED, text=text, address=address, on=on, number=submission.number or ""
        )


def _fill(submission: Submission, data: Mapping[str, str]) -> None:
    for name in DATA:
        setattr(submission, name, data.get(name, ""))
    known = {name: data.get(name, "") for name in ("id_kind", "id_number", "name", "phone")}
    submission.applicant_key = identity.applicant_key(**known)


def _register(submission: Submission, *, asks: str, items: int, actor: Any, on: date, regime: Regime) -> Matter:
    receipt = receipt_of(submission, confirmed=submission.confirmed_on, regime=regime)
    fact = received_fact(submission, receipt, asks=asks, items=items)
    matter = matter_open(
        body=submission.body or _nobody(),
        kind=Kind.APPLICATION,
        fact=fact,
        token=f"intake-{submission.pk}",
        actor=actor,
        on=on,
        regime=regime,
    )
    submission.matter, submission.state = matter, State.REGISTERED
    submission.save()
    return matter


def _new_number(on: date) -> str:
    """A number that says the day and nothing of how many there are."""
    while True:
        number = f"{on:%Y%m%d}{secrets.randbelow(10**6):06d}"
        if not Submission.objects.filter(number=number).exists():
            return number


def _already_there(submission: Submission, on: date) -> None:
    """What has not come yet cannot be entered."""
    days = [day for day in (submission.submitted_on, submission.arrived_on, submission.confirmed_on) if day]
    if any(day > on for day in days):
        raise Refusal(
            "future",
            (f"{max(days):%Y-%m-%d}还没有到，不能登记尚未发生的事", f"{max(days)} has not come yet"),
            ("请改正日期", "mend the day"),
        )


def _said(submission: Submission, *, asks: str, items: int) -> str:
    """All that staff said of a paper, as a keyed hash: what is registered or erased later does not change it."""
    names = ("body_id", "channel", "oral", "submitted_on", "arrived_on", "confirmed_on", *DATA)
    said = {name: getattr(submission, name) for name in names} | {"asks": asks, "items": items}
    return identity.keyed("said", json.dumps(said, default=str, sort_keys=True))


def _said_otherwise(made: Submission) -> Refusal:
    return Refusal(
        "token-taken",
        (
            f"本页已经登记过一次（申请编号{made.number}），这次填写的内容与那次不同，没有保存",
            f"this page was saved once, with other content ({made.number})",
        ),
        ("如确需再登记一件，请核对后再按“登记”", "look again and save once more to enter a further one"),
    )


def _same_confirmation(submission: Submission, matter: Matter, confirmed: date, *, asks: str, items: int) -> None:
    """A second confirmation says what the first one said: the same button twice, not another opinion."""
    first = history_of(matter).facts[0]
    said = isinstance(first, Received) and (first.asks, first.items) == (asks, items)
    if not said or submission.confirmed_on != confirmed:
        raise Refusal(
            "registered-already",
            (
                f"这件申请已经登记（编号{matter.number}），这次填写的内容与登记的不同，没有保存",
                f"it is registered already as {matter.number}, with other content",
            ),
            ("请打开该事项核对；登记有误的，在事项页面更正", "look at the matter, and mend it there"),
        )


def _nobody() -> Body:
    raise _unknown()


def _unknown() -> Refusal:
    return Refusal(
        "no-draft",
        ("没有找到这份申请，可能尚未保存或者已被清理", "there is no such draft"),
        ("请重新填写；已提交的请凭编号和查询码查询", "fill in a new one, or ask with number and code"),
    )


def _submitted_already() -> Refusal:
    return Refusal(
        "submitted-already",
        ("这份申请已经提交，不能再修改", "this application was submitted already"),
        ("需要补充或更改的，请与工作机构联系，或另行提交", "call the office, or hand in another"),
    )


def _not_waiting() -> Refusal:
    return Refusal(
        "not-waiting",
        ("这件申请不在待确认之列，没有改动", "this submission is not waiting to be confirmed"),
        ("请刷新列表，查看它现在的状态", "look at the list again"),
    )
