"""A value that the law has changed: which one holds on a day, and a refusal where none is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Generic, TypeVar

from gongkai.finding import Refusal

Value = TypeVar("Value")


class Dated(Generic[Value]):
    """Values in the order of the days from which they hold; the last holds until ``until``.

    Nothing is assumed before the first day: :meth:`on` refuses it.
    """

    __slots__ = ("_days", "_until", "_values", "name")

    def __init__(
        self, name: tuple[str, str], values: Iterable[tuple[date, Value]], *, until: date | None = None
    ) -> None:
        held = sorted(values, key=lambda entry: entry[0])
        if not held or len({day for day, _ in held}) < len(held):
            raise ValueError(f"{name[1]}: give at least one value, and no two from the same day")
        self.name = name
        self._days = [day for day, _ in held]
        self._values = [value for _, value in held]
        self._until = until

    @property
    def first(self) -> date:
        """The first day for which a value is known."""
        return self._days[0]

    def on(self, day: date) -> Value:
        """The value that holds on ``day``.  Raises :class:`Refusal` outside the days that are known."""
        place = bisect_right(self._days, day) - 1
        if place < 0 or (self._until is not None and day > self._until):
            raise self._refusal(day)
        return self._values[place]

    def __iter__(self) -> Iterator[tuple[date, Value]]:
        return zip(self._days, self._values, strict=True)

    def _refusal(self, day: date) -> Refusal:
        last = ("今", "today") if self._until is None else (str(self._until), str(self._until))
        return Refusal(
            "no-law",
            (
                f"{self.name[0]}：{day}没有可适用的规定（已收录{self._days[0]}至{last[0]}）",
                f"{self.name[1]}: nothing is known for {day} (known from {self._days[0]} to {last[1]})",
            ),
            ("请核对日期；更早的事项不在本系统适用范围内", "check the date; older matters are outside this program"),
        )
