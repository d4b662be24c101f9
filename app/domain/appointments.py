"""An appointment: one patient, one provider, one start (product B3, B4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    ``quiet`` marks an appointment of a first import (B7). ``blocked`` marks an unmapped
    status (B3): nothing is sent for it.
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
