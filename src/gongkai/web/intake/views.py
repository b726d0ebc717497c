"""Pages of intake for staff: parse, permit, call, answer."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from gongkai.finding import Refusal
from gongkai.law.receipt import Channel, Receipt
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts import Kind
from gongkai.ledger.history import append
from gongkai.ledger.position import Position, position
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_served, bodies_with, heirs_of, may
from gongkai.web.cases import private
from gongkai.web.cases.bridge import empty_history
from gongkai.web.intake import attachments, identity, passing, selectors, services
from gongkai.web.intake.forms import Confirm, Entered, PassOn, Return, Upload
from gongkai.web.intake.models import Submission
from gongkai.web.kernel.ahead import so_far
from gongkai.web.kernel.clock import now, today
from gongkai.web.kernel.once import token_of

PAGE = 50
State = Submission.State


def list_page(request: HttpRequest) -> HttpResponse:
    """收件: what waits to be confirmed first, then what came before."""
    regime, on = packaged_regime(), today()
    submissions = selectors.submissions_of(request.user)
    waits = submissions.filter(state=State.SUBMITTED).order_by("submitted_on", "pk")
    done = Paginator(submissions.exclude(state=State.SUBMITTED).order_by("-submitted_on", "-pk"), PAGE)
    context = {
        "waiting": [selectors.waiting(one, on, regime) for one in waits[:200]],
        "count": waits.count(),
        "page": done.get_page(request.GET.get("page")),
    }
    return render(request, "intake/list.html", context)


@never_cache
def submission_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One submission: what is asked, who may have asked before, and its confirmation."""
    submission = get_object_or_404(selectors.submissions_of(request.user), pk=pk)
    regime = packaged_regime()
    initial = {"confirmed_on": today(), "asks": _asks(submission.title, submission.paper_number)}
    initial["items"] = submission.items
    form = Confirm(request.POST or None, initial=initial)
    context = _context(request, submission) | {"form": form, "return_form": Return()}
    if request.method == "POST":
        if not may(request.user, submission.body_id or 0, Ability.WRITE):
            raise PermissionDenied
        known = services.names_of(submission)
        sealed = form.is_valid() and private.passed(form, known, only=("asks",))
        context["marked"] = private.marked(form, known, only=("asks",))
        if sealed and "save" in request.POST:
            try:
                given = {name: form.cleaned_data[name] for name in ("asks", "items")}
                matter = services.submission_confirm(
                    submission_id=submission.pk,
                    confirmed=form.cleaned_data["confirmed_on"],
                    actor=request.user,
                    on=today(),
                    regime=regime,
                    **given,
                )
            except Refusal as refused:
                context["refused"] = refused
            else:
                messages.success(request, f"已确认并登记，编号{matter.number}")
                return redirect("matter", pk=matter.pk)
    if submission.state == State.SUBMITTED:
        opens: dict[str, Any] = {"confirmed_on": today(), "items": submission.items}
        said = so_far(form) if form.is_bound else opens
        if said is not None:
            context |= _outlook(submission, said["confirmed_on"], items=said["items"])
    return render(request, "intake/submission.html", context)


@require_POST
def return_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Not registered, with the reason for the applicant."""
    submission = _written(request, pk)
    form = Return(request.POST)
    context = _context(request, submission) | {
        "form": Confirm(initial={"confirmed_on": today(), "items": submission.items})
    }
    if form.is_valid():
        try:
            services.submission_return(
                submission_id=submission.pk, why=form.cleaned_data["why"], actor=request.user, on=today()
            )
        except Refusal as refused:
            context["refused"] = refused
        else:
            messages.success(request, "已记为不登记，申请人查询时能看到原因")
            return redirect("intake")
    return render(request, "intake/submission.html", context | {"return_form": form})


@require_POST
def pass_page(request: HttpRequest, pk: int) -> HttpResponse:
    """确定承接机关: where a submission goes whose body has ended."""
    submission = get_object_or_404(selectors.submissions_of(request.user), pk=pk)
    body = submission.body
    if body is None or not passing.deciders(body, today()).filter(pk=request.user.pk).exists():
        raise PermissionDenied
    form = PassOn(request.POST, bodies=passing.choices(body, today()))
    context = _context(request, submission) | {"form": Confirm(), "return_form": Return(), "pass_form": form}
    if form.is_valid():
        try:
            given = form.cleaned_data
            passing.submission_pass(submission_id=pk, **given, actor=request.user, on=today())
        except Refusal as refused:
            context["refused"] = refused
        else:
            messages.success(request, f"已转交{given['to'].name}，提交日期和期限不变")
            return redirect("intake")
    return render(request, "intake/submission.html", context)


@never_cache
@require_POST
def applicant_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The applicant's data in full; that they were looked at is kept first."""
    submission = _written(request, pk)
    services.access_log(submission=submission, what="申请人信息", user=request.user, at=now())
    return render(request, "intake/applicant.html", {"submission": submission})


@require_POST
def code_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A new query code for somebody who lost the old one, shown this once."""
    submission = _written(request, pk)
    code = services.code_renew(submission_id=submission.pk, user=request.user, at=now())
    told = f"新的查询码是{identity.grouped(code)}（只显示这一次），请核对身份后告知申请人；原查询码已失效"
    messages.success(request, told)
    return redirect("submission", pk=submission.pk)


@require_POST
def upload_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A scan of the paper, or what the applicant brought later."""
    submission = _written(request, pk)
    chosen = [(name, upload) for name in Upload.base_fields for upload in request.FILES.getlist(name)]
    for name, upload in chosen:
        _attach(request, submission, upload, identity_proof=name == "identity_file")
    if not chosen:
        messages.error(request, "没有选择文件。请选择后再上传。")
    return redirect("submission", pk=submission.pk)


@never_cache
@require_GET
def attachment_page(request: HttpRequest, pk: int, file: int) -> FileResponse:
    """An attachment as a download that no browser opens by itself; kept who fetched it."""
    submission = _written(request, pk)
    row = get_object_or_404(submission.attachments, pk=file)
    # Not by its name, which may be a person's and would outlast the erasure.
    what = f"附件{row.pk}（{'身份证明' if row.identity else '其他材料'}）"
    services.access_log(submission=submission, what=what, user=request.user, at=now())
    try:
        content = row.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    answer = FileResponse(content, as_attachment=True, filename=row.name, content_type="application/octet-stream")
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def accesses_page(request: HttpRequest) -> HttpResponse:
    """个人信息查阅记录: who looked at whose data, for those who look after that."""
    bodies = bodies_served(request.user, Ability.AUDIT)
    if not bodies:
        raise PermissionDenied
    page = Paginator(selectors.accesses_of(bodies), PAGE).get_page(request.GET.get("page"))
    return render(request, "intake/accesses.html", {"page": page})


@never_cache
def new_page(request: HttpRequest) -> HttpResponse:
    """收件登记: a letter, a fax, an e-mail, somebody at the counter, somebody who cannot write."""
    bodies = bodies_with(request.user, Ability.WRITE)
    if not bodies:
        raise PermissionDenied
    asked = request.POST.get("body") or str(bodies[0].pk)
    body = get_object_or_404(bodies, pk=asked if re.fullmatch(r"[0-9]{1,18}", asked) else None)
    form = Entered(request.POST or None, initial={"submitted_on": today(), "items": 1})
    context: dict[str, Any] = {"bodies": bodies, "body": body, "form": form}
    context["token"] = token_of(request)
    given = so_far(form) if request.method == "POST" else None
    if given is not None:
        submission = _entered(given, body)
        known = services.names_of(submission)
        sealed = private.passed(form, known, only=("title", "paper_number"))
        context["marked"] = private.marked(form, known, only=("title", "paper_number"))
        asks = _asks(given["title"], given["paper_number"])
        try:
            if "save" in request.POST and form.is_valid() and sealed:
                return _enter(request, submission, given, asks, context["token"])
            context |= _preview(request, submission, given)
        except Refusal as refused:
            context["refused"] = refused
            if refused.code == "token-taken":
                context["token"] = uuid4().hex
    return render(request, "intake/new.html", context)


def _enter(request: HttpRequest, submission: Submission, given: dict[str, Any], asks: str, token: str) -> HttpResponse:
    made, code = services.intake_enter(
        submission=submission,
        data=given,
        asks=asks,
        items=given["items"],
        token=token,
        actor=request.user,
        on=today(),
        regime=packaged_regime(),
    )
    where = f"已登记，编号{made.matter.number}" if made.matter else "已先行登记，与申请人确认之后起算期限"
    told = f"{where}。请告知申请人：申请编号{made.number}，查询码{identity.grouped(code)}（只显示这一次）"
    messages.success(request, told)
    return redirect("matter", pk=made.matter.pk) if made.matter else redirect("submission", pk=made.pk)


def _entered(given: dict[str, Any], body: Any) -> Submission:
    """What the form says, not yet kept."""
    oral = given["channel"] == "oral"
    submission = Submission(body=body, oral=oral, channel=Channel.IN_PERSON.value if oral else given["channel"])
    for name in ("submitted_on", "arrived_on", "confirmed_on"):
        setattr(submission, name, given[name])
    submission.applicant = given["applicant"]
    known = {name: given[name] for name in ("id_kind", "id_number", "name", "phone")}
    submission.name, submission.representative = given["name"], given["representative"]
    submission.id_number, submission.phone = given["id_number"], given["phone"]
    submission.applicant_key = identity.applicant_key(**known)
    return submission


def _preview(request: HttpRequest, submission: Submission, given: dict[str, Any]) -> dict[str, Any]:
    text = _asks(given["title"], given["paper_number"])
    body_id = submission.body_id or 0
    earlier, before = selectors.earlier_like(request.user, body_id=body_id, key=submission.applicant_key, text=text)
    outlook = _outlook(submission, submission.confirmed_on, items=given["items"])
    return outlook | {"earlier": earlier, "before": before, "previewed": True}


def _outlook(submission: Submission, confirmed: Any, *, items: int) -> dict[str, Any]:
    """What registering leads to: the day of receipt and the day by which it must be answered."""
    regime = packaged_regime()
    out: dict[str, Any] = {}
    try:
        receipt = services.receipt_of(submission, confirmed=confirmed, regime=regime)
        out["receipt"] = receipt
        if receipt.started:
            out["where"] = _position(submission, receipt, items)
    except Refusal as refused:
        out["refused"] = refused
    return out


def _position(submission: Submission, receipt: Receipt, items: int) -> Position:
    regime = packaged_regime()
    fact = services.received_fact(submission, receipt, asks="—", items=items)
    name = submission.body.name if submission.body else ""
    history = append(empty_history(name, "—", Kind.APPLICATION), fact, regime)
    return position(history, max(today(), fact.on), regime)


def _context(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    text, key = _asks(submission.title, submission.paper_number), submission.applicant_key
    but = submission.matter.pk if submission.matter else None
    earlier, before = selectors.earlier_like(request.user, body_id=submission.body_id or 0, key=key, text=text, but=but)
    body = submission.body
    stranded = submission.state == State.SUBMITTED and passing.stranded(body, today())
    decides = stranded and body and passing.deciders(body, today()).filter(pk=request.user.pk).exists()
    return {
        "submission": submission,
        "stranded": stranded,
        "heirs": heirs_of(body.pk, today()) if stranded and body else (),
        "pass_form": PassOn(bodies=passing.choices(body, today())) if decides and body else None,
        "one": selectors.waiting(submission, today(), packaged_regime()),
        "covered": selectors.covered(submission),
        "writes": (writes := may(request.user, submission.body_id or 0, Ability.WRITE)),
        "confirms": writes and not stranded and submission.state == State.SUBMITTED,
        "erases": submission.state != State.SUBMITTED and may(request.user, submission.body_id or 0, Ability.APPROVE),
        "earlier": earlier,
        "before": before,
        "also": selectors.waiting_like(request.user, submission),
        "upload": Upload(),
    }


def _written(request: HttpRequest, pk: int) -> Submission:
    """The submission, for somebody who handles it."""
    submission = get_object_or_404(selectors.submissions_of(request.user), pk=pk)
    if not may(request.user, submission.body_id or 0, Ability.WRITE):
        raise PermissionDenied
    return submission


def _attach(request: HttpRequest, submission: Submission, upload: Any, *, identity_proof: bool) -> None:
    try:
        row = attachments.attachment_add(submission_id=submission.pk, upload=upload, identity=identity_proof)
    except Refusal as refused:
        messages.error(request, f"{refused.reason[0]}。{refused.advice[0]}")
    else:
        messages.success(request, f"已保存附件“{row.name}”")


def _asks(title: str, paper_number: str) -> str:
    """What goes into the ledger of what is asked: no person's name belongs there."""
    return f"{title}（{paper_number}）" if paper_number else title
