"""A refusal that no page took up, as a page: what is wrong, what to do, and a number that the log knows."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from gongkai.finding import Refusal
from gongkai.web.kernel.log import number_of, page_of

log = logging.getLogger(__name__)


class Refused:
    """Middleware: a :class:`~gongkai.finding.Refusal` becomes an answer with status 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, raised: Exception) -> HttpResponse | None:
        """The page of a refusal, or of words that the database cannot hold; anything else is left to Django."""
        if isinstance(raised, DataError | ValueError) and "NUL" in str(raised):
            log.warning("malformed", extra={"said": {"request": number_of(request), "page": page_of(request)}})
            return malformed(request, raised)
        if not isinstance(raised, Refusal):
            return None
        number = number_of(request)
        log.error("refused", extra={"said": {"request": number, "page": page_of(request), "code": raised.code}})
        return render(request, "kernel/refused.html", {"refused": raised, "number": number}, status=409)


def broken(request: HttpRequest) -> HttpResponse:
    """The page of a fault in the program.  It asks nothing of the database, which may be what is at fault."""
    return HttpResponse(render_to_string("500.html", {"number": number_of(request)}), status=500)


def malformed(_request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """The page of a request that cannot be taken in; it may have been refused before anybody asked who sent it."""
    return HttpResponse(render_to_string("400.html"), status=400)
