"""The number that a matter is given: after the highest of its year, found without reading the others."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import next_number
from tests.web.conftest import TODAY, District


def numbered(body: Body, *numbers: str) -> None:
    """Rows with these numbers; what they say otherwise does not matter here."""
    said = {"began_on": TODAY, "last_on": TODAY, "root": body}
    Matter.objects.bulk_create(Matter(body=body, number=number, **said) for number in numbers)


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        ((), "2024-0001"),
        (("2024-0007", "2024-0003"), "2024-0008"),
        (("2024-9999",), "2024-10000"),
        (("2024-9999", "2024-10000"), "2024-10001"),
        (("2024-000012",), "2024-000013"),
        (("2023-0900", "公开2024-0700", "20240-1", "2024"), "2024-0001"),
        (("2024-0004", "2024-补正甲乙丙丁"), "2024-0005"),
        (("2024-0004", *(f"2024-补正甲乙丙丁{n:02d}" for n in range(30))), "2024-0005"),
    ],
)
def test_the_next_number_follows_the_highest_of_the_year(
    district: District, there: tuple[str, ...], wanted: str
) -> None:
    numbered(district.top, *there)
    numbered(district.other, "2024-0500")
    assert next_number(district.top, 2024) == wanted


def test_the_highest_is_read_from_an_index(district: District) -> None:
    numbered(district.top, *(f"{year}-{number:04d}" for year in (2022, 2023, 2024) for number in range(1, 1001)))
    with CaptureQueriesContext(connection) as asked:
        next_number(district.top, 2024)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE cases_matter")
            cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {asked[0]['sql']}")
        plan = " ".join(str(row[-1]) for row in cursor.fetchall())
    assert "matters_by_number" in plan
    assert "TEMP B-TREE" not in plan
    assert "Sort" not in plan
