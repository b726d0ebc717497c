"""One self-contained, accessible web page: it needs no script, no network and no colour vision.

Every number names its heads (``headers``), so that a screen reader speaks merged heads right;
every number's ``id`` is the name of its cell, so that ``report.html#t3.u1.total`` leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from importlib import resources
from itertools import pairwise

from gongkai.finding import Finding
from gongkai.report.layout import Grid, Placed, Role
from gongkai.report.render.document import SEVERITIES, Document, Part, printed

_Marks = Mapping[str, tuple[int, ...]]


def render_html(document: Document) -> bytes:
    """The report as HTML; cells that findings name are marked and lead to the list at the end."""
    css = (resources.files("gongkai.report.render") / "report.css").read_text("utf-8")
    title = escape(document.title)
    lines = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>",
        f"<style>\n{css}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{title}</h1>",
        *(f"<p>{escape(line)}</p>" for line in document.opening),
    ]
    marks = document.findings_by_cell()
    for number, part in enumerate(document.parts, start=1):
        lines += _section(document, part, number, marks)
    lines += _findings(document)
    lines += ["</main>", "</body>", "</html>"]
    return ("\n".join(lines) + "\n").encode()


def _section(document: Document, part: Part, number: int, marks: _Marks) -> Iterator[str]:
    yield f'<section aria-labelledby="section-{number}">'
    yield f'<h2 id="section-{number}">{escape(part.heading)}</h2>'
    for line, is_head in part.paragraphs:
        yield f"<h3>{escape(line)}</h3>" if is_head else f"<p>{escape(line)}</p>"
    if part.grid is not None:
        yield from _table(document, part.grid, marks)
    yield "</section>"


def _table(document: Document, grid: Grid, marks: _Marks) -> Iterator[str]:
    """The table in a region of its own, which scrolls sideways and can be reached by keyboard."""
    name = escape(grid.table.title)
    yield f'<div class="region" role="region" tabindex="0" aria-label="{name}">'
    yield f'<table class="{grid.table.shape}">'
    yield f"<caption>{name}</caption>"
    shares = grid.shares()
    for start, stop in ((0, grid.label_columns), (grid.label_columns, grid.columns)):
        if start < stop:
            columns = "".join(f'<col style="width: {share:.2%}">' for share in shares[start:stop])
            yield f"<colgroup>{columns}</colgroup>"
    if grid.header_rows:
        yield "<thead>"
        yield from _rows(document, grid, range(grid.header_rows), marks)
        yield "</thead>"
    for body in _bodies(grid):
        yield "<tbody>"
        yield from _rows(document, grid, body, marks)
        yield "</tbody>"
    yield "</table>"
    yield "</div>"


def _bodies(grid: Grid) -> list[range]:
    """The rows below the header, cut where a block or an outermost group of lines begins."""
    starts = [placed.row for placed in grid.placed if placed.column == 0 and placed.row >= grid.header_rows]
    titles = [placed.row for placed in grid.placed if placed.role is Role.TITLE]
    cuts = [*(titles or starts), grid.rows]
    return [range(start, stop) for start, stop in pairwise(cuts)]


def _rows(document: Document, grid: Grid, rows: range, marks: _Marks) -> Iterator[str]:
    for row in rows:
        cells = "".join(_cell(document, grid, placed, marks) for placed in grid.row(row))
        yield f"<tr>{cells}</tr>"


def _cell(document: Document, grid: Grid, placed: Placed, marks: _Marks) -> str:
    spans = f' colspan="{placed.colspan}"' if placed.colspan > 1 else ""
    spans += f' rowspan="{placed.rowspan}"' if placed.rowspan > 1 else ""
    if placed.cell is None:
        if not placed.text:
            return f"<td{spans}></td>"
        kind = f' class="{placed.role}"'
        return f'<th id="{_id(grid, placed)}" scope="{_scope(placed)}"{kind}{spans}>{escape(placed.text)}</th>'
    heads = " ".join(_id(grid, head) for head in grid.heads(placed) if head.text)
    text = printed(document.filing.values[placed.cell])
    return f'<td id="{placed.cell}" headers="{heads}"{spans}{_mark(document, marks.get(placed.cell, ()))}>{text}</td>'


def _id(grid: Grid, placed: Placed) -> str:
    return f"{grid.table.key}-{placed.row}-{placed.column}"


def _scope(placed: Placed) -> str:
    if placed.role is Role.LINE:
        return "rowgroup" if placed.rowspan > 1 else "row"
    return "colgroup" if placed.colspan > 1 else "col"


def _mark(document: Document, numbers: tuple[int, ...]) -> str:
    """What makes a cell that findings name stand out, in words and signs too: never in its number."""
    if not numbers:
        return ""
    severity = min((document.findings[number - 1].severity for number in numbers), key=list(SEVERITIES).index)
    ids = " ".join(f"finding-{number}" for number in numbers)
    words = escape("；".join(document.message(document.findings[number - 1]) for number in numbers))
    sign = ",".join(map(str, numbers))
    return f' class="{severity}" data-mark="※{sign}" aria-describedby="{ids}" title="{words}"'


def _findings(document: Document) -> Iterator[str]:
    """The findings beside the report, in an element of their own that reading passes over."""
    if not document.findings:
        return
    language = "zh-CN" if document.language == "zh" else document.language
    yield f'<aside class="findings" data-gongkai="findings" lang="{language}" aria-labelledby="findings">'
    yield f'<h2 id="findings">{document.say(("核对结果", "Findings"))}</h2>'
    yield "<ol>"
    for number, finding in enumerate(document.findings, start=1):
        yield f'<li id="finding-{number}" class="{finding.severity}">{_finding(document, finding)}</li>'
    yield "</ol>"
    yield "</aside>"


def _finding(document: Document, finding: Finding) -> str:
    text = escape(document.message(finding))
    parts = [f"<strong>{document.standing(finding)}</strong> <code>{escape(finding.code)}</code> {text}"]
    if advice := document.advice(finding):
        parts.append(f'<span class="advice">→ {escape(advice)}</span>')
    if finding.cells:
        parts.append(f'<span class="cells">{"；".join(_link(document, cell) for cell in finding.cells)}</span>')
    if finding.kind.cites:
        parts.append(f"<cite>{escape('；'.join(finding.kind.cites))}</cite>")
    return " ".join(parts)


def _link(document: Document, cell: str) -> str:
    label = escape(document.label(cell))
    return f'<a href="#{cell}">{label}</a>' if cell in document.filing.values else label
