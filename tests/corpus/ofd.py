"""Pages as OFD, for tests: placed texts, straight rules and pictures, in millimetres."""

from __future__ import annotations

import ctypes
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pypdfium2
import pypdfium2.raw as raw

from gongkai.reading.sources.pdf_engine import pages as pdf_pages

POINT = 72 / 25.4
"""Points in a millimetre."""
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


class Text(NamedTuple):
    """A text by the left end of its base line; ``steps`` from each character to the next."""

    text: str
    x: float
    y: float
    size: float = 4.0
    steps: str = ""


class Stroke(NamedTuple):
    """A straight rule."""

    x0: float
    y0: float
    x1: float
    y1: float


class Picture(NamedTuple):
    """A PNG that covers the page."""

    data: bytes


Part = Text | Stroke | Picture


def ofd(pages: Sequence[Sequence[Part]], *, template: Sequence[Part] = ()) -> bytes:
    """The file, each page with what the template draws."""
    held = io.BytesIO()
    media: list[bytes] = []
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "OFD.xml",
            f"<ofd:OFD {NAMESPACE} Version='1.0'><ofd:DocBody><ofd:DocInfo/>"
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
        named = "".join(f"<ofd:Page ID='{at + 1}' BaseLoc='Pages/Page_{at}/Content.xml'/>" for at in range(len(pages)))
        archive.writestr(
            "Doc_0/Document.xml",
            f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox>"
            "</ofd:PageArea><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>"
            "<ofd:TemplatePage ID='900' BaseLoc='Tpls/Tpl_0/Content.xml'/></ofd:CommonData>"
            f"<ofd:Pages>{named}</ofd:Pages></ofd:Document>",
        )
        archive.writestr("Doc_0/Tpls/Tpl_0/Content.xml", _content(template, media, ""))
        for at, page in enumerate(pages):
            use = "<ofd:Template TemplateID='900'/>" if template else ""
            archive.writestr(f"Doc_0/Pages/Page_{at}/Content.xml", _content(page, media, use))
        files = "".join(
            f"<ofd:MultiMedia ID='{700 + at}' Type='Image'><ofd:MediaFile>p{at}.png</ofd:MediaFile></ofd:MultiMedia>"
            for at in range(len(media))
        )
        archive.writestr(
            "Doc_0/DocumentRes.xml",
            f"<ofd:Res {NAMESPACE} BaseLoc='Res'><ofd:MultiMedias>{files}</ofd:MultiMedias></ofd:Res>",
        )
        for at, data in enumerate(media):
            archive.writestr(f"Doc_0/Res/p{at}.png", data)
    return held.getvalue()


def _content(parts: Sequence[Part], media: list[bytes], use: str) -> str:
    out = []
    for number, part in enumerate(parts):
        if isinstance(part, Text):
            steps = f" DeltaX='{part.steps}'" if part.steps else ""
            out.append(
                f"<ofd:TextObject ID='{number}' Boundary='{part.x} {part.y - part.size} 150 {part.size * 1.2}' "
                f"Font='1' Size='{part.size}'><ofd:TextCode X='0' Y='{part.size}'{steps}>{escape(part.text)}"
                "</ofd:TextCode></ofd:TextObject>"
            )
        elif isinstance(part, Stroke):
            left, top = min(part.x0, part.x1), min(part.y0, part.y1)
            data = f"M {part.x0 - left} {part.y0 - top} L {part.x1 - left} {part.y1 - top}"
            out.append(
                f"<ofd:PathObject ID='{number}' Boundary='{left} {top} {abs(part.x1 - part.x0)} "
                f"{abs(part.y1 - part.y0)}'><ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
            )
        else:
            media.append(part.data)
            out.append(
                f"<ofd:ImageObject ID='{number}' Boundary='0 0 210 297' CTM='210 0 0 297 0 0' "
                f"ResourceID='{699 + len(media)}'/>"
            )
    return f"<ofd:Page {NAMESPACE}>{use}<ofd:Content><ofd:Layer>{''.join(out)}</ofd:Layer></ofd:Content></ofd:Page>"


class _Glyph(NamedTuple):
    """A character by the left end of its base line from the top left corner, with the size of its type (points)."""

    text: str
    x: float
    y: float
    size: float


def from_pdf(data: bytes) -> bytes:
    """A PDF as a converter makes OFD of it: the same characters and straight rules at the same places."""
    document, made = pypdfium2.PdfDocument(data), []
    for number, page in enumerate(pdf_pages(data)):
        height = document[number].get_height()
        parts: list[Part] = [
            Stroke(rule.start / POINT, (rule.place + height) / POINT, rule.end / POINT, (rule.place + height) / POINT)
            for rule in page.level
        ]
        parts += [
            Stroke(rule.place / POINT, (rule.start + height) / POINT, rule.place / POINT, (rule.end + height) / POINT)
            for rule in page.upright
        ]
        made.append(parts + [_run(run) for run in _runs(_glyphs(document[number]))])
    return ofd(made)


def _glyphs(page: Any) -> Iterator[_Glyph]:
    text, height = page.get_textpage(), page.get_height()
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    for place in range(raw.FPDFText_CountChars(text.raw)):
        char = chr(raw.FPDFText_GetUnicode(text.raw, place))
        if char < " " or raw.FPDFText_IsGenerated(text.raw, place):
            continue
        raw.FPDFText_GetCharOrigin(text.raw, place, x, y)
        raw.FPDFText_GetMatrix(text.raw, place, matrix)
        size = raw.FPDFText_GetFontSize(text.raw, place) * abs(matrix.d or matrix.b)
        yield _Glyph(char, x.value, height - y.value, size)


def _runs(glyphs: Iterable[_Glyph]) -> Iterator[list[_Glyph]]:
    """Characters that one text holds: of one size, on one base line, each beside the one before."""
    run: list[_Glyph] = []
    for one in glyphs:
        if run and ((one.y, one.size) != (run[-1].y, run[-1].size) or not 0 < one.x - run[-1].x < 2 * one.size):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _run(run: Sequence[_Glyph]) -> Text:
    steps = " ".join(f"{(b.x - a.x) / POINT:.3f}" for a, b in pairwise(run))
    first = run[0]
    return Text("".join(one.text for one in run), first.x / POINT, first.y / POINT, first.size / POINT, steps)
