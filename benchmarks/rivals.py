"""What is read right by what a user would pick today, and what it costs, on the same files in the same run.

Run as ``python -m benchmarks.rivals [--count 20] [--seed 1]`` in an environment of its own that holds
``requirements/rivals.txt`` (one of the rivals is under the AGPL: nothing else may need them).  A rival's tables are
made into cells by ``cells_of``, an hour's honest glue: rows are known by the characters of their labels, their last
cells are the figures, an empty one is no number.  A rival states what it finds; a reading lists what it doubts.  So of
a rival's cells one is right, wrong, or missing; of ours one that is not right is silent or listed.  Costs are CPU time.
"""

from __future__ import annotations

import argparse
import io
import logging
import re
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from statistics import median

import camelot
import pandas
import pdfplumber
import pymupdf
from markitdown import MarkItDown
from rich.console import Console
from rich.table import Table
from tests.corpus import Sample
from tests.corpus.raw import documents
from tests.scoring import Mark, judge

from gongkai.report.form import Kind, Shape, load_form

Row = Sequence[str]
Value = int | Decimal


def with_pdfplumber(data: bytes) -> list[Row]:
    """Every row of every table that pdfplumber finds."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        found = [row for page in document.pages for table in page.extract_tables() for row in table]
    return [[cell for cell in row if cell is not None] for row in found]


def with_camelot(data: bytes) -> list[Row]:
    """Every row of every ruled table that camelot finds."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        found = camelot.read_pdf(file.name, pages="all", flavor="lattice")
        return [list(row) for table in found for row in table.df.itertuples(index=False)]


def with_pymupdf(data: bytes) -> list[Row]:
    """Every row of every table that PyMuPDF finds."""
    with pymupdf.open(stream=data, filetype="pdf") as document:
        found = [row for page in document for table in page.find_tables() for row in table.extract()]
    return [[cell for cell in row if cell is not None] for row in found]


def with_pandas(data: bytes) -> list[Row]:
    """Every row of every table of a web page; a merged cell is repeated in each place that it covers."""
    found = pandas.read_html(io.BytesIO(data), header=None, keep_default_na=False, converters={})
    return [["" if pandas.isna(cell) else str(cell) for cell in row] for one in found for row in one.astype(str).values]


def with_markitdown(suffix: str) -> Callable[[bytes], list[Row]]:
    """Every row of the Markdown: a line with bars by its bars, any other by its spaces."""

    def rows(data: bytes) -> list[Row]:
        text = MarkItDown().convert_stream(io.BytesIO(data), file_extension=suffix).text_content
        return [line.strip().strip("|").split("|") if "|" in line else line.split() for line in text.splitlines()]

    return rows


RIVALS: Mapping[str, Mapping[str, Callable[[bytes], list[Row]]]] = {
    "pdf-office": {
        "pdfplumber": with_pdfplumber,
        "camelot": with_camelot,
        "pymupdf": with_pymupdf,
        "markitdown": with_markitdown(".pdf"),
    },
    "pdf-browser": {
        "pdfplumber": with_pdfplumber,
        "camelot": with_camelot,
        "pymupdf": with_pymupdf,
        "markitdown": with_markitdown(".pdf"),
    },
    "docx": {"markitdown": with_markitdown(".docx")},
    "html": {"pandas.read_html": with_pandas, "markitdown": with_markitdown(".html")},
}


def key(text: str) -> str:
    """The Chinese characters of a label, without its number; fonts put radicals in place of some."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("(")
    return re.sub(r"[^\u4e00-\u9fff]|^[一二三四五六七八九十](?=[、)])", "", plain)


def number(text: str) -> Value | None:
    """The number that a cell says, if it says one."""
    plain = re.sub(r"[\s,，]", "", text)
    try:
        return int(plain) if re.fullmatch(r"-?\d+", plain) else Decimal(plain)
    except InvalidOperation:
        return None


def cells_of(rows: Iterable[Row], editions: Sequence[str]) -> dict[str, Value]:
    """The cells of the form that rows of tables say: those after a label, and the strip of table 4 by its length."""
    second, third, fourth = (load_form(edition).tables[at] for at, edition in enumerate((*editions, editions[-1])[:3]))
    wanted = {
        key(label): [(table.cell_name(line.key, column.key), column.kind) for column in table.columns_of(line.key)]
        for table in (second, third)
        for line in table.lines
        for label in (*line.aliases, line.label)
    }
    strip = [fourth.cell_name(line.key, column.key) for line in fourth.lines for column in fourth.columns]
    assert fourth.shape is Shape.STRIP
    found: dict[str, Value] = {}
    for row in rows:
        cells = [cell.replace("\n", "") for cell in row]
        labels = [at for at, cell in enumerate(cells) if key(cell) in wanted]
        if labels:
            names = wanted[key(cells[labels[-1]])]
            figures = cells[labels[-1] + 1 :][-len(names) :]
            if len(figures) == len(names):
                for (name, kind), value in zip(names, map(number, figures), strict=True):
                    if value is not None:
                        found.setdefault(name, Decimal(value) if kind is Kind.MONEY else value)
        elif len(cells) == len(strip) and all(number(cell) is not None or not cell.strip() for cell in cells):
            found |= {name: value for name, value in zip(strip, map(number, cells), strict=True) if value is not None}
    return found


def marks(sample: Sample, read: Callable[[bytes], list[Row]]) -> tuple[Counter[str], float]:
    """How many cells are right, wrong and missing, and the CPU seconds; one that fails leaves all missing."""
    (truth,) = sample.truths
    start = time.process_time()
    try:
        rows = read(sample.data)
    except Exception as error:  # whatever it raises on a published file is its answer
        logging.getLogger(__name__).info("%s: %r", sample.name, error)
        rows = []
    cost = time.process_time() - start
    found = cells_of(rows, truth.editions[:2])
    told: Counter[str] = Counter()
    for name, value in truth.cells.items():
        told["right" if found.get(name) == value else "missing" if name not in found else "wrong"] += 1
    return told, cost


def ours(sample: Sample) -> tuple[Counter[str], float]:
    """The same of a reading, with what it lists; its cost is with verification and all."""
    outcome = judge(sample)
    told: Counter[str] = Counter()
    for mark in (mark for score in outcome.scores for mark in score.marks.values()):
        told["right" if mark is Mark.RIGHT else "wrong" if mark is Mark.SILENT else "listed"] += 1
    return told, outcome.ms / 1000


def line(form: str, name: str, results: Sequence[tuple[Counter[str], float]], own: float) -> tuple[str, ...]:
    """A line of the table."""
    told = sum((told for told, _ in results), Counter[str]())
    whole = sum(told["right"] == told.total() for told, _ in results)
    cost = median(cost for _, cost in results)
    shares = (f"{100 * told[kind] / told.total():.2f}" for kind in ("right", "wrong", "missing", "listed"))
    return form, name, f"{whole} of {len(results)}", *shares, f"{1000 * cost:.0f}", f"{cost / own:.1f}"


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="documents of each form")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--forms", nargs="+", choices=RIVALS, default=list(RIVALS), metavar="FORM")
    options = parser.parse_args()
    for noisy in ("pdfminer", "pypdf", "camelot"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    table = Table(
        "form", "reader", "fully right", "right %", "wrong, silent %", "missing %", "listed %", "ms", "× ours"
    )
    for form in options.forms:
        samples = list(documents(form, options.seed, options.count))
        judge(samples[0])  # what is compiled once is no cost of a file
        own = [ours(sample) for sample in samples]
        least = median(cost for _, cost in own)
        table.add_row(*line(form, "gongkai", own, least))
        for name, read in RIVALS[form].items():
            table.add_row(*line(form, name, [marks(sample, read) for sample in samples], least))
    Console(width=130).print(table)


if __name__ == "__main__":
    main()
