"""The written sections drafted from the year's figures."""

from __future__ import annotations

from gongkai.ledger.year import BodyYear
from gongkai.report.filing import Filing, SectionText


def draft_sections(filing: Filing, figures: BodyYear, *, before: Filing | None = None) -> tuple[SectionText, ...]:
    """The six sections of the form."""
    return tuple(SectionText(section.key, section.number, section.title, "") for section in filing.form.sections)
