"""Templates filled in, and templates looked through before they are taken.

The one place that knows docxtpl and its language.  Templates come from people: they are read by a
sandbox that knows names and ``if`` only, every value is escaped, and a package that carries code,
links to elsewhere or foreign objects is not taken at all.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

import docx
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from gongkai.report.letters import LetterKind
from gongkai.report.render.docx import fixed
from gongkai.report.render.letter_layout import default_template as default_template

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 300
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FOREIGN = re.compile(r"vbaProject|\.bin$|/embeddings/|/activeX/|/afchunk|customUI|\.docm$", re.IGNORECASE)
_HARMLESS = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES)\b[^\"]*", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If)


def fill(template: bytes, slots: Mapping[str, str]) -> bytes:
    """The letter as DOCX: equal arguments give equal bytes; a line end in a value begins a paragraph.

    Raises ``ValueError`` for a template that :func:`template_faults` would not let pass.
    """
    word = DocxTemplate(io.BytesIO(template))
    values = {key: text.replace("\n", "\a") for key, text in slots.items()}
    try:
        word.render(values, jinja_env=_sandbox(), autoescape=True)
    except TemplateError as wrong:
        raise ValueError(f"the template cannot be filled in: {wrong}") from None
    return fixed(word)


def text_of(document: bytes) -> str:
    """The words of a DOCX in order, paragraphs and cells, a line each."""
    word = docx.Document(io.BytesIO(document))
    lines = ("".join(run.text or "" for run in one.iter(f"{_W}t")) for one in word.element.body.iter(f"{_W}p"))
    return "\n".join(lines)


def lost_words(document: bytes, texts: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of the texts that are not in the document, spaces and line ends aside."""
    whole = _even(text_of(document))
    return tuple(key for key, text in texts.items() if _even(text) not in whole)


def _even(text: str) -> str:
    return re.sub(r"\s+", "", text)


def template_faults(kind: LetterKind, template: bytes) -> tuple[str, ...]:
    """What speaks against taking a template for this kind of letter, in Chinese; nothing if it may be taken."""
    faults = tuple(_package_faults(template))
    if faults:
        return faults
    try:
        return tuple(_placeholder_faults(kind, template))
    except Exception:  # whatever a package that is no document makes the libraries raise
        return ("文件已损坏，无法读取",)


def _package_faults(template: bytes) -> Iterator[str]:
    if len(template) > MOST_BYTES:
        yield f"文件超过{MOST_BYTES // 1024 // 1024} MB"
        return
    try:
        package = zipfile.ZipFile(io.BytesIO(template))
        entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        yield "不是DOCX文件（可能是旧的DOC、WPS格式，请另存为DOCX）"
        return
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        yield "文件展开后过大"
        return
    if any(_FOREIGN.search(f"/{entry.filename}") for entry in entries):
        yield "含有宏、控件或者嵌入的其他文件"
        return
    try:
        parts = {entry.filename: package.read(entry) for entry in entries if _is_xml(entry.filename)}
        yield from _part_faults(parts)
    except Exception:  # whatever a broken package makes the libraries raise
        yield "文件已损坏，无法读取"


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _part_faults(parts: Mapping[str, bytes]) -> Iterator[str]:
    if "[Content_Types].xml" not in parts or "word/document.xml" not in parts:
        yield "不是DOCX文件"
        return
    if _MAIN.encode() not in parts["[Content_Types].xml"]:
        yield "不是普通的DOCX文档（启用宏的文档和模板不能使用）"
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for name, content in parts.items():
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            yield f"{name}含有不允许的声明"
            continue
        root = etree.fromstring(content, parser)
        if name.endswith(".rels") and any(one.get("TargetMode", "").lower() == "external" for one in root):
            yield f"含有指向外部的链接（{name}）"
        yield from _field_faults(root)


def _field_faults(root: etree._Element) -> Iterator[str]:
    """Word's own fields may only number pages: others fetch files or run commands."""
    codes = [one.get(f"{_W}instr", "") for one in root.iter(f"{_W}fldSimple")]
    codes += [
        code for one in root.iter(f"{_W}p") if (code := "".join(x.text or "" for x in one.iter(f"{_W}instrText")))
    ]
    codes += [f"{_W}altChunk" for _ in root.iter(f"{_W}altChunk")]
    for code in codes:
        if code.strip() and not _HARMLESS.fullmatch(code):
            yield f"含有不允许的域：{code.strip()[:40]}"


def _placeholder_faults(kind: LetterKind, template: bytes) -> Iterator[str]:
    found: set[str] = set()
    always: set[str] = set()
    for place, source in enumerate(_sources(template)):
        try:
            tree = _sandbox().parse(source)
        except TemplateError as wrong:
            yield f"占位符写法有误：{wrong.message}"
            return
        if stray := next((one for one in _walk(tree) if not isinstance(one, _ALLOWED)), None):
            yield f"模板中只能使用{{{{ 名称 }}}}和{{%p if 名称 %}}，不能使用{type(stray).__name__}"
            return
        found |= {one.name for one in tree.find_all(nodes.Name)}
        if place == 0:  # what must be said stands in the text itself, not in a header
            shown = [part for part in tree.body if isinstance(part, nodes.Output)]
            always = {one.name for part in shown for one in part.find_all(nodes.Name)}
    for name in sorted(found - set(kind.slots)):
        yield f"不认识的占位符：{name}"
    for name in kind.compulsory:
        if name not in always:
            yield f"缺少必需的占位符：{name}" + ("（不能放在if里面）" if name in found else "")


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    yield tree
    for one in tree.iter_child_nodes():
        yield from _walk(one)


def _sources(template: bytes) -> Iterator[str]:
    """Everything in a template that is read as the template language."""
    word = DocxTemplate(io.BytesIO(template))
    word.init_docx()
    yield word.patch_xml(word.get_xml())
    for uri in (word.HEADER_URI, word.FOOTER_URI):
        for _, part in word.get_headers_footers(uri):
            yield word.patch_xml(word.get_part_xml(part))
    for part in word.docx.part.package.parts:
        if str(part.partname).endswith("footnotes.xml"):
            yield word.patch_xml(part.blob.decode())
    for name in _PROPERTIES:
        yield getattr(word.docx.core_properties, name) or ""


def _sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
