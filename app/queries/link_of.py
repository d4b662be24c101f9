"""Which link does a contact have for an appointment: for support on the phone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Link, LinkAppointment


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """A link with the appointments it answers for, by number."""

    practice_id: int
    link_id: int
    appointment_ids: tuple[int, ...]
    revoked: bool


def link_of(session: Session, appointment_id: int, contact_id: int) -> LinkFacts | None:
    """The newest link of the contact for the appointment; None when none was made."""
    newest = session.scalars(
        select(Link)
        .join(LinkAppointment, LinkAppointment.link_id == Link.id)
        .where(LinkAppointment.appointment_id == appointment_id, Link.contact_id == contact_id)
        .order_by(Link.id.desc())
        .limit(1)
    ).one_or_none()
    if newest is None:
        return None
    members = select(LinkAppointment.appointment_id).where(LinkAppointment.link_id == newest.id)
    return LinkFacts(
        practice_id=newest.practice_id,
        link_id=newest.id,
        appointment_ids=tuple(sorted(session.scalars(members))),
        revoked=newest.revoked_at is not None,
    )
