"""One file into rows: pure, and the same in whatever process or on whatever machine it is done."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from pathlib import PurePath
from typing import Any, NamedTuple

from gongkai.convert import as_docx
from gongkai.corpus.tables import Pair, Rows, no_rows
from gongkai.finding import Finding, Refusal, Severity, Verdict
from gongkai.reading import Reading, read_document
from gongkai.reading.findings import READING_CATALOGUE
from gongkai.reading.result import origin_counts
from gongkai.reading.sources.report_json import reports_from_json
from gongkai.report.filing import Filing, Number, Origin, Trace
from gongkai.report.level import guess_level
from gongkai.report.verify import verify

MOST_BYTES = 64 * 2**20
"""A document beyond this is not read: no annual report is of such a size."""


class Cause(StrEnum):
    """Whose fault a failure is, and so who does something about it.

    ``INPUT``: the file is no such report, or asks for more than it may; reading it again will not help.
    ``DEFECT``: this program went wrong; a maintainer wants to know, a later version may do better.
    ``AGAIN``: the machine was at fault; the next run tries again.
    """

    INPUT = "input"
    DEFECT = "defect"
    AGAIN = "again"


class Failure(NamedTuple):
    """Why there is no report from a file."""

    cause: Cause
    code: str
    message: Pair
    detail: str | None = None


class Before(NamedTuple):
    """A report of the year before as evidence: its key in the store (checksum/report), and its JSON."""

    key: str
    report: str


class Task(NamedTuple):
    """One file to read: where it stood, and its bytes; ``before`` are the reports it is read beside.

    The bytes travel with the task, so that what was hashed is what is read, and a worker needs
    no way to the file.
    """

    path: str
    checksum: str
    size: int
    modified: int
    data: bytes
    before: tuple[Before, ...] = ()


TOO_LARGE = Failure(
    Cause.INPUT,
    "too-large",
    (
        f"文件超过 {MOST_BYTES >> 20} MiB，年度报告不会这么大",
        f"the file is larger than {MOST_BYTES >> 20} MiB, as no annual report is",
    ),
)

_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "msdoc2docx",
    "ofdkit",
    "onnxruntime",
    "opencv-python-headless",
    "pypdfium2",
    "python-calamine",
    "python-docx",
    "rapidfuzz",
    "rapidocr",
    "selectolax",
)
_ROOMS = ("law", "report", "reading", "convert")


@cache
def reader_version() -> str:
    """The version of what reads: this program's, and a digest of its code and of the libraries and models it uses.

    Two versions read alike if they are equal; files read by another version are read again.
    """
    digest = hashlib.sha256()
    package = resources.files("gongkai")
    for source in (package / "finding.py", *(package / room for room in _ROOMS)):
        _digest(digest, source)
    for library in _LIBRARIES:
        try:
            digest.update(f"{library} {metadata.version(library)}\n".encode())
        except metadata.PackageNotFoundError:
            continue
    return f"{metadata.version('gongkai')}+{digest.hexdigest()[:12]}"


def _digest(digest: Any, source: Traversable) -> None:
    if source.is_dir():
        for inside in sorted(source.iterdir(), key=lambda one: one.name):
            if inside.name != "__pycache__":
                _digest(digest, inside)
    else:
        digest.update(source.name.encode())
        digest.update(source.read_bytes())


def read_task(task: Task) -> tuple[Reading, ...]:
    """The readings of a file; raises whatever a defect of ours raises.

    Reports of the year before are evidence of what stands in the file.  What two years say of each other is
    left to the analyses, for all reports alike: it is no finding here.
    """
    last = [filing for one in task.before for filing, _doubts in reports_from_json(one.report.encode()) or ()]
    readings = read_document(task.data, PurePath(task.path).name, as_docx, before=last)
    return tuple(map(_by_itself, readings)) if last else readings


def _by_itself(reading: Reading) -> Reading:
    if reading.filing is None:
        return reading
    doubts = (finding for finding in reading.findings if finding.code in READING_CATALOGUE)
    return replace(reading, findings=(*doubts, *verify(reading.filing)))


def add_readings(rows: Rows, task: Task, readings: Sequence[Reading], seconds: float) -> None:
    """Add what was read to the rows; where nothing was, the first refusal is the file's failure."""
    reports = [reading for reading in readings if reading.filing is not None]
    refusals = [(reading.file, reading.refusal) for reading in readings if reading.refusal is not None]
    if not reports:
        add_failure(rows, task, refused(refusals[0][1]), seconds)
        return
    inside = "; ".join(f"{name}: {refusal.code}" for name, refusal in refusals[:_MOST_INSIDE])
    _add_file(rows, task, seconds, len(reports), detail=_text(inside) or None)
    for number, reading in enumerate(reports):
        assert reading.filing is not None
        _add_report(rows, (task.checksum, number, reading.filing.year, reading.filing.form.edition), reading)


_MOST_INSIDE = 20


def refused(refusal: Refusal) -> Failure:
    """A refusal of the reader: the file is at fault, and the words say what to do."""
    chinese, english = ("；".join(filter(None, pair)) for pair in zip(refusal.reason, refusal.advice, strict=True))
    return Failure(Cause.INPUT, refusal.code, (chinese, english))


def add_failure(rows: Rows, task: Task, failure: Failure, seconds: float = 0.0) -> None:
    """Add a file from which there is no report."""
    _add_file(rows, task, seconds, 0, failure)


def _add_file(
    rows: Rows, task: Task, seconds: float, reports: int, failure: Failure | None = None, detail: str | None = None
) -> None:
    rows["places"].append((task.path, task.checksum, task.size, task.modified))
    failed = (str(failure.cause), failure.code, *failure.message, failure.detail) if failure else (*(None,) * 4, detail)
    reader = reader_version()
    beside = [one.key for one in task.before]
    rows["files"].append((task.checksum, task.path, task.size, reader, round(seconds, 4), reports, *failed, beside))


def _add_report(rows: Rows, key: tuple[Any, ...], reading: Reading) -> None:
    filing = reading.filing
    assert filing is not None
    origins = origin_counts(filing)
    standings = Counter(_standing(finding) for finding in reading.findings)
    body = "".join((filing.agency or "").split())
    rows["reports"].append(
        (
            *key,
            body or None,
            guess_level(filing.agency),
            "/".join(table.edition for table in filing.form.tables),
            str(reading.status),
            len(filing.values),
            sum(value is not None for value in filing.values.values()),
            origins[Origin.REPAIRED],
            origins[Origin.BLANK],
            origins[Origin.LOST],
            standings[Severity.ERROR],
            standings[Severity.WARNING],
            standings[Verdict.UNCERTAIN],
        )
    )
    _add_cells(rows, key, filing, reading.listed_cells())
    for finding in reading.findings:
        rows["findings"].append((*key, *_finding(finding)))
    for section in filing.sections:
        rows["sections"].append((*key, section.key, _text(section.title), _text(section.text)))


def _standing(finding: Finding) -> Severity | Verdict:
    return Verdict.UNCERTAIN if finding.verdict is Verdict.UNCERTAIN else finding.severity


_UNTRACED = Trace(Origin.ENTERED)


def _add_cells(rows: Rows, key: tuple[Any, ...], filing: Filing, listed: frozenset[str]) -> None:
    add = rows["cells"].append
    for cell, value in filing.values.items():
        trace = filing.traces.get(cell, _UNTRACED)
        number = _held(value)
        exact = str(value) if number is None and value is not None else None
        where = trace.where
        place = (where.page, where.line) if where is not None else (None, None)
        add((*key, cell, number, exact, str(trace.origin), cell in listed, _held(trace.implied), *place))


_PLACES = Decimal("0.000001")
_MOST = 10**15


def _held(value: Number | None) -> Number | None:
    """The number if a column of six places holds it exactly, else ``None``."""
    if value is None or not -_MOST < value < _MOST:
        return None
    return value if isinstance(value, int) or value == value.quantize(_PLACES) else None


def _finding(finding: Finding) -> tuple[Any, ...]:
    said = finding.as_json()
    where = finding.where
    return (
        finding.code,
        said["severity"],
        said["verdict"],
        list(finding.cells),
        _text(said["message"]),
        _text(said["message_en"]),
        _fact(said.get("expected")),
        _fact(said.get("found")),
        where.page if where is not None else None,
        where.line if where is not None else None,
    )


def _fact(value: Any) -> str | None:
    return None if value is None else _text(str(value))


def _text(text: str) -> str:
    """Text that can be written as UTF-8: half a surrogate pair cannot."""
    return text.encode("utf-8", "replace").decode()


def read_tasks(tasks: Sequence[Task], begin: Callable[[int], None], clock: Callable[[], float]) -> Rows:
    """The rows of several files; a defect of ours costs the file it was met with.

    ``begin(n)`` is told before the n-th file, ``clock()`` gives seconds.  ``MemoryError`` goes
    through: the process that met it is no longer to be trusted.
    """
    rows = no_rows()
    for number, task in enumerate(tasks):
        begin(number)
        start = clock()
        one = no_rows()
        try:
            add_readings(one, task, read_task(task), clock() - start)
        except MemoryError:
            raise
        except Exception as error:
            one = no_rows()
            add_failure(one, task, _defect(error), clock() - start)
        for table, added in one.items():
            rows[table] += added
    return rows


def _defect(error: Exception) -> Failure:
    said = _text(f"{type(error).__name__}: {error}"[:500])
    return Failure(
        Cause.DEFECT,
        "defect",
        ("读取程序出错，请报告给维护者", "the reader went wrong: please tell its maintainers"),
        f"{said} @ {_places(error)}",
    )


def _places(error: BaseException) -> str:
    """Where it was raised, innermost last: file and line of our own code, no path of this machine."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{PurePath(code.co_filename).name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " ".join(places[-5:])
