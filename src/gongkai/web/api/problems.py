"""Every refusal has one shape, whoever refuses: what is wrong, what to do, and the articles it names."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.parser import Parser

from gongkai.finding import Refusal
from gongkai.web.api.access import Denied

_CITE = re.compile(
    r"《[^》]+》第[零〇一二三四五六七八九十百]+条(?:第[一二三四五六七八九十]+款)?(?:第[一二三四五六七八九十]+项)?"
)
_FORM = frozenset({"bad-fact", "unknown-fact", "bad-line", "broken-chain", "bad-algorithm", "number-length"})
"""Refusals of how something is written (422); whatever else a write meets is a conflict (409)."""


class Both(Schema):
    """The same words in Chinese and in English."""

    zh: str
    en: str


class Wrong(Schema):
    """One part of a request that is not as it should be."""

    where: str
    message: str


class Problem(Schema):
    """Why something was not done; nothing was changed."""

    status: int
    code: str
    reason: Both
    advice: Both
    cites: list[str]
    wrong: list[Wrong]


class Precondition(Exception):  # noqa: N818 - it is an answer, not an error
    """``If-Match`` names a state that is past (412)."""


PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 404, 422, 429), Problem) | {403: Problem}
"""What any operation with a token may answer beside its result."""
WRITES: dict[int, Any] = PROBLEMS | dict.fromkeys((409, 412, 413), Problem)
"""What any operation that writes may answer beside its result."""
OPEN: dict[int, Any] = dict.fromkeys((400, 404, 422, 429), Problem)
"""What any operation without a token may answer beside its result."""

_WORDS: dict[int, tuple[str, tuple[str, str], tuple[str, str]]] = {
    400: (
        "bad-request",
        ("请求不是有效的JSON", "the request is no valid JSON"),
        ("请检查请求正文", "look at the body of the request"),
    ),
    401: (
        "no-token",
        ("没有令牌，或者令牌无效、已过期、已撤销", "there is no token, or it is unknown, over or revoked"),
        ("请在“设置—接口令牌”中建立令牌", "make one under settings, tokens"),
    ),
    404: (
        "not-found",
        ("没有找到，或者不在令牌可见的范围内", "there is no such thing, or the token may not see it"),
        ("请核对编号", "look at the number again"),
    ),
    412: (
        "changed",
        ("事项在读取之后有了新的登记，没有保存", "the matter has changed since it was read; nothing was saved"),
        ("请重新读取后再试", "read it again, then try again"),
    ),
    413: (
        "too-large",
        ("请求正文过大", "the body of the request is too large"),
        ("请分批提交", "send it in parts"),
    ),
    422: (
        "bad-value",
        ("请求中有的内容不符合要求", "something in the request is not as it should be"),
        ("请按接口说明修改", "mend it as the description says"),
    ),
    429: (
        "too-many",
        ("请求过于频繁", "too many requests"),
        ("请稍后再试", "wait a while"),
    ),
}


class StrictParser(Parser):
    """JSON that is text throughout: neither half characters nor zero bytes, which no database keeps."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The value.  Raises ``HttpError`` 400 for anything that is none."""
        try:
            value = json.loads(request.body, parse_constant=_no_number)
            text = json.dumps(value, ensure_ascii=False)
            text.encode()
        except (ValueError, RecursionError):
            raise HttpError(400, "") from None
        if "\\u0000" in text:
            raise HttpError(400, "")
        return value


def _no_number(word: str) -> None:
    raise ValueError(word)


def problem(status: int, refusal: Refusal | None = None, wrong: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The object of a problem: a refusal of the core or a service, or the words of the status."""
    code, reason, advice = _WORDS[status] if refusal is None else (refusal.code, refusal.reason, refusal.advice)
    return {
        "status": status,
        "code": code,
        "reason": {"zh": reason[0], "en": reason[1]},
        "advice": {"zh": advice[0], "en": advice[1]},
        "cites": list(dict.fromkeys(_CITE.findall(reason[0] + advice[0]))),
        "wrong": wrong or [],
    }


def handle(api: NinjaAPI) -> None:
    """Let every refusal of this API have the one shape."""

    def answer(
        request: HttpRequest, status: int, refusal: Refusal | None = None, wrong: list[dict[str, str]] | None = None
    ) -> HttpResponse:
        return api.create_response(request, problem(status, refusal, wrong), status=status)

    def refused(request: HttpRequest, raised: Refusal) -> HttpResponse:
        formal = raised.code in _FORM or request.method == "GET" or "/law/" in request.path
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY if formal else HTTPStatus.CONFLICT, raised)

    def invalid(request: HttpRequest, raised: ValidationError) -> HttpResponse:
        wrong = [{"where": ".".join(map(str, one["loc"])), "message": str(one["msg"])} for one in raised.errors]
        return answer(request, 422, None, wrong)

    def throttled(request: HttpRequest, raised: Throttled) -> HttpResponse:
        response = answer(request, 429)
        response["Retry-After"] = str(int(raised.wait or 1))
        return response

    handlers: list[tuple[Any, Any]] = [
        (Refusal, refused),
        (Denied, lambda request, raised: answer(request, 403, raised.refusal)),
        (Precondition, lambda request, _: answer(request, 412)),
        (Http404, lambda request, _: answer(request, 404)),
        (AuthenticationError, lambda request, _: answer(request, 401)),
        (RequestDataTooBig, lambda request, _: answer(request, 413)),
        (ValidationError, invalid),
        (Throttled, throttled),
        (HttpError, lambda request, raised: answer(request, raised.status_code)),
    ]
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)
