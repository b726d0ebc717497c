"""Plain text and Markdown: characters from bytes, cells from pipes and tabs."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from gongkai.reading.sheet import Sheet, normalise

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:table|td|tr|html|body|div|p|span|br)\b", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$", re.MULTILINE)
_PIPED = re.compile(r"^[ \t]*\|?.*\|.*$", re.MULTILINE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def looks_binary(data: bytes) -> bool:
    """Whether the bytes are no text in any encoding: control characters beyond a stray few."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    sample = data[:65536]
    return len(_CONTROLS.findall(sample)) > max(2, len(sample) // 200)


def looks_like_html(text: str) -> bool:
    """Whether a text is marked up rather than merely strewn with a tag or two."""
    return len(_MARKUP.findall(text, 0, 200_000)) >= 5


def decode(data: bytes) -> str:
    """Text from bytes: byte order mark, UTF-8, the Chinese encodings, then a guess.

    A declaration in the file is believed only where the bytes bear it out; gb2312 and gbk are
    read as the gb18030 that contains them.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    declared = _DECLARED.search(data[:4096])
    names = ["utf-8", "gb18030"]
    if declared:
        name = declared[1].decode("ascii").lower()
        name = "gb18030" if name.startswith(("gb", "x-gbk", "cp936")) else name
        names = [name, *names] if name != "gb18030" else names
    for name in names:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    # Cut off in the middle of a character, or a few bytes broken: most of it is still text.
    loose = data.decode("utf-8", "replace")
    if loose.count("\ufffd") <= max(4, len(loose) // 200):
        return loose
    loose = data.decode("gb18030", "replace")
    if loose.count("\ufffd") <= max(4, len(loose) // 200):
        return loose
    best = from_bytes(data).best()
    return str(best) if best is not None else loose


def text_sheet(text: str) -> Sheet:
    """The sheet of a plain or Markdown text: pipes become cells, emphasis and stray tags go."""
    text = normalise(text)
    if "<" in text:
        text = _TAG.sub("", text)
    if "|" in text:
        text = _RULE.sub("", text)
        text = _PIPED.sub(lambda match: _cells(match[0]), text)
    if "*" in text or "#" in text or "`" in text:
        text = re.sub(r"\*\*|__|`|^[ \t]*#{1,6}[ \t]*", "", text, flags=re.MULTILINE)
    return Sheet(text)


def _cells(line: str) -> str:
    """A pipe row as tabbed cells; a row with a single bar is text in which a bar happens to stand."""
    bare = line.strip()
    if bare.count("|") < 2:
        return line
    return "\t".join(cell.strip() for cell in bare.removeprefix("|").removesuffix("|").split("|"))
