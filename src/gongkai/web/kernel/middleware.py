"""What every answer carries, and where a request came from."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

LONGEST_KEY = 18
"""Digits of the longest key of a row."""
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


def headers(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No script, style, picture or form from or to anywhere else; pages of a session are kept by no proxy."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if settings.SESSION_COOKIE_NAME in request.COOKIES:  # nobody keeps what somebody logged in was shown
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return answer


def proxied(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Behind proxies: the visitor's address is what the first of ours wrote, whatever the visitor wrote before it."""
    proxies = settings.GONGKAI_PROXIES
    if not proxies:
        raise MiddlewareNotUsed

    def answer(request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        if len(hops) >= proxies:
            request.META["REMOTE_ADDR"] = hops[-proxies]
        return get_response(request)

    return answer


def askable(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """No word and no address holds a NUL, and no address a number that is no key: a database breaks at them."""

    def answer(request: HttpRequest) -> HttpResponse:
        parts = request.path_info.split("/")
        if "\0" in request.path_info or any(part.isdecimal() and len(part) > LONGEST_KEY for part in parts):
            return HttpResponse(render_to_string("404.html"), status=404)
        if "%00" in request.META.get("QUERY_STRING", ""):
            request.META["QUERY_STRING"] = request.META["QUERY_STRING"].replace("%00", "")
        return get_response(request)

    return answer
