"""The fact that a letter is: what its issue enters into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from gongkai.law.fees import fee_by_pages, fee_for_item
from gongkai.law.leaf import Leaf
from gongkai.ledger.facts import Fact, Noted, application
from gongkai.ledger.facts.application import Charged, Lapse, Whom
from gongkai.ledger.moves import Stage
from gongkai.report.letters.compose import Context, clean
from gongkai.report.letters.kinds import field

WHOM = {"third_party": Whom.THIRD_PARTY, "co_maker": Whom.CO_MAKER, "assistance": Whom.OTHER_ORGAN}


def fact_of(context: Context, number: str = "") -> Fact | None:
    """The fact, with the letter's number as its document; ``None`` for a letter that is none, or while
    the fields that it is made of say nothing."""
    made = _MADE.get(context.kind.fact)
    return made(context, number) if made is not None else None


def _raw(context: Context, key: str) -> str:
    """A field as it was given, empty if it says nothing of its type."""
    given = clean(context.draft.fields.get(key, ""))
    return given if field(key).admits(given) else ""


def _noted(context: Context, number: str) -> Fact:
    what = context.kind.title
    if context.kind.key == "withdrawal":
        what += f"：撤回{_raw(context, 'withdrawn_number')}"
    return Noted(on=context.draft.dated, document=number, note=what)


def _correction(context: Context, number: str) -> Fact | None:
    asks, days = _raw(context, "correct_what"), _raw(context, "correct_days")
    if not asks or not days:
        return None
    return application.CorrectionAsked(on=context.draft.dated, document=number, asks=asks[:2000], days=int(days))


def _reasons(context: Context, number: str) -> Fact | None:
    days = _raw(context, "explain_days")
    return application.ReasonsAsked(on=context.draft.dated, document=number, days=int(days)) if days else None


def _extended(context: Context, number: str) -> Fact | None:
    days, approved_by, approved_on = (_raw(context, key) for key in ("extended_days", "approved_by", "approved_on"))
    if not (days and approved_by and approved_on):
        return None
    return application.Extended(
        on=context.draft.dated,
        document=number,
        days=int(days),
        approved_by=approved_by,
        approved_on=date.fromisoformat(approved_on),
        reason=_raw(context, "extended_reason"),
    )


def _later(context: Context, number: str) -> Fact | None:
    due = _raw(context, "later_due")
    if not due:
        return None
    return application.LaterDaySet(on=context.draft.dated, document=number, due=date.fromisoformat(due))


def _consulted(context: Context, number: str) -> Fact:
    place = len(context.state.consultations) + 1
    # The name of a third party is personal: it stands with the letter, not in the sealed ledger.
    name = context.draft.to if context.kind.to == "organ" else ""
    return application.Consulted(
        on=context.draft.dated, document=number, ref=f"征{place}", whom=WHOM[context.kind.key], name=name
    )


def _fee(context: Context, number: str) -> Fact | None:
    charged, count = _raw(context, "charged"), _raw(context, "fee_count")
    if not charged or not count:
        return None
    reckon = fee_for_item if Charged(charged) is Charged.ITEM else fee_by_pages
    amount = Decimal(reckon(int(count), on=context.draft.dated).amount)
    return application.FeeNoticed(on=context.draft.dated, document=number, amount=amount, charged=Charged(charged))


def _answered(context: Context, number: str) -> Fact | None:
    ended, service = context.ended, context.service
    if ended is None or service is None:
        return None
    return application.Answered(
        on=context.draft.dated,
        document=number,
        outcome=ended.leaf,
        service=service,
        withheld=context.withheld,
        earlier=_raw(context, "earlier") if ended.leaf is Leaf.R2 else "",
        override=_raw(context, "override") == "yes",
    )


def _redone(context: Context, number: str) -> Fact | None:
    ended, service, dispute = context.ended, context.service, _raw(context, "dispute")
    if ended is None or service is None or not dispute:
        return None
    return application.Redone(
        on=context.draft.dated,
        document=number,
        outcome=ended.leaf,
        dispute=dispute,
        service=service,
        withheld=context.withheld,
    )


def _lapsed(context: Context, number: str) -> Fact | None:
    what = {Stage.CORRECTING: Lapse.CORRECTION, Stage.PAYING: Lapse.FEE}.get(context.state.stage)
    return application.Lapsed(on=context.draft.dated, document=number, what=what) if what else None


_MADE: Mapping[str, Callable[[Context, str], Fact | None]] = {
    "noted": _noted,
    "correction_asked": _correction,
    "reasons_asked": _reasons,
    "extended": _extended,
    "later_day_set": _later,
    "consulted": _consulted,
    "fee_noticed": _fee,
    "answered": _answered,
    "redone": _redone,
    "lapsed": _lapsed,
}
