"""What people are told, and by which way they want to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notice(models.Model):
    """Something one person should know: words, and a page of this office where it can be acted on.

    ``key`` names what it is about: the same key is told to a person once.  ``number`` is the matter's
    number, all that an e-mail may say beside the kind; ``text`` never leaves the office.
    """

    class Kind(models.TextChoices):
        """What it is about."""

        RECEIVED = "received", "新收到"
        ASSIGNED = "assigned", "交办"
        REMINDED = "reminded", "催办"
        MENTIONED = "mentioned", "提及"
        TO_APPROVE = "to_approve", "待审批"
        APPROVED = "approved", "已批准"
        RETURNED = "returned", "已退回"
        DUE_SOON = "due_soon", "临近到期"
        DUE_TODAY = "due_today", "今天到期"
        OVERDUE = "overdue", "已超期"
        REPORT = "report", "年度报告"
        SYSTEM = "system", "系统"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=Kind)
    number = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=300)
    address = models.CharField(max_length=300)
    on = models.DateField()
    key = models.CharField(max_length=120, null=True)  # none: may come any number of times
    made_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; a key comes once for a person."""

        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="one_notice_a_key"),)
        indexes = (models.Index(fields=("user", "read_at"), name="notices_unread"),)

    def __str__(self) -> str:
        return f"{self.user_id}/{self.kind}/{self.number}"


class Wish(models.Model):
    """How one person wants to be told by e-mail; without a row, once a day."""

    class Mail(models.TextChoices):
        """When e-mail is sent."""

        AT_ONCE = "at_once", "随时发送"
        DAILY = "daily", "每天汇总一次"
        NEVER = "never", "不发邮件"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    mail = models.CharField(max_length=10, choices=Mail, default=Mail.DAILY)

    def __str__(self) -> str:
        return f"{self.user_id}/{self.mail}"


class Beat(models.Model):
    """Proof that a running task has a living worker: stamped again and again while it runs."""

    row = models.OneToOneField("django_tasks_database.DBTaskResult", models.CASCADE, related_name="beat")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.row_id} {self.at}"


class Step(models.Model):
    """The day on which a daily step was last put to work, so that it is once a day however many clocks tick."""

    name = models.CharField(max_length=120, unique=True)
    last_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.name} {self.last_on}"
