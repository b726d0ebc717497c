"""What the pages of tokens and hooks send."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from gongkai.web.api.models import Hook, Token
from gongkai.web.api.outgoing import Forbidden, checked
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.bodies.selectors import bodies_with

LONGEST = timedelta(days=366)


class TokenForm(forms.Form):
    """A new token: of oneself, for a body that one serves."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(None, label="机关", empty_label=None)
    name = forms.CharField(label="用途", max_length=80, help_text="例如“数据上报系统”")
    scopes = forms.MultipleChoiceField(label="范围", choices=Token.Scope.choices, widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label="有效期至", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), help_text="最长一年"
    )

    def __init__(self, *args: Any, user: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.fields["body"].queryset = bodies_with(user, Ability.READ)  # type: ignore[attr-defined]

    def clean_expires_on(self) -> date:
        """From today on, and not longer than a year."""
        day: date = self.cleaned_data["expires_on"]
        if not self.on <= day <= self.on + LONGEST:
            raise forms.ValidationError("请填写今天起一年以内的日期。")
        return day


class RevokeForm(forms.Form):
    """One token to take back."""

    token = forms.IntegerField(min_value=1, max_value=2**62)


class HookForm(forms.Form):
    """A new hook, for a body that one manages."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(None, label="机关", empty_label=None)
    name = forms.CharField(label="用途", max_length=80)
    url = forms.CharField(label="地址", max_length=500)
    kinds = forms.MultipleChoiceField(label="事件", choices=Hook.Kind.choices, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = bodies_with(user, Ability.MANAGE)  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """An address that may be called by the look of it; what its name leads to is looked at before every call."""
        url: str = self.cleaned_data["url"]
        try:
            checked(url)
        except Forbidden as forbidden:
            raise forms.ValidationError(str(forbidden)) from None
        return url


class SwitchForm(forms.Form):
    """One hook to switch on or off."""

    hook = forms.IntegerField(min_value=1, max_value=2**62)
