"""Reading a file in a process of its own, with little memory and time: what came from outside may be made to harm.

Standard input is a line with last year's reports as a JSON list, then the file; the arguments are its name
and the seconds of the processor it may take; standard output is one JSON object with ``sources``; on
standard error comes a line for every page that was recognised.
"""

from __future__ import annotations

import json
import sys

from gongkai.convert.limits import allow, limit_memory
from gongkai.web.readings.apart import SEEN, read_here

MEMORY = 3 << 30
"""Bytes of address space: recognition takes some 0.7 GB, the libraries' threads reserve more."""
THREADS = 4
"""Recognition computes on several processors at once, and each counts."""


def main() -> None:
    """Read standard input."""
    seconds = int(sys.argv[2]) * THREADS
    limit_memory(MEMORY)
    allow(seconds)
    before = json.loads(sys.stdin.buffer.readline())
    found = read_here(sys.stdin.buffer.read(), sys.argv[1], _seen, before=before)
    out = json.dumps(found, ensure_ascii=False)
    sys.stdout.buffer.write(out.encode(errors="backslashreplace"))


def _seen() -> None:
    sys.stderr.buffer.write(SEEN)
    sys.stderr.buffer.flush()


if __name__ == "__main__":
    main()
