"""The approval guard holds on every path into the ledger: pages, API, import; what was over before is history."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Fact, Kind, dispute
from gongkai.ledger.history import History
from gongkai.ledger.lines import canonical, sealed
from gongkai.web.api.models import Token
from gongkai.web.api.services import token_make
from gongkai.web.bodies.services import body_end
from gongkai.web.cases.models import Matter
from gongkai.web.cases.old_ledgers import ledger_enter, ledger_keep
from gongkai.web.cases.services import matter_open, matters_import
from gongkai.web.flow.models import Proposal
from gongkai.web.flow.selectors import proposals_waiting_for, waiting_counts
from gongkai.web.flow.services import proposal_open
from tests.ledger.build import REGIME, answered, extended, issued, received
from tests.web.chains import Office, refused
from tests.web.chains import make_office as make_office
from tests.web.conftest import TODAY, District, opened
from tests.web.workbooks import workbook


def test_a_chain_holds_for_the_first_fact_of_a_matter_too(office: Office) -> None:
    office.chain("issued", "approve")
    given: dict[str, Any] = {"token": "new", "actor": office.clerk, "on": TODAY, "regime": REGIME}
    body = office.matter.body
    said = refused("approval-missing", lambda: matter_open(body=body, kind=Kind.DOCUMENT, fact=issued("9-20"), **given))
    assert "起草" in said.advice[0]


def histories(*facts: Fact, number: str = "old-1", body: str = "") -> list[History]:
    return [History(number, Kind.APPLICATION, facts, body=body)]


def test_an_import_goes_round_no_chain(office: Office) -> None:
    office.chain("answered.granted", "approve")
    given: dict[str, Any] = {"body": office.matter.body, "actor": office.clerk, "on": TODAY, "regime": REGIME}
    done = histories(received("9-10"), answered("9-20", Leaf.GRANTED))
    said = refused("approval-missing", lambda: matters_import(histories=done, **given))
    assert "old-1" in said.reason[0]
    assert matters_import(histories=histories(received("9-10")), **given) == 1


def test_what_was_over_before_the_office_began_is_history_and_noted_as_such(office: Office) -> None:
    office.chain("answered.granted", "approve")
    body = office.matter.body
    given: dict[str, Any] = {"body": body, "actor": office.clerk, "on": TODAY, "regime": REGIME}
    past = histories(received("8-1"), answered("8-8", Leaf.GRANTED))
    assert matters_import(histories=past, **given) == 1
    assert "1件在2024-09-20启用之前已经了结，未经审批" in body.changes.first().words
    opened(body, received("8-1"), token="first", on=date(2024, 8, 5))
    again = histories(received("8-1"), answered("8-8", Leaf.GRANTED), number="old-2")
    refused("approval-missing", lambda: matters_import(histories=again, **given))
    still_open = histories(received("8-1"), extended("8-2", 20), number="old-3")
    refused("approval-missing", lambda: matters_import(histories=still_open, **given))
    assert matters_import(**(given | {"actor": office.head}), histories=still_open) == 1


def test_a_dispute_that_was_decided_before_is_history_and_one_with_an_order_open_is_not(office: Office) -> None:
    office.chain("defence_filed", "approve", "review_law")
    given: dict[str, Any] = {"body": office.matter.body, "actor": office.clerk, "on": TODAY, "regime": REGIME}

    def suit(number: str, act_by: date | None) -> list[History]:
        first = dispute.Opened(on=date(2024, 6, 3), route=dispute.Route.DIRECT)
        copy, filed = dispute.CopyReceived(on=date(2024, 6, 5)), dispute.DefenceFiled(on=date(2024, 6, 18))
        last = dispute.Decided(on=date(2024, 8, 8), result="revoked", act_by=act_by)
        return [History(number, Kind.DISPUTE, (first, copy, filed, last))]

    assert matters_import(histories=suit("over", None), **given) == 1
    assert Matter.objects.get(number="over").closed_on == date(2024, 8, 8)
    refused("approval-missing", lambda: matters_import(histories=suit("ordered", date(2024, 10, 8)), **given))


def test_a_row_of_an_old_ledger_goes_round_no_chain(office: Office, client: Client) -> None:
    office.chain("answered.granted", "approve")
    heads = ("编号", "收件日期", "申请内容", "答复日期", "答复结果")
    rows = (heads, ("1", "2024-08-01", "旧", "2024-08-08", "公开"), ("2", "2024-09-10", "新", "2024-09-20", "公开"))
    data = workbook(*rows)
    given: dict[str, Any] = {"actor": office.clerk, "on": TODAY}
    ledger = ledger_keep(body=office.matter.body, name="台账", data=data, **given)
    client.force_login(office.clerk)
    assert "须先经审核" in client.get(f"/imports/{ledger.pk}/").content.decode()
    assert ledger_enter(ledger=ledger, regime=REGIME, **given) == 1
    assert [row.place for row in ledger.rows.filter(matter=None)] == [3]


def test_the_api_goes_round_no_chain(office: Office) -> None:
    office.chain("answered.granted", "approve")
    body, scopes = office.matter.body, [scope.value for scope in Token.Scope]
    _, key = token_make(user=office.clerk, body=body, name="t", scopes=scopes, expires_on=date(2024, 12, 31))
    (one,) = histories(received("9-10"), answered("9-20", Leaf.GRANTED), body=body.name)
    fact = {"fact": "answered", "on": "2024-09-20", "outcome": "granted", "service": "post"}
    sent = {
        f"matters/{office.matter.pk}/facts": json.dumps(fact),
        f"bodies/{body.pk}/ledger": "".join(f"{canonical(line)}\n" for line in sealed(one)),
    }
    for where, data in sent.items():
        headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k"}
        answer = Client().post(f"/api/v1/{where}", data, content_type="application/json", headers=headers)
        assert answer.json()["code"] == "approval-missing", answer.content
    assert Matter.objects.count() == 1


def test_the_head_of_a_successor_decides_on_matters_of_the_body_that_ended(
    client: Client, district: District, person: Any
) -> None:
    clerk, head = person(district.top, "clerk"), person(district.top, "head")
    matter = opened(district.below, received("9-10"))
    given: dict[str, Any] = {"kind": "merged", "successors": [district.top], "document": "", "since": TODAY}
    body_end(body=district.below, actor=None, on=TODAY, **given)
    sent: dict[str, Any] = {"token": "t", "actor": clerk, "on": TODAY, "regime": REGIME}
    one = proposal_open(matter_id=matter.pk, fact=extended("9-20", 20), **sent)
    assert (list(proposals_waiting_for(head)), waiting_counts(head)["work_waiting"]) == ([one], 1)
    client.force_login(head)
    assert client.get(reverse("proposal", args=[one.pk])).context["form"] is not None
    client.post(reverse("proposal_decide", args=[one.pk]), {"agree": "1", "token": "u"})
    assert Proposal.objects.get().state == "approved"
