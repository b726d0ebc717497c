"""Two generated pages on ledgers: every fact with its fields and when it may come, and the schema of a line."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

from gongkai.cli.markdown import NOTICE, rows
from gongkai.ledger.codec import Field, fields_of
from gongkai.ledger.facts import ALWAYS, KINDS, Fact, Kind, fact_name
from gongkai.ledger.lines import lines_schema
from gongkai.ledger.moves import MOVES, STAGE_WORDS

COMMON = ("on", "by", "document", "note")
"""The fields that every fact has."""

_MEANING = {
    "on": "the day on which it legally happened / 法律上发生之日",
    "by": "who did it / 经办人",
    "document": "the number or file that proves it / 文号或者凭证",
    "note": "a remark / 备注",
}


def facts_page() -> str:
    """Every fact of every kind of matter: its fields, the stages at which it may come, and the articles."""
    parts = [
        "# Facts of a ledger / 台账事实",
        NOTICE,
        "The form of a line, its seal and how to check it are told in [ledger.md](../ledger.md); "
        "the JSON Schema is [ledger.schema.json](ledger.schema.json). Fields marked * must be given.",
        "每行的格式、校验链及其核验方法见 [ledger.md](../ledger.md)。带 * 的字段必填。",
        "Every fact has these fields / 每项事实都有：",
        rows(
            ("field", "type", "meaning"),
            [(_name(field), _type(field.schema), _MEANING[field.name]) for field in _common_fields()],
        ),
    ]
    for kind in Kind:
        parts.append(f"## `{kind}`")
        for fact in KINDS[kind]:
            parts += _fact(fact)
    parts.append("## Of any kind / 各类均可")
    for fact in ALWAYS:
        parts += _fact(fact)
    return "\n\n".join(parts) + "\n"


def _common_fields() -> list[Field]:
    return [field for field in fields_of(next(iter(ALWAYS))) if field.name in COMMON]


def _fact(fact: type[Fact]) -> list[str]:
    move = MOVES.get(fact)
    name = f"### `{fact_name(fact)}`"
    parts = [name if move is None else f"{name} {move.name[0]} / {move.name[1]}"]
    said = [_meaning(fact)]
    if move is not None:
        at = "、".join(STAGE_WORDS[stage][0] for stage in STAGE_WORDS if stage in move.at)
        to = STAGE_WORDS[move.to][0] if move.to is not None else "不变"
        articles = "、".join(cite.zh for cite in move.cites)
        said.append(f"此前：{at}；此后：{to}。{articles}".rstrip("。") + "。")
    parts.append("\n\n".join(said))
    own = [field for field in fields_of(fact) if field.name not in COMMON]
    if own:
        parts.append(rows(("field", "type"), [(_name(field), _type(field.schema)) for field in own]))
    return parts


def _meaning(fact: type[Fact]) -> str:
    """The docstring as one paragraph of Markdown."""
    return " ".join(inspect.cleandoc(fact.__doc__ or "").replace("``", "`").split())


def _name(field: Field) -> str:
    return f"`{field.name}`{' *' if field.required else ''}"


def _type(schema: Mapping[str, Any]) -> str:
    """A type in words: the values of a choice, or what a text must look like."""
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if schema["type"] == "array":
        return f"list of: {_type(schema['items'])}"
    words = {"date": "day `YYYY-MM-DD`", "decimal": 'decimal number as text, such as `"12.50"`'}
    return words.get(schema.get("format", ""), str(schema["type"]))


def lines_schema_page() -> str:
    """The JSON Schema of one line of a ledger."""
    return json.dumps(lines_schema(), ensure_ascii=False, indent=1) + "\n"


def ledger_pages() -> dict[str, str]:
    """The generated pages on ledgers by file name."""
    return {"ledger-facts.md": facts_page(), "ledger.schema.json": lines_schema_page()}
