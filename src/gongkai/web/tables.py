"""The tables of the office: those of a new one made at once, those of an earlier version brought up to date."""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from gongkai.web.cases import search


def up_to_date() -> None:
    """Make the tables of an empty database, or run on the others the migrations that they lack.

    An empty database is not led through the history of the program: a second instead of ten.
    """
    if connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    else:
        make()


def make() -> None:
    """Make every table from the models, wholly or not at all; tests/web/test_tables.py proves that migrations
    make the same."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        add_what_no_model_declares(editor)
    # Kinds of content and permissions follow from the models, as after every migration.
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)


def add_what_no_model_declares(editor: BaseDatabaseSchemaEditor) -> None:
    """The search index; and that nothing is left to migrate."""
    for statement in search.CREATE[connection.vendor]:
        editor.execute(statement)
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        editor.create_model(recorder.Migration)
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)
