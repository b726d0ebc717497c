"""What kind of file this is, told from its content (a suffix is only a hint), and its sheet."""

from __future__ import annotations

from gongkai.finding import Refusal
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.docx import docx_sheet
from gongkai.reading.sources.html import html_sheet
from gongkai.reading.sources.package import package
from gongkai.reading.sources.pdf import pdf_sheet
from gongkai.reading.sources.scripted import html_inside
from gongkai.reading.sources.text import decode, looks_binary, looks_like_html, text_sheet
from gongkai.reading.sources.workbook import workbook_sheet

_KNOWN_BINARY = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ("旧版Word/WPS/Excel文件", "an old Word, WPS or Excel file")),
    (b"\x89PNG", ("图片", "an image")),
    (b"\xff\xd8\xff", ("图片", "an image")),
    (b"GIF8", ("图片", "an image")),
    (b"Rar!", ("RAR压缩包", "a RAR archive")),
    (b"{\\rtf", ("RTF文件", "an RTF file")),
)
_ADVICE = (
    "目前可读取：纯文本、Markdown、HTML、DOCX、XLSX、有文字层的PDF以及本系统导出的JSON；请先另存为其中一种",
    "readable today: plain text, Markdown, HTML, DOCX, XLSX, PDF with text and this system's own JSON; "
    "save the file as one of these",
)


def open_sheet(data: bytes) -> Sheet:
    """The sheet of a file, whose kind its content tells: a suffix may lie.

    Raises :class:`Refusal`: ``empty`` for nothing but white space, ``unsupported`` for a kind of
    file that is not read, ``broken`` for one that is damaged.
    """
    if not data.strip():
        raise Refusal(
            "empty", ("文件是空的", "the file is empty"), ("请检查是否下载完整", "check that it was saved whole")
        )
    if b"%PDF-" in data[:1024]:
        return pdf_sheet(data)
    for magic, kind in _KNOWN_BINARY:
        if data.startswith(magic):
            raise unsupported(kind)
    if data.startswith(b"PK"):
        return _packaged(data)
    if looks_binary(data):
        raise unsupported(("二进制文件", "a binary file"))
    text = decode(data)
    inside = html_inside(text)
    if inside is not None:
        return html_sheet(inside)
    return html_sheet(text) if looks_like_html(text) else text_sheet(text)


def _packaged(data: bytes) -> Sheet:
    """The sheet of a packaged file, whose kind its parts tell."""
    with package(data, ("压缩格式文件", "packaged file")) as archive:
        names = set(archive.namelist())
    if "word/document.xml" in names:
        return docx_sheet(data)
    if "xl/workbook.xml" in names and names.isdisjoint({"xl/workbook.bin", "content.xml"}):
        return workbook_sheet(data)
    raise unsupported(("这类压缩格式文件", "this kind of packaged file"))


def unsupported(kind: tuple[str, str]) -> Refusal:
    """The refusal of a kind of file that is not read, naming the kind."""
    return Refusal("unsupported", (f"暂不能读取{kind[0]}", f"{kind[1]} cannot be read yet"), _ADVICE)
