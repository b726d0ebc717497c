"""Bringing in an office's own Excel ledger: kept row by row, looked through, entered as a whole, nothing lost."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.crypto import salted_hmac

from gongkai.finding import Refusal
from gongkai.law.receipt import Channel
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact, Kind
from gongkai.ledger.facts.application import Applicant, Received
from gongkai.ledger.history import History
from gongkai.reading.sources.cells import Cells, workbook_cells
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.services import note
from gongkai.web.cases.historic import began_on, guarded
from gongkai.web.cases.models import Matter, OldLedger, OldRow
from gongkai.web.cases.old_ledger import MEANINGS, Read, Terms, even, guessed, head_row, read_row, written
from gongkai.web.cases.private import found
from gongkai.web.cases.services import matters_import
from gongkai.web.kernel.names import file_name

MOST_ROWS = 20_000
MOST_COLUMNS = 60
_BETWEEN = re.compile(r"[\s、，,；;/（）()]+")
_TAKEN = "同一件的不用再导入；不是同一件的，请改编号，或者把这一列设为“不导入”由系统编号"
FEW = 3
"""Above the heads a row with fewer cells is a title."""


class Looked(NamedTuple):
    """A row with what it says."""

    row: OldRow
    read: Read

    @property
    def good(self) -> bool:
        """Whether it can be entered."""
        return not self.read.problem


def ledger_keep(*, body: Body, name: str, data: bytes, actor: Any, on: date) -> OldLedger:
    """The first sheet with rows, kept as it is: every sign of every cell, and the titles above the heads.

    Raises :class:`Refusal` for what is no workbook, for too much, and for more than one ledger in it.
    """
    rows, above = _rows_of(data)
    top = head_row(rows)
    titles = [row for row in rows[:top] if 0 < _full(row) < FEW]
    heads = [head.replace("\n", "") or f"第{number}列" for number, head in enumerate(rows[top], start=1)]
    with transaction.atomic():
        ledger = OldLedger.objects.create(
            body=body,
            name=file_name(name, 255),
            titles=[" ".join(filter(None, map(str.strip, row))) for row in titles],
            heads=heads,
            meanings={str(column): meaning for column, meaning in guessed(heads).items()},
            year=on.year,
            channel=Channel.IN_PERSON.value,
            applicant=Applicant.NATURAL.value,
            by=actor,
        )
        kept = (
            OldRow(ledger=ledger, place=above + place, cells=row)
            for place, row in enumerate(rows, start=1)
            if place != top + 1 and _full(row) >= (1 if place > top else FEW)
        )
        OldRow.objects.bulk_create(kept, batch_size=500)
    return ledger


def _full(row: Sequence[str]) -> int:
    """How many cells say something."""
    return sum(bool(cell.strip()) for cell in row)


def _rows_of(data: bytes) -> tuple[list[list[str]], int]:
    """The rows of the one sheet that is brought in, and how many empty ones stand above them."""
    sheets = [sheet for sheet in workbook_cells(data) if len(sheet.rows) > 1]
    if not sheets:
        raise Refusal(
            "no-rows", ("工作簿里没有数据行", "no rows in it"), ("请确认台账在可见的工作表中", "look at the sheets")
        )
    if others := [sheet.name for sheet in sheets[1:] if _is_ledger(sheet)]:
        raise Refusal(
            "many-sheets",
            (
                f"除“{sheets[0].name}”外，还有工作表像是台账：{'、'.join(others)[:200]}，未导入",
                "there are more ledgers in it",
            ),
            (
                "请每个工作表另存为一个文件，分别导入；不需要导入的工作表请先隐藏",
                "save every sheet as a file of its own",
            ),
        )
    rows = [[written(value) for value in row] for row in sheets[0].rows]
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise Refusal(
            "too-many",
            (f"超过{MOST_ROWS}行或{MOST_COLUMNS}列", "too many rows or columns"),
            ("请分成几个文件", "divide it"),
        )
    return rows, sheets[0].above


def _is_ledger(sheet: Cells) -> bool:
    """Whether the heads of a sheet say when applications came and what they ask for: no row of it may be lost."""
    rows = [[written(value) for value in row] for row in sheet.rows[:10]]
    return {"on", "asks"} <= set(guessed(rows[head_row(rows)]).values())


def meanings_set(
    *, ledger: OldLedger, meanings: Mapping[int, str], year: int, channel: Channel, applicant: Applicant
) -> None:
    """Say what the columns mean, and what holds where a row says nothing.

    Raises :class:`Refusal` for a meaning given to two columns.
    """
    given = [meaning for meaning in meanings.values() if meaning]
    twice = next((meaning for meaning in given if given.count(meaning) > 1), None)
    if twice:
        raise Refusal(
            "meaning-twice",
            (f"有两列都对应“{MEANINGS[twice].partition('（')[0]}”", f"two columns mean {twice}"),
            ("每种内容只选一列", "choose one"),
        )
    ledger.meanings = {str(column): meaning for column, meaning in meanings.items() if meaning}
    ledger.year, ledger.channel, ledger.applicant = year, channel.value, applicant.value
    ledger.save()


def row_mend(*, ledger: OldLedger, place: int, cells: Sequence[str]) -> None:
    """Change what stands in a row that is held; a cell that differs in its line ends alone stays as it was.

    Raises :class:`Refusal` for one that was entered already, or erased.
    """
    with transaction.atomic():
        OldLedger.objects.select_for_update().get(pk=ledger.pk)  # whoever enters it reads what stands there
        row = OldRow.objects.select_for_update().get(ledger=ledger, place=place)
        if row.matter_id is not None:
            raise Refusal(
                "row-entered", ("这一行已经导入，不能再改", "it was entered"), ("请在事项页面更正", "mend the matter")
            )
        if row.erased_on is not None:
            raise Refusal(
                "row-erased",
                ("这一行的内容已经清除，不能再填写", "it was erased"),
                ("请在新的台账文件中导入", "bring it in by another file"),
            )
        before = [*row.cells, *[""] * len(cells)]
        row.cells = [
            old if _lines(old) == _lines(cell) else _lines(written(cell))
            for old, cell in zip(before, cells, strict=False)
        ]
        row.save()


def _lines(text: str) -> str:
    """A text with the line ends of every system as one."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def looked_through(ledger: OldLedger, *, actor: Any, on: date, regime: Regime) -> list[Looked]:
    """Every row that is not entered yet, with what it says.

    A number that is taken is a problem, and a fact that needs an approval in a matter that is not historic.
    """
    began = began_on(ledger.body, on)
    asked = guarded(ledger.body, actor, began)
    terms = Terms(ledger.year, Channel(ledger.channel), Applicant(ledger.applicant))
    taken = {even(number) for number in Matter.objects.filter(body=ledger.body).values_list("number", flat=True)}
    following: dict[int, int] = {}
    meanings = {int(column): meaning for column, meaning in ledger.meanings.items()}
    found = []
    for row in ledger.rows.filter(matter=None, erased_on=None):
        cells = {meaning: row.cells[column] for column, meaning in meanings.items() if column < len(row.cells)}
        read = read_row(cells, terms, body=ledger.body.name, number="—", on=on, regime=regime)
        if not read.problem and (refused := asked(_history(read, ledger.body), read.closed)) is not None:
            problem = (
                f"{refused.reason[0]}。{began:%Y-%m-%d}启用之前已经了结的不受此限；其他的请删去这一步再导入，然后送审"
            )
            read = read._replace(facts=(), problem=problem)
        if not read.problem:
            read = _numbered(read, taken, following)
        found.append(Looked(row, read))
    return found


def ledger_enter(*, ledger: OldLedger, actor: Any, on: date, regime: Regime) -> int:
    """Enter every row that has no problem, in one transaction; how many.  Those entered before stay as they are."""
    with transaction.atomic():
        locked = OldLedger.objects.select_for_update().select_related("body").get(pk=ledger.pk)
        good = [one for one in looked_through(locked, actor=actor, on=on, regime=regime) if one.good]
        histories = [_history(one.read, locked.body) for one in good]
        matters_import(body=locked.body, histories=histories, actor=actor, on=on, regime=regime)
        numbers = [one.read.number for one in good]
        keys: dict[str, int] = {}
        for start in range(0, len(numbers), 500):
            some = Matter.objects.filter(body=locked.body, number__in=numbers[start : start + 500])
            keys |= dict(some.values_list("number", "pk"))
        for one in good:
            one.row.matter_id = keys[one.read.number]
        OldRow.objects.bulk_update([one.row for one in good], ["matter"], batch_size=200)
    return len(good)


def rows_erasable(matter: Matter) -> QuerySet[OldRow]:
    """The rows of which a matter was made and in which something still stands: names, perhaps."""
    return OldRow.objects.filter(matter=matter, erased_on=None)


def rows_names(matter: Matter) -> tuple[str, ...]:
    """What the rows of which a matter was made say who applied."""
    said = []
    for row in rows_erasable(matter).select_related("ledger"):
        columns = [int(column) for column, meaning in row.ledger.meanings.items() if meaning == "name"]
        said += [name for column in columns if column < len(row.cells) for name in _BETWEEN.split(row.cells[column])]
    return tuple(filter(None, said))


def row_clear(*, ledger: OldLedger, place: int, why: str, actor: Any, on: date) -> None:
    """Empty a row that was never entered, by order; the changes of the body say so.

    Raises :class:`Refusal` without a reason, and for one that was entered (its matter is what is erased).
    """
    with transaction.atomic():
        OldLedger.objects.select_for_update().get(pk=ledger.pk)
        row = OldRow.objects.select_for_update().get(ledger=ledger, place=place)
        if row.erased_on is not None:
            return
        if row.matter_id is not None:
            raise Refusal(
                "row-entered",
                ("这一行已经导入", "it was entered"),
                ("请在事项页面清除个人信息", "erase it on the page of the matter"),
            )
        if not why.strip() or found(why):
            raise Refusal(
                "reason-missing",
                ("请写明清除的根据，不写姓名和号码", "say on which ground, and name nobody"),
                ("例如：依申请人请求", ""),
            )
        row.cells, row.erased_on = [], on
        row.save()
        note(ledger.body, actor, f"清除未导入的台账行（{ledger.name}第{place}行）：{why.strip()}"[:300])


def rows_erase(*, matter_id: int, on: date) -> int:
    """Empty the rows of which a matter was made; what they said stands in its facts.  Returns how many."""
    return OldRow.objects.filter(matter=matter_id, erased_on=None).update(cells=[], erased_on=on)


def rows_purge(*, on: date, before: date) -> int:
    """Empty what had its time: rows of matters closed before a day, and rows held since before it.

    Those of a matter that is in dispute stay.  Returns how many.
    """
    kept = OldRow.objects.filter(erased_on=None)
    own = {"body": OuterRef("matter__body"), "title": OuterRef("matter__number")}
    disputed = Exists(Matter.objects.filter(kind=Kind.DISPUTE.value, closed_on=None, **own))
    old = kept.filter(~disputed, matter__closed_on__lt=before) | kept.filter(matter=None, ledger__at__date__lt=before)
    return OldRow.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(cells=[], erased_on=on)


def _history(read: Read, body: Body) -> History:
    key = f"name:{salted_hmac('gongkai.cases.old-ledger', f'{body.pk}:{read.name}').hexdigest()}" if read.name else ""
    facts = [_keyed(fact, key) for fact in read.facts]
    return History(read.number, Kind.APPLICATION, facts, body=body.name)


def _keyed(fact: Fact, key: str) -> Fact:
    """The receipt with the applicant's key instead of the name."""
    return replace(fact, applicant_key=key) if isinstance(fact, Received) else fact


def _numbered(read: Read, taken: set[str], following: dict[int, int]) -> Read:
    number = read.number
    if number == "—":
        year = read.facts[0].on.year
        while (number := f"{year}-{following.get(year, 1):04d}") in taken:
            following[year] = following.get(year, 1) + 1
    elif even(number) in taken:
        return read._replace(facts=(), problem=f"编号{number}已经有了：{_TAKEN}")
    taken.add(even(number))
    return read._replace(number=number)
