"""The state of an item published on one's own, and of a normative document."""

from __future__ import annotations

from datetime import date, timedelta

from gongkai.ledger.facts import Fact, Kind, publication
from gongkai.ledger.state.base import State, steps


class PublicationState(State):
    """An item published on one's own so far."""

    __slots__ = ("changed", "created", "published", "reviewed", "tag")

    def __init__(self) -> None:
        super().__init__()
        self.created: publication.Created | None = None
        self.tag: publication.Tag | None = None
        self.changed: date | None = None
        self.reviewed: dict[publication.Review, publication.Reviewed] = {}
        self.published: list[publication.Published] = []


class DocumentState(State):
    """A rule or normative document so far."""

    @property
    def rank(self) -> publication.Rank:
        """What it is: as it was drafted or, where that is not in the register, as it was issued."""
        issued = self.issued.rank if self.issued else None
        return self.drafted.rank if self.drafted else issued or publication.Rank.NORMATIVE

    def ended_by(self, on: date) -> tuple[date, bool] | None:
        """The day from which it is no longer in force, as of ``on``, and whether it expired.

        Validity that ran out ends a document by itself, whether or not anybody entered it.
        """
        if self.ended is not None:
            return self.ended, self.expired
        if self.issued is not None and self.valid_until is not None and self.valid_until < on:
            return self.valid_until + timedelta(1), True
        return None

    __slots__ = ("comments", "done", "drafted", "ended", "expired", "issued", "made_public", "valid_until")

    def __init__(self) -> None:
        super().__init__()
        self.drafted: publication.Drafted | None = None
        self.comments: publication.CommentsSought | None = None
        self.done: set[type[Fact]] = set()
        self.issued: publication.Issued | None = None
        self.made_public: date | None = None
        self.valid_until: date | None = None
        self.ended: date | None = None
        self.expired = False


def _created(state: PublicationState, fact: publication.Created) -> None:
    state.created, state.tag = fact, fact.tag


def _retagged(state: PublicationState, fact: publication.Retagged) -> None:
    state.tag = fact.tag


def _changed(state: PublicationState, fact: publication.Changed) -> None:
    state.changed = fact.on
    state.reviewed = {}


def _reviewed(state: PublicationState, fact: publication.Reviewed) -> None:
    if fact.passed:
        state.reviewed[fact.step] = fact
    else:
        state.reviewed.pop(fact.step, None)


def _published(state: PublicationState, fact: publication.Published) -> None:
    state.published.append(fact)
    state.changed = None


def _drafted(state: DocumentState, fact: publication.Drafted) -> None:
    state.drafted = fact


def _comments(state: DocumentState, fact: publication.CommentsSought) -> None:
    state.comments = fact
    state.done.add(type(fact))


def _done(state: DocumentState, fact: Fact) -> None:
    state.done.add(type(fact))


def _issued(state: DocumentState, fact: publication.Issued) -> None:
    state.issued, state.valid_until = fact, fact.valid_until


def _made_public(state: DocumentState, fact: Fact) -> None:
    state.made_public = state.made_public or fact.on


def _renewed(state: DocumentState, fact: publication.Renewed) -> None:
    state.valid_until = fact.valid_until


def _document_ended(state: DocumentState, fact: Fact) -> None:
    state.ended, state.expired = fact.on, type(fact) is publication.Expired


PublicationState.steps = steps(
    Kind.PUBLICATION,
    {
        publication.Created: _created,
        publication.Retagged: _retagged,
        publication.Changed: _changed,
        publication.Reviewed: _reviewed,
        publication.Published: _published,
    },
)

DocumentState.steps = steps(
    Kind.DOCUMENT,
    {
        publication.Drafted: _drafted,
        publication.CommentsSought: _comments,
        publication.CommentsAnswered: _done,
        publication.CompetitionReviewed: _done,
        publication.LegalityReviewed: _done,
        publication.Deliberated: _done,
        publication.Interpreted: _done,
        publication.Filed: _done,
        publication.Issued: _issued,
        publication.MadePublic: _made_public,
        publication.Renewed: _renewed,
        publication.Repealed: _document_ended,
        publication.Expired: _document_ended,
    },
)
