"""The family of the rule tests: a child of Willow Pediatrics, a parent, a visit on a Tuesday.

Every maker gives something that works and takes only what a test is about.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from app.domain.appointments import Appointment, Confirmation, Lifecycle, Status
from app.domain.candidates import Booking
from app.domain.consent import Consent
from app.domain.contacts import Address, ChildContacts, ContactFacts
from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import local_day
from app.domain.open_windows import Window, open_windows
from app.domain.preferences import AddressKind, Channel, Preference, Purpose
from app.domain.rules import Rule
from app.domain.timing import Anchor, RuleType, Timing, Unit

NEW_YORK = "America/New_York"

# Half hours of daylight saving, 45-minute offsets, midnight gaps, no daylight saving, a skipped day.
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Anchorage",
    "America/St_Johns",
    "America/Santiago",
    "Europe/London",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
)

# Few examples, always the same ones, so that the rule tests stay under two seconds.
thorough = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
examples = settings(
    max_examples=2000 if thorough else 20, derandomize=not thorough, deadline=None, database=None
)
# Of what takes no time at all.
many_examples = settings(examples, max_examples=2000 if thorough else 60)

zones = st.sampled_from(ZONES)


def utc(text: str) -> datetime:
    """``"2026-11-24 19:30"`` as an aware instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def here(text: str, zone: str = NEW_YORK) -> datetime:
    """The instant of an ordinary clock time in ``zone``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


START = here("2026-11-24 14:30")
BOOKED = here("2026-11-02 10:00")
ENABLED = here("2026-11-01 09:00")


def appointment(id: int = 1, **changes: Any) -> Appointment:
    """Tuesday, November 24, 2:30 PM in New York, booked three weeks earlier."""
    plain = Appointment(
        id=id,
        patient_id=id,
        provider_id=5,
        location_id=3,
        visit_type="Well visit",
        starts_at=START,
        minutes=20,
        zone=NEW_YORK,
        lifecycle=Lifecycle.SCHEDULED,
        confirmation=Confirmation.NONE,
        version=1,
        created_at=BOOKED,
        version_at=BOOKED,
    )
    return replace(plain, **changes)


def contact(id: int = 7, **changes: Any) -> ContactFacts:
    """A parent who likes texts, has consented to them and has a cell phone."""
    plain = ContactFacts(
        id=id,
        preferences={Purpose.REMINDERS: Preference.TEXT},
        consents={(Purpose.REMINDERS, Channel.TEXT): Consent.GIVEN},
        addresses={AddressKind.CELL: Address()},
    )
    return replace(plain, **changes)


def child(*contacts: ContactFacts, patient_id: int = 1, deceased: bool = False) -> ChildContacts:
    return ChildContacts(patient_id, contacts or (contact(),), deceased)


def rule(id: int = 1, type: RuleType = RuleType.REMINDER, **changes: Any) -> Rule:
    """A reminder one day before the start, on since November 1."""
    plain = Rule(
        id=id,
        type=type,
        timing=changes.pop("timing", Timing(Anchor.START, 1, Unit.DAYS)),
        statuses=changes.pop("statuses", frozenset({Status.SCHEDULED})),
        enabled_at=ENABLED,
    )
    return replace(plain, **changes)


def request(id: int = 2, **changes: Any) -> Rule:
    """A confirmation request three days before."""
    changes.setdefault("timing", Timing(Anchor.START, 3, Unit.DAYS))
    return rule(id, RuleType.CONFIRMATION_REQUEST, **changes)


def initial(id: int = 3, **changes: Any) -> Rule:
    return rule(id, RuleType.INITIAL_CONFIRMATION, timing=Timing(Anchor.CREATION), **changes)


def moved(id: int = 4, **changes: Any) -> Rule:
    return rule(id, RuleType.MOVED, timing=Timing(Anchor.CHANGE), **changes)


def cancelled(id: int = 5, **changes: Any) -> Rule:
    return rule(
        id,
        RuleType.CANCELLED_BY_PRACTICE,
        timing=Timing(Anchor.CANCELLATION),
        statuses=frozenset({Status.CANCELLED}),
        **changes,
    )


def windows_around(visit: Appointment, rules: DeliveryRules | None = None) -> list[Window]:
    """The open times from six weeks before the visit to the day after it."""
    place = ZoneInfo(visit.zone)
    day = local_day(visit.starts_at, place)
    return open_windows(
        rules or DeliveryRules(), place, (), day - timedelta(weeks=6), day + timedelta(days=1)
    )


def booking(visit: Appointment, *contacts: ContactFacts, rules: DeliveryRules | None = None) -> Booking:
    return Booking(visit, child(*contacts, patient_id=visit.patient_id), windows_around(visit, rules))


def day(text: str) -> date:
    return date.fromisoformat(text)
