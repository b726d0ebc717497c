"""Writing what an administrator sets: mark, patterns of numbers, address, templates."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max

from gongkai.finding import Refusal
from gongkai.report.letters import kind
from gongkai.report.letters.compose import clean
from gongkai.report.render.letter import default_template, template_faults
from gongkai.web.bodies.models import Body
from gongkai.web.kernel.names import file_name
from gongkai.web.letters.models import Settings, Template
from gongkai.web.letters.numbers import patterns_checked


def settings_save(*, body: Body, mark: str, review_address: str, patterns: Mapping[str, str]) -> Settings:
    """Keep the letter settings of a body.  Raises :class:`Refusal` for patterns that give no or equal numbers."""
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        mark = clean(mark)
        if any(sign in mark for sign in "{}"):
            raise Refusal("bad-pattern", ("机关代字不能含有花括号", "no braces"), ("请删去", "take them out"))
        own, _ = Settings.objects.get_or_create(body=body)
        own.mark, own.review_address, own.patterns = mark, review_address, patterns_checked(patterns, mark)
        own.save()
        return own


def template_upload(*, body: Body, kind_key: str, name: str, content: bytes, actor: Any) -> Template:
    """A further version of a template; the same content as the one in force changes nothing.

    Raises :class:`Refusal` naming every fault: what is no plain DOCX, carries code or links, names a
    placeholder that is not known, or lacks one that is needed.
    """
    own = kind(kind_key)
    faults = template_faults(own, content)
    if faults:
        raise Refusal(
            "bad-template",
            (f"模板没有启用：{'；'.join(faults)}", f"the template is not taken: {len(faults)} faults"),
            ("请下载现用模板，在其上修改文字和格式，保留双花括号中的占位符", "change the words of the one in force"),
        )
    return _added(body, kind_key, file_name(name, 120), content, actor)


def template_restore(*, body: Body, kind_key: str, actor: Any) -> Template:
    """Go back to the packaged template, as a further version."""
    return _added(body, kind(kind_key).key, "默认模板", default_template(kind_key), actor)


def _added(body: Body, kind_key: str, name: str, content: bytes, actor: Any) -> Template:
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)
        own = Template.objects.filter(body=body, kind=kind_key)
        newest = own.first()
        if newest is not None and newest.sha256 == digest:
            return newest
        version = (own.aggregate(most=Max("version"))["most"] or 0) + 1
        return Template.objects.create(
            body=body, kind=kind_key, version=version, name=name, content=content, sha256=digest, uploaded_by=actor
        )
