"""Reports in every raw form that offices publish, made through the programs that offices use, with known truth.

``documents(form, seed, count)`` is the door; ``FORMS`` says of each form what is asked of its reading.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from random import Random
from typing import NamedTuple

import pypdfium2

from tests.corpus import books, html, ofd, press, programs, word
from tests.corpus.generate import LAYOUTS, generate, report_and_truth
from tests.corpus.model import Report, Sample, Truth
from tests.corpus.wear import WEAR, scanned


class Sort(StrEnum):
    """What is asked of the reading of a form: of undamaged documents each, of the others nearly every cell."""

    WHOLE = "undamaged"
    DAMAGED = "damaged"
    SCANNED = "scanned"


class Draft(NamedTuple):
    """A report that has no raw form yet, and the layout that it is to have."""

    seed: int
    layout: str
    damage: tuple[str, ...]
    report: Report
    truth: Truth

    @property
    def dice(self) -> Random:
        """The same dice whenever this draft is drawn."""
        return Random(f"{self.seed}.{self.layout}")


Make = Callable[[list[Draft]], Sequence[bytes]]


class Form(NamedTuple):
    """A raw form: how it is made of drafts, in which layouts, its suffix, and what is asked of its reading.

    ``placed`` says that an empty cell still has its place there.
    """

    make: Make
    layouts: tuple[str, ...]
    suffix: str
    sort: Sort = Sort.WHOLE
    placed: bool = True


#: Layouts in which nothing but the eye tells where an empty cell stands.
UNRULED = frozenset({"bare", "level", "striped", "three-line", "layout", "raw", "divs", "paragraphs", "no_spans"}) | {
    name for name, wear in WEAR.items() if wear.print == "level"
}
#: What a report may print without being damaged: blanks, strokes, and sums that are wrong on paper.
LAWFUL = ((), (), (), (), ("violation",), ("violation",), ("blanks",), ("slashes",))


def documents(form: str, seed: int, count: int) -> Iterator[Sample]:
    """``count`` documents of the form, its layouts in turn."""
    if form == "zip":
        yield from _zips(seed, count)
    elif form.startswith("damaged-"):
        for at in range(count):
            yield replace(generate(_seed(seed, at), form=form.removeprefix("damaged-"), damaged=True), form=form)
    else:
        made = FORMS[form]
        drafts = [_draft(made, seed, at) for at in range(count)]
        for draft, data in zip(drafts, made.make(drafts), strict=True):
            name = f"{draft.seed}{made.suffix}"
            yield Sample(draft.seed, form, draft.layout, draft.damage, data, name, (draft.truth,))


def _seed(seed: int, at: int) -> int:
    return seed * 1_000_003 + at


def _draft(form: Form, seed: int, at: int) -> Draft:
    number, layout = _seed(seed, at), form.layouts[at % len(form.layouts)]
    dice = Random(number)
    damage = dice.choice(LAWFUL if form.placed and layout not in UNRULED else LAWFUL[:6])
    report, truth = report_and_truth(dice, damage, plain=layout in UNRULED)
    return Draft(number, layout, damage, report, truth)


def _docx(drafts: list[Draft]) -> list[bytes]:
    return [word.LAYOUTS[one.layout](one.dice, one.report, one.truth) for one in drafts]


def _xlsx(drafts: list[Draft]) -> list[bytes]:
    return [books.LAYOUTS[one.layout](one.dice, one.report, one.truth) for one in drafts]


def _html(drafts: list[Draft]) -> list[bytes]:
    return [html.LAYOUTS[one.layout](one.dice, one.report, one.truth).encode() for one in drafts]


def _by_office(make: Callable[[list[Draft]], list[bytes]], before: str, after: str) -> Make:
    return lambda drafts: programs.convert(make(drafts), before, after)


def _printed(drafts: list[Draft]) -> list[bytes]:
    styles = [press.STYLES[one.layout] for one in drafts]
    pages = [
        (
            press.sheet(one.dice, one.report, style),
            {"format": style.paper, "landscape": style.landscape, "display_header_footer": style.furnished},
        )
        for one, style in zip(drafts, styles, strict=True)
    ]
    return [_turned(pdf, style.turned) for pdf, style in zip(programs.printed(pages), styles, strict=True)]


def _turned(pdf: bytes, degrees: int) -> bytes:
    if not degrees:
        return pdf
    document, held = pypdfium2.PdfDocument(pdf), io.BytesIO()
    for page in document:
        page.set_rotation(degrees)
    document.save(held)
    return held.getvalue()


def _archived(drafts: list[Draft]) -> list[bytes]:
    return programs.archived([html.LAYOUTS[one.layout](one.dice, one.report, one.truth) for one in drafts])


def _plain_pdfs(drafts: list[Draft]) -> list[bytes]:
    """PDF by LibreOffice and by Chromium in turn, for what is made of PDF."""
    office = _by_office(_docx, "docx", "pdf")([one._replace(layout="ruled") for one in drafts[::2]])
    browser = _printed([one._replace(layout="ruled") for one in drafts[1::2]]) if len(drafts) > 1 else []
    return [(browser if at % 2 else office)[at // 2] for at in range(len(drafts))]


def _texts(drafts: list[Draft]) -> list[bytes]:
    pdfs = zip(drafts, _plain_pdfs(drafts), strict=True)
    return [programs.text_of(pdf, f"-{one.layout}") for one, pdf in pdfs]


def _ofds(drafts: list[Draft]) -> list[bytes]:
    return [ofd.from_pdf(pdf) for pdf in _plain_pdfs(drafts)]


def _scans(drafts: list[Draft]) -> list[bytes]:
    styled = {at: WEAR[one.layout].print for at, one in enumerate(drafts) if WEAR[one.layout].print}
    plain = iter(_plain_pdfs([one for at, one in enumerate(drafts) if at not in styled]))
    browser = iter(_printed([drafts[at]._replace(layout=style) for at, style in styled.items()]))
    pdfs = [next(browser if at in styled else plain) for at in range(len(drafts))]
    return [scanned(pdf, WEAR[one.layout], one.seed) for one, pdf in zip(drafts, pdfs, strict=True)]


def _zips(seed: int, count: int) -> Iterator[Sample]:
    """Archives of three documents in different forms."""
    kinds = ("docx", "html", "xlsx")
    members = zip(*(documents(kind, seed + at, count) for at, kind in enumerate(kinds)), strict=True)
    for some in members:
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for at, one in enumerate(some):
                archive.writestr(f"全区/{at}{FORMS[kinds[at]].suffix}", one.data)
        truths = tuple(truth for one in some for truth in one.truths)
        damage = tuple(name for one in some for name in one.damage)
        yield Sample(some[0].seed, "zip", "three", damage, held.getvalue(), f"{some[0].seed}.zip", truths)


_WORD, _BOOKS, _PRINTS = tuple(word.LAYOUTS), tuple(books.LAYOUTS), word.PRINTABLE
_CMS = tuple(LAYOUTS["html"])
FORMS: dict[str, Form] = {
    "docx": Form(_docx, _WORD, ".docx"),
    "docx-office": Form(_by_office(_docx, "docx", "docx"), _WORD, ".docx"),
    "doc": Form(_by_office(_docx, "docx", "doc"), _PRINTS, ".doc"),
    "rtf": Form(_by_office(_docx, "docx", "rtf"), _PRINTS, ".rtf"),
    "html": Form(_html, _CMS, ".html"),
    "html-office": Form(_by_office(_docx, "docx", "html"), _PRINTS, ".html"),
    "mhtml": Form(_archived, tuple(name for name in _CMS if name != "in_json"), ".mhtml"),
    "xlsx": Form(_xlsx, _BOOKS, ".xlsx"),
    "xls": Form(_by_office(_xlsx, "xlsx", "xls"), _BOOKS, ".xls"),
    "pdf-office": Form(_by_office(_docx, "docx", "pdf"), _PRINTS, ".pdf"),
    "pdf-browser": Form(_printed, tuple(press.STYLES), ".pdf"),
    "ofd": Form(_ofds, ("converted",), ".ofd"),
    "zip": Form(lambda drafts: [], ("three",), ".zip"),
    "pdftotext": Form(_texts, ("layout", "raw"), ".txt", Sort.DAMAGED, placed=False),
    "damaged-text": Form(lambda drafts: [], (), ".txt", Sort.DAMAGED),
    "damaged-markdown": Form(lambda drafts: [], (), ".md", Sort.DAMAGED),
    "damaged-html": Form(lambda drafts: [], (), ".html", Sort.DAMAGED),
    "scan": Form(_scans, tuple(WEAR), ".pdf", Sort.SCANNED),
}
