"""Documents given in part (区分处理): what is hidden and on which ground, original, copy, what is readable in it.

Nothing of it goes out by itself: the copy is what the office hands over with the letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from gongkai.finding import Refusal
from gongkai.law.leaf import Leaf
from gongkai.reading.sources.remnants import SORTS, Remnant, Sort
from gongkai.report.letters import field
from gongkai.report.letters.compose import clean
from gongkai.web.bodies.selectors import bodies_of
from gongkai.web.cases.models import Matter
from gongkai.web.intake import files
from gongkai.web.kernel.stored import Stored
from gongkai.web.letters.apart import looked_through
from gongkai.web.letters.models import Draft, Hidden, Letter, Redaction

MOST = 20
"""So many documents and so many hidden places a draft has at most."""


class Told(NamedTuple):
    """Something readable in a copy, in words."""

    sort: Sort
    remnant: Remnant


class State(NamedTuple):
    """How far the documents of a draft are; ``missing`` says what stands against issuing, or nothing."""

    hidden: int
    documents: int
    copies: int
    grave: int
    missing: str


def grounds() -> dict[str, str]:
    """The grounds for a part that is not given, with their words."""
    return dict(field("withheld").choices)


def told(redaction: Redaction) -> list[Told]:
    """What was found in a copy when it was taken in."""
    every = (Remnant(*one) for one in redaction.remnants)
    return [Told(SORTS[one.code], one) for one in every if one.code in SORTS]


def redactions_of(user: Any) -> QuerySet[Redaction]:
    """The documents on matters that the person may read."""
    some = Redaction.objects.filter(draft__matter__body__in=bodies_of(user))
    return some.select_related("draft__matter__body", "by", "copied_by")


def state_of(draft: Draft) -> State:
    """How far they are."""
    documents = list(draft.redactions.all())
    copies = [one for one in documents if one.copy_digest]
    grave = sum(one.sort.grave for copy in copies for one in told(copy))
    return State(draft.hidden.count(), len(documents), len(copies), grave, _missing(draft, documents))


def ready(draft: Draft, leaf: Leaf | None) -> None:
    """Raises :class:`Refusal` for a partial answer without its redacted copies or a reason why there is none."""
    missing = _missing(draft, list(draft.redactions.all())) if leaf is Leaf.PARTIAL else ""
    if missing:
        raise Refusal(
            "redaction-missing",
            (
                f"部分公开的答复还不能印发（《条例》第三十七条）：{missing}",
                "a copy with the withheld parts taken out is missing",
            ),
            ("请在“区分处理”中上传遮盖件，或者写明不需要遮盖件的原因", "attach the copy, or say why there is none"),
        )


def hidden_add(*, draft_id: int, what: str, ground: str, reason: str, actor: Any, on: date) -> Hidden:
    """One more hidden place with its ground and reason; the letter's fields say them all.

    Raises :class:`Refusal` once the letter has gone out, or if one of the three is missing.
    """
    with transaction.atomic():
        draft = _open(draft_id)
        said = (clean(what)[:300], ground, clean(reason)[:500])
        if not all(said) or ground not in grounds():
            raise Refusal(
                "hidden-incomplete",
                ("遮盖的内容、依据和理由都要填写", "what, ground and reason are needed"),
                ("请补齐后再添加", "fill them in"),
            )
        _room(draft.hidden.count())
        made = Hidden.objects.create(draft=draft, what=said[0], ground=ground, reason=said[2], by=actor, on=on)
        _into_letter(draft)
        return made


def hidden_remove(*, draft_id: int, pk: int) -> None:
    """Take a hidden place out again; one that is not there is no fault."""
    with transaction.atomic():
        draft = _open(draft_id)
        if draft.hidden.filter(pk=pk).delete()[0]:
            _into_letter(draft)


def original_add(*, draft_id: int, name: str, content: bytes, actor: Any, on: date) -> Redaction:
    """Keep an original; the same content again gives the one that is there.

    Raises :class:`Refusal` for a file that cannot be taken, and once the letter has gone out.
    """
    good, digest = files.checked(name, content), sha256(content).hexdigest()
    with Stored() as stored, transaction.atomic():
        draft = _open(draft_id)
        made = draft.redactions.filter(digest=digest).first()
        if made is not None:
            return made
        _room(draft.redactions.count())
        row = Redaction(draft=draft, name=good.name, kind=good.kind, size=len(content), digest=digest, by=actor, on=on)
        stored.keep(row.file, good.name, content)
        row.save()
        return row


def copy_put(
    *, redaction_id: int, name: str, content: bytes, actor: Any, on: date, words: Sequence[str] = ()
) -> Redaction:
    """The copy with words taken out, looked through for what is still readable; it takes the place of an earlier one.

    ``words`` are such as must not be found in it; they are not kept.  Raises :class:`Refusal` for a
    file that cannot be taken or opened, the original itself, and once the letter has gone out.
    """
    good, digest = files.checked(name, content), sha256(content).hexdigest()
    found = looked_through(content, good.kind, words)
    with Stored() as stored, transaction.atomic():
        row = _locked(redaction_id)
        if digest == row.digest:
            raise Refusal(
                "copy-is-original",
                ("上传的遮盖件与原件完全相同，没有遮盖任何内容", "the copy is the original"),
                ("请上传遮盖后的文件", "choose the redacted file"),
            )
        _drop(row.copy_file)
        row.copy_name, row.copy_kind, row.copy_size, row.copy_digest = good.name, good.kind, len(content), digest
        row.copied_by, row.copied_on, row.remnants = actor, on, [list(one) for one in found]
        stored.keep(row.copy_file, good.name, content)
        row.save()
        return row


def redaction_remove(*, redaction_id: int) -> None:
    """Take a document and its copy out.  Raises :class:`Refusal` once the letter has gone out."""
    with transaction.atomic():
        row = _locked(redaction_id)
        drop_files([row])
        row.delete()


def no_copy_say(*, draft_id: int, why: str) -> Draft:
    """Why a partial answer has no redacted copy (whole documents are held back, say); empty takes it back."""
    with transaction.atomic():
        draft = _open(draft_id)
        draft.no_copy = clean(why)[:300]
        draft.save(update_fields=["no_copy"])
        return draft


def drop_files(rows: Sequence[Redaction]) -> None:
    """The files of documents that go, once it is certain that they do."""
    for row in rows:
        _drop(row.file)
        _drop(row.copy_file)


def _missing(draft: Draft, documents: Sequence[Redaction]) -> str:
    without = [one.name for one in documents if not one.copy_digest]
    if without:
        return f"“{'”“'.join(without)}”没有遮盖件"
    if not documents and not draft.no_copy:
        return "没有上传原件和遮盖件，也没有写明原因"
    return ""


def _into_letter(draft: Draft) -> None:
    """What is hidden, on which grounds and why, in the letter's own fields."""
    rows = list(draft.hidden.all())
    marks = [f"（{place}）" for place in range(1, len(rows) + 1)] if len(rows) > 1 else [""]
    said = {
        "withheld_part": "；".join(f"{mark}{row.what}" for mark, row in zip(marks, rows, strict=False)),
        "withheld": ",".join(dict.fromkeys(row.ground for row in rows)),
        "withheld_reason": "；".join(
            f"{mark}{grounds()[row.ground]}：{row.reason}" for mark, row in zip(marks, rows, strict=False)
        ),
    }
    draft.fields = {key: text for key, text in (draft.fields | said).items() if text}
    draft.save(update_fields=["fields"])


def _open(draft_id: int) -> Draft:
    matter_id = Draft.objects.values_list("matter_id", flat=True).get(pk=draft_id)
    Matter.objects.select_for_update().get(pk=matter_id)
    draft = Draft.objects.select_for_update(of=("self",)).get(pk=draft_id)
    made = Letter.objects.filter(draft=draft).first()
    if made is not None:
        raise Refusal(
            "letter-gone",
            (f"这份文书已经印发（{made.number or made.title}），区分处理的记录不能再改", "it has gone out already"),
            ("如有错误，请另发一份撤回告知书", "withdraw it by a further letter"),
        )
    return draft


def _locked(redaction_id: int) -> Redaction:
    _open(Redaction.objects.values_list("draft_id", flat=True).get(pk=redaction_id))
    return Redaction.objects.select_for_update().get(pk=redaction_id)


def _room(count: int) -> None:
    if count >= MOST:
        raise Refusal("too-many", (f"最多{MOST}项", f"at most {MOST}"), ("请合并或移除一些", "take some out"))


def _drop(kept: Any) -> None:
    storage, name = kept.storage, kept.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
