"""Rows to histories and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from itertools import groupby

from django.db.models import QuerySet

from gongkai.finding import Refusal
from gongkai.ledger.facts import Kind
from gongkai.ledger.history import History
from gongkai.ledger.lines import read_lines
from gongkai.web.cases.models import FactRow, Matter

Row = tuple[int, date, str]
"""What is kept of a fact: its place, its day, its sealed line."""


def history_of(matter: Matter, rows: Iterable[Row] | None = None) -> History:
    """The matter's history, every seal checked; of ``rows`` where its facts are at hand.

    Raises :class:`~gongkai.finding.Refusal` if a seal is broken.
    """
    return _read(matter.number, matter.facts.values_list("seq", "on", "line") if rows is None else rows)


def _read(number: str, rows: Iterable[Row]) -> History:
    """A history from rows of facts; what stands beside a sealed line has to say the same as the line."""
    kept = list(rows)
    history = next(iter(read_lines(line for _, _, line in kept)))
    said = [(seq, fact.on) for seq, fact in enumerate(history.facts, start=1)]
    if history.matter != number or said != [(seq, on) for seq, on, _ in kept]:
        raise Refusal(
            "broken-chain",
            (
                f"{number}：登记的日期、顺序或编号与封存的内容不符",
                f"{number}: a row says otherwise than its sealed line",
            ),
            ("请从备份恢复；查明改动的来源", "restore it from a backup, and find out what changed it"),
        )
    return history


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
    rows: dict[int, list[Row]] = {matter.pk: [] for matter in matters}
    found = FactRow.objects.filter(matter__in=list(rows)).order_by("matter_id", "seq")
    for key, seq, on, line in found.values_list("matter_id", "seq", "on", "line"):
        rows[key].append((seq, on, line))
    for matter in matters:
        yield matter, _whole(matter, rows[matter.pk])


def _whole(matter: Matter, rows: list[Row]) -> History | None:
    if not any(f'"hash":"{matter.head}"' in line for _, _, line in reversed(rows)):
        return None
    try:
        return _read(matter.number, rows)
    except Refusal:
        return None


def keyed_histories(matters: QuerySet[Matter], heads: Mapping[int, str] | None = None) -> Iterator[tuple[int, History]]:
    """The same, each with the key of its matter.

    With ``heads``, only the matters named there, and each up to the line with the seal given: what was
    entered since the seals were read is left out.
    """
    rows = FactRow.objects.filter(matter__in=matters.order_by().values("pk")).order_by("matter_id", "seq")
    asked = rows.values_list("matter_id", "matter__number", "seq", "on", "line")
    with closing(asked.iterator(chunk_size=2000)) as lines:  # type: ignore[type-var]
        for (key, number), some in groupby(lines, key=lambda row: row[:2]):
            kept: Iterable[Row] = ((seq, on, line) for _, _, seq, on, line in some)
            if heads is None:
                yield key, _read(number, kept)
            elif key in heads:
                yield key, _read(number, _up_to(kept, heads[key]))


def _up_to(rows: Iterable[Row], head: str) -> Iterator[Row]:
    for row in rows:
        yield row
        if f'"hash":"{head}"' in row[2]:
            return
