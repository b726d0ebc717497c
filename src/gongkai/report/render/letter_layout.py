"""The packaged template of every letter, in the layout of 《党政机关公文格式》 (GB/T 9704—2012).

Letters follow its letter form (信函格式): the organ in red over a red rule, the number at the right,
title, addressee, text, attachments, organ with room for the seal, day.  Sheets for the file are
tables.  Every placeholder is one name; an office edits the rest in its own word processor.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gongkai.report.letters import LetterKind, kind, part
from gongkai.report.render.docx import SANHAO, TITLE_FACE, fixed, set_page, set_styles

SEAL = "（印章）"
_RED = RGBColor(0xE6, 0x00, 0x12)
_CLOSINGS = {"applicant": "特此告知。", "third_party": "特此告知。", "organ": "特此致函。"}
_COLUMNS = (Mm(32), Mm(124))
_SHEETS = ("application_form", "register_sheet", "review_sheet", "handover_list")


@cache
def default_template(key: str) -> bytes:
    """The packaged template of a kind of letter as DOCX.  Raises ``Refusal`` for an unknown kind."""
    made = kind(key)
    word = docx.Document()
    set_page(word)
    set_styles(word)
    _properties(word, made.title)
    if made.series:
        _letter(word, made)
    else:
        _sheet(word, made)
    return fixed(word)


def _properties(word: Any, title: str) -> None:
    properties = word.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = properties.created.replace(year=2000, microsecond=0)


def _letter(word: Any, made: LetterKind) -> None:
    head = word.add_paragraph()
    _flat(head, WD_ALIGN_PARAGRAPH.CENTER)
    run = head.add_run("{{ organ }}")
    run.font.size, run.font.color.rgb = Pt(26), _RED
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), TITLE_FACE)
    head.paragraph_format.line_spacing = Pt(40)
    _rule_under(head)
    _flat(word.add_paragraph("{{ number }}"), WD_ALIGN_PARAGRAPH.RIGHT)
    _flat(word.add_paragraph(), WD_ALIGN_PARAGRAPH.LEFT)
    word.add_paragraph("{{ title }}", style="Title")
    _flat(word.add_paragraph("{{ addressee }}："), WD_ALIGN_PARAGRAPH.LEFT)
    for key in made.slots:
        if key not in made.frame:
            word.add_paragraph(f"{{{{ {key} }}}}")
    last = [word.paragraphs[-1], word.add_paragraph(_CLOSINGS[made.to])]
    last += [word.add_paragraph(line) for line in ("{%p if attachments %}", "{{ attachments }}", "{%p endif %}")]
    for one in last:
        one.paragraph_format.keep_with_next = True
    _signed(word, "{{ organ }}" + SEAL, indent=2, before=2)
    _signed(word, "{{ date }}", indent=4)


def _signed(word: Any, text: str, *, indent: int, before: int = 0) -> None:
    """A line of the signature, so many characters in from the right, kept on one page with the next."""
    line = word.add_paragraph(text)
    _flat(line, WD_ALIGN_PARAGRAPH.RIGHT)
    line.paragraph_format.right_indent = SANHAO * indent
    line.paragraph_format.space_before = SANHAO * before
    line.paragraph_format.keep_together = True
    line.paragraph_format.keep_with_next = bool(before)


def _sheet(word: Any, made: LetterKind) -> None:
    word.add_paragraph("{{ title }}", style="Title")
    if "organ" in made.frame:
        _flat(word.add_paragraph("{{ organ }}　　{{ date }}"), WD_ALIGN_PARAGRAPH.LEFT)
    keys = [key for key in made.slots if key not in made.frame]
    if made.key not in _SHEETS:
        for key in keys:
            _flat(word.add_paragraph(f"{{{{ {key} }}}}"), WD_ALIGN_PARAGRAPH.LEFT)
        return
    table = word.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, _COLUMNS, strict=True):
        column.width = width
    for key in keys:
        cells = table.add_row().cells
        for cell, text, width in zip(cells, (part(key).words, f"{{{{ {key} }}}}"), _COLUMNS, strict=True):
            cell.width = width
            cell.text = text
            _flat(cell.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(12)
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(22)


def _flat(paragraph: Any, side: WD_ALIGN_PARAGRAPH) -> None:
    """Without the first-line indent of the text."""
    paragraph.alignment = side
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "0")


def _rule_under(paragraph: Any) -> None:
    """The red rule of the letter form: thick over thin."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "thickThinSmallGap"), ("sz", "24"), ("space", "6"), ("color", "E60012")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().insert_element_before(
        borders, *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")
    )
