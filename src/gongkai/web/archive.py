"""A backup as a file: parts in a ZIP, a manifest that names each with its hash, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from gongkai.finding import Refusal

FORMAT = 1
MANIFEST = "manifest.json"
SECRET = "secret-key"
CHUNK = 1 << 20


def write(target: Path, parts_into: Callable[[ZipFile], Mapping[str, Any]]) -> None:
    """Make the file of what ``parts_into`` puts into the archive; it returns what the manifest shall say."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw:
            with ZipFile(raw, "w", ZIP_DEFLATED, compresslevel=3) as archive:
                text = json.dumps({"format": FORMAT, **parts_into(archive)}, ensure_ascii=False, indent=1).encode()
                archive.writestr(MANIFEST, text)
                archive.comment = hashlib.sha256(text).hexdigest().encode()
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(target)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def put(archive: ZipFile, name: str, pieces: Iterator[bytes]) -> dict[str, Any]:
    """One part; what the manifest says of it."""
    digest = hashlib.sha256()
    piece = next(pieces, b"")  # before the part is begun: a file that is gone begins none
    with archive.open(name, "w", force_zip64=True) as out:
        while piece:
            digest.update(piece)
            out.write(piece)
            piece = next(pieces, b"")
    return {"sha256": digest.hexdigest()}


def pieces_of(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def checked(source: Path) -> dict[str, Any]:
    """The manifest of a backup, every part compared with its hash.

    Raises :class:`~gongkai.finding.Refusal` for a file that is damaged, no backup, or of another format.
    """
    try:
        with ZipFile(source) as archive:
            text = archive.read(MANIFEST)
            if archive.comment.decode("ascii", "replace") != hashlib.sha256(text).hexdigest():
                raise damaged(MANIFEST)
            manifest: dict[str, Any] = json.loads(text)
            if manifest["format"] != FORMAT:
                raise other_version()
            parts = manifest["parts"]
            _named(archive.namelist(), [*parts, MANIFEST])
            for name, part in parts.items():
                if _digest(archive, name) != part["sha256"]:
                    raise damaged(name)
    except (BadZipFile, zlib.error, KeyError, ValueError, EOFError, NotImplementedError, RuntimeError) as error:
        raise damaged(type(error).__name__) from None
    return manifest


def secret_of(source: Path) -> str | None:
    """The key that signs sessions and query codes, if it is in the backup: where the office kept it itself."""
    with ZipFile(source) as archive:
        return archive.read(SECRET).decode() if SECRET in archive.namelist() else None


def _named(there: Iterable[str], said: Iterable[str]) -> None:
    """The parts are those that the manifest names, and none would lie outside the folder."""
    there, said = sorted(there), sorted(said)
    if there != said:
        raise damaged(next((name for name in {*there} ^ {*said}), MANIFEST))
    for name in there:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise damaged(name)


def _digest(archive: ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as part:
        while piece := part.read(CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def damaged(what: str) -> Refusal:
    """A backup that is not what it was."""
    return Refusal(
        "backup-damaged",
        (f"备份文件已损坏或被改动（{what}），没有恢复任何内容", f"the backup is damaged or was changed ({what})"),
        ("请换一份备份", "take another backup; nothing was restored"),
    )


def other_key(many: int) -> Refusal:
    """Secrets were sealed under a key that is not set here."""
    return Refusal(
        "other-key",
        (
            f"备份中有{many}个密钥（验证器、事件推送）是用另一个加密密钥封存的，现有的密钥打不开，没有恢复任何内容",
            f"{many} secrets of the backup are sealed under a key that is not set here; nothing was restored",
        ),
        (
            "请把备份时的GONGKAI_SEALING_KEY（没有设过的，为当时的GONGKAI_SECRET_KEY）设为GONGKAI_SEALING_KEY_BEFORE后重试；"
            "原密钥确已丢失的，加--key-lost恢复其余内容，验证器须重新绑定，事件推送须重建",
            "set the former key as GONGKAI_SEALING_KEY_BEFORE and try again; if it is lost, add --key-lost",
        ),
    )


def other_version() -> Refusal:
    """Data of another version."""
    return Refusal(
        "backup-version",
        ("数据与本程序的版本不同，没有进行", "the data are of another version than this program"),
        (
            "备份前先升级数据库；恢复请用制作备份的那一版程序，再升级",
            "migrate first; restore with the version that made the backup",
        ),
    )


def not_empty() -> Refusal:
    """Nothing is written over."""
    return Refusal(
        "not-empty",
        ("目标中已有内容，没有恢复任何内容", "there is something in the target already"),
        ("请恢复到空的数据文件夹和空的数据库", "restore into an empty folder and an empty database"),
    )
