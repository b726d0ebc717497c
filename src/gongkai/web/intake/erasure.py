"""Writing: personal data erased after their time or on order (个人信息清除); the sealed ledger is not touched.

What goes: the submission's personal columns, its files, the rows of an old ledger, drafts of letters, the
applicant's name and numbers in notes.  What stays, and why, :func:`plan` says: the sealed facts, and letters
that went out, which are official documents under the archive rules (《个人信息保护法》第四十七条第二款).
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import Regime, packaged_regime
from gongkai.web.cases.links import links_clear, links_naming
from gongkai.web.cases.models import Matter
from gongkai.web.cases.old_ledgers import rows_erasable, rows_erase, rows_names, rows_purge
from gongkai.web.cases.private import GONE, cleared, found, named
from gongkai.web.intake import holdings
from gongkai.web.intake.attachments import discard
from gongkai.web.intake.defence import needed
from gongkai.web.intake.holdings import Held
from gongkai.web.intake.models import Erasure, Passing, Submission
from gongkai.web.intake.services import PERSONAL, names_of

log = logging.getLogger(__name__)

DRAFT_DAYS = 30
"""A draft that nobody handed in is kept so long."""
YEARS = 10
"""So many years after its matter closed a submission is kept, unless the body's schedule says otherwise."""


class Order(NamedTuple):
    """Who wants it, and on what ground; ``by`` is whoever does it, nobody for what had its time."""

    ground: Erasure.Ground
    document: str = ""
    ordered_by: str = ""
    why: str = ""
    by: Any = None


EXPIRED = Order(Erasure.Ground.EXPIRED)


def plan(submission: Submission | None, matter: Matter | None) -> list[Held]:
    """What there is of an applicant's data: what goes, what stays and why."""
    there = []
    if submission is not None and submission.erased_on is None:
        there.append(Held("申请表中的姓名、证件、联系方式、申请内容全文，查询码", 1, goes=True))
        there.append(Held("附件（身份证明和其他材料）", submission.attachments.count(), goes=True))
        there.append(
            Held("移交理由中申请人的姓名和号码", len(_naming(submission, _words(submission, matter))), goes=True)
        )
        looked = submission.accesses.count() + submission.passings.count()
        there.append(Held("查阅记录、移交记录", looked, goes=False, why="证明谁查阅过，不含申请人的个人信息"))
    if matter is not None:
        there.append(Held("导入的原台账行", rows_erasable(matter).count(), goes=True))
        words = _words(submission, matter)
        there.append(Held("关联说明中申请人的姓名和号码", len(links_naming(matter, words)), goes=True))
        there += holdings.held(matter, words)
        facts = "登记后封存的事实，证明依法办理，不能改动；申请人只有不可还原的标识"
        naming = sum(named(row.line, words) for row in matter.facts.all())
        if naming:
            facts += f"。其中{naming}项写有申请人的姓名或者号码，登记时未去掉"
        there.append(Held("台账中的事实", matter.facts.count(), goes=False, why=facts))
    there.append(Held("已经制作的备份", 1, goes=False, why="随备份的保存期限一并消失；恢复旧备份后须重新清除"))
    return [one for one in there if one.many]


def erase(
    *, submission: Submission | None, matter: Matter | None, order: Order, on: date, regime: Regime
) -> Erasure | None:
    """Everything of :func:`plan` that goes is gone, with a row that says so; nothing where nothing was left.

    Raises :class:`Refusal` while the application is open, while its answer is or may be contested unless a
    court or an authority orders it, and for an order whose words name the applicant.
    """
    with transaction.atomic():
        if submission is not None:
            submission = Submission.objects.select_for_update().get(pk=submission.pk)
            matter = submission.matter
        _over(submission, matter)
        if order.ground is not Erasure.Ground.ORDER:
            needed(submission, matter, on, regime).refuse()
        words = _words(submission, matter)
        if any(found(text, words) for text in (order.document, order.ordered_by, order.why)):
            raise Refusal(
                "names-somebody",
                ("依据或者理由里有姓名、证件号码或者手机号码，清除记录会长期保存", "the order names somebody"),
                ("请改用“申请人”“代理人”等称呼", "write the applicant instead"),
            )
        gone = [(one.words, one.many) for one in plan(submission, matter) if one.goes]
        if not gone:
            return None
        if matter is not None:
            holdings.erase(matter, words)
            links_clear(matter, words)
            rows_erase(matter_id=matter.pk, on=on)
        if submission is not None:
            submission_erase(submission_id=submission.pk, on=on)
            for passing in _naming(submission, words):
                passing.why = cleared(passing.why, words, GONE)[:300]
                passing.save(update_fields=["why"])
        where = matter or submission
        assert where is not None  # the data of somebody
        body_id = where.body_id or 0
        return Erasure.objects.create(
            body_id=body_id, submission=submission, matter=matter, gone=gone, on=on, **order._asdict()
        )


def _words(submission: Submission | None, matter: Matter | None) -> tuple[str, ...]:
    """The applicant's own words, as they may stand elsewhere."""
    own = [*rows_names(matter)] if matter is not None else []
    if submission is not None:
        own += [*names_of(submission), submission.email, submission.address]
    return tuple(word for word in own if len(word) > 1)


def _naming(submission: Submission, words: Collection[str]) -> list[Passing]:
    return [one for one in submission.passings.all() if named(one.why, words)]


def _over(submission: Submission | None, matter: Matter | None) -> None:
    waits = submission is not None and submission.state in (Submission.State.SUBMITTED, Submission.State.DRAFT)
    if waits or (matter is not None and matter.closed_on is None):
        raise Refusal(
            "still-needed",
            ("申请尚未办结，申请人信息仍需用于联系和送达", "the application is not closed yet"),
            ("请在办结之后清除", "erase it once it is closed"),
        )


def submission_erase(*, submission_id: int, on: date) -> Submission:
    """Blank the personal data of a submission and take its files away; once done it stays done.

    Raises :class:`Refusal` while it waits or its matter is open: the office needs to reach the applicant.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        if submission.erased_on is not None:
            return submission
        _over(submission, submission.matter)
        for name in PERSONAL:
            setattr(submission, name, "")
        submission.typed, submission.erased_on = {}, on
        submission.applicant_key = submission.returned_why = submission.code_hash = submission.said_hash = ""
        submission.save()
        discard(list(submission.attachments.all()))
        return submission


def purge(*, on: date, years: int = YEARS) -> tuple[int, int]:
    """Erase what had its time: old drafts altogether, closed submissions after so many years.

    What is still needed, and what cannot be looked at, stays until another day, and the log says why; it keeps
    nothing else.

    Returns how many drafts went and how many submissions were erased.
    """
    begun = on - timedelta(days=DRAFT_DAYS)
    drafts = list(Submission.objects.filter(state=Submission.State.DRAFT, begun_on__lt=begun).values_list("pk"))
    for (key,) in drafts:
        with transaction.atomic():
            draft = Submission.objects.select_for_update().filter(pk=key, state=Submission.State.DRAFT).first()
            if draft is not None:
                discard(list(draft.attachments.all()))
                draft.delete()
    before = _years_before(on, years)
    kept = Submission.objects.filter(erased_on=None)
    closed = kept.filter(matter__closed_on__lt=before) | kept.filter(returned_on__lt=before)
    done = sum(_expired(one, on) for one in list(closed.select_related("matter")))
    rows_purge(on=on, before=before)
    return len(drafts), done


def _expired(one: Submission, on: date) -> bool:
    """Erase one that had its time, if nothing speaks against it; whether it was."""
    try:
        erase(submission=one, matter=one.matter, order=EXPIRED, on=on, regime=packaged_regime())
    except Refusal as refused:
        log.warning("kept", extra={"said": {"submission": one.pk, "code": refused.code}})
        return False
    return True


def _years_before(on: date, years: int) -> date:
    return on.replace(year=on.year - years, day=28 if (on.month, on.day) == (2, 29) else on.day)
