"""Pages for a browser to print: the report as HTML with the rules, type and paper of an office's style."""

from __future__ import annotations

from html import escape
from random import Random
from typing import NamedTuple

from tests.corpus.grid import Grid
from tests.corpus.html import body, made
from tests.corpus.model import Printed, Report


class Style(NamedTuple):
    """What a style sheet says, the paper and how it is turned afterwards, and what the browser prints around."""

    css: str
    paper: str = "A4"
    landscape: bool = False
    turned: int = 0
    furnished: bool = False


_BASE = (
    "body{font:10pt/1.5 'Noto Sans CJK SC'} h1{font-size:16pt;text-align:center} table{border-collapse:collapse;"
    "width:100%;margin:8px 0;font-size:9pt} td{padding:2px 3px;text-align:center}"
)
_RULED = "td{border:1px solid #000}"
STYLES: dict[str, Style] = {
    "ruled": Style(_RULED),
    "apart": Style("table{border-collapse:separate;border-spacing:2px;border:1px solid #000}" + _RULED),
    "bare": Style("td{padding:4px 6px}"),
    "striped": Style("tr:nth-child(even){background:#dde}"),
    "level": Style("td{border-top:1px solid #000;border-bottom:1px solid #000}"),
    "three-line": Style("table{border-top:2px solid #000;border-bottom:2px solid #000} thead{border-bottom:1px solid}"),
    "dotted": Style("td{border:1px dotted #555}"),
    "grey": Style("td{border:.5px solid #bbb} thead td{background:#eee}"),
    "repeated": Style(_RULED + "td{font-size:14pt;padding:7px}", furnished=True),
    "three-pages": Style(_RULED + "td{padding:9px 2px}", paper="A5"),
    "torn-rows": Style(_RULED + "tbody td{line-height:3.2}"),
    "landscape": Style(_RULED, landscape=True),
    "turned": Style(_RULED, landscape=True, turned=90),
    "turned-back": Style(_RULED, turned=270),
    "small": Style(_RULED + "table{font-size:5pt} td{padding:0 1px}"),
    "wrapped": Style(_RULED + "table{table-layout:fixed} td{word-break:break-all;padding:1px;font-size:12pt}", "A5"),
    "upright-heads": Style(_RULED + "thead td{writing-mode:vertical-rl;max-height:8em} "),
    "right": Style(_RULED + "td{text-align:right;vertical-align:bottom}"),
    "song": Style(_RULED + "body,table{font-family:'Liberation Serif','Noto Serif CJK SC';font-size:10.5pt}"),
    "narrow-type": Style(_RULED + "td{font-family:'Liberation Sans Narrow','Noto Sans CJK SC';letter-spacing:-.3px}"),
    "typed": Style(_RULED + "table{font-family:'Liberation Mono','Noto Serif CJK SC';font-size:8pt}"),
    "thick": Style("td{border:1.5pt solid #000;padding:1px 2px} table{border:3pt solid #000}"),
    "shaded": Style(_RULED + "thead td{background:#bbb} tr:nth-child(odd) td:nth-child(odd){background:#ddd}"),
    "spaced": Style(_RULED + "td.head{text-align-last:justify;letter-spacing:1px}"),
}


def _drawn(grid: Grid) -> str:
    """A grid whose head rows a browser repeats on every page."""
    rows, heads = [], 0
    for line in grid:
        cells = []
        for box in line:
            size = f' rowspan="{box.rows}"' * (box.rows > 1) + f' colspan="{box.cols}"' * (box.cols > 1)
            cells.append(f"<td{size}{' class=head' * box.head}>{escape(box.text)}</td>")
        heads += len(rows) == heads and all(box.head for box in line)
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead>{''.join(rows[:heads])}</thead><tbody>{''.join(rows[heads:])}</tbody></table>"


def sheet(rng: Random, report: Report, style: Style) -> str:
    """The page that a browser prints."""
    joined = rng.random() < 0.5

    def draw(table: Printed) -> str:
        return "".join(_drawn(grid) for grid in made(table, joined))

    head = f'<meta charset="utf-8"><title>{escape(report.title)}</title><style>{_BASE}{style.css}</style>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body(report, draw)}</body></html>"
