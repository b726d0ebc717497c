"""API v1: one document, one shape of refusal, no page that loads anything from elsewhere."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import NinjaAPI
from ninja.operation import Operation

from gongkai.web.api import law, matters, published, reports
from gongkai.web.api.access import Throttle
from gongkai.web.api.problems import StrictParser, handle


class Api(NinjaAPI):
    """Operations are named as the functions are."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name under which the document carries it."""
        return operation.view_func.__name__


api = Api(
    title="gongkai",
    version="1",
    description=(
        "政府信息公开工作台接口。除 /law/ 和 /published/ 外均须令牌（Authorization: Bearer gk_…），"
        "其权限不超过所属人员的岗位权限。"
        "写入须带 Idempotency-Key；拒绝均为同一形状（Problem）。"
    ),
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    throttle=[Throttle(600)],
)
handle(api)
api.add_router("", matters.router)
api.add_router("", reports.router)
api.add_router("/published", published.router)
api.add_router("/law", law.router)


@cache
def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    made: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    return made


def openapi(_request: HttpRequest) -> JsonResponse:
    """The document at its address."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})
