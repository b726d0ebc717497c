"""The API: its addresses know no session, and every operation what a token may do by role, body and scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from gongkai.web.annual.models import Act, Frozen, FrozenFile, Publication, Report
from gongkai.web.bodies.permissions import Ability
from tests.web.access import Entry, Place, annual, has
from tests.web.reports import ON, user

NOTED = {"fact": "noted", "on": "2024-09-20", "note": "转办"}
RECEIVED = {
    "fact": "received", "on": "2024-09-10", "channel": "in_person", "applicant": "natural", "asks": "补偿标准",
}  # fmt: skip


def _matter(place: Place) -> dict[str, Any]:
    return {"pk": place.matter.pk}


def _body(place: Place) -> dict[str, Any]:
    return {"pk": place.body.pk}


def _year(place: Place) -> dict[str, Any]:
    return {"pk": place.body.pk, "year": 2024}


def _cell(place: Place) -> dict[str, Any]:
    return _year(place) | {"cell": "t3.new.total"}


def _file(place: Place) -> dict[str, Any]:
    return _year(place) | {"name": "csv"}


def _entered(place: Place) -> dict[str, Any]:
    return annual.entered(place, "own")


def _section(place: Place) -> dict[str, Any]:
    return _year(place) | {"section": "other"}


def _sent(place: Place) -> dict[str, str]:
    return {"act": "send", "seen": annual.sent(place)["seen"]}


def _publication(place: Place) -> dict[str, Any]:
    """A published report of the body, with two of its files."""
    report, _ = Report.objects.get_or_create(body=place.body, year=2022)
    publication = report.publications.first()
    if publication is None:
        given = {"content": "{}", "snapshot": "{}", "figures": "{}", "digest": "0" * 64, "revision": 1}
        frozen = Frozen.objects.create(report=report, signed_on=ON, signed_by=user("x"), **given)
        for name in ("json", "csv"):
            FrozenFile.objects.create(frozen=frozen, name=name, content=b"{}", digest=sha256(b"{}").hexdigest())
        publication = Publication.objects.create(report=report, revision=1, frozen=frozen, on=ON, by=user("x"))
    return {"pk": publication.pk}


def _publication_file(place: Place) -> dict[str, Any]:
    return _publication(place) | {"name": "csv"}


def _line(place: Place) -> str:
    line = '{"body":"%s","matter":"sent","kind":"application","fact":"received","on":"2024-09-10",'
    return line % place.body.name + '"channel":"in_person","applicant":"natural"}\n'


def _closed(**more: Any) -> Entry:
    """An address that no session opens."""
    return Entry(open=True, **({"get_answer": 401} | more))


TABLE = {
    "api-openapi": _closed(get_answer=200),
    "api-bodies": _closed(),
    "api-matters": _closed(),
    "api-matter": _closed(kwargs=_matter),
    "api-moves": _closed(kwargs=_matter),
    "api-facts": _closed(kwargs=_matter, get_answer=405),
    "api-whatif": _closed(kwargs=_matter, get_answer=405),
    "api-ledger": _closed(kwargs=_body),
    "api-report": _closed(kwargs=_year),
    "api-report-findings": _closed(kwargs=_year),
    "api-report-cell": _closed(kwargs=_cell),
    "api-report-file": _closed(kwargs=_file),
    "api-report-entries": _closed(kwargs=_year, get_answer=405),
    "api-report-strike": _closed(kwargs=_entered, get_answer=405),
    "api-report-words": _closed(kwargs=_section, get_answer=405),
    "api-report-moves": _closed(kwargs=_year, get_answer=405),
    "api-published-reports": _closed(get_answer=200),
    "api-published-report": _closed(kwargs=_publication, get_answer=200),
    "api-published-file": _closed(kwargs=_publication_file, get_answer=200),
    "api-law-due": _closed(get_answer=422),
    "api-law-fee": _closed(get_answer=200),
    "api-law-classify": _closed(get_answer=405),
    "calendar": _closed(kwargs=lambda place: {"key": "x"}, get_answer=404),
    "tokens": Entry(),
    "hooks": Entry(get=Ability.MANAGE, body_sent=True),
}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One operation: its address, the scope it needs, and the ability for the body that it names.

    A token is of the person's own body.  ``named`` false: a list, which shows what may be read.
    """

    name: str
    method: str
    scope: str | None
    ability: Ability = Ability.READ
    kwargs: Callable[[Place], Mapping[str, Any]] = lambda place: {}
    sent: Callable[[Place], Any] = lambda place: None
    answer: int = 200
    named: bool = True

    def wanted(self, role: str, place: str) -> int:
        if self.scope is None or not self.named:
            return self.answer
        if not has(role, place, Ability.READ):
            return 404
        if self.ability is Ability.READ:
            return self.answer
        return self.answer if place == "own" and has(role, "own", self.ability) else 403


READS, WRITES, REPORTS = "matters:read", "matters:write", "reports:read"
_FILL: dict[str, Any] = {"method": "post", "scope": "reports:write", "ability": Ability.WRITE}
_WRITE: dict[str, Any] = {"method": "post", "scope": WRITES, "ability": Ability.WRITE}
OPERATIONS = {
    "bodies": Operation(name="api-bodies", method="get", scope=READS, named=False),
    "matters": Operation(name="api-matters", method="get", scope=READS, named=False),
    "matter": Operation(name="api-matter", method="get", scope=READS, kwargs=_matter),
    "moves": Operation(name="api-moves", method="get", scope=READS, kwargs=_matter),
    "whatif": Operation(name="api-whatif", method="post", scope=READS, kwargs=_matter, sent=lambda place: NOTED),
    "fact_enter": Operation(name="api-facts", kwargs=_matter, sent=lambda place: NOTED, **_WRITE),
    "matter_open": Operation(
        name="api-matters",
        sent=lambda place: {"body": place.body.pk, "kind": "application", "fact": RECEIVED},
        answer=201,
        **_WRITE,
    ),
    "ledger_export": Operation(name="api-ledger", method="get", scope=READS, kwargs=_body),
    "ledger_import": Operation(name="api-ledger", kwargs=_body, sent=_line, answer=201, **_WRITE),
    "report": Operation(name="api-report", method="get", scope=REPORTS, kwargs=_year),
    "findings": Operation(name="api-report-findings", method="get", scope=REPORTS, kwargs=_year),
    "cell": Operation(name="api-report-cell", method="get", scope=REPORTS, kwargs=_cell),
    "file": Operation(name="api-report-file", method="get", scope=REPORTS, kwargs=_file),
    "report_enter": Operation(
        name="api-report-entries",
        kwargs=_year,
        sent=lambda place: {
            "cell": "t2.licences.decisions",
            "value": "3",
            "source": "许可系统",
            "reason": "台账无此数",
        },
        **_FILL,
    ),
    "report_strike": Operation(
        name="api-report-strike", kwargs=_entered, sent=lambda place: {"reason": "填错"}, **_FILL
    ),
    "report_words": Operation(
        name="api-report-words", kwargs=_section, sent=lambda place: {"text": "没有其他事项。"}, **_FILL
    ),
    "report_move": Operation(name="api-report-moves", kwargs=annual.at(Act.SEND, "own"), sent=_sent, **_FILL),
    "published_reports": Operation(name="api-published-reports", method="get", scope=None),
    "published_report": Operation(name="api-published-report", method="get", scope=None, kwargs=_publication),
    "published_report_file": Operation(name="api-published-file", method="get", scope=None, kwargs=_publication_file),
    "due": Operation(name="api-law-due", method="get", scope=None, answer=422),
    "fee": Operation(name="api-law-fee", method="get", scope=None),
    "classify_application": Operation(name="api-law-classify", method="post", scope=None, sent=lambda place: {}),
}
"""Every operation by the name under which the document carries it."""
