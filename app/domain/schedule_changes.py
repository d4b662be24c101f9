"""What a message of the feed does to an appointment we already have (product B1, B4, B6, B7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum

from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle
from app.domain.status_map import Pair


class Cleared(Enum):
    """An explicit "empty": not the same as a field that is absent, which changes nothing (B6)."""

    CLEARED = "cleared"


class MergeKind(StrEnum):
    """What became of a row that names a known appointment."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What the feed says now. ``None`` is absent.

    ``unmapped`` means that it gave a status nobody knows (B3). ``source_time`` is the source's own
    time of the change, UTC, if it tells one; ``first_import`` marks a quiet first import (B7).
    """

    starts_at: datetime | None = None
    minutes: int | None = None
    provider_id: int | Cleared | None = None
    location_id: int | None = None
    zone: str | None = None
    visit_type: str | None = None
    status: Pair | None = None
    unmapped: bool = False
    source_time: datetime | None = None
    first_import: bool = False


@dataclass(frozen=True, slots=True)
class LastWord:
    """What this source last said of the appointment, and when by its own time, if it told one."""

    at: datetime | None
    status: Pair


@dataclass(frozen=True, slots=True)
class Merge:
    """The appointment after the message. ``moved`` says that a new version began (B4)."""

    kind: MergeKind
    appointment: Appointment
    moved: bool = False


ONE_MINUTE = timedelta(minutes=1)

_STARTED = frozenset({Lifecycle.ARRIVED, Lifecycle.COMPLETED, Lifecycle.NO_SHOW})
_FAMILY_SAID = frozenset({Confirmation.CONFIRMED, Confirmation.CANCEL_REQUESTED})


def _is_stale(incoming: Incoming, last: LastWord) -> bool:
    """Older than what was applied, or as old and weaker: of one second a cancellation beats a booking."""
    if incoming.source_time is None or last.at is None or incoming.source_time > last.at:
        return False
    if incoming.source_time < last.at:
        return True
    says = incoming.status[0] if incoming.status else last.status[0]
    return last.status[0] is Lifecycle.CANCELLED and says is not Lifecycle.CANCELLED


def _start(current: Appointment, incoming: Incoming) -> datetime:
    """A start less than a minute away is the same start."""
    start = incoming.starts_at
    return current.starts_at if start is None or abs(start - current.starts_at) < ONE_MINUTE else start


def _provider(current: Appointment, incoming: Incoming) -> int | None:
    if incoming.provider_id is None:
        return current.provider_id
    return None if isinstance(incoming.provider_id, Cleared) else incoming.provider_id


def _with_fields(current: Appointment, incoming: Incoming) -> Appointment:
    """The fields that were given; an absent one stays."""
    return replace(
        current,
        starts_at=_start(current, incoming),
        minutes=current.minutes if incoming.minutes is None else incoming.minutes,
        provider_id=_provider(current, incoming),
        location_id=current.location_id if incoming.location_id is None else incoming.location_id,
        zone=current.zone if incoming.zone is None else incoming.zone,
        visit_type=current.visit_type if incoming.visit_type is None else incoming.visit_type,
    )


def _place(appointment: Appointment) -> tuple[datetime, int | None, int]:
    """What makes another version when it changes (B4)."""
    return appointment.starts_at, appointment.provider_id, appointment.location_id


def _says_again(current: Appointment, incoming: Incoming, last: LastWord, moved: bool) -> bool:
    """Is the status no news? What a source merely repeats undoes nothing that happened here (B6).

    A schedule that never said cancelled has not heard of our cancellation, whatever else it says of the
    visit. But a cancelled visit that is booked at another time is booked anew, whoever cancelled it.
    """
    if incoming.status is None:
        return True
    booked = incoming.status[0] is Lifecycle.SCHEDULED
    if booked and moved and current.lifecycle is not Lifecycle.SCHEDULED:
        return False
    unheard = current.lifecycle is Lifecycle.CANCELLED and last.status[0] is Lifecycle.SCHEDULED
    return incoming.status == last.status or (booked and unheard)


def _goes_back(current: Appointment, incoming: Incoming, moved: bool) -> bool:
    """Without a time of the source, "booked" after the visit has begun is an old file read again."""
    booked = incoming.status is not None and incoming.status[0] is Lifecycle.SCHEDULED
    return booked and current.lifecycle in _STARTED and incoming.source_time is None and not moved


def _heard(current: Appointment, said: Pair) -> Confirmation:
    """A plain "booked" does not undo what the family told us (B6)."""
    lifecycle, confirmation = said
    unsaid = confirmation is Confirmation.NONE and current.confirmation in _FAMILY_SAID
    return current.confirmation if unsaid or lifecycle is not Lifecycle.SCHEDULED else confirmation


def _with_status(current: Appointment, said: Pair, now: datetime) -> Appointment:
    """The status applied. A visit that is already cancelled keeps who cancelled it and when."""
    lifecycle = said[0]
    confirmation = _heard(current, said)
    if lifecycle is not Lifecycle.CANCELLED:
        return replace(
            current, lifecycle=lifecycle, confirmation=confirmation, cancelled_at=None, cancelled_by=None
        )
    if current.lifecycle is Lifecycle.CANCELLED:
        return current
    return replace(current, lifecycle=lifecycle, cancelled_at=now, cancelled_by=CancelledBy.FEED)


def _new_version(
    appointment: Appointment, said: Pair | None, first_import: bool, now: datetime
) -> Appointment:
    """A moved or revived visit: nobody has answered for it yet, unless the source says so."""
    return replace(
        appointment,
        version=appointment.version + 1,
        version_at=now,
        quiet=first_import,
        confirmation=said[1] if said else Confirmation.NONE,
    )


def merge_feed(current: Appointment, incoming: Incoming, last: LastWord, now: datetime) -> Merge:
    """What ``incoming``, received at ``now`` (UTC), makes of ``current`` (B6). Idempotent (B1).

    A newer "booked" revives what the feed itself had cancelled, as a new version; it does not
    revive what a parent or staff cancelled here while the schedule does not know it yet.
    """
    if _is_stale(incoming, last):
        return Merge(MergeKind.STALE, current)
    after = _with_fields(current, incoming)
    moved = _place(after) != _place(current)
    no_news = _says_again(current, incoming, last, moved) or _goes_back(current, incoming, moved)
    said = None if no_news else incoming.status
    if incoming.status is not None or incoming.unmapped:
        after = replace(after, blocked=incoming.unmapped)
    if said is not None:
        after = _with_status(after, said, now)
    revived = current.lifecycle is Lifecycle.CANCELLED and after.lifecycle is Lifecycle.SCHEDULED
    renewed = after.lifecycle is Lifecycle.SCHEDULED and (moved or revived)
    if renewed:
        after = _new_version(after, said, incoming.first_import, now)
    return Merge(MergeKind.UNCHANGED if after == current else MergeKind.UPDATED, after, renewed)
