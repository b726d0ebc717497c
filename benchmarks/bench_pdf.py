"""What reading PDF, DOCX and HTML costs against the bare work of the engine beneath, in the same run.

Run as ``python -m benchmarks.bench_pdf [--count 20] [--seed 1] [--rounds 7] [--forms pdf-office docx …]``.  Documents
are made through LibreOffice and Chromium (``tests/corpus/raw.py``); only what is read fully right counts, and
anything else ends with status 1.  A cost is CPU time, children's included: the least of the rounds, in which the
contenders take turns, in a process that looks for what nobody holds as rarely as those of the program that read.
Reading is the whole of it: cells, repairs, findings, the place of every cell.

The bare work: of a PDF every character of every page with its box, by PDFium's own calls, one after another
(``parse`` is the share of it that PDFium needs before the first character); of a DOCX its parts unpacked and parsed by
lxml; of HTML the tree by lexbor.  ``tables`` is ``pdfplumber``'s ``extract_tables`` of every page, its best round
of fewer.  Targets: a PDF 2, DOCX and HTML 3 times the bare work, 20 times faster than ``tables``, 300 MB a process.

A second table says where the time goes: the stages of reading, each with its share.
"""

from __future__ import annotations

import argparse
import ctypes
import io
import logging
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from operator import truediv
from pathlib import Path
from statistics import median, quantiles
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pdfplumber
import pypdfium2
import pypdfium2.raw as raw
from lxml import etree
from rich.console import Console
from rich.table import Table
from selectolax.lexbor import LexborHTMLParser
from tests.corpus import Sample
from tests.corpus.raw import documents
from tests.scoring import judge

from gongkai.convert.limits import collect_rarely
from gongkai.reading import read, read_document
from gongkai.reading.sources import pdf, select

Work = Callable[[bytes], object]
#: pdfplumber takes seconds a document: it is measured on so many of each form, in so many rounds.
FEW, TURNS = 6, 2


def characters(data: bytes) -> list[tuple[int, float, float, float, float]]:
    """Every character with its box, asked of PDFium one by one."""
    found = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        for at in range(raw.FPDFText_CountChars(text.raw)):
            code = raw.FPDFText_GetUnicode(text.raw, at)
            raw.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
            found.append((code, left.value, bottom.value, right.value, top.value))
        text.close()
        page.close()
    document.close()
    return found


def parse(data: bytes) -> None:
    """What PDFium does before it can say a character."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        raw.FPDFText_CountChars(text.raw)
        text.close()
        page.close()
    document.close()


def tables(data: bytes) -> None:
    """pdfplumber's tables of every page."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_tables()


def parts(data: bytes) -> None:
    """The parts of a DOCX that its text is in, as trees."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in ("document", "numbering", "styles"):
            if f"word/{name}.xml" in archive.namelist():
                etree.fromstring(archive.read(f"word/{name}.xml"))


def tree(data: bytes) -> None:
    """The tree of an HTML page."""
    LexborHTMLParser(data)


BARE: dict[str, tuple[Work, float]] = {
    "pdf-office": (characters, 2),
    "pdf-browser": (characters, 2),
    "docx": (parts, 3),
    "docx-office": (parts, 3),
    "html": (tree, 3),
    "html-office": (tree, 3),
}


#: The stages of reading: what each does, and the functions that do it.
STAGES: tuple[tuple[str, ModuleType, tuple[str, ...]], ...] = (
    ("PDF: characters and rules", pdf, ("pages",)),
    ("PDF: rows of cells, lines of words", pdf, ("blocks",)),
    ("PDF: text, places on the page", pdf, ("sheet_of",)),
    ("DOCX, HTML: rows of cells, lines", select, ("docx_sheet", "html_sheet")),
    ("tables found, cells filled, repaired", read, ("reports", "regions", "printed_tables", "fill_form")),
    ("names, year, sections", read, ("_filing",)),
    ("verification", read, ("verify",)),
)


def cpu() -> float:
    """Seconds of CPU so far, children's included."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def best(contenders: Sequence[Work], data: bytes, rounds: int) -> list[float]:
    """The least that each costs, in milliseconds; they take turns."""
    costs = [float("inf")] * len(contenders)
    for _ in range(rounds):
        for at, work in enumerate(contenders):
            start = cpu()
            work(data)
            costs[at] = min(costs[at], (cpu() - start) * 1000)
    return costs


def measured(form: str, samples: Sequence[Sample], rounds: int) -> tuple[str, ...]:
    """A line of the table."""
    bare, target = BARE[form]
    is_pdf = bare is characters
    contenders = (read_document, bare, parse) if is_pdf else (read_document, bare)
    costs = [best(contenders, sample.data, rounds) for sample in samples]
    read, least = ([cost[at] for cost in costs] for at in (0, 1))
    ratios = [one / other for one, other in zip(read, least, strict=True)]
    faster = ""
    if is_pdf:
        slow = [best((tables,), sample.data, TURNS)[0] for sample in samples[:FEW]]
        faster = " ".join(f"{median(map(truediv, slow, than)):.1f}" for than in (read, least))
    return (
        form,
        str(len(samples)),
        f"{median(least):.2f}",
        f"{median(cost[2] for cost in costs):.2f}" if is_pdf else "",
        f"{median(read):.2f}",
        f"{median(ratios):.2f}",
        f"{quantiles(ratios, n=10)[-1]:.2f}",
        f"{target:.0f}",
        faster,
    )


def stages(samples: Sequence[Sample], rounds: int) -> dict[str, float]:
    """CPU milliseconds a document of each stage, the least of the rounds."""
    spent: Counter[str] = Counter()

    def timed(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:
            start = time.process_time()
            try:
                return work(*given, **named)
            finally:
                spent[stage] += (time.process_time() - start) * 1000 / len(samples)

        return run

    least: dict[str, float] = {}
    with ExitStack() as patched:
        for stage, module, names in STAGES:
            for name in names:
                patched.enter_context(patch.object(module, name, timed(stage, getattr(module, name))))
        for _ in range(rounds):
            spent.clear()
            for sample in samples:
                timed("all", read_document)(sample.data)
            least = {stage: min(ms, least.get(stage, ms)) for stage, ms in spent.items()}
    return least


def profile(made: dict[str, list[Sample]], rounds: int) -> Table:
    """The second table: milliseconds a document, and the share of reading."""
    table = Table("stage", *made)
    found = {form: stages(samples, rounds) for form, samples in made.items()}
    for stage in (*(stage for stage, _, _ in STAGES), "all"):
        cells = []
        for form in made:
            ms, whole = found[form].get(stage, 0.0), found[form]["all"]
            cells.append(f"{ms:.2f} {100 * ms / whole:3.0f}%" if ms else "")
        table.add_row(stage, *cells)
    return table


def memory(samples: Sequence[Sample]) -> float:
    """The most memory (MB) that a process of its own holds while it reads them all twice.

    What the system says of resources used would count what the process was that began it.
    """
    program = (
        "import sys\nfrom pathlib import Path\nfrom gongkai.reading import read_document\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()) * 2: read_document(path.read_bytes(), path.name)\n"
        "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0])"
    )
    with tempfile.TemporaryDirectory() as folder:
        for sample in samples:
            Path(folder, f"{sample.form}-{sample.name}").write_bytes(sample.data)
        done = subprocess.run([sys.executable, "-c", program, folder], check=True, capture_output=True, text=True)
    return int(done.stdout) * 1024 / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="documents of each form")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--forms", nargs="+", choices=BARE, default=list(BARE), metavar="FORM")
    options = parser.parse_args()
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    collect_rarely()
    console = Console(width=140)
    table = Table(
        "form", "documents", "bare ms", "parse ms", "read ms", "read / bare", "p90", "target", "tables / read, / bare"
    )  # fmt: skip
    made = {form: list(documents(form, options.seed, options.count)) for form in options.forms}
    wrong = [
        f"{form} {sample.layout} {sample.name}" for form in made for sample in made[form] if not judge(sample).whole
    ]
    for form, samples in made.items():
        table.add_row(*measured(form, samples, options.rounds))
    console.print(table, profile(made, options.rounds))
    console.print(f"most memory of a process: {memory([one for some in made.values() for one in some]):.0f} MB")
    for line in wrong:
        console.print(f"not fully right: {line}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
