"""DOCX as python-docx packs it, its tables drawn as offices draw them."""

from __future__ import annotations

import io
from collections.abc import Callable
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.corpus.grid import Box, Grid
from tests.corpus.html import made, split_over_pages
from tests.corpus.model import Printed, Report, Truth

#: Where rules stand, the size of the type in half points, the width of the table in twips.
RULES = {
    "all": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "level": ("top", "bottom", "insideH"),
    "none": (),
}
FULL = 9_000


class Draw:
    """How one document draws its tables."""

    def __init__(self, rng: Random, *, rules: str = "all", size: int = 18, width: int = FULL, **how: bool) -> None:
        self.rng, self.rules, self.size, self.width = rng, RULES[rules], size, width
        self.repeated, self.tracked, self.runs = (how.get(name, False) for name in ("repeated", "tracked", "runs"))

    def table(self, grid: Grid) -> Any:
        """A grid as a table element."""
        return parse_xml(self._table(grid, f" {nsdecls('w')}"))

    def nested(self, grid: Grid) -> Any:
        """A grid in the only cell of another table."""
        cell = f'<w:tc><w:tcPr><w:tcW w:w="{FULL}" w:type="dxa"/></w:tcPr>{self._table(grid, "")}<w:p/></w:tc>'
        frame = f'<w:tblPr/><w:tblGrid><w:gridCol w:w="{FULL}"/></w:tblGrid>'
        return parse_xml(f"<w:tbl {nsdecls('w')}>{frame}<w:tr>{cell}</w:tr></w:tbl>")

    def _table(self, grid: Grid, names: str) -> str:
        width = max(sum(box.cols for box in line) for line in grid)
        broad = self.width // (width + 2)
        places = "".join(f'<w:gridCol w:w="{broad * (2 if at == 0 else 1)}"/>' for at in range(width))
        rules = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in self.rules)
        props = f'<w:tblW w:w="{self.width}" w:type="dxa"/><w:tblBorders>{rules}</w:tblBorders>'
        props += '<w:tblLayout w:type="fixed"/>' if self.width < FULL else ""
        return (
            f"<w:tbl{names}><w:tblPr>{props}</w:tblPr><w:tblGrid>{places}</w:tblGrid>{self._rows(grid, broad)}</w:tbl>"
        )

    def _rows(self, grid: Grid, broad: int) -> str:
        below: dict[tuple[int, int], int] = {}
        out = []
        for y, line in enumerate(grid):
            boxes, cells, x = list(line), [], 0
            while boxes or (y, x) in below:
                if (y, x) in below:
                    cols, cell = below[y, x], self._cell(None, below[y, x], broad, "<w:vMerge/>")
                else:
                    box = boxes.pop(0)
                    cols = box.cols
                    below |= {(y + dy, x): cols for dy in range(1, box.rows)}
                    cell = self._cell(box, cols, broad, '<w:vMerge w:val="restart"/>' if box.rows > 1 else "")
                cells.append(cell)
                x += cols
            head = self.repeated and all(box.head for box in line)
            out.append(f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{''.join(cells)}</w:tr>")
        return "".join(out)

    def _cell(self, box: Box | None, cols: int, broad: int, merge: str) -> str:
        span = f'<w:gridSpan w:val="{cols}"/>' if cols > 1 else ""
        props = f'<w:tcPr><w:tcW w:w="{broad * cols}" w:type="dxa"/>{span}{merge}</w:tcPr>'
        return f'<w:tc>{props}<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{self._text(box) if box else ""}</w:p></w:tc>'

    def _text(self, box: Box) -> str:
        text, cut = box.text, 0
        if self.runs and len(text) > 1:
            cut = self.rng.randrange(1, len(text))
        out = self._run(text[:cut]) + self._run(text[cut:])
        if self.tracked and box.number and self.rng.random() < 0.3:
            who = 'w:id="9" w:author="a" w:date="2022-01-20T10:00:00Z"'
            gone = f"<w:del {who}>{self._run(str(self.rng.randint(0, 99)), 'delText')}</w:del>"
            return f"{gone}<w:ins {who}>{out}</w:ins>"
        return out

    def _run(self, text: str, tag: str = "t") -> str:
        kind = f'<w:rPr><w:sz w:val="{self.size}"/></w:rPr>'
        return f'<w:r>{kind}<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>' if text else ""


_BOX = (
    '<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" '
    'distR="0"><wp:extent cx="5400000" cy="900000"/><wp:docPr id="7" name="t"/><a:graphic><a:graphicData uri="http://'
    'schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="5400000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    '</mc:Choice><mc:Fallback><w:pict><v:shape style="width:420pt;height:70pt"><v:textbox>{inner}</v:textbox></v:shape>'
    "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
_NAMES = " ".join(
    f'xmlns:{key}="{name}"'
    for key, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
    }.items()
)


def boxed(text: str) -> Any:
    """A run with a text box as Word writes it: once for itself, once for older programs."""
    inner = f"<w:txbxContent><w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p></w:txbxContent>"
    return parse_xml(_BOX.format(names=_NAMES, inner=inner))


def packed(rng: Random, report: Report, place: Callable[[Any, Printed], None], **page: Any) -> bytes:
    """The report as a document; ``place`` appends a table to its body."""
    document = Document()
    section = document.sections[0]
    if page.get("landscape"):
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    if page.get("furnished"):
        section.header.paragraphs[0].text = report.title
        section.footer.paragraphs[0].text = f"- {rng.randint(1, 9)} -"
    if page.get("boxed"):
        document.add_paragraph()._p.append(boxed(report.title))
    else:
        document.add_heading(report.title, 0)
    for text in report.lead:
        document.add_paragraph(text)
    for chapter in report.chapters:
        for text in filter(None, (chapter.heading, *chapter.paragraphs)):
            document.add_paragraph(text)
        if chapter.table:
            place(document, chapter.table)
        for text in chapter.notes:
            document.add_paragraph(text)
    for text in report.tail:
        document.add_paragraph(text)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def _each(draw: Draw, element: Callable[[Grid], Any]) -> Callable[[Any, Printed], None]:
    joined = draw.rng.random() < 0.6

    def place(document: Any, table: Printed) -> None:
        for grid in made(table, joined):
            document.add_paragraph()._p.addprevious(element(grid))

    return place


def _simple(**how: Any) -> Callable[[Random, Report, Truth], bytes]:
    page = {key: how.pop(key) for key in ("landscape", "furnished", "boxed") if key in how}

    def make(rng: Random, report: Report, truth: Truth) -> bytes:
        draw = Draw(rng, **how)
        return packed(rng, report, _each(draw, draw.table), **page)

    return make


def nested(rng: Random, report: Report, truth: Truth) -> bytes:
    """Every table in the cell of another."""
    draw = Draw(rng, width=FULL - 600)
    return packed(rng, report, _each(draw, draw.nested))


def split(rng: Random, report: Report, truth: Truth) -> bytes:
    """Table 3 as three tables on pages of their own, the head repeated or not."""
    draw, repeat = Draw(rng), rng.random() < 0.6

    def place(document: Any, table: Printed) -> None:
        pieces = split_over_pages(rng, table, repeat=repeat)
        for at, grid in enumerate(pieces):
            document.add_paragraph()._p.addprevious(draw.table(grid))
            if table.shape == "matrix" and at + 1 < len(pieces):
                document.add_page_break()

    return packed(rng, report, place)


LAYOUTS: dict[str, Callable[[Random, Report, Truth], bytes]] = {
    "ruled": _simple(),
    "bare": _simple(rules="none"),
    "level": _simple(rules="level"),
    "repeated": _simple(repeated=True, size=28, furnished=True),
    "small": _simple(size=9),
    "narrow": _simple(width=6_500, size=21),
    "landscape": _simple(landscape=True, width=13_000),
    "boxed": _simple(boxed=True),
    "runs": _simple(runs=True),
    "tracked": _simple(tracked=True),
    "nested": nested,
    "split": split,
}
#: What a program prints as it stands: changes that are tracked would be printed with what they change.
PRINTABLE = tuple(name for name in LAYOUTS if name != "tracked")
