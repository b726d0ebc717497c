"""One machine, nothing to install: SQLite beside a key that is made on first use."""

import os

from gongkai.web.kernel.secret import key_in
from gongkai.web.settings.base import *  # noqa: F403
from gongkai.web.settings.base import DATA
from gongkai.web.settings.environment import logging_to, sealing_keys

SECRET_KEY = key_in(DATA)
GONGKAI_SEALING_KEYS = sealing_keys(SECRET_KEY)
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
GONGKAI_TODAY = os.environ.get("GONGKAI_TODAY") or None
LOGGING = logging_to(
    {
        "class": "logging.handlers.RotatingFileHandler",
        "filename": DATA / "log.jsonl",
        "encoding": "utf-8",
        "maxBytes": 5_000_000,
        "backupCount": 3,
        "delay": True,
    }
)
