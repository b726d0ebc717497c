"""Pages of drafting, issuing and the register: parse, permit, call, answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts import Kind
from gongkai.report.letters import Draft as Written
from gongkai.report.letters import compose, kind, kinds, series
from gongkai.report.letters.kinds import ANSWERS, known_fields
from gongkai.report.render.letter import fill
from gongkai.report.render.tables import TABLE_FORMATS
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, bodies_with, may
from gongkai.web.cases.bridge import empty_history
from gongkai.web.cases.models import Matter
from gongkai.web.cases.selectors import matters_of
from gongkai.web.flow.inquiries import askable
from gongkai.web.kernel.ahead import is_preview
from gongkai.web.kernel.clock import today
from gongkai.web.kernel.once import token_of
from gongkai.web.letters import redaction, selectors, services
from gongkai.web.letters.approval import draft_propose, proposals_of
from gongkai.web.letters.convert import as_pdf
from gongkai.web.letters.desk import desk, kept_answers, wanted_evidence
from gongkai.web.letters.export import HEADS, rows_of
from gongkai.web.letters.forms import DeliveryForm
from gongkai.web.letters.models import Draft, Letter, Redaction
from gongkai.web.letters.selectors import InForce

PAGE = 50
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def register_page(request: HttpRequest) -> HttpResponse:
    """发文登记: what went out, by year and kind, newest first."""
    chosen = {key: request.GET.get(key, "") for key in ("year", "series", "kind", "words")}
    some = selectors.register(request.user, **chosen)
    page = Paginator(some, PAGE).get_page(request.GET.get("page"))
    years = sorted(set(selectors.letters_of(request.user).order_by().values_list("year", flat=True)), reverse=True)
    context = {
        **chosen,
        "page": page,
        "rows": [(letter, selectors.covered(letter.to)) for letter in page.object_list],
        "years": [str(year) for year in years],
        "groups": [(key, words) for key, (words, _) in series().items()],
        "titles": [(one.key, one.title) for one in kinds().values() if one.series],
        "blank": [one for one in kinds().values() if one.to == "nobody"],
        "managed": bodies_with(request.user, Ability.MANAGE),
    }
    return render(request, "letters/register.html", context)


def register_file(request: HttpRequest, form: str) -> HttpResponse:
    """The register with its filters as a table to download."""
    if form not in TABLE_FORMATS:
        raise Http404
    chosen = {key: request.GET.get(key, "") for key in ("year", "series", "kind", "words")}
    kind = TABLE_FORMATS[form]
    rows = rows_of(selectors.register(request.user, **chosen))
    return download(kind.write("发文登记", HEADS, rows), f"letters.{form}", kind.media_type)


def blank_file(request: HttpRequest, kind: str) -> HttpResponse:
    """A blank form, by the template of the person's own body where it has one."""
    if kind not in kinds() or kinds()[kind].to != "nobody":
        raise Http404
    body = bodies_of(request.user).first()
    regime = packaged_regime()
    if body is None:
        raise Http404
    blank = compose(
        Written(kind, "", today(), {}, {}),
        history=empty_history(body.name, "", Kind.APPLICATION),
        office=selectors.office_of(body),
        regime=regime,
    )
    return download(fill(selectors.template_of(body, kind).content, blank.slots), f"{kind}.docx", DOCX)


def matter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters and drafts of one matter, and what may be written."""
    matter = _matter(request, pk)
    context = {
        "matter": matter,
        "drafts": selectors.drafts_of(request.user).filter(matter=matter, letter=None),
        "letters": selectors.letters_of(request.user).filter(matter=matter),
        "offered": selectors.offered(matter, today(), packaged_regime()),
        "writes": may(request.user, matter.body_id, Ability.WRITE),
        "token": uuid4().hex,
    }
    return render(request, "letters/matter.html", context)


@require_POST
def begin(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Begin a letter."""
    matter = _matter(request, pk)
    _writes(request, matter.body_id)
    if kind not in kinds():
        raise Http404
    given: dict[str, Any] = {"actor": request.user, "on": today(), "regime": packaged_regime()}
    draft = services.draft_open(matter_id=matter.pk, kind_key=kind, token=token_of(request), **given)
    return redirect("draft", pk=draft.pk)


def draft_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a letter: questions and fields on one side, the letter growing on the other."""
    draft = _draft(request, pk)
    _writes(request, draft.matter.body_id)
    letter = Letter.objects.filter(draft=draft).first()
    if letter is not None:
        return redirect("letter", pk=letter.pk)
    context: dict[str, Any] = {"token": token_of(request)}
    if request.method != "POST":
        return _shown(request, draft, context | {"seen": selectors.typed_hash(draft)})
    typed, context["unsaved"] = _typed(request, draft), True
    if is_preview(request):
        services.typed_into(draft, **typed)
        return _shown(request, draft, context)
    try:
        draft = services.draft_save(draft_id=draft.pk, seen=request.POST.get("seen", ""), **typed)
        context["unsaved"] = False
        return _acted(request, draft, context["token"])
    except Refusal as refused:
        context |= {"refused": refused, "seen": selectors.typed_hash(draft)}
    if context["unsaved"]:
        services.typed_into(draft, **typed)
    return _shown(request, draft, context)


def _shown(request: HttpRequest, draft: Draft, context: dict[str, Any]) -> HttpResponse:
    """The desk with a draft as it stands, or as it was typed."""
    given_context = selectors.context_of(draft, today(), packaged_regime())
    context |= desk(given_context, selectors.composed(draft, today(), packaged_regime())) | {"draft": draft}
    context["checked"] = [(one, draft.evidence.get(one.key, "")) for one in wanted_evidence(given_context)]
    context["proposals"] = proposals_of(draft)
    if given_context.ended is not None and given_context.ended.leaf is Leaf.PARTIAL:
        context["redaction"] = redaction.state_of(draft)
    words = request.GET.get("organ_words", "")[:200]
    context |= {"organs": selectors.organs_for(given_context, draft.matter.body, words), "organ_words": words}
    return render(request, "letters/draft.html", context)


def _acted(request: HttpRequest, draft: Draft, token: str) -> HttpResponse:
    """What the button says: issue, send for approval, or only keep."""
    given: dict[str, Any] = {"draft_id": draft.pk, "actor": request.user, "on": today(), "regime": packaged_regime()}
    if "issue" in request.POST:
        letter = services.letter_issue(token=token, **given)
        messages.success(request, f"已印发：{letter.title} {letter.number}")
        return redirect("letter", pk=letter.pk)
    if "propose" in request.POST:
        proposal = draft_propose(token=f"p-{token}"[:64], **given)
        messages.success(request, "已送审，批准后再回到草稿印发。")
        return redirect("proposal", pk=proposal.pk)
    if request.POST.get("organ", "").isdecimal():
        services.organ_take(draft_id=draft.pk, body_id=int(request.POST["organ"][:18]), on=today())
        messages.success(request, "已填入负责机关的名称和联系方式，请核对。")
        return redirect("draft", pk=draft.pk)
    if "find_organ" in request.POST:
        asked = urlencode({"organ_words": request.POST.get("organ_words", "")[:200]})
        return redirect(f"{reverse('draft', args=[draft.pk])}?{asked}#organs")
    messages.success(request, "已保存。")
    return redirect("draft", pk=draft.pk)


def _typed(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    """Everything that was sent; of the answers those that are still on the way."""
    context = selectors.context_of(draft, today(), packaged_regime())
    sent = {key.removeprefix("q-"): value for key, value in request.POST.items() if key.startswith("q-")}
    answers = kept_answers({k: str(v) for k, v in sent.items()}, context.policy) if draft.kind in ANSWERS else {}
    fields = dict(draft.fields)
    for key in known_fields():
        if f"f-{key}" in request.POST or f"f-{key}-sent" in request.POST:
            fields[key] = ",".join(request.POST.getlist(f"f-{key}"))
    evidence = {key.removeprefix("e-"): str(value) for key, value in request.POST.items() if key.startswith("e-")}
    probe = Draft(matter=draft.matter, kind=draft.kind, answers=answers, fields=fields)
    ended = selectors.context_of(probe, today(), packaged_regime()).ended
    if ended is not None and ended.ground is not None and not fields.get("withheld"):
        fields["withheld"] = ended.ground.value
    sent = {name: request.POST.get(name, "") for name in ("to", "address")}
    return sent | {"fields": fields, "answers": answers, "evidence": evidence}


def draft_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The draft as it stands, as DOCX or PDF; parts that are missing say so."""
    draft = _draft(request, pk)
    _writes(request, draft.matter.body_id)
    found: InForce = selectors.template_of(draft.matter.body, draft.kind)
    slots = selectors.composed(draft, today(), packaged_regime()).slots
    return _document(request, fill(found.content, slots), form, f"draft-{draft.pk}")


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    draft = _draft(request, pk)
    _writes(request, draft.matter.body_id)
    services.draft_discard(draft_id=draft.pk)
    messages.success(request, "草稿已删除。")
    return redirect("matter_letters", pk=draft.matter_id)


def letter_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it went out: its words, its bytes, its delivery."""
    letter = _letter(request, pk)
    slots = letter.slots
    framed = {"organ", "title", "number", "addressee", "attachments", "date"}
    context = {
        "letter": letter,
        "slots": slots,
        "paragraphs": [
            line for key, text in _ordered(letter) if key not in framed for line in text.splitlines() if line
        ],
        "documents": Redaction.objects.filter(draft=letter.draft_id).exists(),
        "deliveries": letter.deliveries.select_related("by"),
        "withdrawn_by": letter.withdrawn_by.first(),
        "writes": may(request.user, letter.body_id, Ability.WRITE),
        "sendable": bool(letter.ref) and letter.ref in {one.asked.ref for one in askable(letter.matter)},
        "form": DeliveryForm(initial={"on": today()}),
        "token": uuid4().hex,
    }
    return render(request, "letters/letter.html", context)


def _ordered(letter: Letter) -> list[tuple[str, str]]:
    return [(key, letter.slots[key]) for key in kind(letter.kind).slots if key in letter.slots]


def letter_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The letter to the byte as it went out, or shown as PDF."""
    letter = _letter(request, pk)
    content = bytes(Letter.objects.values_list("content", flat=True).get(pk=letter.pk))
    return _document(request, content, form, f"letter-{letter.pk}")


@require_POST
def deliver(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the delivery."""
    letter = _letter(request, pk)
    _writes(request, letter.body_id)
    form = DeliveryForm(request.POST)
    if not form.is_valid():
        messages.error(request, "送达记录没有保存：" + "；".join(str(one[0]) for one in form.errors.values()))
        return redirect("letter", pk=letter.pk)
    given: dict[str, Any] = {"actor": request.user, "on": today(), "regime": packaged_regime()}
    said = form.cleaned_data
    services.delivery_record(
        letter_id=letter.pk, way=said["way"], day=said["on"], proof=said["proof"], token=token_of(request), **given
    )
    messages.success(request, "送达记录已保存。")
    return redirect("letter", pk=letter.pk)


@require_POST
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a number does not count."""
    letter = _letter(request, pk)
    _writes(request, letter.body_id)
    services.letter_void(letter_id=letter.pk, reason=request.POST.get("reason", ""), actor=request.user)
    messages.success(request, f"文号{letter.number}已登记作废。")
    return redirect("letter", pk=letter.pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the letter that withdraws this one."""
    letter = _letter(request, pk)
    _writes(request, letter.body_id)
    draft = services.withdrawal_open(letter_id=letter.pk, token=token_of(request), actor=request.user)
    return redirect("draft", pk=draft.pk)


def _document(request: HttpRequest, content: bytes, form: str, name: str) -> HttpResponse:
    if form == "docx":
        return download(content, f"{name}.docx", DOCX)
    if form != "pdf":
        raise Http404
    try:
        return download(as_pdf(content), f"{name}.pdf", "application/pdf")
    except Refusal as refused:
        return render(request, "letters/no_pdf.html", {"refused": refused}, status=503)


def download(content: bytes, name: str, media: str) -> HttpResponse:
    """Bytes to keep: never shown in the page, never guessed at."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=media, headers=headers)


def _matter(request: HttpRequest, pk: int) -> Matter:
    return get_object_or_404(matters_of(request.user), pk=pk)


def _draft(request: HttpRequest, pk: int) -> Draft:
    return get_object_or_404(selectors.drafts_of(request.user), pk=pk)


def _letter(request: HttpRequest, pk: int) -> Letter:
    return get_object_or_404(selectors.letters_of(request.user), pk=pk)


def _writes(request: HttpRequest, body_id: int) -> None:
    if not may(request.user, body_id, Ability.WRITE):
        raise PermissionDenied
