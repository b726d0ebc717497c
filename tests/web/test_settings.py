"""Settings: production starts with everything it needs or says what is missing, and never runs half safe."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from gongkai.web.settings.environment import database, listed, needed, number, switched

WHOLE = {
    "GONGKAI_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "GONGKAI_HOSTS": "gk.example.gov.cn,.example.org",
    "GONGKAI_DATABASE": "postgresql://office:pass%40word@db:5433/gk",
}


def production(folder: Path, given: dict[str, str], code: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("DJANGO_", "GONGKAI_"))}
    environment |= given | {"GONGKAI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "gongkai.web.settings.production"}
    return subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings as s\n{code}"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("missing", sorted(WHOLE))
@pytest.mark.parametrize("how", ["absent", "blank"])
def test_production_names_what_is_missing_and_does_not_start(tmp_path: Path, missing: str, how: str) -> None:
    given = {key: value for key, value in WHOLE.items() if key != missing}
    if how == "blank":
        given[missing] = " "
    done = production(tmp_path, given, "s.DEBUG")
    assert done.returncode != 0
    assert f"{missing} is not set" in done.stderr
    assert not any(value in done.stderr for value in given.values() if len(value) > 5)


def test_production_is_safe_by_default(tmp_path: Path) -> None:
    code = (
        "assert not s.DEBUG and s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS >= 31_536_000\n"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY\n"
        "assert s.SECURE_PROXY_SSL_HEADER is None and not s.USE_X_FORWARDED_HOST\n"
        "assert s.ALLOWED_HOSTS == ['gk.example.gov.cn', '.example.org']\n"
        "assert s.CSRF_TRUSTED_ORIGINS == ['https://gk.example.gov.cn', 'https://*.example.org']\n"
        "base = s.DATABASES['default']\n"
        "assert (base['USER'], base['PASSWORD'], base['HOST'], base['PORT']) == ('office', 'pass@word', 'db', 5433)\n"
        "assert base['OPTIONS']['pool']['max_size'] == 8 and base['CONN_MAX_AGE'] == 0\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('check', deploy=True, fail_level='WARNING')"
    )
    done = production(tmp_path, WHOLE, code)
    assert done.returncode == 0, done.stderr


def test_a_proxy_is_believed_only_when_it_is_said_to_be_there(tmp_path: Path) -> None:
    code = "assert s.SECURE_PROXY_SSL_HEADER == ('HTTP_X_FORWARDED_PROTO', 'https')"
    assert production(tmp_path, WHOLE | {"GONGKAI_PROXIES": "1"}, code).returncode == 0
    assert production(tmp_path, WHOLE | {"GONGKAI_PROXIES": "0"}, code).returncode == 1
    refused = production(tmp_path, WHOLE | {"GONGKAI_PROXIES": "yes"}, code)
    assert "GONGKAI_PROXIES must be a whole number" in refused.stderr


@pytest.mark.parametrize("url", ["gongkai", "mysql://a:geheim@b/c", "postgresql://a:geheim@b:port/c", "x://geheim"])
def test_an_address_of_no_supported_database_is_refused_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        database(url, tmp_path)
    assert "GONGKAI_DATABASE" in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_sqlite_is_fully_synchronised_wherever_it_lies(tmp_path: Path) -> None:
    for url, name in (
        ("", str(tmp_path / "gongkai.sqlite3")),
        ("sqlite:////elsewhere/a.sqlite3", "/elsewhere/a.sqlite3"),
    ):
        made = database(url, tmp_path)
        assert str(made["NAME"]) == name
        assert "synchronous=FULL" in made["OPTIONS"]["init_command"]
        assert made["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_values_of_the_environment() -> None:
    assert listed(" a, ,b,") == ["a", "b"]
    assert number("N", 3, {}) == 3
    assert number("N", 3, {"N": "0"}) == 0
    for wrong in ("-1", "x", "1.5", "١"):
        with pytest.raises(ImproperlyConfigured, match="N must be a whole number"):
            number("N", 3, {"N": wrong})
    assert [switched("S", {"S": value}) for value in ("", "0", "1")] == [False, False, True]
    assert needed("V", "why", {"V": " x "}) == "x"
