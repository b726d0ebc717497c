"""What intake shows on the page of a matter."""

from __future__ import annotations

from typing import Any

from gongkai.web.cases.models import Matter
from gongkai.web.cases.panels import Panel
from gongkai.web.intake import selectors

SHOWN = 10


def earlier_panel(matter: Matter, user: Any) -> Panel | None:
    """The other applications of the same applicant (同一申请人的其他申请), newest first."""
    others = list(selectors.same_applicant(matter, user)[: SHOWN + 1])
    if not others:
        return None
    shown = [(other, selectors.outcome_words(other)) for other in others[:SHOWN]]
    return Panel("intake/earlier.html", {"others": shown, "more": len(others) > SHOWN})
