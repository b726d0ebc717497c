"""Drafts, letters that went out with their numbers, their templates, and what proves their delivery.

An applicant's or a third party's name and address lie here, with the letter, and never in the ledger.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.ledger.facts.application import Service
from gongkai.report.letters import kinds, series
from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Matter
from gongkai.web.cases.words import choices
from gongkai.web.kernel.stored import RandomName, StoredFile, storage

KINDS = [(key, kind.title) for key, kind in kinds().items()]
SERIES = [(key, words) for key, (words, _) in series().items()]


class Settings(models.Model):
    """What the letters of a body need besides what is known of it: its mark (机关代字), the patterns of
    its numbers by series, and the address for filing reconsideration online."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="letter_settings")
    mark = models.CharField("机关代字", max_length=20, blank=True)
    patterns = models.JSONField(default=dict)
    review_address = models.URLField("网上申请行政复议的网址", blank=True)

    def __str__(self) -> str:
        return f"{self.body_id}"


class Once(models.Model):
    """A row that is only ever added."""

    class Meta:
        """Has no table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises ``TypeError`` for one that is there already."""
        if self.pk is not None:
            raise TypeError("what went out is never changed: withdraw it by a further letter")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises ``TypeError``."""
        raise TypeError("what went out is never deleted: withdraw it by a further letter")


class Template(Once):
    """One version of the template of a kind of letter; the newest of a body holds.

    ``body`` is empty for a packaged one, which is kept as it was when a letter was made of it.
    """

    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="letter_templates")
    kind = models.CharField(max_length=40, choices=KINDS)
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint(fields=("body", "kind", "version"), name="one_template_a_version"),
            models.UniqueConstraint(
                fields=("kind", "sha256"), condition=Q(body=None), name="one_packaged_template_a_content"
            ),
        )

    def __str__(self) -> str:
        return f"{self.body_id}/{self.kind}/{self.version}"


class Draft(models.Model):
    """A letter that is being written: answers to the guided questions, fields, addressee, evidence at hand.

    ``no_copy`` says why a partial answer goes out without a redacted copy.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=40, choices=KINDS)
    to = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    answers = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    evidence = models.JSONField(default=dict)
    withdraws = models.ForeignKey("Letter", models.PROTECT, null=True, related_name="+")
    no_copy = models.CharField(max_length=300, blank=True)
    token = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.kind}"


class Hidden(models.Model):
    """One place that a partial answer does not give (遮盖处): what, on which ground, and why (《条例》三十七条)."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="hidden")
    what = models.CharField(max_length=300)
    ground = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()

    class Meta:
        """In the order of entry, which is the order in the letter."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.what


class Redaction(StoredFile):
    """A document that is given in part: the original (原件) and the copy with words taken out (遮盖件).

    ``remnants`` is what was still readable in the copy when it came: sort, where, an excerpt.
    """

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="redactions")
    file = models.FileField(upload_to=RandomName("letters"), storage=storage)
    copy_name = models.CharField(max_length=120, blank=True)
    copy_kind = models.CharField(max_length=10, blank=True)
    copy_size = models.PositiveIntegerField(default=0)
    copy_digest = models.CharField(max_length=64, blank=True)
    copy_file = models.FileField(upload_to=RandomName("letters"), storage=storage, blank=True)
    remnants = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    copied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    copied_on = models.DateField(null=True)

    class Meta:
        """In the order of arrival; the same original once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("draft", "digest"), name="one_original_a_content"),)


class Series(models.Model):
    """The last number given in a series (发文字号) of a body in a year."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    key = models.CharField(max_length=20, choices=SERIES)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        """One a body, series and year."""

        constraints = (models.UniqueConstraint(fields=("body", "key", "year"), name="one_counter_a_series"),)

    def __str__(self) -> str:
        return f"{self.body_id}/{self.key}/{self.year}"


class Letter(Once):
    """A letter as it went out (发文), or a sheet as it was put in the file: its words, its bytes, its number.

    ``serial`` and ``number`` are empty for what is not numbered; ``slots`` are the words that the
    template was filled with; ``seq`` the place in the matter's history of the fact that it is.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="letters")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="letters")
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="letter")
    kind = models.CharField(max_length=40, choices=KINDS)
    series = models.CharField(max_length=20, choices=SERIES, blank=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(null=True)
    number = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    to = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    dated = models.DateField()
    ref = models.CharField(max_length=40, blank=True)
    seq = models.PositiveIntegerField(null=True)
    slots = models.JSONField()
    template = models.ForeignKey(Template, models.PROTECT, related_name="+")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    withdraws = models.ForeignKey("self", models.PROTECT, null=True, related_name="withdrawn_by")
    token = models.CharField(max_length=64, unique=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first; a number once."""

        ordering = ("-dated", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("body", "series", "year", "serial"), name="one_letter_a_serial"),
            models.UniqueConstraint(fields=("body", "number"), condition=~Q(number=""), name="one_letter_a_number"),
        )
        indexes = (models.Index(fields=("body", "year", "-dated", "-id"), name="letters_by_day"),)

    def __str__(self) -> str:
        return self.number or self.title


class Void(Once):
    """A number that does not count (作废): it stays in the register with its reason."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="void")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.letter_id}"


class Delivery(Once):
    """What proves that a letter was handed over (送达回证): way, day, number of the proof."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    way = models.CharField(max_length=20, choices=choices(Service))
    on = models.DateField()
    proof = models.CharField(max_length=200, blank=True)
    token = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order of entry."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.letter_id}/{self.on}"
