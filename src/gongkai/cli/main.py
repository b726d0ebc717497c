"""The entry point: choose the language, then let the commands speak it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from gongkai.cli.language import choose_language, use_language


def run(arguments: Sequence[str] | None = None) -> None:
    """Run the command line with these arguments (those of the process by default) and exit."""
    chosen, rest = choose_language(sys.argv[1:] if arguments is None else arguments, os.environ)
    use_language(chosen)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        # Help texts are made at import, in the language just chosen.
        from gongkai.cli.app import main
    except KeyboardInterrupt:
        sys.exit(130)

    sys.exit(main(rest))


if __name__ == "__main__":
    run()
