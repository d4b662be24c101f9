"""An appointment: one patient, one provider, one start (product B3, B4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.domain.birthdays import age_on


class Lifecycle(StrEnum):
    """Where the schedule says the appointment is. Never holds sending state (B3)."""

    SCHEDULED = "scheduled"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    RESCHEDULED = "rescheduled"
    ENTERED_IN_ERROR = "entered_in_error"


class Confirmation(StrEnum):
    """What the family has told us about it. The second, separate axis of B3."""

    NONE = "none"
    CONFIRMED = "confirmed"
    CANCEL_REQUESTED = "cancel_requested"
    OUT_OF_REACH = "out_of_reach"


class Status(StrEnum):
    """What staff see: the pair of lifecycle and confirmation as one word (B3, E3)."""

    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    CANCEL_REQUESTED = "cancel_requested"
    OUT_OF_REACH = "out_of_reach"
    ARRIVED = "arrived"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    RESCHEDULED = "rescheduled"
    ENTERED_IN_ERROR = "entered_in_error"

    @property
    def words(self) -> str:
        """What staff read, e.g. "No show" or "Asked to cancel"."""
        return _STATUS_WORDS.get(self, self.value.replace("_", " ").capitalize())


_STATUS_WORDS = {Status.CANCEL_REQUESTED: "Asked to cancel"}

# A family that has not answered is simply scheduled.
_SCHEDULED_AS = {
    Confirmation.NONE: Status.SCHEDULED,
    Confirmation.CONFIRMED: Status.CONFIRMED,
    Confirmation.CANCEL_REQUESTED: Status.CANCEL_REQUESTED,
    Confirmation.OUT_OF_REACH: Status.OUT_OF_REACH,
}


def status_of(lifecycle: Lifecycle, confirmation: Confirmation) -> Status:
    """The pair of axes as the one word staff see (B3).

    The confirmation only shows while the appointment is still to come: a completed visit is
    completed, whatever the family had answered.
    """
    if lifecycle is Lifecycle.SCHEDULED:
        return _SCHEDULED_AS[confirmation]
    return Status(lifecycle.value)


def has_new_time(previous: datetime | None, starts_at: datetime) -> bool:
    """Did this version begin with another time, and not only another place or provider (B4)?

    ``previous`` is the start of the version before, None for a first version. Both are UTC.
    """
    return previous is not None and previous != starts_at


def is_confidential(marked: bool, birth_date: date | None, day: date, from_age: int) -> bool:
    """Is a visit on the local ``day`` the patient's own matter (C7)?

    ``marked`` is what the practice says of the type, ``from_age`` its age in whole years. Where the
    birth date is unknown nobody can say that the patient is too young, so it is.
    """
    return marked and (birth_date is None or age_on(birth_date, day) >= from_age)


class CancelledBy(StrEnum):
    """Who ended the appointment: decides whether the family is told (E1) and how soon (B6)."""

    PARENT = "parent"
    STAFF = "staff"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Appointment:
    """The facts of one appointment that the rules use.

    ``zone`` is the IANA name of its location's time zone. ``version_at`` is when the present
    version began (its creation, or the last change of start, location or provider).
    ``quiet`` marks a version that came with a first import (B7). ``blocked`` marks an unmapped
    status (B3): nothing is sent for it. ``birth_date`` is the patient's; ``first_visit`` says that no
    appointment of the patient came before (E3); ``confidential`` that it is told to nobody but the
    patient's own contact (C7).
    """

    id: int
    patient_id: int
    provider_id: int | None
    location_id: int
    visit_type: str
    starts_at: datetime
    minutes: int
    zone: str
    lifecycle: Lifecycle
    confirmation: Confirmation
    version: int
    created_at: datetime
    version_at: datetime
    quiet: bool = False
    blocked: bool = False
    cancelled_at: datetime | None = None
    cancelled_by: CancelledBy | None = None
    birth_date: date | None = None
    first_visit: bool = False
    confidential: bool = False

    @property
    def ends_at(self) -> datetime:
        """The planned end, UTC."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def status(self) -> Status:
        """The word staff see for it."""
        return status_of(self.lifecycle, self.confirmation)
