"""The report object of ``docs/json.md``, and its bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gongkai.finding import Finding
from gongkai.report.filing import Filing, json_number
from gongkai.report.render.document import Document


def report_object(
    filing: Filing, *, status: str | None = None, file: str | None = None, findings: Sequence[Finding] = ()
) -> dict[str, Any]:
    """The object that files, API and store carry for one report.

    ``status`` is how far a report could be read, and ``file`` where it was read from; both are
    ``None`` for a filing that nobody read.  Money is a decimal string in 万元.
    """
    return {
        "file": file,
        "edition": filing.form.edition,
        "tables": {table.key: table.edition for table in filing.form.tables},
        "agency": filing.agency,
        "year": filing.year,
        "status": None if status is None else str(status),
        "cells": {cell: json_number(value) for cell, value in filing.values.items()},
        "trace": {cell: trace.as_json() for cell, trace in filing.traces.items()},
        "narrative": filing.narrative,
        "sections": [
            {
                "key": section.key,
                "number": section.number,
                "title": section.title,
                "parts": [{"head": head, "text": text} for head, text in section.parts],
            }
            for section in filing.sections
        ],
        "findings": [finding.as_json() for finding in findings],
    }


def render_json(document: Document) -> bytes:
    """The report object as indented UTF-8 text."""
    content = report_object(document.filing, findings=document.findings)
    # Half a surrogate pair, which a bad extraction may hold, becomes the escape that JSON has for it.
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode(errors="backslashreplace")
