"""Spreadsheets: every row of every sheet as a tabbed line."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from gongkai.finding import Refusal
from gongkai.reading.sheet import Sheet, tidy
from gongkai.report.schema import SIDE_SHEETS

#: A workbook that unpacks to more than this is refused (bytes).
MOST_UNPACKED = 200 * 1024 * 1024
#: Sheets that this system's own workbooks carry beside the report, in either language.
_SIDE = frozenset(name for pair in SIDE_SHEETS for name in pair)


def workbook_sheet(data: bytes) -> Sheet:
    """The sheet of an XLSX workbook.

    Raises :class:`Refusal` ``unsupported`` for another kind of ZIP (a DOCX, an archive) and
    ``broken`` for a damaged or excessive one.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise _broken(("压缩结构损坏", "its ZIP structure is damaged")) from None
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise Refusal(
            "unsupported",
            ("暂不能读取这类压缩格式文件（如DOCX）", "this kind of packaged file (such as DOCX) cannot be read yet"),
            ("请另存为网页、纯文本或XLSX", "save it as HTML, plain text or XLSX"),
        )
    if unpacked > MOST_UNPACKED:
        raise _broken(("解压后过大", "it unpacks to too much"))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        lines = []
        for sheet in book.sheet_names:
            if sheet in _SIDE:
                continue
            rows: list[list[Any]] = [[sheet], *book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
            lines += ["\t".join(_text(value) for value in row) for row in rows]
    except (CalamineError, ValueError, OSError) as error:
        raise _broken((str(error), str(error))) from None
    return Sheet(tidy("\n".join(lines)), exact=True)


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\t", " ").replace("\n", " ")


def _broken(reason: tuple[str, str]) -> Refusal:
    return Refusal(
        "broken",
        (f"工作簿无法打开：{reason[0]}", f"the workbook cannot be opened: {reason[1]}"),
        ("请重新导出或下载", "export or download it again"),
    )
