"""A worked example is known by its Chinese name, printed as it is written."""

import pytest


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    return str(val) if argname == "example" else None
