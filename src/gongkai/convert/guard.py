"""Runs a program that must not outlive whoever started it: ``python guard.py PROGRAM ARGUMENT…``.

Whoever starts it holds the other end of its standard input.  When that end is closed, because the reading
process ended, was killed or gave up, the program and all that it started are killed with it: LibreOffice
is a script that starts a program that starts another, and none of them notices the death of the first.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading


def main() -> None:
    """Run the program in this process's own group; its status is this one's."""
    if os.getpgrp() != os.getpid():
        os.setpgrp()
    program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_with_input, daemon=True).start()
    sys.exit(program.wait() and 1)


def _end_with_input() -> None:
    while os.read(0, 1):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
