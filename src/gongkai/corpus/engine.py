"""What does the reading, here or elsewhere: chunks of files in, their rows out, in any order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence

from gongkai.corpus.apart import Done
from gongkai.corpus.job import Task

Engine = Callable[[Iterator[Sequence[Task]]], Generator[Done, None, None]]
"""Takes chunks when it has hands free, never many ahead, and gives each back read.

Closing what it returns ends the work at once.  The two engines are
:func:`gongkai.corpus.local_run.local` and :func:`gongkai.corpus.ray_run.on_ray`.
"""

AHEAD = 2
"""Chunks under way for each worker: one being read, one waiting."""
