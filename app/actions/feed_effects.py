"""What follows from a chunk of the feed, written once its rows are in place (A5, B4, C5, E9)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.cancel_messages import cancel_unsent
from app.actions.note_appointment import note_appointment
from app.actions.settle_booking import settle_booking
from app.actions.upsert_contact import Changes
from app.actions.write_audit import Actor, write_audit
from app.domain.reasons import Reason
from app.models import AppointmentRow, ConsentEvent, PatientContact


@dataclass
class Effects:
    """Collected while rows are decided on. ``pointless`` holds appointments whose unsent messages go,
    ``booked`` visits that came of the waitlist, with the one of the schedule that each of them is.
    """

    actor: Actor
    notes: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)
    audits: list[tuple[str, str, int, Changes]] = field(default_factory=list)
    consents: list[PatientContact] = field(default_factory=list)
    pointless: dict[Reason, list[int]] = field(default_factory=lambda: defaultdict(list))
    deceased: list[int] = field(default_factory=list)
    booked: list[tuple[int, int]] = field(default_factory=list)

    def note(self, appointment_id: int, kind: str, **detail: Any) -> None:
        """A step of the appointment's timeline."""
        self.notes.append((appointment_id, kind, detail))

    def audit(self, action: str, subject: str, subject_id: int, changes: Changes) -> None:
        """A line of the audit log, if anything changed."""
        if changes:
            self.audits.append((action, subject, subject_id, changes))


def write_effects(session: Session, now: datetime, effects: Effects) -> None:
    """Call it when all rows are flushed."""
    for appointment_id, kind, detail in effects.notes:
        note_appointment(session, now, appointment_id, kind, actor=effects.actor, **detail)
    for action, subject, subject_id, changes in effects.audits:
        sides = {"before": changes.before, "after": changes.after}
        write_audit(session, now, effects.actor, action, subject, subject_id, **sides)
    session.add_all(_consent_event(pair, effects.actor, now) for pair in effects.consents)
    _silence_deceased(session, effects)
    session.flush()
    for claimed_id, visit_id in effects.booked:
        settle_booking(session, now, effects.actor, claimed_id, visit_id)
    for reason, appointment_ids in effects.pointless.items():
        cancel_unsent(session, now, appointment_ids, reason)


def _consent_event(pair: PatientContact, actor: Actor, now: datetime) -> ConsentEvent:
    """``source`` is the words of who said it, e.g. "feed csv"."""
    state = "given" if pair.consents else "withdrawn"
    pairs = pair.consents or pair.withdrawn
    return ConsentEvent(
        patient_id=pair.patient_id,
        contact_id=pair.contact_id,
        pairs=pairs,
        state=state,
        source=actor.words,
        at=now,
    )


def _silence_deceased(session: Session, effects: Effects) -> None:
    """Every appointment of a child who died, not only the one on this row (B8)."""
    if effects.deceased:
        theirs = select(AppointmentRow.id).where(AppointmentRow.patient_id.in_(effects.deceased))
        effects.pointless[Reason.DECEASED] += session.scalars(theirs).all()
