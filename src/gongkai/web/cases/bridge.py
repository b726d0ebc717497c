"""Rows to histories and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby

from django.db.models import QuerySet

from gongkai.finding import Refusal
from gongkai.ledger.facts import Kind
from gongkai.ledger.history import History
from gongkai.ledger.lines import read_lines
from gongkai.web.cases.models import FactRow, Matter


def history_of(matter: Matter) -> History:
    """The matter's history, every seal checked.  Raises :class:`~gongkai.finding.Refusal` if one is broken."""
    return next(iter(read_lines(row.line for row in matter.facts.all())))


def empty_history(body: str, number: str, kind: Kind) -> History:
    """A matter of which nothing is known yet."""
    return History(number, kind, body=body)


def histories_of(matters: QuerySet[Matter]) -> Iterator[History]:
    """The histories of many matters, in the order of their keys, in one pass over their facts."""
    return (history for _, history in keyed_histories(matters))


def looked_at(matters: Sequence[Matter]) -> Iterator[tuple[Matter, History | None]]:
    """Each matter with its history, or ``None`` where its lines are not as they were sealed.

    The seal that the matter remembers has to be among them: a line cut off at the end is noticed too,
    and one that came in meanwhile does no harm.
    """
    lines: dict[int, list[str]] = {matter.pk: [] for matter in matters}
    found = FactRow.objects.filter(matter__in=list(lines)).order_by("matter_id", "seq")
    for key, line in found.values_list("matter_id", "line"):
        lines[key].append(line)
    for matter in matters:
        yield matter, _whole(matter, lines[matter.pk])


def _whole(matter: Matter, lines: list[str]) -> History | None:
    if not any(f'"hash":"{matter.head}"' in line for line in reversed(lines)):
        return None
    try:
        return next(iter(read_lines(lines)))
    except Refusal:
        return None


def keyed_histories(matters: QuerySet[Matter]) -> Iterator[tuple[int, History]]:
    """The same, each with the key of its matter."""
    rows = FactRow.objects.filter(matter__in=matters.order_by().values("pk")).order_by("matter_id", "seq")
    with closing(rows.values_list("matter_id", "line").iterator(chunk_size=2000)) as lines:  # type: ignore[type-var]
        for key, some in groupby(lines, key=lambda row: row[0]):
            yield key, next(iter(read_lines(line for _, line in some)))
