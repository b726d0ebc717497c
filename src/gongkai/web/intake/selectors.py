"""Reading what applicants sent in, and what they asked for before."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from gongkai.law.leaf import Leaf
from gongkai.law.outcomes import outcome
from gongkai.ledger.moves import STAGE_WORDS, Stage
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import matters_of


def same_applicant(matter: Matter, user: Any) -> QuerySet[Matter]:
    """The other matters of the applicant with this body, newest first; none where nobody is known."""
    own = matters_of(user).filter(body=matter.body_id, applicant_key=matter.applicant_key)
    others = own.exclude(pk=matter.pk).order_by("-began_on", "-pk")
    return others if matter.applicant_key else others.none()


def outcome_words(matter: Matter) -> str:
    """How a matter ended, or its stage while it is open."""
    return outcome(Leaf(matter.outcome)).name[0] if matter.outcome else STAGE_WORDS[Stage(matter.stage)][0]
