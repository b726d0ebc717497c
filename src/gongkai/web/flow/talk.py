"""Writing: tasks, notes, mentions and reminders; nothing of it is a fact of law."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from gongkai.finding import Refusal
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, may, people_with
from gongkai.web.cases.models import Matter
from gongkai.web.flow.models import Call, Note, Task
from gongkai.web.flow.rules import same_submission
from gongkai.web.flow.selectors import name_of
from gongkai.web.flow.telling import tell
from gongkai.web.jobs.models import Notice
from gongkai.web.kernel import clock

_AT = re.compile(r"(?<![0-9A-Za-z._-])[@＠]")
"""An @ that calls somebody: not the one inside an address of e-mail."""


def task_add(
    *, matter_id: int, title: str, user: Any, token: str, actor: Any, on: date, due: date | None = None
) -> Task:
    """Give somebody of the body a task; the same ``token`` again gives the task that it made.

    Raises :class:`Refusal` for a person who may not read the matter or a due day that has passed.
    """
    with transaction.atomic():
        matter = _locked(matter_id, actor)
        made = Task.objects.filter(token=token).first()
        if made is not None:
            same_submission((made.matter_id, made.title, made.user_id, made.due) == (matter.pk, title, user.pk, due))
            return made
        if not people_with(matter.body_id, Ability.READ).filter(pk=user.pk).exists():
            raise Refusal(
                "not-a-colleague", (f"{name_of(user)}不能查看本事项，不能交办", "may not read it"), ("请另选一人", "")
            )
        if due is not None and due < on:
            raise Refusal("due-passed", ("完成期限已经过去", "the due day has passed"), ("请改为今天或以后的日期", ""))
        task = Task.objects.create(matter=matter, title=title, user=user, due=due, by=actor, on=on, token=token)
        if user.pk != actor.pk:
            _tell([user], Notice.Kind.ASSIGNED, f"{name_of(actor)}交办：{title}", matter, on)
        return task


def task_done(*, task_id: int, actor: Any, on: date) -> Task:
    """It is done; a second time changes nothing.  ``PermissionDenied`` for who has nothing to do with it."""
    with transaction.atomic():
        task = Task.objects.select_for_update().select_related("matter").get(pk=task_id)
        if actor.pk not in (task.user_id, task.by_id) and not may(actor, task.matter.body_id, Ability.WRITE):
            raise PermissionDenied
        if task.done_on is None:
            task.done_on, task.done_by = on, actor
            task.save()
        return task


def note_add(*, matter_id: int, text: str, token: str, actor: Any, on: date) -> Note:
    """Write a note; ``@name`` calls a colleague who may read the matter; the same ``token`` again changes nothing.

    Raises :class:`Refusal` if an ``@`` names nobody of them: then nothing is written.
    """
    with transaction.atomic():
        matter = _locked(matter_id, actor)
        made = Note.objects.filter(token=token).first()
        if made is not None:
            same_submission((made.matter_id, made.text, made.by_id) == (matter.pk, text, actor.pk))
            return made
        called = mentioned(text, people_with(matter.body_id, Ability.READ))
        note = Note.objects.create(matter=matter, text=text, by=actor, token=token)
        _call(matter, called, Call.Kind.MENTION, text, actor, on, token)
        _tell(called, Notice.Kind.MENTIONED, f"{name_of(actor)}在便笺中提到您：{text}", matter, on)
        return note


def note_strike(*, note_id: int, actor: Any) -> Note:
    """Strike a note: it stays to be read, struck through.  Its author may, and a head of the body."""
    with transaction.atomic():
        note = Note.objects.select_for_update().select_related("matter").get(pk=note_id)
        if note.by_id != actor.pk and not may(actor, note.matter.body_id, Ability.APPROVE):
            raise PermissionDenied
        if note.struck_at is None:
            note.struck_at, note.struck_by = clock.now(), actor
            note.save()
        return note


def remind(*, matter_id: int, text: str, token: str, actor: Any, on: date) -> list[Call]:
    """Remind the handler, or without one everybody who may enter facts (催办); once a ``token``.

    Raises :class:`Refusal` if there is nobody to remind.
    """
    with transaction.atomic():
        matter = _locked(matter_id, actor)
        if Call.objects.filter(token=token).exists():
            return list(Call.objects.filter(token=token))
        people = [matter.handler] if matter.handler else list(people_with(matter.body_id, Ability.WRITE))
        if not people:
            raise Refusal("nobody-to-remind", ("本机关没有经办人员", "nobody handles it"), ("请先确定承办人", ""))
        _tell(people, Notice.Kind.REMINDED, f"{name_of(actor)}催办：{text or '请抓紧办理'}", matter, on)
        return _call(matter, people, Call.Kind.REMINDER, text, actor, on, token)


def call_seen(*, call_id: int, user: Any) -> bool:
    """One's own call is seen; ``False`` for one that is seen already or somebody else's."""
    return Call.objects.filter(pk=call_id, user=user, seen_at=None).update(seen_at=clock.now()) == 1


def mentioned(text: str, people: Iterable[Any]) -> list[Any]:
    """The people whom a text calls by ``@`` and name or account, each once; the longest name that fits is meant.

    Raises :class:`Refusal` for an ``@`` after which none of them stands.
    """
    names = sorted(
        ((word, person) for person in people for word in {person.get_full_name(), person.get_username()} if word),
        key=lambda pair: -len(pair[0]),
    )
    called: dict[int, Any] = {}
    for found in _AT.finditer(text):
        rest = text[found.end() :]
        meant = next((person for word, person in names if rest.startswith(word)), None)
        if meant is None:
            raise Refusal(
                "cannot-mention",
                (f"“@{rest[:10]}”不是可以查看本事项的同事，不能提及", "nobody who may read it has that name"),
                ("请核对姓名；可以提及：" + "、".join(f"@{word}" for word, _person in names[:20]), "mend the name"),
            )
        called[meant.pk] = meant
    return list(called.values())


def _locked(matter_id: int, actor: Any) -> Matter:
    matter = Matter.objects.select_for_update(of=("self",)).select_related("handler").get(pk=matter_id)
    if not bodies_of(actor).filter(pk=matter.body_id).exists():
        raise PermissionDenied
    return matter


def _call(
    matter: Matter, people: Iterable[Any], kind: Call.Kind, text: str, by: Any, on: date, token: str
) -> list[Call]:
    said: dict[str, Any] = {"matter": matter, "kind": kind, "text": text, "by": by, "on": on, "token": token}
    return [Call.objects.create(user=person, **said) for person in people]


def _tell(people: Iterable[Any], kind: Notice.Kind, text: str, matter: Matter, on: date) -> None:
    tell(people, kind, text, address=reverse("matter", args=[matter.pk]), on=on, matter=matter)
