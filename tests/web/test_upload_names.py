"""Names under which files come: attacked everywhere a file is taken, and harmless under each name that is kept."""

from __future__ import annotations

import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.web.bodies.models import Body
from gongkai.web.cases.old_ledgers import ledger_keep
from gongkai.web.flow.inquiries import Upload
from gongkai.web.intake.attachments import attachment_add
from gongkai.web.kernel.names import file_name
from gongkai.web.letters import redaction
from gongkai.web.letters.setup import template_upload
from gongkai.web.readings.apart import read_here
from gongkai.web.readings.services import upload_take
from tests.report.test_letter_render import changed
from tests.web.conftest import TODAY, opened
from tests.web.inquiries import Office
from tests.web.inquiries import make_office as make_office
from tests.web.submissions import PDF, drafted
from tests.web.test_letters import begun, known
from tests.web.test_readings import sample
from tests.web.workbooks import workbook

ATTACKS = (
    ("../../etc/cron.d/证件{}", "证件{}"),
    ("C:\\Windows\\证件{}", "证件{}"),
    ("/证\n件\r\0{}", "证件{}"),
    ("证\u202efdp\u2066件{}", "证fdp件{}"),
    ("证" * 4000 + "{}", None),
    ("CON{}", "_CON{}"),
    ("lpt1 .x{}", "_lpt1 .x{}"),
    ('证<件>:"|?*{}', "证＜件＞：＂｜？＊{}"),
    ("....{}", None),
)


@pytest.mark.parametrize(("attack", "kept"), ATTACKS)
def test_a_name_is_shown_and_kept_by_every_system(attack: str, kept: str | None) -> None:
    name = file_name(attack.format(".pdf"), 100)
    if kept is not None:
        assert name == kept.format(".pdf")
    harmless(name, 100)
    assert file_name(name, 100) == name
    assert file_name("console.pdf") == "console.pdf"
    assert file_name("") == file_name("/.") == "未命名"


def harmless(name: str, most: int) -> None:
    assert 0 < len(name) <= most
    assert name.endswith((".pdf", ".txt", ".xlsx", ".docx", "未命名", "pdf", "txt", "xlsx", "docx"))
    assert not set(name) & set('/\\<>:"|?*')
    assert not [sign for sign in name if unicodedata.category(sign)[0] == "C"]
    assert name.upper().partition(".")[0].strip() not in ("CON", "LPT1")


@pytest.mark.parametrize("attack", [one for one, _ in ATTACKS if one != "....{}"])
def test_wherever_a_file_is_taken_its_name_is_harmless(
    office: Office,
    attack: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    body, given = office.matter.body, {"actor": office.clerk, "on": TODAY}
    pdf, plain, book, letter = (attack.format(ending) for ending in (".pdf", ".txt", ".xlsx", ".docx"))
    upload = SimpleUploadedFile("x", PDF)
    monkeypatch.setattr(type(upload), "name", pdf)  # past what the framework does to names
    harmless(attachment_add(submission_id=drafted().pk, upload=upload, identity=True).name, 100)
    harmless(office.send(uploads=[Upload(pdf, PDF)]).files.get().name, 100)
    draft = begun(opened(known(Body.objects.get(pk=body.pk)), token="letter"), leaf="partial", withheld="d5")
    harmless(redaction.original_add(draft_id=draft.pk, name=pdf, content=PDF, **given).name, 100)
    harmless(
        ledger_keep(body=body, name=book, data=workbook(("收件日期", "申请内容"), ("某日", "绿化")), **given).name, 255
    )
    content = changed(lambda word: word.add_paragraph("此页无正文"))
    harmless(template_upload(body=body, kind_key="answer", name=letter, content=content, actor=office.clerk).name, 120)
    harmless(upload_take(body=body, name=plain, data=sample(), actor=office.clerk, read=read_here).name, 200)
