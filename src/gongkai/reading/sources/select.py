"""What kind of file this is, told from its content (a suffix is only a hint), and its sheet."""

from __future__ import annotations

from collections.abc import Callable

from gongkai.finding import Refusal
from gongkai.reading.sheet import Sheet
from gongkai.reading.sources.docx import docx_sheet, main_part
from gongkai.reading.sources.held import unwrapped
from gongkai.reading.sources.html import html_sheet
from gongkai.reading.sources.markdown import markdown_sheet
from gongkai.reading.sources.mhtml import looks_like_mhtml, mhtml_sheet
from gongkai.reading.sources.ofd import ofd_sheet
from gongkai.reading.sources.ole import MAGIC as _OLE
from gongkai.reading.sources.ole import is_cut_off
from gongkai.reading.sources.package import broken, package
from gongkai.reading.sources.pdf import pdf_sheet
from gongkai.reading.sources.rtf import rtf_sheet
from gongkai.reading.sources.scan import Seen, image_sheet
from gongkai.reading.sources.scripted import sheet_inside
from gongkai.reading.sources.text import decode, looks_binary, looks_like_html, text_sheet, without_noughts
from gongkai.reading.sources.workbook import workbook_sheet

_KNOWN_BINARY = (
    (_OLE, ("这类旧版Office文件", "this kind of old Office file")),
    (b"Rar!", ("RAR压缩包", "a RAR archive")),
    (b"7z\xbc\xaf", ("7z压缩包", "a 7z archive")),
)
IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ADVICE = (
    "可读取：纯文本、Markdown、HTML、MHTML、DOCX、DOC、WPS、RTF、XLSX、XLS、PDF、OFD、图片、ZIP以及本系统导出的JSON；"
    "请先另存为其中一种",
    "what is read: plain text, Markdown, HTML, MHTML, DOCX, DOC, WPS, RTF, XLSX, XLS, PDF, OFD, images, ZIP and this "
    "system's own JSON; save the file as one of these",
)


EMPTY = Refusal("empty", ("文件是空的", "the file is empty"), ("请检查是否下载完整", "check that it was saved whole"))
#: Makes a Word 97–2003 or WPS document into DOCX; raises :class:`Refusal` where it cannot.
Converter = Callable[[bytes], bytes]


def open_sheet(data: bytes, convert: Converter | None = None, seen: Seen | None = None) -> Sheet:
    """The sheet of a file, whose kind its content tells: a suffix may lie.

    ``convert`` is for old Word documents, which only programs outside can open; ``seen`` is called
    after every page that was recognised.

    Raises :class:`Refusal`: ``empty`` for nothing but white space, ``unsupported`` for a kind of
    file that is not read, ``needs-conversion`` for an old Word document without ``convert``,
    ``broken`` for a damaged file, and what the readers of each kind say they raise.
    """
    if not data.strip():
        raise EMPTY
    if b"%PDF-" in data[:1024]:
        return pdf_sheet(data, seen)
    if data.startswith(IMAGES):
        return image_sheet(data, seen)
    if data.startswith(_OLE) and _names(data, "WordDocument"):
        return docx_sheet(_converted(data, convert))
    if data.startswith(_OLE) and (_names(data, "Workbook") or _names(data, "Book")):
        return workbook_sheet(data)
    if data.startswith(_OLE) and is_cut_off(data):
        raise broken(("旧版Office文件", "old Office file"), ("它不完整", "it is not whole"))
    for magic, kind in _KNOWN_BINARY:
        if data.startswith(magic):
            raise unsupported(kind)
    if data.startswith(b"PK"):
        return _packaged(data, seen)
    if data.lstrip().startswith(b"{\\rtf"):
        return rtf_sheet(data)
    if looks_like_mhtml(data):
        return mhtml_sheet(data)
    data = without_noughts(data)
    if looks_binary(data):
        raise unsupported(("二进制文件", "a binary file"))
    text = decode(data)
    text = unwrapped(text)
    inside = sheet_inside(text)
    if inside is not None:
        return inside
    if looks_like_html(text):
        return markdown_sheet(text) or html_sheet(text)
    return text_sheet(text)


def _names(data: bytes, stream: str) -> bool:
    """Whether an OLE file has a stream of that name: its directory holds names in UTF-16, each ended by a nought."""
    return stream.encode("utf-16-le") + b"\0\0" in data


def _converted(data: bytes, convert: Converter | None) -> bytes:
    if convert is None:
        raise Refusal(
            "needs-conversion",
            ("旧版Word/WPS文件需要先转换", "an old Word or WPS document has to be converted first"),
            ("请在Word或WPS中另存为docx，或用gongkai read读取", "save it as docx, or read it with gongkai read"),
        )
    return convert(data)


def _packaged(data: bytes, seen: Seen | None) -> Sheet:
    """The sheet of a packaged file, whose kind its parts tell."""
    with package(data, ("压缩格式文件", "packaged file")) as archive:
        names = set(archive.namelist())
    if any(name.lower().lstrip("/") == "ofd.xml" for name in names):
        return ofd_sheet(data, seen)
    if main_part(names) is not None:
        return docx_sheet(data)
    if "xl/workbook.xml" in names and names.isdisjoint({"xl/workbook.bin", "content.xml"}):
        return workbook_sheet(data)
    raise unsupported(("这类压缩格式文件", "this kind of packaged file"))


def unsupported(kind: tuple[str, str]) -> Refusal:
    """The refusal of a kind of file that is not read, naming the kind."""
    return Refusal("unsupported", (f"暂不能读取{kind[0]}", f"{kind[1]} cannot be read yet"), _ADVICE)
