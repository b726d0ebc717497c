"""The whole office as one file, and back: every row, every uploaded file, each part with its hash.

Rows are written as values (``tables/*.jsonl``: a line of column names, then a line a row), not as a
database file, so that a backup of SQLite can be restored to PostgreSQL and the other way round.
Sessions are left out, and counts of what is limited: everybody logs in again.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO, Any
from uuid import UUID
from zipfile import ZipFile

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, Model

from gongkai.ledger.lines import sealed
from gongkai.web.archive import CHUNK, SECRET, damaged, not_empty, other_key, other_version, pieces_of, put, write
from gongkai.web.cases.bridge import keyed_histories
from gongkai.web.cases.models import Matter
from gongkai.web.cases.search import reindex
from gongkai.web.kernel.sealing import give_up_closed

LEFT_OUT = frozenset({"sessions.session", "kernel.shared"})
ENTERED = frozenset({"bodies.body", "cases.matter", "auth.user", "intake.submission"})
"""What an empty office has none of."""
BATCH = 500


def back_up(target: Path, *, at: datetime) -> Mapping[str, int]:
    """Write everything as it stands at one moment to a file, wholly or not at all, while work goes on.

    Returns how many rows, files and facts it holds.  Raises :class:`~gongkai.finding.Refusal` if the
    database is of another version than the program.
    """
    applied = sorted(list(key) for key in MigrationLoader(connection).applied_migrations)
    if applied != _declared():
        raise other_version()
    manifest: dict[str, Any] = {"made": at.isoformat(), "migrations": applied}

    def parts_into(archive: ZipFile) -> Mapping[str, Any]:
        manifest.update(_written(archive))
        return manifest

    write(target, parts_into)
    return _counts(manifest)


def restore(source: Path, manifest: Mapping[str, Any], *, key_lost: bool = False) -> Mapping[str, int]:
    """Fill the empty database and folder from a checked backup, wholly or not at all; every seal is checked.

    Secrets that no key opens are left out where the key is lost (``given_up`` says how many).
    Raises :class:`~gongkai.finding.Refusal` for them otherwise, for a backup of another version, for a
    database that is not empty, and for a ledger whose seals do not hold.
    """
    if manifest["migrations"] != _declared():
        raise other_version()
    if any(model._base_manager.exists() for model in _models() if model._meta.label_lower in ENTERED):
        raise not_empty()
    made: list[Path] = []
    try:
        with ZipFile(source) as archive, transaction.atomic():
            _rows_in(archive)
            _files_in(archive, manifest, made)
            connection.check_constraints()
            if _ledger() != manifest["ledger"]:
                raise damaged("ledger")
            given_up = give_up_closed()
            if given_up and not key_lost:
                raise other_key(given_up)
            _index()
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return {**_counts(manifest), "given_up": given_up}


def _written(archive: ZipFile) -> dict[str, Any]:
    parts: dict[str, dict[str, Any]] = {}
    with _one_moment():
        for model in _models():
            parts[_name(model)] = _table_out(archive, model)
        ledger = _ledger()
    # Files after rows: whatever a row names was there before it.
    folder = Path(settings.GONGKAI_FILES)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = f"files/{path.relative_to(folder).as_posix()}"
        with suppress(FileNotFoundError):  # erased in the meantime, as it should be
            parts[name] = put(archive, name, pieces_of(path))
    key = Path(settings.DATA) / SECRET
    if key.exists():
        parts[SECRET] = put(archive, SECRET, pieces_of(key))
    return {"parts": parts, "ledger": ledger}


def _counts(manifest: Mapping[str, Any]) -> dict[str, int]:
    parts = manifest["parts"]
    return {
        "rows": sum(part.get("rows", 0) for part in parts.values()),
        "files": sum(name.startswith("files/") for name in parts),
        "facts": manifest["ledger"]["facts"],
    }


@contextmanager
def _one_moment() -> Iterator[None]:
    """Reads of one moment that keep no writer waiting."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _models() -> list[type[Model]]:
    """Every table, in an order that stays."""
    made = apps.get_models(include_auto_created=True)
    kept = [one for one in made if one._meta.managed and not one._meta.proxy]
    return sorted((one for one in kept if one._meta.label_lower not in LEFT_OUT), key=_name)


def _name(model: type[Model]) -> str:
    return f"tables/{model._meta.label_lower}.jsonl"


def _fields(model: type[Model]) -> list[Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not getattr(field, "generated", False)]


def _table_out(archive: ZipFile, model: type[Model]) -> dict[str, Any]:
    names = [field.attname for field in _fields(model)]
    rows = model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000)
    counted = 0

    def lines() -> Iterator[bytes]:
        nonlocal counted
        yield _line(names)
        for counted, row in enumerate(rows, start=1):  # noqa: B007
            yield _line(row)

    return {**put(archive, _name(model), lines()), "rows": counted}


def _line(values: Iterable[Any]) -> bytes:
    return json.dumps(list(values), ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    raise TypeError(f"{type(value).__name__} is no value of a row")


def _rows_in(archive: ZipFile) -> None:
    """Instead of what a new database begins with."""
    models = _models()
    for model in models:
        model._base_manager.all()._raw_delete("default")
    for model in models:
        with archive.open(_name(model)) as lines:
            _table_in(model, lines)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _table_in(model: type[Model], lines: IO[bytes]) -> None:
    fields = _fields(model)
    names = [field.attname for field in fields]
    if json.loads(lines.readline()) != names:
        raise other_version()
    size = min(BATCH, connection.ops.bulk_batch_size(fields, [None] * BATCH))
    while some := [json.loads(line) for line in islice(lines, size)]:
        made = [
            model(
                **{
                    name: None if value is None else field.to_python(value)
                    for name, field, value in zip(names, fields, row, strict=True)
                }
            )
            for row in some
        ]
        # As they were: neither a save of ours nor a stamp of this moment may change them.
        model._base_manager._insert(made, fields=fields, using="default", raw=True)  # type: ignore[attr-defined]


def _files_in(archive: ZipFile, manifest: Mapping[str, Any], made: list[Path]) -> None:
    folder = Path(settings.GONGKAI_FILES)
    for name in manifest["parts"]:
        if name.startswith("files/"):
            path = folder / name.removeprefix("files/")
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with archive.open(name) as part, path.open("xb") as out:
                made.append(path)
                while piece := part.read(CHUNK):
                    out.write(piece)


def _ledger() -> dict[str, Any]:
    """How many matters and facts, and one hash over the seals that end their chains, each chain checked."""
    digest, facts = hashlib.sha256(), 0
    heads = dict(Matter.objects.values_list("pk", "head"))
    matters = len(heads)
    for key, history in keyed_histories(Matter.objects.all()):
        *_, last = sealed(history)
        if last["hash"] != heads.pop(key, None):
            raise damaged(history.matter)
        facts += len(history.facts)
        digest.update(f"{key} {last['hash']}\n".encode())
    if heads:
        raise damaged(f"{len(heads)} matters without facts")
    return {"matters": matters, "facts": facts, "heads": digest.hexdigest()}


def _index() -> None:
    """The words to search by, which the backup leaves out: they are made of the facts."""
    bodies = dict(Matter.objects.values_list("pk", "body_id"))
    reindex((key, bodies[key], history) for key, history in keyed_histories(Matter.objects.all()))


def _declared() -> list[list[str]]:
    """The migrations of this version of the program."""
    return sorted(list(key) for key in MigrationLoader(None).disk_migrations)
