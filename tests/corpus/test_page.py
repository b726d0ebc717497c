"""The page of a store: whole, self-contained, and every figure with its definition."""

from __future__ import annotations

import re

import lxml.html
import pytest

from gongkai.corpus.analyses import analyses
from gongkai.corpus.apart import Limits
from gongkai.corpus.local_run import local
from gongkai.corpus.page import render_page
from gongkai.corpus.query import Corpus
from gongkai.corpus.run import run
from gongkai.report.metrics import QUANTITIES, RATES
from tests.corpus.stores import bodies, write_year


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("reports")
    names = [*bodies(3), "青山市<script>局"]
    before = write_year(folder, 2022, names)
    write_year(folder, 2023, names, before)
    (folder / "<b>.txt").write_bytes(b"no report")
    store = tmp_path_factory.mktemp("store")
    run([str(folder)], store, local(1, Limits()))
    with Corpus(store) as corpus:
        return render_page(corpus).decode()


def test_it_asks_nothing_of_the_network_and_runs_nothing(page: str) -> None:
    assert not re.search(r"""https?://|<script|<link|<img|\bsrc=|@import|url\((?!#)""", page)


def test_every_analysis_has_its_place_and_its_definition(page: str) -> None:
    root = lxml.html.fromstring(page)
    assert [head.get("id") for head in root.iter("h2")] != []
    for analysis in analyses().values():
        (head,) = root.xpath(f'//h2[@id="{analysis.key}"]')
        assert analysis.definition[0] in head.getparent().text_content()
    said = root.xpath('//h2[@id="definitions"]')[0].getparent().text_content()
    for one in (*RATES.values(), *QUANTITIES.values()):
        assert one.name[0] in said


def test_no_identifier_stands_twice_and_every_chart_is_named(page: str) -> None:
    root = lxml.html.fromstring(page)
    found = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(found) == len(set(found))
    charts = root.xpath('//*[local-name()="svg"]')
    assert len(charts) >= 5
    for chart in charts:
        assert set(chart.get("aria-labelledby").split()) <= set(found)


def test_names_are_shown_and_not_obeyed(page: str) -> None:
    assert "&lt;b&gt;.txt" in page
    assert "青山市&lt;script&gt;局" in page
