"""Which body may be in charge of what somebody asks for (谁负责): by the duties that bodies registered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import NamedTuple

from django.db.models import Q

from gongkai.web.bodies.models import Body, Duty
from gongkai.web.bodies.selectors import living
from gongkai.web.kernel.clock import today

PAIRS = 60
"""So many pairs of characters of what is asked are looked for."""
MOST = 5
LEAST = 4
"""A body is proposed from so many points on: one key word, or four pairs of characters."""
_HAN = re.compile(r"[\u3400-\u9fff]+")
_APART = re.compile(r"[\s,，、;；/]+")
_EVERYWHERE = frozenset(
    {"政府", "信息", "公开", "申请", "有关", "相关", "情况", "文件", "材料", "工作", "管理", "负责", "机关", "本区",
     "年度", "全部", "关于", "以及", "内容", "复印", "说明", "提供", "依据", "本人", "本市"}
)  # fmt: skip
"""Pairs that stand in every request and every duty."""


class Charge(NamedTuple):
    """A body that may be in charge, the duties that say so, and the words in which they and the request agree."""

    body: Body
    duties: tuple[Duty, ...]
    words: tuple[str, ...]
    points: int


def in_charge(asks: str, *, besides: int, on: date | None = None) -> list[Charge]:
    """The bodies whose duties speak of what is asked for, the likeliest first, at most five.

    ``besides`` is the key of the body that looks for them.  A key word of a duty that stands in the request counts four
    points, a pair of characters that stands in both one, the name of the body eight.
    """
    wanted = list(dict.fromkeys(pairs(asks)))[:PAIRS]
    if not wanted:
        return []
    spoken = reduce(or_, (Q(task__contains=one) | Q(keywords__contains=one) for one in wanted))
    named = reduce(or_, (Q(body__name__contains=one) for one in wanted))
    bodies = Body.objects.filter(living(on or today())).exclude(pk=besides)
    duties = Duty.objects.filter(spoken | named, body__in=bodies.values("pk")).select_related("body", "section")
    found: dict[int, list[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.body_id, []).append(duty)
    charges = (_weighed(asks, set(wanted), some) for some in found.values())
    return sorted((one for one in charges if one.points >= LEAST), key=lambda one: (-one.points, one.body.pk))[:MOST]


def contact_of(body: Body) -> str:
    """Where the work office of a body is reached, as a letter says it (《条例》三十六条第五项)."""
    phone = f"电话{body.office_phone}" if body.office_phone else ""
    return "，".join(filter(None, (body.office_name, body.office_address, phone)))


def pairs(text: str) -> Iterable[str]:
    """The pairs of neighbouring Chinese characters that say something."""
    every = (first + second for run in _HAN.findall(text) for first, second in pairwise(run))
    return (pair for pair in every if pair not in _EVERYWHERE)


def _weighed(asks: str, wanted: set[str], duties: list[Duty]) -> Charge:
    body = duties[0].body
    words: dict[str, int] = {body.name: 8} if body.name in asks else {}
    speaking = []
    for duty in duties:
        keys = [word for word in _APART.split(duty.keywords) if len(word) > 1 and word in asks]
        shared = [pair for pair in pairs(duty.task) if pair in wanted]
        words |= dict.fromkeys(shared, 1) | dict.fromkeys(keys, 4)
        if keys or shared:
            speaking.append((4 * len(keys) + len(set(shared)), duty))
    speaking.sort(key=lambda pair: (-pair[0], pair[1].pk))
    told = sorted(words, key=lambda word: (-words[word], -len(word)))
    return Charge(body, tuple(duty for _, duty in speaking[:3]), tuple(told[:6]), sum(words.values()))
