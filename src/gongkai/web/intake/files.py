"""What a file that somebody sent really is: by its first bytes, never by what it is called."""

from __future__ import annotations

import io
import zipfile
from typing import NamedTuple

from gongkai.finding import Refusal
from gongkai.web.kernel.names import file_name

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 5
NAME_LENGTH = 100
MOST_UNPACKED = 100 * 1024 * 1024
_STARTS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))
SUFFIXES = {"pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "png": "png", "docx": "docx"}
MEDIA = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ACCEPTED = "PDF、JPG、PNG、DOCX"


class Checked(NamedTuple):
    """A file that may be kept: its clean name and what it is."""

    name: str
    kind: str


def checked(name: str, content: bytes) -> Checked:
    """Raises :class:`Refusal` for a file that is empty, too large, of another kind, or not what its name says."""
    clean = file_name(name, NAME_LENGTH)
    if not content:
        raise _refusal("file-empty", f"文件“{clean}”是空的，没有上传", "请重新选择文件")
    if len(content) > MOST_BYTES:
        raise _refusal("file-large", f"文件“{clean}”超过10MB，没有上传", "请压缩或分成几个文件后再上传")
    kind = _kind(content)
    suffix = SUFFIXES.get(clean.rpartition(".")[2].lower())
    if kind is None:
        raise _refusal("file-kind", f"文件“{clean}”不是{ACCEPTED}，没有上传", f"请改用{ACCEPTED}格式，或拍照后上传")
    if suffix != kind:
        raise _refusal(
            "file-name", f"文件“{clean}”的内容与扩展名不符，没有上传", "请用原来的软件重新保存，不要直接改扩展名"
        )
    return Checked(clean, kind)


def _kind(content: bytes) -> str | None:
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    return "docx" if content.startswith(b"PK\x03\x04") and _is_document(content) else None


def _is_document(content: bytes) -> bool:
    """A Word document without macros that does not unpack to something monstrous; nothing is unpacked here."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    names = {part.filename.lower() for part in parts}
    macros = any("vbaproject" in name for name in names)
    whole = sum(part.file_size for part in parts) <= MOST_UNPACKED
    return {"[content_types].xml", "word/document.xml"} <= names and not macros and whole


def _refusal(code: str, what: str, todo: str) -> Refusal:
    return Refusal(code, (what, f"the file was not taken: {code}"), (todo, "choose another file"))
