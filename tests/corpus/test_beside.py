"""A file in doubt is read again beside last year's report of the same body, whatever came first and however often."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gongkai.corpus.apart import Limits, lost
from gongkai.corpus.beside import number_beside
from gongkai.corpus.engine import Engine
from gongkai.corpus.job import Cause, Failure, reader_version
from gongkai.corpus.local_run import local
from gongkai.corpus.query import Corpus
from gongkai.corpus.run import Summary, run
from gongkai.reading.sources.report_json import reports_from_json
from gongkai.report.filing import Filing
from gongkai.report.form import Kind
from gongkai.report.render import render
from tests.corpus.stores import write_year
from tests.reading.test_clues import FORM, glued, last_year

LIMITS = Limits()
MONEY = next(name for name, cell in FORM.cells.items() if cell.kind is Kind.MONEY)
LINE = ("t2.normative.issued", "t2.normative.repealed", "t2.normative.in_force")


def before(**changes: object) -> Filing:
    """Last year's report under which 8855698 can be 88, 55 and 698 only."""
    return last_year(values={**last_year().values, "t2.normative.in_force": 665}, **changes)


def put(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.txt").write_bytes(data)
    return folder


def here(folder: Path, store: Path, engine: Engine | None = None) -> Summary:
    return run([str(folder)], store, engine or local(1, LIMITS))


def line(store: Path, year: int = 2023) -> list[Any]:
    with Corpus(store) as corpus:
        asked = "SELECT cell, value::INT FROM cells WHERE year = $year AND cell LIKE 't2.normative.%'"
        values = dict(corpus.ask(asked, {"year": year}).rows)
    return [values[cell] for cell in LINE]


def stands(store: Path) -> list[list[Any]]:
    """What counts in a store now: readings, values and findings, without when and from where they came."""
    with Corpus(store) as corpus:
        return [
            corpus.ask(sql).rows
            for sql in (
                "SELECT checksum, beside FROM files ORDER BY ALL",
                "SELECT checksum, report, cell, value, origin, listed FROM cells ORDER BY ALL",
                "SELECT checksum, report, code, message FROM findings ORDER BY ALL",
            )
        ]


LAST, NOW = render(before(), "json"), glued("8855698")


def test_in_one_run_it_decides_and_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    folder, store = put(tmp_path / "all", now=NOW, last=LAST), tmp_path / "store"
    summary = here(folder, store)
    assert (summary.found, summary.read, summary.twice, summary.beside) == (2, 2, 0, 1)
    assert line(store) == [88, 55, 698]
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT count(*) FROM reports").rows == [(2,)]
        assert ("R18",) in corpus.ask("SELECT code FROM findings WHERE year = 2023").rows
        assert corpus.ask("SELECT count(*) FROM findings WHERE code LIKE 'B%'").rows == [(0,)]
    assert here(folder, store).beside == 0


@pytest.mark.parametrize("first", ["now", "last"])
def test_it_is_the_same_whichever_came_first_and_on_however_many_workers(tmp_path: Path, first: str) -> None:
    files = {"now": NOW, "last": LAST}
    folder, store = put(tmp_path / "all", **{first: files[first]}), tmp_path / "store"
    here(folder, store)
    put(folder, **files)
    here(folder, store)
    write_year(tmp_path / "all" / "more", 2024, ["青山市第1区人民政府"])
    here(folder, store, local(2, LIMITS))
    here(folder, tmp_path / "whole", local(2, LIMITS))
    assert line(store) == [88, 55, 698]
    assert stands(store) == stands(tmp_path / "whole")


def test_when_last_years_report_is_another_it_is_read_again_and_when_it_is_gone_alone(tmp_path: Path) -> None:
    folder, store = put(tmp_path / "all", now=NOW, last=LAST), tmp_path / "store"
    here(folder, store)
    put(folder, last=render(last_year(), "json"))
    assert (here(folder, store).beside, line(store)) == (1, [None, None, None])
    put(folder, last=LAST)
    assert (here(folder, store).beside, line(store)) == (1, [88, 55, 698])
    put(folder, last=render(before(year=2021), "json"))
    assert (here(folder, store).beside, line(store)) == (1, [None, None, None])


def test_a_report_that_is_in_doubt_itself_decides_nothing(tmp_path: Path) -> None:
    doubtful = glued("8855698").replace(b"2023", b"2022")
    folder, store = put(tmp_path / "all", now=NOW, last=doubtful), tmp_path / "store"
    assert here(folder, store).beside == 0
    assert line(store) == line(store, 2022) == [None, None, None]


def test_of_two_reports_of_last_year_the_one_read_best_decides_not_the_one_read_last(tmp_path: Path) -> None:
    other = render(last_year(), "json") + b"\n"
    for place, names in enumerate((("a", "b"), ("b", "a"))):
        folder, store = tmp_path / f"all{place}", tmp_path / f"store{place}"
        for name in names:
            put(folder, now=NOW, **{name: {"a": LAST, "b": other}[name]})
            here(folder, store)
    assert stands(tmp_path / "store0") == stands(tmp_path / "store1")


def test_what_fails_beside_last_years_report_stays_as_it_was_read_and_is_tried_again(tmp_path: Path) -> None:
    folder, store = put(tmp_path / "all", now=NOW, last=LAST), tmp_path / "store"
    failure = Failure(Cause.INPUT, "too-slow", ("慢", "slow"))
    reads = local(1, LIMITS)

    def fails_beside(chunks: Any) -> Any:
        for chunk in chunks:
            yield from [lost(chunk, failure)] if chunk[0].before else reads(iter([chunk]))

    assert here(folder, store, fails_beside).beside == 0
    assert line(store) == [None, None, None]
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT count(*) FROM files WHERE cause IS NOT NULL").rows == [(0,)]
    assert (here(folder, store).beside, line(store)) == (1, [88, 55, 698])


def test_a_file_that_is_no_longer_where_it_was_stays_as_it_was_read(tmp_path: Path) -> None:
    store = tmp_path / "store"
    gone = put(tmp_path / "gone", now=NOW)
    here(gone, store)
    (gone / "now.txt").unlink()
    assert here(put(tmp_path / "all", last=LAST), store).beside == 0
    assert line(store) == [None, None, None]
    assert number_beside(store, reader_version()) == 1
    put(gone, now=NOW)
    assert (here(gone, store).beside, number_beside(store, reader_version())) == (1, 0)


def test_every_number_comes_back_out_of_the_store_as_it_was(tmp_path: Path) -> None:
    values = {**before().values, MONEY: Decimal("12.345"), "t2.licences.decisions": 10**20 + 7}
    filing = last_year(values=values)
    folder, store = put(tmp_path / "all", last=render(filing, "json")), tmp_path / "store"
    here(folder, store)
    put(folder, now=NOW)
    with Corpus(store) as corpus:
        assert corpus.ask("SELECT status FROM reports").rows == [("read",)]
    tasks = []

    def keeps(chunks: Any) -> Any:
        for chunk in chunks:
            tasks.extend(chunk)
            yield from local(1, LIMITS)(iter([chunk]))

    here(folder, store, keeps)
    ((key, report),) = tasks[-1].before
    ((again, _doubts),) = reports_from_json(report.encode()) or ()
    assert key == f"{sha256(render(filing, 'json')).hexdigest()}/0"
    assert (again.values, again.form.edition, again.year) == (filing.values, filing.form.edition, 2022)
