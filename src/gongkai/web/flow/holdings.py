"""What colleagues and other bodies wrote about a matter: an applicant's name and numbers go from it with the data."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from gongkai.web.cases.models import Matter
from gongkai.web.cases.private import GONE, cleared, named
from gongkai.web.flow.models import Call, Conference, Inquiry, InquiryFile, InquiryStep, Note, Proposal, Task
from gongkai.web.intake.holdings import Held
from gongkai.web.jobs.models import Notice

FILED = "案卷的组成部分，按机关档案管理规定保存"


def look(matter: Matter, words: Collection[str]) -> list[Held]:
    """Where the applicant is named in what was written, and what belongs to the file."""
    filed = Proposal.objects.filter(matter=matter).count() + Conference.objects.filter(matters=matter).count()
    files = InquiryFile.objects.filter(inquiry__matter=matter).count()
    return [
        Held("便笺、交办、提醒和通知中申请人的姓名和号码", _many(_talk(matter), words), goes=True),
        Held("征求其他机关意见的往来文字中申请人的姓名和号码", _many(_asked(matter), words), goes=True),
        Held("审批意见和会商记录", filed, goes=False, why=FILED),
        Held("与其他机关往来的附件", files, goes=False, why=FILED),
    ]


def erase(matter: Matter, words: Collection[str]) -> None:
    """Take the applicant's words out of what was written; the rest of it stays."""
    for row, name in _naming([*_talk(matter), *_asked(matter)], words):
        text = cleared(getattr(row, name), words, GONE)
        type(row).objects.filter(pk=row.pk).update(**{name: text[: row._meta.get_field(name).max_length]})


def _talk(matter: Matter) -> list[tuple[QuerySet[Any], str]]:
    own = [reverse("inquiry", args=[key]) for key in matter.inquiries.values_list("pk", flat=True)]
    told = Notice.objects.filter(Q(number=matter.number) | Q(address__in=own))
    written: list[tuple[Any, str]] = [(Note, "text"), (Task, "title"), (Call, "text")]
    return [*((model.objects.filter(matter=matter), name) for model, name in written), (told, "text")]


def _asked(matter: Matter) -> list[tuple[QuerySet[Any], str]]:
    asked = Inquiry.objects.filter(matter=matter)
    steps = InquiryStep.objects.filter(inquiry__matter=matter)
    return [*((asked, name) for name in ("words", "reasons", "returned_why", "withdrawn_why")), (steps, "reason")]


def _many(places: list[tuple[QuerySet[Any], str]], words: Collection[str]) -> int:
    return sum(1 for _ in _naming(places, words))


def _naming(places: list[tuple[QuerySet[Any], str]], words: Collection[str]) -> Iterator[tuple[Any, str]]:
    for rows, name in places:
        for row in rows:
            if named(getattr(row, name), words):
                yield row, name
