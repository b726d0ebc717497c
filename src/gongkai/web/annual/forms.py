"""What a person adds to a report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from gongkai.report.form import Cell
from gongkai.web.annual.edits import misfit, words_wrong
from gongkai.web.annual.models import FollowUp

_LINES = {"rows": 2}


class EntryForm(forms.Form):
    """A number for a cell, where it comes from and why it is entered."""

    value = forms.DecimalField(label="数字", max_digits=17, decimal_places=2)
    source = forms.CharField(label="数据来源", max_length=200)
    reason = forms.CharField(label="填报理由", max_length=500, widget=forms.Textarea(attrs=_LINES))

    def __init__(self, cell: Cell, *args: Any, **kwargs: Any) -> None:
        self.cell = cell
        super().__init__(*args, **kwargs)

    def clean_value(self) -> Decimal:
        """A number that the cell can hold."""
        value: Decimal = self.cleaned_data["value"]
        if (wrong := misfit(self.cell, value)) is not None:
            raise forms.ValidationError(wrong)
        return value


class WordsForm(forms.Form):
    """The words of a section, with its tokens."""

    text = forms.CharField(
        label="内容",
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="花括号中的数字自动更新：{t3.new.total} 是表格单元格，{t3.new.total~} 是与上年相比的变化，"
        "{f.published} 是台账计数。手工统计的数字连同来源写成 {=30|来源}。",
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**62)

    def __init__(self, form: Any, *args: Any, **kwargs: Any) -> None:
        self.form = form
        super().__init__(*args, **kwargs)

    def clean_text(self) -> str:
        """Every brace is a token of the form."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if (wrong := words_wrong(text, self.form)) is not None:
            raise forms.ValidationError(wrong)
        return text


class ProblemForm(forms.Form):
    """A problem."""

    text = forms.CharField(label="存在的问题", max_length=500, widget=forms.Textarea(attrs=_LINES))


class MeasureForm(forms.Form):
    """A measure against a problem."""

    problem = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    text = forms.CharField(label="改进措施", max_length=500, widget=forms.Textarea(attrs=_LINES))
    owner = forms.CharField(label="责任单位或责任人", max_length=100)
    due_on = forms.DateField(label="完成时限", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class FollowUpForm(forms.Form):
    """What became of an earlier problem."""

    problem = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    became = forms.ChoiceField(label="整改情况", choices=FollowUp.Became.choices)
    words = forms.CharField(label="说明", max_length=500, widget=forms.Textarea(attrs=_LINES))
