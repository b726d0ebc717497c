"""What letters show on the page of a matter."""

from __future__ import annotations

from typing import Any

from gongkai.ledger.facts import Kind
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may
from gongkai.web.cases.models import Matter
from gongkai.web.cases.panels import Panel
from gongkai.web.letters import selectors


def letters_panel(matter: Matter, user: Any) -> Panel | None:
    """The letters that went out and the drafts; the way to write one."""
    if matter.kind != Kind.APPLICATION.value:
        return None
    letters = list(selectors.letters_of(user).filter(matter=matter))
    context = {
        "matter": matter,
        "letters": letters,
        "count": len(letters),
        "drafts": list(selectors.drafts_of(user).filter(matter=matter, letter=None)),
        "writes": may(user, matter.body_id, Ability.WRITE),
    }
    return Panel("letters/panel.html", context)
