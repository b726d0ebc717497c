"""Pages as somebody reads them: their addresses and their words."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from gongkai.web.cases.models import Matter


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def shown(client: Client, where: str, **query: str) -> str:
    answer = client.get(where, query)
    assert answer.status_code == 200
    return text(answer)


def page_of(matter: Matter) -> str:
    return reverse("matter", args=[matter.pk])


def enter_of(matter: Matter, name: str) -> str:
    return reverse("enter", args=[matter.pk, name])
