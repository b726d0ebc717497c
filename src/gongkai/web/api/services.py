"""Writing: tokens made and taken back, hooks made and switched."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from gongkai.web.api.access import PREFIX, digest
from gongkai.web.api.models import Hook, Token
from gongkai.web.bodies.models import Body
from gongkai.web.kernel import clock

SHOWN = 9


def token_make(*, user: Any, body: Body, name: str, scopes: Sequence[str], expires_on: date) -> tuple[Token, str]:
    """A new token of a person for a body.  Returns it with its key, which is kept nowhere and never shown again."""
    key = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        body=body,
        name=name,
        scopes=" ".join(sorted(scopes)),
        digest=digest(key),
        hint=key[:SHOWN],
        expires_on=expires_on,
    )
    return token, key


def token_revoke(*, token: Token) -> None:
    """Take a token back: from this moment it opens nothing."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now())


def hook_make(*, actor: Any, body: Body, name: str, url: str, kinds: Sequence[str]) -> Hook:
    """A new hook with a secret of its own, which is shown to whoever makes it."""
    secret = secrets.token_urlsafe(32)
    return Hook.objects.create(
        body=body, name=name, url=url, kinds=" ".join(sorted(kinds)), secret=secret, made_by=actor
    )


def hook_switch(*, hook: Hook, active: bool) -> None:
    """Tell it, or tell it no more; what waits meanwhile is not sent."""
    Hook.objects.filter(pk=hook.pk).update(active=active)
