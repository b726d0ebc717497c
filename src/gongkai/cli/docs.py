"""The generated pages of the documentation: ``python -m gongkai.cli.docs docs`` (``make docs``).

Everything in them is derived from the edition files, the catalogues of findings and the rules of
law; a test fails when a page is stale.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from gongkai.cli.catalogue import kinds
from gongkai.cli.docs_corpus import corpus_page
from gongkai.cli.docs_law import law_page, policy_page
from gongkai.cli.docs_ledger import ledger_pages
from gongkai.cli.markdown import NOTICE
from gongkai.cli.markdown import rows as _rows
from gongkai.cli.shown import fresh
from gongkai.finding import FindingKind
from gongkai.report.form import Form, Table, editions, load_form
from gongkai.report.identities import Identity, across_identities, identities, table_identities
from gongkai.report.schema import DRAFT, reading_schema

FOLDER = "generated"


def pages() -> dict[str, str]:
    """The generated pages by file name."""
    forms = [load_form(edition) for edition in editions()]
    return {
        **{f"form-{form.edition}.md": form_page(form) for form in forms},
        "findings.md": findings_page(kinds()),
        "law.md": law_page(),
        "policy.md": policy_page(),
        **ledger_pages(),
        "corpus.md": corpus_page(),
        "report.schema.json": schema_page(forms),
    }


def form_page(form: Form) -> str:
    """Every cell of an edition, and every identity that follows from it."""
    last = form.last_year or "…"
    parts = [
        f"# {form.edition}年版：{form.title}",
        NOTICE,
        f"{form.notice}. Report years {form.first_year}–{last}. "
        f"{len(form.cells)} cells, {len(identities(form))} identities.",
        "## Sections / 章节",
        _rows(
            ("number", "key", "title", "table"),
            ((section.number, f"`{section.key}`", section.title, section.table or "") for section in form.sections),
        ),
    ]
    for table in form.tables:
        parts += _table_parts(table)
    parts += ["## From one year to the next / 上下年衔接", _across(form)]
    return "\n\n".join(parts) + "\n"


def _table_parts(table: Table) -> list[str]:
    cells = [
        (f"`{table.cell_name(line.key, column.key)}`", _path(line.under, line.label), _path(column.under, column.label),
         column.unit, line.article or "")
        for line in table.lines
        for column in table.columns_of(line.key)
    ]  # fmt: skip
    parts = [
        f"## `{table.key}` {table.title}",
        _rows(("cell", "line", "column", "unit", "article"), cells),
    ]
    if rules := table_identities(table):
        parts += [f"### Identities of `{table.key}` / 勾稽关系", _rows(("name", "equation"), map(_identity, rules))]
    return parts


def _path(under: Iterable[str], label: str) -> str:
    return " › ".join((*under, label))


def _identity(rule: Identity) -> tuple[str, str]:
    return (rule.name, f"`{' + '.join(rule.left)} = {' + '.join(rule.right)}`")


def _across(form: Form) -> str:
    found = []
    for rule in across_identities(form, form):
        now = " + ".join(f"{_weight(weight)}{cell}" for cell, weight in rule.now)
        before = " + ".join(f"{_weight(weight)}{cell}" for cell, weight in rule.before)
        found.append((rule.name, f"`{now} {rule.relation} {before}`".replace("+ -", "- ")))
    return _rows(("name", "this year … last year"), found)


def _weight(weight: int) -> str:
    return {1: "", -1: "-"}.get(weight, f"{weight}·")


def findings_page(catalogue: Mapping[str, FindingKind]) -> str:
    """Every kind of finding: severity, title, message, advice and source, in both languages."""
    parts = ["# Findings / 问题目录", NOTICE, f"{len(catalogue)} kinds. `gongkai explain CODE` says the same."]
    for kind in catalogue.values():
        lines = [f"## {kind.code}", f"**{kind.severity}**: {kind.title[0]} / {kind.title[1]}"]
        lines += [f"- 消息：{_code(kind.template[0])}\n- Message: {_code(kind.template[1])}"]
        if any(kind.advice):
            lines += [f"- 办法：{kind.advice[0]}\n- Advice: {kind.advice[1]}"]
        if kind.cites:
            lines += [f"- 依据 / source: {'；'.join(kind.cites)}"]
        parts.append("\n\n".join(lines[:2]) + "\n\n" + "\n".join(lines[2:]))
    return "\n\n".join(parts) + "\n"


def _code(template: str) -> str:
    return f"`{template}`"


def schema_page(forms: Iterable[Form]) -> str:
    """The JSON Schema of one line of ``gongkai read --json``: one branch an edition, and failure."""
    branches, definitions = [], {}
    for form in forms:
        schema = reading_schema(form)
        definitions = schema["$defs"]
        branches += [branch for branch in schema["oneOf"] if branch not in branches]
    whole = {"$schema": DRAFT, "title": "gongkai read --json", "oneOf": branches, "$defs": definitions}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def main(folder: str) -> None:
    """Write the generated pages under a documentation folder, and what the READMEs beside it show."""
    target = Path(folder) / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (target / name).write_text(text, "utf-8")
    root = Path(folder).resolve().parent
    for readme in sorted(root.glob("README*.md")):
        text = re.sub(r"\*\*\d+\*\*", f"**{len(kinds())}**", readme.read_text("utf-8"))
        readme.write_text(fresh(text, root), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
