"""DOCX: tracked changes, comments, hidden and blackened text, properties, what is embedded and cropped."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from gongkai.reading.sources.docx import KIND, W
from gongkai.reading.sources.package import broken, markup, package
from gongkai.reading.sources.remnants.told import Found, Remnant, excerpt

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_V = "{urn:schemas-microsoft-com:vml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_WHERE = {"document": "正文", "header": "页眉", "footer": "页脚", "footnotes": "脚注", "endnotes": "尾注"}
_COMMENTS = re.compile(r"word/comments(Extended|Ids)?\.xml")
_PROPERTIES = {
    "creator": "作者", "lastModifiedBy": "最后修改者", "title": "标题", "subject": "主题", "keywords": "关键词",
    "description": "备注", "category": "类别", "Company": "单位", "Manager": "主管",
}  # fmt: skip
_DARK_MARKS = {"black", "darkBlue", "darkRed", "darkGreen", "darkCyan", "darkMagenta", "darkGray", "darkYellow"}
_TINY = 6
"""Half points: text of three points or less is not seen."""
_ALIKE = 60
"""Of 255: so near to its ground in lightness text is not seen."""


def docx_remnants(content: bytes) -> Found:
    """A Word document.  Raises :class:`~gongkai.finding.Refusal` ``broken`` for a damaged one."""
    with package(content, KIND) as archive:
        names = archive.namelist()
        if "word/document.xml" not in names:
            raise broken(KIND, ("缺少正文", "it has no text"))
        remnants = [*_properties(archive, names), *_packed(names)]
        hidden = _hidden_styles(markup(archive, "word/styles.xml", KIND))
        texts = []
        for name in names:
            tree = _tree(archive, name)
            if tree is None:
                continue
            where = _place(name)
            texts += [(where, _all_text(tree)), *_attributes(tree, where)]
            if _TEXT_PARTS.fullmatch(name):
                remnants += _part(tree, where, hidden)
            elif _COMMENTS.fullmatch(name):
                remnants += [
                    Remnant("comment", one.get(f"{W}author", ""), excerpt(_text(one)))
                    for one in tree.iter(f"{W}comment")
                ]
    return Found(remnants, texts)


def _tree(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    return markup(archive, name, KIND) if name.endswith((".xml", ".rels")) else None


def _place(name: str) -> str:
    found = _TEXT_PARTS.fullmatch(name)
    return (
        _WHERE[found[1].rstrip("0123456789")]
        if found
        else "批注"
        if _COMMENTS.fullmatch(name)
        else f"文件内部（{name}）"
    )


def _part(tree: etree._Element, where: str, hidden: frozenset[str]) -> Iterator[Remnant]:
    """One part of the text."""
    gone = [*tree.iter(f"{W}del"), *tree.iter(f"{W}moveFrom")]
    yield from _told("deleted", where, "".join(_text(one) for one in gone))
    yield from _told(
        "inserted", where, "".join(_text(one) for one in (*tree.iter(f"{W}ins"), *tree.iter(f"{W}moveTo")))
    )
    by_code: dict[str, list[str]] = {}
    for run in tree.iter(f"{W}r"):
        code = _unseen(run, hidden)
        text = _text(run) if code else ""
        if code and text.strip():
            by_code.setdefault(code, []).append(text)
    for code, said in by_code.items():
        yield from _told(code, where, " ".join(said))
    yield from _pictures(tree, where)


def _told(code: str, where: str, text: str) -> Iterator[Remnant]:
    if text.strip():
        yield Remnant(code, where, excerpt(text))


def _unseen(run: etree._Element, hidden: frozenset[str]) -> str:
    """Why a run of text is not seen, or nothing."""
    own, paragraph = run.find(f"{W}rPr"), next(run.iterancestors(f"{W}p"), None)
    if _is_on(own, "vanish") or _style(own, "rStyle") in hidden:
        return "hidden_text"
    around = paragraph.find(f"{W}pPr") if paragraph is not None else None
    if _style(around, "pStyle") in hidden:
        return "hidden_text"
    if own is None and around is None:
        return ""
    size = _value(own, "sz")
    if size.isdecimal() and int(size) <= _TINY:
        return "tiny"
    colour, mark = _value(own, "color"), _value(own, "highlight")
    light = _lightness(colour)
    if mark in _DARK_MARKS and (light is None or light < 128):
        return "blackened"
    ground = _ground(run, own, around)
    if ground is not None and light is not None and abs(ground - light) < _ALIKE:
        return "blackened" if ground < 128 else "pale"
    if ground is None and mark in ("", "none", "white") and light is not None and light > 255 - _ALIKE / 2:
        return "pale"
    return ""


def _ground(run: etree._Element, own: etree._Element | None, around: etree._Element | None) -> float | None:
    """How light the shading behind a run is: its own, its paragraph's, its cell's."""
    cell = next(run.iterancestors(f"{W}tc"), None)
    for parent in (own, around, cell.find(f"{W}tcPr") if cell is not None else None):
        shade = parent.find(f"{W}shd") if parent is not None else None
        if shade is not None:
            key = "color" if shade.get(f"{W}val") == "solid" else "fill"
            said = shade.get(f"{W}{key}", "auto")
            if said != "auto" or key == "color":
                return _lightness(said) if said != "auto" else 0.0
    return None


def _lightness(colour: str) -> float | None:
    if not re.fullmatch("[0-9A-Fa-f]{6}", colour):
        return None
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _pictures(tree: etree._Element, where: str) -> Iterator[Remnant]:
    """What floats over the text without words of its own, and pictures of which only a part is shown."""
    floating = 0
    for shape in (
        *tree.iter(f"{_WP}anchor"),
        *(one for tag in ("rect", "shape", "roundrect") for one in tree.iter(f"{_V}{tag}")),
    ):
        in_old_copy = any(parent.tag == f"{_MC}Fallback" for parent in shape.iterancestors())
        behind = shape.get("behindDoc") in ("1", "true")
        floating += not in_old_copy and not behind and not _text(shape).strip()
    if floating:
        yield Remnant("floating", where, f"{floating}处")
    cuts = [one for one in tree.iter(f"{_A}srcRect") if any(_cut(one.get(side, "0")) for side in "lrtb")]
    if cuts:
        yield Remnant("cropped", where, f"{len(cuts)}张")


def _cut(said: str) -> bool:
    number = said.rstrip("%")
    return number.lstrip("-").replace(".", "", 1).isdigit() and float(number) > 0


def _properties(archive: zipfile.ZipFile, names: list[str]) -> Iterator[Remnant]:
    said = []
    for name in ("docProps/core.xml", "docProps/app.xml"):
        tree = markup(archive, name, KIND)
        for one in tree.iter(etree.Element) if tree is not None else ():
            label = _PROPERTIES.get(etree.QName(one).localname)
            if label and (one.text or "").strip():
                said.append(f"{label}：{(one.text or '').strip()}")
    if said:
        yield Remnant("properties", "文件属性", excerpt("；".join(said)))
    custom = markup(archive, "docProps/custom.xml", KIND) if "docProps/custom.xml" in names else None
    if custom is not None and _all_text(custom).strip():
        yield Remnant("properties", "自定义属性", excerpt(_all_text(custom)))
    settings = markup(archive, "word/settings.xml", KIND)
    kept = [one.get(f"{W}val", "") for one in settings.iter(f"{W}docVar")] if settings is not None else []
    if any(kept):
        yield Remnant("properties", "文档变量", excerpt("；".join(kept)))


def _packed(names: list[str]) -> Iterator[Remnant]:
    inside = [name.rpartition("/")[2] for name in names if name.startswith("word/embeddings/")]
    if inside:
        yield Remnant("embedded", "嵌入对象", excerpt("、".join(inside)))


def _hidden_styles(styles: etree._Element | None) -> frozenset[str]:
    """The styles that hide text; one that is based on such a one hides too."""
    if styles is None:
        return frozenset()
    hidden, based = set(), {}
    for style in styles.iter(f"{W}style"):
        key = style.get(f"{W}styleId", "")
        based[key] = _value(style, "basedOn")
        if _is_on(style.find(f"{W}rPr"), "vanish"):
            hidden.add(key)
    while more := {key for key, parent in based.items() if parent in hidden} - hidden:
        hidden |= more
    return frozenset(hidden)


def _is_on(parent: etree._Element | None, name: str) -> bool:
    found = parent.find(f"{W}{name}") if parent is not None else None
    return found is not None and found.get(f"{W}val", "1") not in ("0", "false", "off")


def _style(parent: etree._Element | None, name: str) -> str:
    return _value(parent, name) or "-"


def _value(parent: etree._Element | None, name: str) -> str:
    found = parent.find(f"{W}{name}") if parent is not None else None
    return found.get(f"{W}val", "") if found is not None else ""


def _text(parent: etree._Element) -> str:
    return "".join(one.text or "" for one in parent.iter(f"{W}t", f"{W}delText"))


def _all_text(tree: etree._Element) -> str:
    return "".join(str(part) for part in tree.itertext())


def _attributes(tree: etree._Element, where: str) -> list[tuple[str, str]]:
    """What stands in attributes: authors, targets of links, descriptions of pictures."""
    said = " ".join(
        value for one in tree.iter(etree.Element) for value in map(str, one.attrib.values()) if not value.isascii()
    )
    mail = " ".join(one.get("Target", "") for one in tree.iter() if one.get("TargetMode") == "External")
    return [(where, f"{said} {mail}")] if said or mail else []
