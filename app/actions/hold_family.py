"""Who takes a family's words takes its visits first, as staff, feeds and the family's page do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_visits import children_of
from app.actions.suppress_address import children_at
from app.domain.address_health import STORED_AS
from app.domain.preferences import Channel
from app.models import Address, AppointmentRow


def hold_family(session: Session, now: datetime, number: str, contact_id: int | None) -> None:
    """Lock what starts at ``now`` (UTC) or later for everybody with ``number`` (E.164) and for the contact.

    In the order of ids and all at once, as strongly as an answer does: what the words come to then waits
    for nobody who waits for them. Kept until the transaction ends.
    """
    known = select(Address.id).where(Address.kind == STORED_AS[Channel.TEXT], Address.value == number)
    children = set(children_at(session, *session.scalars(known)))
    if contact_id is not None:
        children |= set(session.scalars(children_of(contact_id)))
    coming = select(AppointmentRow.id).where(
        AppointmentRow.patient_id.in_(children), AppointmentRow.starts_at >= now
    )
    if children:
        session.execute(coming.order_by(AppointmentRow.id).with_for_update())
