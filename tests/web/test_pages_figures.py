"""A cell of the annual tables opens its matters, and the files of a year read back to the same figures."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongkai.law.leaf import Leaf
from gongkai.law.regime import packaged_regime
from gongkai.reading import read_document
from gongkai.report.compile import compile_year
from gongkai.report.render import FORMATS
from gongkai.web.cases.bridge import histories_of
from gongkai.web.cases.models import Matter
from tests.ledger.build import answered, asked, corrected, received
from tests.web.conftest import District, opened


def test_a_cell_opens_exactly_its_matters(client: Client, clerk: Any, district: District) -> None:
    opened(district.top, received("9-2"), answered("9-10", Leaf.GRANTED), token="a")
    opened(district.top, received("9-2"), answered("9-10", Leaf.U1A), token="b")
    opened(district.top, received("9-2"), token="c")
    opened(district.below, received("9-2"), answered("9-10", Leaf.GRANTED), token="d")
    compiled = compile_year(
        histories_of(Matter.objects.filter(body=district.top)), 2024, packaged_regime(), agency=district.top.name
    )
    counted = {cell: set(numbers) for cell, numbers in compiled.matters.items()}
    assert {len(numbers) for numbers in counted.values()} >= {0, 1, 3}
    for cell, numbers in counted.items():
        answer = client.get(f"/annual/{district.top.pk}/2024/cell/{cell}/")
        assert {matter.number for matter in answer.context["matters"]} == numbers
        assert {matter.body_id for matter in answer.context["matters"]} <= {district.top.pk}


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"docx", "csv"}))
def test_a_file_reads_back_to_the_same_figures(client: Client, clerk: Any, district: District, name: str) -> None:
    opened(district.top, received("9-2"), answered("9-10", Leaf.GRANTED), token="a")
    opened(district.top, received("9-3"), asked("9-5", 10), corrected("9-10"), token="b")
    answer = client.get(f"/annual/{district.top.pk}/2024/file/{name}/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    (reading,) = read_document(answer.content)
    compiled = compile_year(
        histories_of(Matter.objects.filter(body=district.top)), 2024, packaged_regime(), agency=district.top.name
    )
    assert reading.filing is not None
    assert reading.filing.values == compiled.filing.values
    assert reading.filing.values["t3.new.total"] == 2
