"""What is sent twice is done once: the token of the page that was sent."""

from __future__ import annotations

import re
from uuid import uuid4

from django.http import HttpRequest

TOKEN = r"\A[0-9A-Za-z]{1,50}\Z"
"""A page's own; tokens that the office gives itself (``intake-7``) have a hyphen, so that no page takes one away."""
_TOKEN = re.compile(TOKEN)


def token_of(request: HttpRequest) -> str:
    """The token of the page that was sent; a new one where it has none, or one that no page has."""
    sent = request.POST.get("token", "")
    return sent if _TOKEN.match(sent) else uuid4().hex
