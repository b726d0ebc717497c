"""DOCX as people make it: merged cells, tracked changes, text boxes, numbers given by the program, damage."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from gongkai.finding import Refusal
from gongkai.reading.sources import open_sheet
from gongkai.reading.sources.docx_numbering import written

RUN = "<w:r><w:t>"
RAISED = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


def lines(document: Any) -> list[str]:
    out = io.BytesIO()
    document.save(out)
    return [line for line in open_sheet(out.getvalue()).printed.split("\n") if line.strip()]


def answer(data: bytes) -> str:
    """What is read, or the code of the refusal."""
    try:
        return open_sheet(data).printed.strip()
    except Refusal as refused:
        return refused.code


def xml(inner: str) -> Any:
    return parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>")


def body(*paragraphs: str) -> list[str]:
    document = docx.Document()
    for paragraph in paragraphs:
        document.element.body.insert(len(document.element.body) - 1, xml(paragraph))
    return lines(document)


def test_merged_cells_stand_once_and_a_cell_of_several_paragraphs_on_one_line() -> None:
    document = docx.Document()
    document.add_paragraph("前")
    table = document.add_table(3, 3)
    for place, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = str(place)
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(2, 1).merge(table.cell(2, 2))
    table.cell(1, 1).text = "予以\n公开"
    table.cell(1, 2).text = "12\n3"
    document.add_paragraph("后")
    assert lines(document) == ["前", "0 3\t1\t2", "予以公开\t12 3", "6\t7 8", "后"]


def test_a_table_inside_a_cell_gives_its_own_rows() -> None:
    document = docx.Document()
    outer = document.add_table(1, 1)
    inner = outer.cell(0, 0).add_table(2, 2)
    for place, cell in enumerate(cell for row in inner.rows for cell in row.cells):
        cell.text = f"格{place}"
    assert lines(document) == ["格0\t格1", "格2\t格3"]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>", ["新"]),
        ("<w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:r><w:t>在</w:t></w:r>", ["在"]),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:t>显</w:t></w:r>", ["显"]),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>', ["显"]),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>12</w:t></w:r><w:r><w:t>13</w:t></w:r>", ["13"]),
        ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>4</w:t></w:r>", ["4"]),
        ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", ["甲", "乙"]),
        ('<w:pPr><w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs></w:pPr><w:r><w:tab/><w:t>甲</w:t></w:r>', [" 甲"]),
        (f"<w:r><w:t>1234</w:t></w:r>{RAISED}<w:t>1</w:t></w:r>", ["1234"]),
        (f"<w:r><w:t>1234</w:t></w:r>{RAISED}<w:t>[2]</w:t></w:r>{RAISED}<w:t>③</w:t></w:r>", ["1234"]),
        (f"{RAISED}<w:t>1</w:t></w:r>{RAISED}<w:t>2</w:t></w:r>", ["12"]),
        (f"<w:r><w:t>一</w:t></w:r>{RAISED}<w:t>日</w:t></w:r>", ["一日"]),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>shi</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>十</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            ["十"],
        ),
        ("<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>", ["链接"]),
        ("<w:sdt><w:sdtContent><w:r><w:t>控件</w:t></w:r></w:sdtContent></w:sdt>", ["控件"]),
    ],
)
def test_what_the_page_says_and_nothing_else(inner: str, said: list[str]) -> None:
    assert body(inner) == said


def test_a_text_box_is_read_once_though_it_is_written_twice() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    both = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>框外</w:t></w:r>"
    )
    assert body(both) == ["框外", "框内"]


def test_a_deleted_row_is_gone_and_rows_in_a_content_control_are_there() -> None:
    document = docx.Document()
    table = document.add_table(3, 1)
    for place, row in enumerate(table.rows):
        row.cells[0].text = f"行{place}"
    table.rows[1]._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')}/>"))
    last = table.rows[2]._tr
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    last.addprevious(control)
    control[0].append(last)
    assert lines(document) == ["行0", "行2"]


def test_what_is_deleted_in_a_cell_takes_nothing_else_with_it() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    for cell in table.rows[0].cells:
        cell.text = "在"
    gone = parse_xml(f"<w:del {nsdecls('w')}><w:p><w:r><w:t>删</w:t></w:r></w:p></w:del>")
    table.cell(0, 0)._tc.append(gone)
    assert lines(document) == ["在\t在"]


def numbered(depth: int, text: str, key: int = 77) -> str:
    number = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{key}"/></w:numPr>'
    return f"<w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r>"


def test_numbers_that_the_program_gives_are_read() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
            "</w:abstractNum>"
        )
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for one in (numbered(0, "总体情况"), numbered(1, "甲"), numbered(1, "乙"), numbered(0, "其他"), numbered(1, "丙")):
        document.element.body.insert(len(document.element.body) - 1, xml(one))
    assert lines(document) == ["一、总体情况", "1.甲", "2.乙", "二、其他", "1.丙"]


@pytest.mark.parametrize(
    ("number", "style", "said"),
    [
        (1, "chineseCounting", "一"), (9, "japaneseCounting", "九"), (10, "chineseCounting", "十"),
        (11, "chineseCountingThousand", "十一"), (20, "chineseCounting", "二十"), (99, "chineseCounting", "九十九"),
        (100, "chineseCounting", "100"), (10, "ideographDigital", "一〇"), (3, "decimal", "3"),
    ],
)  # fmt: skip
def test_ways_of_writing_a_number(number: int, style: str, said: str) -> None:
    assert written(number, style) == said


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    made, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(made)
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            data = before.read(entry)
            after.writestr(entry.filename, change(data) if entry.filename == part else data)
    return out.getvalue()


def repacked(change: Callable[[str, bytes], tuple[str, bytes]]) -> bytes:
    made, out = docx.Document(), io.BytesIO()
    made.add_paragraph("某县教育局")
    made.save(kept := io.BytesIO())
    with zipfile.ZipFile(kept) as before, zipfile.ZipFile(out, "w") as after:
        for entry in before.infolist():
            after.writestr(*change(entry.filename, before.read(entry)))
    return out.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda name, data: (name.replace("word/document.xml", "word/document2.xml"), data),
        lambda name, data: (
            name,
            data.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            ),
        ),
    ],
    ids=["saved online", "strict"],
)
def test_documents_that_are_put_together_otherwise_are_read(change: Callable[[str, bytes], tuple[str, bytes]]) -> None:
    assert "某县教育局" in open_sheet(repacked(change), None, None).text


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">'.encode() for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [b"", b"\x00" * 40, b"<w:document", BOMB + b"]><x>&i;</x>", b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'],
)
def test_damaged_or_hostile_markup_is_refused_or_says_nothing(text: bytes) -> None:
    assert answer(changed("word/document.xml", lambda _: text)) in ("", "broken")


def test_cut_off_anywhere_it_is_refused_or_read_and_never_breaks() -> None:
    whole = changed("x", bytes)
    codes = {answer(whole[:end]) for end in range(0, len(whole), 997)}
    assert codes <= {"", "broken", "empty", "unsupported"}
    assert "broken" in codes


def test_a_thousand_nested_tables_end() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 1000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 1000
    made = f"<w:document {nsdecls('w')}><w:body>{deep}</w:body></w:document>".encode()
    assert answer(changed("word/document.xml", lambda _: made)) in ("", "broken")


STYLES = """<w:style w:type="character" w:styleId="Gone"><w:rPr>{}</w:rPr></w:style>
<w:style w:type="character" w:styleId="Based"><w:basedOn w:val="Gone"/></w:style>
<w:style w:type="character" w:styleId="Back"><w:basedOn w:val="Gone"/><w:rPr>{}</w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="All"><w:basedOn w:val="Gone"/></w:style>"""
OLD = '<w:r><w:rPr><w:rStyle w:val="{}"/></w:rPr><w:t>旧</w:t></w:r><w:r><w:t>新</w:t></w:r>'


@pytest.mark.parametrize("mark", ["vanish", "strike", "dstrike"])
@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (OLD.format("Gone"), ["新"]),
        (OLD.format("Based"), ["新"]),
        (OLD.format("Back"), ["旧新"]),
        ('<w:pPr><w:pStyle w:val="All"/></w:pPr>' + OLD.format("None"), []),
        (OLD.format("Gone").replace("</w:rPr>", '<w:strike w:val="0"/></w:rPr>'), ["旧新"]),
    ],
)
def test_what_a_style_hides_or_strikes_out_is_not_read(mark: str, inner: str, said: list[str]) -> None:
    document = docx.Document()
    on, off = f"<w:{mark}/>", f'<w:{mark} w:val="0"/>'
    for style in parse_xml(f"<w:styles {nsdecls('w')}>{STYLES.format(on, off)}</w:styles>"):
        document.styles.element.append(style)
    document.element.body.insert(0, xml(inner))
    assert lines(document) == said


SYMBOL = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
DRAWING = "<w:r><w:drawing/></w:r>"


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (RUN + "4</w:t></w:r>" + DRAWING, "4\ufffd"),
        (SYMBOL + RUN + "46</w:t></w:r>", "\ufffd46"),
        (RUN + "4</w:t></w:r>" + DRAWING + RUN + "6</w:t></w:r>", "4\ufffd6"),
        (SYMBOL + RUN + "是</w:t></w:r>", "是"),
        (DRAWING, ""),
        (RUN + '46</w:t></w:r><w:r><w:rPr><w:position w:val="10"/></w:rPr><w:t>1</w:t></w:r>', "46"),
        (RUN + '4</w:t></w:r><w:r><w:rPr><w:position w:val="-2"/></w:rPr><w:t>6</w:t></w:r>', "46"),
        (f"{RUN}46</w:t></w:r><w:r><w:drawing {nsdecls('wp')}><wp:anchor/></w:drawing></w:r>", "46"),
    ],
)
def test_what_stands_beside_a_number_in_a_cell_and_is_no_text(inner: str, said: str) -> None:
    document = docx.Document()
    cell = document.add_table(1, 2).cell(0, 1)
    document.tables[0].cell(0, 0).text = "格"
    cell._tc.remove(cell._tc.p_lst[0])
    cell._tc.append(xml(inner))
    (row,) = lines(document)
    assert row.removeprefix("格").strip("\t") == said


MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def numbered_cell(inner: str, cell: str = "", row: str = "", styles: str = "") -> str:
    """What is read of a cell of a table; nothing where its row is not."""
    document = docx.Document()
    for style in parse_xml(f"<w:styles {nsdecls('w')}>{styles}</w:styles>"):
        document.styles.element.append(style)
    cells = f"<w:tc><w:p>{RUN}格</w:t></w:r></w:p></w:tc><w:tc>{cell}<w:p>{inner}</w:p></w:tc>"
    rows = f"<w:tbl {nsdecls('w')} {MATH} {W14}><w:tblPr/><w:tr>{row}{cells}</w:tr></w:tbl>"
    document.element.body.insert(0, parse_xml(rows))
    return "".join(lines(document)).removeprefix("格\t")


PALE = '<w:color w:val="FFFFFF"/>'


@pytest.mark.parametrize(
    ("says", "said"),
    [
        (PALE, "46\ufffd"),
        ('<w:color w:val="auto" w:themeColor="background1"/>', "46\ufffd"),
        ('<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>', "46\ufffd"),
        ('<w:sz w:val="2"/>', "46"),
        ('<w:w w:val="1"/>', "46\ufffd"),
        ('<w:spacing w:val="-100"/>', "46\ufffd"),
        ("<w14:textFill><w14:noFill/></w14:textFill>", "46\ufffd"),
        ('<w:rStyle w:val="Pale"/>', "46\ufffd"),
        ('<w:rStyle w:val="Pale"/><w:color w:val="FF0000"/>', "467"),
        ('<w:rStyle w:val="Small"/>', "46"),
        (PALE + '<w:shd w:val="clear" w:fill="1F3864"/>', "467"),
        (PALE + '<w:highlight w:val="darkBlue"/>', "467"),
        ('<w:sz w:val="16"/><w:spacing w:val="-10"/><w:w w:val="80"/>', "467"),
    ],
)
def test_digits_that_nobody_sees_make_no_number(says: str, said: str) -> None:
    styles = f'<w:style w:type="character" w:styleId="Pale"><w:rPr>{PALE}</w:rPr></w:style>'
    styles += '<w:style w:type="character" w:styleId="Small"><w:rPr><w:sz w:val="2"/></w:rPr></w:style>'
    last = f"<w:r><w:rPr>{says}</w:rPr><w:t>{{}}</w:t></w:r>"
    assert numbered_cell(RUN + "46</w:t></w:r>" + last.format(7), styles=styles) == said
    if "sz" not in says and "Small" not in says:
        assert numbered_cell(last.format("总计数7"), styles=styles) == "总计数7"


@pytest.mark.parametrize(
    ("shade", "ink", "said"),
    [
        ('w:val="solid" w:color="4472C4" w:fill="auto"', "FFFFFF", "46"),
        ('w:val="pct80" w:color="000000" w:fill="FFFFFF"', "FFFFFF", "46"),
        ('w:val="clear" w:themeFill="accent1"', "FFFFFF", "46"),
        ('w:val="solid" w:color="auto" w:fill="auto"', "FFFFFF", "46"),
        ('w:val="solid" w:color="auto" w:fill="FFFFFF"', "000000", "\ufffd"),
        ('w:val="solid" w:color="FFFFFF" w:fill="000000"', "FFFFFF", "\ufffd"),
        ('w:val="pct5" w:color="000000" w:fill="FFFFFF"', "FFFFFF", "\ufffd"),
        ('w:val="clear" w:themeFill="background1"', "FFFFFF", "\ufffd"),
        ('w:val="pct15" w:color="auto" w:fill="FFFFFF"', "000000", "46"),
    ],
)
def test_a_shading_is_its_pattern_laid_on_its_fill(shade: str, ink: str, said: str) -> None:
    run = f'<w:r><w:rPr><w:color w:val="{ink}"/></w:rPr><w:t>46</w:t></w:r>'
    assert numbered_cell(run, f"<w:tcPr><w:shd {shade}/></w:tcPr>") == said


def test_white_in_a_dark_cell_is_seen() -> None:
    white = f"<w:r><w:rPr>{PALE}</w:rPr><w:t>46</w:t></w:r>"
    assert numbered_cell(white, '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr>') == "46"
    assert numbered_cell(white, '<w:tcPr><w:shd w:val="clear" w:fill="auto"/></w:tcPr>') == "\ufffd"


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (RUN + "4</w:t></w:r><m:oMath><m:r><m:t>6</m:t></m:r></m:oMath>", "46"),
        ("<m:oMath><m:f><m:num><m:r><m:t>46</m:t></m:r></m:num></m:f></m:oMath>", "\ufffd"),
        (RUN + "46</w:t></w:r><w:r><w:instrText> eq \\o(7)</w:instrText></w:r>", "46\ufffd"),
        (RUN + "46</w:t></w:r><w:r><w:instrText>=SUM(1)</w:instrText></w:r>", "46"),
        (f'<w:bdo w:val="rtl">{RUN}46</w:t></w:r></w:bdo>', "\ufffd"),
        (f'<w:bdo w:val="ltr">{RUN}46</w:t></w:r></w:bdo>', "46"),
        (RUN + "4</w:t></w:r>" + RAISED + "<w:t>67</w:t></w:r>", "4\ufffd"),
        (RUN + "4</w:t></w:r>" + RAISED + "<w:t>1234</w:t></w:r>", "4\ufffd"),
        (RAISED + "<w:t>4</w:t></w:r>" + RUN + "6</w:t></w:r>", "\ufffd6"),
        (RUN + "46</w:t></w:r>" + RAISED + "<w:t>[12]</w:t></w:r>", "46"),
        ('<w:pPr><w:spacing w:line="1" w:lineRule="exact"/></w:pPr>' + RUN + "46</w:t></w:r>", "\ufffd"),
    ],
)
def test_what_a_cell_shows_otherwise_than_it_is_written(inner: str, said: str) -> None:
    assert numbered_cell(inner) == said


@pytest.mark.parametrize("says", ["<w:hidden/>", '<w:trHeight w:val="1" w:hRule="exact"/>'])
def test_a_row_that_is_not_shown_is_none(says: str) -> None:
    assert numbered_cell(RUN + "46</w:t></w:r>", row=f"<w:trPr>{says}</w:trPr>") == ""
