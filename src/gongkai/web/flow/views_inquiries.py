"""Pages of asking another body and of being asked: parse, permit, call, answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts.application import Opinion as Taken
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, may
from gongkai.web.cases.selectors import matters_of
from gongkai.web.flow import inquiries, inquiries_read, inquiries_settle
from gongkai.web.flow.models import Inquiry, InquiryFile
from gongkai.web.flow.selectors import inquiries_waiting_for
from gongkai.web.intake import files
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of
from gongkai.web.kernel.templatetags.days import long_day

MOST = 4000
ROWS = {"rows": 5}


class SendForm(forms.Form):
    """Which consultation, to whom, and what the other is told."""

    ref = forms.ChoiceField(label="哪一次征求意见")
    to = forms.TypedChoiceField(label="被征求意见的机关", coerce=int)
    words = forms.CharField(
        label="征求意见的内容", max_length=MOST, widget=forms.Textarea(attrs=ROWS),
        help_text="写明是什么信息、请对方就哪些内容提出意见。不写申请人的姓名和联系方式，对方也看不到本事项。",
    )  # fmt: skip

    def __init__(self, *args: Any, refs: list[str], bodies: list[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {body.pk: body for body in bodies}
        self.fields["ref"].choices = [(ref, ref) for ref in refs]  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "请选择"), *((body.pk, body.name) for body in bodies)]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the body that is asked says."""

    opinion = forms.ChoiceField(label="意见", choices=Inquiry.Opinion.choices, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label="理由", required=False, max_length=MOST, widget=forms.Textarea(attrs=ROWS),
        help_text="不同意或者部分同意的，写明哪些内容不宜公开、依据和理由。",
    )  # fmt: skip


def matter_inquiries(request: HttpRequest, pk: int) -> HttpResponse:
    """征求其他机关意见: what was sent to bodies of the system, their answers, and sending another."""
    matter = get_object_or_404(matters_of(request.user), pk=pk)
    writes = may(request.user, matter.body_id, Ability.WRITE)
    if request.method == "POST" and not writes:
        raise PermissionDenied
    refs = [one.asked.ref for one in inquiries.askable(matter)]
    first = {"ref": request.GET.get("ref", "")[:60]}
    form = SendForm(request.POST or None, initial=first, refs=refs, bodies=inquiries_read.addressable(matter))
    context: dict[str, Any] = {"matter": matter, "writes": writes, "form": form, "refs": refs}
    context["token"] = token_of(request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = inquiries.inquiry_send(
                matter_id=pk, ref=said["ref"], to=form.bodies[said["to"]], words=said["words"],
                uploads=_uploads(request), token=context["token"], **_given(request),
            )  # fmt: skip
        except Refusal as refused:
            context["refused"] = refused
        else:
            messages.success(request, f"已发送{made.to.name}，请对方在{long_day(made.due_on)}前答复")
            return redirect("inquiries", pk=pk)
    context["sent"] = inquiries_read.sent(matter, today(), packaged_regime())
    return render(request, "flow/inquiries.html", context)


def inquiry_page(request: HttpRequest, pk: int) -> HttpResponse:
    """被征求意见: what another body asks, until when and why; the answer."""
    inquiry = get_object_or_404(inquiries_read.asked_of(request.user), pk=pk)
    if request.method == "POST" and not may(request.user, inquiry.to_id, Ability.WRITE):
        raise PermissionDenied
    if request.method != "POST":
        return _inquiry(request, inquiry)
    form, context = AnswerForm(request.POST), dict[str, Any]()
    if form.is_valid():
        try:
            made = inquiries.answer_give(
                inquiry_id=pk, actor=request.user, on=today(), uploads=_uploads(request),
                without=_keys(request.POST.getlist("without")), **form.cleaned_data,
            )  # fmt: skip
        except Refusal as refused:
            context["refused"] = refused
        else:
            answered = made.state == Inquiry.State.ANSWERED
            messages.success(request, "已答复，对方会收到通知。" if answered else "已送审，批准后自动答复。")
            return redirect("inquiry", pk=pk)
    return _inquiry(request, inquiry, form=form, **context)


@require_POST
def inquiry_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree to an answer or return it."""
    inquiry = get_object_or_404(inquiries_read.asked_of(request.user), pk=pk)
    reason, agree = request.POST.get("reason", "")[:MOST], "agree" in request.POST
    given: dict[str, Any] = {"actor": request.user, "on": today()}
    seen = next(iter(_keys(request.POST.getlist("seen"))), 0)
    try:
        inquiries.answer_decide(inquiry_id=pk, agree=agree, reason=reason, seen=seen, **given)
    except Refusal as refused:
        return _inquiry(request, inquiry, refused=refused, reason=reason)
    messages.success(request, "已同意。" if agree else "已退回。")
    return redirect("inquiry", pk=pk)


def _inquiry(request: HttpRequest, inquiry: Inquiry, **more: Any) -> HttpResponse:
    """The page as it stands now, with what was typed where it was refused."""
    inquiry.refresh_from_db()
    shown = inquiries_read.shown(inquiry, today(), packaged_regime())
    writes = may(request.user, inquiry.to_id, Ability.WRITE)
    context = {
        "form": AnswerForm(initial={"opinion": inquiry.opinion, "reasons": inquiry.reasons}),
        "answers": writes and inquiry.state == Inquiry.State.OPEN,
        "decides": inquiries_waiting_for(request.user).filter(pk=inquiry.pk).exists(),
        "turn": next((step for step in shown["approval"] if not step.gone and not step.decision), None),
    }
    return render(request, "flow/inquiry.html", shown | context | more)


@require_POST
def inquiry_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was sent, before it is answered."""
    inquiry = get_object_or_404(Inquiry.objects.filter(matter__in=matters_of(request.user)), pk=pk)
    why = request.POST.get("why", "")[:300]
    try:
        pursued = request.POST.get("pursued") != "no"
        inquiries_settle.inquiry_withdraw(inquiry_id=pk, why=why, pursued=pursued, **_given(request))
        messages.success(request, "已撤回，对方会收到通知。")
    except Refusal as refused:
        typed = f"您填写的理由：{why}" if why else ""
        messages.error(request, f"{refused.reason[0]}。{refused.advice[0]}。{typed}")
    return redirect("inquiries", pk=inquiry.matter_id)


@require_POST
def inquiry_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the answer in the ledger of the matter."""
    inquiry = get_object_or_404(Inquiry.objects.filter(matter__in=matters_of(request.user)), pk=pk)
    if request.POST.get("opinion") not in set(Taken):
        raise Http404
    try:
        inquiries.opinion_take(inquiry_id=pk, opinion=request.POST["opinion"], token=f"take-{pk}", **_given(request))
        messages.success(request, "已登记：收到意见")
    except Refusal as refused:
        messages.error(request, f"{refused.reason[0]}。{refused.advice[0]}")
    return redirect("inquiries", pk=inquiry.matter_id)


def inquiry_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of either side, for both; one of an answer for the asking body once it is given."""
    bodies = bodies_of(request.user)
    seen = Q(inquiry__to__in=bodies) | (
        Q(inquiry__matter__body__in=bodies) & (Q(answer=False) | Q(inquiry__state=Inquiry.State.ANSWERED))
    )
    row = get_object_or_404(InquiryFile.objects.filter(seen), pk=pk)
    try:
        with row.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404 from None
    headers = {"Content-Disposition": f'attachment; filename="file-{row.pk}.{row.kind}"'}
    return HttpResponse(content, content_type=files.MEDIA[row.kind], headers=headers)


def _given(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "on": today(), "regime": packaged_regime()}


def _keys(given: list[str]) -> list[int]:
    return [int(key) for key in given if key.isascii() and key.isdigit() and len(key) < 19]


def _uploads(request: HttpRequest) -> list[inquiries.Upload]:
    some = request.FILES.getlist("files")[: inquiries.MOST_FILES + 1]
    return [inquiries.Upload(str(file.name), file.read(files.MOST_BYTES + 1)) for file in some]
