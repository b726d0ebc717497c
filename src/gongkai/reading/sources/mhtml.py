"""MHTML: a page saved by a browser with all that it shows (RFC 2557); the page itself is read."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.html import html_sheet
from gongkai.reading.sources.package import broken
from gongkai.reading.sources.text import decode

KIND = ("MHTML网页", "MHTML page")
_HEAD = re.compile(rb"\A\s*(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.ASCII)


def looks_like_mhtml(data: bytes) -> bool:
    """Whether the bytes begin as a message of several parts."""
    head = _HEAD.match(data[:8192])
    return head is not None and re.search(rb"^content-type:\s*multipart/", head[0], re.I | re.M) is not None


def mhtml_sheet(data: bytes) -> Sheet:
    """The sheet of the longest page in it.  Raises :class:`~gongkai.finding.Refusal` ``broken`` where there is none."""
    try:
        pages = [_bytes(part) for part in message_from_bytes(data).walk() if part.get_content_type() == "text/html"]
    except (ValueError, LookupError, RecursionError):
        pages = []
    page = max(pages, key=len, default=b"")
    if not page.strip():
        raise broken(KIND, ("其中没有网页", "it holds no page"))
    return html_sheet(decode(page))


def _bytes(part: Message) -> bytes:
    held = part.get_payload(decode=True)
    return held if isinstance(held, bytes) else b""
