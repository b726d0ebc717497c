"""Counting together: so many in a stretch of time, whatever process is asked."""

from __future__ import annotations

import base64
import pickle

from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import transaction

from gongkai.web.kernel.models import Shared


class SharedCache(DatabaseCache):
    """The cache in the database, which loses no count: the library's own reads, adds and writes apart."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Add to a count, which keeps its end.  Raises ``ValueError`` where there is none."""
        made = self.make_and_validate_key(key, version=version)
        with transaction.atomic():
            row = Shared.objects.select_for_update().filter(pk=made).first()
            if row is None or self.get(key, version=version) is None:
                raise ValueError(f"no count {key!r}")
            value: int = pickle.loads(base64.b64decode(row.value)) + delta
            Shared.objects.filter(pk=made).update(value=base64.b64encode(pickle.dumps(value)).decode())
        return value


def counted(key: str, seconds: int, at: float) -> int:
    """Count once more and return how many it are in this stretch of ``seconds``; ``at`` in seconds since 1970."""
    whole = f"{key}:{int(at) // seconds}"
    for _ in range(2):
        try:
            return int(cache.incr(whole))
        except ValueError:
            if cache.add(whole, 1, timeout=2 * seconds):
                return 1
    return 1
