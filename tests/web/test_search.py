"""What is looked for is found exactly where it stands, whatever the database."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.ledger.facts.application import Consulted, Whom
from gongkai.web.cases import search
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import columns_rebuild
from gongkai.web.cases.terms import phrases, terms
from tests.ledger.build import REGIME, answered, day, received
from tests.web.conftest import TODAY, District, entered, opened

LETTERS = "征地补偿方案的a1Ｂ、 -é𠮷"
TEXT = st.text(alphabet=LETTERS, max_size=14)


def _split(text: str) -> list[str]:
    """Runs of Chinese characters and whole words, by another way than the program's."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in plain if unicodedata.category(char) != "Mn")
    return re.findall(r"[征地补偿方案的𠮷]+|[a-z0-9]+", bare)


def stands(words: str, text: str) -> bool:
    """Whether each part of what is looked for stands in the text: Chinese as a substring, words whole."""
    parts = [part for one in words.split() if (part := _split(one))]
    return bool(parts) and all(_stands(part, _split(text)) for part in parts)


def _stands(part: list[str], text: list[str]) -> bool:
    for start in range(len(text) - len(part) + 1):
        here = text[start : start + len(part)]
        if len(part) == 1:
            fits = part[0] in here[0] if ord(part[0][0]) > 127 else part == here
        else:
            first = here[0].endswith(part[0]) if ord(part[0][0]) > 127 else here[0] == part[0]
            last = here[-1].startswith(part[-1]) if ord(part[-1][0]) > 127 else here[-1] == part[-1]
            fits = first and last and here[1:-1] == part[1:-1]
        if fits:
            return True
    return False


def found(words: str, *bodies: int) -> set[int]:
    return set(Matter.objects.filter(pk__in=search.hits(words, bodies or (1,))).values_list("pk", flat=True))


@pytest.mark.django_db
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXT, min_size=1, max_size=5), words=TEXT)
def test_hits_are_exactly_where_the_words_stand(district: District, texts: list[str], words: str) -> None:
    matters = list(Matter.objects.order_by("pk"))
    while len(matters) < 5:
        matters.append(opened(district.top, token=f"m{len(matters)}."))
    written = dict(zip(matters, texts, strict=False))
    body = district.top.pk
    search.write((matter.pk, body, written.get(matter, "")) for matter in matters)
    assert found(words, body) == {matter.pk for matter, text in written.items() if stands(words, text)}


def test_the_measure_of_the_property_itself() -> None:
    assert stands("补偿", "征地补偿方案")
    assert stands("方", "征地补偿方案")
    assert not stands("地方", "征地补偿方案")
    assert not stands("地补", "征地、补偿")
    assert stands("案a1", "方案A1号") is stands("案 a1", "方案A1号") is True
    assert not stands("a", "a1")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("征地", ["h05f81h05730", "h05730"]), ("ＡＢ12", ["wab12"]), ("Café", ["wcafe"]), ("、 -", []), ("", [])],
)
def test_terms(text: str, wanted: list[str]) -> None:
    assert terms(text) == wanted


def test_a_long_word_or_text_is_no_stone_in_the_way(district: District) -> None:
    matter = opened(district.top, received("9-10", asks="字" * 1000 + "a" * 900 + "\x7f\"*'):|&!<->"))
    assert found("a" * 900, district.top.pk) == {matter.pk}
    assert found("a" * 899, district.top.pk) == set()
    assert found("字字字", district.top.pk) == {matter.pk}
    assert len(phrases(" ".join("甲" * 50))) == 8


@pytest.mark.parametrize(
    "words", ['"', "*", "a*", "AND", "OR NOT", "NEAR(a b)", "terms:", "' OR 1=1", "a:*", "<->", "!", "\\"]
)
def test_signs_of_query_languages_are_no_signs_here(district: District, client: Client, clerk: Any, words: str) -> None:
    opened(district.top)
    assert client.get("/matters/", {"q": words}).status_code == 200
    assert found(words, district.top.pk) == set()


def test_what_a_fact_says_is_found_at_once(district: District) -> None:
    matter = opened(district.top, received("9-2", asks="绿化"))
    assert found("环保科技", district.top.pk) == set()
    entered(matter, Consulted(on=day("9-5"), ref="1", whom=Whom.THIRD_PARTY, name="某环保科技公司"), "c")
    entered(matter, answered("9-12", document="青信公〔2024〕7号"), "a")
    for words in ("环保科技", "绿化", "青信公〔2024〕7号", "〔2024〕7号", matter.number):
        assert found(words, district.top.pk) == {matter.pk}, words


def test_a_refused_fact_leaves_the_index_as_it_was(district: District) -> None:
    from gongkai.finding import Refusal

    matter = opened(district.top)
    with pytest.raises(Refusal):
        entered(matter, answered("9-9", document="未发出的文号"), "a")
    assert found("未发出", district.top.pk) == set()


def test_a_search_never_reads_what_another_body_has(district: District) -> None:
    own, other = (opened(body, token=str(body.pk)) for body in (district.top, district.other))
    assert found("补偿", district.top.pk) == {own.pk}
    assert found("补偿", district.other.pk) == {other.pk}
    assert found("补偿", district.top.pk, district.other.pk) == {own.pk, other.pk}
    assert search.hits("补偿", []) == []


def test_a_list_is_the_same_whether_a_word_finds_few_or_many(
    client: Client, clerk: Any, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = [opened(district.top, received("9-2", asks=f"绿化{n}"), token=f"o{n}") for n in range(4)]
    opened(district.other, received("9-2", asks="绿化"), token="other")

    def listed() -> tuple[list[int], str]:
        answer = client.get("/matters/", {"q": "绿化"})
        return [row.matter.pk for row in answer.context["rows"]], answer.context["page"].counted

    assert isinstance(search.hits("绿化", [district.top.pk]), list)
    few = listed()
    monkeypatch.setattr(search, "FEW", 3)
    assert not isinstance(search.hits("绿化", [district.top.pk]), list)
    assert listed() == few == ([matter.pk for matter in reversed(own)], "4件")


def test_rebuilding_writes_the_index_anew(district: District) -> None:
    matter = opened(district.top)
    search.write([(matter.pk, district.top.pk, "别的")])
    assert columns_rebuild(body=district.top, on=TODAY, regime=REGIME) == ([], [])
    assert found("补偿", district.top.pk) == {matter.pk}
    assert found("别的", district.top.pk) == set()
