"""Webhooks: what changed is noted with the change itself, signed, sent, tried again and logged."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from http.client import HTTPException
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts import Kind
from gongkai.ledger.history import History
from gongkai.ledger.lines import canonical
from gongkai.ledger.position import position
from gongkai.web.annual.models import Act, Step
from gongkai.web.api import outgoing
from gongkai.web.api.models import Delivery, Hook
from gongkai.web.api.tasks import deliver
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import people_with
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.jobs.models import Notice
from gongkai.web.jobs.services import notify
from gongkai.web.kernel import clock

AGAIN = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480))
"""How long to wait before each further try; after the last the delivery is given up."""
KEPT = timedelta(days=90)
"""So long the log is kept."""
REPORTED: Mapping[Act, Hook.Kind] = {
    Act.SUBMIT: Hook.Kind.SUBMITTED,
    Act.RETURN: Hook.Kind.RETURNED,
    Act.ACCEPT: Hook.Kind.ACCEPTED,
    Act.PUBLISH: Hook.Kind.PUBLISHED,
}
"""What is told of a report; published again it is a correction."""


def fact_added(*, instance: FactRow, created: bool, **_: Any) -> None:
    """A fact was entered: in the same transaction, one delivery for each hook of the body that wants to know."""
    matter = instance.matter
    hooks = list(Hook.objects.filter(body=matter.body_id, active=True)) if created else []
    if hooks:
        kind = _kind(instance, matter)
        _tell(hooks, kind, _payload(instance, matter))


def report_moved(*, instance: Step, created: bool, **_: Any) -> None:
    """A report was moved on: the same for the hooks of its body and of the one above."""
    kind = REPORTED.get(Act(instance.act)) if created else None
    if kind is None:
        return
    if kind is Hook.Kind.PUBLISHED and instance.revision > 1:
        kind = Hook.Kind.CORRECTED
    body = instance.report.body
    hooks = list(Hook.objects.filter(body__in=(body.pk, body.parent_id), active=True))
    if hooks:
        _tell(hooks, kind, _report_payload(instance))


def _tell(hooks: Iterable[Hook], kind: Hook.Kind, content: dict[str, Any]) -> None:
    event = uuid4().hex
    payload = canonical({"id": event, "event": kind.value} | content)
    for hook in hooks:
        if kind in hook.kind_set:
            made = Delivery.objects.create(hook=hook, event=event, kind=kind, payload=payload)
            deliver.enqueue(made.pk)


def attempt(key: int) -> bool:
    """Send one delivery; a failure is noted and tried again later.  Returns whether it arrived."""
    delivery = Delivery.objects.select_related("hook__body").filter(pk=key, arrived_at=None).first()
    if delivery is None or not delivery.hook.active or delivery.tries > len(AGAIN):
        return False
    status, error = _sent(delivery)
    arrived = status is not None and 200 <= status < 300
    with transaction.atomic():
        locked = Delivery.objects.select_for_update().get(pk=key)
        locked.tries += 1
        locked.status, locked.error = status, error
        locked.arrived_at = clock.now() if arrived else None
        locked.save()
        if not arrived:
            _again(locked)
    return arrived


def prune(on: date) -> None:
    """Take out what arrived or was given up long ago."""
    before = datetime.combine(on - KEPT, time(), tzinfo=timezone.get_current_timezone())
    Delivery.objects.filter(made_at__lt=before).delete()


def signature(secret: str, stamp: str, body: bytes) -> str:
    """What the receiver computes as well: HMAC-SHA256 over the time, a full stop and the body."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _sent(delivery: Delivery) -> tuple[int | None, str]:
    try:
        secret = delivery.hook.secret
    except Refusal as refused:
        return None, refused.reason[0][:200]
    body, stamp = delivery.payload.encode(), str(int(clock.now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "gongkai-webhook/1",
        "X-Gongkai-Event": delivery.kind,
        "X-Gongkai-Delivery": f"{delivery.event}-{delivery.hook_id}",
        "X-Gongkai-Timestamp": stamp,
        "X-Gongkai-Signature": signature(secret, stamp, body),
    }
    try:
        return outgoing.send(outgoing.resolved(delivery.hook.url), body, headers), ""
    except outgoing.Forbidden as forbidden:
        return None, str(forbidden)[:200]
    except (OSError, HTTPException) as error:
        return None, type(error).__name__


def _again(delivery: Delivery) -> None:
    if delivery.tries <= len(AGAIN):
        deliver.using(run_after=clock.now() + AGAIN[delivery.tries - 1]).enqueue(delivery.pk)
        return
    on = clock.today()
    for user in people_with(delivery.hook.body_id, Ability.MANAGE, on):
        notify(
            user=user,
            kind=Notice.Kind.SYSTEM,
            text=f"事件推送“{delivery.hook.name}”多次发送未成功，已放弃其中的事件，请核对地址。",
            address=reverse("hooks"),
            on=on,
            key=f"hook:{delivery.hook_id}:{on}",
        )


def _kind(row: FactRow, matter: Matter) -> Hook.Kind:
    """What the fact did to the matter."""
    if row.seq == 1:
        return Hook.Kind.OPENED
    after = history_of(matter)
    before = History(after.matter, Kind(matter.kind), after.facts[:-1], body=after.body)
    was = position(before, clock.today(), packaged_regime())
    if matter.closed_on is not None and was.closed is None:
        return Hook.Kind.CLOSED
    return Hook.Kind.ENTERED if matter.stage == was.stage.value else Hook.Kind.CHANGED


def _report_payload(step: Step) -> dict[str, Any]:
    """Where the report stands now: no figure, no reason and nobody's name; ``publication`` opens what is published."""
    report = step.report
    published = report.publications.filter(revision=step.revision).first()
    return {
        "on": step.on.isoformat(),
        "body": report.body_id,
        "year": report.year,
        "scope": report.scope,
        "revision": step.revision,
        "state": report.state,
        "publication": published.pk if published else None,
    }


def _payload(row: FactRow, matter: Matter) -> dict[str, Any]:
    """Where the matter stands now, by number: nothing of what is asked, and nobody's name."""
    return {
        "on": row.on.isoformat(),
        "body": matter.body_id,
        "matter": matter.pk,
        "number": matter.number,
        "kind": matter.kind,
        "fact": json.loads(row.line)["fact"],
        "seq": row.seq,
        "stage": matter.stage,
        "waits": matter.waits,
        "due_on": matter.due_on.isoformat() if matter.due_on else None,
        "closed_on": matter.closed_on.isoformat() if matter.closed_on else None,
        "head": matter.head,
    }
