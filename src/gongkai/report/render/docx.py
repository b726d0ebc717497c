"""The report as a Word document, set as an office signs it.

Page, type and spacing follow 《党政机关公文格式》 (GB/T 9704—2012): A4, 22 lines of 28 characters,
方正小标宋简体 for the title, 黑体 and 楷体_GB2312 for heads, 仿宋_GB2312 for the text.  Type is named,
never embedded.  The bytes depend on the filing only.
"""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt

from gongkai.report.render.document import Document
from gongkai.report.render.docx_table import add_table

TITLE_FACE, HEAD_FACE, SUBHEAD_FACE, BODY_FACE = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
LATIN_FACE = "Times New Roman"

# GB/T 9704—2012, 5.2: the page and its type area of 156 mm by 225 mm, 22 lines a page.
PAGE, MARGINS = (Mm(210), Mm(297)), (Mm(37), Mm(26), Mm(35), Mm(28))
TEXT_WIDTH = Mm(156)
LINE = Pt(28.9)
ERHAO, SANHAO, SIHAO = Pt(22), Pt(16), Pt(14)

_EPOCH = (1980, 1, 1, 0, 0, 0)


def render_docx(document: Document) -> bytes:
    """The report in official layout; findings are not printed, for this is the copy to sign."""
    word = docx.Document()
    set_page(word)
    set_styles(word)
    word.core_properties.author = document.author
    word.core_properties.title = document.title[:255]
    word.core_properties.comments = ""
    word.core_properties.created = word.core_properties.modified = datetime(*_EPOCH)
    word.add_paragraph(document.title, style="Title")
    for line in document.opening:
        word.add_paragraph(line)
    for part in document.parts:
        word.add_paragraph(part.heading, style="Heading 1")
        for line, is_head in part.paragraphs:
            word.add_paragraph(line, style="Heading 2" if is_head else "Normal")
        if part.grid is not None:
            add_table(word, part.grid, document.filing, TEXT_WIDTH)
    return fixed(word)


def set_page(word: Any) -> None:
    """A4 with the margins of the standard, and page numbers at the outer edge."""
    section = word.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = MARGINS
    section.header_distance, section.footer_distance = Mm(15), Mm(25)
    word.settings.odd_and_even_pages_header_footer = True
    _add_page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _add_page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _add_page_number(footer: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    """``— 1 —`` one character in from the outer edge (GB/T 9704—2012, 7.5)."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = side
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = SIHAO
    paragraph.add_run("— ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" —")


def set_styles(word: Any) -> None:
    """Type and spacing of text, title and heads."""
    styles = word.styles
    _set_style(styles["Normal"], BODY_FACE, SANHAO, indent=2)
    _set_style(styles["Title"], TITLE_FACE, ERHAO, indent=0)
    _set_style(styles["Heading 1"], HEAD_FACE, SANHAO, indent=2)
    _set_style(styles["Heading 2"], SUBHEAD_FACE, SANHAO, indent=2)
    _set_style(styles["Footer"], "宋体", SIHAO, indent=0)
    title = styles["Title"].paragraph_format
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.line_spacing, title.space_after = Pt(36), LINE
    styles["Normal"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _set_style(style: Any, face: str, size: Length, *, indent: int) -> None:
    """Face, size, exact line spacing, and first-line indent in characters; no colour, no borders."""
    style.font.name = LATIN_FACE
    style.font.size = size
    style.font.bold = style.font.italic = False
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for name in [name for name in fonts.attrib if "heme" in name]:
        del fonts.attrib[name]
    fonts.set(qn("w:eastAsia"), face)
    for tag in ("w:color", "w:spacing", "w:kern", "w:lang"):
        for element in properties.findall(qn(tag)):
            properties.remove(element)
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule, layout.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    layout.first_line_indent = size * indent
    for border in style.element.pPr.findall(qn("w:pBdr")):
        style.element.pPr.remove(border)
    style.element.pPr.ind.set(qn("w:firstLineChars"), str(100 * indent))


def fixed(word: Any) -> bytes:
    """The saved package with every entry dated alike, so that equal filings give equal bytes."""
    saved, out = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), source.read(entry), zipfile.ZIP_DEFLATED)
    return out.getvalue()
