"""What follows a message that nobody answers (product E4, E6, D2, D3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.domain.open_windows import Window
from app.domain.preferences import Channel
from app.domain.rules import STATUSES, ChannelMode, Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.domain.unanswered import Queued, Said, what_leaves

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BY_DAY = [Window(NOON + each * DAY - 4 * HOUR, NOON + each * DAY + 8 * HOUR) for each in range(20)]
ALL = (Channel.TEXT, Channel.VOICE)


def rule(number: int, type: RuleType, wait: timedelta | None = None) -> Rule:
    mode = ChannelMode.ESCALATION if wait else ChannelMode.PREFERENCE
    return Rule(
        number, type, Timing(Anchor.START, 3, Unit.DAYS), STATUSES[type], NOON - DAY,
        channel_mode=mode, escalate_after=wait,
    )  # fmt: skip


REQUEST = rule(1, RuleType.CONFIRMATION_REQUEST, 6 * HOUR)
REMINDER = rule(2, RuleType.REMINDER)


def said(visit: int = 1, **given: Any) -> Said:
    return replace(Said(visit, NOON, BY_DAY, ALL, answered=False), **given)


def mail(*about: Said, **given: Any) -> Queued:
    whole = Queued(REQUEST, Channel.EMAIL, NOON, NOON, NOON + 3 * DAY, about or (said(),))
    return replace(whole, **given)


def left(*planned: Queued, until: datetime = NOON + 14 * DAY) -> list[tuple[int, Channel, timedelta]]:
    return [(each.rule.id, each.channel, each.at - NOON) for each in what_leaves(planned, until)]


def test_each_step_waits_from_when_the_last_left_and_for_the_morning() -> None:
    assert left(mail()) == [
        (1, Channel.EMAIL, timedelta(0)),
        (1, Channel.TEXT, 6 * HOUR),
        (1, Channel.VOICE, 20 * HOUR),
    ]


@pytest.mark.parametrize(("hours", "steps"), [(20, 2), (19, 1), (6, 1), (5, 0)])
def test_nothing_leaves_after_its_last_useful_moment(hours: int, steps: int) -> None:
    assert len(left(mail(last_useful=NOON + hours * HOUR))) == 1 + steps


def test_what_leaves_later_is_not_looked_at() -> None:
    assert len(left(mail(), until=NOON + 6 * HOUR)) == 2


def test_a_reminder_that_arrived_is_not_followed() -> None:
    assert len(left(mail(rule=rule(3, RuleType.REMINDER, 6 * HOUR)))) == 1


def test_an_answer_for_one_child_ends_it() -> None:
    assert len(left(mail(said(), said(2, answered=True)))) == 1


def test_each_step_speaks_of_the_children_whom_it_may_be_about() -> None:
    sent = list(what_leaves([mail(said(), said(2, ways=(Channel.VOICE,)))], NOON + 14 * DAY))
    assert [(each.step, [line.appointment_id for line in each.said]) for each in sent] == [
        (0, [1, 2]),
        (1, [1]),
        (2, [1]),
    ]


def test_a_step_that_waits_for_the_morning_gives_way_to_a_reminder_nearer_the_visit() -> None:
    morning = NOON + 20 * HOUR
    reminder = mail(said(nominal=NOON + DAY), rule=REMINDER, since=morning, at=morning)
    assert left(mail(), reminder) == [
        (1, Channel.EMAIL, timedelta(0)),
        (1, Channel.TEXT, 6 * HOUR),
        (2, Channel.EMAIL, 20 * HOUR),
    ]


def test_of_siblings_only_the_one_with_a_nearer_message_is_left_out() -> None:
    evening = NOON + 6 * HOUR
    reminder = mail(said(2, nominal=NOON + DAY), rule=REMINDER, since=evening, at=evening)
    sent = list(what_leaves([mail(said(), said(2)), reminder], NOON + 7 * HOUR))
    assert {(each.rule.id, tuple(line.appointment_id for line in each.said)) for each in sent[1:]} == {
        (1, (1,)),
        (2, (2,)),
    }


def test_a_place_that_never_opens_ends_it() -> None:
    assert left(mail(said(windows=BY_DAY[:1]))) == [
        (1, Channel.EMAIL, timedelta(0)),
        (1, Channel.TEXT, 6 * HOUR),
    ]
