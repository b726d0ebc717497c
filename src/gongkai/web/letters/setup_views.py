"""Pages of the administrator: marks and patterns of numbers, templates to download, change and bring back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.report.letters import kinds, part, series
from gongkai.report.letters.kinds import FRAME, LetterKind
from gongkai.report.render.letter import default_template
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, may
from gongkai.web.letters import selectors, setup
from gongkai.web.letters.forms import SettingsForm, TemplateForm
from gongkai.web.letters.models import Template
from gongkai.web.letters.numbers import pattern_of
from gongkai.web.letters.views import DOCX, download

_FRAME_WORDS = dict(zip(FRAME, ("机关名称", "标题", "文号", "主送", "附件说明", "成文日期"), strict=True)) | {
    "particulars": "随办理结果而定的各项"
}


def settings_page(request: HttpRequest, pk: int) -> HttpResponse:
    """文书设置 of one body."""
    body = _managed(request, pk)
    own = selectors.settings_of(body)
    initial = {"mark": own.mark, "review_address": own.review_address} if own else {}
    form = SettingsForm(request.POST or None, initial=initial)
    patterns = {key: own.patterns.get(key, "") if own else "" for key in series()}
    refused = None
    if request.method == "POST":
        patterns = {key: request.POST.get(f"p-{key}", "") for key in series()}
        if form.is_valid():
            try:
                setup.settings_save(body=body, patterns=patterns, **form.cleaned_data)
            except Refusal as raised:
                refused = raised
            else:
                messages.success(request, "文书设置已保存。")
                return redirect("letter_setup", pk=body.pk)
    office = selectors.office_of(body)
    context = {
        "body": body, "form": form, "refused": refused, "office": office,
        "patterns": [(key, words, patterns[key], pattern_of(own, key)) for key, (words, _) in series().items()],
        "rows": [(one, Template.objects.filter(body=body, kind=one.key).first()) for one in kinds().values()],
    }  # fmt: skip
    return render(request, "letters/setup.html", context)


def template_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One template: download it, change it, bring it back; its versions."""
    body, own = _managed(request, pk), _kind(kind)
    form = TemplateForm(request.POST or None, request.FILES or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        name, content = form.cleaned_data["file"]
        try:
            made = setup.template_upload(body=body, kind_key=kind, name=name, content=content, actor=request.user)
        except Refusal as raised:
            refused = raised
        else:
            messages.success(request, f"模板已启用，第{made.version}版。")
            return redirect("letter_template", pk=body.pk, kind=kind)
    words = [(key, _FRAME_WORDS.get(key) or part(key).words, key in own.compulsory) for key in own.slots]
    versions = Template.objects.filter(body=body, kind=kind).defer("content").select_related("uploaded_by")
    context = {"body": body, "kind": own, "form": form, "refused": refused, "words": words, "versions": versions}
    return render(request, "letters/template.html", context)


@require_POST
def restore(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Back to the packaged template."""
    body, own = _managed(request, pk), _kind(kind)
    setup.template_restore(body=body, kind_key=own.key, actor=request.user)
    messages.success(request, "已恢复默认模板。")
    return redirect("letter_template", pk=body.pk, kind=kind)


def template_file(request: HttpRequest, pk: int, kind: str, version: int) -> HttpResponse:
    """One version as it was brought in; 0 is the packaged one."""
    body, own = _managed(request, pk), _kind(kind)
    if version == 0:
        return download(default_template(own.key), f"{own.key}.docx", DOCX)
    found = get_object_or_404(Template, body=body, kind=own.key, version=version)
    return download(bytes(found.content), f"{own.key}-{version}.docx", DOCX)


def _managed(request: HttpRequest, pk: int) -> Body:
    body = get_object_or_404(bodies_of(request.user), pk=pk)
    if not may(request.user, body.pk, Ability.MANAGE):
        raise PermissionDenied
    return body


def _kind(key: str) -> LetterKind:
    found = kinds().get(key)
    if found is None:
        raise Http404
    return found
