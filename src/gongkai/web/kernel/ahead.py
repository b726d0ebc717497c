"""What a form leads to, shown before it is saved: also one that is still being filled in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import HttpRequest

OPEN = "—"
"""What stands for a text that is still to be written."""


def is_preview(request: HttpRequest) -> bool:
    """Whether a page was sent only to be looked at, by its button or while it was typed: nothing may be written."""
    return request.method == "POST" and "preview" in request.POST


def starting(form: forms.Form) -> forms.Form:
    """An unbound form as if it had been sent as it stands: what it leads to can be shown when the page opens."""
    return type(form)({one.name: one.initial for one in form if one.initial is not None})


def so_far(form: forms.Form, *, deciding: Collection[str] = ()) -> dict[str, Any] | None:
    """The cleaned data of a bound form, :data:`OPEN` for each required text that is not written yet.

    ``None`` while anything else is missing or wrong, or a text on which the outcome rests (``deciding``).
    """
    missing = [
        name
        for name, errors in form.errors.as_data().items()
        if name not in deciding
        and type(form.fields.get(name)) is forms.CharField
        and all(one.code == "required" for one in errors)
    ]
    if len(missing) < len(form.errors):
        return None
    return form.cleaned_data | dict.fromkeys(missing, OPEN)
