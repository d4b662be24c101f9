"""An automated message as typed: every field is read, and what cannot work is said with an example."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from app.domain.appointments import Status
from app.domain.preferences import Channel, Purpose
from app.domain.rule_fields import Wrong
from app.domain.rule_form import Choices, read_rule
from app.domain.rule_parts import starting_rule
from app.domain.rules import ChannelMode, Hours, NewPatients, Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.domain.typed_rule import NamedRule, TypedRule, typed_rule

CHOICES = Choices(
    visit_types={"Check-up", "Telehealth"},
    provider_ids={4, 5},
    location_ids={7},
    template_set_ids={9},
    taken={"Same day"},
)
REMINDER = replace(starting_rule(RuleType.REMINDER), id=3, enabled_at=datetime(2026, 11, 1, tzinfo=UTC))
FULL = replace(
    REMINDER,
    timing=Timing(Anchor.START, 36, Unit.HOURS),
    statuses=frozenset({Status.CONFIRMED}),
    visit_types=frozenset({"Check-up"}),
    provider_ids=frozenset({4, 5}),
    location_ids=frozenset({7}),
    last_useful_minutes=120,
    age_from=2,
    age_to=12,
    new_patients=NewPatients.FIRST_VISIT,
    hours=Hours(time(9, 30), time(18), frozenset({1, 5})),
    channel_mode=ChannelMode.ESCALATION,
    escalate_after=timedelta(minutes=90),
    template_set_id=9,
)


def _typed(rule: Rule = REMINDER, **changed: object) -> TypedRule:
    return replace(typed_rule(NamedRule("Reminder", rule)), **changed)


def _read(rule: Rule = REMINDER, **changed: object) -> Rule:
    read = read_rule(_typed(rule, **changed), rule, CHOICES)
    assert isinstance(read, NamedRule), read
    return read.rule


def _refused(rule: Rule = REMINDER, **changed: object) -> dict[str, str]:
    read = read_rule(_typed(rule, **changed), rule, CHOICES)
    assert not isinstance(read, NamedRule)
    assert all(isinstance(each, Wrong) for each in read)
    return {each.field: each.words for each in read}


@pytest.mark.parametrize("kind", RuleType)
def test_a_new_message_of_every_type_can_be_saved_as_it_stands(kind: RuleType) -> None:
    begun = starting_rule(kind)
    assert read_rule(typed_rule(NamedRule("New", begun)), begun, Choices()) == NamedRule("New", begun)


def test_every_setting_survives_the_form() -> None:
    assert _read(FULL) == FULL


def test_the_form_shows_lengths_of_time_as_people_say_them() -> None:
    typed = _typed(replace(FULL, last_useful_minutes=2880, escalate_after=timedelta(hours=4)))
    assert (typed.last_useful, typed.last_useful_unit) == ("2", "days")
    assert (typed.escalate_after, typed.escalate_unit) == ("4", "hours")
    assert _typed(replace(FULL, last_useful_minutes=0)).last_useful_unit == "minutes"


def test_a_name_is_tidied() -> None:
    read = read_rule(_typed(name="  Reminder   again "), REMINDER, CHOICES)
    assert isinstance(read, NamedRule)
    assert read.name == "Reminder again"


def test_boxes_that_are_not_ticked_give_the_usual_times_back() -> None:
    rule = _read(FULL, own_hours=False, own_last_useful=False, channel_mode="preference")
    assert (rule.hours, rule.last_useful_minutes, rule.escalate_after) == (None, None, None)


def test_type_purpose_and_start_stay_whatever_is_typed() -> None:
    rule = _read(replace(FULL, purpose=Purpose.NOTICES), amount="2", unit="days")
    assert rule.timing == Timing(Anchor.START, 2, Unit.DAYS)
    assert (rule.type, rule.purpose, rule.enabled_at) == (FULL.type, Purpose.NOTICES, FULL.enabled_at)


@pytest.mark.parametrize("channel", Channel)
def test_a_fixed_channel_is_any_way_out(channel: Channel) -> None:
    rule = _read(channel_mode="fixed", channel=channel.value)
    assert (rule.channel_mode, rule.channel) == (ChannelMode.FIXED, channel)


def test_a_birthday_has_a_clock_time_and_no_visit() -> None:
    birthday = starting_rule(RuleType.BIRTHDAY)
    rule = _read(birthday, at_time="11:15", age_to="", visit_types=("Check-up",))
    assert (rule.at_time, rule.age_to, rule.visit_types) == (time(11, 15), None, frozenset())


def test_a_recall_has_tries() -> None:
    rule = _read(starting_rule(RuleType.RECALL), tries="5", try_every_days="30")
    assert (rule.tries, rule.try_every_days) == (5, 30)


@pytest.mark.parametrize(
    ("changed", "field", "example"),
    [
        ({"name": " "}, "name", "for example Reminder the day before"),
        ({"name": "x" * 61}, "name", "1 to 60 letters"),
        ({"name": "same DAY"}, "name", "for example same DAY 2"),
        ({"anchor": "end"}, "anchor", "Choose one of the offered answers"),
        ({"unit": "years"}, "unit", "Choose one of the offered answers"),
        ({"amount": "0"}, "amount", "from 1 to 365, for example 2"),
        ({"amount": "366"}, "amount", "from 1 to 365"),
        ({"amount": "1.5"}, "amount", "whole number of days"),
        ({"amount": "-1"}, "amount", "whole number of days"),
        ({"amount": ""}, "amount", "for example 2"),
        ({"amount": "10081", "unit": "minutes"}, "amount", "from 1 to 10,080"),
        ({"statuses": ()}, "statuses", "for example Scheduled"),
        ({"statuses": ("cancelled",)}, "statuses", "no longer there"),
        ({"visit_types": ("Surgery",)}, "visit_types", "no longer there"),
        ({"provider_ids": ("6",)}, "provider_ids", "no longer there"),
        ({"location_ids": ("8",)}, "location_ids", "no longer there"),
        ({"age_from": "-2"}, "age_from", "for example 12"),
        ({"age_to": "121"}, "age_to", "0 to 120"),
        ({"age_from": "12", "age_to": "2"}, "age_from", "for example 2 to 12"),
        ({"new_patients": "some"}, "new_patients", "offered"),
        ({"channel_mode": "pigeon"}, "channel_mode", "offered"),
        ({"channel_mode": "fixed", "channel": ""}, "channel", "offered"),
        ({"channel_mode": "fixed", "channel": "pigeon"}, "channel", "offered"),
        ({"channel_mode": "escalation", "escalate_after": "14", "escalate_unit": "minutes"}, "escalate_after",
         "for example 4 hours"),
        ({"channel_mode": "escalation", "escalate_after": "8", "escalate_unit": "days"}, "escalate_after",
         "1 week"),
        ({"channel_mode": "escalation", "escalate_after": "x"}, "escalate_after", "for example 4 hours"),
        ({"template_set_id": "10"}, "template_set_id", "Standard words"),
        ({"own_hours": True, "window_from": "20:00", "window_to": "08:00"}, "window_from", "From 08:00"),
        ({"own_hours": True, "window_from": "8"}, "window_from", "for example 08:00"),
        ({"own_hours": True, "window_to": "24:00"}, "window_to", "for example 08:00"),
        ({"own_hours": True, "days": ()}, "days", "Monday to Friday"),
        ({"own_last_useful": True, "last_useful": "3", "last_useful_unit": "weeks"}, "last_useful", "14 d"),
        ({"own_last_useful": True, "last_useful": "5", "last_useful_unit": ""}, "last_useful", "30 minutes"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_named_with_an_example(
    changed: dict[str, object], field: str, example: str
) -> None:
    refused = _refused(**changed)
    assert list(refused) == [field]
    assert example in refused[field]


@pytest.mark.parametrize(
    ("kind", "changed", "field"),
    [
        (RuleType.BIRTHDAY, {"at_time": ""}, "at_time"),
        (RuleType.BIRTHDAY, {"channel_mode": "escalation"}, "channel_mode"),
        (RuleType.RECALL, {"tries": "6"}, "tries"),
        (RuleType.RECALL, {"try_every_days": "0"}, "try_every_days"),
    ],
)
def test_messages_on_a_date_have_limits_of_their_own(
    kind: RuleType, changed: dict[str, object], field: str
) -> None:
    assert list(_refused(starting_rule(kind), **changed)) == [field]


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_form() -> None:
    refused = _refused(name="", amount="x", age_to="x", template_set_id="1")
    assert list(refused) == ["name", "amount", "age_to", "template_set_id"]
