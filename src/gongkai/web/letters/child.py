"""Looking a file through in a process of its own, with little memory and time: a file may be made to harm.

Standard input is one line of JSON (``kind``, ``words``) and then the file; standard output JSON: the
remnants, or what was refused.
"""

from __future__ import annotations

import json
import sys

from gongkai.convert.limits import allow, limit_memory
from gongkai.finding import Refusal
from gongkai.reading.sources.remnants import remnants

MEMORY = 2 << 30
SECONDS = 60


def main() -> None:
    """Look through standard input."""
    limit_memory(MEMORY)
    allow(SECONDS)
    asked = json.loads(sys.stdin.buffer.readline())
    try:
        out: object = [list(one) for one in remnants(sys.stdin.buffer.read(), asked["kind"], asked["words"])]
    except Refusal as refused:
        out = {"code": refused.code, "reason": refused.reason, "advice": refused.advice}
    sys.stdout.buffer.write(json.dumps(out, ensure_ascii=False).encode(errors="backslashreplace"))


if __name__ == "__main__":
    main()
