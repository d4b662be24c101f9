"""What a row of the waitlist asks for, as the rule book reads a form (product J4)."""

from __future__ import annotations

from app.domain.waitlist_form import Wishes
from app.models.waitlist import WaitlistEntry


def wishes_of(row: WaitlistEntry) -> Wishes:
    """The wishes as they are saved."""
    return Wishes(
        contact_id=row.contact_id,
        appointment_id=row.appointment_id,
        visit_type=row.visit_type,
        minutes=row.minutes,
        provider_ids=tuple(row.provider_ids),
        location_ids=tuple(row.location_ids),
        days=tuple(row.days),
        from_time=row.from_time,
        to_time=row.to_time,
        earliest_on=row.earliest_on,
        latest_on=row.latest_on,
        note=row.note,
    )
