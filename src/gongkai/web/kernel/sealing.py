"""Secrets that must be read back (keys of second factors, secrets of hooks), sealed where they lie.

A sealed text is ``s1.KEY.BYTES``: AES-256-GCM under a key derived from one of ``GONGKAI_SEALING_KEYS``,
``KEY`` saying which.  The first key seals, every one opens, so that keys can be changed at leisure.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from gongkai.finding import Refusal

SCHEME = "s1"
NONCE = 12


class Holder(NamedTuple):
    """One app's sealed secrets."""

    again: Callable[[], int]
    """Seals them all under the key that seals now; how many."""
    give_up: Callable[[], int]
    """Takes out those that no key opens; how many."""


_HOLDERS: list[Holder] = []


def seal(text: str, purpose: str) -> str:
    """The text, readable only with the key and for the same purpose."""
    name, key = _keys()[0]
    nonce = secrets.token_bytes(NONCE)
    content = nonce + AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{SCHEME}.{name}.{urlsafe_b64encode(content).decode()}"


def unseal(sealed: str, purpose: str) -> str:
    """The text again.  Raises :class:`~gongkai.finding.Refusal` if the key is not here or it was changed."""
    scheme, _, rest = sealed.partition(".")
    name, _, content = rest.partition(".")
    key = dict(_keys()).get(name)
    if scheme != SCHEME or key is None:
        raise _closed(f"the key {name[:8]} is not among those set")
    try:
        whole = urlsafe_b64decode(content)
        return AESGCM(key).decrypt(whole[:NONCE], whole[NONCE:], purpose.encode()).decode()
    except (InvalidTag, ValueError):
        raise _closed("it was changed") from None


def resealed(sealed: str, purpose: str) -> str:
    """The same under the key that seals now; as it is if that sealed it."""
    return sealed if sealed.startswith(f"{SCHEME}.{_keys()[0][0]}.") else seal(unseal(sealed, purpose), purpose)


def opens(sealed: str, purpose: str) -> bool:
    """Whether one of the keys opens it."""
    try:
        unseal(sealed, purpose)
    except Refusal:
        return False
    return True


def register(holder: Holder) -> None:
    """Ask this app too when all secrets are looked after; apps do so in ``ready``."""
    if holder not in _HOLDERS:
        _HOLDERS.append(holder)


def reseal_all() -> int:
    """Seal every secret of the office under the key that seals now; how many there are."""
    return sum(holder.again() for holder in _HOLDERS)


def give_up_closed() -> int:
    """Take out every secret that no key opens, with what rests on it; how many there were."""
    return sum(holder.give_up() for holder in _HOLDERS)


def _keys() -> list[tuple[str, bytes]]:
    return [_derived(given) for given in settings.GONGKAI_SEALING_KEYS]


@cache
def _derived(given: str) -> tuple[str, bytes]:
    """The name of a key, which says nothing of it, and the key."""
    made = HKDF(SHA256(), 36, None, b"gongkai.sealing").derive(given.encode())
    return made[:4].hex(), made[4:]


def _closed(why: str) -> Refusal:
    return Refusal(
        "sealed",
        ("保存的密钥不能打开：加密密钥已更换，或者内容被改动", f"a sealed secret cannot be opened: {why}"),
        (
            "请系统管理员核对GONGKAI_SEALING_KEY及以前的密钥；仍不能打开的，重新绑定验证器、重建事件推送",
            "look at GONGKAI_SEALING_KEY and the keys before it",
        ),
    )
