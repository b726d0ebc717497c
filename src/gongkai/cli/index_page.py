"""The page that lists what ``gongkai demo`` made: plain HTML, no script, readable on paper."""

from __future__ import annotations

import os
from collections.abc import Sequence
from html import escape
from importlib import resources
from pathlib import Path

from gongkai.cli.console import status_word
from gongkai.cli.language import _, language, message, spoken, standing_word
from gongkai.cli.outcome import Outcome, standing
from gongkai.finding import Finding


def index_page(outcomes: Sequence[Outcome], repairs: Sequence[Sequence[str]], folder: Path, more: str = "") -> str:
    """The page over the reports; links are relative to ``folder``; ``more`` is HTML that stands at the end."""
    title = escape(_("政府信息公开工作年度报告：读取结果"))
    style = (resources.files("gongkai.cli") / "index_page.css").read_text("utf-8")
    pairs = enumerate(zip(outcomes, repairs, strict=True), start=1)
    reports = "\n".join(_report(index, one, cells, folder) for index, (one, cells) in pairs)
    return (
        f'<!doctype html>\n<html lang="{"zh-CN" if language() == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{_summary(outcomes)}\n{reports}\n{more}\n"
        "</main>\n</body>\n</html>\n"
    )


def _summary(outcomes: Sequence[Outcome]) -> str:
    heads = (_("机关"), _("年度"), _("状态"), _("读得"), _("拆分"), _("补回"), _("空白"), _("缺失"), _("问题"))
    rows = []
    for index, one in enumerate(outcomes, start=1):
        numbers = [str(one.origins.get(key, 0)) for key in ("read", "split", "repaired", "blank", "lost")]
        numbers.append(str(len(one.findings)))
        cells = "".join(f"<td>{number}</td>" for number in numbers[:-1])
        rows.append(
            f'<tr><th scope="row"><a href="#report-{index}">{escape(one.agency or one.file)}</a></th>'
            f"<td>{one.year or '—'}</td><td>{_status(one)}</td>{cells}<td>{numbers[-1]}</td></tr>"
        )
    head = "".join(f'<th scope="col">{escape(word)}</th>' for word in heads)
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(_("一览"))}">'
        f"<table><caption>{escape(_('一览'))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _status(one: Outcome) -> str:
    return f'<span class="status {one.status}">{escape(status_word(one.status))}</span>'


def _report(index: int, one: Outcome, cells: Sequence[str], folder: Path) -> str:
    year = _("{}年").format(one.year) if one.year else ""
    parts = [f'<h2 id="report-{index}">{escape(one.agency or one.file)} {year} {_status(one)}</h2>']
    if one.refusal is not None:
        parts.append(f"<p>{escape(spoken(one.refusal.reason))}</p>")
    links = (f'<a href="{escape(os.path.relpath(path, folder))}">{Path(path).suffix[1:]}</a>' for path in one.product)
    parts.append(f'<p class="files">{" · ".join(links)}</p>')
    if cells:
        items = "".join(f"<li><code>{escape(cell)}</code></li>" for cell in cells)
        parts.append(f"<h3>{escape(_('补回'))}</h3><ul>{items}</ul>")
    if one.findings:
        items = "".join(_finding(finding) for finding in one.findings)
        parts.append(f'<h3>{escape(_("问题"))}</h3><ul class="findings">{items}</ul>')
    else:
        parts.append(f"<p>{escape(_('未发现问题'))}</p>")
    return "\n".join(parts)


def _finding(finding: Finding) -> str:
    word = standing_word(standing(finding))
    advice = spoken(finding.kind.advice)
    note = f"<br><small>{escape(advice)}</small>" if advice else ""
    return (
        f'<li><span class="severity {standing(finding)}">{escape(word)}</span> <b>{escape(finding.code)}</b> '
        f"{escape(message(finding))}{note}</li>"
    )
