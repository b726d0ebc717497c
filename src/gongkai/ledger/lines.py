"""Histories as JSON Lines, one fact a line, each line sealed over itself and the one before it.

The canonical form of a line is JSON with keys in order, no spaces, and characters as they are
(UTF-8).  The seal is the digest of the canonical line without ``hash``; as ``prev`` is part of it,
a line that is changed, left out, put in or moved breaks the chain.  ``docs/ledger.md`` shows how
anybody checks it with a dozen lines of code.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gongkai.finding import Refusal
from gongkai.ledger.codec import decode, encode, fields_of
from gongkai.ledger.facts import ALWAYS, KINDS, Fact, Kind, fact_name
from gongkai.ledger.history import History

ALGORITHMS = ("sha256", "sm3")
FIRST = ""
"""``prev`` of the first line of a history."""

_HEAD = ("body", "hash", "kind", "matter", "prev", "seq")


def canonical(value: Any) -> str:
    """The one way of writing a JSON value: keys in order, no spaces, no escapes beyond those JSON needs."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def seal(line: Mapping[str, Any], algorithm: str = "sha256") -> str:
    """The seal of a line: ``algorithm:digest`` over its canonical form without ``hash``.

    Raises :class:`Refusal` for an algorithm that is not offered here (SM3 is GB/T 32905—2016).
    """
    if algorithm not in ALGORITHMS or algorithm not in hashlib.algorithms_available:
        raise Refusal(
            "bad-algorithm",
            (f"不能使用摘要算法{algorithm!r}", f"the digest {algorithm!r} is not offered here"),
            (
                f"可用：{'、'.join(ALGORITHMS)}；SM3须由OpenSSL提供",
                f"choose {', '.join(ALGORITHMS)}; SM3 comes with OpenSSL",
            ),
        )
    text = canonical({key: value for key, value in line.items() if key != "hash"})
    return f"{algorithm}:{hashlib.new(algorithm, text.encode()).hexdigest()}"


def sealed(history: History, algorithm: str = "sha256") -> Iterator[dict[str, Any]]:
    """The lines of a history as JSON objects, in the order of entry."""
    previous = FIRST
    for seq, fact in enumerate(history.facts, start=1):
        line = {
            "body": history.body,
            "matter": history.matter,
            "kind": str(history.kind),
            "seq": seq,
            "prev": previous,
            **encode(fact),
        }
        line["hash"] = previous = seal(line, algorithm)
        yield line


def head_of(history: History, algorithm: str = "sha256") -> str:
    """The seal of the last line, which stands for the whole history."""
    return next((line["hash"] for line in reversed(list(sealed(history, algorithm)))), FIRST)


def write_lines(histories: Iterable[History], algorithm: str = "sha256") -> Iterator[str]:
    """Histories as canonical lines without line ends."""
    for history in histories:
        for line in sealed(history, algorithm):
            yield canonical(line)


def read_lines(texts: Iterable[str], *, seals: bool = True) -> tuple[History, ...]:
    """Histories from lines, in the order in which they first appear; blank lines are passed over.

    Lines of one history may stand apart, but in order.  With ``seals``, every line that carries a
    ``hash`` is checked, and a history carries seals on all of its lines or on none.

    A sealed line must say what this program would write, so that the seal of a history that was
    read is the seal of its last line; the seals of one history are of one algorithm.

    Raises :class:`Refusal`, naming the line, for text that is no JSON object, a key given twice, an
    unknown kind, fact or field, a number out of order, or a broken seal.  Nothing is read if
    anything is wrong.
    """
    found: dict[tuple[str, str], _Reading] = {}
    for number, text in enumerate(texts, start=1):
        if text.strip():
            try:
                _take(text, found, seals)
            except Refusal as refused:
                raise _at(number, refused) from None
    return tuple(History(matter, reading.kind, reading.facts, body=body) for (body, matter), reading in found.items())


class _Reading:
    __slots__ = ("facts", "head", "kind")

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.facts: list[Fact] = []
        self.head: str | None = FIRST


def _take(text: str, found: dict[tuple[str, str], _Reading], seals: bool) -> None:
    line = _object(text)
    kind = _kind(line)
    key = (_text(line, "body", ""), _text(line, "matter"))
    reading = found.setdefault(key, _Reading(kind))
    seq = line.get("seq", len(reading.facts) + 1)
    if reading.kind is not kind or type(seq) is not int or seq != len(reading.facts) + 1:
        raise _bad(
            f"{key[1]}：序号或类别不连续（应为第{len(reading.facts) + 1}项、{reading.kind}）",
            f"{key[1]}: number or kind out of order (expected {len(reading.facts) + 1}, {reading.kind})",
        )
    if seals:
        reading.head = _checked(line, reading, key[1])
    fact = decode(kind, {name: value for name, value in line.items() if name not in _HEAD})
    reading.facts.append(fact)
    if seals and reading.head is not None:
        _as_written(line, key, seq, fact)


def _checked(line: dict[str, Any], reading: _Reading, matter: str) -> str | None:
    """The seal of the line, if it is right; a history without seals stays without."""
    given = line.get("hash")
    if given is None and "prev" not in line and (not reading.facts or reading.head is None):
        return None
    algorithm = str(given).partition(":")[0]
    chained = reading.head is not None and line.get("prev") == reading.head and isinstance(given, str)
    mixed = bool(reading.head) and not str(reading.head).startswith(f"{algorithm}:")
    if not chained or mixed or given != seal(line, algorithm):
        raise Refusal(
            "broken-chain",
            (f"{matter}：校验链不符，记录可能被改动", f"{matter}: the chain of seals is broken; a line was changed"),
            ("请从原始台账重新导出；查明改动的来源", "export it anew from the ledger, and find out what changed it"),
        )
    return str(given)


def _as_written(line: dict[str, Any], key: tuple[str, str], seq: int, fact: Fact) -> None:
    """Nothing, if a sealed line says exactly what :func:`sealed` would."""
    envelope = {"body": key[0], "matter": key[1], "kind": line["kind"], "seq": seq}
    wanted = envelope | {"prev": line["prev"], "hash": line["hash"]} | encode(fact)
    if wanted != line:
        odd = "、".join(sorted(name for name in wanted.keys() | line.keys() if wanted.get(name) != line.get(name)))
        raise _bad(f"带校验值的行须为规范形式，不符的有：{odd}", f"a sealed line is in canonical form; not so: {odd}")


def _object(text: str) -> dict[str, Any]:
    try:
        line = json.loads(text, object_pairs_hook=_once)
        canonical(line).encode() if "\\u" in text else text.encode()
    except (ValueError, RecursionError):
        line = None
    if not isinstance(line, dict):
        raise _bad("不是JSON对象，或者键重复、字符无效", "no JSON object, or a key given twice, or no valid text")
    return line


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different: of two values readers would take different ones."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice")
    return made


def _kind(line: Mapping[str, Any]) -> Kind:
    try:
        return Kind(line.get("kind", ""))
    except ValueError:
        known = "、".join(Kind)
        raise _bad(
            f"未知的事项类别{line.get('kind')!r}，可用：{known}", f"unknown kind {line.get('kind')!r}: {known}"
        ) from None


def _text(line: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = line.get(key, default)
    if not isinstance(value, str) or (not value and default is None):
        raise _bad(f"缺少{key}", f"{key} is missing")
    return value


def _bad(zh: str, en: str) -> Refusal:
    return Refusal(
        "bad-line", (zh, en), ("请修改该行后重新导入；未导入任何内容", "mend the line; nothing was imported")
    )


def _at(number: int, refused: Refusal) -> Refusal:
    reason = (f"第{number}行：{refused.reason[0]}", f"line {number}: {refused.reason[1]}")
    return Refusal(refused.code, reason, refused.advice)


def lines_schema() -> dict[str, Any]:
    """The JSON Schema of a line: one branch a kind and fact."""
    branches = [_branch(kind, made) for kind in Kind for made in (*KINDS[kind], *ALWAYS)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gongkai ledger line",
        "oneOf": branches,
    }


def _branch(kind: Kind, made: type[Fact]) -> dict[str, Any]:
    entries = fields_of(made)
    head: dict[str, Any] = {
        "body": {"type": "string"},
        "matter": {"type": "string", "minLength": 1},
        "kind": {"const": str(kind)},
        "seq": {"type": "integer", "minimum": 1},
        "prev": {"type": "string"},
        "hash": {"type": "string"},
        "fact": {"const": fact_name(made)},
    }
    return {
        "title": f"{kind}: {fact_name(made)}",
        "type": "object",
        "properties": head | {entry.name: dict(entry.schema) for entry in entries},
        "required": ["matter", "kind", "fact", *(entry.name for entry in entries if entry.required)],
        "additionalProperties": False,
    }
