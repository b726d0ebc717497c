"""The second part of ``gongkai demo``: a made-up district's year, from its ledgers to one report of the whole area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

from gongkai.cli import console
from gongkai.cli.language import _, language
from gongkai.cli.ledger_files import SUFFIX
from gongkai.cli.whole import whole
from gongkai.finding import Severity
from gongkai.law.regime import packaged_regime
from gongkai.ledger.lines import write_lines
from gongkai.ledger.simulation import Body, district
from gongkai.report.compile import Compiled, compile_year
from gongkai.report.consolidate import consolidate
from gongkai.report.filing import Filing
from gongkai.report.render import FORMATS, render
from gongkai.report.snapshot import snapshot

SEED, YEAR, BODIES = 1, 2025, 60
FOLDER = "district"


class District(NamedTuple):
    """What became of the district: its counts, the whole area's filing, and the files that were written."""

    bodies: int
    matters: int
    facts: int
    errors: int
    whole: Filing
    shown: str
    files: tuple[str, ...]


def ledger_demo(folder: Path) -> District:
    """Simulate, compile every body, add all up; write the busiest body's ledger and report, and the sum's."""
    regime = packaged_regime()
    bodies = district(SEED, YEAR, bodies=BODIES, regime=regime)
    compiled: list[Compiled] = []
    with console.progress(_("编制"), len(bodies)) as bar:
        for body in bodies:
            compiled.append(compile_year(body.histories, YEAR, regime, agency=body.name))
            console.advance(bar)
    area = consolidate(
        [one.filing for one in compiled],
        agency=_("青山市清源区（模拟）"),
        year=YEAR,
        roster=[one.name for one in bodies],
    )
    busiest = max(range(len(bodies)), key=lambda place: len(compiled[place].matters["t3.new.total"]))
    files = _write(folder / FOLDER, bodies[busiest], compiled[busiest], area.filing)
    return District(
        bodies=len(bodies),
        matters=sum(len(body.histories) for body in bodies),
        facts=sum(len(history.facts) for body in bodies for history in body.histories),
        errors=sum(found.severity is Severity.ERROR for one in compiled for found in one.findings),
        whole=area.filing,
        shown=bodies[busiest].name,
        files=tuple(files),
    )


def _write(folder: Path, body: Body, compiled: Compiled, area: Filing) -> list[str]:
    with whole(folder) as files:
        files.save(f"{body.name}{SUFFIX}", (f"{line}\n".encode() for line in write_lines(body.histories)))
        for name, entry in FORMATS.items():
            files.save(f"annual-{YEAR}{entry.suffix}", [render(compiled.filing, name, language=language())])
        files.save(f"annual-{YEAR}.snapshot.json", [snapshot(compiled, body.histories, packaged_regime())])
        files.save(f"whole-area-{YEAR}.html", [render(area, "html", language=language())])
    return files.written


def print_district(found: District) -> None:
    """The district in a few lines."""
    console.out().print(f"\n[bold]{_('模拟一个区县的全年台账')}[/]")
    for line in _lines(found):
        console.out().print(f"  {console.plain(line)}")


def district_section(found: District, folder: Path) -> str:
    """The same as a section of the page, with links relative to ``folder``."""
    items = "".join(f"<li>{escape(line)}</li>" for line in _lines(found))
    links = " · ".join(
        f'<a href="{escape(str(Path(path).relative_to(folder)))}">{escape(Path(path).name)}</a>' for path in found.files
    )
    title = escape(_("模拟一个区县的全年台账"))
    return f'<h2 id="district">{title}</h2>\n<ul>{items}</ul>\n<p class="files">{links}</p>'


def _lines(found: District) -> Iterator[str]:
    values = found.whole.values
    yield _("{} 个机关，{} 件事项，{} 项事实；逐份编制年度报告并校验，错误 {} 个").format(
        found.bodies, found.matters, found.facts, found.errors
    )
    yield _("汇总：新收 {}＋上年结转 {}＝办结 {}＋结转下年 {}").format(*(values[f"t3.{row}.total"] for row in _BALANCE))
    yield _("{}：台账、年度报告（每格可追溯到事项）和可核验的快照").format(found.shown)


_BALANCE: Sequence[str] = ("new", "carried_in", "total", "carried_out")
