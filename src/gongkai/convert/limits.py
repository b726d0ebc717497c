"""Limits of a process that reads what comes from outside.

A lower limit that was set before, by the service or the shell that started it, stands: only a privileged
process may raise one, and any other would fail.
"""

from __future__ import annotations

import gc
import resource

#: After so many more objects made than given back those that are held by nobody are looked for.
MANY = 20_000


def limit_memory(most: int) -> None:
    """From now on so many bytes of address space; and no image of this process is kept if it is killed."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allowed = _allowed(resource.RLIMIT_AS, most)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def allow(seconds: int) -> None:
    """From now on so many seconds of processor; after them the system ends this process.  May be said again."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (_allowed(resource.RLIMIT_CPU, most), hard))


def collect_rarely() -> None:
    """From now on what this process began with is taken to stay, and what nobody holds is looked for less often.

    A report makes some thousands of small objects, of which next to none hold one another.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MANY)


def _allowed(limit: int, most: int) -> int:
    hard = resource.getrlimit(limit)[1]
    return most if hard == resource.RLIM_INFINITY else min(most, hard)
