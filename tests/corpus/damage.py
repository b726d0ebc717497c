"""What happens to reports on their way: each damage changes the printed report and its truth alike."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TypeVar

from tests.corpus.model import Printed, Report, Row, Scrap, Truth

Damage = Callable[[Random, Report, Truth], bool]
Thing = TypeVar("Thing")
NOISE = "□口曰丨丶人入干千土士未末己已囗?*"


def _matrix(report: Report) -> Printed | None:
    return next((table for table in report.tables() if table.shape == "matrix"), None)


def _number_rows(report: Report) -> list[Row]:
    return [row for table in report.tables() for row in table.rows() if row.scraps]


def _live(report: Report) -> list[Scrap]:
    return [scrap for row in _number_rows(report) for scrap in row.scraps if scrap.text]


def _some(rng: Random, things: list[Thing], most: int) -> list[Thing]:
    """One to ``most`` of the things, as many as there are."""
    return rng.sample(things, min(len(things), rng.randint(1, most)))


def _any_count(report: Report) -> bool:
    """Whether table 3 says anything but zero: if not, a report without zeros is an empty form."""
    table = _matrix(report)
    return table is not None and any(scrap.text not in ("0", None) for row in table.rows() for scrap in row.scraps)


def lose_cell(rng: Random, report: Report, truth: Truth) -> bool:
    """One cell of table 3 or 4 vanishes and its neighbours move up."""
    table = _matrix(report)
    if table is None:
        return False
    scrap = rng.choice([s for row in table.rows() for s in row.scraps])
    scrap.text = None
    return True


def lose_cells(rng: Random, report: Report, truth: Truth) -> bool:
    """Several cells vanish, in any table."""
    for scrap in _some(rng, _live(report), 5):
        scrap.text = None
    return True


def lose_row(rng: Random, report: Report, truth: Truth) -> bool:
    """A whole line of table 3 vanishes, label and all."""
    table = _matrix(report)
    if table is None:
        return False
    rows = table.parts[0].rows
    row = rng.choice(rows)
    rows.remove(row)
    return True


def lose_numbers(rng: Random, report: Report, truth: Truth) -> bool:
    """A line keeps its label and loses its numbers."""
    for row in _some(rng, [row for row in _number_rows(report) if row.label], 1):
        for scrap in row.scraps:
            scrap.text = None
    return True


def double_row(rng: Random, report: Report, truth: Truth) -> bool:
    """A line is printed twice, or its label alone once more."""
    table = _matrix(report)
    if table is None:
        return False
    rows = table.parts[0].rows
    at = rng.randrange(len(rows))
    row = rows[at]
    again = Row("", row.label, row.groups, [Scrap(s.name, s.text) for s in row.scraps] if rng.random() < 0.5 else [])
    rows.insert(at + (1 if again.scraps else 0), again)
    return True


def garble_label(rng: Random, report: Report, truth: Truth) -> bool:
    """One to three characters of some labels are misread."""
    rows = [row for row in _number_rows(report) if len(row.label) > 4]
    for row in _some(rng, rows, 3):
        chars = list(row.label)
        for at in rng.sample(range(2, len(chars)), min(rng.randint(1, 3), len(chars) // 3)):
            chars[at] = rng.choice(NOISE)
        row.label = "".join(chars)
    return True


def cut_label(rng: Random, report: Report, truth: Truth) -> bool:
    """Some labels lose characters at the end or in the middle."""
    rows = [row for row in _number_rows(report) if len(row.label) > 7]
    for row in _some(rng, rows, 3):
        size = len(row.label)
        gone = rng.randint(1, max(1, size // 4))
        at = rng.randint(3, size - gone)
        row.label = row.label[:at] + row.label[at + gone :]
    return True


def ordinal(rng: Random, report: Report, truth: Truth) -> bool:
    """Ordinals change or go."""
    rows = [row for row in _number_rows(report) if row.label[:1].isdigit()]
    for row in _some(rng, rows, 4):
        rest = row.label[1:].lstrip(".．、 ")
        number = int(row.label[0])
        row.label = rng.choice(
            (rest, f"{number % 9 + 1}.{rest}", f"（{'一二三四五六七八九'[number - 1]}）{rest}", f"{number}、{rest}")
        )
    return True


def ocr_digits(rng: Random, report: Report, truth: Truth) -> bool:
    """Letters stand for digits."""
    letters = {"0": "OoUQ", "1": "lI|"}
    scraps = [s for s in _live(report) if s.text and s.text.isdigit() and any(c in letters for c in s.text)]
    for scrap in _some(rng, scraps, 12):
        assert scrap.text
        if truth.form.cells[scrap.name].table == truth.form.tables[0].key:
            truth.lenient.add(scrap.name)  # no identity confirms a guess here
        scrap.text = "".join(rng.choice(letters[c]) if c in letters and rng.random() < 0.8 else c for c in scrap.text)
    return True


def digit_gap(rng: Random, report: Report, truth: Truth) -> bool:
    """A space falls into a number of table 3."""
    table = _matrix(report)
    scraps = (
        [s for row in table.rows() for s in row.scraps if s.text and s.text.isdigit() and len(s.text) > 1]
        if table
        else []
    )
    if not scraps:
        return False
    scrap = rng.choice(scraps)
    assert scrap.text
    cut = rng.randrange(1, len(scrap.text))
    if scrap.text[cut] == "0":
        return False
    scrap.text = f"{scrap.text[:cut]} {scrap.text[cut:]}"
    return True


def slip(rng: Random, report: Report, truth: Truth) -> bool:
    """The last number of a line slips down to the next."""
    table = _matrix(report)
    if table is None:
        return False
    rows = [row for row in table.rows() if row.scraps]
    at = rng.randrange(len(rows) - 1)
    moved = rows[at].scraps.pop()
    rows[at + 1].scraps.insert(rng.choice((0, len(rows[at + 1].scraps))), moved)
    return True


def no_head(rng: Random, report: Report, truth: Truth) -> bool:
    """Some tables lose their head rows."""
    for table in _some(rng, report.tables(), 2):
        for part in table.parts:
            part.head_shown = False
            if rng.random() < 0.5:
                part.banner = ""
    return True


def no_headings(rng: Random, report: Report, truth: Truth) -> bool:
    """Some section headings are missing."""
    for chapter in _some(rng, report.chapters, 4):
        chapter.heading = ""
    return True


def renumbered(rng: Random, report: Report, truth: Truth) -> bool:
    """Section numbers restart or slip."""
    start = rng.choice((0, 2))
    for at, chapter in enumerate(report.chapters):
        if "、" in chapter.heading:
            chapter.heading = "一二三四五六七八九"[(at + start) % 9] + "、" + chapter.heading.split("、", 1)[1]
    return True


def _drop_table(report: Report, truth: Truth, key: str, sentence: str | None) -> bool:
    chapter = report.chapter_of(key)
    if chapter is None:
        return False
    chapter.table = None
    if sentence is None:
        report.chapters.remove(chapter)
    else:
        chapter.paragraphs = [sentence]
    truth.lenient |= {name for name in truth.cells if name.startswith(key + ".")}
    return True


def no_t2(rng: Random, report: Report, truth: Truth) -> bool:
    """Table 2 is not there, with or without its heading."""
    truth.free_edition = True
    return _drop_table(report, truth, truth.form.tables[0].key, rng.choice((None, "", "详见附件图片。")))


def no_t4(rng: Random, report: Report, truth: Truth) -> bool:
    """Table 4 is not there."""
    return _drop_table(report, truth, "t4", rng.choice((None, "")))


def sentence_t4(rng: Random, report: Report, truth: Truth) -> bool:
    """A sentence stands in place of table 4."""
    text = f"{truth.year}年，{truth.agency}未发生因政府信息公开工作引起的行政复议、行政诉讼案件。"
    return _drop_table(report, truth, "t4", text)


def sentence_before(rng: Random, report: Report, truth: Truth) -> bool:
    """Sentences with numbers stand between headings and their tables."""
    for chapter in report.chapters:
        if chapter.table:
            chapter.paragraphs = [
                f"{truth.year}年，本机关共收到申请{rng.randint(1, 99)}件，"
                f"行政复议{rng.randint(1, 9)}件，具体情况如下表："
            ]
    return True


def cut_off(rng: Random, report: Report, truth: Truth) -> bool:
    """The text ends in the middle of table 3."""
    table = _matrix(report)
    if table is None:
        return False
    chapter = report.chapter_of(table.key)
    assert chapter
    del report.chapters[report.chapters.index(chapter) + 1 :]
    rows = table.parts[0].rows
    del rows[rng.randint(max(1, len(rows) // 3), len(rows) - 1) :]
    report.tail.clear()
    return True


def page_number(rng: Random, report: Report, truth: Truth) -> bool:
    """A page number stands between the rows of table 3."""
    table = _matrix(report)
    if table is None:
        return False
    rows = table.parts[0].rows
    at = rng.randrange(1, len(rows))
    rows.insert(at, Row("", rng.choice(("- 4 -", "— 5 —", "4", "20", "-3-", "第4页")), rows[at].groups, []))
    return True


def vanish(rng: Random, report: Report, truth: Truth) -> bool:
    """Zeros were never printed, and their empty cells leave nothing behind."""
    if not _any_count(report):
        return False
    for row in _number_rows(report):
        zeros = [scrap for scrap in row.scraps if scrap.text == "0"]
        if zeros and len(row.scraps) > 1:
            truth.lenient |= {scrap.name for scrap in row.scraps}
        for scrap in zeros:
            truth.blank(scrap.name)
            scrap.text = None
            truth.lenient.add(scrap.name)
    return True


def slashes(rng: Random, report: Report, truth: Truth) -> bool:
    """A stroke stands for zero; by the form's rules that is no number."""
    return _write_zero(rng, report, truth, rng.choice(("/", "—", "-", "／", "－", "--", "无")))


def blanks(rng: Random, report: Report, truth: Truth) -> bool:
    """Empty cells stand for zeros."""
    return _write_zero(rng, report, truth, "")


def _write_zero(rng: Random, report: Report, truth: Truth, text: str) -> bool:
    if not _any_count(report):
        return False
    share = rng.choice((0.05, 0.5, 1.0))
    for scrap in _live(report):
        if scrap.text == "0" and rng.random() < share:
            truth.blank(scrap.name)
            scrap.text = text
    return True


def spaced(rng: Random, report: Report, truth: Truth) -> bool:
    """Labels are set wide: a space between their characters."""
    for row in _number_rows(report):
        if rng.random() < 0.4:
            row.label = " ".join(row.label)
    return True


def wrapped(rng: Random, report: Report, truth: Truth) -> bool:
    """The numbers of some lines run on in the next line."""
    for row in _some(rng, [row for row in _number_rows(report) if len(row.scraps) > 6], 6):
        row.wrap = True
    return True


def rules_as_digits(rng: Random, report: Report, truth: Truth) -> bool:
    """The rules between the cells of some lines are read as the digit one."""
    table = _matrix(report)
    if table is None:
        return False
    for row in _some(rng, [row for row in table.rows() if row.scraps], 4):
        joined = rng.choice(("1", "1", "|1")).join(row.texts)
        truth.lenient |= {scrap.name for scrap in row.scraps}
        for scrap in row.scraps:
            scrap.text = None
        row.scraps[0].text = joined
    return True


DIGITS: dict[str, Damage] = {
    "lose_cell": lose_cell,
    "lose_cells": lose_cells,
    "lose_row": lose_row,
    "lose_numbers": lose_numbers,
    "ocr_digits": ocr_digits,
    "digit_gap": digit_gap,
    "slip": slip,
    "rules_as_digits": rules_as_digits,
}
GAPS: dict[str, Damage] = {"vanish": vanish, "slashes": slashes, "blanks": blanks}
WORDS: dict[str, Damage] = {
    "garble_label": garble_label,
    "cut_label": cut_label,
    "ordinal": ordinal,
    "double_row": double_row,
    "no_head": no_head,
    "no_headings": no_headings,
    "renumbered": renumbered,
    "no_t2": no_t2,
    "no_t4": no_t4,
    "sentence_t4": sentence_t4,
    "sentence_before": sentence_before,
    "cut_off": cut_off,
    "page_number": page_number,
    "spaced": spaced,
    "wrapped": wrapped,
}
