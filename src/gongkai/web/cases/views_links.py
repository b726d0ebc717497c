"""Pages of what belongs together: the links of a matter, tied and untied by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from gongkai.finding import Refusal
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, may
from gongkai.web.cases import links, selectors
from gongkai.web.cases.models import Link
from gongkai.web.kernel.clock import today


class LinkForm(forms.Form):
    """To which matter, and how they belong together."""

    number = forms.CharField(label="另一件的编号", max_length=60)
    kind = forms.ChoiceField(label="本事项与该事项的关系", choices=Link.Kind.choices)
    note = forms.CharField(label="说明（可留空）", max_length=200, required=False)


def links_page(request: HttpRequest, pk: int) -> HttpResponse:
    """关联事项: what the matter is tied to, what was untied and why; tying it to another."""
    matter = get_object_or_404(selectors.matters_of(request.user), pk=pk)
    writes = may(request.user, matter.body_id, Ability.WRITE)
    if request.method == "POST" and not writes:
        raise PermissionDenied
    form = LinkForm(request.POST or None, initial={"number": request.GET.get("number", "")[:60]})
    context: dict[str, Any] = {"matter": matter, "form": form, "writes": writes}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = links.link_add(
                one=matter, number=said["number"], kind=Link.Kind(said["kind"]), note=said["note"],
                actor=request.user, on=today(),
            )  # fmt: skip
        except Refusal as refused:
            context["refused"] = refused
        else:
            messages.success(request, f"已关联：{made.other.number if made.one_id == pk else made.one.number}")
            return redirect("links", pk=pk)
    context |= {"tied": links.links_of(matter), "removed": links.removed_of(matter)}
    return render(request, "cases/links.html", context)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Untie two matters; whoever may write for their body may."""
    link = get_object_or_404(Link.objects.filter(one__body__in=bodies_of(request.user)).select_related("one"), pk=pk)
    if not may(request.user, link.one.body_id, Ability.WRITE):
        raise PermissionDenied
    back = link.other_id if request.POST.get("from") == str(link.other_id) else link.one_id
    try:
        links.link_remove(link_id=pk, why=request.POST.get("why", ""), actor=request.user, on=today())
    except Refusal as refused:
        messages.error(request, refused.reason[0])
    else:
        messages.success(request, "已解除关联，记录仍可查看。")
    return redirect("links", pk=back)
