"""A refusal that no page took up, as a page: what is wrong, what to do, and a number that the log knows."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.finding import Refusal

log = logging.getLogger(__name__)


class Refused:
    """Middleware: a :class:`~gongkai.finding.Refusal` becomes an answer with status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """The page of a refusal; anything else is left to Django."""
        if not isinstance(raised, Refusal):
            return None
        number = uuid4().hex[:8]
        log.error("%s %s %s", number, request.path, raised)
        return render(request, "kernel/refused.html", {"refused": raised, "number": number}, status=409)
