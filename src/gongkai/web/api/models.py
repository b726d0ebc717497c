"""Access for machines: tokens of a person for a body, kept as digests only; hooks that tell other systems."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from gongkai.web.bodies.models import Body
from gongkai.web.kernel.sealing import unseal


class Token(models.Model):
    """A key by which a program acts for one person and one body, within its scopes.

    Only the digest is kept: the key is shown once.  A token never does more than the person may do
    at that moment: whoever loses the role loses the token.
    """

    class Scope(models.TextChoices):
        """What it opens."""

        MATTERS_READ = "matters:read", "读取事项"
        MATTERS_WRITE = "matters:write", "登记事项"
        REPORTS_READ = "reports:read", "读取年度报告"
        REPORTS_WRITE = "reports:write", "填报年度报告"
        CALENDAR = "calendar", "日历订阅"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    body = models.ForeignKey(Body, models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=80)
    scopes = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.name} {self.hint}…"

    @property
    def scope_set(self) -> frozenset[str]:
        """Its scopes."""
        return frozenset(self.scopes.split())

    @property
    def scope_words(self) -> list[str]:
        """Its scopes as people say them."""
        return [str(scope.label) for scope in self.Scope if scope.value in self.scope_set]


class Hook(models.Model):
    """An address of another system that is told when matters and reports of a body change (事件推送).

    What becomes of a report the hooks of the body above are told as well.

    The secret signs what is sent; both sides know it, and here it lies sealed.
    """

    class Kind(models.TextChoices):
        """What there is to tell; every fact is exactly one of the first four."""

        OPENED = "matter.opened", "新登记"
        CHANGED = "matter.changed", "阶段变化"
        CLOSED = "matter.closed", "办结"
        ENTERED = "matter.entered", "其他登记"
        SUBMITTED = "report.submitted", "年报报送"
        RETURNED = "report.returned", "年报退回"
        ACCEPTED = "report.accepted", "年报接收"
        PUBLISHED = "report.published", "年报公布"
        CORRECTED = "report.corrected", "年报更正"

    PURPOSE = "hook"

    body = models.ForeignKey(Body, models.CASCADE, related_name="hooks")
    name = models.CharField("用途", max_length=80)
    url = models.CharField("地址", max_length=500)
    sealed_secret = models.CharField(max_length=200)
    kinds = models.CharField(max_length=200)
    active = models.BooleanField(default=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The secret itself.  Raises :class:`~gongkai.finding.Refusal` if the key that sealed it is not here."""
        return unseal(self.sealed_secret, self.PURPOSE)

    @property
    def kind_set(self) -> frozenset[str]:
        """What it wants to be told."""
        return frozenset(self.kinds.split())

    @property
    def kind_words(self) -> list[str]:
        """The same as people say it."""
        return [str(kind.label) for kind in self.Kind if kind.value in self.kind_set]


class Delivery(models.Model):
    """One event for one hook, and how it went; ``tries`` counts what was tried so far."""

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=32)
    kind = models.CharField(max_length=20, choices=Hook.Kind)
    payload = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    tries = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=200, blank=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first; one event comes to a hook once."""

        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("hook", "event"), name="one_delivery_an_event"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.event}"
