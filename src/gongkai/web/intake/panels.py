"""What intake shows on the page of a matter."""

from __future__ import annotations

from typing import Any

from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may
from gongkai.web.cases.models import Matter
from gongkai.web.cases.panels import Panel
from gongkai.web.intake import selectors
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
    }
    return Panel("intake/panel.html", context)


def earlier_panel(matter: Matter, user: Any) -> Panel | None:
    """The other applications of the same applicant (同一申请人的其他申请), newest first."""
    others = list(selectors.same_applicant(matter, user)[: SHOWN + 1])
    if not others:
        return None
    shown = [(other, selectors.outcome_words(other)) for other in others[:SHOWN]]
    return Panel("intake/earlier.html", {"others": shown, "more": len(others) > SHOWN})
