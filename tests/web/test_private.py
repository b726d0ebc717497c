"""What looks like personal data is shown before it is sealed; a person decides."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.cases.old_ledgers import ledger_keep, looked_through
from gongkai.web.cases.private import found
from gongkai.web.flow.models import Proposal
from tests.ledger.build import REGIME
from tests.web.conftest import TODAY, District
from tests.web.submissions import confirm, submitted
from tests.web.workbooks import workbook


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("11010519491231002X的材料", "居民身份证"), ("１１０１０５１９４９１２３１００２Ｘ", "居民身份证"),
        ("电话13800138000。", "手机号码"), ("138-0013-8000", "手机号码"), ("138 0013 8000", "手机号码"),
        ("张 三丰的宅基地", "申请人的姓名"), ("关于张三丰一户", "申请人的姓名"),
    ],
)  # fmt: skip
def test_what_looks_like_somebody(text: str, said: str) -> None:
    marks = found(text, ("张三丰", "13800138000x"))
    assert len(marks) == 1
    assert said in marks[0]
    assert "19491231" not in marks[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "青府发〔2024〕3号",
        "91110105MA0012345X",
        "2024-03-05",
        "010-12345678",
        "123456789012345678",
        "张三公司",
        "1380013800",
    ],
)
def test_what_is_nobodys(text: str) -> None:
    assert found(text, ("张三丰", "", "丰")) == ()


def test_the_confirmation_is_marked_until_a_person_looked_again(client: Client, clerk: Any, district: District) -> None:
    one = submitted(district.top)
    where = f"/applications/{one.pk}/"
    sent = {"save": "", "confirmed_on": "2024-09-20", "asks": "张三丰的征地补偿方案", "items": "1"}
    page = client.post(where, sent).content.decode()
    assert "申请人的姓名或者号码" in page
    assert 'aria-describedby="id_asks_helptext id_asks_private"' in page
    assert "张三丰的征地补偿方案" in page
    assert not Matter.objects.exists()
    assert client.post(where, sent | {"looked": "on"}).status_code == 302
    assert Matter.objects.count() == 1


def test_a_fact_and_a_draft_for_approval_are_marked_too(client: Client, clerk: Any, district: District) -> None:
    matter = confirm(submitted(district.top))
    sent = {"save": "", "token": "x", "on": "2024-09-20", "note": "已与张三丰（138 0013 8000）联系"}
    page = client.post(f"/matters/{matter.pk}/enter/noted/", sent).content.decode()
    assert "疑似手机号码（138…00）" in page
    assert FactRow.objects.count() == 1
    assert client.post(f"/matters/{matter.pk}/enter/noted/", sent | {"looked": "on"}).status_code == 302
    assert FactRow.objects.count() == 2
    drafted = sent | {"token": "y"}
    assert "申请人的姓名" in client.post(f"/inbox/propose/{matter.pk}/noted/", drafted).content.decode()
    assert not Proposal.objects.exists()


def test_a_paper_is_marked_by_the_name_that_is_typed_beside_it(client: Client, clerk: Any, district: District) -> None:
    sent = {
        "save": "", "token": "x", "body": str(district.top.pk), "channel": "in_person", "submitted_on": "2024-09-19",
        "applicant": "natural", "name": "李四光", "title": "李四光的档案", "items": "1",
    }  # fmt: skip
    assert "申请人的姓名" in client.post("/applications/new/", sent).content.decode()
    assert not Matter.objects.exists()
    business = sent | {"applicant": "business", "name": "某某公司", "title": "某某公司的许可档案"}
    assert client.post("/applications/new/", business).status_code == 302


def test_a_row_of_an_old_ledger_has_a_hint(district: District, clerk: Any) -> None:
    data = workbook(("收件日期", "申请人", "申请内容"), ("2024-03-05", "王小明", "王小明的宅基地档案"))
    ledger = ledger_keep(body=district.top, name="台账", data=data, actor=clerk, on=TODAY)
    (one,) = looked_through(ledger, actor=clerk, on=TODAY, regime=REGIME)
    assert one.good
    assert "申请人的姓名" in one.read.hints[0]
