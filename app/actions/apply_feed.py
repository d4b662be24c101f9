"""Carry out what the rule book made of a row: a new appointment or a changed one (product B1, B4)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.actions.feed_effects import Effects
from app.actions.upsert_contact import Changes
from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle, Status
from app.domain.reasons import Reason
from app.domain.schedule_changes import Cleared, Incoming, Merge
from app.domain.status_map import Pair
from app.models import AppointmentRow

# A schedule that does not say how long a visit is still has to show it somewhere in the day.
USUAL_MINUTES = 15

_COLUMNS = (
    "starts_at",
    "minutes",
    "provider_id",
    "location_id",
    "visit_type",
    "lifecycle",
    "confirmation",
    "blocked",
    "version",
    "version_at",
    "quiet",
    "cancelled_at",
    "cancelled_by",
)
_UNANSWERED: Pair = (Lifecycle.SCHEDULED, Confirmation.NONE)


def create_from_feed(now: datetime, incoming: Incoming, **known_values: Any) -> AppointmentRow:
    """A row, not yet stored. One that comes already cancelled was never promised to anyone here.

    ``incoming`` must say where and when. ``known_values`` are source, external id and patient.
    """
    lifecycle, confirmation = incoming.status or _UNANSWERED
    cancelled = lifecycle is Lifecycle.CANCELLED
    return AppointmentRow(
        **known_values,
        starts_at=incoming.starts_at,
        location_id=incoming.location_id,
        provider_id=None if isinstance(incoming.provider_id, Cleared) else incoming.provider_id,
        minutes=incoming.minutes or USUAL_MINUTES,
        visit_type=incoming.visit_type or "",
        lifecycle=lifecycle.value,
        confirmation=confirmation.value,
        blocked=incoming.unmapped,
        version=1,
        version_at=now,
        created_at=now,
        changed_at=now,
        source_time=incoming.source_time,
        cancelled_at=now if cancelled else None,
        cancelled_by=CancelledBy.FEED.value if cancelled else None,
        quiet=incoming.first_import,
        replan=True,
    )


def apply_feed(effects: Effects, now: datetime, row: AppointmentRow, merge: Merge) -> Changes:
    """Set the columns that differ, and note what follows: timeline, audit, messages nobody needs now."""
    changes = Changes()
    if merge.moved:
        # Also when the time stays: that it differs from this is how everybody knows of a new time.
        changes.put(row, "previous_starts_at", row.starts_at)
    for column in _COLUMNS:
        changes.put(row, column, _stored(getattr(merge.appointment, column)))
    if changes:
        row.changed_at, row.replan = now, True
        _note_change(effects, row, merge, changes)
    return changes


def _stored(value: Any) -> Any:
    """Enums are kept by their word."""
    return value.value if hasattr(value, "value") else value


def _note_change(effects: Effects, row: AppointmentRow, merge: Merge, changes: Changes) -> None:
    status = {"lifecycle", "confirmation"} & changes.after.keys()
    if merge.moved:
        # A cancelled visit that is on the schedule again at its old time has a new version and no new place.
        kind = "moved" if _place(changes.after) else "booked_again"
        effects.note(row.id, kind, before=_place(changes.before), after=_place(changes.after))
        effects.pointless[Reason.MOVED].append(row.id)
    elif status:
        kind = "cancelled" if merge.appointment.lifecycle is Lifecycle.CANCELLED else "status_changed"
        effects.note(row.id, kind, before=_axes(changes.before), after=_axes(changes.after))
        effects.pointless[_reason(merge.appointment)].append(row.id)
    if "blocked" in changes.after and row.blocked:
        effects.note(row.id, "blocked")
        effects.pointless[Reason.FEED_BLOCKED].append(row.id)


def _place(side: dict[str, Any]) -> dict[str, Any]:
    """The part of a change that makes a new version."""
    return {key: side[key] for key in ("starts_at", "provider_id", "location_id") if key in side}


def _axes(side: dict[str, Any]) -> dict[str, Any]:
    """The part of a change that is the status."""
    return {key: side[key] for key in ("lifecycle", "confirmation") if key in side}


def _reason(appointment: Appointment) -> Reason:
    if appointment.lifecycle is Lifecycle.CANCELLED:
        return Reason.CANCELLED
    return Reason.ANSWERED if appointment.status is Status.CONFIRMED else Reason.STATUS_CHANGED
