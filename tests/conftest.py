"""Settings that all tests share; this file also makes ``tests.strategies`` importable from any folder."""

import os
import shutil
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings

# Speed is measured in benchmarks/, never by tests: no example fails for being slow on a busy machine.
settings.register_profile("gongkai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gongkai")


@pytest.fixture
def needs_program() -> Callable[[str], None]:
    """Asks for a program that a bare machine may lack: absent, the test is skipped aloud, but in CI it fails."""

    def ask(name: str) -> None:
        if shutil.which(name) is None:
            missing = f"{name} is not installed; .ci/run installs it"
            pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)

    return ask
