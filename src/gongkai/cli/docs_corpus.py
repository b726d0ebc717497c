"""The generated page on stores: tables with every column's meaning, quantities, rates and analyses."""

from __future__ import annotations

from gongkai.cli.markdown import NOTICE, rows
from gongkai.corpus.analyses import analyses
from gongkai.corpus.tables import BATCH, TABLES
from gongkai.report.form import editions, load_form
from gongkai.report.metrics import FEWEST_CASES, QUANTITIES, RATES, Pair


def corpus_page() -> str:
    """What a store holds and what can be asked of it, in both languages."""
    form = load_form(editions()[-1])
    parts = [
        "# A store of reports / 报告库",
        NOTICE,
        "Made by `gongkai corpus run`, asked with `gongkai corpus query`; see [researcher.md](../researcher.md). "
        "The Parquet files of a table lie under its name, the large ones in folders `year=…/edition=…`. "
        "A query sees every table as it stands now; `all_` before its name has every row ever written.",
    ]
    for table in TABLES.values():
        head = f"## `{table.name}`\n\n{table.row[1]} / {table.row[0]}"
        columns = [(f"`{one.name}`", str(one.type), f"{one.meaning[1]} / {one.meaning[0]}") for one in table.columns]
        last = (f"`{BATCH.name}`", str(BATCH.type), f"{BATCH.meaning[1]} / {BATCH.meaning[0]}")
        parts += [head, rows(("column", "type", "meaning"), [*columns, last])]
    parts += [
        "## `annual`",
        "One report a body and year, the one read best, with every quantity as a column. A quantity is unknown where "
        "one of its cells is; a blank cell counts as what the identities force on it. / "
        "每个机关每个年度一份（读得最好的一份），各项数量为列。",
        rows(
            ("column", "name", "cells (the newest form)", "what it does not say"),
            [
                (f"`{one.key}`", *_told(one.name), one.definition(form)[1], *_told(one.unsaid))
                for one in QUANTITIES.values()
            ],
        ),
        "## Rates / 比率",
        f"Percent. A base below {FEWEST_CASES} is not ranked. / 百分数；分母不足 {FEWEST_CASES} 的不排名。",
        rows(
            ("key", "name", "definition", "what it does not say"),
            [(f"`{one.key}`", *_told(one.name), *_told(one.definition), *_told(one.unsaid)) for one in RATES.values()],
        ),
        "## Analyses / 分析",
    ]
    for one in analyses().values():
        listed = "\n".join(f"- `{key}`: {name[1]} / {name[0]}" for key, name in one.columns.items())
        parts += [
            f"### `{one.key}`",
            f"{one.name[1]} / {one.name[0]}: {one.definition[1]}. {one.definition[0]}。",
            listed,
        ]
    return "\n\n".join(parts) + "\n"


def _told(words: Pair) -> tuple[str]:
    """Both languages in one cell."""
    return (f"{words[1]} / {words[0]}",)
