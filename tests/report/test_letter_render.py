"""Letters as DOCX: read back by python-docx, equal to the byte; templates looked through before they are taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from tests.report.letters_build import ANSWERS, answer, history, put

from gongkai.law.leaf import Leaf
from gongkai.report.letters import Draft, kind, kinds
from gongkai.report.letters.compose import FULL_NAME
from gongkai.report.render.letter import default_template, fill, lost_words, template_faults, text_of

LEAVES = sorted(ANSWERS)
NUMBER = "青信公开复〔2024〕12号"


def even(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("on", [date(2023, 12, 29), date(2024, 9, 19)], ids=["2023", "2024"])
@pytest.mark.parametrize("leaf", LEAVES)
def test_every_part_of_every_answer_stands_in_the_document(leaf: Leaf, on: date) -> None:
    made = put(answer(leaf, on), history(leaf, on.year), NUMBER)
    document = fill(default_template("answer"), made.slots)
    words = even("".join(one.text for one in docx.Document(io.BytesIO(document)).paragraphs))
    short = words.replace(FULL_NAME, "《条例》")
    for one in made.said:
        if one.part.key not in ("number", "signature"):  # the frame, looked at below
            assert even(one.text)
            assert even(one.text) in short
    for text in made.slots.values():
        assert even(text) in words
    assert NUMBER in words
    assert words.endswith(f"（印章）{on.year}年{on.month}月{on.day}日")


def test_equal_letters_are_equal_to_the_byte() -> None:
    slots = put(answer(Leaf.D4), history(Leaf.D4), NUMBER).slots
    assert fill(default_template("answer"), slots) == fill(default_template("answer"), slots)


def test_what_people_type_arrives_as_it_was_typed() -> None:
    nasty = 'A&B <1> {{ 7*7 }} {% raw %} "引号"\n第二段 </w:t> ${x}'
    slots = put(answer(Leaf.D4, facts_found=nasty), history(Leaf.D4), NUMBER).slots
    document = fill(default_template("answer"), slots)
    assert lost_words(document, slots) == ()
    lines = text_of(document).splitlines()
    assert "第二段 </w:t> ${x}" in lines  # a paragraph of its own


def test_the_page_is_that_of_the_standard() -> None:
    word = docx.Document(io.BytesIO(default_template("answer")))
    section = word.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]
    assert round((section.page_width - section.left_margin - section.right_margin) / Mm(1)) == 156
    faces = {
        style.element.rPr.rFonts.get(qn("w:eastAsia")) for style in word.styles if style.name in ("Normal", "Title")
    }
    assert faces == {"仿宋_GB2312", "方正小标宋简体"}


@pytest.mark.parametrize("key", sorted(key for key in kinds() if kind(key).series))
def test_the_signature_never_stands_alone_on_a_page(key: str) -> None:
    lines = docx.Document(io.BytesIO(default_template(key))).paragraphs
    day = next(place for place, one in enumerate(lines) if "{{ date }}" in one.text)
    assert all(one.paragraph_format.keep_with_next for one in lines[day - 6 : day])  # from the last of the text on
    assert not lines[day].paragraph_format.keep_with_next


def test_a_line_to_be_filled_in_by_hand_stays_on_its_line() -> None:
    """A line of the text, as one of the second column of a sheet, takes 28 characters."""
    for key in ("application_form", "register_sheet", "review_sheet", "handover_list", "third_party_reply"):
        made = put(Draft(key, "", date(2024, 9, 19), {}, {})).slots
        lines = [line for text in made.values() for line in text.splitlines() if "＿" in line]
        assert lines
        assert [line for line in lines if len(line) > 28] == []


@pytest.mark.parametrize("key", sorted(kinds()))
def test_the_packaged_templates_may_be_taken(key: str) -> None:
    assert template_faults(kind(key), default_template(key)) == ()


# ---------------------------------------------------------------- templates that people change


def changed(change: Callable[[Any], None], key: str = "answer") -> bytes:
    word, out = docx.Document(io.BytesIO(default_template(key))), io.BytesIO()
    change(word)
    word.save(out)
    return out.getvalue()


def repacked(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(default_template("answer"))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def paragraph(word: Any, text: str) -> Any:
    return next(one for one in word.paragraphs if text in one.text)


def test_words_may_be_changed_around_the_placeholders() -> None:
    def change(word: Any) -> None:
        paragraph(word, "特此告知").text = "特此告知，请查收。"

    template = changed(change)
    assert template_faults(kind("answer"), template) == ()
    slots = put(answer(Leaf.U1A), number=NUMBER).slots
    assert "请查收" in text_of(fill(template, slots))


@pytest.mark.parametrize("name", kind("answer").compulsory)
def test_a_template_without_a_compulsory_placeholder_is_not_taken(name: str) -> None:
    def change(word: Any) -> None:
        for one in word.paragraphs:
            if f"{{{{ {name} }}}}" in one.text:
                one.text = one.text.replace(f"{{{{ {name} }}}}", "固定文字")

    assert [fault for fault in template_faults(kind("answer"), changed(change)) if name in fault]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ applicant_id }}", "applicant_id"),
        ("{{ reasons.__class__ }}", "Getattr"),
        ("{{ reasons[0] }}", "Getitem"),
        ("{{ cycler() }}", "Call"),
        ("{{ 7*7 }}", "Mul"),
        ("{% for x in reasons %}{{ x }}{% endfor %}", "For"),
        ("{% set a = 1 %}", "Assign"),
        ("{% include 'x' %}", "Include"),
        ("{{ reasons|upper }}", "Filter"),
        ("{{ reasons", "写法有误"),
    ],
)
def test_a_template_may_only_name_what_it_is_given(text: str, said: str) -> None:
    faults = template_faults(kind("answer"), changed(lambda word: word.add_paragraph(text)))
    assert any(said in fault for fault in faults), faults


def test_what_must_be_said_may_not_hang_on_a_condition_or_stand_in_a_header() -> None:
    def hide(word: Any) -> None:
        paragraph(word, "{{ remedies }}").text = "{% if attachments %}{{ remedies }}{% endif %}"

    assert any("remedies" in fault for fault in template_faults(kind("answer"), changed(hide)))

    def head(word: Any) -> None:
        paragraph(word, "{{ remedies }}").text = ""
        word.sections[0].header.paragraphs[0].text = "{{ remedies }}"

    assert any("remedies" in fault for fault in template_faults(kind("answer"), changed(head)))


def test_code_in_headers_and_properties_is_found_too() -> None:
    def change(word: Any) -> None:
        word.core_properties.subject = "{{ cycler() }}"

    assert template_faults(kind("answer"), changed(change))


def field(code: str) -> Callable[[Any], None]:
    def change(word: Any) -> None:
        one = OxmlElement("w:fldSimple")
        one.set(qn("w:instr"), code)
        word.paragraphs[0]._p.append(one)

    return change


@pytest.mark.parametrize(
    "code", ['INCLUDEPICTURE "http://x/y.png"', 'DDEAUTO c:\\\\cmd "/c x"', 'INCLUDETEXT "/etc/passwd"']
)
def test_fields_that_fetch_are_not_taken(code: str) -> None:
    assert template_faults(kind("answer"), changed(field(code)))


def test_fields_that_number_pages_are() -> None:
    assert template_faults(kind("answer"), changed(field("NUMPAGES"))) == ()


def external(parts: dict[str, bytes]) -> None:
    name = "word/_rels/document.xml.rels"
    link = b'<Relationship Id="rId99" Type="http://x/attachedTemplate" Target="http://x/y" TargetMode="External"/>'
    parts[name] = parts[name].replace(b"</Relationships>", link + b"</Relationships>")


def entity(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["word/document.xml"].partition(b"?>")[2]


def bomb(parts: dict[str, bytes]) -> None:
    parts["word/media/x.png"] = b"0" * (30 * 1024 * 1024)


@pytest.mark.parametrize(
    "bad",
    [
        b"", b"not a document", default_template("answer")[:2000], b"PK\x05\x06" + b"\0" * 18,
        repacked(lambda parts: parts.update({"word/vbaProject.bin": b"x"})),
        repacked(lambda parts: parts.update({"word/embeddings/x.xlsx": b"x"})),
        repacked(lambda parts: parts.update({"[Content_Types].xml": parts["[Content_Types].xml"].replace(
            b"wordprocessingml.document.main", b"wordprocessingml.template.main")})),
        repacked(external), repacked(entity),
        repacked(lambda parts: parts.update({"word/document.xml": b"<broken"})),
        repacked(lambda parts: parts.pop("word/document.xml")),
    ],
    ids=["empty", "text", "cut", "emptyzip", "macro", "ole", "dotx", "link", "entity", "broken", "bodyless"],
)  # fmt: skip
def test_what_is_no_plain_document_is_not_taken(bad: bytes) -> None:
    assert len(template_faults(kind("answer"), bad)) == 1


def test_a_bomb_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * (30 * 1024 * 1024))
    assert template_faults(kind("answer"), packed.getvalue()) == ("文件展开后过大",)


def test_a_lost_word_is_noticed() -> None:
    slots = put(answer(Leaf.U1A), number=NUMBER).slots
    document = fill(default_template("answer"), slots)
    assert lost_words(document, {**slots, "remedies": slots["remedies"] + "另"}) == ("remedies",)


def test_the_flow_chart_goes_in_six_steps() -> None:
    assert text_of(fill(default_template("flow_chart"), put_blank("flow_chart"))).count("↓") == 5


def put_blank(key: str) -> Any:
    from gongkai.report.letters import Draft

    return put(Draft(key, "", date(2024, 9, 12), {}, {})).slots
