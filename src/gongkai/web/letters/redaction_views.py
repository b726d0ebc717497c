"""Pages of documents given in part: parse, permit, call, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai.finding import Refusal
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import may
from gongkai.web.intake import files
from gongkai.web.kernel.clock import today
from gongkai.web.letters import redaction, selectors
from gongkai.web.letters.models import Draft, Letter, Redaction
from gongkai.web.letters.views import download


def redaction_page(request: HttpRequest, pk: int) -> HttpResponse:
    """区分处理: what is hidden on which ground, the originals, the copies and what is still readable in them."""
    draft = get_object_or_404(selectors.drafts_of(request.user), pk=pk)
    writes = may(request.user, draft.matter.body_id, Ability.WRITE)
    context: dict[str, Any] = {"draft": draft, "matter": draft.matter, "grounds": redaction.grounds()}
    if request.method == "POST":
        if not writes:
            raise PermissionDenied
        try:
            messages.success(request, _acted(request, draft))
            return redirect("redaction", pk=pk)
        except Refusal as refused:
            context |= {"refused": refused, "typed": request.POST}
            draft.refresh_from_db()
    words = redaction.grounds()
    context |= {
        "hidden": [(one, words.get(one.ground, one.ground)) for one in draft.hidden.select_related("by")],
        "documents": [(one, redaction.told(one)) for one in draft.redactions.select_related("by", "copied_by")],
        "state": redaction.state_of(draft),
        "writes": writes and not Letter.objects.filter(draft=draft).exists(),
        "readers": writes,
        "accepted": files.ACCEPTED,
    }
    return render(request, "letters/redaction.html", context)


def original_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The original, for those who work on it."""
    row = _row(request, pk)
    if not may(request.user, row.draft.matter.body_id, Ability.WRITE):
        raise PermissionDenied
    return download(_bytes(row.file), f"original-{row.pk}.{row.kind}", files.MEDIA[row.kind])


def copy_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The copy with words taken out."""
    row = _row(request, pk)
    if not row.copy_digest:
        raise Http404
    return download(_bytes(row.copy_file), f"redacted-{row.pk}.{row.copy_kind}", files.MEDIA[row.copy_kind])


def _acted(request: HttpRequest, draft: Draft) -> str:
    """What the button says; what to tell when it is done."""
    said = request.POST
    given: dict[str, Any] = {"actor": request.user, "on": today()}
    if "hide" in said:
        typed: dict[str, Any] = {key: said.get(key, "") for key in ("what", "ground", "reason")}
        redaction.hidden_add(draft_id=draft.pk, **typed, **given)
        return "已添加，并写入答复书的“不公开的部分”“依据”和“理由”。"
    if "unhide" in said:
        redaction.hidden_remove(draft_id=draft.pk, pk=_key(said["unhide"]))
        return "已移除。"
    if "original" in said:
        redaction.original_add(draft_id=draft.pk, **_upload(request), **given)
        return "原件已保存，请上传遮盖件。"
    if "copy" in said or "remove" in said:
        row = get_object_or_404(draft.redactions, pk=_key(said.get("copy") or said.get("remove") or ""))
        if "remove" in said:
            redaction.redaction_remove(redaction_id=row.pk)
            return "已移除。"
        words = [line.strip() for line in said.get("words", "").splitlines() if line.strip()]
        kept = redaction.copy_put(redaction_id=row.pk, words=words, **_upload(request), **given)
        return (
            "遮盖件已保存，发现仍可读出的内容，请看下面的提示。"
            if kept.remnants
            else "遮盖件已保存，没有发现仍可读出的内容。"
        )
    redaction.no_copy_say(draft_id=draft.pk, why=said.get("no_copy", ""))
    return "已保存。"


def _upload(request: HttpRequest) -> dict[str, Any]:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Refusal("no-file", ("没有选择文件", "no file was chosen"), ("请选择文件后再上传", "choose one"))
    content = file.read(files.MOST_BYTES + 1)
    return {"name": str(file.name), "content": content}


def _row(request: HttpRequest, pk: int) -> Redaction:
    return get_object_or_404(redaction.redactions_of(request.user), pk=pk)


def _bytes(kept: Any) -> bytes:
    try:
        with kept.open("rb") as file:
            content: bytes = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return content


def _key(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
