"""The migrations, run one after the other, make what a new office gets at once, and the tables that the tests use."""

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
from tests.web.test_production import MIGRATED, SET_UP, environment, managed


@pytest.fixture(params=[MIGRATED, SET_UP], ids=["by-migrations", "at-once"])
def made(tmp_path: Path, request: pytest.FixtureRequest, on_server: bool) -> str:
    """The address of a database that was empty before."""
    where = request.getfixturevalue("empty_base") if on_server else f"sqlite:///{tmp_path / 'made.sqlite3'}"
    managed(environment(tmp_path, GONGKAI_DATABASE=where), *request.param)
    return str(where)


@contextmanager
def beside(where: str, folder: Path) -> Iterator[BaseDatabaseWrapper]:
    """A connection to another database of the same kind."""
    other = connection.copy("made")
    other.settings_dict = connection.settings_dict | database(where, folder)
    connections["made"] = other
    try:
        yield other
    finally:
        other.close()
        del connections["made"]


def index(table: str) -> bool:
    """Whether it is how the search index keeps itself."""
    return table.startswith("cases_terms_")


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
            # Django's own, whose migrations number rows by smaller integers.
            if not index(table) and not table.startswith("auth_")
        }


AT_FIRST = {
    "django_migrations": "app, name",
    "django_content_type": "app_label, model",
    "auth_permission": "codename, name",
}
"""What holds rows before anybody did anything, and what they say but for their number."""


def rows(base: BaseDatabaseWrapper, table: str) -> list[str]:
    with base.cursor() as cursor:
        cursor.execute(f"select {AT_FIRST.get(table, '*')} from {table}")
        return sorted(map(str, cursor.fetchall()))


def test_every_column_and_constraint_is_that_of_the_models(db: None, made: str, tmp_path: Path) -> None:
    with beside(made, tmp_path) as other:
        ours, theirs = tables(connection), tables(other)
        everything = other.introspection.table_names()
        filled = {table: there for table in everything if not index(table) and (there := rows(other, table))}
        assert filled == {table: rows(connection, table) for table in AT_FIRST}
    assert len(ours) > 50
    assert ours.keys() == theirs.keys()
    assert [
        (name, set(a) ^ set(b)) for name in ours for a, b in zip(ours[name], theirs[name], strict=True) if a != b
    ] == []


def test_nothing_is_left_to_migrate(db: None) -> None:
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
