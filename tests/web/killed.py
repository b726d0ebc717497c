"""A process that makes a move again and again and is killed each time at another statement, run by test_killed."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

ON = date(2024, 9, 20)


def kill_at(step: int) -> None:
    """End this process without a word before or after its n-th statement or commit."""
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

    passed = 0

    def tick() -> None:
        nonlocal passed
        passed += 1
        if passed == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            tick()
            result = call(*args, **kwargs)
            tick()
            return result

        return wrapped

    for owner, name in ((CursorWrapper, "execute"), (CursorWrapper, "executemany"), (BaseDatabaseWrapper, "_commit")):
        setattr(owner, name, around(getattr(owner, name)))


def counts(body: Any) -> dict[str, Any]:
    """What stands in the database, looked at by a connection of one's own."""
    from django.db import connection

    from gongkai.web.cases.bridge import histories_of
    from gongkai.web.cases.models import FactRow, Matter
    from gongkai.web.cases.services import columns_rebuild
    from tests.ledger.build import REGIME

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_terms")
        (terms,) = cursor.fetchone()
    return {
        "matters": Matter.objects.count(),
        "facts": FactRow.objects.count(),
        "chained": sum(len(history.facts) for history in histories_of(Matter.objects.all())),
        "terms": terms,
        "differed": [number for some in columns_rebuild(body=body, on=ON, regime=REGIME) for number in some],
    }


def main(folder: Path) -> None:
    from gongkai.web import server

    server.prepare(folder, today=ON)
    from gongkai.ledger.facts import Kind
    from gongkai.web.bodies.models import Body
    from gongkai.web.cases.services import fact_enter, matter_open
    from tests.ledger.build import REGIME, asked, received

    body = Body.objects.create(name="青川区教育局", kind="department")
    given: dict[str, Any] = {"actor": None, "on": ON, "regime": REGIME}

    def opening(token: str) -> Any:
        return matter_open(body=body, kind=Kind.APPLICATION, fact=received("9-10", asks="方案"), token=token, **given)

    def entering(token: str) -> Any:
        return fact_enter(matter_id=opening(f"{token}first").pk, fact=asked("9-12", 10), token=token, **given)

    told = []
    for move in (opening, entering):
        step, killed = 0, True
        while killed:
            step += 1
            token = f"{move.__name__}{step}"
            if move is entering:
                opening(f"{token}first")
            before = counts(body)
            server.let_go_of_databases()
            child = os.fork()
            if not child:
                kill_at(step)
                move(token)
                os._exit(0)
            killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
            after = counts(body)
            move(token)
            told.append([move.__name__, killed, before, after, counts(body)])
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
