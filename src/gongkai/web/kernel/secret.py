"""The key that signs sessions: made once, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def key_in(folder: Path) -> str:
    """``GONGKAI_SECRET_KEY`` from the environment, else a key kept in ``folder``, made on first use."""
    given = os.environ.get("GONGKAI_SECRET_KEY")
    if given:
        return given
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret-key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text()
