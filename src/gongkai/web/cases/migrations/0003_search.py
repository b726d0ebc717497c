"""The search index, made by the kind of database, and filled from the facts that are there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from django.db import migrations

from gongkai.web.cases.search import CREATE, FIELDS, write

LONG_AGO = date(2000, 1, 1)


def create(apps: Any, editor: Any) -> None:
    """The table; columns that are new are computed at the next look."""
    for statement in CREATE[editor.connection.vendor]:
        editor.execute(statement)
    apps.get_model("cases", "Matter").objects.update(changes_on=LONG_AGO)
    write(texts(apps))


def texts(apps: Any) -> Iterator[tuple[int, int, str]]:
    """Every matter with what can be looked for in it."""
    rows = apps.get_model("cases", "FactRow").objects.order_by("matter_id", "seq")
    lines = rows.values_list("matter_id", "matter__body_id", "line")
    for (key, body), some in groupby(lines, key=lambda row: row[:2]):
        read = [json.loads(line) for *_, line in some]
        said = [str(line[name]) for line in read for name in ("matter", *FIELDS) if line.get(name)]
        yield key, body, "\n".join(dict.fromkeys(said))


def drop(_: Any, editor: Any) -> None:
    """Take the table away."""
    editor.execute("DROP TABLE cases_terms")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_desk")]
    operations = [migrations.RunPython(create, drop)]
