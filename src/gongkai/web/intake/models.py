"""What applicants sent in.  Personal data lie here and nowhere else, so that they can be erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongkai.law.receipt import NAMES
from gongkai.ledger.facts.application import Applicant
from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Matter
from gongkai.web.cases.words import choices
from gongkai.web.kernel.stored import RandomName, StoredFile, storage

KINDS = choices(Applicant)
CHANNELS = [(channel.value, words[0]) for channel, words in NAMES.items()]


class Submission(models.Model):
    """An application as it came in, by whatever channel (《条例》第二十九条).

    ``typed`` is what was typed into the public form, right or wrong, while it is a draft; the columns
    are filled when it is submitted.  ``arrived_on`` is the day a letter was signed for or reached the
    work office; ``confirmed_on`` and ``confirmed_by`` say who confirmed it with the applicant (art 31).
    ``token_hash`` stands for the secret of the draft's address or for the staff's form: one of either
    makes one submission; ``said_hash`` for all that staff said of it.  ``code_hash`` stands for the
    query code, which nobody can read here.
    """

    class State(models.TextChoices):
        """Where it is on its way to becoming a matter."""

        DRAFT = "draft", "草稿"
        SUBMITTED = "submitted", "待确认"
        REGISTERED = "registered", "已登记"
        RETURNED = "returned", "未登记"

    class IdKind(models.TextChoices):
        """What proves the identity."""

        RESIDENT = "resident", "居民身份证"
        PASSPORT = "passport", "护照"
        PERMIT = "permit", "港澳台居民居住证、通行证"
        CREDIT = "credit", "统一社会信用代码证书"
        OTHER = "other", "其他证件"

    class Form(models.TextChoices):
        """The wanted form of the information."""

        PAPER = "paper", "纸质"
        ELECTRONIC = "electronic", "电子文档"
        READING = "reading", "现场查阅、抄录"

    class Delivery(models.TextChoices):
        """The wanted way of getting it."""

        POST = "post", "邮寄"
        EMAIL = "email", "电子邮件"
        ONLINE = "online", "在本平台领取"
        COLLECT = "collect", "到工作机构领取"

    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="submissions")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    number = models.CharField(max_length=20, unique=True, null=True)
    token_hash = models.CharField(max_length=64, unique=True)
    said_hash = models.CharField(max_length=64, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    typed = models.JSONField(default=dict)

    channel = models.CharField(max_length=20, choices=CHANNELS, default="online")
    oral = models.BooleanField(default=False)
    begun_on = models.DateField()
    submitted_on = models.DateField(null=True)
    arrived_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_on = models.DateField(null=True)
    returned_why = models.CharField(max_length=500, blank=True)
    erased_on = models.DateField(null=True)
    matter = models.OneToOneField(Matter, models.PROTECT, null=True, related_name="submission")

    applicant = models.CharField(max_length=20, choices=KINDS, blank=True)
    applicant_key = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=100, blank=True)
    representative = models.CharField(max_length=60, blank=True)
    id_kind = models.CharField(max_length=12, choices=IdKind, blank=True)
    id_number = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)

    items = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120, blank=True)
    paper_number = models.CharField(max_length=80, blank=True)
    description = models.TextField(max_length=2000, blank=True)
    form = models.CharField(max_length=12, choices=Form, blank=True)
    delivery = models.CharField(max_length=12, choices=Delivery, blank=True)

    class Meta:
        """Lists ask by body and state; a known applicant is found by the key."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="registered", matter__isnull=False)
                | models.Q(~models.Q(state="registered"), matter__isnull=True),
                name="registered_as_a_matter",
            ),
        )
        indexes = (
            models.Index(fields=("body", "state", "submitted_on", "id"), name="submissions_by_state"),
            models.Index(fields=("applicant_key", "state"), name="submissions_by_applicant"),
        )

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"


class Attachment(StoredFile):
    """A file that came with a submission, under a random name; served as a download only."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="attachments")
    identity = models.BooleanField(default=False)
    file = models.FileField(upload_to=RandomName("intake"), storage=storage)

    class Meta:
        """In the order of arrival; the same file counts once."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("submission", "digest"), name="one_file_once"),)


class PersonalDataAccess(models.Model):
    """Who looked at an applicant's personal data, and when (个人信息查阅记录): rows are only added."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="accesses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=140)
    at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.user} {self.what}"


class Passing(models.Model):
    """A submission that went from a body that ended to one that goes on with its work; ``by`` nobody: by itself."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="passings")
    from_body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    to_body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        """In the order in which it went."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.from_body_id} → {self.to_body_id}"


class Erasure(models.Model):
    """That an applicant's personal data were erased: on what ground, by whom, what went; nothing of the data.

    ``by`` nobody: by itself, after their time.  ``gone`` is pairs of words and a number.
    """

    class Ground(models.TextChoices):
        """Why they go (《个人信息保护法》第四十七条)."""

        REQUEST = "request", "本人或者代理人请求删除"
        ORDER = "order", "人民法院、复议机关或者上级机关决定"
        EXPIRED = "expired", "保存期限已满"
        NEEDLESS = "needless", "处理目的已经实现，不再需要"

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="erasures")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=12, choices=Ground)
    document = models.CharField(max_length=100, blank=True)
    ordered_by = models.CharField(max_length=60, blank=True)
    why = models.CharField(max_length=300, blank=True)
    gone = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField()

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        indexes = (models.Index(fields=("body", "-id"), name="erasures_of_body"),)

    def __str__(self) -> str:
        return f"{self.body_id}/{self.on}"


class Tally(models.Model):
    """How often somebody did something within one stretch of time: what limits count."""

    action = models.CharField(max_length=20)
    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        """One row an action, key and stretch."""

        constraints = (models.UniqueConstraint(fields=("action", "key", "window"), name="one_tally"),)

    def __str__(self) -> str:
        return f"{self.action} {self.count}"
