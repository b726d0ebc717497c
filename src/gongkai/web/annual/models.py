"""The annual report of a body and year: where it stands, what was signed, what was published, what people added."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Matter


class Scope(models.TextChoices):
    """Whose figures a report tells (《条例》第四十九条)."""

    OWN = "own", "本机关"
    AREA = "area", "汇总"


class State(models.TextChoices):
    """Where a report stands."""

    DRAFTING = "drafting", "编制中"
    SENT = "sent", "送审中"
    REVIEWED = "reviewed", "已审核"
    SIGNED = "signed", "已签发"
    SUBMITTED = "submitted", "已报送"
    ACCEPTED = "accepted", "已接收"
    PUBLISHED = "published", "已公布"


class Act(models.TextChoices):
    """What people do with a report; :mod:`gongkai.web.annual.moves` says when."""

    SEND = "send", "送审"
    REVIEW = "review", "审核通过"
    SIGN = "sign", "签发"
    REOPEN = "reopen", "退回修改"
    SUBMIT = "submit", "报送"
    ACCEPT = "accept", "接收"
    RETURN = "return", "退回"
    PUBLISH = "publish", "公布"
    CORRECT = "correct", "更正"
    REMIND = "remind", "催报"
    PAPER = "paper", "代录报送"
    """The body above hands in what a body signed on paper."""


def _user(**more: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **more)


class Kept(models.Model):
    """A row that is only ever added."""

    class Meta:
        """No table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row.  Raises ``TypeError`` for one that is there already."""
        if self.pk is not None:
            raise TypeError("what was signed, published or done is never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never.  Raises ``TypeError``."""
        raise TypeError("what was signed, published or done is never deleted")


class Strikable(models.Model):
    """A row that can be struck with a reason, and is never deleted."""

    on = models.DateField()
    by = _user()
    struck_on = models.DateField(null=True)
    struck_by = _user(null=True)
    struck_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never.  Raises ``TypeError``."""
        raise TypeError("an entry is struck, never deleted")


class Report(models.Model):
    """A body's report of one year; ``revision`` is the one being worked on, from 1.

    ``frozen`` is what was signed of that revision, and ``None`` while it is open; ``earlier`` last
    year's report, if somebody asked for both.
    """

    earlier: list[Report] | None = None

    body = models.ForeignKey(Body, models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.OWN)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFTING)
    revision = models.PositiveSmallIntegerField(default=1)
    frozen = models.ForeignKey("Frozen", models.PROTECT, null=True, related_name="+")

    class Meta:
        """One report a body, year and scope."""

        constraints = (models.UniqueConstraint(fields=("body", "year", "scope"), name="one_report_a_year"),)

    def __str__(self) -> str:
        return f"{self.body_id}/{self.year}/{self.scope}/{self.revision}"


class Frozen(Kept):
    """A revision as it was signed: the report's JSON, and the snapshot of all it rests on.

    ``figures`` are the year's figures beside the form, for the words of a consolidation;
    ``digest`` is the SHA-256 of the snapshot.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="frozen_all")
    revision = models.PositiveSmallIntegerField()
    content = models.TextField()
    snapshot = models.TextField()
    figures = models.TextField()
    digest = models.CharField(max_length=64)
    signed_on = models.DateField()
    signed_by = _user()

    def __str__(self) -> str:
        return f"{self.report_id}/{self.revision}/{self.digest[:8]}"


class FrozenFile(Kept):
    """A signed revision in one format, as bytes that later versions of the program leave alone."""

    frozen = models.ForeignKey(Frozen, models.PROTECT, related_name="files")
    name = models.CharField(max_length=20)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        """One file a format."""

        constraints = (models.UniqueConstraint(fields=("frozen", "name"), name="one_file_a_format"),)

    def __str__(self) -> str:
        return f"{self.frozen_id}/{self.name}"


class Step(Kept):
    """Something that was done with a report: who, when, why; ``digest`` is of the report as it was seen then."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="steps")
    revision = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=20, choices=Act)
    on = models.DateField()
    by = _user(null=True)
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=1000, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order in which they were done."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("report", "act"), name="steps_by_act"),)

    def __str__(self) -> str:
        return f"{self.report_id}/{self.act}"


class Publication(Kept):
    """A revision that the public can read, for good; a correction is a further one with its reason."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="publications")
    revision = models.PositiveSmallIntegerField()
    frozen = models.ForeignKey(Frozen, models.PROTECT, related_name="+")
    on = models.DateField()
    by = _user()
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        """Newest last; a revision is published once."""

        ordering = ("revision",)
        constraints = (models.UniqueConstraint(fields=("report", "revision"), name="published_once"),)

    def __str__(self) -> str:
        return f"{self.report_id}/{self.revision}"


class Entry(Strikable):
    """A number that a person gave for a cell (手工填报): what the ledger cannot know, or instead of its figure."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="entries")
    cell = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=17, decimal_places=2)
    source = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """One number in force a cell."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("report", "cell"), condition=models.Q(struck_on=None), name="one_entry_a_cell"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cell}={self.value}"


class Taken(Strikable):
    """A report read from a file that stands for this one (从文件读入), with the trace of every cell.

    ``content`` is the report's JSON after everything in doubt was settled, ``digest`` its SHA-256;
    ``reading``, ``name`` and ``file_digest`` say which file it is from, which stays where it lies;
    ``public`` that a person said it is published elsewhere, on the body's own site.
    """

    class Use(models.TextChoices):
        """What for."""

        REPORT = "report", "作为本年度报告"
        BEFORE = "before", "只作下一年度的上年对照"

    report = models.ForeignKey(Report, models.PROTECT, related_name="taken_all")
    use = models.CharField(max_length=10, choices=Use)
    content = models.TextField()
    digest = models.CharField(max_length=64)
    reading = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200)
    file_digest = models.CharField(max_length=64)
    public = models.BooleanField(default=False)
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """One in force a report."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("report",), condition=models.Q(struck_on=None), name="one_file_taken_a_report"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id}/{self.use}/{self.name}"


class Words(Kept):
    """The words of a section as an author left them, figures as tokens; the newest counts.

    ``text`` is ``None`` where the author went back to the draft.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="words")
    section = models.CharField(max_length=20)
    text = models.TextField(null=True)
    on = models.DateField()
    by = _user()

    class Meta:
        """In the order in which they were written."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.report_id}/{self.section}"


class Explained(Strikable):
    """A finding that somebody accepts with a reason; ``key`` names it as it stood, numbers and all."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="explained")
    key = models.CharField(max_length=64)
    code = models.CharField(max_length=10)
    message = models.TextField()
    reason = models.CharField(max_length=500)

    class Meta:
        """One reason in force a finding."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("report", "key"), condition=models.Q(struck_on=None), name="one_reason_a_finding"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id}/{self.code}"


class Problem(Strikable):
    """A problem that a report names (存在的主要问题): the reports after it say what became of it."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="problems")
    text = models.CharField(max_length=500)

    class Meta:
        """In the order in which they were named."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:40]


class Measure(Strikable):
    """What is to be done about a problem (改进措施), by whom and until when."""

    problem = models.ForeignKey(Problem, models.PROTECT, related_name="measures")
    text = models.CharField(max_length=500)
    owner = models.CharField(max_length=100)
    due_on = models.DateField()

    class Meta:
        """In the order in which they were set."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:40]


class FollowUp(Kept):
    """What a later report says became of a problem; the newest of a report counts."""

    class Became(models.TextChoices):
        """Whether it is solved."""

        DONE = "done", "已解决"
        CONTINUED = "continued", "继续推进"

    report = models.ForeignKey(Report, models.PROTECT, related_name="follow_ups")
    problem = models.ForeignKey(Problem, models.PROTECT, related_name="follow_ups")
    became = models.CharField(max_length=10, choices=Became)
    words = models.CharField(max_length=500)
    on = models.DateField()
    by = _user()

    class Meta:
        """In the order in which they were written."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.problem_id}/{self.became}"


class Counted(models.Model):
    """What one matter counts as in one year, computed from the facts that end in ``head`` under ``law``."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="counted")
    year = models.PositiveSmallIntegerField()
    law = models.CharField(max_length=64)
    head = models.CharField(max_length=80)
    content = models.TextField()

    class Meta:
        """One row a matter and year."""

        constraints = (models.UniqueConstraint(fields=("matter", "year"), name="one_count_a_year"),)

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.year}"
