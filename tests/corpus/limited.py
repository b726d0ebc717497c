"""The real reading process within limits set before, which it may not raise: run by the tests in its place."""

from __future__ import annotations

import ctypes
import os
import resource
import sys

PR_CAPBSET_DROP, CAP_SYS_RESOURCE = 24, 24
"""Of Linux: from the next program on nobody, not root either, may raise a limit."""

if __name__ == "__main__":
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory - 1, memory - 1))
    resource.setrlimit(resource.RLIMIT_CPU, (60 * seconds, 60 * seconds))
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_SYS_RESOURCE, 0, 0, 0)
    os.execv(sys.executable, [sys.executable, "-m", "gongkai.corpus.child", *sys.argv[1:]])
