"""Before a fact is sent, its page says whose agreement it still needs."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from gongkai.web.flow.models import Proposal
from tests.ledger.build import consulted
from tests.web.chains import Office
from tests.web.chains import make_office as make_office

SENT = {"on": "2024-09-20", "ref": "甲", "whom": "third_party"}


def told(client: Client, office: Office) -> str:
    where = reverse("enter", args=(office.matter.pk, "consulted"))
    before = Proposal.objects.order_by("pk").values_list("pk", "state")
    was = list(before)
    text = client.post(where, SENT | {"preview": "live"}).content.decode()
    assert list(before.all()) == was
    return text


def test_the_preview_says_whose_agreement_is_missing(client: Client, office: Office) -> None:
    client.force_login(office.clerk)
    assert "确认无误请按“登记”" in told(client, office)
    office.chain("consulted", "approve", "sign")
    assert "须先经审核、签发，请按“送审”" in told(client, office)
    office.approved(consulted("9-20"))
    assert "确认无误请按“登记”" in told(client, office)
