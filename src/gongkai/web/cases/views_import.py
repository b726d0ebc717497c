"""Bringing in an Excel ledger: upload, meanings of columns, every row looked through, entered, mended, taken away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from gongkai.finding import Refusal
from gongkai.law.receipt import Channel
from gongkai.law.regime import packaged_regime
from gongkai.ledger.facts.application import Applicant
from gongkai.reading.sources.cells import MOST_BYTES
from gongkai.report.render.table_xlsx import render_table
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_of, bodies_with, may
from gongkai.web.cases import old_ledgers
from gongkai.web.cases.models import OldLedger
from gongkai.web.cases.old_ledger import MEANINGS
from gongkai.web.cases.views_list import XLSX
from gongkai.web.cases.words import choices, fact_word
from gongkai.web.kernel.clock import today

SHOWN_GOOD, SHOWN_HELD = 30, 300


class FileForm(forms.Form):
    """The file, and whose ledger it is."""

    file = forms.FileField(label="Excel台账（xlsx或xls，不超过10MB）", allow_empty_file=False)

    def __init__(self, data: Any, files: Any, bodies: list[Any]) -> None:
        super().__init__(data, files)
        self.fields["body"] = forms.ChoiceField(label="机关", choices=[(one.pk, one.name) for one in bodies])


class MeaningForm(forms.Form):
    """What the columns mean."""

    year = forms.IntegerField(label="日期未写年份时按哪一年", min_value=2008, max_value=2100)
    channel = forms.ChoiceField(label="未写收件渠道时按", choices=choices(Channel))
    applicant = forms.ChoiceField(label="未写申请人类型时按", choices=choices(Applicant))

    def __init__(self, data: Any, ledger: OldLedger) -> None:
        first = {"year": ledger.year, "channel": ledger.channel, "applicant": ledger.applicant}
        super().__init__(data, initial=first)
        self.columns = []
        for column, head in enumerate(ledger.heads):
            name = f"column{column}"
            self.fields[name] = forms.ChoiceField(
                label=head,
                required=False,
                choices=[("", "不导入"), *MEANINGS.items()],
                initial=ledger.meanings.get(str(column), ""),
            )
            self.columns.append(name)

    @property
    def meanings(self) -> dict[int, str]:
        """The meaning of each column."""
        return {column: self.cleaned_data[name] for column, name in enumerate(self.columns)}


def imports_page(request: HttpRequest) -> HttpResponse:
    """The ledgers that were brought along, and a form for one more."""
    bodies = list(bodies_with(request.user, Ability.WRITE))
    if not bodies:
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None, bodies)
    context: dict[str, Any] = {"form": form, "ledgers": OldLedger.objects.filter(body__in=bodies)[:50]}
    if request.method == "POST":
        body = next((one for one in bodies if str(one.pk) == request.POST.get("body")), None)
        if body is None:
            raise Http404
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                data = file.read(MOST_BYTES + 1)
                ledger = old_ledgers.ledger_keep(body=body, name=file.name, data=data, actor=request.user, on=today())
                return redirect("import", pk=ledger.pk)
            except Refusal as refused:
                context["refused"] = refused
    return render(request, "cases/imports.html", context)


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One ledger: what the columns mean, what each row becomes or why not, and entering what is good."""
    ledger = _ledger(request, pk)
    form = MeaningForm(request.POST if "map" in request.POST else None, ledger)
    context: dict[str, Any] = {}
    try:
        if "map" in request.POST and form.is_valid():
            said = form.cleaned_data
            old_ledgers.meanings_set(
                ledger=ledger,
                meanings=form.meanings,
                year=said["year"],
                channel=Channel(said["channel"]),
                applicant=Applicant(said["applicant"]),
            )
            return redirect("import", pk=pk)
        if "enter" in request.POST:
            regime = packaged_regime()
            count = old_ledgers.ledger_enter(ledger=ledger, actor=request.user, on=today(), regime=regime)
            messages.success(request, f"已导入{count}件事项。" if count else "没有新的可以导入的行。")
            return redirect("import", pk=pk)
    except Refusal as refused:
        context["refused"] = refused
    looked = old_ledgers.looked_through(ledger, actor=request.user, on=today(), regime=packaged_regime())
    good, held = [one for one in looked if one.good], [one for one in looked if not one.good]
    context |= {
        "ledger": ledger,
        "form": form,
        "columns": [form[name] for name in form.columns],
        "good": good,
        "held": held,
        "entered": ledger.rows.exclude(matter=None).count(),
        "shown_good": [(one, "；".join(_said(fact) for fact in one.read.facts)) for one in good[:SHOWN_GOOD]],
        "shown_held": held[:SHOWN_HELD],
    }
    return render(request, "cases/import.html", context)


def import_row_page(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One held row, to be mended, or cleared by order."""
    ledger = _ledger(request, pk)
    row = get_object_or_404(ledger.rows, place=place)
    context: dict[str, Any] = {"ledger": ledger, "row": row}
    erases = may(request.user, ledger.body_id, Ability.APPROVE)
    context["erases"] = erases
    if "erase" in request.POST and not erases:
        raise PermissionDenied
    if request.method == "POST":
        cells = [request.POST.get(f"cell{column}", "") for column in range(len(ledger.heads))]
        try:
            if "erase" in request.POST:
                why = request.POST.get("why", "")
                old_ledgers.row_clear(ledger=ledger, place=place, why=why, actor=request.user, on=today())
                messages.success(request, f"已清除第{place}行，并记入本机关的变更记录。")
                return redirect("import", pk=pk)
            old_ledgers.row_mend(ledger=ledger, place=place, cells=cells)
            messages.success(request, f"已修改第{place}行。")
            return redirect("import", pk=pk)
        except Refusal as refused:
            context["refused"] = refused
    looked = old_ledgers.looked_through(ledger, actor=request.user, on=today(), regime=packaged_regime())
    context["problem"] = next((one.read.problem for one in looked if one.row.pk == row.pk), "")
    typed = [request.POST.get(f"cell{column}", "") for column in range(len(ledger.heads))]
    kept = typed if "cell0" in request.POST else [*row.cells, *[""] * len(ledger.heads)]
    context["cells"] = [(f"cell{column}", head, kept[column]) for column, head in enumerate(ledger.heads)]
    return render(request, "cases/import_row.html", context)


def import_held(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that are held, as a workbook with their problems in the last column."""
    ledger = _ledger(request, pk)
    looked = old_ledgers.looked_through(ledger, actor=request.user, on=today(), regime=packaged_regime())
    width = len(ledger.heads)
    rows = (
        [*[*one.row.cells, *[""] * width][:width], str(one.row.place), one.read.problem]
        for one in looked
        if not one.good
    )
    answer = HttpResponse(render_table("待处理", [*ledger.heads, "原表行号", "问题"], rows), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="held-{ledger.pk}.xlsx"'
    return answer


def _ledger(request: HttpRequest, pk: int) -> OldLedger:
    readable = OldLedger.objects.filter(body__in=bodies_of(request.user)).select_related("body")
    ledger = get_object_or_404(readable, pk=pk)
    if not may(request.user, ledger.body_id, Ability.WRITE):
        raise PermissionDenied
    return ledger


def _said(fact: Any) -> str:
    return f"{fact.on:%Y-%m-%d} {fact_word(type(fact))}"
