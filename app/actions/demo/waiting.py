"""Put a few children of a demo practice on its waitlist."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_waitlist import add_entry
from app.actions.demo.story import Story
from app.actions.write_audit import Actor
from app.actions.write_changes import Refused
from app.domain.local_time import local_day
from app.domain.waitlist_form import TypedEntry
from app.models import Patient, Provider, StaffUser
from app.models.entry_choices import child_choices


def put_on_waitlist(session: Session, story: Story) -> None:
    """As somebody of the front desk did so many days ago; the next visit of each is the one given up."""
    person = session.scalars(select(StaffUser).order_by(StaffUser.id.desc()).limit(1)).one()
    providers = {row.external_id: row.id for row in session.scalars(select(Provider))}
    for told in story.told.get("waitlist", ()):
        at = story.now - timedelta(days=told["since"], hours=1)
        patient_id = session.scalars(select(Patient.id).where(Patient.first_name == told["child"])).one()
        child = child_choices(session, story.now, patient_id)
        if child is None:
            raise RuntimeError(f"the demo's {told['child']} cannot wait")
        typed = TypedEntry(
            contact_id=str(next(iter(child.contacts))),
            appointment_id=str(child.visits[0].id) if child.visits else "",
            minutes="20",
            provider_ids=tuple(str(providers[each]) for each in told.get("with", ())),
            from_time=told.get("from", ""),
            to_time=told.get("to", ""),
            earliest_on=local_day(at, story.place).isoformat(),
            note=told.get("note", ""),
        )
        result = add_entry(session, at, Actor(person.email, person.id), patient_id, typed)
        if isinstance(result, Refused):
            raise TypeError(f"the demo's {told['child']} cannot wait: {result.faults}")
