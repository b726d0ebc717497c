"""A matter, its facts as sealed rows that nobody changes, and what lists need to find it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Length

from gongkai.web.bodies.models import Body


class NumberBegin(models.Func):
    """The first five characters of a number, ``2024-``: written into the SQL, so that an index can hold them."""

    function = "SUBSTR"
    template = "%(function)s(%(expressions)s, 1, 5)"
    output_field = models.CharField()


class Matter(models.Model):
    """One matter: its number within its body, and columns computed from its facts.

    ``stage`` to ``broken`` are computed (:mod:`gongkai.web.cases.columns`); ``columns_rebuild``
    computes them again and reports what differs.  They hold before ``changes_on``, on which the
    passing of days may change them; ``None`` is never.  ``broken`` says that the seals of its facts
    did not fit when they were last looked at.
    ``root`` is the top of the body's tree, the key by which the table is divided when it grows;
    ``handler`` is whoever works on it, which is no fact of law.
    ``public_on`` is the day since which everybody may read it, where everybody may.
    ``due_on`` is the next day that counts under the facts as they stand; it is not overdue by itself.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="matters")
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    stage = models.CharField(max_length=20)
    due_on = models.DateField(null=True)
    waits = models.CharField(max_length=20)
    paused = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, blank=True)
    began_on = models.DateField()
    closed_on = models.DateField(null=True)
    title = models.CharField(max_length=200, blank=True)
    head = models.CharField(max_length=80)
    channel = models.CharField(max_length=20, blank=True)
    applicant = models.CharField(max_length=20, blank=True)
    applicant_key = models.CharField(max_length=80, blank=True)
    last_on = models.DateField()
    last_fact = models.CharField(max_length=40)
    public_on = models.DateField(null=True)
    changes_on = models.DateField(null=True)
    broken = models.BooleanField(default=False)
    root = models.ForeignKey(Body, models.PROTECT, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """Lists ask by body or root, and by one of three days; what is rare has an index of its own."""

        constraints = (models.UniqueConstraint(fields=("body", "number"), name="one_number_a_body"),)
        indexes = (
            models.Index(fields=("body", "-began_on", "-id"), name="matters_of_body"),
            models.Index(fields=("root", "-began_on", "-id"), name="matters_of_root"),
            models.Index(fields=("body", "kind", "-began_on", "-id"), name="matters_by_begin"),
            models.Index(fields=("body", "-last_on", "-id"), name="matters_by_act"),
            models.Index(fields=("root", "-last_on", "-id"), name="matters_by_act_of_root"),
            models.Index(fields=("body", "waits", "due_on", "id"), name="matters_by_due"),
            models.Index(fields=("root", "waits", "due_on", "id"), name="matters_by_due_of_root"),
            models.Index(fields=("body", "outcome", "-began_on", "-id"), name="matters_by_outcome"),
            models.Index(fields=("handler", "-began_on", "-id"), name="matters_by_handler"),
            models.Index(
                models.F("body"),
                NumberBegin("number"),
                Length("number").desc(),
                models.F("number").desc(),
                name="matters_by_number",
            ),
            models.Index(fields=("body", "applicant_key", "-began_on", "-id"), name="matters_by_applicant"),
            models.Index(
                fields=("changes_on",), name="matters_by_change", condition=models.Q(changes_on__isnull=False)
            ),
            models.Index(
                fields=("-public_on", "-id"), name="matters_public", condition=models.Q(public_on__isnull=False)
            ),
            models.Index(
                fields=("body", "-public_on", "-id"),
                name="matters_public_of_body",
                condition=models.Q(public_on__isnull=False),
            ),
            models.Index(fields=("body",), name="matters_broken", condition=models.Q(broken=True)),
        )

    def __str__(self) -> str:
        return self.number


class Assignment(models.Model):
    """Who was given a matter to work on, by whom and when; the last one holds."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="assignments")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest last."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.matter_id} {self.handler_id}"


class SavedView(models.Model):
    """A person's own list: a name and the filters, as they stand in the address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=30)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        """In the order in which they were kept."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="one_view_a_name"),)

    def __str__(self) -> str:
        return self.name


class Label(models.Model):
    """A field of affairs (领域) that a matter is about, as the office calls it: the register by topic."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="labels")
    word = models.CharField(max_length=20)

    class Meta:
        """By word."""

        ordering = ("word",)
        constraints = (models.UniqueConstraint(fields=("matter", "word"), name="one_label_a_word"),)
        indexes = (models.Index(fields=("word", "matter"), name="matters_by_label"),)

    def __str__(self) -> str:
        return self.word


class Link(models.Model):
    """What a clerk says ties two matters of one body together; once removed it stays, and says by whom and why.

    Read from ``one``: it asks for the same as ``other`` once more, or follows from it.
    """

    class Kind(models.TextChoices):
        """How they belong together, seen from ``one``."""

        AGAIN = "again", "就同一内容再次申请"
        FOLLOWS = "follows", "由该事项引起"
        PART = "part", "同一整体的不同部分"
        RELATED = "related", "其他关联"

    one = models.ForeignKey(Matter, models.PROTECT, related_name="links")
    other = models.ForeignKey(Matter, models.PROTECT, related_name="linked")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    removed_on = models.DateField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    removed_why = models.CharField(max_length=200, blank=True)

    class Meta:
        """Newest first; two matters are tied in one way once."""

        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("one", "other", "kind"), condition=models.Q(removed_on=None), name="one_link_a_kind"
            ),
            models.CheckConstraint(condition=~models.Q(one=models.F("other")), name="no_matter_is_linked_to_itself"),
        )

    def __str__(self) -> str:
        return f"{self.one_id} {self.kind} {self.other_id}"


class OldLedger(models.Model):
    """An Excel ledger that a body brought along: its columns with their meanings, and what holds for all rows.

    ``titles`` are the lines above the heads.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    titles = models.JSONField(default=list)
    heads = models.JSONField()
    meanings = models.JSONField()
    year = models.PositiveIntegerField()
    channel = models.CharField(max_length=20)
    applicant = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name


class OldRow(models.Model):
    """One row of such a ledger, kept whatever becomes of it: entered as ``matter``, or held until it is mended.

    ``place`` is its number in Excel; ``cells`` what stands in it now, nothing since ``erased_on``.
    """

    ledger = models.ForeignKey(OldLedger, models.PROTECT, related_name="rows")
    place = models.PositiveIntegerField()
    cells = models.JSONField()
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    erased_on = models.DateField(null=True)

    class Meta:
        """In the order of Excel."""

        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("ledger", "place"), name="one_row_a_place"),)

    def __str__(self) -> str:
        return f"{self.ledger_id}/{self.place}"


class FactRow(models.Model):
    """One fact as it was entered: the sealed line of :mod:`gongkai.ledger.lines`, who entered it and when.

    ``token`` names the submission that made it, so that a form sent twice makes one fact; ``entered_at``
    lies on the office's day on which it was entered, which in a demonstration is not that of the wall clock.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="facts")
    seq = models.PositiveIntegerField()
    on = models.DateField()
    line = models.TextField()
    token = models.CharField(max_length=64, unique=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        """In the order of entry."""

        ordering = ("seq",)
        constraints = (models.UniqueConstraint(fields=("matter", "seq"), name="one_fact_a_number"),)

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.seq}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A fact is only ever added.  Raises ``TypeError`` for one that is there already."""
        if self.pk is not None:
            raise TypeError("a fact is never changed: strike it by a further one")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """A fact is never taken out.  Raises ``TypeError``."""
        raise TypeError("a fact is never deleted: strike it by a further one")
