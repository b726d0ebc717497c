"""Reading a file in a process of its own, with little memory and time: what came from outside may be made to harm.

Standard input is the file, the argument its name; standard output one JSON object with ``text``
(what was looked at) and ``reports`` (the objects of ``docs/json.md``).
"""

from __future__ import annotations

import json
import resource
import sys

from gongkai.web.readings.apart import read_here

MEMORY = 2 << 30
SECONDS = 60


def main() -> None:
    """Read standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    out = json.dumps(read_here(sys.stdin.buffer.read(), sys.argv[1]), ensure_ascii=False)
    sys.stdout.buffer.write(out.encode(errors="backslashreplace"))


if __name__ == "__main__":
    main()
