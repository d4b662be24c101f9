"""Birthday greetings and recalls for one child: which day, what time, and who is left out (product K5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appointments import Lifecycle
from app.domain.consent import Consent
from app.domain.contacts import Address, ContactFacts, Eligible
from app.domain.delivery_rules import DeliveryRules
from app.domain.greeting_sending import ClaimedGreeting, greeting_wanted
from app.domain.greetings import (
    Greeting,
    GreetingTime,
    KnownVisit,
    born_to_hear,
    counted_since,
    greeting_on,
    greeting_refusal,
    greeting_time,
    last_visit,
)
from app.domain.open_windows import Window, open_windows
from app.domain.preferences import AddressKind, Channel, Preference, Purpose
from app.domain.reasons import Reason
from app.domain.rule_parts import starting_rule
from app.domain.rules import Rule
from app.domain.sending import Drop, Wait
from app.domain.timing import RuleType
from app.domain.well_visits import births_due, latest_check_up
from tests.domain.families import ENABLED, NEW_YORK, child, contact, examples, here

PLACE = ZoneInfo(NEW_YORK)
DAY = date(2026, 11, 24)
TEN = here("2026-11-24 10:00")
BIRTHDAY = replace(starting_rule(RuleType.BIRTHDAY), id=1, enabled_at=ENABLED)
RECALL = replace(starting_rule(RuleType.RECALL), id=2, enabled_at=ENABLED)
TURNS_6 = date(2020, 11, 24)
BY_EMAIL = {Purpose.NOTICES: Preference.EMAIL}


def open_times(**changed: Any) -> list[Window]:
    around = timedelta(days=5)
    return open_windows(DeliveryRules(**changed), PLACE, frozenset(), DAY - around, DAY + around)


def visit(at: str, lifecycle: Lifecycle = Lifecycle.COMPLETED, **changed: Any) -> KnownVisit:
    return replace(KnownVisit(1, here(at), lifecycle, "Sick visit", 3, 5), **changed)


SEEN = visit("2026-08-01 09:00")


def refused(
    rule: Rule, *visits: KnownVisit, born: date = TURNS_6, marked: Iterable[str] = ()
) -> Reason | None:
    return greeting_refusal(rule, born, DAY, PLACE, visits, frozenset(marked))


@pytest.mark.parametrize(
    ("born", "changed", "goes"),
    [
        (TURNS_6, {}, True),
        (date(2020, 11, 25), {}, False),
        (DAY, {}, False),
        (date(2009, 11, 24), {}, True),
        (date(2008, 11, 24), {}, False),
        (date(2008, 11, 24), {"age_to": None}, True),
        (TURNS_6, {"age_from": 7}, False),
    ],
)
def test_a_birthday_is_wished_for_on_its_day_and_at_the_chosen_ages(
    born: date, changed: dict[str, Any], goes: bool
) -> None:
    assert greeting_on(replace(BIRTHDAY, **changed), born, DAY) == (Greeting(DAY, 1) if goes else None)


@pytest.mark.parametrize(("after", "number"), [(-1, None), (0, 1), (1, None), (14, 2), (28, 3), (42, None)])
def test_a_recall_asks_on_the_day_the_check_up_is_due_and_twice_more(after: int, number: int | None) -> None:
    due = date(2026, 6, 1)
    expected = Greeting(due, number) if number else None
    assert greeting_on(RECALL, date(2022, 6, 1), due + timedelta(days=after)) == expected


def test_grown_up_patients_are_not_recalled() -> None:
    assert greeting_on(RECALL, date(2004, 11, 24), DAY) is None
    assert counted_since(RECALL, date(2004, 11, 24), DAY, PLACE) is None


@examples
@given(birth=st.dates(date(2004, 1, 1), DAY), rule=st.sampled_from((BIRTHDAY, RECALL)))
def test_who_is_looked_for_on_a_day_is_who_hears_of_it(birth: date, rule: Rule) -> None:
    assert born_to_hear(rule, DAY).get(birth) == greeting_on(rule, birth, DAY)


@examples
@given(birth=st.dates(date(2003, 1, 1), DAY), after=st.integers(-400, 400))
def test_everybody_is_due_for_the_latest_check_up_and_no_other(birth: date, after: int) -> None:
    day = DAY + timedelta(days=after)
    spans = [each.check_up for each in births_due(day) if each.first <= birth <= each.last]
    assert spans == [each for each in (latest_check_up(birth, day),) if each]


def test_it_goes_at_its_time_or_when_the_office_next_sends() -> None:
    late = timedelta(hours=48)
    assert greeting_time(BIRTHDAY, DAY, PLACE, open_times()) == GreetingTime(TEN, TEN, TEN + late, None)
    afternoon = open_times(window_from=time(13))
    found = greeting_time(BIRTHDAY, DAY, PLACE, afternoon)
    assert found == GreetingTime(TEN, here("2026-11-24 13:00"), TEN + late, None)


def test_a_greeting_that_finds_no_time_says_why() -> None:
    sundays = open_times(days=frozenset({6}))
    own = replace(BIRTHDAY, last_useful_minutes=60, enabled_at=TEN - timedelta(hours=1))
    found = greeting_time(own, DAY, PLACE, sundays)
    assert found == GreetingTime(TEN, TEN, TEN + timedelta(hours=1), Reason.NO_OPEN_WINDOW)


@pytest.mark.parametrize(
    ("enabled_at", "goes"), [(None, False), (TEN, False), (TEN - timedelta(minutes=1), True)]
)
def test_what_was_planned_before_it_was_turned_on_is_not_made_up_for(
    enabled_at: datetime | None, goes: bool
) -> None:
    found = greeting_time(replace(BIRTHDAY, enabled_at=enabled_at), DAY, PLACE, open_times())
    assert (found is not None) is goes


def test_a_childs_place_is_that_of_its_latest_visit_and_cancelled_ones_say_nothing() -> None:
    coming = visit("2027-02-01 09:00", Lifecycle.SCHEDULED, id=2, location_id=4)
    gone = visit("2027-03-01 09:00", Lifecycle.CANCELLED, id=3)
    assert last_visit([SEEN, coming, gone]) == coming
    assert last_visit([gone]) is None


@pytest.mark.parametrize(
    ("visits", "reason"),
    [
        ((SEEN,), None),
        ((), Reason.INACTIVE),
        ((visit("2024-11-23 09:00"),), Reason.INACTIVE),
        ((visit("2024-11-24 09:00"),), None),
        ((visit("2026-11-20 09:00", Lifecycle.CANCELLED),), Reason.INACTIVE),
        ((visit("2027-05-01 09:00", Lifecycle.SCHEDULED),), None),
    ],
)
def test_a_family_not_seen_for_two_years_is_left_in_peace(
    visits: tuple[KnownVisit, ...], reason: Reason | None
) -> None:
    assert refused(BIRTHDAY, *visits) == reason


def test_only_the_chosen_places_and_providers() -> None:
    assert refused(replace(BIRTHDAY, location_ids=frozenset({9})), SEEN) is Reason.LOCATION_NOT_CHOSEN
    assert refused(replace(BIRTHDAY, provider_ids=frozenset({9})), SEEN) is Reason.PROVIDER_NOT_CHOSEN
    both = replace(BIRTHDAY, location_ids=frozenset({3}), provider_ids=frozenset({5}))
    assert refused(both, SEEN) is None


@pytest.mark.parametrize(
    ("booked", "marked", "settled"),
    [
        (visit("2026-12-10 09:00", Lifecycle.SCHEDULED, visit_type="Well visit"), (), True),
        (visit("2026-09-10 09:00", visit_type="Check-up"), (), True),
        (visit("2026-12-10 09:00", Lifecycle.CANCELLED, visit_type="Well visit"), (), False),
        (visit("2026-09-10 09:00", Lifecycle.NO_SHOW, visit_type="Well visit"), (), False),
        (visit("2026-12-10 09:00", Lifecycle.SCHEDULED), (), False),
        (visit("2026-12-10 09:00", Lifecycle.SCHEDULED), ("sick visit",), True),
        # Half-way from the check-up before is May 25: what was earlier belonged to that one.
        (visit("2026-05-20 09:00", visit_type="Well visit"), (), False),
    ],
)
def test_a_check_up_that_is_booked_or_had_is_not_asked_for(
    booked: KnownVisit, marked: tuple[str, ...], settled: bool
) -> None:
    expected = Reason.CHECK_UP_BOOKED if settled else None
    assert refused(RECALL, SEEN, booked, marked=marked) == expected
    assert refused(BIRTHDAY, SEEN, booked, marked=marked) is None


def reader(**changed: Any) -> ContactFacts:
    plain = contact(
        preferences={Purpose.NOTICES: Preference.TEXT},
        consents={
            (Purpose.NOTICES, Channel.TEXT): Consent.GIVEN,
            (Purpose.NOTICES, Channel.EMAIL): Consent.GIVEN,
        },
    )
    return replace(plain, **changed)


def claimed(*contacts: ContactFacts, deceased: bool = False, **changed: Any) -> ClaimedGreeting:
    plain = ClaimedGreeting(
        rule=BIRTHDAY,
        contact_id=7,
        channel=Channel.TEXT,
        child=child(*(contacts or (reader(),)), deceased=deceased),
        birth_date=TURNS_6,
        occasion_on=DAY,
        place=PLACE,
        visits=[SEEN],
        marked=frozenset(),
        last_useful=TEN + timedelta(hours=48),
        windows=open_times(),
    )
    return replace(plain, **changed)


def test_a_greeting_that_is_still_right_goes_to_the_number_of_now() -> None:
    assert greeting_wanted(claimed(), TEN) == Eligible(Channel.TEXT, AddressKind.CELL)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (claimed(rule=replace(BIRTHDAY, enabled_at=None)), Reason.RULE_DISABLED),
        (claimed(deceased=True), Reason.DECEASED),
        (claimed(birth_date=None), Reason.NO_BIRTH_DATE),
        (claimed(visits=[]), Reason.INACTIVE),
        (claimed(reader(id=8)), Reason.ENDED),
        (claimed(reader(consents={})), Reason.NO_CONSENT),
        (
            claimed(reader(preferences=BY_EMAIL, addresses={AddressKind.EMAIL: Address()})),
            Reason.PREFERENCE_CHANGED,
        ),
        (claimed(last_useful=TEN - timedelta(minutes=1)), Reason.EXPIRED),
    ],
)
def test_a_greeting_that_is_no_longer_right_is_dropped(found: ClaimedGreeting, reason: Reason) -> None:
    assert greeting_wanted(found, TEN) == Drop(reason)


def test_a_greeting_waits_for_the_morning() -> None:
    night = here("2026-11-24 22:00")
    assert greeting_wanted(claimed(), night) == Wait(here("2026-11-25 08:00"), Reason.NO_OPEN_WINDOW)
