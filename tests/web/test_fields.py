"""One template shows a field everywhere in the office: its hint is shown and tied to it, and escaped."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client

from tests.web.conftest import District


class Asked(forms.Form):
    plain = forms.CharField(label="内容", help_text="写 <b>一句</b> 话")
    yes = forms.BooleanField(label="同意", required=False)
    way = forms.ChoiceField(label="方式", widget=forms.RadioSelect, choices=[("a", "甲")], help_text="选一个")
    kept = forms.CharField(widget=forms.HiddenInput, initial="k")


def test_hints_and_errors_are_shown_and_tied_to_their_field() -> None:
    form = Asked({"plain": "", "way": ""})
    page = render_to_string("kernel/fields.html", {"form": form})
    assert "写 &lt;b&gt;一句&lt;/b&gt; 话" in page
    assert 'aria-describedby="id_plain_helptext id_plain_error"' in page
    assert 'aria-describedby="id_way_helptext id_way_error"' in page
    for name in ("id_plain_helptext", "id_plain_error", "id_way_helptext", "id_way_error"):
        assert page.count(f'id="{name}"') == 1
    assert "内容（必填）" in page
    assert "同意（必填）" not in page
    assert page.count('class="field wrong"') == 2


@pytest.mark.django_db
def test_rules_for_passwords_stand_as_a_list(district: District, person: object, client: Client) -> None:
    client.force_login(person(district.top, "clerk"))  # type: ignore[operator]
    assert "<li>" in client.get("/account/password/").content.decode()
