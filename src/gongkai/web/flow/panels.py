"""What ``flow`` shows on the page of a matter: approvals, tasks, notes, conferences."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.urls import reverse

from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may, people_with
from gongkai.web.cases.models import Matter
from gongkai.web.cases.panels import Panel
from gongkai.web.cases.waiting import Waiting
from gongkai.web.flow.forms import NoteForm, RemindForm, TaskForm
from gongkai.web.flow.inquiries import askable, silence_of
from gongkai.web.flow.selectors import inquiries_waiting_for, proposal_row
from gongkai.web.kernel.clock import today


def proposals_panel(matter: Matter, _user: Any) -> Panel | None:
    """呈批: drafts on this matter, newest first."""
    rows = [proposal_row(one) for one in matter.proposals.select_related("matter", "by", "waits_person")]
    return Panel("flow/panel_proposals.html", {"rows": rows}, wide=True) if rows else None


def inquiries_waiting(user: Any) -> Waiting:
    """For 今日: what other bodies ask."""
    return Waiting("其他机关征求意见", inquiries_waiting_for(user).count(), reverse("my_work"))


def notes_panel(matter: Matter, user: Any) -> Panel:
    """便笺: what colleagues wrote, and a place to write."""
    notes = list(matter.notes.select_related("by", "struck_by"))
    strikes = may(user, matter.body_id, Ability.APPROVE)
    shown = [(note, note.struck_at is None and (strikes or note.by_id == user.pk)) for note in notes]
    context = {"matter": matter, "notes": shown, "form": NoteForm(auto_id="note_%s"), "token": uuid4().hex}
    return Panel("flow/panel_notes.html", context, wide=True)


def inquiries_panel(matter: Matter, user: Any) -> Panel | None:
    """征求意见: what was sent to bodies of the system, and what waits to be sent or entered."""
    sent = list(matter.inquiries.select_related("to"))
    writes = may(user, matter.body_id, Ability.WRITE)
    asks = writes and matter.changes_on is not None and bool(askable(matter))
    if not sent and not asks:
        return None
    rows = [(one, silence_of(one, today())) for one in sent]
    return Panel("flow/panel_inquiries.html", {"matter": matter, "rows": rows, "asks": asks})


def tasks_panel(matter: Matter, user: Any) -> Panel:
    """任务: who is to do what, and reminding."""
    tasks = list(matter.tasks.select_related("user", "done_by"))
    writes = may(user, matter.body_id, Ability.WRITE)
    shown = [(one, one.done_on is None and (writes or user.pk in (one.user_id, one.by_id))) for one in tasks]
    people = people_with(matter.body_id, Ability.READ)
    context = {
        "matter": matter,
        "tasks": shown,
        "writes": writes,
        "form": TaskForm(people=people, auto_id="task_%s"),
        "remind": RemindForm(auto_id="remind_%s"),
        "token": uuid4().hex,
        "second": uuid4().hex,
    }
    return Panel("flow/panel_tasks.html", context)


def conferences_panel(matter: Matter, user: Any) -> Panel | None:
    """会商: where the matter was talked over."""
    held = list(matter.conferences.all())
    writes = may(user, matter.body_id, Ability.WRITE)
    if not held and not writes:
        return None
    return Panel("flow/panel_conferences.html", {"matter": matter, "conferences": held, "writes": writes})
