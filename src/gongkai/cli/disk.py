"""What the disk refuses, said in both languages: no number of an error, no traceback."""

from __future__ import annotations

import errno
from pathlib import Path

from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, os_reason

_PLACE = (errno.EEXIST, errno.ENOTDIR)


def made(folder: Path) -> Path:
    """The folder, made with those above it; :class:`UsageError` where it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in _PLACE:
            raise UsageError(_("“{}”不是文件夹，请换一个输出位置").format(folder)) from error
        raise UsageError(_("文件夹“{}”无法建立：{}").format(folder, os_reason(error))) from error
    return folder


def save(path: Path, data: bytes) -> None:
    """Write a file; :class:`UsageError` where it cannot be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(_("“{}”无法写入：{}").format(path, os_reason(error))) from error
