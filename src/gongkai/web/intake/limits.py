"""How often somebody may do something: counted by network and by identity, refused when it cannot be counted."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from django.db import DatabaseError
from django.db.models import F
from django.http import HttpRequest

from gongkai.finding import Refusal
from gongkai.web.intake.identity import keyed
from gongkai.web.intake.models import Tally
from gongkai.web.kernel.address import client_address


class Limit(NamedTuple):
    """At most ``most`` within ``seconds``."""

    action: str
    most: int
    seconds: int


DRAFTS = Limit("draft", 60, 3600)
UPLOADS = Limit("upload", 100, 3600)
SUBMITS = Limit("submit", 30, 3600)
SUBMITS_OF_ONE = Limit("submit_of_one", 10, 86400)
WRONG_CODES = Limit("wrong_code", 20, 900)
WRONG_CODES_OF_ONE = Limit("wrong_code_of_one", 5, 900)


def network_of(request: HttpRequest) -> str:
    """The network a request came from: 24 bits of an IPv4 address, 56 of an IPv6 one."""
    try:
        parsed = ip_address(client_address(request))
    except ValueError:
        return "unknown"
    return str(ip_network((parsed, 24 if parsed.version == 4 else 56), strict=False))


def check(limit: Limit, who: str, at: datetime) -> None:
    """Within the caller's transaction: raises :class:`Refusal` if it was done often enough, or if nobody can tell."""
    try:
        tally, _made = Tally.objects.get_or_create(
            action=limit.action, key=keyed("limit", who), window=_window(limit, at)
        )
        tally = Tally.objects.select_for_update().get(pk=tally.pk)
    except DatabaseError as error:
        raise Refusal(
            "limit-unknown",
            ("暂时不能受理，没有保存", "nothing can be taken in at the moment"),
            ("请过几分钟再试；也可以当面或者邮寄提交", "try again in a few minutes, or apply in person or by post"),
        ) from error
    if tally.count >= limit.most:
        minutes = max(limit.seconds // 60, 1)
        raise Refusal(
            "too-often",
            (
                f"操作过于频繁：{minutes}分钟内最多{limit.most}次，没有保存",
                f"at most {limit.most} in {minutes} minutes",
            ),
            ("请稍后再试；也可以当面或者邮寄提交，效力相同", "try again later, or apply in person or by post"),
        )


def count(limit: Limit, who: str, at: datetime) -> None:
    """Once more; what was counted two stretches ago is forgotten."""
    check(limit, who, at)
    window = _window(limit, at)
    Tally.objects.filter(action=limit.action, key=keyed("limit", who), window=window).update(count=F("count") + 1)
    Tally.objects.filter(action=limit.action, window__lt=window - 1).delete()


def _window(limit: Limit, at: datetime) -> int:
    return int(at.timestamp()) // limit.seconds
