"""Reports brought to where a test needs them, by the services."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model

from gongkai.report.form import load_form
from gongkai.web.annual import bridge, edits
from gongkai.web.annual.drafting import Draft, assemble
from gongkai.web.annual.models import Act, Entry, Report, Words
from gongkai.web.annual.pages import page_of
from gongkai.web.annual.services import report_move
from gongkai.web.bodies.models import Body
from tests.ledger.build import REGIME

YEAR = 2023
ON = date(2024, 1, 20)
FORM = load_form("2021")
WORDS = {
    "overview": "（一）主动公开\n及时发布各类信息。\n（二）依申请公开\n依法办理每一件申请。\n（三）政府信息管理\n"
    "规范文件管理。\n（四）平台建设\n维护政府网站。\n（五）监督保障\n开展业务培训。",
    "problems": "存在的主要问题是公开的深度还不够。下一步的改进措施是加强培训，细化目录。",
    "other": "2023年，未收取信息处理费，发出收费通知0件，通知金额0元，实际收取0元。",
}


def user(name: str) -> Any:
    return get_user_model().objects.get_or_create(username=name)[0]


def written(body: Body, year: int = YEAR, scope: str = "own") -> Report:
    """A report whose words are complete."""
    report, _ = Report.objects.get_or_create(body=body, year=year, scope=scope)
    for section, text in WORDS.items():
        Words.objects.create(report=report, section=section, text=text, on=ON, by=user("author"))
    return report


def seen(body: Body, year: int = YEAR, scope: str = "own") -> str:
    """What the report's page names: what was signed, or the draft."""
    report = bridge.report_of(body, year, scope)
    return report.frozen.digest if report.frozen else page_of(report, REGIME).draft.digest


def moved(body: Body, *acts: Act, year: int = YEAR, scope: str = "own", on: date = ON, **more: Any) -> Report:
    """The report after these acts, each by somebody else."""
    report = bridge.report_of(body, year, scope)
    for act in acts:
        given: dict[str, Any] = {"reason": "核对有误", "actor": user(f"person-{act}"), "token": uuid4().hex, "on": on}
        given["seen"] = seen(body, year, scope)
        report = report_move(body=body, year=year, scope=scope, act=act, regime=REGIME, **(given | more))
    return report


def draft_of(body: Any, year: int = YEAR, scope: str = "own") -> Draft:
    return assemble(bridge.gather(bridge.report_of(body, year, scope), REGIME))


def entered(body: Any, cell: str, value: str, token: str = "e", **more: Any) -> Entry:
    """A number entered in a cell of the report."""
    said = {"source": "许可系统", "reason": "台账不掌握", "actor": user("clerk"), "on": ON} | more
    with edits.drafting(body, YEAR, "own") as report:
        return edits.entry_add(report=report, cell=FORM.cells[cell], value=Decimal(value), token=token, **said)


SIGNED = (Act.SEND, Act.REVIEW, Act.SIGN)
ACCEPTED = (*SIGNED, Act.SUBMIT, Act.ACCEPT)
