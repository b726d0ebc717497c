"""A request to an address that somebody typed: resolved once, checked, and sent to that very address."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SILENCE, WHOLE = 10, 20
"""Seconds for one step of the conversation, and for all of it."""
READ = 4096
_DISGUISED = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
"""IPv6 networks whose addresses carry an IPv4 address that would not be seen."""


class Forbidden(Exception):  # noqa: N818 - it is an answer, not an error
    """The address may not be called."""


class Target(NamedTuple):
    """Whom to call: the name for the certificate, and the address for the connection."""

    url: SplitResult
    host: str
    port: int
    address: str


def checked(url: str) -> SplitResult:
    """The parts of an address that may be called by the look of it.  Raises :class:`Forbidden`."""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:
        raise Forbidden("地址无效") from None
    if parts.scheme not in ("https", "http") or not host or port == 0:
        raise Forbidden("地址须以 https:// 开头")
    if parts.username or parts.password or parts.fragment or not url.isascii() or any(one <= " " for one in url):
        raise Forbidden("地址中不能有用户名、密码、空格、片段或非ASCII字符")
    if _literal(host) is not None:
        _admit(parts, host)
    elif parts.scheme == "http" and host != "localhost":
        raise Forbidden("须使用 https://")
    return parts


def resolved(url: str) -> Target:
    """The one address that will be called.  Raises :class:`Forbidden` if any that the name has may not be."""
    parts = checked(url)
    host, port = str(parts.hostname), parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Forbidden("找不到该主机") from None
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        _admit(parts, address)
    return Target(parts, host, port, addresses[0])


def send(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """Post it and return the status; redirects are not followed.  Raises ``OSError`` or ``HTTPException``."""
    connection = _Pinned(target)
    timer = Timer(WHOLE, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        path = target.url.path or "/"
        where = f"{path}?{target.url.query}" if target.url.query else path
        connection.request("POST", where, body=body, headers=dict(headers))
        answer = connection.getresponse()
        answer.read(READ)
        return answer.status
    finally:
        timer.cancel()
        connection.close()


class _Pinned(HTTPConnection):
    """A connection to an address that was checked, whatever its name resolves to by now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SILENCE)
        self.target = target

    def connect(self) -> None:
        """To the address; the certificate is that of the name."""
        self.sock = socket.create_connection((self.target.address, self.target.port), timeout=SILENCE)
        if self.target.url.scheme == "https":
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.target.host)

    def cut(self) -> None:
        """End a conversation that takes too long."""
        if self.sock is not None:
            self.sock.shutdown(socket.SHUT_RDWR)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _admit(parts: SplitResult, address: str) -> None:
    found = _literal(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if found is None:
        raise Forbidden("地址无效")
    allowed = any(found in ipaddress.ip_network(network) for network in settings.GONGKAI_HOOK_NETWORKS)
    disguised = any(found in network for network in _DISGUISED)
    if not allowed and (not found.is_global or found.is_multicast or disguised):
        raise Forbidden("不能发送到内部网络地址；如确需，请由系统管理员在设置中列入")
    if parts.scheme == "http" and not (allowed and found.is_loopback):
        raise Forbidden("须使用 https://")
