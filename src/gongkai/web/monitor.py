"""For whoever keeps the office running: is the process there, can it serve, and its figures for Prometheus."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django_tasks_db.models import DBTaskResult

from gongkai.ledger.position import Waits
from gongkai.web.cases.models import Matter
from gongkai.web.jobs.selectors import work_counts
from gongkai.web.kernel import metrics
from gongkai.web.kernel.clock import now, today

SPACE = 200 * 1024 * 1024
"""Bytes that must be free where the data lie."""
LATE = timedelta(minutes=15)
"""Background work that waits so long says that no worker is there."""
LOCAL = ("127.0.0.1", "::1")


@login_not_required
def healthz_page(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz_page(_request: HttpRequest) -> HttpResponse:
    """What serving needs, each ``ok`` or not; 503 if pages cannot be served.

    Background work that is late is said too, but takes no page away.
    """
    found = {"database": _tried(_database)}
    if found["database"] == "ok":
        found |= {"migrations": _tried(_migrations), "disk": _tried(_disk)}
    serves = set(found.values()) == {"ok"}
    if serves:
        found["worker"] = _tried(_worker)
    return JsonResponse(found, status=200 if serves else 503)


@login_not_required
def metrics_page(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: to this machine, and to whoever has the token (``GONGKAI_METRICS_TOKEN``)."""
    token = os.environ.get("GONGKAI_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    # Behind a proxy the address is the visitor's own (kernel.middleware), not the proxy's; without one
    # that is told of, whoever came by one is taken for a stranger.
    near = request.META.get("REMOTE_ADDR") in LOCAL and (
        settings.GONGKAI_PROXIES or "X-Forwarded-For" not in request.headers
    )
    if not (near or (token and constant_time_compare(given, token))):
        raise Http404
    return HttpResponse("\n".join([*metrics.requests(), *_figures(), ""]), content_type="text/plain; version=0.0.4")


def _tried(ask: Callable[[], bool]) -> str:
    try:
        return "ok" if ask() else "not ok"
    except (DatabaseError, OSError) as error:
        return type(error).__name__


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def _migrations() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _disk() -> bool:
    return shutil.disk_usage(settings.DATA).free >= SPACE


def _worker() -> bool:
    return not DBTaskResult.objects.ready().filter(enqueued_at__lt=now() - LATE).exists()


def _figures() -> Iterator[str]:
    """Open and overdue matters by kind of body and of matter, and background work."""
    office = Q(waits=Waits.OFFICE.value, paused=False, due_on__lt=today())
    rows = Matter.objects.exclude(waits=Waits.NOBODY.value).order_by().values_list("body__kind", "kind")
    counted = list(rows.annotate(open=Count("pk"), overdue=Count("pk", filter=office)))
    for place, name, words in ((2, "open", "Matters that wait for somebody"), (3, "overdue", "Of these, overdue")):
        yield from _gauge(f"gongkai_matters_{name}", words)
        for row in counted:
            yield f'gongkai_matters_{name}{{body="{row[0]}",kind="{row[1]}"}} {row[place]}'
    yield from _gauge("gongkai_work", "Background work by state")
    yield from (f'gongkai_work{{state="{state}"}} {number}' for state, number in work_counts().items())


def _gauge(name: str, words: str) -> tuple[str, str]:
    return f"# HELP {name} {words}", f"# TYPE {name} gauge"
