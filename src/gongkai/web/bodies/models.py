"""Bodies as a tree, and who serves which in what role."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Body(models.Model):
    """A public body (行政机关): ``root`` is the top of its tree, the key by which large tables are divided."""

    class Kind(models.TextChoices):
        """What it is."""

        GOVERNMENT_OFFICE = "government_office", "政府办公室"
        DEPARTMENT = "department", "部门"
        SUBDISTRICT = "subdistrict", "街道办事处"
        TOWNSHIP = "township", "乡镇人民政府"

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        """In the order in which they were entered: the order of the roster."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person serves a body in a role."""

    class Role(models.TextChoices):
        """What one may do: see ``permissions``."""

        CLERK = "clerk", "经办人"
        HEAD = "head", "工作机构负责人"
        SUPERVISOR = "supervisor", "主管部门"
        AUDITOR = "auditor", "审计"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    body = models.ForeignKey(Body, models.CASCADE)
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        """One role a person and body."""

        constraints = (models.UniqueConstraint(fields=("user", "body"), name="one_role_a_body"),)

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.body}"
