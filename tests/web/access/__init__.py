"""Who gets what: one table over every address; each app declares its own part in a file of this folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from gongkai.web.bodies.models import Body, Membership
from gongkai.web.bodies.permissions import GRANTS, Ability
from gongkai.web.cases.models import Matter

PLACES = ("own", "below", "other")
"""The body looked at: one's own, one below it, one of another tree."""


@dataclass(frozen=True)
class Place:
    """What an address may name: a body, and a matter of it (其 ``title`` names the place)."""

    body: Body
    matter: Matter


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One address.

    ``get`` and ``post`` are the abilities for the named body that looking and sending need: without
    ``READ`` of the body the answer is 404, with it but without the ability 403.  ``None`` for ``get``
    means anybody logged in; for ``post`` that nothing can be sent (405).  ``body_sent`` says that the
    address names no body, and what is sent does.  ``open`` addresses need no login.
    ``refused`` says that the rules refuse what is sent: the page comes again and nothing changes.
    """

    get: Ability | None = None
    post: Ability | None = None
    kwargs: Callable[[Place], Mapping[str, Any]] = lambda place: {}
    sent: Callable[[Place], Mapping[str, Any]] = lambda place: {}
    body_sent: bool = False
    open: bool = False
    get_answer: int = 200
    post_answer: int = 302
    refused: bool = False

    def wanted_get(self, role: str, place: str) -> int:
        if self.get is None:
            return self.get_answer
        if self.body_sent:
            return self.get_answer if has(role, "own", self.get) else 403
        return self._wanted(role, place, self.get, self.get_answer)

    def wanted_post(self, role: str, place: str) -> int:
        if self.post is None:
            raise AssertionError("nothing can be sent there")
        if self.body_sent:
            if not has(role, "own", self.post):
                return 403
            return self.post_answer if has(role, place, self.post) else 404
        return self._wanted(role, place, self.post, self.post_answer)

    def _wanted(self, role: str, place: str, ability: Ability, answer: int) -> int:
        if not has(role, place, Ability.READ):
            return 404
        return answer if has(role, place, ability) else 403


def has(role: str, place: str, ability: Ability) -> bool:
    """The declared table of abilities, by place: only looking and supervising reach the body below."""
    grants = GRANTS[Membership.Role(role)]
    if place == "own":
        return ability in grants and ability is not Ability.SUPERVISE
    if place == "below":
        return {Ability.READ: Ability.READ_BELOW in grants, Ability.SUPERVISE: ability in grants}.get(ability, False)
    return False


def table() -> dict[str, Entry]:
    """Every app's entries by the name of the address."""
    out: dict[str, Entry] = {}
    for module in iter_modules(__path__):
        part = import_module(f"{__name__}.{module.name}").TABLE
        assert not out.keys() & part.keys()
        out |= part
    return out
