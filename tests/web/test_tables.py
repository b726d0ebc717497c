"""The migrations, run one after the other, make the very tables that the models declare and the tests use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor

from gongkai.web.settings.environment import database
from tests.web.test_production import environment, managed


@pytest.fixture
def migrated(tmp_path: Path, request: pytest.FixtureRequest, on_server: bool) -> str:
    """The address of a database that was made by migrations only."""
    where = request.getfixturevalue("empty_base") if on_server else f"sqlite:///{tmp_path / 'migrated.sqlite3'}"
    managed(environment(tmp_path, GONGKAI_DATABASE=where), "migrate", "--verbosity=0")
    return str(where)


@contextmanager
def beside(where: str, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """A connection to another database of the same kind."""
    other = connection.copy("migrated")
    other.settings_dict = connection.settings_dict | database(where, folder)
    connections["migrated"] = other
    try:
        yield other
    finally:
        other.close()
        del connections["migrated"]


def tables(base: BaseDatabaseWrapper) -> dict[str, Any]:
    """Every table with its columns and what holds for them, names of constraints left out."""
    look = base.introspection
    with base.cursor() as cursor:
        return {
            table: (
                sorted(map(str, (column[:4] + column[5:8] for column in look.get_table_description(cursor, table)))),
                sorted(str(sorted(map(str, one.items()))) for one in look.get_constraints(cursor, table).values()),
            )
            for table in look.table_names(cursor)
            # How the search index keeps itself; Django's own, whose migrations number rows by smaller integers.
            if not table.startswith(("cases_terms_", "auth_"))
        }


def test_every_column_and_constraint_is_that_of_the_models(db: None, migrated: str, tmp_path: Path) -> None:
    with beside(migrated, tmp_path) as other:
        ours, theirs = tables(connection), tables(other)
    assert len(ours) > 50
    assert ours.keys() == theirs.keys()
    assert [
        (name, set(a) ^ set(b)) for name in ours for a, b in zip(ours[name], theirs[name], strict=True) if a != b
    ] == []


def test_nothing_is_left_to_migrate(db: None) -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
