"""A store: a folder of Parquet files that only grows, batch by batch, each batch whole or not there at all.

A batch is written aside, brought to the disk, and moved to its places; its part of ``files``
comes last and is what makes it count.  What a killed run leaves behind has no such part and is
swept away by the next.  Nothing else is kept: which files are read, by which version of the
reader, and where they stood follows from the parts.
"""

from __future__ import annotations

import fcntl
import json
import os
import pickle
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gongkai.corpus.tables import BATCH, FORMAT, TABLES, Column, Rows, Table, Type
from gongkai.finding import Refusal

_WORD = pa.dictionary(pa.int32(), pa.string())
_TYPES = {
    Type.TEXT: pa.string(),
    Type.WORD: _WORD,
    Type.WORDS: pa.list_(pa.string()),
    Type.WHOLE: pa.int64(),
    Type.REAL: pa.float64(),
    Type.NUMBER: pa.decimal128(24, 6),
    Type.FLAG: pa.bool_(),
}
_MARK = "store.json"
_ASIDE = ".writing"
_LOCK = ".lock"
_FOLDERS = ("year", "edition")


def schema(table: Table) -> pa.Schema:
    """The columns of a table as Arrow has them, without the batch."""
    return pa.schema([pa.field(column.name, _TYPES[column.type]) for column in table.columns])


def pack(rows: Rows) -> bytes:
    """Rows in columns, as bytes that travel between processes and machines."""
    return pickle.dumps({name: _ipc(_arrow(TABLES[name], made)) for name, made in rows.items() if made})


def _arrow(table: Table, rows: list[tuple[Any, ...]]) -> pa.Table:
    whole = schema(table)
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), whole, strict=True)]
    return pa.table(columns, schema=whole)


def _ipc(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return bytes(sink.getvalue())


def _unpacked(packed: bytes) -> dict[str, pa.Table]:
    return {name: pa.ipc.open_stream(data).read_all() for name, data in pickle.loads(packed).items()}


def is_store(folder: Path) -> bool:
    """Whether there is a store in the folder."""
    return (folder / _MARK).is_file()


def check_store(folder: Path) -> None:
    """Raises :class:`Refusal` where the folder holds no store, or one of another layout."""
    if not is_store(folder):
        raise Refusal(
            "no-store",
            (f"“{folder}”中没有报告库", f"there is no store in “{folder}”"),
            (
                "先用 gongkai corpus run 文件夹 --store 报告库 建立",
                "make one with: gongkai corpus run FOLDER --store STORE",
            ),
        )
    found = json.loads((folder / _MARK).read_text("utf-8")).get("format")
    if found != FORMAT:
        raise Refusal(
            "other-store",
            (f"报告库的格式为 {found}，本版本使用 {FORMAT}", f"the store has layout {found}, this version {FORMAT}"),
            ("用本版本重新建立报告库", "make the store afresh with this version"),
        )


def parts(folder: Path, table: str) -> list[Path]:
    """The files of a table, in the order of their batches."""
    return sorted((folder / table).rglob("*.parquet"), key=lambda part: (part.name, str(part)))


def batches(folder: Path) -> list[int]:
    """The numbers of the batches that count."""
    return [int(part.stem) for part in parts(folder, "files")]


def part_rows(part: Path, columns: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The rows of one part, a few thousand in memory at a time."""
    with pq.ParquetFile(part) as file:
        for group in file.iter_batches(batch_size=4096, columns=list(columns)):
            yield from group.to_pylist()


class Writer:
    """The one who adds to a store: rows gather in memory until :meth:`commit` makes them a batch."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._next = max(batches(folder), default=0) + 1
        self._gathered: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self.files = 0

    def add(self, packed: bytes) -> dict[str, pa.Table]:
        """Take packed rows; returns them as tables."""
        tables = _unpacked(packed)
        self._gather(tables)
        return tables

    def add_read(self, packed: bytes) -> int:
        """Take packed rows unless a file of them failed; returns how many files there are now more."""
        tables = _unpacked(packed)
        files = tables["files"]
        if files["cause"].null_count < files.num_rows:
            return 0
        self._gather(tables)
        return int(files.num_rows)

    def _gather(self, tables: dict[str, pa.Table]) -> None:
        for name, table in tables.items():
            self._gathered[name].append(table)
        self.files += tables["files"].num_rows if "files" in tables else 0

    def commit(self) -> None:
        """Make what has gathered a batch, on the disk for good when this returns; nothing gathered is no batch."""
        if not any(self._gathered.values()):
            return
        aside = self._folder / _ASIDE
        shutil.rmtree(aside, ignore_errors=True)
        made: list[Path] = []
        for name, table in TABLES.items():
            made += _write(aside, table, self._gathered[name], self._next)
        for path in made:  # in the order of the tables: the part of ``files`` is the last
            target = self._folder / path.relative_to(aside)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
            _sync_up(target.parent, self._folder)
        shutil.rmtree(aside)
        self._next += 1
        self.files = 0
        self._gathered = {name: [] for name in TABLES}


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """The store opened to be added to, made where there is none; what a killed run left is swept away.

    Raises :class:`Refusal` while another run has it open.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                "store-in-use",
                (f"报告库“{folder}”正由另一个程序写入", f"another run is writing to the store “{folder}”"),
                ("等它结束后再试", "try again when it has ended"),
            ) from None
        if not is_store(folder):
            _mark(folder)
        check_store(folder)
        _sweep(folder)
        yield Writer(folder)


def _mark(folder: Path) -> None:
    aside = folder / f".{_MARK}"
    with aside.open("w", encoding="utf-8") as file:
        json.dump({"format": FORMAT}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, folder / _MARK)
    _sync(folder)


def _sweep(folder: Path) -> None:
    shutil.rmtree(folder / _ASIDE, ignore_errors=True)
    counted = set(batches(folder))
    for name in TABLES:
        for part in parts(folder, name):
            if int(part.stem) not in counted:
                part.unlink()


def _write(aside: Path, table: Table, gathered: list[pa.Table], batch: int) -> list[Path]:
    """The parts of one table in one batch, each on the disk; the part of ``files`` also when it is empty."""
    if not gathered and table.name != "files":
        return []
    whole = pa.concat_tables(gathered) if gathered else schema(table).empty_table()
    whole = whole.append_column(BATCH.name, pa.array([batch] * whole.num_rows, pa.int64())).unify_dictionaries()
    name = f"{batch:08d}.parquet"
    if not table.partitioned:
        return [_part(aside / table.name / name, whole)]
    made = []
    places = whole.select(_FOLDERS).group_by(list(_FOLDERS)).aggregate([]).to_pylist()
    for place in sorted(places, key=lambda one: (one["year"] or 0, one["edition"])):
        year, edition = place["year"], place["edition"]
        own = pc.is_null(whole["year"]) if year is None else pc.equal(whole["year"], year)
        own = pc.and_(own, pc.equal(whole["edition"].cast(pa.string()), edition))
        where = aside / table.name / f"year={'unknown' if year is None else year}" / f"edition={edition}"
        made.append(_part(where / name, whole.filter(own)))
    return made


def _part(path: Path, table: pa.Table) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        pq.write_table(table, file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    return path


def _sync_up(folder: Path, top: Path) -> None:
    """Bring the entries of a folder, and of those above it within the store, to the disk."""
    while True:
        _sync(folder)
        if folder == top:
            return
        folder = folder.parent


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def column_type(column: Column) -> str:
    """The type of a column as DuckDB names it."""
    names = {
        Type.TEXT: "VARCHAR",
        Type.WORD: "VARCHAR",
        Type.WORDS: "VARCHAR[]",
        Type.WHOLE: "BIGINT",
        Type.REAL: "DOUBLE",
        Type.NUMBER: "DECIMAL(24,6)",
        Type.FLAG: "BOOLEAN",
    }
    return names[column.type]
