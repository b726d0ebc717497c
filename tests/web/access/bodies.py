from typing import Any

from django.contrib.auth import get_user_model

from gongkai.web.bodies.models import Body, Duty, Membership, Officer, Section
from gongkai.web.bodies.permissions import Ability
from tests.web.access import Entry, Place

MANAGED: dict[str, Any] = {"get": Ability.MANAGE, "post": Ability.MANAGE}
BUTTON: dict[str, Any] = {"post": Ability.MANAGE, "get_answer": 405}


def _body(place: Place, **more: Any) -> dict[str, Any]:
    return {"pk": place.body.pk, **more}


def _child(place: Place) -> dict[str, Any]:
    child, _ = Body.objects.get_or_create(name=f"{place.body}下属中心", kind="branch", parent=place.body)
    return _body(place, child=child.pk)


def _member(place: Place) -> dict[str, Any]:
    user, _ = get_user_model().objects.get_or_create(username=f"kept{place.body.pk}")
    member, _ = Membership.objects.get_or_create(user=user, body=place.body, role="clerk")
    return _body(place, member=member.pk)


def _row(model: Any, **given: Any) -> Any:
    return lambda place: _body(place, row=model.objects.get_or_create(body=place.body, **given)[0].pk)


TABLE = {
    "settings": Entry(),
    "duties": Entry(),
    "body": Entry(get=Ability.MANAGE, kwargs=_body),
    "body_edit": Entry(
        **MANAGED,
        kwargs=_body,
        sent=lambda place: {"kind": "department", "management": "local", "office_phone": "020-1234"},
    ),
    "body_rename": Entry(**MANAGED, kwargs=_body, sent=lambda place: {"name": "新名称", "since": "2024-09-20"}),
    "section_add": Entry(**MANAGED, kwargs=_body, sent=lambda place: {"name": "法规科"}),
    "section_end": Entry(**BUTTON, kwargs=_row(Section, name="综合科")),
    "officer_add": Entry(
        **MANAGED,
        kwargs=_body,
        sent=lambda place: {"level": "principal", "name": "李某", "title": "局长", "since": "2024-01-01"},
    ),
    "officer_end": Entry(
        **BUTTON, kwargs=_row(Officer, level="deputy", name="王某", title="副局长", since="2024-01-01")
    ),
    "duty_add": Entry(**MANAGED, kwargs=_body, sent=lambda place: {"task": "义务教育招生"}),
    "duty_remove": Entry(**BUTTON, kwargs=_row(Duty, task="学校审批")),
    "person_add": Entry(
        **MANAGED, kwargs=_body, sent=lambda place: {"username": "new", "role": "clerk", "since": "2024-09-20"}
    ),
    "person_change": Entry(**MANAGED, kwargs=_member, sent=lambda place: {"role": "head"}),
    "person_leave": Entry(**MANAGED, kwargs=_member),
    "person_link": Entry(**BUTTON, kwargs=_member, post_answer=200),
    "person_clear_factor": Entry(**BUTTON, kwargs=_member),
    "below_add": Entry(**MANAGED, kwargs=_body, sent=lambda place: {"name": "新设局", "kind": "department"}),
    "below_rename": Entry(**MANAGED, kwargs=_child, sent=lambda place: {"name": "新中心", "since": "2024-09-20"}),
    "below_end": Entry(
        **MANAGED,
        kwargs=_child,
        sent=lambda place: {"kind": "merged", "successors": [place.body.pk], "since": "2024-09-20"},
    ),
    "below_people": Entry(**MANAGED, kwargs=_child, sent=lambda place: {"username": "boss"}),
    "account_login": Entry(open=True),
    "mfa_index": Entry(),
    "password": Entry(),
    "welcome": Entry(open=True, kwargs=lambda place: {"uidb64": "MQ", "token": "none"}),
    "account_reauthenticate": Entry(),
    "mfa_reauthenticate": Entry(get_answer=302),
    "mfa_authenticate": Entry(open=True, get_answer=302),
    "mfa_activate_totp": Entry(get_answer=302),
    "mfa_deactivate_totp": Entry(get_answer=404),
    "mfa_view_recovery_codes": Entry(get_answer=404),
    "mfa_generate_recovery_codes": Entry(get_answer=302),
    "openid_connect_login": Entry(open=True, get_answer=404, kwargs=lambda place: {"provider_id": "oidc"}),
    "openid_connect_callback": Entry(open=True, get_answer=404, kwargs=lambda place: {"provider_id": "oidc"}),
}
"""Without single sign-on set up its addresses are no pages; a one-time link that is wrong says so."""
