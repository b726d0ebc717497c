"""Pages of approval: parse, permit, call, answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.regime import packaged_regime
from gongkai.ledger.codec import decode
from gongkai.ledger.facts import Fact, Kind, fact_type
from gongkai.ledger.history import append
from gongkai.ledger.position import position
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, bodies_with, may
from gongkai.web.cases import private
from gongkai.web.cases.bridge import history_of
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import matters_of
from gongkai.web.cases.words import fact_word
from gongkai.web.flow import selectors, services, subjects, talk
from gongkai.web.flow.forms import CarryOutForm, ChainForm, DecisionForm, draft_form, draft_from, said_of
from gongkai.web.flow.inquiries import silence_of
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.sorts import SORTS
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of

UNDER_WAY = (Proposal.State.OPEN, Proposal.State.APPROVED)


def work_page(request: HttpRequest) -> HttpResponse:
    """待我处理: what waits for the person who looks; sending marks a call as seen."""
    seen = request.POST.get("seen", "")
    if request.method == "POST" and seen.isdecimal() and len(seen) < 19:
        talk.call_seen(call_id=int(seen), user=request.user)
        return redirect("my_work")
    context = {
        "waiting": [selectors.proposal_row(one) for one in selectors.proposals_waiting_for(request.user)],
        "back": [selectors.proposal_row(one) for one in selectors.proposals_back_to(request.user)],
        "asked": [(one, silence_of(one, today())) for one in selectors.inquiries_waiting_for(request.user)],
        "opinions": selectors.opinions_for(request.user),
        "tasks": selectors.tasks_for(request.user),
        "calls": selectors.calls_for(request.user),
        "managed": bodies_with(request.user, Ability.MANAGE),
    }
    return render(request, "flow/work.html", context)


def propose_page(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """送审: the form of a fact, filled on the page of the fact or here, becomes a proposal."""
    matter = get_object_or_404(matters_of(request.user), pk=pk)
    _permit(request, matter.body_id, Ability.WRITE)
    try:
        made = fact_type(Kind(matter.kind), name)
    except Refusal:
        raise Http404 from None
    revises = _revised(request, matter)
    first = {"on": today(), "items": 1, "count": 1} | _prefilled(matter, revises)
    form = draft_form(made)(request.POST or None, initial=first)
    context: dict[str, Any] = {"matter": matter, "word": fact_word(made), "form": form, "revises": revises}
    context["token"] = token_of(request) if "save" in request.POST else uuid4().hex
    if request.method == "POST" and form.is_valid():
        fact, cleaned = draft_from(made, form.cleaned_data), form.cleaned_data
        names = private.own_words(matter)
        passed, context["marked"] = private.passed(form, names), private.marked(form, names)
        try:
            if "save" in request.POST and passed:
                given: dict[str, Any] = {"actor": request.user, "on": today(), "regime": packaged_regime()}
                more = {"note": cleaned["opinion"], "fixed_day": cleaned["fixed_day"], "revises": revises}
                made_now = services.proposal_open(
                    matter_id=matter.pk, fact=fact, token=context["token"], **given, **more
                )
                messages.success(request, f"已送审：{fact_word(made)}")
                return redirect("proposal", pk=made_now.pk)
            context |= {"steps": selectors.steps_for(matter.body_id, fact), "preview": _leads_to(matter, fact)}
        except Refusal as refused:
            context["refused"] = refused
            if refused.code == "token-taken":
                context["token"] = uuid4().hex
    return render(request, "flow/propose.html", context)


def proposal_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: what was drafted, who said what, and what one may do now."""
    return _proposal(request, _found(request, pk))


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree, or return with a reason."""
    proposal = _found(request, pk)
    form = DecisionForm(request.POST, law=proposal.waits_ability == Ability.REVIEW_LAW.value)
    if not form.is_valid():
        return _proposal(request, proposal, form=form)
    given: dict[str, Any] = {"actor": request.user, "on": today(), "regime": packaged_regime()}
    try:
        done = services.proposal_decide(
            proposal_id=proposal.pk, agree="agree" in request.POST, **form.cleaned_data, **given
        )
    except Refusal as refused:
        return _proposal(request, _found(request, pk), form=form, refused=refused)
    messages.success(request, f"已提交意见，目前：{done.get_state_display()}")
    return redirect("proposal", pk=pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    proposal = _found(request, pk)
    try:
        services.proposal_withdraw(proposal_id=proposal.pk, actor=request.user, on=today())
    except Refusal as refused:
        return _proposal(request, proposal, refused=refused)
    messages.success(request, "已撤回，内容仍保留在本页")
    return redirect("proposal", pk=pk)


@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the approved fact."""
    proposal = _found(request, pk)
    form = CarryOutForm(request.POST)
    if not form.is_valid():
        return _proposal(request, proposal, carry=form)
    given: dict[str, Any] = {"actor": request.user, "on": today(), "regime": packaged_regime()}
    try:
        matter = services.proposal_carry_out(proposal_id=proposal.pk, **form.cleaned_data, **given)
    except Refusal as refused:
        return _proposal(request, _found(request, pk), carry=form, refused=refused)
    messages.success(request, f"已登记：{fact_word(selectors.fact_type_of(proposal))}")
    return redirect("matter", pk=matter.pk)


def chains_page(request: HttpRequest, pk: int) -> HttpResponse:
    """审批流程: which facts need whose agreement in a body."""
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    set_up = selectors.chains_of(body.pk)
    rows = [(about, sort, set_up.get(about, ())) for about, sort in SORTS.items()]
    return render(
        request, "flow/chains.html", {"body": body, "rows": rows, "manages": may(request.user, pk, Ability.MANAGE)}
    )


def chain_page(request: HttpRequest, pk: int, about: str) -> HttpResponse:
    """Set the steps of one sort; what is offered stands in the form where nothing is set."""
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    _permit(request, pk, Ability.MANAGE)
    if about not in SORTS:
        raise Http404
    set_up = selectors.chain_steps(pk, about)
    offered = tuple(selectors.Asked(ability) for ability in SORTS[about].offered)
    form = ChainForm(request.POST or None, body_id=pk, steps=set_up or offered)
    context = {"body": body, "sort": SORTS[about], "set_up": set_up, "form": form}
    if request.method == "POST" and ("none" in request.POST or form.is_valid()):
        steps = [] if "none" in request.POST else form.steps()
        try:
            services.chain_set(body=body, about=about, steps=steps, actor=request.user)
        except Refusal as refused:
            return render(request, "flow/chain.html", context | {"refused": refused})
        messages.success(request, f"已保存：{SORTS[about].words}" + ("" if steps else "不再要求审批"))
        return redirect("chains", pk=pk)
    return render(request, "flow/chain.html", context)


def _found(request: HttpRequest, pk: int) -> Proposal:
    return get_object_or_404(selectors.proposals_of(request.user), pk=pk)


def _permit(request: HttpRequest, body_id: int, ability: Ability) -> None:
    if not may(request.user, body_id, ability):
        raise PermissionDenied


def _proposal(request: HttpRequest, proposal: Proposal, **more: Any) -> HttpResponse:
    """The page of a proposal, with what was typed where it was refused."""
    writes = may(request.user, proposal.body_id, Ability.WRITE)
    state, made = proposal.state, selectors.fact_type_of(proposal)
    mine = selectors.proposals_waiting_for(request.user).filter(pk=proposal.pk).exists()
    law = proposal.waits_ability == Ability.REVIEW_LAW.value
    given = {"token": uuid4().hex}
    letter = subjects.shown(proposal, today(), packaged_regime()) if state in UNDER_WAY else None
    carries = writes and state == Proposal.State.APPROVED and not proposal.subject_hash
    context = {
        **selectors.proposal_row(proposal),
        "matter": proposal.matter,
        "said": said_of(made, proposal.content),
        "steps": proposal.steps.select_related("by", "person"),
        "law": law,
        "form": DecisionForm(law=law, initial=given) if mine else None,
        "carry": CarryOutForm(initial=given) if carries else None,
        "letter": letter,
        "letter_changed": state in UNDER_WAY and subjects.changed(proposal, today(), packaged_regime()),
        "writes": writes,
        "withdraws": writes and state in UNDER_WAY,
        "revises": writes and state == Proposal.State.RETURNED,
    }
    return render(request, "flow/proposal.html", context | more)


def _revised(request: HttpRequest, matter: Matter) -> Proposal | None:
    """The returned proposal that the address names, if it is one of this matter."""
    asked = request.GET.get("from", "")
    some = selectors.proposals_of(request.user).filter(matter=matter, state=Proposal.State.RETURNED)
    return get_object_or_404(some, pk=asked) if asked.isdecimal() and len(asked) < 19 else None


def _prefilled(matter: Matter, revises: Proposal | None) -> dict[str, Any]:
    if revises is None:
        return {}
    fact = decode(Kind(matter.kind), revises.content)
    names = selectors.fact_type_of(revises).__dataclass_fields__
    return {name: getattr(fact, name) for name in names if name != "on"} | {
        "opinion": revises.note,
        "fixed_day": revises.fixed_day,
    }


def _leads_to(matter: Matter, fact: Fact) -> Any:
    """Where the matter would stand."""
    return position(append(history_of(matter), fact, packaged_regime()), max(today(), fact.on), packaged_regime())
