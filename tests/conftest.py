"""Settings that all tests share; this file also makes ``tests.strategies`` importable from any folder."""

import os
import shutil
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings

# Speed is measured in benchmarks/, never by tests: no example fails for being slow on a busy machine.
settings.register_profile("gongkai", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gongkai")


@pytest.fixture(scope="session")
def needs_program() -> Callable[[str], None]:
    """Asks for a program that a bare machine may lack: absent, the test is skipped aloud, but in CI it fails."""

    def ask(name: str) -> None:
        if shutil.which(name) is None:
            missing = f"{name} is not installed; .ci/run installs it"
            pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)

    return ask


@pytest.fixture
def needs_server() -> Callable[[str], None]:
    """Asks for a server at an address: absent, the test is skipped aloud, but in CI it fails."""

    def ask(address: str) -> None:
        where = urlsplit(address)
        try:
            socket.create_connection((str(where.hostname), where.port or 0), timeout=3).close()
        except OSError:
            missing = f"no {where.scheme} server answers on port {where.port}; .ci/run starts one"
            pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)

    return ask
