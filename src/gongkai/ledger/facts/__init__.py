"""Frozen facts: what happened, on which day, to one matter.  Nothing is computed here and nothing edited."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.finding import Refusal
from gongkai.ledger.facts import application, dispute, other, publication
from gongkai.ledger.facts.base import Fact, Kind, Noted, Struck

KINDS: Mapping[Kind, tuple[type[Fact], ...]] = {
    Kind.APPLICATION: (
        application.Received,
        application.CorrectionAsked,
        application.Corrected,
        application.Consulted,
        application.Delivered,
        application.OpinionGiven,
        application.ReasonsAsked,
        application.ReasonsGiven,
        application.LaterDaySet,
        application.FeeNoticed,
        application.FeePaid,
        application.Extended,
        application.LegalReviewed,
        application.Answered,
        application.Withdrawn,
        application.Lapsed,
        application.Ended,
        application.Redone,
    ),
    Kind.PUBLICATION: (
        publication.Created,
        publication.Retagged,
        publication.Changed,
        publication.Reviewed,
        publication.Published,
        publication.TakenDown,
    ),
    Kind.DOCUMENT: (
        publication.Drafted,
        publication.CommentsSought,
        publication.CommentsAnswered,
        publication.CompetitionReviewed,
        publication.LegalityReviewed,
        publication.Deliberated,
        publication.Issued,
        publication.MadePublic,
        publication.Interpreted,
        publication.Filed,
        publication.Renewed,
        publication.Repealed,
        publication.Expired,
    ),
    Kind.DISPUTE: (
        dispute.Opened,
        dispute.CopyReceived,
        dispute.DefenceFiled,
        dispute.ProcedureChanged,
        dispute.DecisionPutOff,
        dispute.Appeared,
        dispute.Decided,
        dispute.DutyDone,
    ),
    Kind.DATA_CORRECTION: (
        application.DataCorrectionAsked,
        application.DataCorrected,
        application.DataCorrectionRefused,
        application.DataCorrectionPassedOn,
    ),
    Kind.STATISTIC: (other.Reported,),
    Kind.ACTIVITY: (other.Held,),
}
"""The facts that a kind of matter may have; any may also be struck or noted upon."""

ALWAYS: tuple[type[Fact], ...] = (Struck, Noted)


def fact_name(fact: type[Fact]) -> str:
    """The name of a fact in files: ``correction_asked``."""
    return _NAMES[fact]


def fact_type(kind: Kind, name: str) -> type[Fact]:
    """The fact of that name.  Raises :class:`Refusal` for a name that the kind does not have."""
    for made in (*KINDS[kind], *ALWAYS):
        if _NAMES[made] == name:
            return made
    known = [_NAMES[made] for made in (*KINDS[kind], *ALWAYS)]
    raise Refusal(
        "unknown-fact",
        (f"{kind}类事项没有名为“{name}”的事实", f"a matter of kind {kind} has no fact named {name!r}"),
        (f"可用的事实：{'、'.join(known)}", f"it may have: {', '.join(known)}"),
    )


_NAMES = {
    made: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", made.__name__).lower()
    for made in dict.fromkeys((*(made for some in KINDS.values() for made in some), *ALWAYS))
}

__all__ = ["ALWAYS", "KINDS", "Fact", "Kind", "Noted", "Struck", "fact_name", "fact_type"]
