"""The day of receipt: what must hold for every channel, whatever the days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.finding import Refusal
from gongkai.law.calendar import packaged_calendar
from gongkai.law.cite import cites
from gongkai.law.policy import default_policy
from gongkai.law.receipt import BASIC, ELECTRONIC, LETTERS, NAMES, Channel, confirmation_due, must_accept, received_on
from tests.law.naive import walk, works

CALENDAR, POLICY = packaged_calendar(), default_policy()
CHANNELS = st.sampled_from(sorted(Channel))
DAYS = st.dates(date(2019, 5, 15), date(2025, 12, 31))
OFFSETS = st.integers(0, 30)


@given(CHANNELS, DAYS, OFFSETS, OFFSETS)
def test_the_day_of_receipt_is_one_of_the_days_given_and_never_before_submission(
    channel: Channel, submitted: date, to_signature: int, to_confirmation: int
) -> None:
    signed = submitted + timedelta(to_signature)
    confirmed = signed + timedelta(to_confirmation)
    found = received_on(
        channel, submitted=submitted, signed=signed, confirmed=confirmed, calendar=CALENDAR, policy=POLICY
    )
    expected = {Channel.IN_PERSON: submitted, Channel.MAIL_SIGNED: signed}.get(channel, confirmed)
    assert (found.on, found.started, found.todo) == (expected, True, None)


@given(CHANNELS, DAYS)
def test_without_signature_or_confirmation_a_channel_waits_and_says_what_to_do(
    channel: Channel, submitted: date
) -> None:
    found = received_on(channel, submitted=submitted, calendar=CALENDAR, policy=POLICY)
    assert found.started == (channel is Channel.IN_PERSON)
    assert (found.todo is None) == found.started
    assert all(found.words)
    assert found.cites


@given(DAYS, OFFSETS)
def test_a_confirmation_is_late_by_the_working_days_after_its_last_day(submitted: date, lag: int) -> None:
    confirmed = submitted + timedelta(lag)
    found = received_on("online", submitted=submitted, confirmed=confirmed, calendar=CALENDAR, policy=POLICY)
    last = walk(submitted, 1)
    late = sum(works(last + timedelta(day)) for day in range(1, (confirmed - last).days + 1))
    assert (found.late.days if found.late else 0) == late
    assert found.late is None or found.late.due == last


@given(DAYS)
def test_the_last_day_for_confirming_is_a_working_day(arrived: date) -> None:
    for channel in (*LETTERS, *ELECTRONIC):
        due = confirmation_due(channel, arrived, calendar=CALENDAR, policy=POLICY)
        assert due is not None
        assert works(due.due)
        assert due.due >= arrived


@pytest.mark.parametrize("channel", [Channel.IN_PERSON, Channel.MAIL_SIGNED])
def test_what_is_handed_in_or_signed_for_needs_no_confirmation(channel: Channel) -> None:
    assert confirmation_due(channel, date(2024, 9, 10), calendar=CALENDAR, policy=POLICY) is None


@given(CHANNELS, st.lists(CHANNELS))
def test_announcing_a_channel_always_binds_and_basic_channels_always_hold(
    channel: Channel, announced: list[Channel]
) -> None:
    assert must_accept(channel, announced=[*announced, channel]).must
    assert must_accept(channel, announced=announced).must or channel not in BASIC
    assert must_accept(channel).must


def test_a_channel_that_may_be_declined_comes_with_those_that_are_open() -> None:
    found = must_accept("fax", announced=["online", "email"])
    assert not found.must
    assert "互联网渠道、电子邮件" in found.words[0]
    assert "online form, e-mail" in found.words[1]


def test_the_late_confirmation_cites_the_item_of_its_channel() -> None:
    late = received_on(
        "fax", submitted=date(2024, 9, 10), confirmed=date(2024, 9, 20), calendar=CALENDAR, policy=POLICY
    ).late
    assert late is not None
    assert late.cites == cites("条例:31(3)")
    assert "2024-09-11" in late.words[0]


def test_every_channel_has_a_name_in_both_languages() -> None:
    assert NAMES.keys() == set(Channel)
    assert all(all(name) for name in NAMES.values())


def test_a_refused_order_names_both_days() -> None:
    with pytest.raises(Refusal, match="2024-09-09") as refusal:
        received_on("email", submitted=date(2024, 9, 10), confirmed=date(2024, 9, 9), calendar=CALENDAR, policy=POLICY)
    assert "2024-09-10" in refusal.value.reason[0]


@pytest.mark.parametrize(
    ("arrived", "said"),
    [
        (date(2024, 9, 10), ["申请到达，当日与申请人确认"]),
        (date(2024, 9, 14), ["申请到达，当日与申请人确认"]),  # a Saturday worked in exchange
        (date(2024, 10, 5), ["申请到达，当日与申请人确认", "2024-10-05不是工作日，顺延至2024-10-08"]),
    ],
)
def test_a_letter_is_confirmed_on_the_very_day_and_the_explanation_says_so(arrived: date, said: list[str]) -> None:
    found = confirmation_due("mail_plain", arrived, calendar=CALENDAR, policy=POLICY)
    assert found is not None
    assert [step.words[0] for step in found.steps] == said
    assert found.steps[0].cites == cites("条例:31")
    days = found.days(CALENDAR)
    assert [day.number for day in days] == [None] * len(days)
    assert (days[0].words[0], days[-1].day) == ("申请到达，当日与申请人确认", found.due)


def test_an_online_application_leaves_out_the_day_on_which_it_arrived() -> None:
    found = confirmation_due("online", date(2024, 9, 10), calendar=CALENDAR, policy=POLICY)
    assert found is not None
    assert [step.words[0] for step in found.steps] == [
        "申请到达，当日不计入",
        "与申请人确认：1个工作日（法律未定，按政策参数confirmation_lag_days），至2024-09-11",
    ]


@pytest.mark.parametrize("channel", LETTERS)
def test_the_days_a_letter_was_on_its_way_are_not_held_against_the_organ(channel: Channel) -> None:
    posted, confirmed = date(2024, 9, 6), date(2024, 9, 12)
    found = received_on(channel, submitted=posted, confirmed=confirmed, calendar=CALENDAR, policy=POLICY)
    assert (found.on, found.late) == (confirmed, None)
