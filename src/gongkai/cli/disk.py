"""What the disk refuses, said in both languages: no number of an error, no traceback."""

from __future__ import annotations

import errno
import os
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
    """Write a file whole or not at all; :class:`UsageError` where it cannot be."""
    try:
        if path.exists() and not path.is_file():  # a device or a pipe is written to where it stands
            path.write_bytes(data)
            return
        aside = path.with_name(f".{path.name}.part")
        try:
            aside.write_bytes(data)
            os.replace(aside, path)
        finally:
            aside.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(_("“{}”无法写入：{}").format(path, os_reason(error))) from error
