"""What the facts fill in before the clerk begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from gongkai.law.regime import Regime
from gongkai.ledger.facts.application import Received
from gongkai.report.letters import fields_for, kind, kinds
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.intake.models import Submission
from gongkai.web.intake.services import access_log
from gongkai.web.kernel.clock import now
from gongkai.web.letters.models import Letter


def begun(matter: Matter, kind_key: str, actor: Any, on: date, regime: Regime) -> tuple[str, str, dict[str, str]]:
    """Addressee, address and fields of a new draft."""
    first = next(history_of(matter).counted(), None)
    policy = regime.policies.on(first.on if first else on)
    asks = first.asks if isinstance(first, Received) else ""
    fields = {
        "asked": asks,
        "third_matter": asks,
        "co_matter": asks,
        "assist_matter": asks,
        "correct_days": str(policy.correction_reply_days),
        "explain_days": str(policy.reasons_reply_days),
        "extended_days": "20",
    }
    own = kind(kind_key)
    to = address = ""
    if own.to == "applicant":
        to, address = _applicant(matter, actor)
    return to, address, {key: text for key, text in fields.items() if text and key in _inputs(kind_key)}


def _inputs(kind_key: str) -> set[str]:
    own = kind(kind_key)
    return {one.key for one in fields_for(key for key in own.parts if key != "particulars")}


def _applicant(matter: Matter, actor: Any) -> tuple[str, str]:
    """Name and address as they came in, the look kept for the auditor; else of the last letter to the applicant."""
    came = Submission.objects.filter(matter=matter, erased_on=None).first()
    if came is not None and came.name:
        access_log(submission=came, what="起草文书", user=actor, at=now())
        by_mail = came.delivery == Submission.Delivery.EMAIL
        return came.name, came.email if by_mail else came.address
    last = Letter.objects.filter(matter=matter, kind__in=_TO_APPLICANT).first()
    return (last.to, last.address) if last else ("", "")


_TO_APPLICANT = tuple(key for key, one in kinds().items() if one.to == "applicant")
