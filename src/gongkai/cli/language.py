"""Which language the command line speaks: Chinese, unless ``--lang en`` or an English locale says otherwise.

The source strings are Chinese.  English stands in ``gongkai/locale/en``; Typer's own words are
English in the source and Chinese in ``gongkai/locale/zh``.  The language is chosen before the
commands are imported, so that help texts are made in it.
"""

from __future__ import annotations

import errno
import gettext
import os
from collections.abc import Mapping, Sequence
from importlib import resources

from gongkai.finding import Finding, Severity, Verdict

LANGUAGES = ("zh", "en")
_DOMAIN = "gongkai"
_TYPER_DOMAIN = "typer"

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_language = "zh"


def _(text: str) -> str:
    """The text in the language in use."""
    return _catalogue.gettext(text)


def language() -> str:
    """The language in use: ``zh`` or ``en``."""
    return _language


def use_language(chosen: str) -> None:
    """Speak this language from now on, in this process."""
    global _catalogue, _language
    folder = str(resources.files("gongkai") / "locale")
    _language = chosen
    _catalogue = gettext.translation(_DOMAIN, folder, [chosen], fallback=True)
    # Typer asks the process-wide catalogue, which is looked up by this variable.
    os.environ["LANGUAGE"] = chosen
    gettext.bindtextdomain(_TYPER_DOMAIN, folder)
    gettext.textdomain(_TYPER_DOMAIN)


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """The language asked for, and the arguments without ``--lang``.

    An unknown language stays among the arguments, for the parser to complain about.
    """
    rest: list[str] = []
    chosen = None
    pending = iter(arguments)
    for argument in pending:
        if argument == "--":
            rest += [argument, *pending]
            break
        option, _equals, value = argument.partition("=")
        if option == "--lang":
            value = value or next(pending, "")
            if value in LANGUAGES:
                chosen = value
                continue
            rest += [option, value]
            continue
        rest.append(argument)
    return chosen or _locale_language(environment), rest


def _locale_language(environment: Mapping[str, str]) -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(variable):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def spoken(pair: tuple[str, str]) -> str:
    """The half of a (Chinese, English) pair that is in the language in use."""
    return pair[LANGUAGES.index(_language)]


def message(finding: Finding) -> str:
    """What happened, in the language in use."""
    return finding.message if _language == "zh" else finding.message_en


def standing_word(standing: Severity | Verdict) -> str:
    """A severity, or a verdict, in a word."""
    words: dict[Severity | Verdict, str] = {
        Severity.ERROR: _("错误"),
        Severity.WARNING: _("提醒"),
        Severity.NOTE: _("说明"),
        Verdict.PASS: _("通过"),
        Verdict.FAIL: _("不符"),
        Verdict.UNCERTAIN: _("存疑"),
        Verdict.NOT_ASSESSABLE: _("无法判断"),
    }
    return words[standing]


_OS_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "只读，不能写入",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接循环",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "打开的文件太多",
}


def os_reasons(error: Exception) -> tuple[str, str]:
    """Why the system refused, as a (Chinese, English) pair."""
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 文本", "it is not UTF-8 text"
    if not isinstance(error, OSError) or error.errno is None:
        return str(error), str(error)
    return _OS_REASONS.get(error.errno, f"系统错误 {error.errno}"), error.strerror or str(error)


def os_reason(error: Exception) -> str:
    """Why the system refused, in the language in use."""
    return spoken(os_reasons(error))
