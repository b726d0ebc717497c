"""A matter, its facts as sealed rows that nobody changes, and what lists need to find it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from gongkai.web.bodies.models import Body


class Matter(models.Model):
    """One matter: its number within its body, and columns computed from its facts.

    ``stage`` to ``applicant_key`` are computed; ``rebuild`` computes them again and reports what differs.
    ``root`` is the top of the body's tree, the key by which the table is divided when it grows;
    ``handler`` is whoever works on it, which is no fact of law.
    ``due_on`` is the office's own day under the facts as they stand; it is not overdue by itself.
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
    root = models.ForeignKey(Body, models.PROTECT, related_name="+")
    handler = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        """Lists ask by body, kind and due day."""

        constraints = (models.UniqueConstraint(fields=("body", "number"), name="one_number_a_body"),)
        indexes = (
            models.Index(fields=("body", "kind", "due_on", "id"), name="matters_by_due"),
            models.Index(fields=("body", "kind", "-began_on", "-id"), name="matters_by_begin"),
            models.Index(fields=("body", "applicant_key"), name="matters_by_applicant"),
        )

    def __str__(self) -> str:
        return self.number


class FactRow(models.Model):
    """One fact as it was entered: the sealed line of :mod:`gongkai.ledger.lines`, who entered it and when.

    ``token`` names the submission that made it, so that a form sent twice makes one fact.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="facts")
    seq = models.PositiveIntegerField()
    on = models.DateField()
    line = models.TextField()
    token = models.CharField(max_length=64, unique=True)
    entered_at = models.DateTimeField(auto_now_add=True)
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
