"""What is doubtful about an automated message is said, and what is fine is left alone (E8)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from app.domain.appointments import Status
from app.domain.languages import Language
from app.domain.preferences import Channel
from app.domain.rule_cautions import Surroundings
from app.domain.rule_linter import cautions
from app.domain.rule_moments import Place
from app.domain.rule_parts import starting_rule
from app.domain.rules import ChannelMode, Hours, NewPatients, Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit
from app.domain.typed_rule import NamedRule
from app.domain.wording.facts import ChildLine, MessageFacts
from app.domain.wording.occasions import Occasion
from app.domain.wording.own_words import OwnWords, WordsKey

EVERY_DAY = frozenset(range(7))
MAIN = Place(1, "Main Street", "America/New_York", Hours(time(8), time(20), EVERY_DAY), frozenset(), 1)
ELM = replace(MAIN, id=2, name="Elm Street")
TODAY = date(2026, 11, 22)


def _child(name: str) -> ChildLine:
    return ChildLine(name, datetime(2026, 11, 24, 12, 30), "Dr. Anita Patel", office="Main Street")


LONGEST = MessageFacts(
    practice_name="Willow Pediatrics",
    practice_short="Willow Pediatrics",
    phone_display="937-555-0142",
    address="2 Oak Street",
    children=(_child("Maximiliana"), _child("Bartholomew")),
    link="https://willow.example/v/" + "x" * 30,
    today_local=TODAY,
)
AROUND = Surroundings(
    places=(MAIN, ELM),
    today=TODAY,
    opens_at=time(8),
    closes_at=time(17),
    languages=(Language.ENGLISH, Language.SPANISH),
    text_limit=160,
    longest=LONGEST,
)


def _rule(
    kind: RuleType = RuleType.REMINDER, amount: int = 0, unit: Unit = Unit.DAYS, **given: object
) -> Rule:
    rule = replace(starting_rule(kind), id=5, **given)
    return replace(rule, timing=Timing(rule.timing.anchor, amount, unit)) if amount else rule


def _said(rule: Rule, around: Surroundings = AROUND) -> list[str]:
    return [f"{each.what} | {each.where} | {each.remedy}" for each in cautions(rule, around)]


def _beside(rule: Rule, **given: object) -> Surroundings:
    return replace(AROUND, others=(NamedRule("The other", replace(rule, **{"id": 3, **given})),))


@pytest.mark.parametrize(
    "kind", sorted(set(RuleType) - {RuleType.TELEHEALTH_FIRST, RuleType.TELEHEALTH_SECOND})
)
def test_a_new_message_with_the_usual_settings_is_fine(kind: RuleType) -> None:
    assert _said(_rule(kind)) == []


@pytest.mark.parametrize(
    ("amount", "unit", "deadline", "late"),
    [
        (1, Unit.HOURS, 1, True),
        (61, Unit.MINUTES, 1, False),
        (30, Unit.MINUTES, 1, True),
        (1, Unit.DAYS, 24, True),
        (1, Unit.DAYS, 23, False),
    ],
)
def test_a_question_that_comes_after_the_deadline(amount: int, unit: Unit, deadline: int, late: bool) -> None:
    around = replace(AROUND, places=(replace(MAIN, deadline_hours=deadline),))
    said = _said(_rule(RuleType.CONFIRMATION_REQUEST, amount, unit), around)
    assert bool(said) is late
    assert all("can no longer cancel: the deadline is" in each for each in said)


def test_the_office_with_the_longer_deadline_is_named() -> None:
    around = replace(AROUND, places=(MAIN, replace(ELM, deadline_hours=4)))
    (said,) = _said(_rule(amount=3, unit=Unit.HOURS), around)
    assert "the deadline at Elm Street is 4 hours before the start" in said
    assert "When: 3 hours before the start" in said
    assert "Send it earlier than 4 hours" in said
    assert _said(_rule(amount=3, unit=Unit.HOURS, location_ids=frozenset({1})), around) == []


def test_a_video_visit_notice_has_no_buttons_to_be_late_for() -> None:
    only_video = frozenset({"Telehealth"})
    assert _said(_rule(RuleType.TELEHEALTH_SECOND, visit_types=only_video)) == []


def test_closed_days_can_leave_no_moment_at_all() -> None:
    closed = frozenset(TODAY + timedelta(days=number) for number in range(-5, 30) if number % 7 == 0)
    sundays = Hours(time(9), time(12), frozenset({6}))
    (said,) = _said(_rule(hours=sundays, last_useful_minutes=15), replace(
        AROUND, places=(replace(MAIN, holidays=closed),)
    ))  # fmt: skip
    assert said.startswith("It can never go: no delivery time is open while it is useful.")
    assert "Delivery times of its own" in said
    assert "for example 8:00 AM to 8:00 PM" in said


def test_an_office_that_is_closed_for_two_weeks_says_nothing_of_a_message() -> None:
    closed = frozenset(TODAY + timedelta(days=number) for number in range(1, 20))
    assert _said(_rule(), replace(AROUND, places=(replace(MAIN, holidays=closed),))) == []


def test_days_without_a_moment_are_named() -> None:
    mondays = Hours(time(9), time(12), frozenset({0}))
    (said,) = _said(_rule(RuleType.MISSED, hours=mondays))
    assert "It never goes for Tuesday to Friday" in said


def test_an_office_whose_own_times_never_open_is_named() -> None:
    mondays = replace(ELM, hours=Hours(time(9), time(12), frozenset({0})))
    (said,) = _said(_rule(RuleType.FOLLOW_UP), replace(AROUND, places=(MAIN, mondays)))
    assert "Delivery times, Elm Street" in said


@pytest.mark.parametrize("kind", [RuleType.MISSED, RuleType.FOLLOW_UP])
@pytest.mark.parametrize(
    ("amount", "unit", "own_days", "remedy"),
    [
        (49, Unit.HOURS, None, "or earlier, or set a later last useful moment"),
        (5, Unit.DAYS, None, "for example 6 days."),
        (3, Unit.WEEKS, None, "Send it 2 days after the visit or earlier."),
        (4, Unit.DAYS, 3, "Send it 3 days after the visit or earlier"),
    ],
)
def test_a_message_after_the_visit_may_come_when_nobody_needs_it(
    kind: RuleType, amount: int, unit: Unit, own_days: int | None, remedy: str
) -> None:
    rule = _rule(kind, amount, unit, last_useful_minutes=own_days and own_days * 24 * 60)
    (said,) = _said(rule, replace(AROUND, places=(MAIN, replace(ELM, zone="America/Chicago"))))
    assert said.startswith(f"It can never go: it is useful for {own_days or 2} days after the visit")
    assert f"When: {amount} {unit} after the" in said
    assert remedy in said


@pytest.mark.parametrize(
    ("amount", "unit", "own_minutes"), [(2, Unit.DAYS, None), (5, Unit.DAYS, 7 * 24 * 60)]
)
def test_a_message_after_the_visit_is_fine_up_to_its_last_useful_moment(
    amount: int, unit: Unit, own_minutes: int | None
) -> None:
    assert _said(_rule(RuleType.FOLLOW_UP, amount, unit, last_useful_minutes=own_minutes)) == []


def test_what_comes_too_late_is_said_even_while_every_office_is_closed() -> None:
    closed = frozenset(TODAY + timedelta(days=number) for number in range(1, 20))
    around = replace(AROUND, places=(replace(MAIN, holidays=closed),))
    (said,) = _said(_rule(RuleType.MISSED, 3, Unit.DAYS), around)
    assert "its moment comes later than that" in said


def test_a_message_before_the_visit_may_come_after_its_last_useful_moment() -> None:
    rule = _rule(amount=3, unit=Unit.HOURS, last_useful_minutes=24 * 60)
    (said,) = _said(rule)
    assert said.startswith("It can never go: it is useful until 1 day before the start")
    assert "Send it 1 day before the start or earlier" in said
    assert "for example 15 minutes." in said
    assert _said(replace(rule, last_useful_minutes=3 * 60)) == []


@pytest.mark.parametrize("amount", [2, 8])
def test_a_message_some_weeks_after_the_booking_goes_for_visits_booked_long_ahead(amount: int) -> None:
    assert _said(_rule(RuleType.INITIAL_CONFIRMATION, amount, Unit.WEEKS)) == []
    assert _said(_rule(RuleType.MOVED, last_useful_minutes=14 * 24 * 60)) == []


def _own(*keys: tuple[Channel, Language]) -> Surroundings:
    words = {
        WordsKey(Occasion.REMINDER, channel, language, "one"): OwnWords(9, 1, "{practice}: see you soon.")
        for channel, language in keys
    }
    return replace(AROUND, set_name="Gentle", own=words)


def test_own_words_that_miss_a_language() -> None:
    around = _own((Channel.TEXT, Language.ENGLISH), (Channel.EMAIL, Language.ENGLISH),
                  (Channel.EMAIL, Language.SPANISH))  # fmt: skip
    (said,) = _said(_rule(), around)
    assert "words for a text are missing in Spanish" in said
    assert "Words: Gentle" in said
    assert "Write the text in Spanish under Templates." in said
    assert _said(_rule(), replace(around, languages=(Language.ENGLISH,))) == []


def test_a_text_too_long_with_the_longest_names() -> None:
    long = replace(LONGEST, link="https://a-very-long-name-of-a-practice.example/v/" + "x" * 60)
    said = _said(_rule(), replace(AROUND, longest=long, text_limit=110))
    assert [each.split(" | ")[1] for each in said] == ["Words: text in English", "Words: text in Spanish"]
    assert "110 may be" in said[0]
    email_only = _rule(channel_mode=ChannelMode.FIXED, channel=Channel.EMAIL)
    assert _said(email_only, replace(AROUND, longest=long, text_limit=110)) == []


def test_the_older_of_two_at_the_same_moment_always_goes_instead() -> None:
    rule = _rule()
    (said,) = _said(rule, _beside(rule))
    assert said.startswith("The other always goes instead")
    assert _said(rule, _beside(rule, id=8)) == []
    assert _said(replace(rule, id=0), _beside(rule, id=8)) != [], "a new one is the youngest"


def test_one_nearer_the_visit_goes_instead_only_if_both_always_wait_for_one_opening() -> None:
    narrow = Hours(time(7), time(7, 30), EVERY_DAY)
    rule = _rule(amount=4, unit=Unit.HOURS, hours=narrow)
    nearer = Timing(Anchor.START, 3, Unit.HOURS)
    assert _said(rule, _beside(rule, id=8, timing=Timing(Anchor.START, 1, Unit.DAYS))) == []
    assert _said(_rule(amount=1), _beside(_rule(amount=1), timing=nearer)) == []
    evening = Hours(time(18), time(19), EVERY_DAY)
    both_the_evening_before = _rule(amount=5, unit=Unit.HOURS, hours=evening)
    (said,) = _said(both_the_evening_before, _beside(both_the_evening_before, id=8, timing=nearer))
    assert "always goes instead" in said


@pytest.mark.parametrize(
    ("mine", "theirs", "shadowed"),
    [
        ({}, {"visit_types": frozenset({"Check-up"})}, False),
        ({"visit_types": frozenset({"Check-up"})}, {}, True),
        ({"provider_ids": frozenset({1})}, {"provider_ids": frozenset({1, 2})}, True),
        ({"provider_ids": frozenset({1, 3})}, {"provider_ids": frozenset({1, 2})}, False),
        ({}, {"location_ids": frozenset({1})}, False),
        ({"statuses": frozenset({Status.CONFIRMED})}, {}, True),
        ({}, {"statuses": frozenset({Status.CONFIRMED})}, False),
        ({"age_from": 2, "age_to": 5}, {"age_from": 1, "age_to": 5}, True),
        ({"age_from": 2}, {"age_from": 3}, False),
        ({}, {"age_to": 18}, False),
        ({"new_patients": NewPatients.FIRST_VISIT}, {}, True),
        ({}, {"new_patients": NewPatients.FIRST_VISIT}, False),
        ({}, {"channel_mode": ChannelMode.FIXED, "channel": Channel.TEXT}, False),
        ({}, {"type": RuleType.TELEHEALTH_FIRST}, False),
    ],
)
def test_another_goes_instead_only_if_it_is_for_all_the_same_visits(
    mine: dict[str, object], theirs: dict[str, object], shadowed: bool
) -> None:
    said = _said(_rule(**mine), _beside(_rule(), **theirs))
    assert any("always goes instead" in each for each in said) is shadowed


def test_a_video_visit_notice_for_every_visit() -> None:
    (said,) = _said(_rule(RuleType.TELEHEALTH_FIRST))
    assert "also for those in the office" in said
    assert "for example Telehealth" in said


def test_a_provider_of_video_visits_without_a_room_is_named() -> None:
    rule = _rule(RuleType.TELEHEALTH_SECOND, visit_types=frozenset({"Telehealth"}))
    (said,) = cautions(rule, replace(AROUND, without_room=("Dr. Kim", "Dr. Patel")))
    assert said.what.startswith("No video room is known for Dr. Kim and Dr. Patel")
    reminder = _rule(RuleType.REMINDER)
    assert cautions(reminder, replace(AROUND, without_room=("Dr. Kim",))) == cautions(reminder, AROUND)
