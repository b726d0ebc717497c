"""A holiday notice of the State Council as a value, and the packaged ones."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from gongkai.finding import Refusal
from gongkai.law.rule import rule

_KEYS = {"number", "title", "year", "issued", "source", "off", "worked"}


@rule("放假办法:7")
@dataclass(frozen=True, slots=True)
class Notice:
    """One notice (部分节假日安排的通知): which days of a year are off, and which weekend days are worked.

    ``off`` holds (festival, first day, last day); ``worked`` the make-up workdays (调休上班);
    ``issued`` the day it was made, and ``source`` where it is published.
    """

    number: str
    title: str
    year: int
    issued: date
    source: str
    off: tuple[tuple[str, date, date], ...]
    worked: tuple[date, ...]

    def days(self) -> Iterator[tuple[date, str | None]]:
        """Every day it speaks of: with the festival if it is off, with ``None`` if it is worked."""
        for festival, first, last in self.off:
            for offset in range((last - first).days + 1):
                yield first + timedelta(offset), festival
        for day in self.worked:
            yield day, None


@rule("放假办法:7")
def parse_notice(text: str) -> Notice:
    """Read a notice written as TOML, as the files beside this one are.

    Raises :class:`Refusal` for text that is not such a notice, saying what is wrong with it.
    """
    try:
        return _notice(tomllib.loads(text))
    except _WrongError as wrong:
        said = wrong.words
    except tomllib.TOMLDecodeError as wrong:
        said = (f"不是有效的TOML（{wrong}）", f"no TOML ({wrong})")
    except (KeyError, TypeError, ValueError) as wrong:
        said = (f"格式不符（{wrong}）", f"not in the form of a notice ({wrong})")
    raise Refusal(
        "bad-notice",
        (f"放假通知文件不完整或有误：{said[0]}", f"the holiday notice is incomplete or wrong: {said[1]}"),
        (
            f"请参照已有的通知文件逐项核对后修改，应有：{'、'.join(sorted(_KEYS))}",
            f"compare it with the notices already there; it has {', '.join(sorted(_KEYS))}",
        ),
    )


class _WrongError(Exception):
    """What is wrong with a notice, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.words = (zh, en)


def _notice(raw: Mapping[str, Any]) -> Notice:
    if raw.keys() != _KEYS:
        names = sorted(raw.keys() ^ _KEYS)
        raise _WrongError(f"缺少或多出的项：{'、'.join(names)}", f"keys {names}")
    number, title, source = (_text(raw, key) for key in ("number", "title", "source"))
    year = raw["year"]
    if type(year) is not int:
        raise _WrongError(f"year不是年份：{year!r}", f"year {year!r} is not a number")
    off = tuple((_text(entry, "name"), _day(entry["first"]), _day(entry["last"])) for entry in raw["off"])
    worked = tuple(_day(day) for day in raw["worked"])
    notice = Notice(number, title, year, _day(raw["issued"]), source, off, worked)
    _check(notice)
    return notice


def _check(notice: Notice) -> None:
    """A notice speaks of its own year and the December before, and of no day twice."""
    for name, first, last in notice.off:
        if not first <= last or (last - first).days > 15:
            raise _WrongError(f"{name}的起止日期不对：{first}至{last}", f"{name} {first}..{last}")
    seen: set[date] = set()
    for day, festival in notice.days():
        if not date(notice.year - 1, 12, 1) <= day <= date(notice.year, 12, 31):
            raise _WrongError(f"{day}不属于{notice.year}年", f"{day} is not of {notice.year}")
        if festival is None and day.weekday() < 5:
            raise _WrongError(f"{day}不是周六、周日，不能列为调休上班", f"{day} is not a weekend day")
        if day in seen:
            raise _WrongError(f"{day}出现了两次", f"{day} stands in it twice")
        seen.add(day)


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw[key]
    if not isinstance(value, str) or not value.strip():
        raise _WrongError(f"{key}为空或不是文字", f"{key} is empty or no text")
    return value


def _day(value: object) -> date:
    if type(value) is not date:
        raise _WrongError(f"{value}不是日期", f"{value} is not a day")
    return value


@cache
def _packaged() -> tuple[Notice, ...]:
    folder = resources.files("gongkai.law.notices")
    found = (parse_notice(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(found, key=lambda notice: (notice.issued, notice.year)))


@rule("放假办法:7")
def packaged_notices() -> tuple[Notice, ...]:
    """The notices that come with the program, in the order in which they were issued."""
    return _packaged()


@rule("放假办法:2")
def statutory_days() -> dict[int, dict[date, str]]:
    """Days off that the law fixes by itself, by year, for years whose notice may not be out yet."""
    raw = tomllib.loads(resources.files("gongkai.law").joinpath("festivals.toml").read_text("utf-8"))
    return {
        int(year): {day: festival for festival, days in festivals.items() for day in days}
        for year, festivals in raw.items()
    }
