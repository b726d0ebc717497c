"""One question put to a filing, and what came of it."""

from __future__ import annotations

from typing import NamedTuple

from gongkai.finding import Finding, Verdict


class Check(NamedTuple):
    """``code`` is the rule (``A3``), ``name`` the instance (``A3:u1``); ``finding`` is ``None`` on a pass."""

    code: str
    name: str
    verdict: Verdict
    finding: Finding | None
