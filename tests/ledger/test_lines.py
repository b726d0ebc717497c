"""Histories written, read back and sealed: nothing lost, and no change unseen."""

from __future__ import annotations

import hashlib
import io
import json
import typing
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.ledger.facts import ALWAYS, KINDS, Fact, Kind, publication
from gongkai.ledger.history import History
from gongkai.ledger.lines import canonical, head_of, lines_schema, read_lines, seal, write_lines
from tests.ledger.build import answered, application_of, asked, corrected, created, received

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    date: st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    Decimal: st.decimals(0, 10**9, places=2),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    if typing.get_origin(hint) is tuple:
        return st.lists(values(typing.get_args(hint)[0]), max_size=3).map(tuple)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    if typing.get_args(hint):
        return st.one_of(*(values(part) if part is not type(None) else st.none() for part in typing.get_args(hint)))
    return PLAIN[hint]


def facts_of(kind: Kind) -> st.SearchStrategy[Fact]:
    """Any fact at all of that kind: writing and reading ask no law."""
    return st.one_of([
        st.builds(made, **{entry.name: values(typing.get_type_hints(made)[entry.name]) for entry in fields(made)})
        for made in (*KINDS[kind], *ALWAYS)
    ])  # fmt: skip


@st.composite
def histories(draw: Callable[[st.SearchStrategy[Any]], Any]) -> History:
    kind = draw(st.sampled_from(list(Kind)))
    facts = draw(st.lists(facts_of(kind), min_size=1, max_size=5))
    return History(draw(TEXT.filter(bool)), kind, facts, body=draw(TEXT))


@given(histories())
def test_what_is_written_is_read_back(history: History) -> None:
    assert read_lines(write_lines([history])) == (history,)


@given(histories())
def test_every_line_is_as_the_schema_says_and_canonical(history: History) -> None:
    schema = jsonschema.Draft202012Validator(lines_schema())
    for line in write_lines([history]):
        schema.validate(json.loads(line))
        assert canonical(json.loads(line)) == line


@given(histories(), st.data())
def test_no_character_changes_unseen(history: History, data: st.DataObject) -> None:
    lines = list(write_lines([history]))
    number = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[number]) - 1))
    put = data.draw(st.characters(exclude_categories=("Cs",)).filter(lambda put: put != lines[number][at]))
    lines[number] = lines[number][:at] + put + lines[number][at + 1 :]
    try:
        read = read_lines(lines)
    except Refusal:
        return
    # Only blanks between JSON's own signs are no part of what is said.
    assert read == (history,)


@given(st.data())
def test_no_line_is_dropped_moved_or_put_in_unseen(data: st.DataObject) -> None:
    lines = list(write_lines([application_of(received("9-2"), asked("9-5"), corrected("9-10"), answered("9-11"))]))
    drop = data.draw(st.integers(0, 2))  # the last line is vouched for by the head kept elsewhere
    with pytest.raises(Refusal):
        read_lines(lines[:drop] + lines[drop + 1 :])
    with pytest.raises(Refusal):
        read_lines([*lines[:drop], lines[drop + 1], lines[drop], *lines[drop + 2 :]])
    with pytest.raises(Refusal):
        read_lines([*lines[: drop + 1], lines[drop], *lines[drop + 1 :]])


def test_no_field_is_named_as_a_part_of_the_envelope() -> None:
    envelope = {"body", "matter", "kind", "seq", "prev", "hash", "fact"}
    for made in {made for facts in (*KINDS.values(), ALWAYS) for made in facts}:
        assert not envelope & {entry.name for entry in fields(made)}


def test_the_head_vouches_for_the_end() -> None:
    whole = application_of(received("9-2"), answered("9-9"))
    shorter = read_lines(list(write_lines([whole]))[:1])[0]
    assert head_of(shorter) != head_of(whole)
    assert head_of(History("1", Kind.APPLICATION)) == ""


def test_a_line_can_be_checked_without_this_program() -> None:
    (line,) = write_lines([application_of(received("9-2"))])
    held = json.loads(line)
    given_seal = held.pop("hash")
    text = json.dumps(held, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert given_seal == "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def test_sm3_seals_as_the_standard_says() -> None:
    """GB/T 32905—2016, example 1: the digest of "abc"."""
    if "sm3" not in hashlib.algorithms_available:
        with pytest.raises(Refusal, match="bad-algorithm"):
            seal({}, "sm3")
        return
    standard = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == standard
    history = application_of(received("9-2"), answered("9-9"))
    lines = list(write_lines([history], "sm3"))
    assert all('"hash":"sm3:' in line for line in lines)
    assert read_lines(lines) == (history,)


def test_histories_may_be_mixed_but_each_in_order() -> None:
    one = list(write_lines([application_of(received("9-2"), answered("9-9"), matter="1")]))
    two = list(write_lines([History("2", Kind.PUBLICATION, [created("9-2")])]))
    read = read_lines([one[0], "", *two, "  ", one[1]])
    assert [history.matter for history in read] == ["1", "2"]


def test_lines_without_seals_are_accepted_but_not_mixed_with_sealed_ones() -> None:
    lines = list(write_lines([application_of(received("9-2"), answered("9-9"))]))
    bare = [
        canonical({k: v for k, v in json.loads(line).items() if k not in ("hash", "prev", "seq")}) for line in lines
    ]
    assert len(read_lines(bare)[0].facts) == 2
    with pytest.raises(Refusal, match="broken-chain"):
        read_lines([lines[0], bare[1]])
    with pytest.raises(Refusal, match="broken-chain"):
        read_lines([bare[0], lines[1]])
    assert len(read_lines([lines[0], bare[1]], seals=False)[0].facts) == 2


BAD = [
    ("{", "bad-line", "不是JSON对象"),
    ("[]", "bad-line", "不是JSON对象"),
    ("[" * 100_000, "bad-line", "不是JSON对象"),
    ('{"kind":"application"}', "bad-line", "缺少matter"),
    ('{"kind":"application","matter":""}', "bad-line", "缺少matter"),
    ('{"kind":"petition","matter":"1"}', "bad-line", "petition"),
    ('{"kind":"application","matter":"1"}', "bad-fact", "fact"),
    ('{"kind":"application","matter":"1","fact":"published","on":"2024-09-02"}', "unknown-fact", "published"),
    ('{"kind":"application","matter":"1","fact":"withdrawn"}', "bad-fact", "缺少on"),
    ('{"kind":"application","matter":"1","fact":"withdrawn","on":"2024-09-31"}', "bad-fact", "2024-09-31"),
    ('{"kind":"application","matter":"1","fact":"withdrawn","on":"20240902"}', "bad-fact", "20240902"),
    ('{"kind":"application","matter":"1","fact":"withdrawn","on":"2024-09-02","why":"x"}', "bad-fact", "多出why"),
    ('{"kind":"application","matter":"1","fact":"withdrawn","on":"2024-09-02","seq":2}', "bad-line", "第1项"),
    ('{"kind":"application","matter":"1","fact":"answered","on":"2024-09-02","outcome":"yes","service":"post"}',
     "bad-fact", "granted"),
    ('{"kind":"application","matter":"1","fact":"fee_paid","on":"2024-09-02","amount":"NaN"}', "bad-fact", "NaN"),
    ('{"kind":"application","matter":"1","fact":"fee_paid","on":"2024-09-02","amount":100}', "bad-fact", "amount"),
    ('{"kind":"application","matter":"1","fact":"fee_paid","on":"2024-09-02","amount":"1E9"}', "bad-fact", "1E9"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "says"), BAD)
def test_bad_lines_are_refused_with_their_number(line: str, code: str, says: str) -> None:
    good = next(write_lines([application_of(received("9-2"), matter="好")]))
    with pytest.raises(Refusal) as refused:
        read_lines([good, "", line])
    assert refused.value.code == code
    assert refused.value.reason[0].startswith("第3行：")
    assert refused.value.reason[1].startswith("line 3: ")
    assert says in refused.value.reason[0]
    assert all(refused.value.advice)


# ------------------------------------------------------------------------------------ found by review


def test_an_empty_text_where_another_is_the_default_is_kept() -> None:
    history = History("1", Kind.PUBLICATION, [publication.Published(on=date(2024, 9, 2), channel="")])
    assert read_lines(write_lines([history])) == (history,)


START = '{"kind":"application","matter":"1","fact":"withdrawn","on":"2024-09-02"'


@pytest.mark.parametrize(
    "line",
    [
        START + ',"on":"2024-09-03"}',
        START + ',"note":"\\ud800"}',
        START + ',"seq":' + "9" * 5000 + "}",
        START + ',"seq":true}',
        START + ',"seq":1.0}',
        START.replace("2024-09-02", "2024-W36-1") + "}",
    ],
)
def test_what_readers_would_take_differently_is_refused(line: str) -> None:
    with pytest.raises(Refusal, match="bad-"):
        read_lines([line])


def test_the_seal_of_what_was_read_is_the_seal_of_its_last_line() -> None:
    """A seal over other words for the same fact would not be found again in a snapshot."""
    line = json.loads(next(write_lines([application_of(received("9-2"))])))
    del line["items"], line["hash"]
    line["hash"] = seal(line)
    with pytest.raises(Refusal, match="bad-line"):
        read_lines([canonical(line)])
    assert len(read_lines([canonical(line)], seals=False)) == 1


@pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="OpenSSL without SM3")
def test_one_history_is_sealed_by_one_algorithm() -> None:
    first, second = write_lines([application_of(received("9-2"), answered("9-9"))])
    line = json.loads(second)
    del line["hash"]
    line["hash"] = seal(line, "sm3")
    with pytest.raises(Refusal, match="broken-chain"):
        read_lines([first, canonical(line)])


def test_line_separators_within_a_text_end_no_line() -> None:
    history = application_of(received("9-2", note="甲\u2028乙\u0085丙\r\n\u0000"), answered("9-9"))
    data = "\n".join(write_lines([history])).encode()
    assert read_lines(io.TextIOWrapper(io.BytesIO(data), "utf-8")) == (history,)
