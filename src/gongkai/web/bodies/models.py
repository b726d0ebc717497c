"""Bodies as a tree, what became of them, and who serves which in what role.

Every ``until`` is the first day on which the row says nothing any more; ``None`` is open.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q


class Body(models.Model):
    """A public body (行政机关), one node of a tree; ``parent`` guides its disclosure work (主管部门).

    It owes reports for the years in which it stood since ``founded_on``; without one, for all.
    From ``ended_on`` it takes no new matters; :class:`Succession` says who goes on with its work.
    """

    class Kind(models.TextChoices):
        """What it is."""

        GOVERNMENT = "government", "人民政府"
        GOVERNMENT_OFFICE = "government_office", "政府办公室"
        DEPARTMENT = "department", "部门"
        SUBDISTRICT = "subdistrict", "街道办事处"
        TOWNSHIP = "township", "乡镇人民政府"
        BRANCH = "branch", "派出机构"
        AUTHORISED = "authorised", "法律、法规授权组织"
        INSTITUTION = "institution", "事业单位"
        UTILITY = "utility", "公共企事业单位"
        PARTY = "party", "加挂行政机关牌子的党的机关"

    class Management(models.TextChoices):
        """To whom it belongs besides its government."""

        LOCAL = "local", "地方管理"
        VERTICAL = "vertical", "垂直管理"
        DUAL = "dual", "双重管理"

    name = models.CharField("机关名称", max_length=200, unique=True)
    kind = models.CharField("机关类别", max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    own_powers = models.BooleanField("以自己的名义对外行使职权", default=True)
    on_paper = models.BooleanField("不使用本系统，年度报告以纸质件或者文件报上级机关", default=False)
    management = models.CharField("管理体制", max_length=10, choices=Management, default=Management.LOCAL)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    office_name = models.CharField("工作机构名称", max_length=200, blank=True)
    office_address = models.CharField("办公地址", max_length=300, blank=True)
    office_postcode = models.CharField("邮政编码", max_length=6, blank=True)
    office_phone = models.CharField("联系电话", max_length=60, blank=True)
    office_fax = models.CharField("传真", max_length=60, blank=True)
    office_email = models.EmailField("电子邮箱", blank=True)
    office_hours = models.CharField("办公时间", max_length=200, blank=True)
    complaint_name = models.CharField("受理投诉举报的机构", max_length=200, blank=True)
    complaint_address = models.CharField("投诉举报通信地址", max_length=300, blank=True)
    complaint_phone = models.CharField("投诉举报电话", max_length=60, blank=True)
    review_authority = models.CharField("行政复议机关", max_length=200, blank=True)
    court = models.CharField("有管辖权的人民法院", max_length=200, blank=True)
    second_factor = models.BooleanField("本机关人员登录须使用第二因素", default=False)
    founded_on = models.DateField("成立日期", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        """In the order in which they were entered: the order of the roster."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def root_id(self) -> int:
        """The key of the top of its tree."""
        return self.pk if self.parent is None else self.parent.root_id


class FormerName(models.Model):
    """A name that a body had until a day."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField()
    document = models.CharField(max_length=100, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """From a day on, ``successor`` goes on with the work of a body that ended (机构改革).

    What a successor in its turn passed on stands here too, with ``direct`` false, so that one question
    answers who may read the files of a body that is no more.
    """

    class Kind(models.TextChoices):
        """How it ended."""

        MERGED = "merged", "并入"
        SPLIT = "split", "分设"
        REPLACED = "replaced", "撤销后职责划入"

    body = models.ForeignKey(Body, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Body, models.PROTECT, related_name="inheritances")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField()
    document = models.CharField(max_length=100, blank=True)
    direct = models.BooleanField(default=True)

    class Meta:
        """Once a pair."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("body", "successor"), name="one_succession_a_pair"),
            models.CheckConstraint(condition=~Q(body=models.F("successor")), name="no_body_succeeds_itself"),
        )

    def __str__(self) -> str:
        return f"{self.body} → {self.successor}"


class Section(models.Model):
    """A section (科室) of a body."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="sections")
    name = models.CharField("科室名称", max_length=100)
    until = models.DateField(null=True, blank=True)

    class Meta:
        """One of a name at a time."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("body", "name"), condition=Q(until=None), name="one_section_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """Somebody who answers for disclosure at one of the three levels (三级责任人)."""

    class Level(models.TextChoices):
        """Which level."""

        PRINCIPAL = "principal", "主要负责人"
        DEPUTY = "deputy", "分管负责人"
        HANDLER = "handler", "经办责任人"

    body = models.ForeignKey(Body, models.CASCADE, related_name="officers")
    level = models.CharField("责任层级", max_length=10, choices=Level)
    name = models.CharField("姓名", max_length=60)
    title = models.CharField("职务", max_length=100)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    since = models.DateField("自")
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-since", "-pk")

    def __str__(self) -> str:
        return f"{self.name}（{self.get_level_display()}）"


class Duty(models.Model):
    """One line of a body's duties (职责): what it does, and the words by which others look for it."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="duties")
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True, verbose_name="承办科室")
    task = models.CharField("职责", max_length=300)
    keywords = models.CharField("关键词", max_length=200, blank=True)

    class Meta:
        """In the order of entry."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return self.task


class Membership(models.Model):
    """A person serves a body in a role, from ``since`` (open: always) until ``until``."""

    class Role(models.TextChoices):
        """What one may do: see ``permissions``."""

        CLERK = "clerk", "经办人"
        HEAD = "head", "工作机构负责人"
        LEGAL = "legal", "法制审核人员"
        LEADER = "leader", "机关负责人"
        SUPERVISOR = "supervisor", "主管部门"
        ADMINISTRATOR = "administrator", "管理员"
        AUDITOR = "auditor", "审计人员"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    section = models.ForeignKey(Section, models.SET_NULL, null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        """One open role a person and body."""

        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("user", "body"), condition=Q(until=None), name="one_role_a_body"),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.body}"


class Change(models.Model):
    """What somebody changed in the settings of a body: only ever added."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    words = models.CharField(max_length=400)

    class Meta:
        """The latest first."""

        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.words
