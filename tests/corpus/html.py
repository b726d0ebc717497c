"""HTML as content systems, Word and crawlers leave it."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import escape
from itertools import pairwise
from random import Random

from tests.corpus.grid import Box, Grid, grids, join_blocks, spread
from tests.corpus.model import Part, Printed, Report, Truth
from tests.corpus.text import pages, token_rows

Draw = Callable[[Box], str]


def plain_table(
    grid: Grid,
    attributes: str,
    draw: Draw = lambda box: escape(box.text) or "&nbsp;",
    *,
    spans: bool = True,
    head: bool = False,
) -> str:
    """A grid as a table element."""
    rows = []
    for line in grid:
        cells = []
        for box in line:
            tag = "th" if head and box.head else "td"
            size = (f' rowspan="{box.rows}"' if box.rows > 1 else "") + (
                f' colspan="{box.cols}"' if box.cols > 1 else ""
            )
            cells.append(f"<{tag}{size if spans else ''}>{draw(box)}</{tag}>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table{attributes}><tbody>{''.join(rows)}</tbody></table>"


def made(table: Printed, joined: bool = True) -> list[Grid]:
    """The grids of a table as HTML prints them."""
    return [join_blocks(table)] if table.shape == "blocks" and joined else grids(table)


def body(report: Report, draw_table: Callable[[Printed], str], p: str = "<p>{}</p>") -> str:
    """The report as paragraphs and tables."""
    parts = [f"<h1>{escape(report.title)}</h1>", *(p.format(escape(text)) for text in report.lead)]
    for chapter in report.chapters:
        parts += [p.format(escape(chapter.heading))] if chapter.heading else []
        parts += [p.format(escape(text)) for text in chapter.paragraphs]
        parts += [draw_table(chapter.table)] if chapter.table else []
        parts += [p.format(escape(text)) for text in chapter.notes]
    return "\n".join(parts + [p.format(escape(text)) for text in report.tail])


def page(rng: Random, title: str, inner: str, charset: str = "utf-8") -> str:
    """A whole page around the report: navigation, metadata table, scripts, footer."""
    if rng.random() < 0.25:
        return inner
    links = "".join(f'<li><a href="/gk/{at}.html">{text}</a></li>' for at, text in enumerate(_COLUMNS))
    meta = _META if rng.random() < 0.6 else ""
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{escape(title)}_政府网站</title>{_HEAD}</head>'
        f"<body><!-- <table><tr><td>1</td><td>9</td></tr></table> --><ul>{links}</ul>{meta}"
        f'<div class="content">{inner}</div>{_FOOT}</body></html>'
    )


_COLUMNS = ("首页", "政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报")
_META = (
    '<table class="xxgk"><tr><td>索引号</td><td>01445/2022-00123</td><td>主题分类</td><td>政府信息公开</td></tr>'
    "<tr><td>发布机构</td><td>办公室</td><td>成文日期</td><td>2022-01-20</td></tr></table>"
)
_HEAD = (
    "<style>td{border:1px solid #000;width:38px}</style><script>var a=[1,2,3];"
    "if(a<4){document.write('<table><tr><td>9</td></tr></table>')}</script>"
)
_FOOT = (
    '<div class="footer">版权所有 网站标识码：4401030015 <a href="#">相关链接</a><p>扫一扫在手机打开当前页</p></div>'
)


def spans(rng: Random, report: Report, truth: Truth) -> str:
    """Proper tables with row and column spans."""
    head, joined = rng.random() < 0.3, rng.random() < 0.7
    attributes = rng.choice(("", ' border="1" cellspacing="0"', ' align="center" style="width:600px"'))

    def draw(box: Box) -> str:
        return f'<p align="center">{escape(box.text)}</p>' if attributes else escape(box.text)

    return page(
        rng,
        report.title,
        body(report, lambda t: "".join(plain_table(g, attributes, draw, head=head) for g in made(t, joined))),
    )


def word(rng: Random, report: Report, truth: Truth) -> str:
    """Word paste: nested spans, empty ``o:p``, padding spaces, several paragraphs a cell, numbers split by fonts."""

    def draw(box: Box) -> str:
        text = box.text
        if len(text) > 1 and rng.random() < 0.4:
            cut = rng.randrange(1, len(text))
            inner = f'<span lang="EN-US">{escape(text[:cut])}</span><font face="仿宋">{escape(text[cut:])}</font>'
        else:
            inner = f"<span><span>{escape(text)}</span></span>"
        pad = rng.choice(("", "&nbsp;", "&nbsp;&nbsp; ", "\n      "))
        if box.head and len(text) > 8 and rng.random() < 0.4:
            cut = len(text) // 2
            return (
                f'<p class="MsoNormal">{escape(text[:cut])}<o:p></o:p></p><p class="MsoNormal">{escape(text[cut:])}</p>'
            )
        return f'<p class="MsoNormal" align="center">{pad}{inner}<o:p></o:p>{pad}</p>' + rng.choice(
            ("", "<p><o:p>&nbsp;</o:p></p>")
        )

    return page(
        rng,
        report.title,
        body(
            report,
            lambda t: "".join(plain_table(g, ' class="MsoNormalTable"', draw) for g in made(t)),
            '<p class="MsoNormal"><span>{}</span><o:p></o:p></p>',
        ),
    )


def no_spans(rng: Random, report: Report, truth: Truth) -> str:
    """Tables without any spans: merged cells simply absent, or empty cells in their place."""
    full = rng.random() < 0.5

    def draw_table(table: Printed) -> str:
        if not full:
            return "".join(plain_table(g, "", spans=False) for g in made(table))
        return "".join(plain_table([[Box(cell) for cell in row] for row in spread(g)], "") for g in made(table))

    return page(rng, report.title, body(report, draw_table))


def nested(rng: Random, report: Report, truth: Truth) -> str:
    """The page laid out by tables around the tables."""
    inner = body(
        report,
        lambda t: (
            "<table><tr><td>"
            + "</td></tr><tr><td>".join(plain_table(g, ' border="1"') for g in made(t, False))
            + "</td></tr></table>"
        ),
    )
    return page(rng, report.title, f'<table width="100%"><tr><td width="20">&nbsp;</td><td>{inner}</td></tr></table>')


def divs(rng: Random, report: Report, truth: Truth) -> str:
    """Pseudo-tables of ``div``: rows and cells by class only."""
    tag = rng.choice(("div", "span"))

    def draw_table(table: Printed) -> str:
        rows = (
            f'<div class="row">{"".join(f"<{tag} class=cell>{escape(t)}</{tag}>" for t in row)}</div>'
            for row in token_rows(table)
        )
        return f'<div class="table">{"".join(rows)}</div>'

    if tag == "span":
        return page(rng, report.title, body(report, draw_table).replace("</span><span", "</span> <span"))
    return page(rng, report.title, body(report, draw_table))


def paragraphs(rng: Random, report: Report, truth: Truth) -> str:
    """No tables at all: a paragraph a row, or a preformatted text."""
    gap = rng.choice(("&nbsp;&nbsp;", "&emsp;", " "))

    def draw_table(table: Printed) -> str:
        return "".join(f"<p>{gap.join(escape(t) for t in row)}</p>" for row in token_rows(table))

    if rng.random() < 0.3:
        text = "\n".join(pages(report, lambda t: ["  ".join(row) for row in token_rows(t)]))
        return page(rng, report.title, f"<pre>{escape(text)}</pre>")
    return page(rng, report.title, body(report, draw_table))


def merged(rng: Random, report: Report, truth: Truth) -> str:
    """Everything in a single table, headings and prose as rows."""
    rows: list[str] = [f'<tr><td colspan="15">{escape(t)}</td></tr>' for t in (report.title, *report.lead)]
    for chapter in report.chapters:
        rows += [f'<tr><td colspan="15">{escape(t)}</td></tr>' for t in (chapter.heading, *chapter.paragraphs) if t]
        if chapter.table:
            rows += [
                plain_table(g, "").removeprefix("<table><tbody>").removesuffix("</tbody></table>")
                for g in made(chapter.table)
            ]
    return page(rng, report.title, f"<table>{''.join(rows)}</table>")


def in_json(rng: Random, report: Report, truth: Truth) -> str:
    """HTML inside a JSON answer of a content system."""
    inner = body(report, lambda t: "".join(plain_table(g, "") for g in made(t)))
    content = {
        "id": rng.randint(1, 9999),
        "title": report.title,
        "publishTime": "2022-01-20 10:00:00",
        "content": inner,
    }
    return json.dumps({"code": 0, "data": content}, ensure_ascii=rng.random() < 0.5)


def entities(rng: Random, report: Report, truth: Truth) -> str:
    """Every character outside ASCII as a numeric entity."""
    made_page = page(rng, report.title, body(report, lambda t: "".join(plain_table(g, "") for g in made(t))))
    form = rng.choice(("&#{};", "&#x{:x};"))
    return "".join(char if ord(char) < 128 else form.format(ord(char)) for char in made_page)


def split_groups(rng: Random, report: Report, truth: Truth) -> str:
    """Group heads split in two cells of the group's rows, one above the other."""

    def draw_table(table: Printed) -> str:
        out = []
        for grid in made(table):
            cut: list[list[Box]] = [list(line) for line in grid]
            for y, line in enumerate(grid):
                for box in line:
                    if box.head and box.rows > 3 and y > 3 and len(box.text) > 3:
                        upper = box.rows // 2
                        cut[y + upper].insert(0, Box(box.text[3:], rows=box.rows - upper, head=True))
                        box.text, box.rows = box.text[:3], upper
            out.append(plain_table(cut, ' border="1"'))
        return "".join(out)

    return page(rng, report.title, body(report, draw_table))


def split_over_pages(rng: Random, table: Printed, *, repeat: bool) -> list[Grid]:
    """The grids of a table; those of table 3 end with their pages, and ``repeat`` says whether each has the head."""
    if table.shape != "matrix":
        return made(table)
    (part,) = table.parts
    cuts = sorted(rng.sample(range(1, len(part.rows)), 2)) if len(part.rows) > 3 else []
    out = []
    for start, end in pairwise([0, *cuts, len(part.rows)]):
        shown = part.head_shown and (repeat or start == 0)
        piece = Part(part.banner, part.heads, part.rows[start:end], shown)
        out += grids(Printed(table.key, table.shape, table.corner, table.super_head, [piece]))
    return out


def paged(rng: Random, report: Report, truth: Truth) -> str:
    """Tables cut at page ends: each page its own table, the head repeated or not."""
    repeat, furniture = rng.random() < 0.6, rng.choice(("", "<p>- 4 -</p>", "<p>5</p>", "<hr>"))

    def draw_table(table: Printed) -> str:
        between = furniture if table.shape == "matrix" else ""
        return between.join(plain_table(grid, "") for grid in split_over_pages(rng, table, repeat=repeat))

    return page(rng, report.title, body(report, draw_table))


def uneven(rng: Random, report: Report, truth: Truth) -> str:
    """Columns drawn by hand: rows span a finer grid each in its own way, with empty spacer cells at their ends."""

    def draw_table(table: Printed) -> str:
        out = []
        for grid in made(table, False):
            for line in grid:
                for box in line:
                    box.cols += rng.choice((0, 0, 1)) if box.number else 0
            spacer = "<tr height=0>" + "<td width=40></td>" * 10 + "</tr>"
            out.append(plain_table(grid, "").replace("</tbody>", spacer + "</tbody>"))
        return "".join(out)

    return page(rng, report.title, body(report, draw_table))


LAYOUTS: dict[str, Callable[[Random, Report, Truth], str]] = {
    "spans": spans,
    "word": word,
    "no_spans": no_spans,
    "nested": nested,
    "divs": divs,
    "paragraphs": paragraphs,
    "merged": merged,
    "in_json": in_json,
    "entities": entities,
    "split_groups": split_groups,
    "paged": paged,
    "uneven": uneven,
}
