"""The office's side of :mod:`gongkai.web.letters.child`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence

from gongkai.finding import Refusal
from gongkai.reading.sources.remnants import Remnant

SECONDS = 90.0


def looked_through(content: bytes, kind: str, words: Sequence[str] = ()) -> list[Remnant]:
    """What can still be read in a file, looked for in a process of its own.

    A file that takes too long is kept and said to be unchecked.  Raises :class:`Refusal` for one that
    cannot be opened.
    """
    asked = json.dumps({"kind": kind, "words": list(words)}).encode() + b"\n"
    command = [sys.executable, "-m", "gongkai.web.letters.child"]
    try:
        done = subprocess.run(command, input=asked + content, capture_output=True, timeout=SECONDS, check=True)
        out = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        return [Remnant("unchecked", "整个文件")]
    if isinstance(out, dict):
        raise Refusal(out["code"], tuple(out["reason"]), tuple(out["advice"]))
    return [Remnant(*one) for one in out]
