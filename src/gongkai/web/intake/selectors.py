"""Reading what applicants sent in, and what they asked for before."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from gongkai.law.deadline import Deadline
from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.law.receipt import confirmation_due
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Kind
from gongkai.ledger.moves import STAGE_WORDS, Stage
from gongkai.web.bodies.selectors import bodies_of
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import matters_of
from gongkai.web.cases.words import span
from gongkai.web.intake.identity import masked
from gongkai.web.intake.likeness import ALIKE, bigrams, likeness
from gongkai.web.intake.models import Erasure, PersonalDataAccess, Submission

LOOKED_AT = 500
"""So many of a body's newest applications are compared with a new one, besides all of the same applicant."""
SHOWN = 10


def submissions_of(user: Any) -> QuerySet[Submission]:
    """What was handed in to the bodies that the person may read; drafts are nobody's but the applicant's."""
    handed_in = Submission.objects.exclude(state=Submission.State.DRAFT)
    return handed_in.filter(body__in=bodies_of(user)).select_related("body", "matter", "confirmed_by")


def unconfirmed(user: Any) -> QuerySet[Submission]:
    """Those that wait to be confirmed."""
    return submissions_of(user).filter(state=Submission.State.SUBMITTED)


class Waiting(NamedTuple):
    """A submission with the day by which it should be confirmed, and the working days left."""

    submission: Submission
    on: date
    confirm: Deadline | None
    left: int | None

    @property
    def colour(self) -> str:
        """``late``, ``soon`` or nothing; the words say the same."""
        if self.confirm is None:
            return ""
        return "late" if self.on > self.confirm.due else "soon" if self.left == 0 else ""

    @property
    def words(self) -> str:
        """The time left in words."""
        if self.confirm is None or self.left is None:
            return "等待签收记录"
        if self.on == self.confirm.due:
            return "今天应当确认"
        return f"{'已迟' if self.on > self.confirm.due else '还剩'}{span(self.on, self.confirm.due, self.left)}"


def waiting(submission: Submission, on: date, regime: Regime) -> Waiting:
    """When a submission should be confirmed (art 31)."""
    arrived = submission.arrived_on or submission.submitted_on
    if arrived is None:
        return Waiting(submission, on, None, None)
    policy = regime.policies.on(arrived)
    due = confirmation_due(submission.channel, arrived, calendar=regime.calendar, policy=policy)
    return Waiting(submission, on, due, regime.calendar.count(on, due.due) if due else None)


def covered(submission: Submission) -> dict[str, str]:
    """The applicant as every reader of the matter may see him: half covered."""
    natural = submission.applicant == "natural"
    return {
        "name": masked(submission.name, start=1 if natural else 2),
        "id_number": masked(submission.id_number),
        "phone": masked(submission.phone, start=3, end=4),
    }


class Earlier(NamedTuple):
    """An earlier application that a clerk should look at: the same applicant, much the same words, or both."""

    matter: Matter
    same: bool
    alike: float

    @property
    def percent(self) -> int:
        """How alike, in hundredths."""
        return round(self.alike * 100)

    @property
    def ended(self) -> str:
        """Its outcome or stage in words."""
        return outcome_words(self.matter)

    @property
    def repeated(self) -> bool:
        """Whether this looks like the same request of the same applicant, answered already (art 36(6))."""
        return self.same and self.alike >= ALIKE and bool(self.matter.outcome)


def earlier_like(
    user: Any, *, body_id: int, key: str, text: str, but: int | None = None
) -> tuple[list[Earlier], int | None]:
    """Applications of the body that may be the same, the likeliest first, and how many the applicant made before.

    ``None`` where nothing tells who the applicant is.
    """
    matters = matters_of(user).filter(body=body_id, kind=Kind.APPLICATION.value).exclude(pk=but or 0)
    newest = list(matters.order_by("-began_on", "-pk")[:LOOKED_AT])
    own = list(matters.filter(applicant_key=key).order_by("-began_on", "-pk")[:LOOKED_AT]) if key else []
    asked, found = bigrams(text), []
    for matter in {matter.pk: matter for matter in (*own, *newest)}.values():
        alike, same = likeness(asked, bigrams(matter.title)), bool(key) and matter.applicant_key == key
        if same or alike >= ALIKE:
            found.append(Earlier(matter, same, alike))
    found.sort(key=lambda one: (one.same and one.alike >= ALIKE, one.alike, one.same, one.matter.pk), reverse=True)
    return found[:SHOWN], len(own) if key else None


def waiting_like(user: Any, submission: Submission) -> list[Submission]:
    """Others of the same applicant that wait as well: the same paper sent twice, perhaps."""
    if not submission.applicant_key:
        return []
    same = Q(applicant_key=submission.applicant_key, body=submission.body_id, state=Submission.State.SUBMITTED)
    return list(submissions_of(user).filter(same).exclude(pk=submission.pk)[:SHOWN])


def same_applicant(matter: Matter, user: Any) -> QuerySet[Matter]:
    """The other matters of the applicant with this body, newest first; none where nobody is known."""
    own = matters_of(user).filter(body=matter.body_id, applicant_key=matter.applicant_key)
    others = own.exclude(pk=matter.pk).order_by("-began_on", "-pk")
    return others if matter.applicant_key else others.none()


def outcome_words(matter: Matter) -> str:
    """How a matter ended, or its stage while it is open."""
    return outcome(Leaf(matter.outcome)).name[0] if matter.outcome else STAGE_WORDS[Stage(matter.stage)][0]


def erasures_of(bodies: Any) -> QuerySet[Erasure]:
    """What was erased of these bodies' applicants, newest first."""
    return Erasure.objects.filter(body__in=bodies).select_related("body", "submission", "matter", "by")


def accesses_of(bodies: Any) -> QuerySet[PersonalDataAccess]:
    """Who looked at the personal data of these bodies' applicants, newest first."""
    return PersonalDataAccess.objects.filter(submission__body__in=bodies).select_related("submission__body", "user")
