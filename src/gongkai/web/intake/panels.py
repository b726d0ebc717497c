"""What intake shows on the page of a matter."""

from __future__ import annotations

from typing import Any

from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may
from gongkai.web.cases.models import Matter
from gongkai.web.cases.old_ledgers import rows_erasable, rows_names
from gongkai.web.cases.panels import Panel
from gongkai.web.intake import selectors, services
from gongkai.web.intake.models import Submission

SHOWN = 10


def applicant_panel(matter: Matter, user: Any) -> Panel | None:
    """The applicant, half covered, and what was asked in full (申请人与申请表)."""
    submission = Submission.objects.filter(matter=matter).select_related("confirmed_by").first()
    if submission is None:
        return None
    context = {
        "submission": submission,
        "covered": selectors.covered(submission),
        "files": list(submission.attachments.all()),
        "writes": may(user, matter.body_id, Ability.WRITE),
        "erases": matter.closed_on is not None and may(user, matter.body_id, Ability.APPROVE),
    }
    return Panel("intake/panel.html", context)


def imported_panel(matter: Matter, user: Any) -> Panel | None:
    """The rows of an old ledger of which a closed matter was made, for those who may have them erased."""
    if matter.closed_on is None or not may(user, matter.body_id, Ability.APPROVE):
        return None
    rows = list(rows_erasable(matter).select_related("ledger"))
    return Panel("intake/imported.html", {"matter": matter, "rows": rows}) if rows else None


def applicant_words(matter: Matter) -> tuple[str, ...]:
    """What in a matter's facts would name its applicant."""
    submission = Submission.objects.filter(matter=matter).first()
    return (*(services.names_of(submission) if submission else ()), *rows_names(matter))


def earlier_panel(matter: Matter, user: Any) -> Panel | None:
    """The other applications of the same applicant (同一申请人的其他申请), newest first."""
    others = list(selectors.same_applicant(matter, user)[: SHOWN + 1])
    if not others:
        return None
    shown = [(other, selectors.outcome_words(other)) for other in others[:SHOWN]]
    return Panel("intake/earlier.html", {"others": shown, "more": len(others) > SHOWN})
