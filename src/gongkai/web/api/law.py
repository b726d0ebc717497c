"""The law as tools for machines: no token, no personal data, nothing kept."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from gongkai.law import clocks, dispute_clocks, duties
from gongkai.law.classify import Question, classify, next_question
from gongkai.law.deadline import Deadline
from gongkai.law.fees import Fee, fee_by_items, fee_by_pages, fee_for_item
from gongkai.law.regime import packaged_regime
from gongkai.web.api.access import Throttle
from gongkai.web.api.problems import OPEN, Both
from gongkai.web.api.schemas import DueOut, both, cited, due_out, known
from gongkai.web.kernel.clock import today

PERIODS: Mapping[str, Callable[..., Deadline]] = {
    "answer": clocks.answer_due,
    "correction-notice": clocks.correction_notice_due,
    "correction": clocks.correction_reply_due,
    "data-correction": clocks.data_correction_due,
    "publication": duties.publication_due,
    "budget": duties.budget_due,
    "rules-filing": duties.rules_filing_due,
    "interpretation": duties.interpretation_due,
    "review-filing": dispute_clocks.review_filing_due,
    "review-answer": dispute_clocks.review_answer_due,
    "court-answer": dispute_clocks.court_answer_due,
    "appeal": dispute_clocks.appeal_due,
}
"""The periods that need no more than the day from which they run, by the names of ``gongkai due``."""

router = Router(tags=["law"], auth=None, throttle=[Throttle(60, of="law")])


class DueIn(Schema):
    """Which period, and from when."""

    name: known(PERIODS)  # type: ignore[valid-type]
    start: date = Field(alias="from")
    extended_by: int | None = Field(None, ge=0, le=400)


class FeeIn(Schema):
    """One of the three ways of counting."""

    items: int | None = Field(None, ge=0, le=10**6)
    nth: int | None = Field(None, ge=1, le=10**6)
    pages: int | None = Field(None, ge=0, le=10**6)
    on: date | None = None


class FeeStepOut(Schema):
    """One line of the sum."""

    first: int
    last: int
    each: int
    amount: int
    words: Both


class FeeOut(Schema):
    """A fee in whole yuan."""

    basis: str
    count: int
    amount: int
    steps: list[FeeStepOut]
    words: Both
    cites: list[str]


Short = Annotated[str, Field(max_length=60)]


class ClassifyIn(Schema):
    """The answers so far, by question."""

    answers: dict[Short, Short] = Field(default_factory=dict, max_length=60)
    on: date | None = None


class OptionOut(Schema):
    """One possible answer."""

    option: str
    words: Both


class QuestionOut(Schema):
    """The question to ask next."""

    key: str
    words: Both
    help: Both
    cites: list[str]
    options: list[OptionOut]


class ReasonOut(Schema):
    """One step of the way."""

    question: str
    option: str
    why: Both
    cites: list[str]


class ClassifiedOut(Schema):
    """Either the next question, or how the application ends and why."""

    question: QuestionOut | None
    outcome: str | None
    name: Both | None
    path: list[ReasonOut]
    cites: list[str]


@router.get("/due", response={200: DueOut} | OPEN, url_name="api-law-due")
def due(request: HttpRequest, given: Query[DueIn]) -> Any:  # noqa: ARG001
    """By which day, and why."""
    regime, call = packaged_regime(), PERIODS[given.name]
    every = {"calendar": regime.calendar, "policy": regime.policies.on(given.start), "extended_by": given.extended_by}
    wanted = inspect.signature(call).parameters
    kept = {name: value for name, value in every.items() if name in wanted and value is not None}
    return due_out(call(given.start, **kept))


@router.get("/fee", response={200: FeeOut} | OPEN, url_name="api-law-fee")
def fee(request: HttpRequest, given: Query[FeeIn]) -> Any:  # noqa: ARG001
    """What handling costs: by items, by one item of the month, or by pages (the first that is given)."""
    on = given.on or today()
    if given.items is not None:
        found = fee_by_items(given.items, on=on)
    elif given.nth is not None:
        found = fee_for_item(given.nth, on=on)
    else:
        found = fee_by_pages(given.pages or 0, on=on)
    return _fee_out(found)


@router.post("/classify", response={200: ClassifiedOut} | OPEN, url_name="api-law-classify")
def classify_application(request: HttpRequest, given: ClassifyIn) -> Any:  # noqa: ARG001
    """The next question on the way to an outcome, or the outcome with its reasons."""
    policy = packaged_regime().policies.on(given.on or today())
    found = next_question(given.answers, policy=policy)
    if isinstance(found, Question):
        return {"question": _question_out(found), "outcome": None, "name": None, "path": [], "cites": []}
    classify(given.answers, policy=policy)  # refuses answers that nobody asked for
    path = [
        {"question": step.question, "option": step.option, "why": both(step.why), "cites": cited(step.cites)}
        for step in found.path
    ]
    name = both(found.outcome.name)
    return {"question": None, "outcome": found.leaf.value, "name": name, "path": path, "cites": cited(found.cites)}


def _question_out(found: Question) -> dict[str, Any]:
    return {
        "key": found.key,
        "words": both(found.words),
        "help": both(found.help),
        "cites": cited(found.cites),
        "options": [{"option": one.key, "words": both(one.words)} for one in found.options],
    }


def _fee_out(found: Fee) -> dict[str, Any]:
    steps = [
        {"first": step.first, "last": step.last, "each": step.each, "amount": step.amount, "words": both(step.words)}
        for step in found.steps
    ]
    return {
        "basis": str(found.basis),
        "count": found.count,
        "amount": found.amount,
        "steps": steps,
        "words": both(found.words),
        "cites": cited(found.cites),
    }
