"""The shape of a guard: the state before a fact, the fact, the terms; what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gongkai.finding import Finding
from gongkai.ledger.clock import Terms

Guard = Callable[[Any, Any, Terms], Iterator[Finding]]
