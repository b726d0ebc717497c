from typing import Any

import pytest
from filings import FORMS, filing, name_of
from jsonschema import Draft202012Validator, ValidationError

from gongkai.finding import FindingKind, Refusal, Severity, Where
from gongkai.reading.result import Reading, Status
from gongkai.report.filing import Origin, Trace
from gongkai.report.form import Form, load_form
from gongkai.report.render import report_object
from gongkai.report.schema import STATUSES, reading_schema, report_schema, spreadsheet_names, wide_columns

KIND = FindingKind("A3", Severity.ERROR, ("和", "sum"), ("应为{expected}", "should be {expected}"), ("", ""))


def check(instance: Any, schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(instance)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_a_report_object_is_valid_in_its_form_and_in_no_other(form: Form) -> None:
    content = report_object(filing(form), findings=(KIND.at(("t3.u1.total",), expected=1, found=2),))
    check(content, report_schema(form))
    others = [other for other in FORMS if other is not form]
    assert not any(Draft202012Validator(report_schema(other)).is_valid(content) for other in others)


def test_a_reading_with_every_kind_of_trace_is_valid() -> None:
    form = load_form("2021")
    plain = filing(form)
    traces = {
        "t2.fees.amount_wan": Trace(Origin.BLANK, implied=plain.values["t2.fees.amount_wan"]),
        "t3.u1.total": Trace(Origin.REPAIRED, None, ("A3:u1",), Where(5, 131)),
        "t3.u1.natural": Trace(Origin.LOST, candidates=(1, 2)),
    }
    read = type(plain)(form, None, None, plain.values, traces, plain.sections)
    reading = Reading(Status.DOUBTFUL, read, (KIND.at(("t3.u1.natural",), where=Where(1)),), file="a.txt")
    check(reading.as_json(), reading_schema(form))


def test_a_failed_reading_is_valid_as_a_reading_only() -> None:
    form = load_form("2021")
    failed = Reading(Status.FAILED, None, refusal=Refusal("no-tables", ("没有表", "no tables")), file="a.txt").as_json()
    check(failed, reading_schema(form))
    with pytest.raises(ValidationError):
        check(failed, report_schema(form))


def test_statuses_are_those_of_a_reading_that_did_not_fail() -> None:
    assert set(STATUSES) == {str(status) for status in Status} - {str(Status.FAILED)}


@pytest.mark.parametrize(
    ("cell", "value", "is_valid"),
    [
        ("t3.u1.total", 0, True),
        ("t3.u1.total", None, True),
        ("t3.u1.total", "0", False),
        ("t3.u1.total", 1.5, False),
        ("t2.fees.amount_wan", "5230.52", True),
        ("t2.fees.amount_wan", "0", True),
        ("t2.fees.amount_wan", None, True),
        ("t2.fees.amount_wan", 5230.52, False),
        ("t2.fees.amount_wan", "5,230.52", False),
        ("t2.fees.amount_wan", "1E+3", False),
    ],
)
def test_counts_are_whole_and_money_is_a_decimal_string(cell: str, value: Any, is_valid: bool) -> None:
    form = load_form("2021")
    content = report_object(filing(form))
    content["cells"][cell] = value
    assert Draft202012Validator(report_schema(form)).is_valid(content) is is_valid


def test_a_missing_or_unknown_cell_is_not_valid() -> None:
    form = load_form("2021")
    schema = Draft202012Validator(report_schema(form))
    content = report_object(filing(form))
    del content["cells"]["t3.u1.total"]
    assert not schema.is_valid(content)
    content = report_object(filing(form))
    content["cells"]["t3.o.total"] = 0
    assert not schema.is_valid(content)


@pytest.mark.parametrize("form", FORMS, ids=name_of)
def test_spreadsheet_names_are_distinct_and_no_references(form: Form) -> None:
    names = spreadsheet_names(form)
    assert len({name.casefold() for name in names.values()}) == len(form.cells)
    assert all("_" in name and name.replace("_", "a").isalnum() for name in names.values())


def test_wide_columns_join_forms_without_repeating() -> None:
    old, new = load_form("2019"), load_form("2021")
    columns = wide_columns((new, old))
    assert columns[:3] == ("agency", "year", "editions")
    assert len(columns) == len(set(columns))
    assert set(columns[3:]) == {*old.cells, *new.cells}
