"""Writing: personal data erased after their time or on order (个人信息清除); the sealed ledger is not touched."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.web.intake.attachments import discard
from gongkai.web.intake.models import Submission
from gongkai.web.intake.services import PERSONAL

DRAFT_DAYS = 30
"""A draft that nobody handed in is kept so long."""
YEARS = 10
"""So many years after its matter closed a submission is kept, unless the body's schedule says otherwise."""


def submission_erase(*, submission_id: int, on: date) -> Submission:
    """Blank the personal data of a submission and take its files away; once done it stays done.

    Raises :class:`Refusal` while it waits or its matter is open: the office needs to reach the applicant.
    """
    with transaction.atomic():
        submission = Submission.objects.select_for_update().get(pk=submission_id)
        if submission.erased_on is not None:
            return submission
        matter = submission.matter
        if submission.state == Submission.State.SUBMITTED or (matter is not None and matter.closed_on is None):
            raise Refusal(
                "still-needed",
                ("申请尚未办结，申请人信息仍需用于联系和送达", "the application is not closed yet"),
                ("请在办结之后清除", "erase it once it is closed"),
            )
        for name in PERSONAL:
            setattr(submission, name, "")
        submission.typed, submission.erased_on = {}, on
        submission.applicant_key = submission.returned_why = submission.code_hash = ""
        submission.save()
        discard(list(submission.attachments.all()))
        return submission


def purge(*, on: date, years: int = YEARS) -> tuple[int, int]:
    """Erase what had its time: old drafts altogether, closed submissions after so many years.

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
    old = list(closed.values_list("pk", flat=True))
    for one in old:
        submission_erase(submission_id=one, on=on)
    return len(drafts), len(old)


def _years_before(on: date, years: int) -> date:
    return on.replace(year=on.year - years, day=28 if (on.month, on.day) == (2, 29) else on.day)
