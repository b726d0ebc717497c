"""Bodies as a tree, and who serves which in what role."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Body(models.Model):
    """A public body (行政机关), one node of a tree."""

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

    @property
    def root_id(self) -> int:
        """The key of the top of its tree."""
        return self.pk if self.parent is None else self.parent.root_id


class Membership(models.Model):
    """A person serves a body in a role."""

    class Role(models.TextChoices):
        """What one may do: see ``permissions``."""

        CLERK = "clerk", "经办人"
        HEAD = "head", "工作机构负责人"
        LEGAL = "legal", "法制审核人员"
        LEADER = "leader", "机关负责人"
        SUPERVISOR = "supervisor", "主管部门"
        ADMINISTRATOR = "administrator", "管理员"
        AUDITOR = "auditor", "审计人员"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    body = models.ForeignKey(Body, models.CASCADE)
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        """One role a person and body."""

        constraints = (models.UniqueConstraint(fields=("user", "body"), name="one_role_a_body"),)

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.body}"
