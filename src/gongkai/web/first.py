"""The first body and its administrator, put in from a terminal; also a new link for somebody who is locked out."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.finding import Refusal
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.people import invitation_path, person_add
from gongkai.web.bodies.permissions import Role
from gongkai.web.bodies.selectors import standing
from gongkai.web.bodies.services import note
from gongkai.web.kernel.clock import today


class Made(NamedTuple):
    """What was there before, and what was made."""

    new_body: bool
    new_account: bool
    new_role: bool


def office_user(*, username: str, full_name: str, body: str, kind: str, role: str) -> Made:
    """See to it that the person serves the body in a role; body and account are made if there are none.

    Raises :class:`Refusal` for an unknown kind or role, and for a person who serves it in another role.
    """
    _known("kind", kind, Body.Kind.values)
    _known("role", role, Role.values)
    with transaction.atomic():
        found, new_body = Body.objects.get_or_create(name=body, defaults={"kind": kind})
        if new_body:
            note(found, None, "建立（命令行）")
        user = get_user_model().objects.filter(username=username).first()
        serves = found.memberships.filter(standing(today()), user=user).first() if user else None
        if serves is not None and serves.role != role:
            raise Refusal(
                "serves-already",
                (f"{username}已在{body}担任{serves.get_role_display()}", f"{username} serves {body} as {serves.role}"),
                ("请由管理员在设置页面变更岗位", "an administrator changes the role on the pages"),
            )
        if serves is None:
            person_add(
                body=found,
                username=username,
                full_name=full_name,
                role=role,
                actor=None,
                on=today(),
                known=user is not None,
            )
        return Made(new_body, user is None, serves is None)


def password_set(username: str, password: str) -> None:
    """Set it; every session of the account ends.  Raises :class:`Refusal` for a password that is too weak."""
    user = get_user_model().objects.get(username=username)
    try:
        validate_password(password, user)
    except ValidationError as error:
        words = "".join(error.messages)
        raise Refusal("weak-password", (words, words), ("请换一个密码", "choose another")) from None
    user.set_password(password)
    user.save(update_fields=["password"])


def link_for(username: str) -> str:
    """The one-time address where the person sets the password, beginning as ``GONGKAI_SITE`` says."""
    user = get_user_model().objects.get(username=username)
    return f"{settings.GONGKAI_SITE.rstrip('/')}{invitation_path(user)}"


def _known(what: str, written: str, values: list[str]) -> None:
    if written not in values:
        raise Refusal(
            f"unknown-{what}",
            (f"不能识别：{written}", f"{written!r} is not known"),
            (f"请在下列选项中选择：{'、'.join(values)}", f"choose one of {', '.join(values)}"),
        )
