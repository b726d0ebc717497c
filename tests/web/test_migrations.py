"""Rows of an office as it was before, brought to the present version: nothing of them is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gongkai.web.api.models import Hook
from gongkai.web.bodies.models import Body
from gongkai.web.cases.models import FactRow, Matter, OldLedger, OldRow
from gongkai.web.flow.models import Inquiry, Proposal, Task
from gongkai.web.intake.models import Passing, Submission
from gongkai.web.kernel.clock import now
from gongkai.web.letters.models import Draft
from gongkai.web.readings.models import ReadReport, Source, Upload
from gongkai.web.readings.selectors import reports_of

BEFORE = [
    ("annual", "0001_reports"),
    ("api", "0003_report_events"),
    ("bodies", "0003_people"),
    ("cases", "0006_public"),
    ("flow", "0002_talk"),
    ("intake", "0001_submissions"),
    ("letters", "0001_letters"),
    ("readings", "0001_initial"),
]
"""The last versions before inquiries, links, erasure, redaction, several reports in a file, sealed secrets."""
DAY = date(2024, 9, 20)
LINE = '{"matter":"2024-0001","kind":"application","seq":1,"fact":"received","on":"2024-09-10"}'


def filled(make: Any, user_id: int) -> None:
    """A row of every table that was changed since, with what it cannot do without."""
    body = make("bodies", "Body", name="青川区教育局", kind="department")
    make("api", "Hook", body_id=body.pk, name="甲", url="u", secret="open", kinds="")
    stands = {"stage": "open", "waits": "office", "began_on": DAY, "head": "h", "last_fact": "received", "last_on": DAY}
    known = {"body_id": body.pk, "root_id": body.pk, "number": "2024-0001", "kind": "application"}
    matter = make("cases", "Matter", **known, **stands)
    make("cases", "FactRow", matter_id=matter.pk, seq=1, on=DAY, line=LINE, token="f", entered_by_id=user_id)
    ledger = make(
        "cases", "OldLedger", body_id=body.pk, name="台账.xlsx", heads=["收件日期"], meanings={"0": "on"}, year=2024,
        channel="in_person", applicant="natural", by_id=user_id,
    )  # fmt: skip
    make("cases", "OldRow", ledger_id=ledger.pk, place=2, cells=["某日"])
    make("flow", "Task", matter_id=matter.pk, title="催办", user_id=user_id, by_id=user_id, on=DAY, token="k")
    make(
        "intake", "Submission", number="S1", body_id=body.pk, matter_id=matter.pk, state="registered", begun_on=DAY,
        submitted_on=DAY, token_hash="t", name="张三丰",
    )  # fmt: skip
    make("letters", "Draft", matter_id=matter.pk, kind="answer", to="张三丰", token="d")
    upload = make(
        "readings", "Upload", body_id=body.pk, name="报告.txt", sha256="a" * 64, size=3, text="全文", token="r",
        uploaded_by_id=user_id,
    )  # fmt: skip
    report = {"upload_id": upload.pk, "place": 0, "agency": "青川区教育局", "year": 2023, "status": "read"}
    make("readings", "ReadReport", report={"file": "报告.txt"}, open_cells=0, **report)


@pytest.mark.django_db(transaction=True)
def test_an_office_of_an_earlier_version_comes_along_whole(django_user_model: Any) -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    user = django_user_model.objects.create_user("somebody")
    try:
        executor.migrate(BEFORE)
        old = executor.loader.project_state(BEFORE).apps

        def make(app: str, model: str, **given: Any) -> Any:
            return old.get_model(app, model).objects.create(**given)

        filled(make, user.pk)
    finally:
        MigrationExecutor(connection).migrate(latest)
    body, matter = Body.objects.get(), Matter.objects.get()
    assert (body.name, body.on_paper) == ("青川区教育局", False)
    assert Hook.objects.get().secret == "open"
    fact = FactRow.objects.get()
    assert (fact.line, fact.entered_at.date() <= now().date()) == (LINE, True)
    assert (OldLedger.objects.get().titles, OldRow.objects.get().erased_on) == ([], None)
    assert (Task.objects.get().title, Proposal.objects.count(), Inquiry.objects.count()) == ("催办", 0, 0)
    sent = Submission.objects.get()
    assert (sent.name, sent.items, sent.said_hash, sent.erased_on) == ("张三丰", 1, "", None)
    assert (sent.matter, Passing.objects.count()) == (matter, 0)
    draft = Draft.objects.get()
    assert (draft.to, draft.no_copy, draft.redactions.count()) == ("张三丰", "", 0)
    source = Source.objects.get()
    assert (source.upload, source.text, source.name) == (Upload.objects.get(), "全文", "报告.txt")
    assert ReadReport.objects.get().source == source
    assert list(reports_of(user)) == []
