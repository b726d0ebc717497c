"""What number a scrap of text may say.

A numeral of these reports may carry a sign or its word (``+82``, ``减3``), thousands commas, a
unit (``251000元``) or a remark (``22（其中修订 16 件）``).  What is not surely a number is none.
"""

from __future__ import annotations

import re
from decimal import Decimal

from gongkai.report.filing import Number
from gongkai.report.form import Kind

#: What stands in a cell for "nothing to report"; a mark is not a zero (form rule A6).
MARKS = frozenset(
    {
        "/",
        "\\",
        "-",
        "--",
        "---",
        "//",
        "无",
        "空",
        "...",
        "——",
        "*",
        "零",
        "〇",
        "○",
        "◯",
        "空白",
        "X",
        "×",
        "N/A",
        "／",
    }
)

#: What programs print for a cell that is empty, or covered by a merged one.
NOTHING = frozenset({"NaN", "nan", "None"})
#: Letters that an OCR engine prints for a digit, with the digit.
CONFUSED = {
    "O": "0",
    "o": "0",
    "U": "0",
    "u": "0",
    "Q": "0",
    "D": "0",
    "l": "1",
    "I": "1",
    "i": "1",
    "|": "1",
    "]": "1",
    "Z": "2",
    "S": "5",
    "B": "8",
}

#: Other money than the yuan: nothing here says what it is worth.
FOREIGN = "美元|美金|欧元|港元|港币|日元|英镑"
UNITS = f"{FOREIGN}|千万元|百万元|千元|百元|角|万元|亿元|元|件次|人次|件|宗|条|份|项|个|次|部|批"
_REMARK = r"\s*\((?!\s*[一二三四五六七八九十]+\s*\))(?!本列|区分)[^()\n]{0,40}\)"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
#: A whole cell that is a number, with sign, unit and remark.
CELL = re.compile(rf"(?P<sign>[+\-]|增加?|减少?)?\s*(?P<number>{_NUMBER})\s*(?P<unit>{UNITS})?(?P<remark>{_REMARK})?")
#: A cell of more characters than this, remark included, is no number.
LONGEST_CELL = 60
#: What is printed in place of a change of nought.
UNCHANGED = frozenset({"无变化", "没有变化", "不变", "未变", "无增减", "持平"})


def parse_cell(text: str, kind: Kind) -> Number | None:
    """The number a whole cell says, or ``None`` if it is not surely a number of that kind.

    Money stays in the unit that is printed; :func:`printed_unit` tells it.
    """
    if len(text) > LONGEST_CELL:
        return None
    if text.isdecimal() and kind is not Kind.MONEY:
        return int(text)
    text = text.strip()
    if kind is Kind.CHANGE and text in UNCHANGED:
        return 0
    match = CELL.fullmatch(text)
    if match is None:
        return None
    digits = match["number"].replace(",", "")
    if kind is Kind.MONEY:
        amount = Decimal(digits)
        return -amount if match["sign"] == "-" else amount
    if "." in digits:
        whole, _, fraction = digits.partition(".")
        if fraction.strip("0"):
            return None
        digits = whole
    value = int(digits)
    if match["sign"]:
        if kind is not Kind.CHANGE:
            return None if match["sign"] != "+" else value
        return -value if match["sign"][0] in "-减" else value
    return value


def printed_unit(text: str) -> str | None:
    """The unit printed with a number, if any."""
    match = CELL.fullmatch(text.strip())
    return match["unit"] if match else None
