"""The four steps of an application on the portal."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from gongkai.web.bodies.models import Body
from tests.web.submissions import HOW, WHAT, WHO

SECRET = "abcdefgh" * 4


def step(number: int, secret: str = SECRET) -> str:
    return reverse("apply-step", args=[secret, number])


def filled(client: Client, body: Body, secret: str = SECRET) -> None:
    for number, typed in ((1, WHO), (2, WHAT | {"body": str(body.pk)}), (3, HOW)):
        answer = client.post(step(number, secret), typed | {"next": ""})
        assert (answer.status_code, answer.headers["Location"]) == (302, step(number + 1, secret))
