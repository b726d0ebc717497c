"""A store's answers as one web page in Chinese: self-contained, no script, each chart with table and definition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources
from typing import Any

from gongkai.corpus.analyses import Analysis, analyses
from gongkai.corpus.query import Answer, Corpus, plain
from gongkai.report.form import editions, load_form
from gongkai.report.metrics import FEWEST_CASES, OUTCOMES, QUANTITIES, RATES
from gongkai.report.render import charts

TITLE = "政府信息公开年度报告汇总分析"
MOST_ROWS = 30
BARS = 10
YEARS = 8
_WORDS = {
    **{key: QUANTITIES[key].name[0] for key in OUTCOMES},
    "input": "文件本身",
    "defect": "程序缺陷",
    "again": "可再试",
    "error": "错误",
    "warning": "提醒",
}


def render_page(corpus: Corpus, *, year: int | None = None) -> bytes:
    """The page of a store; the league tables are those of ``year``, the last of the store if none is given."""
    chosen = year if year is not None else max(corpus.years, default=0)
    css = (resources.files("gongkai.corpus") / "page.css").read_text("utf-8")
    lines = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{TITLE}</title>",
        f"<style>\n{css}</style>",
        "</head>",
        "<body>",
        "<main>",
        f"<h1>{TITLE}</h1>",
        *_opening(corpus),
    ]
    for key in ("status", "trends", "outcomes", "disputes"):
        lines += _section(analyses()[key], corpus.analyse(analyses()[key]))
    for rate in RATES:
        analysis = analyses()[f"league-{rate}"]
        lines += _section(analysis, corpus.analyse(analysis, year=chosen), f"{chosen} 年")
    for key in ("breaks", "missing", "errors", "coverage", "doubles", "failures"):
        lines += _section(analyses()[key], corpus.analyse(analyses()[key]))
    lines += [*_definitions(), "</main>", "</body>", "</html>"]
    return ("\n".join(lines) + "\n").encode()


def _opening(corpus: Corpus) -> Iterator[str]:
    ((files, failed),) = corpus.ask("SELECT count(*), count(cause) FROM files").rows
    ((reports, bodies),) = corpus.ask("SELECT count(*), count(DISTINCT body) FROM reports").rows
    readers = "、".join(reader for (reader,) in corpus.ask("SELECT DISTINCT reader FROM files ORDER BY 1").rows)
    years = corpus.years
    span = f"，{years[0]}—{years[-1]} 年" if years else ""
    yield f"<p>{files} 份文件，{reports} 份报告，{bodies} 个机关{span}；{failed} 份文件没有读出报告。</p>"
    yield f"<p>数字按报告所印读取，不作修改；读取程序版本 {escape(readers)}。</p>"


def _section(analysis: Analysis, answer: Answer, of: str = "") -> Iterator[str]:
    heading = f"{analysis.name[0]}（{of}）" if of else analysis.name[0]
    yield f'<section aria-labelledby="{analysis.key}"><h2 id="{analysis.key}">{escape(heading)}</h2>'
    yield f"<p>{escape(analysis.definition[0])}。</p>"
    if answer.rows:
        drawn = [
            f"<figure>{chart}<figcaption>{escape(name)}</figcaption></figure>"
            for name, chart in _charts(analysis, answer)
        ]
        yield f'<div class="charts">{"".join(drawn)}</div>' if drawn else ""
        yield from _table(analysis, answer)
    else:
        yield "<p>没有。</p>"
    yield "</section>"


def _charts(analysis: Analysis, answer: Answer) -> Iterator[tuple[str, str]]:
    """What of an answer can be drawn: name and picture."""
    rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    key = analysis.key
    if key == "trends":
        recent = rows[-YEARS:]
        for quantity, name in (
            ("received", "新收申请（件）"),
            ("disclosure", "公开率（%）"),
            ("dispute", "争议率（%）"),
        ):
            yield name, charts.line(f"{key}-{quantity}", name, _points(recent, "year", quantity))
    elif key == "outcomes":
        years = sorted({row["year"] for row in rows})[-YEARS:]
        found = {(row["year"], row["outcome"]): row["applications"] or 0 for row in rows}
        series = [charts.Series(_WORDS[one], [found.get((year, one), 0) for year in years]) for one in OUTCOMES]
        yield (
            "各年办理结果（件）",
            charts.stacked(f"{key}-c", "各年办理结果（件）", [str(year) for year in years], series),
        )
    elif key.startswith("league-"):
        name = f"{analysis.name[0]}前 {BARS}（%）"
        yield name, charts.bars(f"{key}-c", name, _points(rows[:BARS], "body", "percent"))
    elif key == "errors":
        name = f"最常见的 {BARS} 种（报告数）"
        yield name, charts.bars(f"{key}-c", name, _points(rows[:BARS], "code", "reports"))


def _points(rows: Iterable[dict[str, Any]], label: str, value: str) -> list[tuple[str, charts.Value]]:
    return [(str(row[label]), row[value]) for row in rows if row[value] is not None]


def _table(analysis: Analysis, answer: Answer) -> Iterator[str]:
    """The rows under their heads, in a region that scrolls sideways and can be reached by keyboard."""
    shown, columns, aside = answer.rows[:MOST_ROWS], list(answer.columns), ""
    if "unranked" in columns:  # the same in every row: said once
        aside = f"另有 {answer.rows[0][columns.index('unranked')]} 个机关分母不足或数据不全，未排名。"
        columns.remove("unranked")
    if len(answer.rows) > len(shown):
        aside += f"只列前 {len(shown)} 行，共 {len(answer.rows)} 行。"
    places = [answer.columns.index(column) for column in columns]
    yield f'<div class="region" role="region" tabindex="0" aria-label="{escape(analysis.name[0])}"><table><thead><tr>'
    for column, place in zip(columns, places, strict=True):
        is_number = not any(isinstance(row[place], str) for row in shown)
        side = ' class="number"' if is_number else ""
        yield f'<th scope="col"{side}>{escape(analysis.columns[column][0])}</th>'
    yield "</tr></thead><tbody>"
    for row in shown:
        yield f"<tr>{''.join(_cell(row[place]) for place in places)}</tr>"
    yield "</tbody></table></div>"
    if aside:
        yield f"<p>{aside}</p>"


def _cell(value: Any) -> str:
    if value is None:
        return "<td>—</td>"
    if isinstance(value, str):
        return f"<td>{escape(_WORDS.get(value, value))}</td>"
    return f'<td class="number">{escape(str(plain(value)))}</td>'


def _definitions() -> Iterator[str]:
    yield '<section aria-labelledby="definitions"><h2 id="definitions">指标的定义</h2><dl>'
    for rate in RATES.values():
        yield f"<dt>{rate.name[0]}</dt><dd>{escape(rate.definition[0])}。{escape(rate.unsaid[0])}。</dd>"
    yield from _quantities()
    yield (
        f"<dt>样本量</dt><dd>分母不足 {FEWEST_CASES} 件的机关不参加排名。"
        "同一机关同一年度有几份报告的，取读得最好的一份。空白格按勾稽关系推得的数计；推不出的，该机关不计入这项指标。</dd>"
    )
    yield "</dl></section>"


def _quantities() -> Iterator[str]:
    form = load_form(editions()[-1])
    for one in QUANTITIES.values():
        yield f"<dt>{one.name[0]}</dt><dd>{escape(one.definition(form)[0])}。{escape(one.unsaid[0])}。</dd>"
