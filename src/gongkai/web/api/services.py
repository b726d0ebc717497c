"""Writing: tokens made and taken back, hooks made and switched."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.web.api.access import PREFIX, digest
from gongkai.web.api.models import Hook, Token
from gongkai.web.bodies.models import Body
from gongkai.web.kernel import clock
from gongkai.web.kernel.sealing import opens, resealed, seal

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
    sealed = seal(secrets.token_urlsafe(32), Hook.PURPOSE)
    return Hook.objects.create(
        body=body, name=name, url=url, kinds=" ".join(sorted(kinds)), sealed_secret=sealed, made_by=actor
    )


def hooks_reseal() -> int:
    """Every secret under the key that seals now; how many."""
    with transaction.atomic():
        hooks = list(Hook.objects.select_for_update())
        for hook in hooks:
            hook.sealed_secret = resealed(hook.sealed_secret, Hook.PURPOSE)
            hook.save(update_fields=["sealed_secret"])
    return len(hooks)


def hooks_give_up() -> int:
    """Take out the hooks whose secrets no key opens; how many."""
    closed = [hook.pk for hook in Hook.objects.all() if not opens(hook.sealed_secret, Hook.PURPOSE)]
    Hook.objects.filter(pk__in=closed).delete()
    return len(closed)


def hook_switch(*, hook: Hook, active: bool) -> None:
    """Tell it, or tell it no more; what waits meanwhile is not sent."""
    Hook.objects.filter(pk=hook.pk).update(active=active)
