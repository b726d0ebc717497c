"""What the browser sends about letters that went out, and what an administrator sets."""

from __future__ import annotations

from django import forms

from gongkai.ledger.facts.application import Service
from gongkai.report.render.letter import MOST_BYTES
from gongkai.web.cases.words import choices


class DeliveryForm(forms.Form):
    """How and when a letter was handed over."""

    way = forms.ChoiceField(label="送达方式", choices=[("", "请选择"), *choices(Service)])
    on = forms.DateField(label="送达日期", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    proof = forms.CharField(label="凭证（邮单号、回证编号）", max_length=200, required=False)


class SettingsForm(forms.Form):
    """Mark and address; the patterns of numbers are fields of their own."""

    mark = forms.CharField(label="机关代字", max_length=20, required=False, help_text="如：青信公开")
    review_address = forms.URLField(
        label="网上申请行政复议的网址", required=False, assume_scheme="https", help_text="在线送达的答复必须写明"
    )


class TemplateForm(forms.Form):
    """A template changed in a word processor."""

    file = forms.FileField(label="修改后的模板（DOCX）", widget=forms.FileInput(attrs={"accept": ".docx"}))

    def clean_file(self) -> tuple[str, bytes]:
        """Name and bytes.  A file that is far too large is not read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_BYTES:
            raise forms.ValidationError(f"文件超过{MOST_BYTES // 1024 // 1024} MB，没有读取。")
        return sent.name or "", sent.read()
