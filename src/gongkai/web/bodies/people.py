"""Writing: who serves a body; leaving it hands everything over in the same transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from gongkai.finding import Refusal
from gongkai.web.bodies import handover
from gongkai.web.bodies.models import Body, Membership, Section
from gongkai.web.bodies.permissions import GRANTS, Ability, Role
from gongkai.web.bodies.selectors import in_force, people_with, standing
from gongkai.web.bodies.services import note


class Invitation(PasswordResetTokenGenerator):
    """Signs the link by which a person sets a password: good once, until ``PASSWORD_RESET_TIMEOUT`` is over."""

    key_salt = "gongkai.web.bodies.people.Invitation"


INVITATION = Invitation()


def invitation_path(user: Any) -> str:
    """The address of the page where this person, and whoever has the address, sets the password."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("welcome", kwargs={"uidb64": key, "token": INVITATION.make_token(user)})


def person_add(
    *,
    body: Body,
    username: str,
    full_name: str,
    role: str,
    actor: Any,
    on: date,
    section: Section | None = None,
    since: date | None = None,
    known: bool = False,
) -> Membership:
    """Somebody serves the body from ``since`` (today) on: a new account without a password, or one that is there.

    ``known`` says that the account is there and meant.  Raises :class:`Refusal` if it is there and not
    meant, meant and not there, or serves the body already.
    """
    with transaction.atomic():
        locked = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        user = get_user_model().objects.filter(username=username).first()
        if (user is not None) is not known:
            raise _account(username, known=known)
        if user is None:
            user = get_user_model().objects.create_user(username, first_name=full_name)
        if locked.memberships.filter(standing(on), user=user).exists():
            raise Refusal(
                "serves-already",
                (f"{username}已在本机关任职", f"{username} serves this body already"),
                ("请在人员页面变更其岗位", "change the role instead"),
            )
        made = Membership.objects.create(body=locked, user=user, role=role, section=section, since=since or on)
        note(locked, actor, f"新增人员{username}，岗位{Role(role).label}")
    return made


def membership_change(
    *, membership: Membership, role: str, section: Section | None, actor: Any, on: date, colleague: Any = None
) -> Membership:
    """Another role or section from today on; a role that may not write hands over what the person has.

    Raises :class:`Refusal` as :func:`membership_end` does.  Returns the membership that is in force now.
    """
    with transaction.atomic():
        locked = _locked(membership, on)
        if role == locked.role:
            locked.section = section
            locked.save(update_fields=["section"])
            note(locked.body, actor, f"变更{locked.user}的科室")
            return locked
        _not_last_administrator(locked, on)
        if Ability.WRITE not in GRANTS[Role(role)]:
            _hand_over(locked, colleague, actor, on)
        locked.until = on
        locked.save(update_fields=["until"])
        given = {"body": locked.body, "user": locked.user, "role": role, "section": section}
        made = Membership.objects.create(**given, since=on)
        handover.changed(locked.body_id, locked.user, colleague, on)
        note(locked.body, actor, f"{locked.user}由{Role(locked.role).label}变更为{Role(role).label}")
    return made


def membership_end(*, membership: Membership, actor: Any, on: date, colleague: Any = None) -> Membership:
    """The person serves the body no more, from today; what is in the person's hands goes to ``colleague``.

    Raises :class:`Refusal` if the role has ended, it is the last administrator's, work waits and nobody
    is named, or the colleague may not do it.
    """
    with transaction.atomic():
        locked = _locked(membership, on)
        _not_last_administrator(locked, on)
        _hand_over(locked, colleague, actor, on)
        locked.until = on
        locked.save(update_fields=["until"])
        handover.changed(locked.body_id, locked.user, colleague, on)
        to = f"，工作移交{colleague}" if colleague is not None else ""
        note(locked.body, actor, f"{locked.user}不再担任{Role(locked.role).label}{to}")
    return locked


def name_of(user: Any) -> str:
    """The person's name, or where there is none the user name."""
    return str(user.get_full_name() or user.get_username())


def may_vouch(admin: Any, user: Any, bodies: set[int], on: date) -> bool:
    """Whether an administrator of ``bodies`` may give out a link for the account or clear its second factor.

    Only if the person serves no other body, so that nobody comes into another body's matters by it.
    """
    serves = set(user.memberships.filter(standing(on)).values_list("body", flat=True))
    return bool(serves) and serves <= bodies and not user.is_superuser and user.pk != admin.pk


def invitation_make(*, membership: Membership, actor: Any) -> str:
    """The one-time address for the person; the list of changes says who made it."""
    with transaction.atomic():
        note(membership.body, actor, f"为{membership.user}生成一次性设置密码链接")
        return invitation_path(membership.user)


def second_factor_clear(*, membership: Membership, actor: Any) -> None:
    """The person logs in by password alone again, and single sign-on must be joined anew."""
    with transaction.atomic():
        Authenticator.objects.filter(user=membership.user).delete()
        SocialAccount.objects.filter(user=membership.user).delete()
        note(membership.body, actor, f"解除{membership.user}的第二因素和单点登录绑定")


def _locked(membership: Membership, on: date) -> Membership:
    Body.objects.select_for_update(no_key=True).get(pk=membership.body_id)
    found = Membership.objects.select_related("user", "body").filter(standing(on), pk=membership.pk).first()
    if found is None:
        raise Refusal(
            "membership-ended",
            ("该岗位已经停止", "this role has ended"),
            ("请刷新人员列表", "look at the list again"),
        )
    return found


def _hand_over(membership: Membership, colleague: Any, actor: Any, on: date) -> None:
    body, person = membership.body_id, membership.user
    if colleague is None and any(many for _, many in handover.waiting(body, person)):
        raise Refusal(
            "hand-over-needed",
            (f"{name_of(person)}还有在办工作，须指定移交给谁", f"{person} has work in hand"),
            ("请选择接手人员", "name a colleague"),
        )
    if colleague is not None:
        able = people_with(body, Ability.WRITE, on).exclude(pk=person.pk).filter(pk=colleague.pk)
        if not able.exists():
            raise Refusal(
                "colleague",
                (f"{name_of(colleague)}不能办理本机关的事项", f"{colleague} may not do this work"),
                ("请选择本机关的经办人或工作机构负责人", "choose somebody who enters facts for this body"),
            )
    handover.give(body, person, colleague, actor)


def _not_last_administrator(membership: Membership, on: date) -> None:
    if membership.role != Role.ADMINISTRATOR:
        return
    others = Membership.objects.filter(in_force(on), body=membership.body_id, role=Role.ADMINISTRATOR)
    if not others.exclude(pk=membership.pk).exists():
        raise Refusal(
            "last-administrator",
            ("这是本机关最后一名管理员", "this is the last administrator"),
            ("请先增加一名管理员", "add another one first"),
        )


def _account(username: str, *, known: bool) -> Refusal:
    if known:
        return Refusal(
            "no-account",
            (f"没有账号“{username}”", f"there is no account {username}"),
            ("请核对用户名，或去掉“已有账号”后新建", "look at the name again"),
        )
    return Refusal(
        "account-taken",
        (f"用户名“{username}”已被使用", f"the name {username} is taken"),
        (
            "如就是此人在其他机关的账号，请勾选“已有账号”；否则请换一个用户名",
            "say that the account is meant, or choose another",
        ),
    )
