"""What the parser of arguments complains of, in Chinese: it speaks English only."""

from __future__ import annotations

import re

from gongkai.cli.language import language

# What the parser says, with what is to be said instead; the first that fits is taken.
_WORDS: tuple[tuple[str, str], ...] = (
    (r"No such option: (\S+) \(Possible options: (.+)\)", r"没有选项 {0}，是否指 {1}？"),
    (r"No such option: (\S+)", "没有选项 {0}"),
    (r"(?:没有命令|No such command) '(.+?)'[。.]*\.? Did you mean (.+)\?", "没有命令 {0}，是否指 {1}？"),
    (r"没有命令 '(.+)'。", "没有命令 {0}"),
    (r"Missing (?:argument|parameter)(?: '(.+?)')?\..*", "缺少参数 {0}"),
    (r"Missing option '(.+?)'\..*", "缺少选项 {0}"),
    (r"Invalid value for (.+?): (.+)", "{0} 的值有误：{1}"),
    (r"Invalid value: (.+)", "值有误：{0}"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "多余的参数：{0}"),
    (r"Option '(.+)' does not take a value\.", "选项 {0} 不带值"),
    (r"Option '(.+)' requires (?:an argument|(\d+) arguments)\.?", "选项 {0} 后面缺少值"),
    (r"(?:Value error, )?(.+) is not one of (.+?)\.?", "{0} 不在可选值 {1} 之中"),
    (r"Input should be a valid integer.*", "应为整数"),
    (r"Input should be a valid number.*", "应为数字"),
    (r"Input should be greater than or equal to (.+)", "不能小于 {0}"),
    (r"Input should be less than or equal to (.+)", "不能大于 {0}"),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _WORDS)


def complaint(message: str) -> str:
    """The parser's message in the language in use."""
    return message if language() == "en" else _chinese(message)


def _chinese(message: str) -> str:
    for pattern, words in _PATTERNS:
        if said := pattern.fullmatch(message):
            return words.format(*(_chinese(part or "").replace("'", "") for part in said.groups()))
    return message
