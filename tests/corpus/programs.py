"""The programs that offices use, run on many documents at once: LibreOffice, Chromium, pdftotext."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

#: What the programs are called that the raw forms are made with.
NEEDED = ("soffice", "chromium", "pdftotext")


def convert(documents: Sequence[bytes], before: str, after: str) -> list[bytes]:
    """The documents as LibreOffice writes them in another form."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for at, data in enumerate(documents):
            (folder / f"{at}.{before}").write_bytes(data)
        files = [f"{at}.{before}" for at in range(len(documents))]
        flags = [f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", after]
        where = ["--outdir", str(folder / "out"), *files]
        subprocess.run(["soffice", *flags, *where], cwd=folder, check=True, capture_output=True, timeout=900)
        return [(folder / "out" / f"{at}.{after}").read_bytes() for at in range(len(documents))]


@contextmanager
def browser() -> Iterator[Any]:
    """A page of Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            yield started.new_page()
        finally:
            started.close()


def printed(pages: Sequence[tuple[str, dict[str, Any]]]) -> list[bytes]:
    """HTML pages as Chromium prints them to PDF, each with the options of its print."""
    out = []
    with browser() as page:
        for html, options in pages:
            page.set_content(html)
            out.append(page.pdf(print_background=True, **options))
    return out


def archived(pages: Sequence[str]) -> list[bytes]:
    """HTML pages as Chromium saves them with everything in one file."""
    out = []
    with browser() as page, tempfile.TemporaryDirectory() as folder:
        for html in pages:
            path = Path(folder, "a.html")
            path.write_text(html, "utf-8")
            page.goto(path.as_uri())
            session = page.context.new_cdp_session(page)
            out.append(session.send("Page.captureSnapshot", {"format": "mhtml"})["data"].encode())
    return out


def text_of(pdf: bytes, way: str) -> bytes:
    """What pdftotext makes of a PDF, ``-layout`` or ``-raw``."""
    done = subprocess.run(["pdftotext", way, "-", "-"], input=pdf, check=True, capture_output=True, timeout=60)
    return done.stdout
