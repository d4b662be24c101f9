"""Make the link of one contact for one visit, or find the one it has (product H1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.models import Link, LinkAppointment


def link_for(session: Session, now: datetime, contact_id: int, appointment_ids: Sequence[int]) -> int:
    """The id of the contact's live link for the visit, which begins with ``appointment_ids[0]``.

    The session must be of one practice. Asking again gives the same link; an appointment that
    joined the visit since becomes one of its members. A revoked link is never given out again.
    """
    practice_id = session.info["practice_id"]
    _mint(session, now, practice_id, contact_id, appointment_ids[0])
    link_id = session.scalars(
        select(Link.id).where(
            Link.contact_id == contact_id, Link.visit_key == appointment_ids[0], Link.revoked_at.is_(None)
        )
    ).one()
    members = [
        {"practice_id": practice_id, "link_id": link_id, "appointment_id": appointment_id}
        for appointment_id in appointment_ids
    ]
    session.execute(insert(LinkAppointment).values(members).on_conflict_do_nothing())
    return link_id


def _mint(session: Session, now: datetime, practice_id: int, contact_id: int, visit_key: int) -> None:
    # The database keeps two tries at once from making two links.
    session.execute(
        insert(Link)
        .values(practice_id=practice_id, contact_id=contact_id, visit_key=visit_key, created_at=now)
        .on_conflict_do_nothing()
    )
