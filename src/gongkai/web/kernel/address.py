"""Where a request came from."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """What the office's own proxies say is the client's address.

    What a visitor writes into a header counts for nothing; only the last ``GONGKAI_PROXIES`` entries
    are the office's own proxies'.  It may be no address at all.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    proxies: int = settings.GONGKAI_PROXIES
    if proxies:
        hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
        address = hops[-proxies] if len(hops) >= proxies else address
    return address
