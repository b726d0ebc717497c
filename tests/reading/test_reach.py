"""Merged cells as markup for writers says them: the numbers of rows and columns are in no cell."""

from __future__ import annotations

import pytest

from gongkai.reading.sources.reach import without_reach
from gongkai.reading.sources.text import text_sheet
from gongkai.reading.tokens import tokenize
from gongkai.report.form import Line
from tests.reading.test_extracted import numbers, read, third, wrong

LATEX = r"""\begin{longtable}[]{@{}llll@{}}
\multicolumn{4}{@{}l@{}}{%
第二十条第（五）项} \\
行政许可 & \multicolumn{3}{>{\raggedright\arraybackslash}p{(\linewidth - 4\tabcolsep) * \real{0.5}}@{}}{%
422} \\
\end{longtable}"""


@pytest.mark.parametrize(
    "printed",
    [
        "4+|第二十条第（五）项\n|行政许可 3+|422\n",
        ".2+a|行政许可 2.1+<.^|422\n",
        '{| border="1"\n|-\n! rowspan="3" colspan="3"| 行政许可\n| style="width:3%" colspan="3"| 422\n|}',
        '{| class="wikitable"\n|-\n! 行政许可 !! 422\n|}',
        "table.cell(colspan: 4)[行政许可\n\n    ], table.cell(rowspan: 2, colspan: 3)[422\n],",
        LATEX,
    ],
)
def test_how_far_a_cell_reaches_is_no_number_of_its(printed: str) -> None:
    text = text_sheet(printed).plain
    assert [token.text for token in tokenize(text, 0, len(text)).tokens if token.kind in "NMX"] == ["422"]


def test_other_signs_stay() -> None:
    text = "行政许可 | 3 | +4 | 5\nrowspan 3 | 5+3 | 8\n"
    assert without_reach(text) == text


def test_a_table_of_a_wiki_is_read() -> None:
    def row(line: Line) -> str:
        return f'|-\n! colspan="3"| {line.label}\n| {numbers(1, line).strip().replace(chr(10), chr(10) + "| ")}\n'

    text = third(row, "{|\n").replace("四、政府信息公开行政复议", "|}\n四、政府信息公开行政复议")
    assert wrong(read(text), ("t3",)) == []


@pytest.mark.parametrize("before", ["~", "±", "A"])
def test_a_number_whose_sign_cannot_be_told_is_none(before: str) -> None:
    text = f"行政许可 12 {before}-80 5"
    assert [token.text for token in tokenize(text, 0, len(text)).tokens] == ["12", "5"]
