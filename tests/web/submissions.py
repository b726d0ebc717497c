"""A made-up applicant, and what is sent in under that name, brought to where a test needs it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import Matter
from gongkai.web.intake import services
from gongkai.web.intake.models import Submission
from tests.ledger.build import REGIME
from tests.web.conftest import TODAY

NOW = datetime(2024, 9, 20, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
WHO = {
    "applicant": "natural", "name": "张三丰", "representative": "", "id_kind": "resident",
    "id_number": "11010519491231002X",
}  # fmt: skip
WHAT = {"title": "城东片区征地补偿方案", "paper_number": "青府发〔2024〕3号", "description": "去年秋天张贴过"}
HOW = {
    "phone": "13800138000", "email": "z@example.cn", "address": "青川区一路1号", "postcode": "100000",
    "form": "electronic", "delivery": "email",
}  # fmt: skip
DATA = WHO | WHAT | HOW
PERSONAL = ("张三丰", "11010519491231002X", "13800138000", "z@example.cn", "一路1号", "去年秋天")
SECRET = "s" * 32
PDF = b"%PDF-1.4\n..."


def drafted(secret: str = SECRET, **typed: str) -> Submission:
    return services.draft_save(secret=secret, typed=typed, on=TODAY, network="n", at=NOW)


def submitted(body: Body, secret: str = SECRET, **more: Any) -> Submission:
    drafted(secret)
    given = {"data": DATA | more.pop("data", {}), "on": TODAY, "network": "n", "at": NOW} | more
    return services.submit(secret=secret, body=body, **given)[0]


def confirm(submission: Submission, **more: Any) -> Matter:
    given = {"confirmed": TODAY, "asks": "征地补偿方案", "items": 1, "actor": None, "on": TODAY, "regime": REGIME}
    return services.submission_confirm(submission_id=submission.pk, **(given | more))


def letter(body: Body, token: str = "t", data: dict[str, str] | None = None, **days: Any) -> Submission:
    submission = Submission(body=body, **({"channel": "in_person", "submitted_on": date(2024, 9, 19)} | days))
    made, _code = services.intake_enter(
        submission=submission,
        data=DATA | (data or {}),
        asks="征地补偿方案",
        items=1,
        token=token,
        actor=None,
        on=TODAY,
        regime=REGIME,
    )
    return made


def upload(name: str = "证件.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
