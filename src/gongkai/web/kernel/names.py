"""What a file that somebody sent is called here: the last part of its name, as every system can show and keep it."""

from __future__ import annotations

import re
import unicodedata

LONGEST_ENDING = 10
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)[ .]*(\.|$)")
"""Names that Windows takes for devices, whatever the ending."""
_FORBIDDEN = str.maketrans('<>:"|?*', "＜＞：＂｜？＊")
"""Signs that Windows allows in no name, as they look in full width."""


def file_name(name: str, most: int = 100) -> str:
    """A name of at most ``most`` signs, its ending kept.

    Nothing of a path, nothing that cannot be seen or that turns the direction of writing, no name of a
    device, no sign that a system forbids.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(one for one in last if unicodedata.category(one)[0] != "C").translate(_FORBIDDEN).strip(" .")
    shown = shown or "未命名"
    if _RESERVED.match(shown):
        shown = f"_{shown}"
    stem, dot, ending = shown.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return shown[:most]
    return stem[: most - len(ending) - 1] + dot + ending
