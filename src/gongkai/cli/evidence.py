"""A reading as one page that stands by itself: doubts first, the form, and every figure's place in the source.

Nothing is asked of any other host: pictures are part of the page, and there is no script.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape

from gongkai.cli.console import status_word
from gongkai.cli.language import _, spoken
from gongkai.cli.outcome import STANDINGS, standing
from gongkai.finding import Box, Finding
from gongkai.reading import Reading, Source, pages_with_cells
from gongkai.reading.sources.look import Look, looks
from gongkai.report.filing import Filing, Origin
from gongkai.report.layout import Placed, grids

STYLE = """
body{margin:1rem auto;max-width:75rem;padding:0 1rem;font:16px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;
  color:#1c1f24}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums}
th,td{border:1px solid #8a8f98;padding:.2rem .5rem;font-weight:normal}
td{text-align:right}
td.doubt{background:#fff3cd}
td.repaired{background:#e1ecf9}
a{color:#1a4f9c}
.wide,.lines{overflow:auto}
h2{overflow-wrap:anywhere}
svg{display:block;width:100%;background:#fff;border:1px solid #8a8f98;margin:.5rem 0}
.near{max-height:12rem}
rect{fill:none}
.near rect,.doubt rect{stroke:#b3261e;stroke-width:3}
rect:target,:target rect{stroke:#1a4f9c;stroke-width:5}
.lines{max-height:40rem;font-size:.875rem;border:1px solid #8a8f98}
.lines div{white-space:pre-wrap}
.lines span{display:inline-block;width:3.5rem;color:#5a6068}
.lines :target{background:#fff3cd}
.finding{border-left:4px solid #8a8f98;padding-left:.75rem;margin:1rem 0}
.error{border-color:#b3261e}
.warning,.uncertain{border-color:#8a5a00}
@media print {
  .finding,svg,tr{break-inside:avoid}
  .lines{max-height:none}
  a{color:inherit;text-decoration:none}
}
"""
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def page(sources: Sequence[Source]) -> str:
    """The page of what files held, in HTML."""
    title = _("读取结果")
    parts = [
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head><body><main><h1>{title}</h1>',
    ]
    for number, source in enumerate(sources):
        parts += _Shown(number, source).parts()
    return "".join((*parts, "</main></body></html>\n"))


class _Shown:
    """One source being written; ``key`` keeps its anchors apart from those of others."""

    def __init__(self, number: int, source: Source) -> None:
        self.source = source
        self.key = f"s{number}"
        self.looks = {look.page: look for look in looks(source.data, pages_with_cells(source.readings))}

    def parts(self) -> Iterator[str]:
        for number, reading in enumerate(self.source.readings):
            yield from self._report(reading, f"{self.key}r{number}")
        for look in self.looks.values():
            yield f"<h3>{_('第 {} 页').format(look.page)}</h3>{self._page(look)}"
        if not self.looks and self.source.text:
            yield f'<h3>{_("原文")}</h3><div class="lines">'
            for number, line in enumerate(self.source.text.split("\n"), 1):
                yield f'<div id="{self.key}L{number}"><span>{number}</span>{escape(line)}</div>'
            yield "</div>"

    def _report(self, reading: Reading, key: str) -> Iterator[str]:
        file = escape(self.source.name)
        if reading.filing is None:
            assert reading.refusal is not None
            yield f"<h2>{file}</h2><p><b>{status_word(reading.status)}</b> {escape(spoken(reading.refusal.reason))}"
            yield f" {escape(spoken(reading.refusal.advice))}</p>"
            return
        filing = reading.filing
        whose = escape(f"{filing.agency or _('机关名称不明')} {filing.year or '—'}")
        yield f"<h2>{whose} <small>{file} · {status_word(reading.status)}</small></h2>"
        found = sorted(reading.findings, key=lambda one: STANDINGS.index(standing(one)))
        if found:
            yield f"<h3>{_('需要核对')}</h3>"
        for finding in found:
            yield self._finding(finding, filing, key)
        listed = reading.listed_cells()
        for grid in grids(filing.form):
            rows: list[list[Placed]] = [[] for _row in range(grid.rows)]
            for placed in grid.placed:
                rows[placed.row].append(placed)
            body = "".join(f"<tr>{''.join(self._cell(one, filing, key, listed) for one in row)}</tr>" for row in rows)
            yield f'<div class="wide"><table>{body}</table></div>'

    def _finding(self, finding: Finding, filing: Filing, key: str) -> str:
        """A doubt with its cells, and the place of the first in the source."""
        named = [cell for cell in finding.cells if cell in filing.values]
        links = "、".join(
            f'<a href="#{self._target(cell, filing, key)}">{escape(filing.form.cells[cell].label)}</a>'
            for cell in named[:12]
        )
        near = next((shown for cell in named if (shown := self._near(cell, filing))), "")
        said = escape(spoken((finding.message, finding.message_en)))
        return f'<div class="finding {standing(finding)}"><p><b>{finding.code}</b> {said}<br>{links}</p>{near}</div>'

    def _cell(self, placed: Placed, filing: Filing, key: str, listed: frozenset[str]) -> str:
        if placed.cell is None:
            return f'<th rowspan="{placed.rowspan}" colspan="{placed.colspan}">{escape(placed.text)}</th>'
        value, origin = filing.values[placed.cell], filing.origin(placed.cell)
        kind = "doubt" if placed.cell in listed else "repaired" if origin is Origin.REPAIRED else ""
        said = ("—" if origin is Origin.BLANK else "?") if value is None else str(value)
        target = self._target(placed.cell, filing, key)
        shown = f'<a href="#{target}">{said}</a>' if target != _own(key, placed.cell) else said
        spans = f'rowspan="{placed.rowspan}" colspan="{placed.colspan}"'
        return f'<td id="{_own(key, placed.cell)}" class="{kind}" {spans}>{shown}</td>'

    def _target(self, cell: str, filing: Filing, key: str) -> str:
        """Where a figure leads to: its box on a page, its line, or only its place in the form."""
        trace = filing.traces.get(cell)
        where = trace.where if trace is not None else None
        if where is not None and where.box is not None and where.page in self.looks:
            return f"b{_own(key, cell)}"
        if where is not None and where.line is not None and not self.looks:
            return f"{self.key}L{where.line}"
        return _own(key, cell)

    def _page(self, look: Look) -> str:
        """A whole page with the box of every cell on it."""
        picture = f"data:{look.kind};base64,{b64encode(look.data).decode()}"
        parts = [
            f'<svg viewBox="0 0 {look.width} {look.height}" role="img" aria-label="{_("第 {} 页").format(look.page)}">'
            f'<image id="{self.key}p{look.page}" width="{look.width}" height="{look.height}" href="{picture}"/>'
        ]
        for number, reading in enumerate(self.source.readings):
            listed = reading.listed_cells()
            for cell, trace in reading.filing.traces.items() if reading.filing is not None else ():
                where = trace.where
                if where is not None and where.box is not None and where.page == look.page:
                    kind = ' class="doubt"' if cell in listed else ""
                    own = _own(f"{self.key}r{number}", cell)
                    parts.append(f'<g id="b{own}"{kind}>{_rect(look, where.box)}</g>')
        return "".join((*parts, "</svg>"))

    def _near(self, cell: str, filing: Filing) -> str:
        """The part of the page around a cell."""
        trace = filing.traces.get(cell)
        where = trace.where if trace is not None else None
        if where is None or where.box is None or where.page not in self.looks:
            return ""
        look, box = self.looks[where.page], where.box
        high = min(1.0, (box.bottom - box.top) * 4) * look.height
        top = min(max((box.top + box.bottom) / 2 * look.height - high / 2, 0), look.height - high)
        label = escape(filing.form.cells[cell].label)
        return (
            f'<svg class="near" viewBox="0 {top:.0f} {look.width} {high:.0f}" role="img" aria-label="{label}">'
            f'<use href="#{self.key}p{look.page}"/>{_rect(look, box)}</svg>'
        )


def _own(key: str, cell: str) -> str:
    return f"{key}-{cell}"


def _rect(look: Look, box: Box) -> str:
    left, top, right, bottom = (
        box.left * look.width,
        box.top * look.height,
        box.right * look.width,
        box.bottom * look.height,
    )
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"/>'
