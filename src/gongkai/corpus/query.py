"""Questions to a store: DuckDB over its Parquet, one view a table, and the analyses declared in ``analyses``.

* ``places``, ``files``, ``reports``, ``cells``, ``findings``, ``sections``: the tables of the store as they stand
  now, without what a later reading or a later content of the same file has replaced; the last three and
  ``reports`` carry ``body``.
* ``annual``: one report a body and year (the one read best) with every quantity as a column.
* ``form``: every cell of every edition with its labels; ``kinds``: the catalogue of findings,
  with ``of_reading`` for those that speak of the raw document and not of the report.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import isfinite
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import duckdb

from gongkai.corpus.analyses import Analysis
from gongkai.corpus.store import batches, check_store, column_type, parts
from gongkai.corpus.tables import BATCH, TABLES, Table
from gongkai.finding import Refusal
from gongkai.reading.findings import READING_CATALOGUE
from gongkai.report.findings import CATALOGUE
from gongkai.report.findings_text import TEXT_CATALOGUE
from gongkai.report.form import editions, load_form
from gongkai.report.metrics import FEWEST_CASES, QUANTITIES, Quantity

_STANDS = """
CREATE TEMP TABLE places AS SELECT * FROM all_places
  QUALIFY row_number() OVER (PARTITION BY path ORDER BY batch DESC) = 1;
CREATE TEMP TABLE files AS SELECT * FROM all_files WHERE checksum IN (SELECT checksum FROM places)
  QUALIFY row_number() OVER (PARTITION BY checksum ORDER BY batch DESC) = 1;
CREATE TEMP TABLE reports AS SELECT * FROM all_reports SEMI JOIN files USING (checksum, batch);
"""
_LONG = """
CREATE TEMP VIEW {name} AS SELECT {name}.*, reports.body, reports.level
  FROM all_{name} AS {name} JOIN reports USING (checksum, report, batch);
"""
_BEST = """
CREATE TEMP TABLE best AS SELECT * FROM reports WHERE body IS NOT NULL AND year IS NOT NULL
  QUALIFY row_number() OVER (
    PARTITION BY body, year
    ORDER BY list_position(['read', 'repaired', 'doubtful'], status), errors, lost, batch DESC, checksum, report
  ) = 1;
"""

_ANSWERED = ([duckdb.StatementType.SELECT], [duckdb.StatementType.MULTI])
"""One statement that asks; ``MULTI`` is what becomes of a ``PIVOT``."""
_WRITING = frozenset(b"COPY CREATE DELETE INSERT MERGE UPDATE".split())
"""Words that write from within such a statement: as the first ``WITH``, or before the ``PIVOT``."""
_NO_QUESTION = Refusal(
    "bad-question",
    (
        "只能是一句查询（SELECT、FROM、WITH、PIVOT、DESCRIBE 等），不能写文件或改动任何东西",
        "it must be one question (SELECT, FROM, WITH, PIVOT, DESCRIBE): nothing is written or changed",
    ),
    ("要把结果存成文件：加 --csv 或 --json，再用 > 存下", "to keep the answer in a file: --csv or --json, and >"),
)
_ZONED = "TIMESTAMP WITH TIME ZONE"
_ZONED_TIME = Refusal(
    "bad-question",
    ("结果中有带时区的时间，无法输出", "the answer holds a time with a time zone, which cannot be given out"),
    ("请在查询中转换，例如 now()::TIMESTAMP 或 now()::VARCHAR", "convert it: now()::TIMESTAMP or now()::VARCHAR"),
)
_TWO_OF_ONE_NAME = Refusal(
    "bad-question",
    ("有两列同名，JSON 中只能保留一列", "two columns have one name, and JSON can keep only one of them"),
    ("请在查询中用 AS 改名，或改用 --csv", "name them apart with AS, or take --csv"),
)


class Answer(NamedTuple):
    """Columns by name, and rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Tables:
    """A store opened to be asked for its tables.  It sees the batches that were whole when it was opened.

    Raises :class:`Refusal` where the folder holds no store.
    """

    def __init__(self, store: Path) -> None:
        check_store(store)
        self._database = duckdb.connect(
            ":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        )
        counted = set(batches(store))
        for table in TABLES.values():
            self._database.execute(_raw(store, table, counted))
        self._database.execute(_STANDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._database.close()

    def make(self, sql: str, given: dict[str, Any]) -> None:
        """Declare a table of our own for questions that follow; it is gone when the store is closed."""
        self._database.execute(sql, given)

    def ask(self, sql: str, given: dict[str, Any] | None = None) -> Answer:
        """The answer of a question in SQL.  Raises :class:`Refusal` where the question is at fault."""
        try:
            if [statement.type for statement in self._database.extract_statements(sql)] not in _ANSWERED or (
                _WRITING & keywords(sql)
            ):
                raise _NO_QUESTION
            asked = self._database.execute(sql, given or {})
            described = asked.description
            if any(_ZONED in str(column[1]) for column in described or ()):
                raise _ZONED_TIME
            rows = asked.fetchall() if described else []
        except duckdb.Error as error:
            said = str(error).strip()
            raise Refusal(
                "bad-question",
                (f"查询有误：{said}", f"the query is wrong: {said}"),
                ("表和列见 docs/generated/corpus.md", "tables and columns: docs/generated/corpus.md"),
            ) from error
        return Answer(tuple(column[0] for column in described or ()), rows)


class Corpus(Tables):
    """The same with all that analyses ask of: ``annual``, ``form``, ``kinds``."""

    def __init__(self, store: Path) -> None:
        super().__init__(store)
        for name in ("cells", "findings", "sections"):
            self._database.execute(_LONG.format(name=name))
        self._declare()
        self._database.execute(_BEST)
        self._database.execute(_annual())

    def _declare(self) -> None:
        """The form and the catalogue of findings as tables."""
        self._database.execute("CREATE TEMP TABLE form (cell VARCHAR, label VARCHAR, unit VARCHAR)")
        cells = {
            name: (cell.label, cell.unit) for edition in editions() for name, cell in load_form(edition).cells.items()
        }
        self._database.executemany("INSERT INTO form VALUES (?, ?, ?)", [[name, *rest] for name, rest in cells.items()])
        self._database.execute(
            "CREATE TEMP TABLE kinds (code VARCHAR, title VARCHAR, title_en VARCHAR, of_reading BOOLEAN)"
        )
        kinds = {**READING_CATALOGUE, **CATALOGUE, **TEXT_CATALOGUE}.values()
        rows = [[kind.code, *kind.title, kind.code in READING_CATALOGUE] for kind in kinds]
        self._database.executemany("INSERT INTO kinds VALUES (?, ?, ?, ?)", rows)

    @property
    def years(self) -> list[int]:
        """The report years in the store, the earliest first."""
        return [year for (year,) in self.ask("SELECT DISTINCT year FROM annual ORDER BY year").rows]

    def analyse(self, analysis: Analysis, *, year: int | None = None, fewest: int = FEWEST_CASES) -> Answer:
        """The answer of an analysis; ``year`` is the last of the store if not given."""
        given = {"year": year if year is not None else max(self.years, default=0), "fewest": fewest}
        return self.ask(analysis.sql, {key: value for key, value in given.items() if f"${key}" in analysis.sql})


def keywords(sql: str) -> set[bytes]:
    """The words of the language itself, without names in quotes, texts and comments."""
    raw = sql.encode()  # the places of tokens are counted in bytes
    tokens = duckdb.tokenize(sql)
    ends = [start for start, _ in tokens[1:]] + [len(raw)]
    found = (
        raw[start:end] for (start, kind), end in zip(tokens, ends, strict=True) if kind == duckdb.token_type.keyword
    )
    return {word.strip().upper() for word in found}


def plain(value: Any) -> Any:
    """A value as JSON and CSV carry it: whole numbers as such, what is no number as nothing, others as they are."""
    if isinstance(value, float) and not isfinite(value):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
    return value


def as_objects(answer: Answer) -> Iterator[dict[str, Any]]:
    """The rows as objects.  Raises :class:`Refusal` where two columns of one name would become one."""
    if len({*answer.columns}) < len(answer.columns):
        raise _TWO_OF_ONE_NAME
    for row in answer.rows:
        yield {name: plain(value) for name, value in zip(answer.columns, row, strict=True)}


def _raw(store: Path, table: Table, counted: set[int]) -> str:
    """The view of all rows of a table that were ever written."""
    files = [part for part in parts(store, table.name) if int(part.stem) in counted]
    if not files:
        nothing = ", ".join(f"NULL::{column_type(column)} AS {column.name}" for column in (*table.columns, BATCH))
        return f"CREATE TEMP VIEW all_{table.name} AS SELECT {nothing} WHERE false"
    listed = ", ".join("'" + str(part).replace("'", "''") + "'" for part in files)
    return f"CREATE TEMP VIEW all_{table.name} AS SELECT * FROM read_parquet([{listed}], hive_partitioning = false)"


def _annual() -> str:
    quantities = ",\n".join(_quantity(quantity) for quantity in QUANTITIES.values())
    wanted = sorted({cell for quantity in QUANTITIES.values() for cell in _cells(quantity)})
    return f"""
CREATE TEMP TABLE annual AS
SELECT best.body, best.year, any_value(best.level) AS level, any_value(best.edition) AS edition,
  any_value(best.status) AS status, any_value(checksum) AS checksum, any_value(report) AS report,
{quantities}
FROM best LEFT JOIN (
  SELECT checksum, report, batch, cell, coalesce(value, implied) AS value FROM all_cells
  WHERE cell IN ({_listed(wanted)})
) USING (checksum, report, batch)
GROUP BY best.body, best.year"""


def _cells(quantity: Quantity) -> set[str]:
    return {cell for edition in editions() for cell in quantity.cells(load_form(edition))}


def _quantity(quantity: Quantity) -> str:
    """The sum of its cells, unknown where there are none or one of them is."""
    own = f"cell IN ({_listed(sorted(_cells(quantity)))})"
    return (
        f"  CASE WHEN count(*) FILTER ({own}) > 0 AND count(*) FILTER ({own}) = count(value) FILTER ({own})"
        f" THEN sum(value) FILTER ({own}) END AS {quantity.key}"
    )


def _listed(cells: list[str]) -> str:
    return ", ".join(f"'{cell}'" for cell in cells)
