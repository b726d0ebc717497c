"""Days as officials write them."""

from __future__ import annotations

from datetime import date

from django import template

register = template.Library()


@register.filter
def long_day(day: date | None) -> str:
    """2024年9月10日（周二）; nothing for no day."""
    return f"{day.year}年{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）" if day else ""
