"""Where an applicant's personal data stand besides the submission: apps above say what they hold, and erase it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple

from gongkai.web.cases.models import Matter


class Held(NamedTuple):
    """So many of something with a matter; whether they go, and if they stay, why."""

    words: str
    many: int
    goes: bool
    why: str = ""


class Holder(NamedTuple):
    """One app's part."""

    look: Callable[[Matter, Collection[str]], list[Held]]
    """(matter, the applicant's own words): what the app holds."""
    erase: Callable[[Matter, Collection[str]], None]
    """(matter, the applicant's own words), within the caller's transaction: what goes is gone."""


_HOLDERS: list[Holder] = []


def register(holder: Holder) -> None:
    """Ask this app too from now on; apps do so in ``AppConfig.ready``."""
    if holder not in _HOLDERS:
        _HOLDERS.append(holder)


def held(matter: Matter, words: Collection[str]) -> list[Held]:
    """What all apps above hold."""
    return [one for holder in _HOLDERS for one in holder.look(matter, words)]


def erase(matter: Matter, words: Collection[str]) -> None:
    """Everything that goes is gone from the apps above."""
    for holder in _HOLDERS:
        holder.erase(matter, words)
