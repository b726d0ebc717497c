"""What letters hold of an applicant when the data are erased: drafts go, what went out stays."""

from __future__ import annotations

from collections.abc import Collection

from gongkai.web.cases.models import Matter
from gongkai.web.intake.holdings import Held
from gongkai.web.letters.models import Draft, Letter, Redaction
from gongkai.web.letters.services import draft_discard

WHY = (
    "制发的公文和底稿，按机关档案管理规定归档保存（《个人信息保护法》第四十七条第二款："
    "法定保存期限未满的，停止除存储和安全保护以外的处理）"
)


def look(matter: Matter, _words: Collection[str]) -> list[Held]:
    """The drafts that never went out, and the letters that did."""
    drafts = Draft.objects.filter(matter=matter, letter=None).count()
    letters = Letter.objects.filter(matter=matter).count()
    documents = Redaction.objects.filter(draft__matter=matter).exclude(draft__letter=None).count()
    return [
        Held("没有印发的文书草稿", drafts, goes=True),
        Held("已经印发的文书（收件人、正文）和送达记录", letters, goes=False, why=WHY),
        Held("随部分公开的答复保存的原件和遮盖件", documents, goes=False, why=WHY),
    ]


def erase(matter: Matter, _words: Collection[str]) -> None:
    """Take away the drafts that never went out, with their files."""
    for key in list(Draft.objects.filter(matter=matter, letter=None).values_list("pk", flat=True)):
        draft_discard(draft_id=key)
