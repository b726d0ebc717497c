"""A command, and several of one: their help option speaks the language in use."""

from __future__ import annotations

from typing import Any

from typer.core import TyperCommand, TyperGroup, TyperOption

from gongkai.cli.language import _


class Command(TyperCommand):
    """A command whose help option speaks the language in use."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        """The option ``--help``."""
        return _spoken_help(super().get_help_option(ctx))


class Commands(TyperGroup):
    """The commands together; their help option speaks the language in use."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        """The option ``--help``."""
        return _spoken_help(super().get_help_option(ctx))


def _spoken_help(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = _("显示帮助")
    return option
