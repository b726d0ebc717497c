"""What the pages of notices send."""

from __future__ import annotations

from django import forms

from gongkai.web.jobs.models import Wish


class ReadForm(forms.Form):
    """One notice, or none for all."""

    notice = forms.IntegerField(required=False, min_value=1, max_value=2**62)


class WishForm(forms.Form):
    """When e-mail is wanted."""

    mail = forms.ChoiceField(label="电子邮件", choices=Wish.Mail.choices, widget=forms.RadioSelect)


class RetryForm(forms.Form):
    """One task that failed."""

    task = forms.UUIDField()
