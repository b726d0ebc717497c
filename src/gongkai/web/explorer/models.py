"""What the report of a body and year counts as: computed from its content, and made again when that changes."""

from __future__ import annotations

from django.db import models

from gongkai.web.annual.models import Report


class Measured(models.Model):
    """The quantities and findings of the report that counts; ``key`` names what they were computed from.

    ``figures`` are the quantities of :mod:`gongkai.report.metrics` by key, ``findings`` what
    verification tells, notes too, last year's report beside it.
    """

    report = models.OneToOneField(Report, models.CASCADE, related_name="measured")
    key = models.CharField(max_length=64)
    figures = models.JSONField()
    findings = models.JSONField()

    def __str__(self) -> str:
        return f"{self.report_id}/{self.key[:8]}"
