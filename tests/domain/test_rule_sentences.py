"""An automated message in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from app.domain.appointments import Status
from app.domain.preferences import Channel
from app.domain.rule_parts import starting_rule
from app.domain.rule_reach import reaches_back
from app.domain.rule_sentences import Names, rule_sentences, span_words, way_words, when_words, whom_words
from app.domain.rules import ChannelMode, Hours, NewPatients
from app.domain.timing import Anchor, RuleType, Timing, Unit

NAMES = Names({4: "Dr. Patel", 5: "Dr. Kim"}, {7: "Main Street"}, {9: "Gentle"})
REMINDER = starting_rule(RuleType.REMINDER)
FULL = replace(
    REMINDER,
    timing=Timing(Anchor.START, 1, Unit.WEEKS),
    statuses=frozenset({Status.CONFIRMED}),
    visit_types=frozenset({"Check-up", "Vaccine"}),
    provider_ids=frozenset({4, 5}),
    location_ids=frozenset({7}),
    age_from=2,
    age_to=12,
    new_patients=NewPatients.FIRST_VISIT,
    hours=Hours(time(9), time(18), frozenset({0, 1, 2, 3, 4})),
    last_useful_minutes=120,
    channel_mode=ChannelMode.FIXED,
    channel=Channel.TEXT,
    template_set_id=9,
)


@pytest.mark.parametrize(
    ("kind", "when"),
    [
        (RuleType.INITIAL_CONFIRMATION, "as soon as the visit is booked"),
        (RuleType.CONFIRMATION_REQUEST, "3 days before the start"),
        (RuleType.REMINDER, "1 day before the start"),
        (RuleType.MOVED, "as soon as the visit has a new time, place or provider"),
        (RuleType.CANCELLED_BY_PRACTICE, "as soon as the practice has cancelled"),
        (RuleType.MISSED, "2 hours after the start"),
        (RuleType.FOLLOW_UP, "1 day after the end"),
        (RuleType.BIRTHDAY, "at 10:00 AM on the birthday"),
        (RuleType.RECALL, "at 10:00 AM on the day a check-up is due"),
    ],
)
def test_when_it_goes(kind: RuleType, when: str) -> None:
    rule = starting_rule(kind)
    assert when_words(rule) == when
    assert rule_sentences(rule, NAMES)[0].endswith(f", {when}.")


def test_no_limit_is_all() -> None:
    assert whom_words(REMINDER, NAMES) == "All visits"
    assert whom_words(starting_rule(RuleType.RECALL), NAMES) == "All children"


def test_every_limit_is_said() -> None:
    assert whom_words(FULL, NAMES) == (
        "Confirmed; Check-up or Vaccine; Dr. Kim or Dr. Patel; Main Street; ages 2 to 12; first visits only"
    )


@pytest.mark.parametrize(
    ("ages", "words"),
    [
        ((None, 17), "ages up to 17"),
        ((12, None), "ages 12 and over"),
        ((3, 3), "age 3"),
        ((0, 1), "ages 0 to 1"),
    ],
)
def test_ages_are_said_as_people_say_them(ages: tuple[int | None, int | None], words: str) -> None:
    assert whom_words(replace(REMINDER, age_from=ages[0], age_to=ages[1]), NAMES) == words


def test_all_its_settings_are_said_in_sentences() -> None:
    said = " ".join(rule_sentences(FULL, NAMES))
    assert said == (
        "Reminds the family of the visit, 1 week before the start. "
        "Only for: Confirmed; Check-up or Vaccine; Dr. Kim or Dr. Patel; Main Street; ages 2 to 12; "
        "first visits only. It always goes by text, where the contact agreed to that. "
        "It has delivery times of its own: 9:00 AM to 6:00 PM, Monday to Friday. "
        "It no longer goes later than 2 hours before the start. It uses your own words: Gentle."
    )


def test_one_way_for_all_is_said_short_too() -> None:
    assert way_words(FULL) == "Always by text"
    assert way_words(REMINDER) == "As each contact prefers"


def test_the_next_way_is_said_with_what_is_waited_for() -> None:
    rule = replace(
        starting_rule(RuleType.CONFIRMATION_REQUEST),
        channel_mode=ChannelMode.ESCALATION,
        escalate_after=timedelta(hours=4),
    )
    assert way_words(rule) == "As each contact prefers, then the next way after 4 hours"
    assert "Without an answer after 4 hours" in " ".join(rule_sentences(rule, NAMES))
    moved = replace(
        starting_rule(RuleType.MOVED), channel_mode=rule.channel_mode, escalate_after=timedelta(1)
    )
    assert "Without a sign that it arrived after 1 day" in " ".join(rule_sentences(moved, NAMES))


def test_a_recall_says_how_often_it_asks() -> None:
    rule = starting_rule(RuleType.RECALL)
    assert "It asks at most 3 times, every 14 days, until a visit is booked." in rule_sentences(rule, NAMES)


def test_all_day_delivery_times_are_said_so() -> None:
    rule = replace(REMINDER, hours=Hours(time(8), time(8), frozenset(range(7))))
    assert "It has delivery times of its own: at any hour, every day." in rule_sentences(rule, NAMES)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "1 minute"), (90, "90 minutes"), (60, "1 hour"), (2880, "2 days"), (0, "0 minutes")],
)
def test_a_length_of_time_takes_its_greatest_whole_unit(minutes: int, words: str) -> None:
    assert span_words(timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(
    ("changed", "back"),
    [
        ({}, False),
        ({"timing": Timing(Anchor.START, 2, Unit.DAYS)}, True),
        ({"timing": Timing(Anchor.START, 23, Unit.HOURS)}, False),
        ({"timing": Timing(Anchor.CREATION, 1, Unit.DAYS)}, True),
        ({"visit_types": frozenset({"Check-up"})}, False),
        ({"age_to": 5}, False),
        ({"statuses": frozenset({Status.CONFIRMED})}, False),
        ({"hours": Hours(time(8), time(9), frozenset({0}))}, False),
    ],
)
def test_a_change_reaches_back_if_moments_come_earlier(changed: dict[str, object], back: bool) -> None:
    assert reaches_back(REMINDER, replace(REMINDER, **changed)) is back


@pytest.mark.parametrize(
    "fewer",
    [
        {"visit_types": frozenset({"Check-up"})},
        {"provider_ids": frozenset({4})},
        {"location_ids": frozenset({7})},
        {"age_to": 5},
        {"age_from": 5},
        {"new_patients": NewPatients.FIRST_VISIT},
        {"statuses": frozenset({Status.CONFIRMED})},
    ],
)
def test_a_change_reaches_back_if_visits_are_added(fewer: dict[str, object]) -> None:
    assert reaches_back(replace(REMINDER, **fewer), REMINDER)


def test_messages_after_an_event_and_on_a_date_reach_back_when_they_come_earlier() -> None:
    missed = starting_rule(RuleType.MISSED)
    assert reaches_back(missed, replace(missed, timing=Timing(Anchor.AFTER_START, 1, Unit.HOURS)))
    assert not reaches_back(missed, replace(missed, timing=Timing(Anchor.AFTER_START, 3, Unit.HOURS)))
    birthday = starting_rule(RuleType.BIRTHDAY)
    assert reaches_back(birthday, replace(birthday, at_time=time(9)))
    assert not reaches_back(birthday, replace(birthday, at_time=time(11)))
