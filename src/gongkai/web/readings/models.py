"""Files that came in, the reports found in them, and what a person decided about their cells."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models

from gongkai.web.bodies.models import Body


def storage() -> FileSystemStorage:
    """Where the originals lie: beside the database, under the name of their checksum."""
    return FileSystemStorage(location=settings.GONGKAI_FILES / "readings")


class Upload(models.Model):
    """A file as it came in: ``sha256`` names the original.

    ``waits`` says that it is still to be read in the background, ``seen`` how many of its pages have
    been recognised, ``refused`` why nothing was found in it.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    waits = models.BooleanField(default=False)
    seen = models.PositiveIntegerField(default=0)
    refused = models.JSONField(null=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        """The newest first; the same file once a body."""

        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("body", "sha256"), name="one_file_a_body"),)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    """One file that was read: the upload itself, or a file in a ZIP; ``text`` is what of it was looked at.

    ``refused`` says why nothing was found in it.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="sources")
    place = models.PositiveIntegerField()
    name = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    refused = models.JSONField(null=True)

    class Meta:
        """In the order of the file."""

        ordering = ("upload", "place")
        constraints = (models.UniqueConstraint(fields=("upload", "place"), name="one_source_a_place"),)

    def __str__(self) -> str:
        return self.name


class PageLook(models.Model):
    """A page with cells as a person sees it: its number from 1, its size; ``sha256`` names the file."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="looks")
    page = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)

    class Meta:
        """In the order of the pages."""

        ordering = ("source", "page")
        constraints = (models.UniqueConstraint(fields=("source", "page"), name="one_look_a_page"),)

    def __str__(self) -> str:
        return f"{self.source} {self.page}"


class ReadReport(models.Model):
    """One report out of a file: ``report`` is the JSON object of ``docs/json.md`` as it was read."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="reports")
    source = models.ForeignKey(Source, models.CASCADE, related_name="reports")
    place = models.PositiveIntegerField()
    agency = models.CharField(max_length=200, blank=True)
    year = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=20)
    report = models.JSONField()
    open_cells = models.PositiveIntegerField()
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        """In the order of the file."""

        ordering = ("upload", "place")
        constraints = (models.UniqueConstraint(fields=("upload", "place"), name="one_report_a_place"),)

    def __str__(self) -> str:
        return f"{self.agency}{self.year or ''}"


class Decision(models.Model):
    """What a person said of one cell (or of ``agency`` or ``year``): as it stands, or another value.

    Rows are only added; the last of a cell counts.
    """

    report = models.ForeignKey(ReadReport, models.CASCADE, related_name="decisions")
    cell = models.CharField(max_length=60)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    corrected = models.BooleanField()
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT)

    class Meta:
        """In the order of entry."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.cell}: {self.before} → {self.after}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A decision is only ever added.  Raises ``TypeError`` for one that is there already."""
        if self.pk is not None:
            raise TypeError("a decision is never changed: the next one counts")
        super().save(*args, **kwargs)
