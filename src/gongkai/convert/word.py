"""Word 97–2003 and WPS documents (OLE) as DOCX: by msdoc2docx, and where that fails by LibreOffice if it is installed.

Each runs as a process of its own, in a folder of its own, with a time limit, and ends with the process that
started it (:mod:`gongkai.convert.guard`); nothing is kept.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from gongkai.convert import guard
from gongkai.finding import Refusal

#: How long each program may take (seconds).
SECONDS = 60.0
_GUARDED = (sys.executable, "-I", "-S", guard.__file__)
#: How the stream of a Word document's text begins, on what bounds, and where it counts the characters in text boxes.
_HEADER, _SECTOR, _BOXED = b"\xec\xa5", 512, 0x64


def as_docx(document: bytes) -> bytes:
    """The document as DOCX.  Raises :class:`Refusal` ``not-converted`` where no program here can."""
    with tempfile.TemporaryDirectory(prefix="gongkai-doc-") as folder:
        source, made = Path(folder, "document.doc"), Path(folder, "document.docx")
        source.write_bytes(document)
        office = shutil.which("soffice")
        ways = [[sys.executable, "-m", "doc2docx", str(source), "-o", str(made)]]
        if office is not None:
            profile = f"-env:UserInstallation=file://{folder}/profile"
            quiet = [profile, "--headless", "--norestore", "--nologo"]
            ways.append([office, *quiet, "--convert-to", "docx", "--outdir", folder, str(source)])
        for way in reversed(ways) if _has_boxes(document) else ways:
            if _succeeds(way, folder) and made.is_file():
                return made.read_bytes()
    raise Refusal(
        "not-converted",
        ("旧版Word/WPS文件转换没有成功", "the old Word or WPS document could not be converted"),
        (
            "文件可能设有密码或已损坏；请在Word或WPS中另存为docx" + ("" if office else "，或安装LibreOffice后再试"),
            "it may be damaged or need a password: save it as docx in Word or WPS"
            + ("" if office else ", or install LibreOffice and try again"),
        ),
    )


def _has_boxes(document: bytes) -> bool:
    """Whether there is text in text boxes, which msdoc2docx leaves out: the header counts its characters."""
    start = document.find(_HEADER)
    while start >= 0 and start % _SECTOR:
        start = document.find(_HEADER, start + 1)
    return start >= 0 and any(document[start + _BOXED : start + _BOXED + 4])


def _succeeds(command: list[str], folder: str) -> bool:
    surroundings = {**os.environ, "HOME": folder, "TMPDIR": folder}
    process = subprocess.Popen(
        [*_GUARDED, *command],
        cwd=folder,
        env=surroundings,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(timeout=SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if process.stdin is not None:
            process.stdin.close()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
