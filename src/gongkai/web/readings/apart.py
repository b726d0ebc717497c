"""The office's side of :mod:`gongkai.web.readings.child`."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, TypedDict

from gongkai.finding import Refusal
from gongkai.reading import read_document
from gongkai.reading.sources import open_sheet

SECONDS = 90.0


class Found(TypedDict):
    """What a file holds: the words that were looked at, and the objects of ``docs/json.md``."""

    text: str
    reports: list[dict[str, Any]]


def read_here(data: bytes, name: str) -> Found:
    """Read in this process: for the child, and for files of our own."""
    reports = [reading.as_json() for reading in read_document(data, name)]
    try:
        text = open_sheet(data).printed
    except Refusal:
        text = ""
    return {"text": text, "reports": reports}


def read_apart(data: bytes, name: str) -> Found:
    """The same in a process of its own, with little memory and time.

    Raises :class:`Refusal` ``unreadable`` if reading did not end well.
    """
    command = [sys.executable, "-m", "gongkai.web.readings.child", name]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
        out: Found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as raised:
        raise Refusal(
            "unreadable",
            (
                "读取这个文件时超出了时间或内存限制，或文件已损坏",
                "reading ran out of time or memory, or the file is damaged",
            ),
            ("请另存为普通的网页、文本或工作簿后再试；文件没有保存", "save it anew as a plain file; nothing was kept"),
        ) from raised
    return out
