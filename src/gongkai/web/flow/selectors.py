"""Reading: who must agree to what, and what waits for whom."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value

from gongkai.ledger.facts import Fact, Kind, fact_type
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import Post, bodies_of, bodies_served, people_with, posts_of
from gongkai.web.cases.models import Matter
from gongkai.web.cases.words import fact_word
from gongkai.web.flow.models import ASKED, Call, Chain, Inquiry, Proposal, Step, Task
from gongkai.web.flow.sorts import OFFICE, SORTS, same, sort_of
from gongkai.web.intake.selectors import unconfirmed
from gongkai.web.jobs.selectors import unread
from gongkai.web.kernel.clock import today

STEP_WORDS = dict(ASKED)


class Asked(NamedTuple):
    """One step that is asked for: an ability, and a person where it is one alone."""

    ability: Ability
    person: Any = None

    @property
    def words(self) -> str:
        """审核（张三）."""
        return STEP_WORDS[self.ability.value] + (f"（{name_of(self.person)}）" if self.person else "")


def name_of(person: Any) -> str:
    """The person's name, or the name of the account where none is known."""
    return str(person.get_full_name() or person.get_username()) if person else ""


def chain_for(body_id: int, fact: Fact) -> tuple[Asked, ...]:
    """The steps that a body set for a fact; none where it set nothing."""
    return chain_steps(body_id, sort_of(fact))


def chain_steps(body_id: int, about: str) -> tuple[Asked, ...]:
    """The same by the key of the sort."""
    chain = Chain.objects.filter(body=body_id, about=about, ended_at=None).first()
    return tuple(_asked(step) for step in chain.steps.select_related("person")) if chain else ()


def steps_for(body_id: int, fact: Fact) -> tuple[Asked, ...]:
    """The steps that a draft of the fact takes: those set, or those offered for which there is somebody."""
    set_up = chain_for(body_id, fact)
    if set_up:
        return set_up
    offered = SORTS[sort_of(fact)].offered if sort_of(fact) in SORTS else OFFICE
    return tuple(Asked(ability) for ability in offered if people_with(body_id, ability).exists())


def chains_of(body_id: int) -> dict[str, tuple[Asked, ...]]:
    """Every chain that a body has set, by sort."""
    chains = Chain.objects.filter(body=body_id, ended_at=None).prefetch_related("steps__person")
    return {chain.about: tuple(_asked(step) for step in chain.steps.all()) for chain in chains}


def proposals_of(user: Any) -> QuerySet[Proposal]:
    """Those on matters that the person may read, newest first."""
    return Proposal.objects.filter(body__in=bodies_of(user)).select_related("matter", "body", "by", "waits_person")


def proposals_waiting_for(user: Any) -> QuerySet[Proposal]:
    """Those on which it is the person's turn: the right ability or the name, not one's own draft, not twice."""
    turn = Q(waits_person=user)
    for ability, _word in ASKED:
        turn |= Q(waits_person=None, waits_ability=ability, body__in=bodies_served(user, Ability(ability)))
    waiting = Proposal.objects.filter(turn, state=Proposal.State.OPEN).exclude(by=user).exclude(revises__by=user)
    return waiting.exclude(pk__in=Step.objects.filter(by=user).values("proposal")).select_related(
        "matter", "body", "by"
    )


def proposals_back_to(user: Any) -> QuerySet[Proposal]:
    """One's own drafts that are approved and wait to be carried out, or were returned and not revised since."""
    mine = Proposal.objects.filter(by=user).select_related("matter", "body", "by")
    back = Q(state=Proposal.State.APPROVED)
    revised = Proposal.objects.filter(revises__by=user).values("revises")
    return mine.filter(back | (Q(state=Proposal.State.RETURNED) & ~Q(pk__in=revised)))


def waiting_counts(user: Any) -> dict[str, int]:
    """How much waits for the person: notices to read, submissions to confirm, work; in one question to the database."""
    found = {"unread": 0, "intake_waiting": 0, "work_waiting": 0}
    with connection.cursor() as cursor:
        cursor.execute(*_question(user.pk, posts_of(user), today()))
        for name, number in cursor.fetchall():
            found[name] += number
    return found


@lru_cache(maxsize=1000)
def _question(key: int, posts: tuple[Post, ...], _on: date) -> tuple[str, tuple[Any, ...]]:
    """The question as SQL: it depends on the person, the posts and the day, and every page asks it."""
    user: Any = get_user_model()(pk=key)
    user.posts = posts
    first, *more = (
        _counted("unread", unread(user)),
        _counted("intake_waiting", unconfirmed(user)),
        _counted("work_waiting", proposals_waiting_for(user)),
        _counted("work_waiting", proposals_back_to(user)),
        _counted("work_waiting", tasks_for(user)),
        _counted("work_waiting", calls_for(user)),
        _counted("work_waiting", inquiries_waiting_for(user)),
        _counted("work_waiting", opinions_for(user)),
    )
    asked: tuple[str, tuple[Any, ...]] = first.union(*more, all=True).query.sql_with_params()
    return asked


def _counted(name: str, queryset: QuerySet[Any]) -> Any:
    """One row: the name, and how many rows there are."""
    # Counted over a constant: a query without grouping gives its row also where nothing is found.
    return queryset.order_by().values(_of=Value(name)).annotate(_many=Count("pk")).values_list("_of", "_many")


def tasks_for(user: Any) -> QuerySet[Task]:
    """What the person is to do, the most urgent first."""
    return (
        Task.objects.filter(user=user, done_on=None, matter__body__in=bodies_of(user))
        .select_related("matter", "by")
        .order_by(F("due").asc(nulls_last=True), "pk")
    )


def calls_for(user: Any) -> QuerySet[Call]:
    """Mentions and reminders that the person has not seen."""
    return Call.objects.filter(user=user, seen_at=None, matter__body__in=bodies_of(user)).select_related("matter", "by")


def inquiries_waiting_for(user: Any) -> QuerySet[Inquiry]:
    """What other bodies ask and the person may answer; and answers that wait for the person's approval."""
    turn = Q(waits_person=user)
    for ability, _word in ASKED:
        turn |= Q(waits_person=None, waits_ability=ability, to__in=bodies_served(user, Ability(ability)))
    decide = Q(turn, state=Inquiry.State.APPROVING) & ~Q(drafted_by=user)
    some = Inquiry.objects.filter(decide | Q(state=Inquiry.State.OPEN, to__in=bodies_served(user, Ability.WRITE)))
    some = some.exclude(matter__waits="nobody")  # it was answered without the opinion: nobody waits for it
    return some.order_by("due_on", "pk").select_related("matter__body", "to")


def opinions_for(user: Any) -> QuerySet[Inquiry]:
    """Opinions of other bodies that came and wait to be entered for a matter that is open."""
    # Asked of each opinion, of which there are few: joined, a database may begin with all matters of the bodies.
    mine = Matter.objects.filter(pk=OuterRef("matter"), body__in=bodies_served(user, Ability.WRITE))
    some = Inquiry.objects.filter(Exists(mine.exclude(waits="nobody")), state=Inquiry.State.ANSWERED, taken_on=None)
    return some.select_related("matter", "to")


def proposal_row(proposal: Proposal) -> dict[str, Any]:
    """A proposal with its words, for a list."""
    word = SORTS[proposal.about].words if proposal.about in SORTS else fact_word(fact_type_of(proposal))
    turn = STEP_WORDS.get(proposal.waits_ability, "")
    return {"proposal": proposal, "word": word, "turn": turn, "name": proposal.content["fact"]}


def approved_for(matter: Matter, fact: Fact, subject_hash: str | None = None) -> Proposal | None:
    """The approved proposal that says what the fact says, and is not used up.

    ``subject_hash`` is that of the letter that goes out with the fact, empty for none: found is then only
    what was approved with that very letter, or without one.
    """
    some = Proposal.objects.filter(matter=matter, about=sort_of(fact), state=Proposal.State.APPROVED)
    if subject_hash is not None:
        some = some.filter(subject_hash=subject_hash)
    return next((one for one in some if same(fact, one.content, day=one.fixed_day)), None)


def fact_type_of(proposal: Proposal) -> type[Fact]:
    """The type of the fact that was drafted."""
    return fact_type(Kind(proposal.matter.kind), proposal.content["fact"])


def authors_of(proposal: Proposal) -> set[int]:
    """The keys of all who drafted it: this one and those it revises."""
    keys = set()
    one: Proposal | None = proposal
    while one is not None:
        keys.add(one.by_id)
        one = one.revises
    return keys


def _asked(step: Any) -> Asked:
    return Asked(Ability(step.ability), step.person)
