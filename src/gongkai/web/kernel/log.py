"""Every request gets a number and one line of JSON in the log: which page and how it ended, not who asked for what.

Neither the address's words nor its query are written, only the name of the page and the keys of its
rows: an address may hold a query code, a query a name.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse

from gongkai.web.kernel import metrics

requests = logging.getLogger("gongkai.requests")
HEADER = "X-Request-Number"


def page_of(request: HttpRequest) -> str:
    """The name of the page that answered, or nothing where no page has the address."""
    return (request.resolver_match.view_name or "") if request.resolver_match else ""


def numbered(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A number for the request, shown on error pages and in a header; a line in the log; the metrics."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.number = uuid4().hex[:8]  # type: ignore[attr-defined]
        began = perf_counter()
        response = get_response(request)
        took = perf_counter() - began
        page = page_of(request)
        given = request.resolver_match.kwargs if request.resolver_match else {}
        keys = {name: value for name, value in given.items() if isinstance(value, int)}
        level = logging.ERROR if response.status_code >= 500 else logging.INFO
        said = {"method": request.method, "page": page, **keys, "status": response.status_code}
        requests.log(level, "", extra={"said": {"request": number_of(request), **said, "ms": round(took * 1000, 1)}})
        metrics.count(page, response.status_code, took)
        response.headers.setdefault(HEADER, number_of(request))
        return response

    return answer


def number_of(request: HttpRequest) -> str:
    """The number of a request; one that went by no middleware has none."""
    return str(getattr(request, "number", ""))


class Lines(logging.Formatter):
    """One JSON object a line; of an exception its kind and place, not its words, which may name people."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            said |= {"request": number_of(request), "page": page_of(request)}
        elif message := record.getMessage():
            said["message"] = message
        said |= getattr(record, "said", {})
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            said["raised"] = record.exc_info[0].__name__
            said["at"] = [
                f"{frame.filename.rpartition('/gongkai/')[2]}:{frame.lineno} {frame.name}" for frame in frames
            ]
        return json.dumps(said, ensure_ascii=False)
