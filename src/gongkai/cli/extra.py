"""What only some installations have: the libraries of an extra, asked for before they are used."""

from __future__ import annotations

from importlib.util import find_spec

from gongkai.cli.inputs import UsageError
from gongkai.cli.language import _


def needs(extra: str, *modules: str) -> None:
    """Raises :class:`UsageError`, saying what to install, where a library of the extra is missing."""
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise UsageError(_("这个命令需要 {}，请先安装：pip install 'gongkai[{}]'").format("、".join(missing), extra))
