"""A filing as bytes in every format that offices publish and programs read.

``render(filing, "docx")`` is a pure function: equal arguments give equal bytes.  What each
format carries is told in its module.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from gongkai.finding import Finding, Refusal
from gongkai.report.filing import Filing
from gongkai.report.render.csv import csv_wide, render_csv
from gongkai.report.render.document import LANGUAGES, Document, compose, report_title
from gongkai.report.render.html import render_html
from gongkai.report.render.json import render_json, report_object
from gongkai.report.render.markdown import render_markdown

__all__ = ["FORMATS", "LANGUAGES", "Format", "csv_wide", "render", "report_object", "report_title"]


class Format(NamedTuple):
    """A format: the suffix of its files, its media type, what makes it, and what people call it."""

    suffix: str
    media_type: str
    make: Callable[[Document], bytes]
    words: tuple[str, str]


def _docx(document: Document) -> bytes:
    from gongkai.report.render.docx import render_docx  # python-docx and lxml: a third of a program's start

    return render_docx(document)


def _xlsx(document: Document) -> bytes:
    from gongkai.report.render.xlsx import render_xlsx  # XlsxWriter: as above

    return render_xlsx(document)


_OFFICE = "application/vnd.openxmlformats-officedocument"

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "docx": Format(
            ".docx", f"{_OFFICE}.wordprocessingml.document", _docx, ("Word 文档（DOCX）", "Word document (DOCX)")
        ),
        "xlsx": Format(
            ".xlsx", f"{_OFFICE}.spreadsheetml.sheet", _xlsx, ("Excel 工作簿（XLSX）", "Excel workbook (XLSX)")
        ),
        "html": Format(".html", "text/html; charset=utf-8", render_html, ("网页（HTML）", "web page (HTML)")),
        "markdown": Format(
            ".md", "text/markdown; charset=utf-8", render_markdown, ("纯文本（Markdown）", "plain text (Markdown)")
        ),
        "csv": Format(".csv", "text/csv; charset=utf-8", render_csv, ("数据表（CSV）", "data table (CSV)")),
        "json": Format(".json", "application/json", render_json, ("开放数据（JSON）", "open data (JSON)")),
    }
)
"""The formats by name."""


def render(filing: Filing, format: str, *, findings: Sequence[Finding] = (), language: str = "zh") -> bytes:
    """The filing in a format of :data:`FORMATS`.

    ``findings`` are shown where the format has room for them (html, xlsx, markdown, json);
    ``language`` is that of the words around the report, ``"zh"`` or ``"en"``: the report itself
    is Chinese.  Raises :class:`Refusal` ``unknown-format`` or ``unknown-language``.
    """
    if format not in FORMATS:
        known = "、".join(FORMATS)
        raise Refusal(
            "unknown-format",
            (f"不能输出为{format}", f"there is no format {format}"),
            (f"可用格式：{known}", f"known formats: {', '.join(FORMATS)}"),
        )
    if language not in LANGUAGES:
        raise Refusal(
            "unknown-language",
            (f"没有{language}文字", f"there are no words in {language}"),
            (f"可用：{'、'.join(LANGUAGES)}", f"known languages: {', '.join(LANGUAGES)}"),
        )
    return FORMATS[format].make(compose(filing, findings, language))
