"""What speaks against a fact of a publication or of a normative document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from gongkai.finding import Finding
from gongkai.law.clocks import IN_FORCE
from gongkai.law.duties import publication_due
from gongkai.ledger import findings
from gongkai.ledger.checks.guard import Guard
from gongkai.ledger.clock import Terms
from gongkai.ledger.facts import Fact, publication
from gongkai.ledger.facts.publication import Rank, Review, Tag
from gongkai.ledger.state import DocumentState, PublicationState

REVIEW_WORDS = {
    Review.FIRST: ("初审", "first review"),
    Review.SECOND: ("复审", "second review"),
    Review.FINAL: ("终审", "final review"),
    Review.SECRECY: ("保密审查", "secrecy review"),
}
TAG_WORDS = {
    Tag.PUBLIC: ("主动公开", "published"),
    Tag.ON_APPLICATION: ("依申请公开", "on application"),
    Tag.WITHHELD: ("不予公开", "withheld"),
}
_BEFORE = {Review.SECOND: Review.FIRST, Review.FINAL: Review.SECOND}
REGULATION_COMMENT_DAYS = 30
"""《规章制定程序条例》 art 15: drafts of rules are open to comment for no less than 30 days."""


def reviews_in_order(state: PublicationState, fact: publication.Reviewed, _: Terms) -> Iterator[Finding]:
    """Three reviews one after another, by different people."""
    wanting = _BEFORE.get(fact.step)
    if wanting is not None and wanting not in state.reviewed:
        yield findings.REVIEW_SKIPPED.at(on=fact.on, step=REVIEW_WORDS[fact.step], missing=REVIEW_WORDS[wanting])
    for step, done in state.reviewed.items():
        if fact.by and done.by == fact.by and step is not fact.step:
            yield findings.SAME_REVIEWER.at(on=fact.on, person=fact.by, other=REVIEW_WORDS[step])


def reviewed_before(state: PublicationState, fact: publication.Published, _: Terms) -> Iterator[Finding]:
    """Article 17 and 《保守国家秘密法实施条例》 art 42: review first, publish after."""
    if Review.SECRECY not in state.reviewed:
        yield findings.NO_SECRECY_REVIEW.at(on=fact.on)
    if Review.FINAL not in state.reviewed:
        missing = REVIEW_WORDS[Review.FINAL]
        yield findings.REVIEW_SKIPPED.at(on=fact.on, step=("公开", "publication"), missing=missing)


def tag_allows(state: PublicationState, fact: publication.Published, _: Terms) -> Iterator[Finding]:
    """Only what is tagged as public is published."""
    if state.tag is not None and state.tag is not Tag.PUBLIC:
        yield findings.TAG_FORBIDS.at(on=fact.on, tag=TAG_WORDS[state.tag])


def published_in_time(state: PublicationState, fact: publication.Published, terms: Terms) -> Iterator[Finding]:
    """Article 26: within 20 working days of creation or change."""
    if state.created is None or (state.published and state.changed is None):
        return
    made = state.changed or state.created.on
    if made < IN_FORCE:
        return
    due = publication_due(made, calendar=terms.calendar).due
    if fact.on > due:
        yield findings.PUBLISHED_LATE.at(on=fact.on, due=due, days=terms.calendar.count(due, fact.on))


def comments_long_enough(state: DocumentState, fact: publication.CommentsSought, terms: Terms) -> Iterator[Finding]:
    """30 days for rules, what policy says for other documents."""
    rule = state.drafted is not None and state.drafted.rank is Rank.REGULATION
    days = REGULATION_COMMENT_DAYS if rule else terms.policy.comment_days
    if fact.until < fact.on + timedelta(days):
        yield findings.COMMENTS_SHORT.at(on=fact.on, until=fact.until, days=days)


def legality_reviewed(state: DocumentState, fact: publication.Issued, _: Terms) -> Iterator[Finding]:
    """No document is issued without the review of legality, unless it was taken over as it was."""
    if not fact.taken_over and publication.LegalityReviewed not in state.done:
        yield findings.NO_LEGALITY_REVIEW.at(on=fact.on)
    if state.drafted is not None and fact.rank not in (None, state.drafted.rank):
        yield findings.IMPOSSIBLE.at(on=fact.on, what=("制发的类别与起草时不同", "issued as another rank than drafted"))
    if fact.valid_until is not None and fact.valid_until < fact.on:
        what = (f"有效期至{fact.valid_until}", f"valid until {fact.valid_until}")
        yield findings.REPEALED_BEFORE.at(on=fact.on, what=what)


def document_public_in_time(state: DocumentState, fact: publication.MadePublic, terms: Terms) -> Iterator[Finding]:
    """Article 26 holds for documents too."""
    if state.issued is None or state.made_public is not None or state.issued.on < IN_FORCE:
        return
    due = publication_due(state.issued.on, calendar=terms.calendar).due
    if fact.on > due:
        yield findings.NOT_MADE_PUBLIC.at(on=fact.on, due=due)


def expires_on_time(state: DocumentState, fact: publication.Expired, _: Terms) -> Iterator[Finding]:
    """A document lapses after the last day of its validity, not before."""
    if state.valid_until is None or fact.on <= state.valid_until:
        held = state.valid_until or "—"
        what = (f"有效期至{held}，尚未届满", f"valid until {held}, not over yet")
        yield findings.REPEALED_BEFORE.at(on=fact.on, what=what)


def counts_right(_: PublicationState, fact: publication.Published, __: Terms) -> Iterator[Finding]:
    """At least one item is published."""
    if fact.count < 1:
        yield findings.IMPOSSIBLE.at(on=fact.on, what=(f"公开{fact.count}条", f"{fact.count} items published"))


def opinions_add_up(_: DocumentState, fact: publication.CommentsAnswered, __: Terms) -> Iterator[Finding]:
    """No more opinions are adopted than came in."""
    if not 0 <= fact.adopted <= fact.received:
        what = (f"收到意见{fact.received}条，采纳{fact.adopted}条", f"{fact.received} received, {fact.adopted} adopted")
        yield findings.IMPOSSIBLE.at(on=fact.on, what=what)


GUARDS: Mapping[type[Fact], tuple[Guard, ...]] = {
    publication.Reviewed: (reviews_in_order,),
    publication.Published: (counts_right, reviewed_before, tag_allows, published_in_time),
    publication.CommentsSought: (comments_long_enough,),
    publication.CommentsAnswered: (opinions_add_up,),
    publication.Issued: (legality_reviewed,),
    publication.MadePublic: (document_public_in_time,),
    publication.Expired: (expires_on_time,),
}
