"""The pages of letters: nothing typed is lost, nothing goes out by a wrong click, bad input is told, not crashed on."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongkai.law.leaf import Leaf
from gongkai.report.render.letter import default_template
from gongkai.web.cases.models import FactRow, Matter
from gongkai.web.letters import redaction, services
from gongkai.web.letters.convert import as_pdf
from gongkai.web.letters.models import Draft, Letter, Settings, Template, Void
from gongkai.web.letters.selectors import typed_hash
from tests.ledger.build import asked, received
from tests.report.letters_build import ANSWERS
from tests.report.test_letter_render import changed, paragraph
from tests.web.conftest import TODAY, District, opened
from tests.web.test_letters import GIVEN, begun, issued, known

EVIL = "<script>alert(1)</script>\"'&"


@pytest.fixture
def matter(district: District) -> Matter:
    known(district.top)
    return opened(district.top)


def page(draft: Draft) -> str:
    return reverse("draft", kwargs={"pk": draft.pk})


def sent(draft: Draft, **more: str) -> dict[str, Any]:
    """The whole form, as a browser would send it."""
    out: dict[str, Any] = {f"f-{key}": value for key, value in draft.fields.items()}
    out |= {f"q-{key}": value for key, value in draft.answers.items()}
    return {**out, "to": draft.to, "address": draft.address, "token": "t", **more}


def test_a_letter_is_begun_from_the_matter(client: Client, clerk: Any, matter: Matter) -> None:
    assert reverse("matter_letters", kwargs={"pk": matter.pk}) in client.get(f"/matters/{matter.pk}/").content.decode()
    where = reverse("letter_begin", kwargs={"pk": matter.pk, "kind": "answer"})
    first, again = (client.post(where, {"token": "a"}) for _ in range(2))
    assert first.headers["Location"] == again.headers["Location"]
    assert Draft.objects.get().made_by == clerk
    assert client.post(where.replace("answer", "poem")).status_code == 404
    assert client.post(where.replace("answer", "flow_chart")).status_code == 409


def test_only_lawful_letters_stand_first(client: Client, clerk: Any, district: District) -> None:
    waiting = opened(district.top, received("9-10"), asked("9-11", 15))
    shown = client.get(reverse("matter_letters", kwargs={"pk": waiting.pk})).content.decode()
    now, _, later = shown.partition("现在还不能印发的")
    assert "答复书</button>" not in now
    assert "答复书</button>" in later


def test_answers_that_lead_nowhere_any_more_are_dropped(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter, leaf="d4")
    client.post(page(draft), sent(draft, **{"q-kind": "petition", "save": ""}))
    draft.refresh_from_db()
    assert draft.answers == ANSWERS[Leaf.R1]
    client.post(page(draft), sent(draft, **{"q-kind": "no such option", "save": ""}))
    draft.refresh_from_db()
    assert "kind" not in draft.answers


def test_the_ground_of_a_partial_answer_is_taken_over(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter, leaf="partial", withheld="")
    client.post(page(draft), sent(draft, save=""))
    draft.refresh_from_db()
    assert draft.fields["withheld"] == "d1"
    client.post(page(draft), sent(draft, save="") | {"f-withheld": ["d4", "u1a"], "f-withheld-sent": "1"})
    draft.refresh_from_db()
    assert draft.fields["withheld"] == "d4,u1a"


def test_what_is_missing_is_listed_and_there_is_no_button(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter, reasons="")
    shown = client.get(page(draft)).content.decode()
    assert "还缺 1 项，不能印发" in shown
    assert 'name="issue"' not in shown
    answer = client.post(page(draft), sent(draft, issue="", **{"f-facts_found": "刚写的一段"}))
    assert answer.status_code == 200
    assert "没有办成" in answer.content.decode()
    assert "刚写的一段" in answer.content.decode()
    assert Letter.objects.count() == 0
    draft.refresh_from_db()
    assert draft.fields["facts_found"] == "刚写的一段"


def test_two_windows_do_not_overwrite_each_other(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter)
    seen = re.search(r'name="seen" value="(\w+)"', client.get(page(draft)).content.decode()).group(1)  # type: ignore[union-attr]
    first, late = (sent(draft, save="", seen=seen, to=to) for to in ("王五", "李四"))
    for _ in range(2):
        assert client.post(page(draft), first).status_code == 302
    said = client.post(page(draft), late | {"issue": ""}).content.decode()
    assert "没有保存" in said
    assert 'name="to" value="李四"' in said
    draft.refresh_from_db()
    assert (draft.to, Letter.objects.count()) == ("王五", 0)
    again = re.search(r'name="seen" value="(\w+)"', said).group(1)  # type: ignore[union-attr]
    assert client.post(page(draft), late | {"seen": again}).status_code == 302
    draft.refresh_from_db()
    assert draft.to == "李四"


def test_what_is_hidden_meanwhile_is_not_taken_out_of_the_letter(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter, leaf="partial", withheld="d5")
    old = sent(draft, save="", seen=typed_hash(draft))
    redaction.hidden_add(draft_id=draft.pk, what="附件2的姓名", ground="d4", reason="个人隐私", actor=clerk, on=TODAY)
    assert "在别处" in client.post(page(draft), old).content.decode()
    draft.refresh_from_db()
    assert draft.fields["withheld_part"] == "附件2的姓名"


def test_issuing_twice_is_issuing_once(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter)
    form = sent(draft, issue="")
    first, again = client.post(page(draft), form), client.post(page(draft), form)
    letter = Letter.objects.get()
    assert first.headers["Location"] == again.headers["Location"] == reverse("letter", kwargs={"pk": letter.pk})
    assert letter.issued_by == clerk
    assert FactRow.objects.count() == 2
    file = client.get(reverse("letter_file", kwargs={"pk": letter.pk, "form": "docx"}))
    assert file.content == bytes(letter.content)
    assert "attachment" in file.headers["Content-Disposition"]


def test_what_people_type_is_shown_and_not_run(client: Client, clerk: Any, matter: Matter) -> None:
    draft = begun(matter, facts_found=EVIL, reasons=EVIL)
    client.post(page(draft), sent(draft, to=EVIL, save=""))
    assert "<script>alert" not in client.get(page(draft)).content.decode()
    draft.refresh_from_db()
    letter = issued(draft)
    for where in (reverse("letter", kwargs={"pk": letter.pk}), reverse("letters")):
        assert "<script>alert" not in client.get(where).content.decode()


@pytest.mark.parametrize("bad", ["\x00", "\ud800"[:0] + "\ufffe", "x" * 20_000, "{{ 7*7 }}", "\x0b\x0c"])
def test_strange_input_never_breaks_a_page(client: Client, clerk: Any, matter: Matter, bad: str) -> None:
    draft = begun(matter)
    keys = {**sent(draft), **{f"f-{key}": bad for key in draft.fields}, "to": bad, "address": bad, "token": bad}
    for act in ("save", "issue"):
        assert client.post(page(draft), {**keys, act: ""}).status_code in (200, 302)
    assert client.get(page(draft)).status_code == 200
    assert client.get(reverse("draft_file", kwargs={"pk": draft.pk, "form": "docx"})).status_code == 200


def test_delivery_void_and_withdrawal(client: Client, clerk: Any, matter: Matter) -> None:
    letter = issued(begun(matter, "receipt_slip"))
    own = {"pk": letter.pk}
    bad = client.post(reverse("letter_deliver", kwargs=own), {"way": "pigeon", "on": "x"}, follow=True)
    assert "送达记录没有保存" in bad.content.decode()
    client.post(
        reverse("letter_deliver", kwargs=own), {"way": "post", "on": "2024-09-20", "proof": "EMS1", "token": "d"}
    )
    client.post(reverse("letter_void", kwargs=own), {"reason": "打印错误"})
    shown = client.get(reverse("letter", kwargs=own)).content.decode()
    assert "凭证EMS1" in shown
    assert "打印错误" in shown
    assert Void.objects.count() == 1
    to = client.post(reverse("letter_withdraw", kwargs=own), {"token": "w"}).headers["Location"]
    assert letter.number in client.get(to).content.decode()


# ---------------------------------------------------------------- register


def test_the_register_filters_and_exports_without_formulas(client: Client, clerk: Any, matter: Matter) -> None:
    answer = issued(begun(matter))
    slip = services.draft_open(matter_id=matter.pk, kind_key="receipt_slip", token="s", **GIVEN)
    assert slip.to == "张三"
    shown = client.get(reverse("letters"), {"series": "answer", "year": "2024", "words": "复"}).content.decode()
    assert answer.number in shown
    assert "张＊" in shown
    assert answer.number not in client.get(reverse("letters"), {"series": "fee"}).content.decode()
    assert client.get(reverse("letters"), {"year": "²0²4", "page": "x"}).status_code == 200
    services.letter_void(letter_id=answer.pk, reason='=HYPERLINK("http://x")', actor=clerk)
    lines = client.get(reverse("letters_file", kwargs={"form": "csv"})).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in lines
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("letters_file", kwargs={"form": "xlsx"})).content))
    cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert any(cell.value == '=HYPERLINK("http://x")' for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert client.get(reverse("letters_file", kwargs={"form": "exe"})).status_code == 404


@pytest.mark.parametrize("kind", ["application_form", "flow_chart", "third_party_reply"])
def test_blank_forms_can_be_had(client: Client, clerk: Any, district: District, kind: str) -> None:
    assert client.get(reverse("letter_form", kwargs={"kind": kind})).content[:2] == b"PK"
    assert client.get(reverse("letter_form", kwargs={"kind": "answer"})).status_code == 404


# ---------------------------------------------------------------- the administrator


@pytest.fixture
def manager(client: Client, district: District, person: Any) -> Any:
    user = person(district.top, "administrator")
    client.force_login(user)
    return user


def test_marks_and_patterns_are_set(client: Client, manager: Any, district: District) -> None:
    where = reverse("letter_setup", kwargs={"pk": district.top.pk})
    bad = client.post(where, {"mark": "青信公开", "p-notice": "没有年份"})
    assert "没有保存" in bad.content.decode()
    assert "没有年份" in bad.content.decode()
    assert client.post(where, {"mark": "x", "review_address": "no address"}).status_code == 200
    assert not Settings.objects.exists()
    client.post(
        where, {"mark": "青信公开", "review_address": "https://fy.example/", "p-notice": "青告〔{year}〕{serial}号"}
    )
    own = Settings.objects.get()
    assert (own.mark, own.patterns) == ("青信公开", {"notice": "青告〔{year}〕{serial}号"})


def test_a_template_goes_out_is_changed_and_comes_back(client: Client, manager: Any, district: District) -> None:
    own = {"pk": district.top.pk, "kind": "answer"}
    where = reverse("letter_template", kwargs=own)
    got = client.get(reverse("letter_template_file", kwargs={**own, "version": 0})).content
    assert got == default_template("answer")

    def without(word: Any) -> None:
        paragraph(word, "{{ remedies }}").text = "{{ remedys }}"

    bad = client.post(where, {"file": SimpleUploadedFile("t.docx", changed(without))}).content.decode()
    assert "remedies" in bad
    assert "remedys" in bad
    for content in (b"", b"no document", b"x" * (3 * 1024 * 1024)):
        assert client.post(where, {"file": SimpleUploadedFile("t.docx", content)}).status_code == 200
    assert client.post(where, {}).status_code == 200
    assert not Template.objects.exists()
    client.post(where, {"file": SimpleUploadedFile("../../模板.docx", changed(lambda word: None))})
    assert Template.objects.get().version == 1
    assert client.get(reverse("letter_template_file", kwargs={**own, "version": 1})).status_code == 200
    assert client.get(reverse("letter_template_file", kwargs={**own, "version": 2})).status_code == 404
    client.post(reverse("letter_restore", kwargs=own))
    assert Template.objects.first().version == 2  # type: ignore[union-attr]


# ---------------------------------------------------------------- PDF


def test_without_a_converter_the_page_says_what_to_do(client: Client, clerk: Any, matter: Matter) -> None:
    answer = client.get(reverse("draft_file", kwargs={"pk": begun(matter).pk, "form": "pdf"}))
    assert answer.status_code == 503
    assert "LibreOffice" in answer.content.decode()


def test_a_converter_that_fails_is_told(
    client: Client, clerk: Any, matter: Matter, settings: Any, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    settings.GONGKAI_SOFFICE = str(broken)
    answer = client.get(reverse("draft_file", kwargs={"pk": begun(matter).pk, "form": "pdf"}))
    assert answer.status_code == 503
    assert "没有成功" in answer.content.decode()


def test_a_letter_can_be_looked_at_as_pdf(settings: Any, needs_program: Any) -> None:
    needs_program("soffice")
    settings.GONGKAI_SOFFICE = shutil.which("soffice")
    assert as_pdf(default_template("answer")).startswith(b"%PDF-")


def test_a_consultation_that_is_issued_can_be_sent_within_the_system(
    client: Client, clerk: Any, matter: Matter
) -> None:
    def page_of(kind: str) -> tuple[Letter, str]:
        letter = issued(begun(matter, kind, token=kind), token=kind)
        return letter, client.get(reverse("letter", args=[letter.pk])).content.decode()

    client.force_login(clerk)
    letter, shown = page_of("co_maker")
    where = reverse("inquiries", args=[matter.pk])
    assert where in shown
    assert "selected" in client.get(where, {"ref": letter.ref}).content.decode()
    _letter, shown = page_of("third_party")
    assert "在系统内发送征求意见" not in shown
