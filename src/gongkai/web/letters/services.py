"""Writing: drafts, letters issued with number and fact at once, delivery, void numbers; each in one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from gongkai.finding import Refusal
from gongkai.law.regime import Regime
from gongkai.ledger.facts import Fact
from gongkai.ledger.facts.application import Consulted, Delivered, FeeNoticed
from gongkai.ledger.state import FEE
from gongkai.report.letters import Composed, fact_of, kind
from gongkai.report.letters.compose import clean
from gongkai.report.render.letter import fill, lost_words
from gongkai.web.bodies.charge import contact_of
from gongkai.web.bodies.models import Body
from gongkai.web.bodies.selectors import living
from gongkai.web.cases.models import Matter
from gongkai.web.cases.services import fact_enter
from gongkai.web.letters import redaction
from gongkai.web.letters.models import Delivery, Draft, Letter, Template, Void
from gongkai.web.letters.numbers import next_number
from gongkai.web.letters.prefill import begun
from gongkai.web.letters.selectors import (
    composed,
    context_of,
    draft_hash,
    kinds_for,
    settings_of,
    template_of,
    typed_hash,
)

LONGEST = 8000
"""So many characters of a field are kept."""


def draft_open(*, matter_id: int, kind_key: str, token: str, actor: Any, on: date, regime: Regime) -> Draft:
    """A new draft with what the facts fill in already; the same ``token`` again gives the draft that it made.

    Raises :class:`Refusal` for a kind that is not written for such a matter.
    """
    with transaction.atomic():
        matter = Matter.objects.select_for_update().select_related("body").get(pk=matter_id)
        made = Draft.objects.filter(token=token, matter=matter, kind=kind_key).first()
        if made is not None:
            return made
        if kind_key not in {one.key for one in kinds_for(matter)}:
            raise Refusal(
                "no-letter", ("这类事项不用这种文书", "no such letter for it"), ("请另选一种", "choose another")
            )
        draft = Draft(matter=matter, kind=kind_key, token=token, made_by=actor)
        draft.to, draft.address, draft.fields = begun(matter, kind_key, actor, on, regime)
        draft.save()
        return draft


def withdrawal_open(*, letter_id: int, token: str, actor: Any) -> Draft:
    """A draft that withdraws a letter and names it; the same ``token`` again gives the draft that it made.

    Raises :class:`Refusal` for one that is withdrawn already, or was not numbered.
    """
    with transaction.atomic():
        letter = Letter.objects.select_related("matter").get(pk=letter_id)
        Matter.objects.select_for_update().get(pk=letter.matter_id)
        made = Draft.objects.filter(token=token, withdraws=letter).first()
        if made is not None:
            return made
        _withdrawable(letter)
        fields = {
            "withdrawn_title": letter.title,
            "withdrawn_number": letter.number,
            "withdrawn_day": letter.dated.isoformat(),
        }
        return Draft.objects.create(
            matter=letter.matter, kind="withdrawal", to=letter.to, address=letter.address, fields=fields,
            withdraws=letter, token=token, made_by=actor,
        )  # fmt: skip


def draft_save(
    *,
    draft_id: int,
    to: str,
    address: str,
    fields: Mapping[str, str],
    answers: Mapping[str, str],
    evidence: Mapping[str, str],
    seen: str = "",
) -> Draft:
    """Keep what was typed, right or wrong, as long as the letter has not gone out.

    ``seen`` is :func:`~gongkai.web.letters.selectors.typed_hash` of what the person began from.  Raises
    :class:`Refusal` once the letter has gone out, and where something else was saved since then.
    """
    with transaction.atomic():
        draft = _open_draft(draft_id)
        before = typed_hash(draft)
        typed_into(draft, to=to, address=address, fields=fields, answers=answers, evidence=evidence)
        if seen not in ("", before) and typed_hash(draft) != before:
            raise Refusal(
                "draft-changed",
                (
                    "打开本页之后，这份草稿在别处（另一个窗口、另一个人或者“区分处理”）改过",
                    "it was saved elsewhere since",
                ),
                ("请与已保存的内容对照，再保存一次即以下面的为准", "compare and save again"),
            )
        draft.save()
        return draft


def typed_into(
    draft: Draft,
    *,
    to: str,
    address: str,
    fields: Mapping[str, str],
    answers: Mapping[str, str],
    evidence: Mapping[str, str],
) -> None:
    """The draft as :func:`draft_save` would keep it, and not kept."""
    fixed = {key: draft.fields[key] for key in _FIXED if draft.withdraws_id and key in draft.fields}
    typed = {key: clean(text)[:LONGEST] for key, text in fields.items() if text.strip()}
    draft.to, draft.address = clean(to)[:200], clean(address)[:300]
    draft.fields, draft.answers = {**typed, **fixed}, dict(answers)
    draft.evidence = {key: clean(text)[:300] for key, text in evidence.items() if text.strip()}


_FIXED = ("withdrawn_title", "withdrawn_number", "withdrawn_day")


def organ_take(*, draft_id: int, body_id: int, on: date) -> Draft:
    """Name a body as the one in charge (《条例》三十六条第五项): its name and contact become fields of the draft.

    Raises :class:`Refusal` once the letter has gone out, and for a body that has ended or is the writer's own.
    """
    with transaction.atomic():
        draft = _open_draft(draft_id)
        organ = Body.objects.filter(living(on), pk=body_id).exclude(pk=draft.matter.body_id).first()
        if organ is None:
            raise Refusal("no-organ", ("没有这个机关，或者已经撤销", "no such body"), ("请另选一个", "choose another"))
        taken = {"organ_known": "known", "right_organ": organ.name, "right_contact": contact_of(organ)}
        draft.fields = {**draft.fields, **taken}
        draft.save()
        return draft


def draft_discard(*, draft_id: int) -> None:
    """Throw a draft away that has not gone out.  Raises :class:`Refusal` once it has."""
    with transaction.atomic():
        draft = _open_draft(draft_id)
        redaction.drop_files(list(draft.redactions.all()))
        draft.delete()


def letter_issue(*, draft_id: int, token: str, actor: Any, on: date, regime: Regime) -> Letter:
    """Issue a letter (印发): number, bytes and fact at once, or none of them; the same ``token`` again
    gives the letter that it made.

    Raises :class:`Refusal` naming every part that is missing; where the law or a guard (an approval)
    does not allow the fact; where the letter that was approved is not this one; where the template
    lost words; and for a draft that has gone out already.
    """
    with transaction.atomic():
        draft = _locked(draft_id)
        made = Letter.objects.filter(draft=draft).first()
        if made is not None:
            if made.token == token:
                return made
            raise _gone(made)
        if draft.withdraws is not None:
            _withdrawable(draft.withdraws)
        context = context_of(draft, on, regime)
        complete(composed(draft, on, regime))
        redaction.ready(draft, context.ended.leaf if context.ended else None)
        own = kind(draft.kind)
        body = draft.matter.body
        serial, number = next_number(body, own.series, on.year, settings_of(body)) if own.series else (None, "")
        fact = fact_of(context, number)
        said = composed(draft, on, regime, number)  # before the fact, which changes what the matter says
        template = _kept_template(draft)
        content = _rendered(said, template)
        seq = _entered(draft, fact, token, actor, on, regime)
        letter = Letter(
            body=body, matter=draft.matter, draft=draft, kind=draft.kind, series=own.series, year=on.year,
            serial=serial, number=number, title=said.slots["title"], to=draft.to, address=draft.address, dated=on,
            ref=_ref(fact), seq=seq, slots=dict(said.slots), template=template, content=content,
            sha256=hashlib.sha256(content).hexdigest(), withdraws=draft.withdraws, token=token, issued_by=actor,
        )  # fmt: skip
        letter.save()
        return letter


def letter_void(*, letter_id: int, reason: str, actor: Any) -> Void:
    """Say that a number does not count, and why; it is never given again.  Raises :class:`Refusal` without a reason
    or the second time."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().get(pk=letter_id)
        if not clean(reason):
            raise Refusal("no-reason", ("请写明作废原因", "say why"), ("填写后再提交", "fill it in"))
        if not letter.number or Void.objects.filter(letter=letter).exists():
            raise Refusal("void-already", ("没有文号，或者已经作废", "it is void already"), ("", ""))
        return Void.objects.create(letter=letter, reason=clean(reason)[:300], by=actor)


def delivery_record(
    *, letter_id: int, way: str, day: date, proof: str, token: str, actor: Any, on: date, regime: Regime
) -> Delivery:
    """Record how and when a letter was handed over; a consultation's and a fee notice's also as a fact.

    The same ``token`` again changes nothing.  Raises :class:`Refusal` for a day before the letter or after
    today, and where the law does not allow the fact.
    """
    with transaction.atomic():
        letter = Letter.objects.select_related("matter").get(pk=letter_id)
        Matter.objects.select_for_update().get(pk=letter.matter_id)
        made = Delivery.objects.filter(token=token, letter=letter).first()
        if made is not None:
            return made
        if not letter.dated <= day <= on:
            raise Refusal(
                "delivery-day",
                (f"送达日期应在{letter.dated}至{on}之间", "a letter arrives after it left, and not in the future"),
                ("请改正日期", "mend the day"),
            )
        if letter.ref:
            fact = Delivered(on=day, document=clean(proof), ref=letter.ref)
            given: dict[str, Any] = {"token": f"d-{token}"[:64], "actor": actor, "on": on, "regime": regime}
            fact_enter(matter_id=letter.matter_id, fact=fact, **given)
        return Delivery.objects.create(letter=letter, way=way, on=day, proof=clean(proof), token=token, by=actor)


def _locked(draft_id: int) -> Draft:
    """The draft with its matter locked."""
    matter_id = Draft.objects.values_list("matter_id", flat=True).get(pk=draft_id)
    Matter.objects.select_for_update().get(pk=matter_id)
    return Draft.objects.select_for_update(of=("self",)).select_related("matter__body", "withdraws").get(pk=draft_id)


def _open_draft(draft_id: int) -> Draft:
    draft = _locked(draft_id)
    made = Letter.objects.filter(draft=draft).first()
    if made is not None:
        raise _gone(made)
    return draft


def _gone(made: Letter) -> Refusal:
    return Refusal(
        "letter-gone",
        (f"这份文书已经印发（{made.number or made.title}），不能再改", "it has gone out already"),
        ("如有错误，请另发一份撤回告知书", "withdraw it by a further letter"),
    )


def _withdrawable(letter: Letter) -> None:
    if not letter.number or Letter.objects.filter(withdraws=letter).exists():
        raise Refusal(
            "withdrawn-already",
            (f"{letter.number or letter.title}没有文号，或者已经撤回", "it is withdrawn already"),
            ("请查看发文登记", "look at the register"),
        )


def complete(said: Composed) -> None:
    """Nothing goes out while a part is missing.  Raises :class:`Refusal` naming each with its articles."""
    if said.missing:
        words = "；".join(f"{one.part.words}{_basis(one.part.cites)}：{'、'.join(one.wants)}" for one in said.missing)
        raise Refusal(
            "letter-incomplete",
            (f"文书还缺{len(said.missing)}项，不能印发：{words}", f"{len(said.missing)} parts are missing"),
            ("请逐项补齐后再印发，填写的内容都在", "fill them in first"),
        )


def _basis(cites: Any) -> str:
    return f"（{'、'.join(cite.zh for cite in cites)}）" if cites else ""


def _kept_template(draft: Draft) -> Template:
    """The template in force as a row; a packaged one is kept as it is now."""
    found = template_of(draft.matter.body, draft.kind)
    if found.row is not None:
        return found.row
    digest = hashlib.sha256(found.content).hexdigest()
    packaged = Template.objects.filter(body=None, kind=draft.kind, sha256=digest).first()
    if packaged is not None:
        return packaged
    version = Template.objects.filter(body=None, kind=draft.kind).count() + 1
    return Template.objects.create(
        kind=draft.kind, version=version, name="packaged", content=found.content, sha256=digest
    )


def _rendered(said: Composed, template: Template) -> bytes:
    """The letter's bytes, every word that it has to say read back."""
    content = fill(bytes(template.content), said.slots)
    lost = lost_words(content, said.slots)
    if lost:
        raise Refusal(
            "letter-lost-words",
            (f"模板印出的文书缺少：{'、'.join(lost)}", f"the template lost words: {lost}"),
            ("请管理员检查这份模板，或恢复默认模板", "look at the template, or restore the packaged one"),
        )
    return content


def _entered(draft: Draft, fact: Fact | None, token: str, actor: Any, on: date, regime: Regime) -> int | None:
    """Enter the fact that the letter is; its place in the history."""
    if fact is None:
        if kind(draft.kind).fact:
            raise Refusal(
                "letter-fact", ("填写的内容还不能登记为事实", "the fields make no fact"), ("请核对", "look again")
            )
        return None
    given: dict[str, Any] = {"token": f"l-{token}"[:64], "actor": actor, "on": on, "regime": regime}
    given["subject_hash"] = draft_hash(draft, on, regime)
    matter = fact_enter(matter_id=draft.matter_id, fact=fact, **given)
    return matter.facts.count()


def _ref(fact: Fact | None) -> str:
    if isinstance(fact, Consulted):
        return fact.ref
    return FEE if isinstance(fact, FeeNoticed) else ""
