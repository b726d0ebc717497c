"""What the environment says, read in one place: a value, a list, a switch, the database."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

FILE = "gongkai.sqlite3"
# The ledger is what must not be lost at a power cut: full synchronisation, not the faster NORMAL.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
}


def needed(name: str, purpose: str, environment: Mapping[str, str] = os.environ) -> str:
    """A value without which nothing may start.  Raises ``ImproperlyConfigured`` naming the variable."""
    value = environment.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {purpose} (docs/operator.md lists every variable)")
    return value


def listed(value: str) -> list[str]:
    """The parts of a list written with commas."""
    return [part.strip() for part in value.split(",") if part.strip()]


def number(name: str, usual: int, environment: Mapping[str, str] = os.environ) -> int:
    """A whole number.  Raises ``ImproperlyConfigured`` for anything else."""
    value = environment.get(name, "").strip() or str(usual)
    if not (value.isascii() and value.isdigit()):
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}")
    return int(value)


def switched(name: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a switch is on.  Raises ``ImproperlyConfigured`` for anything but 1, 0 or nothing."""
    value = environment.get(name, "").strip()
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")
    return value == "1"


def database(url: str, folder: Path, *, pool: int = 0) -> dict[str, Any]:
    """The database that an address names; nothing said: SQLite in ``folder``.

    ``pool``: so many connections to PostgreSQL are kept by each process, 0 for one a thread.
    Raises ``ImproperlyConfigured`` for an address that is none, or of a database that is not supported.
    """
    if not url.strip():
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / FILE, "OPTIONS": dict(SQLITE)}
    try:
        config: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError as error:
        # Never with the address itself: it holds the password.
        raise ImproperlyConfigured(f"GONGKAI_DATABASE is no database address ({type(error).__name__})") from None
    kind = str(config["ENGINE"]).rpartition(".")[2]
    options: dict[str, Any] = config.get("OPTIONS", {})
    if kind == "sqlite3":
        return config | {"OPTIONS": SQLITE | options}
    if kind != "postgresql":
        raise ImproperlyConfigured(f"GONGKAI_DATABASE names {kind}: SQLite and PostgreSQL are supported")
    if pool:
        options = options | {"pool": {"min_size": 1, "max_size": pool, "timeout": 10}}
    return config | {"OPTIONS": options, "CONN_HEALTH_CHECKS": True}


def shared_cache(address: str) -> dict[str, Any]:
    """What the settings say of the shared cache: Redis by its address, without one the database.

    Raises ``ImproperlyConfigured`` for another address.
    """
    if address and not address.startswith(("redis://", "rediss://")):
        raise ImproperlyConfigured("GONGKAI_CACHE is no address of Redis: redis://… or rediss://…")
    if address:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
    return {
        "BACKEND": "gongkai.web.kernel.shared.SharedCache",
        "LOCATION": "kernel_shared",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }


def sealing_keys(*secret_keys: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """The keys under which secrets lie sealed; the first seals: ``GONGKAI_SEALING_KEY``, else the secret key.

    ``GONGKAI_SEALING_KEY_BEFORE``, with commas, and the secret keys open as well.
    """
    own = environment.get("GONGKAI_SEALING_KEY", "").strip()
    before = listed(environment.get("GONGKAI_SEALING_KEY_BEFORE", ""))
    return list(dict.fromkeys(filter(None, (own, *before, *secret_keys) if own else (*secret_keys, *before))))


def logging_to(handler: dict[str, Any]) -> dict[str, Any]:
    """Everything worth knowing as lines of JSON, to one place."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "gongkai.web.kernel.log.Lines"}},
        "handlers": {"lines": handler | {"formatter": "lines"}},
        "root": {"handlers": ["lines"], "level": "WARNING"},
        "loggers": {
            "gongkai": {"level": "INFO"},
            # Django's own handlers would write messages with addresses, and mail them.
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }
