"""Several files written all or none: they are made beside their places and put there when the last one is whole."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gongkai.cli.disk import made
from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _, os_reason


class Whole:
    """Files on their way into a folder."""

    def __init__(self, folder: Path, aside: Path) -> None:
        self._folder = folder
        self._aside = aside
        self.written: list[str] = []

    def save(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a file piece by piece; :class:`UsageError` where it cannot be."""
        path = self._folder / name
        if path.is_dir():
            raise UsageError(_("“{}”无法写入：{}").format(path, os_reason(IsADirectoryError(errno.EISDIR, ""))))
        try:
            with (self._aside / name).open("wb") as file:
                file.writelines(pieces)
        except OSError as error:
            raise UsageError(_("“{}”无法写入：{}").format(path, os_reason(error))) from error
        self.written.append(str(path))

    def place(self) -> None:
        """Put what was written in its places."""
        for name in self.written:
            os.replace(self._aside / Path(name).name, name)


@contextmanager
def whole(folder: Path) -> Iterator[Whole]:
    """Files that appear in ``folder`` together when the block ends well, and not at all when it does not.

    The folder is made if there is none, and taken away again if nothing came of it.  Raises
    :class:`UsageError` where it cannot be written to.
    """
    is_new = not folder.exists()
    made(folder)
    try:
        aside = Path(tempfile.mkdtemp(dir=folder, prefix=".gongkai-"))
    except OSError as error:
        raise UsageError(_("“{}”无法写入：{}").format(folder, os_reason(error))) from error
    files = Whole(folder, aside)
    try:
        yield files
        files.place()
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        if is_new:
            _remove(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _remove(folder: Path) -> None:
    with suppress(OSError):  # something else has been put there
        folder.rmdir()
