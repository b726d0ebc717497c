"""How much an open application asks for care, and why: each reason a sentence with its figure.

The weights are policy, shown to whoever looks; nothing is decided by them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple


class Signs(NamedTuple):
    """What is known of an open application.

    ``repeats`` are the applicant's other applications to the body, ``lost`` the disputes about them
    or about this one that ended against the body; ``days_left`` working days, below 0 when late,
    ``None`` while nothing runs; ``objections`` of third parties; ``areas`` the labels on it that the
    office calls sensitive by having disputes under them; ``extended`` whether the time is lengthened.
    """

    repeats: int = 0
    lost: int = 0
    disputes: int = 0
    days_left: int | None = None
    objections: int = 0
    areas: tuple[str, ...] = ()
    extended: bool = False


class Reason(NamedTuple):
    """One reason and its points."""

    points: int
    words: str


WEIGHTS: Mapping[str, int] = MappingProxyType(
    {"late": 30, "near": 15, "repeat": 5, "lost": 25, "dispute": 10, "objection": 10, "area": 10, "extended": 5}
)
"""Points of each reason; ``repeat`` counts for each other application."""
NEAR = 3
"""So many working days are near."""
MOST_REPEATS = 4
"""Further applications of the same applicant add nothing."""
HIGH, MIDDLE = 50, 25

_WORDS = {
    "late": "答复期限已过",
    "near": f"距到期不超过{NEAR}个工作日",
    "repeat": f"同一申请人的每件其他申请（最多计{MOST_REPEATS}件）",
    "lost": "同一申请人或本件的复议、诉讼被纠正过",
    "dispute": "同一申请人或本件有过复议、诉讼",
    "objection": "第三方不同意公开",
    "area": "所属领域发生过复议、诉讼",
    "extended": "已经延期",
}


def weights() -> list[Reason]:
    """What each reason counts, in words."""
    return [Reason(points, _WORDS[name]) for name, points in WEIGHTS.items()]


def reasons(signs: Signs) -> list[Reason]:
    """Why this one asks for care, the weightiest first."""
    found = [
        Reason(WEIGHTS["lost"], f"同一申请人或本件的复议、诉讼有{signs.lost}件被纠正") if signs.lost else None,
        Reason(WEIGHTS["dispute"], f"同一申请人或本件有{signs.disputes}件复议、诉讼") if signs.disputes else None,
        _time(signs.days_left),
        Reason(WEIGHTS["repeat"] * min(signs.repeats, MOST_REPEATS), f"同一申请人另有{signs.repeats}件申请")
        if signs.repeats
        else None,
        Reason(WEIGHTS["objection"], f"{signs.objections}个第三方不同意公开") if signs.objections else None,
        Reason(WEIGHTS["area"], f"属于发生过复议、诉讼的领域：{'、'.join(signs.areas)}") if signs.areas else None,
        Reason(WEIGHTS["extended"], "已经延期一次") if signs.extended else None,
    ]
    return sorted((reason for reason in found if reason), key=lambda reason: -reason.points)


def score(found: Sequence[Reason]) -> int:
    """The points together, at most 100."""
    return min(sum(reason.points for reason in found), 100)


def level(points: int) -> str:
    """高、中、低."""
    return "高" if points >= HIGH else "中" if points >= MIDDLE else "低"


def _time(left: int | None) -> Reason | None:
    if left is None or left > NEAR:
        return None
    if left < 0:
        return Reason(WEIGHTS["late"], f"已超期{-left}个工作日")
    return Reason(WEIGHTS["near"], f"距到期还有{left}个工作日")
