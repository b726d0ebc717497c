"""What apps above the ledger show on the page of a matter."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from gongkai.web.bodies.models import Body
from gongkai.web.cases import panels
from gongkai.web.cases.models import Matter
from gongkai.web.cases.panels import Panel, panels_of
from tests.ledger.build import answered, received
from tests.web.conftest import District, opened


def test_a_panel_is_shown_where_it_belongs_and_only_if_there_is_something(
    client: Client, clerk: Any, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "_SOURCES", [])
    matter, asked = opened(district.top), []

    def source(where: Matter, user: Any) -> Panel | None:
        asked.append((where.pk, user.username))
        return Panel("intake/earlier.html", {"others": [(where, "某结果")]}, wide=True)

    panels.register(source)
    panels.register(source)
    panels.register(lambda where, user: None)
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert asked == [(matter.pk, clerk.username)]
    assert page.count("某结果") == 1
    assert page.index("某结果") < page.index("<aside>")
    assert len(panels_of(matter, clerk)) == 1


def test_other_applications_of_the_applicant_in_the_same_body_are_shown(
    client: Client, clerk: Any, district: District
) -> None:
    def of(body: Body, asks: str, key: str, *more: Any) -> Matter:
        return opened(body, received("9-10", asks=asks, applicant_key=key), *more, token=asks)

    matter = of(district.top, "本件", "k1")
    of(district.top, "先前那件", "k1", answered("9-12"))
    of(district.top, "别人的", "k2")
    of(district.other, "别处的", "k1")
    nobody = of(district.top, "无名一", "")
    of(district.top, "无名二", "")
    page = client.get(f"/matters/{matter.pk}/").content.decode()
    assert "先前那件" in page
    assert "全部公开" in page
    assert "别人的" not in page
    assert "别处的" not in page
    assert "同一申请人" not in client.get(f"/matters/{nobody.pk}/").content.decode()
