"""The production server: ``gunicorn -c python:gongkai.web.gunicorn_conf`` (docs/operator.md)."""

from __future__ import annotations

import os
from typing import Any

from gongkai.web.settings.environment import number

wsgi_app = "gongkai.web.wsgi"
bind = os.environ.get("GONGKAI_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = number("GONGKAI_WORKERS", 2)
threads = number("GONGKAI_THREADS", 8)
timeout = 60
graceful_timeout = 30  # so long a request under way may take to end when the office is stopped
keepalive = 5
max_requests, max_requests_jitter = 20_000, 2_000
preload_app = True
umask = 0o077
forwarded_allow_ips = ""  # whom to believe about the visitor's address the settings decide, not the server
loglevel = "warning"


def on_starting(_server: Any) -> None:
    """What is wrong with the settings is said before anybody is served."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.web.settings.production")
    django.setup()
    from gongkai.web.kernel import metrics

    metrics.clear()
    call_command("check", deploy=True, databases=["default"], fail_level="WARNING")


def pre_fork(_server: Any, _worker: Any) -> None:
    """No process may use a connection that another opened."""
    from gongkai.web.server import let_go_of_databases

    let_go_of_databases()
