"""Questions to a store, against figures added up by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gongkai.corpus.analyses import analyses
from gongkai.corpus.apart import Limits
from gongkai.corpus.local_run import local
from gongkai.corpus.query import Corpus, as_objects
from gongkai.corpus.run import run
from gongkai.finding import Refusal
from gongkai.report.compare import compare
from gongkai.report.filing import Filing, make_filing
from gongkai.report.form import editions, load_form
from gongkai.report.metrics import FEWEST_CASES, OUTCOMES, QUANTITIES, RATES, figures_of, ranked
from gongkai.report.render import render
from tests.corpus.stores import bodies, write_year

Years = dict[int, dict[str, Filing]]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Years]:
    """A store of three years over the change of edition: six bodies, one of which leaves out the last year."""
    folder, names = tmp_path_factory.mktemp("reports"), bodies(6)
    made: Years = {2020: write_year(folder, 2020, names)}
    made[2021] = write_year(folder, 2021, names, made[2020])
    made[2022] = write_year(folder, 2022, names[:5], made[2021])
    small = write_year(folder, 2022, ["青山市小机关"], scale=1)
    made[2022] |= small
    broken = made[2022][names[0]]
    values = {**broken.values, "t3.carried_in.total": 7 + (broken.values["t3.carried_in.total"] or 0)}
    made[2022][names[0]] = make_filing(broken.form, values, agency=names[0], year=2022)
    (folder / f"{names[0]}-2022.json").write_bytes(render(made[2022][names[0]], "json"))
    (folder / "again.json").write_bytes((folder / f"{names[1]}-2021.json").read_bytes() + b"\n")
    (folder / "old.rar").write_bytes(b"Rar!\x1a\x07 no report")
    store = tmp_path_factory.mktemp("store")
    run([str(folder)], store, local(1, Limits()))
    return store, made


def ask(years: tuple[Path, Years], key: str, **given: Any) -> list[dict[str, Any]]:
    with Corpus(years[0]) as corpus:
        return list(as_objects(corpus.analyse(analyses()[key], **given)))


def total(filing: Filing, *cells: str) -> int:
    return sum(int(filing.values[cell] or 0) for cell in cells)


@pytest.mark.parametrize("key", sorted(analyses()))
def test_every_analysis_gives_the_columns_that_it_declares(years: tuple[Path, Years], key: str) -> None:
    with Corpus(years[0]) as corpus:
        assert corpus.analyse(analyses()[key]).columns == tuple(analyses()[key].columns)


def test_every_analysis_has_an_answer_for_an_empty_store(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run([str(tmp_path / "empty")], tmp_path / "store", local(1, Limits()))
    with Corpus(tmp_path / "store") as corpus:
        for analysis in analyses().values():
            assert corpus.analyse(analysis).rows == []


@pytest.mark.parametrize("edition", editions())
def test_outcomes_are_what_the_form_adds_up_to_the_total(edition: str) -> None:
    form = load_form(edition)
    table = form.table_of_section(3)
    (parts,) = (rule.parts for rule in table.sums if rule.axis == "lines")
    counted = [cell for key in OUTCOMES for cell in QUANTITIES[key].cells(form)]
    assert sorted(counted) == sorted(table.cell_name(part, "total") for part in parts)
    for quantity in QUANTITIES.values():
        assert set(quantity.cells(form)) <= form.cells.keys()
        assert quantity.cells(form) or (edition == "2019" and quantity.table == 2)


def test_rates_are_those_of_comparing_reports(years: tuple[Path, Years]) -> None:
    filing = years[1][2021][bodies(1)[0]]
    same = {rate.key: rate.values[0] for rate in compare([filing]).rates}
    for key, value in same.items():
        rate = f"100 * ({RATES[key].part_sql}) / ({RATES[key].base_sql})"
        with Corpus(years[0]) as corpus:
            ((found,),) = corpus.ask(
                f"SELECT {rate} FROM annual WHERE body = $body AND year = 2021", {"body": filing.agency}
            ).rows
        assert Decimal(found).quantize(Decimal("0.01")) == value


def test_a_store_counts_what_the_core_counts_and_ranks_as_it_does(years: tuple[Path, Years]) -> None:
    with Corpus(years[0]) as corpus:
        columns = ", ".join(f'"{key}"' for key in QUANTITIES)
        rows = as_objects(corpus.ask(f"SELECT body, year, {columns} FROM annual"))
        found = {(row.pop("body"), row.pop("year")): row for row in rows}
    made = {(name, year): figures_of(filing) for year, all_of in years[1].items() for name, filing in all_of.items()}
    assert found == made
    for key, rate in RATES.items():
        places, _ = ranked(rate, {name: figures for (name, year), figures in made.items() if year == 2022})
        league = [(row["rank"], row["body"], row["low"]) for row in ask(years, f"league-{key}", year=2022)]
        assert [
            (one.rank, one.name, float(one.ratio.interval[0]) if rate.is_share and one.ratio.interval else None)
            for one in places
        ] == league


def test_a_league_table_ranks_only_bodies_with_enough_cases(years: tuple[Path, Years]) -> None:
    rows = ask(years, "league-disclosure", year=2022)
    filings = years[1][2022]
    expected = {}
    for name, filing in filings.items():
        base = total(filing, "t3.total.total")
        if base >= FEWEST_CASES:
            expected[name] = round(100 * total(filing, "t3.granted.total", "t3.partial.total") / base, 1)
    assert "青山市小机关" not in expected
    assert {row["body"]: row["percent"] for row in rows} == expected
    assert [row["percent"] for row in rows] == sorted(expected.values(), reverse=True)
    assert {row["unranked"] for row in rows} == {len(filings) - len(expected)}
    assert all(row["low"] <= row["percent"] <= row["high"] for row in rows)


def test_trends_add_up_and_compare_like_with_like(years: tuple[Path, Years]) -> None:
    rows = {row["year"]: row for row in ask(years, "trends")}
    received = {
        year: {name: total(one, "t3.new.total") for name, one in made.items()} for year, made in years[1].items()
    }
    assert {year: row["received"] for year, row in rows.items()} == {
        year: sum(made.values()) for year, made in received.items()
    }
    both = received[2021].keys() & received[2022].keys()
    assert rows[2022]["same_bodies"] == len(both) == 5
    now, before = (sum(received[year][name] for name in both) for year in (2022, 2021))
    assert rows[2022]["growth"] == pytest.approx(100 * (now / before - 1), abs=0.06)
    assert rows[2020]["growth"] is None


def test_the_outcome_mix_is_the_sum_of_the_reports(years: tuple[Path, Years]) -> None:
    rows = ask(years, "outcomes")
    for year, made in years[1].items():
        handled = sum(total(filing, "t3.total.total") for filing in made.values())
        assert sum(row["applications"] for row in rows if row["year"] == year) == handled


def test_a_break_in_what_is_carried_over_is_found_and_nothing_else(years: tuple[Path, Years]) -> None:
    (row,) = ask(years, "breaks")
    before = total(years[1][2021][bodies(1)[0]], "t3.carried_out.total")
    assert row == {
        "body": bodies(1)[0],
        "year": 2022,
        "carried_out": before,
        "carried_in": before + 7,
        "difference": 7,
    }


def test_the_body_without_a_report_is_missing_and_a_new_body_is_not(years: tuple[Path, Years]) -> None:
    assert ask(years, "missing") == [{"body": bodies(6)[5], "year": 2022, "last": 2021, "next": None}]


def test_two_reports_of_one_year_are_told_and_counted_once(years: tuple[Path, Years]) -> None:
    (row,) = ask(years, "doubles")
    assert (row["body"], row["year"], row["reports"]) == (bodies(2)[1], 2021, 2)
    assert {row["year"]: row["bodies"] for row in ask(years, "trends")} == {2020: 6, 2021: 6, 2022: 6}


def test_errors_coverage_and_failures(years: tuple[Path, Years]) -> None:
    errors = {row["code"]: row for row in ask(years, "errors")}
    assert errors["A1"]["reports"] == 1
    assert errors["A1"]["title"]
    coverage = {row["cell"]: row for row in ask(years, "coverage")}
    assert coverage["t3.new.total"]["reports"] == 19
    assert coverage["t3.o1.total"]["reports"] == 13  # the edition of 2021 alone has it
    assert [(row["cause"], row["code"], row["files"]) for row in ask(years, "failures")] == [
        ("input", "unsupported", 1)
    ]


def test_a_cell_that_cannot_be_known_leaves_its_quantity_unknown(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    (filing,) = write_year(folder, 2023, bodies(1)).values()
    values = {**filing.values, "t3.d1.total": None, "t3.d1.natural": None, "t3.d2.total": None, "t3.d2.natural": None}
    lost = make_filing(filing.form, values, agency=filing.agency, year=filing.year)
    (folder / f"{filing.agency}-2023.json").write_bytes(render(lost, "json"))
    run([str(folder)], tmp_path / "store", local(1, Limits()))
    with Corpus(tmp_path / "store") as corpus:
        ((denied, granted),) = corpus.ask("SELECT denied, granted FROM annual").rows
    assert denied is None
    assert granted == filing.values["t3.granted.total"]


def test_a_wrong_question_is_refused_with_the_reason(years: tuple[Path, Years]) -> None:
    with Corpus(years[0]) as corpus, pytest.raises(Refusal, match="bad-question"):
        corpus.ask("SELECT nothing FROM nowhere")


def test_a_folder_without_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="no-store"):
        Corpus(tmp_path)


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{file}'",
        "SELECT 1; COPY (SELECT 1) TO '{file}'",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{file}'",
        "EXPORT DATABASE '{file}'",
        "ATTACH '{file}'",
        "CREATE TABLE kept AS SELECT 1",
        "DROP TABLE reports",
        "WITH kept AS (COPY (SELECT 1) TO '{file}') FROM kept",
        "WITH 行政 AS (SELECT 1), kept AS (/* a */copy/**/(FROM 行政) TO '{file}') FROM kept",
        "WITH kept AS (DELETE FROM reports RETURNING *) FROM kept",
        "COPY (PIVOT reports ON year) TO '{file}'",
        "CREATE TABLE kept AS PIVOT reports ON year",
    ],
)
def test_a_question_writes_and_changes_nothing(years: tuple[Path, Years], tmp_path: Path, sql: str) -> None:
    with Corpus(years[0]) as corpus:
        with pytest.raises(Refusal, match="nothing is written"):
            corpus.ask(sql.format(file=tmp_path / "out"))
        assert corpus.ask("SELECT count(*) > 0 FROM reports").rows == [(True,)]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "sql",
    [
        "FROM reports",
        "WITH few AS (FROM reports) FROM few",
        "DESCRIBE reports",
        "PIVOT reports ON year",
        "VALUES (1)",
        """SELECT 'copy' AS "update" -- insert""",
        "SELECT * REPLACE (1 AS year) FROM reports",
    ],
)
def test_every_kind_of_question_is_answered(years: tuple[Path, Years], sql: str) -> None:
    with Corpus(years[0]) as corpus:
        assert corpus.ask(sql).rows


def test_columns_of_one_name_are_not_made_one(years: tuple[Path, Years]) -> None:
    with Corpus(years[0]) as corpus, pytest.raises(Refusal, match="bad-question"):
        list(as_objects(corpus.ask("SELECT 1 AS a, 2 AS a")))


def test_what_is_no_number_is_not_written_as_one(years: tuple[Path, Years]) -> None:
    with Corpus(years[0]) as corpus:
        asked = corpus.ask("SELECT 'nan'::DOUBLE AS a, '-inf'::DOUBLE AS b, 1.5::DOUBLE AS c")
    assert list(as_objects(asked)) == [{"a": None, "b": None, "c": 1.5}]


@pytest.mark.parametrize("value", ["now()", "[now()]", "{'at': now()}"])
def test_a_time_with_its_zone_is_refused_with_what_to_do(years: tuple[Path, Years], value: str) -> None:
    with Corpus(years[0]) as corpus:
        with pytest.raises(Refusal, match="time zone") as refused:
            corpus.ask(f"SELECT {value}")
        assert "now()::TIMESTAMP" in refused.value.advice[1]
        assert corpus.ask("SELECT now()::TIMESTAMP, now()::VARCHAR").rows
