"""Who must agree before something leaves the office, and what people of the office say to each other.

Nothing here is a fact of law: facts stand in the ledger of :mod:`gongkai.web.cases`.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongkai.web.bodies.models import Body
from gongkai.web.bodies.permissions import Ability
from gongkai.web.cases.models import Matter
from gongkai.web.kernel.stored import RandomName, StoredFile, storage

ASKED = (
    (Ability.APPROVE.value, "审核"),
    (Ability.REVIEW_LAW.value, "法制审核"),
    (Ability.SIGN.value, "签发"),
)
"""The abilities that a step may ask, with what the office calls the step."""


class Chain(models.Model):
    """The steps (审批流程) that a body set for one sort of fact; of one sort the chain without ``ended_at`` holds."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    about = models.CharField(max_length=40)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One holds at a time."""

        constraints = (
            models.UniqueConstraint(fields=("body", "about"), condition=Q(ended_at=None), name="one_chain_a_sort"),
        )

    def __str__(self) -> str:
        return f"{self.body_id}/{self.about}"


class ChainStep(models.Model):
    """One step of a chain: who has the ability may take it, or one ``person`` alone."""

    chain = models.ForeignKey(Chain, models.CASCADE, related_name="steps")
    place = models.PositiveSmallIntegerField()
    ability = models.CharField(max_length=20, choices=ASKED)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        """In the order in which they are taken."""

        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("chain", "place"), name="one_chain_step_a_place"),)

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.place}"


class Proposal(models.Model):
    """A fact that was drafted for approval (呈批); what it says (``content``) never changes.

    ``fixed_day`` keeps the fact's own day; otherwise it happens on the day of carrying out.
    ``revises`` is the one that was returned before.  ``subject_app``, ``subject_key`` and
    ``subject_hash`` name what goes out with the fact (a letter), to its last byte.
    ``waits_ability`` and ``waits_person`` say whose turn it is while it is open.
    """

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", "审批中"
        RETURNED = "returned", "已退回"
        APPROVED = "approved", "已批准，待办"
        CARRIED_OUT = "carried_out", "已办理"
        WITHDRAWN = "withdrawn", "已撤回"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="proposals")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    about = models.CharField(max_length=40)
    content = models.JSONField()
    fixed_day = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    revises = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    subject_app = models.CharField(max_length=20, blank=True)
    subject_key = models.CharField(max_length=60, blank=True)
    subject_hash = models.CharField(max_length=64, blank=True)
    waits_ability = models.CharField(max_length=20, blank=True)
    waits_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """Newest first."""

        ordering = ("-pk",)
        indexes = (
            models.Index(fields=("matter", "state"), name="proposals_of_matter"),
            models.Index(fields=("body", "state", "waits_ability"), name="proposals_waiting"),
            models.Index(fields=("by", "state"), name="proposals_by_drafter"),
        )

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.about}"


class Step(models.Model):
    """One step that a proposal has to take, as the chain stood when it was drafted, and what was decided.

    ``opinion`` and ``articles`` belong to a legal review (法制审核).
    """

    class Decision(models.TextChoices):
        """What was decided."""

        AGREED = "agreed", "同意"
        RETURNED = "returned", "退回"

    class Opinion(models.TextChoices):
        """What the legal staff say."""

        AGREE = "agree", "同意"
        CHANGES = "changes", "修改后同意"
        OBJECT = "object", "不同意"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    ability = models.CharField(max_length=20, choices=ASKED)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    opinion = models.CharField(max_length=10, choices=Opinion, blank=True)
    reason = models.TextField(blank=True)
    articles = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64, unique=True, null=True)

    class Meta:
        """In the order in which they are taken; nobody decides twice on one proposal."""

        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "place"), name="one_step_a_place"),
            models.UniqueConstraint(fields=("proposal", "by"), condition=~Q(by=None), name="nobody_decides_twice"),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id}/{self.place}"


class Task(models.Model):
    """Something that one person is to do for a matter (任务)."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due = models.DateField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order in which they were given."""

        ordering = ("pk",)
        indexes = (models.Index(fields=("user", "done_on"), name="tasks_of_person"),)

    def __str__(self) -> str:
        return self.title


class Note(models.Model):
    """What somebody wrote about a matter for colleagues (便笺): never changed, perhaps struck."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order in which they were written."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.pk}"


class Call(models.Model):
    """Somebody is called upon for a matter: named in a note (提及), or reminded (催办); until ``seen_at`` it waits."""

    class Kind(models.TextChoices):
        """How."""

        MENTION = "mention", "提及"
        REMINDER = "reminder", "催办"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="calls")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on = models.DateField()
    seen_at = models.DateTimeField(null=True)
    token = models.CharField(max_length=64)

    class Meta:
        """Newest first; one submission calls a person once."""

        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("token", "user"), name="one_call_a_submission"),)
        indexes = (models.Index(fields=("user", "seen_at"), name="calls_of_person"),)

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.user_id}"


class Conference(models.Model):
    """A case conference (疑难会商): who met, on what, what was said and decided; ``fact`` counts it in the year."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    matters = models.ManyToManyField(Matter, related_name="conferences")
    fact = models.OneToOneField(Matter, models.PROTECT, related_name="+")
    on = models.DateField()
    question = models.CharField(max_length=200)
    members = models.TextField()
    opinions = models.TextField()
    result = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """Newest first."""

        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return self.question


class Inquiry(models.Model):
    """One body asks another within the system for its opinion (征求意见) on a matter that only the first may see.

    ``ref`` names the consultation in the ledger of the one that asks; ``words`` and the files sent with them
    are all that the other sees of the matter. ``due_on`` is the last day for the opinion as it stood
    when it was sent, counted from ``arrived_on``, the day on which the letter came there. The opinion
    (``opinion``, ``reasons``) is given on ``answered_on``; before that it may wait for approval
    (``waits_ability``, ``waits_person``). ``taken_on`` is the day on which the one that asked entered it
    in its ledger. Before it is answered whoever asked may take it back (``withdrawn_on``,
    ``withdrawn_why``).
    """

    class State(models.TextChoices):
        """Where it stands with the body that is asked."""

        OPEN = "open", "待答复"
        APPROVING = "approving", "答复审批中"
        ANSWERED = "answered", "已答复"
        WITHDRAWN = "withdrawn", "已撤回"

    class Opinion(models.TextChoices):
        """What the body that is asked says to disclosure."""

        AGREE = "agree", "同意公开"
        PARTLY = "partly", "同意部分公开"
        DISAGREE = "disagree", "不同意公开"

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="inquiries")
    ref = models.CharField(max_length=60)
    whom = models.CharField(max_length=20)
    to = models.ForeignKey(Body, models.PROTECT, related_name="+")
    words = models.TextField()
    due_on = models.DateField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_on = models.DateField()
    arrived_on = models.DateField()
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    opinion = models.CharField(max_length=10, choices=Opinion, blank=True)
    reasons = models.TextField(blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    waits_ability = models.CharField(max_length=20, blank=True)
    waits_person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    returned_why = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    taken_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)
    token = models.CharField(max_length=64, unique=True)

    class Meta:
        """Newest first; one consultation asks one body at a time."""

        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("matter", "ref"), condition=~Q(state="withdrawn"), name="one_inquiry_a_consultation"
            ),
        )
        indexes = (
            models.Index(fields=("to", "state", "due_on"), name="inquiries_of_body"),
            models.Index(fields=("drafted_by", "state"), name="inquiries_by_drafter"),
        )

    def __str__(self) -> str:
        return f"{self.matter_id}/{self.ref}"


class InquiryStep(models.Model):
    """One step of approval of an answer, as the chain stood when it was sent up; returned ones stay."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="steps")
    place = models.PositiveSmallIntegerField()
    ability = models.CharField(max_length=20, choices=ASKED)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Step.Decision, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on = models.DateField(null=True)
    gone = models.BooleanField(default=False)

    class Meta:
        """In the order in which they are taken; those of an answer that was returned are ``gone``."""

        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.inquiry_id}/{self.place}"


class InquiryFile(StoredFile):
    """A file sent with the question, or with the answer; the other body sees those of an answer once it is given."""

    inquiry = models.ForeignKey(Inquiry, models.PROTECT, related_name="files")
    answer = models.BooleanField(default=False)
    file = models.FileField(upload_to=RandomName("flow"), storage=storage)

    class Meta:
        """In the order of arrival; the same file once a side."""

        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("inquiry", "answer", "digest"), name="one_inquiry_file_a_side"),)
