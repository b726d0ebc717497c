"""Secrets lie sealed: in the database, in a backup, and after the key was changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from gongkai.finding import Refusal
from gongkai.web.api.models import Hook
from gongkai.web.api.services import hook_make
from gongkai.web.backup import back_up
from gongkai.web.bodies.adapters import PURPOSE
from gongkai.web.kernel.clock import now
from gongkai.web.kernel.sealing import give_up_closed, seal, unseal
from gongkai.web.settings.environment import sealing_keys
from tests.web.conftest import District
from tests.web.test_accounts import code_for


@pytest.fixture
def secrets(district: District, person: Any) -> dict[str, str]:
    """Every secret that the office has to read back, as it is."""
    user = person(district.top, "administrator")
    hook = hook_make(actor=user, body=district.top, name="甲", url="https://a.example/", kinds=["matter.opened"])
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(user)
    return {"hook": hook.secret, "totp": "JBSWY3DPEHPK3PXP", "code": codes.generate_codes()[0]}


def everything() -> str:
    """All rows of all tables as text."""
    return "".join(str(row) for model in apps.get_models() for row in model._base_manager.values_list())


def works(secrets: dict[str, str]) -> None:
    cache.clear()  # where it is kept which code was used
    assert Hook.objects.get().secret == secrets["hook"]
    totp, codes = (Authenticator.objects.get(type=one).wrap() for one in ("totp", "recovery_codes"))
    assert totp.validate_code(code_for(secrets["totp"]))
    assert codes.generate_codes()[0] == secrets["code"]


@pytest.mark.django_db(transaction=True)
def test_no_secret_stands_in_a_row_or_in_a_backup(secrets: dict[str, str], tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path
    works(secrets)
    assert [name for name, secret in secrets.items() if secret in everything()] == []
    back_up(tmp_path / "b.zip", at=now())
    with ZipFile(tmp_path / "b.zip") as archive:
        said = b"".join(archive.read(name) for name in archive.namelist())
    assert [name for name, secret in secrets.items() if secret.encode() in said] == []


def test_the_key_is_changed_at_leisure(secrets: dict[str, str], settings: Any) -> None:
    before = everything()
    settings.GONGKAI_SEALING_KEYS = ["another", *settings.GONGKAI_SEALING_KEYS]
    assert unseal(Hook.objects.get().sealed_secret, "hook") == secrets["hook"]
    call_command("reseal", stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert everything() != before
    settings.GONGKAI_SEALING_KEYS = ["another"]
    works(secrets)
    again = everything()
    call_command("reseal", stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert everything() == again


def test_without_the_key_it_is_refused_and_not_a_fault(secrets: dict[str, str], settings: Any) -> None:
    settings.GONGKAI_SEALING_KEYS = ["another"]
    with pytest.raises(Refusal, match="sealed"):
        Hook.objects.get().secret  # noqa: B018


def test_what_no_key_opens_is_given_up_and_nothing_else(secrets: dict[str, str], settings: Any) -> None:
    assert give_up_closed() == 0
    works(secrets)
    sealed = Authenticator.objects.get(type="recovery_codes").data
    settings.GONGKAI_SEALING_KEYS = ["another"]
    Authenticator.objects.filter(type="recovery_codes").update(data={**sealed, "seed": seal("x", PURPOSE)})
    assert give_up_closed() == 2
    assert (Hook.objects.count(), [one.type for one in Authenticator.objects.all()]) == (0, ["recovery_codes"])


@pytest.mark.parametrize("text", ["", "密钥", "x" * 100])
def test_what_was_sealed_opens_for_its_purpose_alone(text: str) -> None:
    sealed = seal(text, "a")
    assert unseal(sealed, "a") == text
    assert seal(text, "a") != sealed
    flipped = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    for wrong, purpose in ((sealed, "b"), (flipped, "a"), (text, "a"), ("s1.x.y", "a"), (sealed[:30], "a")):
        with pytest.raises(Refusal):
            unseal(wrong, purpose)


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        ({}, ["k", "old"]),
        ({"GONGKAI_SEALING_KEY": "own"}, ["own", "k", "old"]),
        ({"GONGKAI_SEALING_KEY": "own", "GONGKAI_SEALING_KEY_BEFORE": "a, b"}, ["own", "a", "b", "k", "old"]),
    ],
)
def test_the_first_key_seals(given: dict[str, str], keys: list[str]) -> None:
    assert sealing_keys("k", "old", environment=given) == keys


@pytest.mark.django_db(transaction=True)
def test_what_lay_open_is_sealed_by_the_upgrade(django_user_model: Any) -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    try:
        before = [("api", "0003_report_events"), ("bodies", "0004_on_paper"), ("mfa", "0003_authenticator_type_uniq")]
        executor.migrate(before)
        old = executor.loader.project_state(before)
        body = old.apps.get_model("bodies", "Body").objects.create(name="某局", kind="department")
        old.apps.get_model("api", "Hook").objects.create(body_id=body.pk, name="甲", url="u", secret="open", kinds="")
        user = django_user_model.objects.create_user("somebody")
        old.apps.get_model("mfa", "Authenticator").objects.create(user_id=user.pk, type="totp", data={"secret": "ABC"})
    finally:
        MigrationExecutor(connection).migrate(latest)
    assert Hook.objects.get().secret == "open"
    data = Authenticator.objects.get().data
    assert "ABC" not in data["secret"]
    assert unseal(data["secret"], PURPOSE) == "ABC"
