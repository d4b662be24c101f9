"""Whom a freed time suits, and who is asked first (J4): a table of single reasons, and what always holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules import Rule
from app.domain.timing import Anchor, RuleType, Timing
from app.domain.waitlists import FreeTime, Misfit, OfferOrder, Waiting, misfit, rule_for, suited, useful_until

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
START = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
"""Tuesday, November 24, 2:30 PM in New York."""

FREE = FreeTime(3, 5, "Check-up", START, 20, "America/New_York", family_id=1)
ADA = Waiting(
    id=1,
    patient_id=11,
    family_id=2,
    contact_id=21,
    visit_type="",
    provider_ids=frozenset(),
    location_ids=frozenset(),
    minutes=20,
    days=frozenset(),
    from_time=None,
    to_time=None,
    earliest_on=date(2026, 11, 20),
    latest_on=None,
    since=NOW - timedelta(days=3),
)


def clock(since: str, until: str) -> dict[str, time]:
    return {"from_time": time.fromisoformat(since), "to_time": time.fromisoformat(until)}


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({}, None),
        ({"family_id": 1}, Misfit.SAME_FAMILY),
        ({"visit_type": "check-UP"}, None),
        ({"visit_type": "Vaccination"}, Misfit.TYPE),
        ({"provider_ids": frozenset({3, 4})}, None),
        ({"provider_ids": frozenset({4})}, Misfit.PROVIDER),
        ({"location_ids": frozenset({6})}, Misfit.PLACE),
        ({"minutes": 21}, Misfit.TOO_SHORT),
        ({"days": frozenset({1})}, None),
        ({"days": frozenset({0, 2})}, Misfit.DAY),
        (clock("14:30", "14:30"), None),
        (clock("14:31", "17:00"), Misfit.CLOCK),
        (clock("08:00", "14:29"), Misfit.CLOCK),
        ({"earliest_on": date(2026, 11, 24)}, None),
        ({"earliest_on": date(2026, 11, 25)}, Misfit.BEFORE),
        ({"latest_on": date(2026, 11, 24)}, None),
        ({"latest_on": date(2026, 11, 23)}, Misfit.AFTER),
        ({"visit_at": START + timedelta(minutes=1)}, None),
        ({"visit_at": START}, Misfit.NOT_EARLIER),
        ({"busy": ((START - timedelta(minutes=20), START),)}, None),
        ({"busy": ((START - timedelta(minutes=20), START + timedelta(minutes=1)),)}, Misfit.BOOKED),
        ({"busy": ((START + timedelta(minutes=20), START + timedelta(hours=1)),)}, None),
    ],
)
def test_the_first_thing_that_speaks_against_it(wish: dict[str, Any], reason: Misfit | None) -> None:
    assert misfit(replace(ADA, **wish), FREE, NOW) is reason


def test_a_time_of_a_type_nobody_named_suits_any_type() -> None:
    assert misfit(replace(ADA, visit_type="Vaccination"), replace(FREE, visit_type=""), NOW) is None


def test_a_quarter_of_an_hour_before_the_start_it_is_too_late() -> None:
    last = useful_until(START)
    assert misfit(ADA, FREE, last) is None
    assert misfit(ADA, FREE, last + timedelta(seconds=1)) is Misfit.TOO_LATE


def test_the_clock_is_that_of_the_place_also_after_the_hour_changes() -> None:
    """2:30 PM in New York is 18:30 UTC in summer and 19:30 UTC in winter."""
    afternoon = replace(ADA, earliest_on=date(2026, 7, 1), **clock("14:00", "15:00"))
    summer = replace(FREE, starts_at=datetime(2026, 7, 7, 18, 30, tzinfo=UTC))
    assert misfit(afternoon, summer, datetime(2026, 7, 6, tzinfo=UTC)) is None
    assert misfit(afternoon, FREE, NOW) is None


def test_whoever_waits_longest_or_has_the_latest_visit_comes_first() -> None:
    long = replace(ADA, id=1, since=NOW - timedelta(days=9), visit_at=START + timedelta(days=1))
    late = replace(ADA, id=2, since=NOW - timedelta(days=2), visit_at=START + timedelta(days=30))
    without = replace(ADA, id=3, since=NOW - timedelta(days=1))
    everybody = [without, late, long]
    assert [each.id for each in suited(everybody, FREE, OfferOrder.LONGEST_WAITING, NOW)] == [1, 2, 3]
    assert [each.id for each in suited(everybody, FREE, OfferOrder.LATEST_VISIT, NOW)] == [3, 2, 1]


waiting = st.builds(
    replace,
    st.just(ADA),
    id=st.integers(1, 30),
    family_id=st.integers(1, 3),
    minutes=st.integers(5, 40),
    days=st.frozensets(st.integers(0, 6), max_size=3),
    since=st.datetimes(datetime(2026, 10, 1), datetime(2026, 11, 22)).map(lambda at: at.replace(tzinfo=UTC)),
    visit_at=st.none() | st.just(START + timedelta(days=3)),
)


@given(st.lists(waiting, unique_by=lambda each: each.id, max_size=12), st.sampled_from(OfferOrder))
def test_all_whom_it_suits_are_asked_once_and_nobody_else(entries: list[Waiting], how: OfferOrder) -> None:
    asked = suited(entries, FREE, how, NOW)
    assert {each.id for each in asked} == {each.id for each in entries if misfit(each, FREE, NOW) is None}
    assert len(asked) == len({each.id for each in asked})
    assert asked == suited(list(reversed(entries)), FREE, how, NOW)
    if how is OfferOrder.LONGEST_WAITING:
        assert [each.since for each in asked] == sorted(each.since for each in asked)


def offers(**limits: Any) -> Rule:
    return Rule(7, RuleType.WAITLIST_OFFER, Timing(Anchor.FREED), frozenset(), NOW, **limits)


@pytest.mark.parametrize(
    ("limits", "born", "meant"),
    [
        ({}, None, True),
        ({"provider_ids": frozenset({3})}, None, True),
        ({"provider_ids": frozenset({4})}, None, False),
        ({"location_ids": frozenset({6})}, None, False),
        ({"age_to": 5}, date(2021, 11, 25), True),
        ({"age_to": 5}, date(2020, 11, 24), False),
        ({"age_from": 6}, date(2020, 11, 24), True),
        ({"age_from": 6}, None, False),
    ],
)
def test_the_message_is_meant_for_some_times_and_ages_only(
    limits: dict[str, Any], born: date | None, meant: bool
) -> None:
    assert (rule_for([offers(**limits)], FREE, born) is not None) is meant
