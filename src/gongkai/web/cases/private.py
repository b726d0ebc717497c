"""Personal data in words that are sealed for ever: what looks like them is shown beside the field before it is saved.

Nothing is blocked: a person looks again, and says so.  Who the applicant is only an app above knows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping

from django import forms

from gongkai.web.cases.models import Matter

_RESIDENT = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])", re.ASCII
)
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", re.ASCII)
_GAP = re.compile(r"[\s-]")
_MARKS = frozenset("，。；：！？（）“”‘’")
_LEAST = 2
"""A name of one sign stands in too many words."""
GONE = "（已清除）"
"""What stands where a name was erased."""
LOOKED = "looked"
"""The box by which a person says that the words were looked at again."""

Source = Callable[[Matter], Collection[str]]
"""Given the matter: names and numbers that are its applicant's own."""
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Ask this app for the applicant's names from now on; apps do so in ``AppConfig.ready``."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def own_words(matter: Matter) -> tuple[str, ...]:
    """What the apps above know to be the applicant's own."""
    return tuple(word for source in _SOURCES for word in source(matter))


def found(text: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """What in a text looks like personal data, in words, each kind once.

    A resident's number (18 digits with a day of birth), a mobile number, and any of ``names`` (an
    applicant's, of two signs or more); width and blanks make no difference.
    """
    even = _even(text)
    marks = []
    if match := _RESIDENT.search(even):
        marks.append(f"疑似居民身份证号码（{match[0][:4]}…{match[0][-2:]}）")
    if match := _MOBILE.search(_RESIDENT.sub("", even)):
        marks.append(f"疑似手机号码（{match[0][:3]}…{match[0][-2:]}）")
    if named(text, names):
        marks.append("申请人的姓名或者号码")
    return tuple(marks)


def named(text: str, words: Collection[str]) -> bool:
    """Whether one of ``words`` of two signs or more stands in a text; width, case, blanks and hyphens do not matter."""
    return any(pattern.search(_even(text)) for pattern in _patterns(words))


def cleared(text: str, words: Collection[str], instead: str) -> str:
    """The text with ``instead`` wherever :func:`named` finds one of the words; one that names nobody stays as it is."""
    if not named(text, words):
        return text
    text = _even(text)
    for pattern in _patterns(words):
        text = pattern.sub(instead, text)
    return text


def _even(text: str) -> str:
    """Signs of full width as those of half width, but for the marks that Chinese writing has of its own width."""
    return "".join(unicodedata.normalize("NFKC", sign) if sign not in _MARKS else sign for sign in text)


def _patterns(words: Collection[str]) -> list[re.Pattern[str]]:
    """The longest first: of a name that begins with another nothing is left over."""
    keys = {_GAP.sub("", _even(word)) for word in words}
    return [
        re.compile(r"[\s-]*".join(map(re.escape, key)), re.IGNORECASE)
        for key in sorted(keys, key=len, reverse=True)
        if len(key) >= _LEAST
    ]


def marked(form: forms.Form, names: Collection[str] = (), only: Collection[str] | None = None) -> bool:
    """Mark every field of a bound form whose words look like personal data; whether any does.

    A template shows ``field.field.marks`` beside the field.
    """
    for name, marks in _marks(form, names, only).items():
        form.fields[name].marks = marks  # type: ignore[attr-defined]
        own = form[name].id_for_label
        help_text = f"{own}_helptext " if form.fields[name].help_text else ""
        form.fields[name].widget.attrs["aria-describedby"] = f"{help_text}{own}_private"
    return any(getattr(field, "marks", ()) for field in form.fields.values())


def passed(form: forms.Form, names: Collection[str] = (), only: Collection[str] | None = None) -> bool:
    """Whether a bound form may be saved: nothing is marked, or a person has looked again."""
    return not marked(form, names, only) or LOOKED in form.data


def _marks(form: forms.Form, names: Collection[str], only: Collection[str] | None) -> Mapping[str, tuple[str, ...]]:
    texts = [name for name, field in form.fields.items() if isinstance(field, forms.CharField)]
    marks = {name: found(str(form[name].value() or ""), names) for name in texts if only is None or name in only}
    return {name: some for name, some in marks.items() if some}
