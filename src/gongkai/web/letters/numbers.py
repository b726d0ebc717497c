"""Numbers of letters (发文字号): without a gap, given once, by a pattern that the body sets."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.finding import Refusal
from gongkai.report.letters import series
from gongkai.web.bodies.models import Body
from gongkai.web.letters.models import Letter, Series, Settings

_PATTERN = re.compile(r"[^{}]*\{year\}[^{}]*\{serial\}[^{}]*")
LONGEST = 60


def pattern_of(settings: Settings | None, key: str) -> str:
    """The pattern of a series: the body's own, or the usual one with its mark (机关代字)."""
    own: Mapping[str, str] = settings.patterns if settings else {}
    mark = settings.mark if settings and settings.mark else "公开"
    return own.get(key) or f"{mark}{series()[key][1]}〔{{year}}〕{{serial}}号"


def patterns_checked(patterns: Mapping[str, str], mark: str) -> dict[str, str]:
    """The patterns to keep.  Raises :class:`Refusal` for one that names year or serial not exactly once, in this
    order, and for two series whose numbers would be equal."""
    kept = {key: text.strip() for key, text in patterns.items() if key in series() and text.strip()}
    for text in kept.values():
        if not _PATTERN.fullmatch(text) or len(text) > LONGEST:
            raise Refusal(
                "bad-pattern",
                (f"文号样式“{text[:40]}”不能使用", "this is no pattern of numbers"),
                ("样式中{year}和{serial}各出现一次，年份在前，如：青信公开告〔{year}〕{serial}号", "year, then serial"),
            )
    shown = [pattern_of(Settings(mark=mark, patterns=kept), key) for key in series()]
    if len(set(shown)) < len(shown):
        raise Refusal(
            "equal-patterns",
            ("两类文书的文号样式相同，会编出同一个文号", "two series would give equal numbers"),
            ("请为每一类设不同的代字", "give each its own"),
        )
    return kept


def next_number(body: Body, key: str, year: int, settings: Settings | None) -> tuple[int, str]:
    """The next serial and number of a series; only within the transaction that stores the letter.

    The counter is locked until then, so that letters issued at the same time stand in line, and one
    that fails gives its number back.  Raises :class:`Refusal` for a number that an earlier pattern gave.
    """
    Series.objects.get_or_create(body=body, key=key, year=year)
    counter = Series.objects.select_for_update().get(body=body, key=key, year=year)
    counter.last += 1
    counter.save()
    number = pattern_of(settings, key).format(year=year, serial=counter.last)
    if Letter.objects.filter(body=body, number=number).exists():
        raise Refusal(
            "number-taken",
            (f"文号{number}已被使用", f"the number {number} is taken"),
            ("请管理员在“文书设置”中检查文号样式", "look at the patterns of numbers"),
        )
    return counter.last, number
