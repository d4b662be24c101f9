"""A waitlist: a cancelled visit, families that wait for its time, and the rules they are asked by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask

from app.models import AppointmentRow, Contact, Patient, WaitlistEntry, WaitlistRules
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

FREED = NOW - timedelta(minutes=11)
"""So long ago that the family's second thoughts are over (H3)."""

TUESDAY = NOW + timedelta(days=2, hours=4, minutes=30)
"""November 24, 2:30 PM in New York: the time that is freed."""


@dataclass
class Waitlist:
    """``freed`` is the id of the cancelled appointment; children and entries by first name."""

    practice_id: int
    freed: int
    children: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, int] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)
    clinic_ids: dict[str, int] = field(default_factory=dict)


def make_waitlist(
    app: Flask, *names: str, auto: bool = True, later: bool = False, freed_at: datetime = FREED, **given: Any
) -> Waitlist:
    """Kim's visit on Tuesday is cancelled; ``names`` wait for a time, the first the longest.

    With ``later`` each of them has a visit a week after, which it would give up. ``given`` goes to every
    entry.
    """
    with app.app_context(), work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule("waitlist_offer", anchor="freed", amount=0, statuses=[], name="Waitlist offer")
        if auto:
            clinic.add(WaitlistRules(auto=True, changed_at=NOW))
        kim = clinic.child("Kim", "Olsen")
        pat = clinic.parent("Pat Olsen", kim)
        freed = clinic.visit(
            kim, TUESDAY, lifecycle="cancelled", cancelled_at=freed_at, cancelled_by="parent", version=1
        )
        made = Waitlist(clinic.practice_id, freed.id)
        made.contacts["Kim"] = pat.id
        made.clinic_ids = {"provider": clinic.provider_id, "location": clinic.location_id}
        for number, name in enumerate(names):
            wait(clinic, made, name, number, later, **given)
    return made


def wait(
    clinic: Clinic, made: Waitlist, name: str, number: int = 0, later: bool = False, **given: Any
) -> WaitlistEntry:
    """One more child that waits, since ``number`` minutes later than the first."""
    child: Patient = clinic.child(name, f"Family{number}", birth_date=date(2019, 5, 1))
    contact: Contact = clinic.parent(f"Parent of {name}", child)
    visit: AppointmentRow | None = clinic.visit(child, TUESDAY + timedelta(days=7)) if later else None
    filled = {
        "minutes": 20,
        "earliest_on": NOW.date(),
        "created_at": NOW - timedelta(days=5) + timedelta(minutes=number),
        "appointment_id": visit.id if visit else None,
    }
    entry: WaitlistEntry = clinic.add(
        WaitlistEntry(patient_id=child.id, contact_id=contact.id, **{**filled, **given})
    )
    made.children[name], made.contacts[name], made.entries[name] = child.id, contact.id, entry.id
    if visit:
        made.later[name] = visit.id
    return entry
