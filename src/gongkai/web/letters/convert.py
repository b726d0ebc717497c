"""A DOCX as PDF by LibreOffice, where it is installed: a process of its own with limits, and nothing kept."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from threading import BoundedSemaphore

from django.conf import settings

from gongkai.finding import Refusal

SECONDS, PROCESSOR_SECONDS, BLOCKS = 60, 40, 200_000
_LIMITED = f'ulimit -t {PROCESSOR_SECONDS}; ulimit -f {BLOCKS}; exec "$@"'
_AT_A_TIME = BoundedSemaphore(1)


def converter() -> str | None:
    """The program that converts, or ``None`` where there is none."""
    named: str = settings.GONGKAI_SOFFICE
    return shutil.which(named) if named else None


def as_pdf(document: bytes) -> bytes:
    """The document as PDF.  Raises :class:`Refusal` where no converter is installed, or it fails or takes too long."""
    program = converter()
    if program is None:
        raise Refusal(
            "no-converter",
            ("这台服务器没有安装LibreOffice，不能预览PDF", "LibreOffice is not installed here"),
            ("请下载DOCX查看；如需预览，请系统管理员安装LibreOffice和中文字体", "download the DOCX"),
        )
    with _AT_A_TIME, tempfile.TemporaryDirectory(prefix="gongkai-pdf-") as folder:
        source, made = Path(folder, "letter.docx"), Path(folder, "letter.pdf")
        source.write_bytes(document)
        _run([program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--nologo",
              "--convert-to", "pdf", "--outdir", folder, str(source)], folder)  # fmt: skip
        if not made.is_file():
            raise _failed()
        return made.read_bytes()


def _run(command: list[str], folder: str) -> None:
    surroundings = {"HOME": folder, "PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TMPDIR": folder}
    process = subprocess.Popen(
        ["/bin/sh", "-c", _LIMITED, "sh", *command],
        env=surroundings,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise _failed() from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _failed() -> Refusal:
    return Refusal(
        "not-converted",
        ("转换PDF没有成功", "it could not be converted"),
        ("请下载DOCX查看；文书内容没有受影响", "download the DOCX"),
    )
