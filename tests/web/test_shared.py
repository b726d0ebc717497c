"""What is limited is counted for all processes together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured

from gongkai.web.kernel import shared
from gongkai.web.kernel.models import Shared
from gongkai.web.kernel.shared import SharedCache, counted
from gongkai.web.settings.environment import shared_cache
from tests.web.test_production import SET_UP, environment, managed

MANY = 60
COUNTING = f"""
import django; django.setup()
from gongkai.web.kernel.shared import counted
print(*(counted({{key!r}}, 3600, 1_700_000_000) for _ in range({MANY})))
"""


@pytest.mark.parametrize("place", ["database", "redis"])
@pytest.mark.django_db(transaction=True)
def test_two_processes_lose_no_count(tmp_path: Path, place: str, needs_server: Any) -> None:
    redis = os.environ.get("GONGKAI_TEST_REDIS", "redis://127.0.0.1:6379/15")
    if place == "redis":
        needs_server(redis)
    given = environment(tmp_path, GONGKAI_CACHE=redis if place == "redis" else "")
    managed(given, *SET_UP)
    command = [sys.executable, "-c", COUNTING.format(key=f"test-{uuid4().hex}")]
    both = [subprocess.Popen(command, env=given, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [int(number) for one in both for number in one.communicate(timeout=120)[0].split()]
    assert sorted(said) == list(range(1, 2 * MANY + 1))


@pytest.fixture
def kept(db: None, monkeypatch: pytest.MonkeyPatch) -> SharedCache:
    config = shared_cache("")
    made = SharedCache(config["LOCATION"], {"OPTIONS": config["OPTIONS"]})
    monkeypatch.setattr(shared, "cache", made)
    return made


def test_a_stretch_begins_anew_and_a_count_keeps_its_end(kept: SharedCache) -> None:
    assert [counted("a", 60, at) for at in (0, 30, 59, 60)] == [1, 2, 3, 1]
    assert counted("b", 60, 0) == 1
    before = {row.cache_key: row.expires for row in Shared.objects.all()}
    counted("a", 60, 61)
    assert {row.cache_key: row.expires for row in Shared.objects.all()} == before


def test_what_is_over_is_no_count(kept: SharedCache) -> None:
    kept.set("a", 5, timeout=-1)
    with pytest.raises(ValueError, match="no count"):
        kept.incr("a")


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured):
        shared_cache("memcached://here")
