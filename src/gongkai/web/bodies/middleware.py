"""What a request knows of its person from the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from gongkai.web.bodies.selectors import posts_of


def posts(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The person's roles today, asked once: every ``may`` and ``bodies_of`` of the request uses them."""

    def answer(request: HttpRequest) -> HttpResponse:
        person: Any = request.user
        if person.is_authenticated:
            person.posts = posts_of(person)
        return get_response(request)

    return answer
