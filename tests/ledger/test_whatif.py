"""What moves when a fact, a policy or a day of the calendar is another."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gongkai.law.calendar import packaged_calendar
from gongkai.law.notice import Notice
from gongkai.law.policy import PolicyBook, parse_policy
from gongkai.law.regime import Regime
from gongkai.ledger.history import append
from gongkai.ledger.whatif import moved, moved_by
from tests.ledger.build import REGIME, answered, application_of, asked, consulted, day, opinion, received

EXTRA = Notice(
    number="测试〔2024〕1号",
    title="关于临时放假的通知",
    year=2024,
    issued=date(2024, 9, 20),
    source="",
    off=(("临时放假", date(2024, 10, 10), date(2024, 10, 11)),),
    worked=(),
)
HOLIDAY = Regime(packaged_calendar().with_notice(EXTRA), PolicyBook())
LEDGER = [
    application_of(received("9-2"), matter="先到期"),
    application_of(received("9-10"), matter="跨过"),
    application_of(received("9-10"), answered("9-12"), matter="已办结"),
    application_of(received("9-10"), asked("9-12"), matter="待补正"),
    application_of(received("10-8"), matter="后收"),
]


def test_two_days_off_move_what_is_due_after_them() -> None:
    changes = list(moved(LEDGER, day("10-9"), REGIME, HOLIDAY))
    assert [(change.matter, change.days, change.working_days) for change in changes] == [
        ("跨过", 2, 2),
        ("待补正", 2, 1),
        ("后收", 2, 2),
    ]


def test_a_policy_moves_only_what_it_concerns() -> None:
    shorter = Regime(
        REGIME.calendar,
        parse_policy('[correction_reply_days]\nvalue = 10\nsince = 2024-01-01\nreason = "试行"\n'),
    )
    (change,) = moved(LEDGER, day("9-20"), REGIME, shorter)
    assert (change.matter, change.working_days) == ("待补正", -5)


def test_a_fact_moves_its_own_matter() -> None:
    before = application_of(received("9-10"), consulted("9-12"))
    after = append(before, opinion("9-27"), REGIME)
    change = moved_by(before, after, day("10-15"), REGIME, REGIME)
    assert change is not None
    assert (change.before.due.due, change.after.due.due) == (day("11-4"), day("10-28"))  # type: ignore[union-attr]
    assert (change.days, change.working_days) == (-7, -5)


def test_a_due_day_that_comes_or_goes_is_told() -> None:
    before = application_of(received("9-10"))
    change = moved_by(before, append(before, answered("9-12"), REGIME), day("9-12"), REGIME, REGIME)
    assert change is not None
    assert (change.days, change.working_days, change.after.due) == (None, None, None)


def test_the_missing_notice_moves_provisional_days() -> None:
    """When the notice of 2027 arrives, everything counted on the law alone is counted again."""
    notice = Notice(
        number="测试〔2026〕1号",
        title="关于2027年部分节假日安排的通知",
        year=2027,
        issued=date(2026, 11, 25),
        source="",
        off=(("元旦", date(2027, 1, 1), date(2027, 1, 4)),),
        worked=(),
    )
    arrived = Regime(packaged_calendar().with_notice(notice), PolicyBook())
    ledger = [
        application_of(received("2026-12-10"), matter="跨年"),
        application_of(received("2026-11-2"), matter="年内"),
    ]
    (change,) = moved(ledger, day("2026-12-11"), REGIME, arrived)
    assert (change.matter, change.days) == ("跨年", 3)
    assert change.before.due.provisional  # type: ignore[union-attr]
    assert not change.after.due.provisional  # type: ignore[union-attr]


@given(st.dates(date(2024, 1, 2), date(2025, 12, 1)), st.dates(date(2024, 1, 2), date(2025, 12, 1)))
def test_the_same_law_moves_nothing(came: date, on: date) -> None:
    history = application_of(received(came.isoformat()))
    assert list(moved([history], on, REGIME, REGIME)) == []
