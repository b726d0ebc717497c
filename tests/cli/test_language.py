"""Which language is spoken, and that both are spoken whole."""

from __future__ import annotations

import ast
import gettext
import re
import string
from importlib import resources
from pathlib import Path

import pytest

from gongkai.cli.language import choose_language

ROOT = Path(__file__).parents[2]
CHINESE = re.compile("[一-鿿]")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        ([], {"LC_ALL": "", "LANG": "en_US.UTF-8"}, "en"),
        (["--lang", "en"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["--lang=zh"], {"LANG": "en_US.UTF-8"}, "zh"),
        (["read", "a.txt", "--lang", "en"], {}, "en"),
    ],
)
def test_the_option_decides_before_the_locale(arguments: list[str], environment: dict[str, str], language: str) -> None:
    assert choose_language(arguments, environment)[0] == language


def test_the_option_is_taken_out_and_the_rest_is_left() -> None:
    assert choose_language(["--lang", "en", "read", "x"], {}) == ("en", ["read", "x"])
    assert choose_language(["read", "--", "--lang", "en"], {}) == ("zh", ["read", "--", "--lang", "en"])


def test_an_unknown_language_is_left_for_the_parser_to_refuse() -> None:
    assert choose_language(["--lang", "xx", "read"], {}) == ("zh", ["--lang", "xx", "read"])


def messages() -> set[str]:
    """Every source string inside ``_(…)`` under ``gongkai/cli``."""
    found = set()
    for path in (ROOT / "src" / "gongkai" / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                (argument,) = node.args
                assert isinstance(argument, ast.Constant), f"{path.name}:{node.lineno}: not a plain string"
                found.add(argument.value)
    return found


def catalogue(language: str, domain: str) -> dict[str, str]:
    """The compiled catalogue, which is made from the .po when the package is installed."""
    folder = str(resources.files("gongkai") / "locale")
    translations = gettext.translation(domain, folder, [language])
    return {key: text for key, text in translations._catalog.items() if key}  # type: ignore[attr-defined]


def test_every_message_has_its_english_and_no_english_is_left_over() -> None:
    assert set(catalogue("en", "gongkai")) == messages()


def fields(text: str) -> list[str]:
    return sorted(str(name) for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def test_english_is_english_and_holds_the_same_fields() -> None:
    for chinese, english in catalogue("en", "gongkai").items():
        if "gongkai " not in english:  # examples may name files in Chinese
            assert not CHINESE.search(english), english
        assert fields(chinese) == fields(english), chinese


def test_typers_own_words_are_chinese_and_hold_the_same_fields() -> None:
    for english, chinese in catalogue("zh", "typer").items():
        assert CHINESE.search(chinese)
        assert fields(english) == fields(chinese)
