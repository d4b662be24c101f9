"""The schedule brings a visit that a family took from the waitlist: it is that visit (J4, B1, decision 20).

The front desk may book it anew, or move the family's later visit to it; either way there is one visit.
"""

from __future__ import annotations

from datetime import datetime

from app.actions.feed_effects import Effects
from app.actions.load_known import Known
from app.domain.appointments import Confirmation, Lifecycle
from app.domain.reasons import Reason
from app.domain.schedule_changes import Incoming
from app.feeds.canonical import AppointmentGiven
from app.models import AppointmentRow


def claimed_visit(known: Known, given: AppointmentGiven, incoming: Incoming) -> AppointmentRow | None:
    """The visit of the same child at the same time that came of the waitlist, if it still stands."""
    patient = known.patients.get(given.patient.external_id)
    if patient is None or incoming.starts_at is None or not _is_booked(incoming):
        return None
    row = known.claimed.get((patient.id, incoming.starts_at))
    return row if row is not None and row.lifecycle == Lifecycle.SCHEDULED else None


def _is_booked(incoming: Incoming) -> bool:
    return incoming.status is None or incoming.status[0] is Lifecycle.SCHEDULED


def take_over(
    known: Known, effects: Effects, given: AppointmentGiven, claimed: AppointmentRow
) -> AppointmentRow:
    """The schedule's new appointment is this one: from now on it goes by the schedule's number."""
    del known.claimed[claimed.patient_id, claimed.starts_at]
    claimed.source_id, claimed.external_id = known.source.id, given.external_id
    known.appointments[given.external_id] = claimed
    effects.booked.append((claimed.id, claimed.id))
    return claimed


def give_way(effects: Effects, now: datetime, claimed: AppointmentRow, moved: AppointmentRow) -> None:
    """The schedule moved another appointment of the child there: that one is the visit, already confirmed."""
    if moved.lifecycle != Lifecycle.SCHEDULED or moved.starts_at != claimed.starts_at:
        return
    if claimed.confirmation == Confirmation.CONFIRMED:
        moved.confirmation = Confirmation.CONFIRMED.value
    # The family took the time itself: nobody has to announce it.
    moved.quiet = moved.replan = True
    claimed.lifecycle, claimed.changed_at = Lifecycle.RESCHEDULED.value, now
    effects.pointless[Reason.MOVED].append(claimed.id)
    effects.booked.append((claimed.id, moved.id))
