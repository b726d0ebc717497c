"""Output shown in the READMEs, printed afresh: a block that opens with ``$ gongkai …`` holds what that prints."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

WIDEST = 112  # columns of a line as shown; what is longer is cut, and ends in an ellipsis

_BLOCK = re.compile(r"^(```\n\$ gongkai (.+)\n)(?:(?!```).*\n)*(```)$", re.MULTILINE)
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")


def fresh(text: str, folder: Path) -> str:
    """The text with the output of every shown command as the command prints it now, run in ``folder``."""
    return _BLOCK.sub(lambda block: block[1] + _printed(block[2].split(), folder) + block[3], text)


def _printed(arguments: list[str], folder: Path) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in _LOCALE}
    command = [sys.executable, "-m", "gongkai.cli.main", *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return "".join(f"{_cut(line)}\n" for line in ran.stdout.decode("utf-8").splitlines())


def _cut(line: str) -> str:
    line = line.rstrip()
    return line if len(line) <= WIDEST else line[: WIDEST - 2].rstrip() + " …"
