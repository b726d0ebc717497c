"""People as they are named on pages."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def person(user: Any) -> str:
    """The name, or the name of the account where none is known; 系统 for what nobody did."""
    return str(user.get_full_name() or user.get_username()) if user else "系统"
