"""The application form for everybody: four short steps, nothing typed is lost, handed in once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.web.intake import attachments, identity, services
from gongkai.web.intake.files import ACCEPTED
from gongkai.web.intake.forms import How, Upload, WhatFrom, Who
from gongkai.web.intake.limits import network_of
from gongkai.web.intake.models import Submission
from gongkai.web.kernel.clock import now, today
from gongkai.web.portal.progress import outlook

STEPS = ("申请人", "申请内容", "联系和获取", "核对提交")
LAST = len(STEPS)
State = Submission.State
View = Callable[..., HttpResponse]


def open_page(view: View) -> View:
    """For everybody, and kept by no cache: what is typed here is personal."""
    return login_not_required(never_cache(view))


@open_page
def start_page(_request: HttpRequest) -> HttpResponse:
    """A new draft's address; nothing is kept before something is typed."""
    return redirect("apply-step", secret=identity.new_secret(), step=1)


@open_page
def step_page(request: HttpRequest, secret: str, step: int) -> HttpResponse:
    """One step: what is sent is kept first, then looked at; sent after handing in it stays on the page, unsaved."""
    draft = Submission.objects.filter(token_hash=identity.keyed("draft", secret)).first()
    sends = request.method == "POST" and any(_typed(request, step).values())
    if draft is not None and draft.state != State.DRAFT and not sends:
        return redirect("apply-receipt", secret=secret)
    if request.method != "POST":
        return _shown(request, secret, step, draft)
    try:
        return _sent(request, secret, step, draft)
    except Refusal as refused:
        if refused.code == "submitted-already":
            if not sends:
                return redirect("apply-receipt", secret=secret)
            draft = None  # what was handed in is not shown again: only what was typed now
        typed = (draft.typed if draft else {}) | _typed(request, step)
        return _shown(
            request, secret, step, draft, refused=refused, form=_form(step, typed, bound=True) if step < LAST else None
        )


@open_page
def receipt_page(request: HttpRequest, secret: str) -> HttpResponse:
    """回执: number, query code, and what happens next; made for print."""
    made = Submission.objects.select_related("body").filter(token_hash=identity.keyed("draft", secret)).first()
    if made is None or made.state == State.DRAFT:
        raise Http404
    code = identity.code_of(secret)
    context = {
        "submission": made,
        "code": identity.grouped(code) if identity.same(made.code_hash, identity.code_hash(code)) else "",
        "name": identity.masked(made.name),
        "outlook": outlook(made.submitted_on or today(), packaged_regime()),
    }
    return render(request, "portal/receipt.html", context)


def _sent(request: HttpRequest, secret: str, step: int, draft: Submission | None) -> HttpResponse:
    if step == LAST and "back" not in request.POST:
        return _hand_in(request, secret, draft)
    typed = _typed(request, step)
    if any(typed.values()):
        network = network_of(request)
        draft = services.draft_save(secret=secret, typed=typed, on=today(), network=network, at=now())
    if "back" in request.POST:
        return redirect("apply-step", secret=secret, step=max(step - 1, 1))
    trouble = _files(request, draft) if step == 3 else False
    form = _form(step, draft.typed if draft else typed, bound=True)
    stays = {"save", "upload", "remove"} & request.POST.keys()
    if stays and not trouble:
        if draft is not None:
            messages.success(request, "已保存。记下这一页的网址，30天内可以从这里继续填写。")
        return redirect("apply-step", secret=secret, step=step)
    if trouble or not form.is_valid():
        return _shown(request, secret, step, draft, form=form)
    return redirect("apply-step", secret=secret, step=step + 1)


def _hand_in(request: HttpRequest, secret: str, draft: Submission | None) -> HttpResponse:
    """Submit, once; what is missing is named with the step where it belongs."""
    checked = [_form(step, draft.typed if draft else {}, bound=True) for step in range(1, LAST)]
    if draft is None or not all(form.is_valid() for form in checked):
        return _shown(request, secret, LAST, draft)
    data = {name: value for form in checked for name, value in form.cleaned_data.items()}
    body = data.pop("body")
    services.submit(secret=secret, body=body, data=data, on=today(), network=network_of(request), at=now())
    return redirect("apply-receipt", secret=secret)


def _shown(
    request: HttpRequest,
    secret: str,
    step: int,
    draft: Submission | None,
    *,
    form: forms.Form | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    typed = draft.typed if draft else {}
    if step == LAST and draft is None:
        return redirect("apply-step", secret=secret, step=1)
    context = {
        "secret": secret,
        "step": step,
        "title": STEPS[step - 1],
        "steps": list(enumerate(STEPS, start=1)),
        "form": form or (_form(step, typed, bound=False) if step < LAST else None),
        "draft": draft,
        "refused": refused,
        "outlook": outlook(today(), packaged_regime()),
    }
    if step == 3:
        context |= {"upload": Upload(), "accepted": ACCEPTED}
    if step == LAST:
        context |= _review(typed)
    return render(request, "portal/apply.html", context)


def _review(typed: dict[str, str]) -> dict[str, Any]:
    """Everything typed with its label, and what is still wrong, by step."""
    parts, whole = [], True
    for step in range(1, LAST):
        form = _form(step, typed, bound=True)
        whole = form.is_valid() and whole
        parts.append((step, STEPS[step - 1], [(field, _said(field)) for field in form], form.errors))
    return {"parts": parts, "whole": whole}


def _said(field: forms.BoundField) -> str:
    """What was typed or chosen, in words."""
    value = str(field.value() or "")
    choices = getattr(field.field, "choices", None)
    if choices is None or not value:
        return value
    return next((str(words) for key, words in choices if str(key) == value), "")


def _form(step: int, typed: dict[str, str], *, bound: bool) -> forms.Form:
    given: dict[str, Any] = {"data": typed} if bound else {"initial": typed}
    if step == 2:
        return WhatFrom(on=today(), **given)
    return (Who if step == 1 else How)(**given)


def _typed(request: HttpRequest, step: int) -> dict[str, str]:
    """What the step's fields hold, as typed."""
    if step == LAST:
        return {}
    known = _form(step, {}, bound=False).fields
    return {name: str(request.POST[name]).replace("\0", "") for name in known if name in request.POST}


def _files(request: HttpRequest, draft: Submission | None) -> bool:
    """Keep and remove files; whether one could not be taken."""
    uploads: MultiValueDict[str, Any] = request.FILES
    if draft is None:
        return False
    removed = str(request.POST.get("remove", ""))
    if removed.isascii() and removed.isdigit() and len(removed) < 19:
        attachments.attachment_remove(submission_id=draft.pk, pk=int(removed))
    trouble = False
    for name in ("identity_file", "other_file"):
        for upload in uploads.getlist(name):
            trouble = not _kept(request, draft, upload, name) or trouble
    return trouble


def _kept(request: HttpRequest, draft: Submission, upload: Any, name: str) -> bool:
    try:
        attachments.attachment_add(
            submission_id=draft.pk,
            upload=upload,
            identity=name == "identity_file",
            network=network_of(request),
            at=now(),
        )
    except Refusal as refused:
        messages.error(request, f"{refused.reason[0]}。{refused.advice[0]}。其他内容都已保存。")
        return False
    return True
