"""When an automated message would go for visits of the coming two weeks (product D1 to D3, E8).

Sample visits stand for real ones, so that a message can be judged before there is any visit at all: one
every two office hours from Monday to Saturday.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import instant, local_day, zone
from app.domain.open_windows import Window, open_windows, send_moment
from app.domain.rules import Hours, Rule
from app.domain.timing import AFTER_EVENT, HELD, Anchor, last_useful, nominal, useful_for

DAYS_AHEAD = 14
SUNDAY = 6
_STEP = timedelta(hours=2)
_WEEK = timedelta(days=7)
_LONG_AGO = timedelta(days=400)
_AROUND = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Place:
    """An office: its delivery times (D1), closed days and deadline, with what is the practice's filled in."""

    id: int
    name: str
    zone: str
    hours: Hours
    holidays: frozenset[date]
    deadline_hours: int

    def keeps_time_of(self, other: Place) -> bool:
        """Do messages go at the same moments in both offices?"""
        return (self.zone, self.hours, self.holidays) == (other.zone, other.hours, other.holidays)


@dataclass(frozen=True, slots=True)
class SampleMoment:
    """A sample event on a weekday (0 Monday): the planned moment, and when it goes or None for never. UTC."""

    weekday: int
    nominal: datetime
    send_at: datetime | None


def sample_moments(
    rule: Rule, place: Place, first_day: date, opens_at: time, closes_at: time
) -> tuple[SampleMoment, ...]:
    """For each sample event from the local ``first_day`` on, in office hours (clock times of the place)."""
    samples = list(_samples(place, first_day, opens_at, closes_at))
    cases = [(sample, *_case(rule, place, sample)) for sample in samples]
    if not cases:
        return ()
    days = [
        local_day(each, zone(place.zone)) for _, planned, useful, _ in cases for each in (planned, useful)
    ]
    windows = _windows(rule, place, min(days) - _AROUND, max(days) + _AROUND)
    return tuple(
        SampleMoment(_weekday(sample, place), planned, _sent(planned, useful, known, windows))
        for sample, planned, useful, known in cases
    )


def _samples(place: Place, first_day: date, opens_at: time, closes_at: time) -> Iterator[datetime]:
    for offset in range(1, DAYS_AHEAD + 1):
        day = first_day + timedelta(days=offset)
        if day.weekday() == SUNDAY or day in place.holidays:
            continue
        at, end = datetime.combine(day, opens_at), datetime.combine(day, closes_at)
        while at <= end:
            yield instant(at, zone(place.zone))
            at += _STEP


def _case(rule: Rule, place: Place, sample: datetime) -> tuple[datetime, datetime, datetime]:
    """Planned moment, last useful moment and when it became known, for an event at ``sample``."""
    if rule.at_time is not None:
        day = local_day(sample, zone(place.zone))
        planned = instant(datetime.combine(day, rule.at_time), zone(place.zone))
        own = rule.last_useful_minutes
        useful = AFTER_EVENT if own is None else timedelta(minutes=own)
        return planned, planned + useful, sample - _LONG_AGO
    visit = _visit(rule, place, sample)
    planned = nominal(rule.timing, visit) or sample
    known = sample if rule.timing.anchor in HELD else visit.cancelled_at or visit.version_at
    return planned, last_useful(visit, rule.timing.anchor, rule.last_useful_minutes), known


def _visit(rule: Rule, place: Place, sample: datetime) -> Appointment:
    """A visit whose event happens at ``sample``; one still to come begins a week after all that is told."""
    anchor = rule.timing.anchor
    before_start = anchor in (Anchor.CREATION, Anchor.CHANGE, Anchor.CANCELLATION, Anchor.FREED)
    told = rule.timing.length + useful_for(anchor, rule.last_useful_minutes) if before_start else timedelta(0)
    booked = sample if anchor in (Anchor.CREATION, Anchor.CHANGE) else sample - _LONG_AGO
    gone = anchor is Anchor.CANCELLATION
    return Appointment(
        id=0,
        patient_id=0,
        provider_id=None,
        location_id=place.id,
        visit_type="",
        starts_at=sample + told + _WEEK if before_start else sample,
        minutes=20,
        zone=place.zone,
        lifecycle=Lifecycle.SCHEDULED,
        confirmation=Confirmation.NONE,
        version=2 if anchor is Anchor.CHANGE else 1,
        created_at=booked,
        version_at=booked,
        cancelled_at=sample if gone else None,
        cancelled_by=CancelledBy.STAFF if gone else None,
    )


def _windows(rule: Rule, place: Place, first: date, last: date) -> Sequence[Window]:
    hours = rule.hours or place.hours
    rules = DeliveryRules(window_from=hours.window_from, window_to=hours.window_to, days=hours.days)
    return open_windows(rules, zone(place.zone), place.holidays, first, last)


def _sent(planned: datetime, useful: datetime, known: datetime, windows: Sequence[Window]) -> datetime | None:
    found = send_moment(planned, known, useful, windows)
    return found if isinstance(found, datetime) else None


def _weekday(sample: datetime, place: Place) -> int:
    return local_day(sample, zone(place.zone)).weekday()


def weekdays_without(moments: Collection[SampleMoment]) -> frozenset[int]:
    """The weekdays on which nothing of it would ever go."""
    return frozenset({each.weekday for each in moments}) - {
        each.weekday for each in moments if each.send_at is not None
    }
