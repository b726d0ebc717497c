"""What a redacted copy still gives away: each way of hiding badly is found, each good one passes."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt, RGBColor

from gongkai.finding import Refusal
from gongkai.reading.sources.remnants import SORTS, Remnant, remnants
from tests.reading.redacted import BOX, PICTURE, SCAN, SQUARE, SQUARE_LOOK, TEXT, form, note, pdf, saved_again, scan

NAME = "SECRETNAME（10字）"


def codes(data: bytes, kind: str = "pdf", *words: str) -> list[str]:
    return [one.code for one in remnants(data, kind, words)]


@pytest.mark.parametrize(
    ("data", "code", "text"),
    [
        (pdf(TEXT + BOX), "covered", NAME),
        (pdf(TEXT + BOX, page=b"/Rotate 90"), "covered", NAME),
        (pdf(TEXT + BOX, page=b"/CropBox[20 50 390 290]"), "covered", NAME),
        (pdf(TEXT + b"0 g 45 190 90 30 re f"), "covered", "SECRET（6字）"),
        (pdf(b"q 1 0 0 1 10 0 cm /I Do Q", form(TEXT + BOX), resources=PICTURE), "covered", NAME),
        (pdf(TEXT, SQUARE_LOOK, page=SQUARE), "covered", NAME),
        (pdf(BOX + b"0.03 g " + TEXT), "covered", NAME),
        (pdf(TEXT + b"q 170 0 0 40 45 190 cm /I Do Q", scan(), resources=PICTURE), "covered", NAME),
        (pdf(SCAN + b"3 Tr " + TEXT, scan(blackened=True), resources=PICTURE), "covered", NAME),
        (pdf(b"1 g " + TEXT), "pale", NAME),
        (pdf(TEXT + b"1 g 45 190 160 30 re f"), "pale", NAME),
        (pdf(b"3 Tr " + TEXT), "invisible", NAME),
        (pdf(TEXT.replace(b"200 Td", b"500 Td")), "outside", NAME),
        (pdf(TEXT, page=b"/CropBox[0 0 400 100]"), "outside", NAME),
        (pdf(SCAN + BOX, scan(), resources=PICTURE), "image_covered", "1处"),
        (pdf(SCAN, scan() | SQUARE_LOOK, page=SQUARE, resources=PICTURE), "image_covered", "1处"),
        (pdf(TEXT, page=note(b"Redact")), "unapplied", ""),
        (pdf(b"", page=note(b"Text", b"/Contents(see Zhang San)")), "comment", "see Zhang San"),
        (pdf(b"", page=note(b"FreeText", b"/F 2/Contents(see Zhang San)")), "hidden_field", "see Zhang San"),
        (saved_again(pdf(TEXT)), "revision", ""),
        (pdf(b"", {8: b"<</Author(Li Si)>>"}, trailer=b"/Info 8 0 R"), "properties", "作者：Li Si"),
    ],
)
def test_a_pdf_that_only_looks_redacted_is_found_out(data: bytes, code: str, text: str) -> None:
    assert [(one.code, one.text) for one in remnants(data, "pdf")] == [(code, text)]


@pytest.mark.parametrize(
    "data",
    [
        pdf(TEXT),
        pdf(BOX),
        pdf(BOX + b"1 g " + TEXT),
        pdf(b"0.9 g 45 190 160 30 re f 0 g " + TEXT),
        pdf(b"q 1 0 0 1 10 0 cm /I Do Q", form(TEXT), resources=PICTURE),
        pdf(SCAN, scan(), resources=PICTURE),
        pdf(SCAN, scan(blackened=True), resources=PICTURE),
        pdf(SCAN + b"3 Tr " + TEXT, scan(), resources=PICTURE),
        pdf(SCAN + BOX, scan(blackened=True), resources=PICTURE),
        pdf(TEXT, page=note(b"Link")),
    ],
)
def test_what_everybody_sees_is_no_remnant(data: bytes) -> None:
    assert remnants(data, "pdf") == []


def test_words_are_found_wherever_they_stand() -> None:
    phone = pdf(b"BT /F 20 Tf 50 200 Td (call 138 0013) Tj ET")
    (found,) = remnants(phone, "pdf", ["１３８００１３", "absent", " "])
    assert (found.code, found.text) == ("word", "１３８００１３")
    assert "第1页" in found.where
    hidden = remnants(pdf(b"", {8: b"<</Author(Li Si)>>"}, trailer=b"/Info 8 0 R"), "pdf", ["li si"])
    assert [one.code for one in hidden] == ["word", "properties"]
    assert codes(pdf(b""), "pdf", "138") == []


@pytest.mark.parametrize("data", [b"%PDF-1.7\nnothing", b"%PDF-", pdf(TEXT)[:200]])
def test_a_damaged_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal):
        remnants(data, "pdf")


def test_another_kind_is_no_question() -> None:
    with pytest.raises(ValueError, match="xlsx"):
        remnants(b"", "xlsx")


def word(write: Callable[[Any], None] = lambda run: None) -> bytes:
    """A document of one run, without properties."""
    document = docx.Document()
    write(document.add_paragraph().add_run("张三"))
    document.core_properties.author = document.core_properties.comments = ""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def edited(old: str, new: str, part: str = "word/document.xml", more: str = "") -> bytes:
    """The same with other markup; ``more`` is a further part of the package."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            after.writestr(name, text)
        if more:
            after.writestr(more, f"<x>{new}</x>")
    return out.getvalue()


def _mark(run: Any) -> None:
    run.font.highlight_color = WD_COLOR_INDEX.BLACK


def _white(run: Any) -> None:
    run.font.color.rgb = RGBColor(255, 255, 255)


def _hide(run: Any) -> None:
    run.font.hidden = True


def _shrink(run: Any) -> None:
    run.font.size = Pt(1)


RUN = "<w:r>"
SHADE = '<w:r><w:rPr><w:color w:val="{}"/><w:shd w:val="clear" w:fill="{}"/></w:rPr>'
GONE = '<w:del w:id="1" w:author="李"><w:r><w:delText>李四</w:delText></w:r></w:del><w:r>'
NEW = '<w:ins w:id="1" w:author="李"><w:r><w:t>李四</w:t></w:r></w:ins><w:r>'
WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
STYLE = (
    '<w:style w:styleId="Quiet"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:styleId="Sub"><w:basedOn w:val="Quiet"/></w:style>'
)


@pytest.mark.parametrize(
    ("data", "code", "text"),
    [
        (word(_mark), "blackened", "张三"),
        (edited(RUN, SHADE.format("000000", "000000")), "blackened", "张三"),
        (word(_white), "pale", "张三"),
        (edited(RUN, SHADE.format("EEEEEE", "FFFFFF")), "pale", "张三"),
        (word(_hide), "hidden_text", "张三"),
        (word(_shrink), "tiny", "张三"),
        (edited(RUN, GONE), "deleted", "李四"),
        (edited(RUN, NEW), "inserted", "李四"),
        (edited(RUN, f"<w:r><w:drawing><wp:anchor {WP}/></w:drawing>"), "floating", "1处"),
        (edited(RUN, f'<w:r><w:drawing><a:srcRect {A} l="2000"/></w:drawing>'), "cropped", "1张"),
        (edited("</w:document>", "</w:document>", more="word/embeddings/book.xml"), "embedded", "book.xml"),
    ],
)
def test_a_word_document_that_only_looks_redacted_is_found_out(data: bytes, code: str, text: str) -> None:
    assert [(one.code, one.text) for one in remnants(data, "docx")] == [(code, text)]


def test_hidden_styles_are_followed_to_what_they_are_based_on() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word())) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name == "word/styles.xml":
                text = text.replace(b"</w:styles>", f"{STYLE}</w:styles>".encode())
            if name == "word/document.xml":
                text = text.replace(b"<w:r>", b'<w:r><w:rPr><w:rStyle w:val="Sub"/></w:rPr>')
            after.writestr(name, text)
    assert codes(out.getvalue(), "docx") == ["hidden_text"]


@pytest.mark.parametrize("data", [word(), edited(RUN, SHADE.format("FFFFFF", "1F4E79"))])
def test_a_plain_word_document_passes(data: bytes) -> None:
    assert remnants(data, "docx") == []


def test_comments_and_properties_of_a_word_document() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("正文")
    document.add_comment(run, text="这里是王五的电话", author="李四", initials="L")
    document.core_properties.author = "赵六"
    out = io.BytesIO()
    document.save(out)
    found = remnants(out.getvalue(), "docx", ["王五"])
    assert [one.code for one in found] == ["comment", "word", "properties"]
    assert found[0] == Remnant("comment", "李四", "这里是王五的电话")
    assert "赵六" in found[2].text


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    """A picture's outer form: its segments, some data with an escaped mark, the end."""
    head = b"".join(b"\xff%c%s%s" % (mark, (len(data) + 2).to_bytes(2, "big"), data) for mark, data in segments)
    return b"\xff\xd8" + head + b"\xff\xda\x00\x02" + b"\x12\xff\x00\x34" + b"\xff\xd9"


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    out = b"\x89PNG\r\n\x1a\n"
    for name, data in ((b"IHDR", bytes(13)), *chunks, (b"IDAT", b"x"), (b"IEND", b"")):
        out += len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")
    return out


EXIF = b"Exif\0\0Zhang San, camera"


@pytest.mark.parametrize(
    ("data", "kind", "found"),
    [
        (jpeg((0xE0, b"JFIF\0")), "jpg", []),
        (jpeg((0xE1, EXIF)), "jpg", ["word", "properties"]),
        (jpeg((0xE1, b"Exif\0\0" + jpeg())), "jpg", ["thumbnail", "properties"]),
        (jpeg((0xE0, b"JFXX\0")), "jpg", ["thumbnail"]),
        (jpeg((0xFE, "张三".encode())), "jpg", ["properties"]),
        (jpeg() + jpeg(), "jpg", ["trailing"]),
        (jpeg() + bytes(9), "jpg", []),
        (png(), "png", []),
        (png((b"tEXt", b"Author\0Zhang San")), "png", ["word", "properties"]),
        (png((b"zTXt", b"Author\0\0" + zlib.compress(b"Zhang San"))), "png", ["word", "properties"]),
        (png((b"zTXt", b"Author\0\0broken")), "png", ["properties"]),
        (png() + b"the rest of the old picture", "png", ["trailing"]),
    ],
)
def test_what_a_picture_carries_beside_its_pixels(data: bytes, kind: str, found: list[str]) -> None:
    assert codes(data, kind, "zhangsan") == found


@pytest.mark.parametrize("kind", ["pdf", "docx", "jpg", "png"])
def test_cut_off_anywhere_it_is_told_or_refused_and_never_breaks(kind: str) -> None:
    whole = {"pdf": pdf(TEXT + BOX), "docx": word(_mark), "jpg": jpeg((0xE1, EXIF)), "png": png((b"tEXt", b"a"))}[kind]
    for end in range(0, len(whole), max(1, len(whole) // 40)):
        with suppress(Refusal):
            assert all(one.code in SORTS for one in remnants(whole[:end], kind))
