"""PDF: the pages with a text layer from PDFium's view of them, the pages that are pictures by recognition.

PDFium gives characters and rules (:mod:`gongkai.reading.sources.pdf_engine`); what they mean is
decided in :mod:`gongkai.reading.sources.pdf_geometry`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from operator import itemgetter

from gongkai.finding import Refusal
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.package import broken
from gongkai.reading.sources.paged import sheet_of
from gongkai.reading.sources.pdf_engine import KIND, MEANINGLESS, pages, pictures
from gongkai.reading.sources.pdf_geometry import blocks
from gongkai.reading.sources.pdf_parts import Block, Frame
from gongkai.reading.sources.recognise import can_recognise, refuse_without_recognition
from gongkai.reading.sources.scan import Scan, Seen
from gongkai.reading.sources.seals import grey

FEWEST = 20
"""A PDF with fewer characters than this has no text layer worth the name."""
_SAID = itemgetter(0)
_DARK = re.compile(f"[{MEANINGLESS}\ue000-\uf8ff]")
MOST_PICTURES = 60
"""A PDF with more pages that are pictures than this is refused: recognition takes seconds a page."""


def pdf_sheet(data: bytes, seen: Seen | None = None) -> Sheet:
    """The sheet of a PDF; ``seen`` is called after every page that was recognised.

    Raises :class:`Refusal`: ``locked`` for one that needs a password, ``needs-ocr`` for a scan where
    nothing can recognise characters, ``scanned`` for one in which none are recognised, ``unreadable``
    for text whose characters have no meaning, ``broken`` for a damaged or excessive one.
    """
    found = pages(data)
    texts = ["".join(map(_SAID, page.chars)) for page in found]
    pictured = [number for number, page in enumerate(found) if page.pictured or _is_garbled(texts[number])]
    read_as_text = sum(len(text) for number, text in enumerate(texts) if number not in set(pictured))
    if pictured and (can_recognise() or read_as_text < FEWEST):
        refuse_without_recognition()
        if len(pictured) > MOST_PICTURES:
            reason = f"超过{MOST_PICTURES}页是图片", f"more than {MOST_PICTURES} of its pages are pictures"
            raise broken(KIND, reason)
        scan = Scan(seen)
        read = dict(zip(pictured, _recognised(data, pictured, scan), strict=True))
        parts = [read[number] if number in read else (blocks(page), page.frame) for number, page in enumerate(found)]
        made = [some for some, _ in parts]
        _refuse_if_bare(made)
        return sheet_of(made, [frame for _, frame in parts], scan.numerals)
    _refuse_unless_text("".join(texts))
    return sheet_of([blocks(page) for page in found], [page.frame for page in found])


def _recognised(data: bytes, pictured: Sequence[int], scan: Scan) -> Iterator[tuple[list[Block], Frame]]:
    for picture, scale in pictures(data, pictured):
        yield scan.page(grey(picture), scale)


def _is_garbled(text: str) -> bool:
    """Whether the characters have no meaning, or the figures: their fonts do not say what they draw."""
    if not _DARK.search(text):  # as in most
        return False
    dark = len(_DARK.findall(text))
    return dark > len(text) // 4 or text.count(MEANINGLESS) > sum(map(text.count, "0123456789"))


def _refuse_if_bare(made: Sequence[Sequence[Block]]) -> None:
    said = sum(
        len(block.line) + sum(len(cell) for row in block.rows for cell in row.cells) for page in made for block in page
    )
    if said < FEWEST:
        raise Refusal(
            "scanned",
            ("这个PDF是扫描件，其中没有识别出文字", "the PDF is a scan in which no characters were recognised"),
            (
                "请提供更清晰的扫描件，或由Word、WPS直接导出的PDF",
                "supply a clearer scan, or the PDF exported from the document",
            ),
        )


def _refuse_unless_text(text: str) -> None:
    if len(text) < FEWEST:
        raise Refusal(
            "scanned",
            ("这个PDF没有文字层，也没有图片", "the PDF has no text and no pictures"),
            (
                "请提供由Word或WPS直接导出的PDF，或原始文档",
                "supply the PDF exported from the document, or the document",
            ),
        )
    if _is_garbled(text):
        raise Refusal(
            "unreadable",
            ("这个PDF的字体缺少字符对照表，文字无法还原", "the fonts of the PDF do not say which characters they draw"),
            ("请提供原始文档，或重新导出PDF", "supply the document, or export the PDF again"),
        )
