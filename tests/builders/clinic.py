"""A practice with one office, one doctor, one department and its Global Settings, to hang families on.

    clinic = make_clinic(session)
    mia = clinic.child("Mia", "Ramos")
    ana = clinic.parent("Ana Ramos", mia)
    visit = clinic.visit(mia, datetime(2026, 11, 24, 19, 30, tzinfo=UTC))

Everything is flushed, so every row has its id; the test commits through its own unit of work.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.models import (
    Address,
    AppointmentRow,
    Contact,
    DeliveryRulesRow,
    Department,
    Family,
    FeedSource,
    GroupPermission,
    Location,
    Message,
    MessageLine,
    Patient,
    PatientContact,
    Practice,
    Provider,
    RuleRow,
    StaffGroup,
    StaffUser,
)

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
"""Sunday, November 22, 10:00 AM in New York."""

EVERY_CONSENT = [
    f"{purpose}:{channel}"
    for purpose in ("recalls", "notices", "portal", "reminders")
    for channel in ("text", "email", "voice", "fax", "letter")
]
_numbers = count(1)


@dataclass
class Clinic:
    """The ids are those of the rows every visit needs."""

    session: Session
    practice_id: int
    location_id: int
    provider_id: int
    department_id: int
    source_id: int

    def add(self, row: Any) -> Any:
        row.practice_id = self.practice_id
        self.session.add(row)
        self.session.flush()
        return row

    def add_all(self, rows: Iterable[Any]) -> list[Any]:
        """Many of one kind in one statement, for tests that need hundreds."""
        added = list(rows)
        for row in added:
            row.practice_id = self.practice_id
        self.session.add_all(added)
        self.session.flush()
        return added

    def child(
        self, first: str = "Mia", last: str = "Ramos", family_id: int | None = None, **given: Any
    ) -> Patient:
        family_id = family_id or self.add(Family(created_at=NOW)).id
        given.setdefault("external_id", f"chart-{next(_numbers)}")
        return self.add(
            Patient(source_id=self.source_id, family_id=family_id, first_name=first, last_name=last, **given)
        )

    def address(self, value: str, **given: Any) -> Address:
        return self.add(Address(kind="email" if "@" in value else "phone", value=value, **given))

    def parent(
        self, name: str, *children: Patient, cell: Address | str | None = "new", **given: Any
    ) -> Contact:
        """Wants texts, has consented to everything; ``link_`` arguments go to each child's pair."""
        pair = {key.removeprefix("link_"): given.pop(key) for key in list(given) if key.startswith("link_")}
        if cell == "new":
            cell = f"+1937555{next(_numbers):04d}"
        if isinstance(cell, str):
            cell = self.address(cell)
        given.setdefault("prefers_reminders", "text")
        given.setdefault("language", "en")
        contact = self.add(Contact(name=name, cell_id=cell.id if cell else None, changed_at=NOW, **given))
        for each in children:
            self.tie(each, contact, **pair)
        return contact

    def tie(self, child: Patient, contact: Contact, **given: Any) -> PatientContact:
        given.setdefault("position", 1)
        given.setdefault("consents", EVERY_CONSENT)
        return self.add(PatientContact(patient_id=child.id, contact_id=contact.id, **given))

    def visit(
        self, child: Patient, starts_at: datetime = NOW + timedelta(days=2), **given: Any
    ) -> AppointmentRow:
        """A scheduled visit of 20 minutes, booked a month ago."""
        return self.add(self.booking(child, starts_at, **given))

    def booking(self, child: Patient, starts_at: datetime, **given: Any) -> AppointmentRow:
        """The same, not written yet."""
        booked = NOW - timedelta(days=30)
        filled = {
            "external_id": f"visit-{next(_numbers)}",
            "source_id": self.source_id,
            "provider_id": self.provider_id,
            "location_id": self.location_id,
            "minutes": 20,
            "visit_type": "Check-up",
            "created_at": booked,
            "version_at": booked,
            "changed_at": booked,
            "replan": False,
        }
        return AppointmentRow(patient_id=child.id, starts_at=starts_at, **{**filled, **given})

    def rule(self, type: str = "reminder", **given: Any) -> RuleRow:
        filled = {
            "name": f"{type} {next(_numbers)}",
            "state": "enabled",
            "enabled_at": NOW - timedelta(days=60),
            "anchor": "start",
            "amount": 1,
            "unit": "days",
            "statuses": ["scheduled", "confirmed", "out_of_reach"],
            "changed_at": NOW,
        }
        return self.add(RuleRow(type=type, **{**filled, **given}))

    def message(self, rule: RuleRow, contact: Contact, *visits: AppointmentRow, **given: Any) -> Message:
        filled = {
            "key": f"test:{next(_numbers)}",
            "type": rule.type,
            "channel": "text",
            "language": "en",
            "status": "sent",
            "due_at": NOW,
            "created_at": NOW,
        }
        row = self.add(Message(rule_id=rule.id, contact_id=contact.id, **{**filled, **given}))
        for visit in visits:
            self.add(
                MessageLine(
                    message_id=row.id,
                    rule_id=rule.id,
                    appointment_id=visit.id,
                    version=visit.version,
                    contact_id=contact.id,
                    channel=row.channel,
                )
            )
        return row

    def staff(
        self, email: str = "dana@willow.example", permissions: tuple[str, ...] | None = None, **given: Any
    ) -> StaffUser:
        """An administrator, or somebody of a group that holds ``permissions``."""
        group = self.add(StaffGroup(name=f"Group {next(_numbers)}", administrators=permissions is None))
        for code in permissions or ():
            self.add(GroupPermission(group_id=group.id, code=code))
        filled = {"name": "Dana K.", "password_hash": "none", "group_id": group.id, "created_at": NOW}
        return self.add(StaffUser(email=email, **{**filled, **given}))


def make_clinic(session: Session, slug: str = "willow", **given: Any) -> Clinic:
    """A practice in New York with Main Street, Dr. Anita Patel, the Front Desk and the defaults of D9."""
    given.setdefault("timezone", "America/New_York")
    practice = Practice(
        slug=slug,
        name=f"{slug.title()} Pediatrics",
        short_name=slug.title(),
        phone="+19375550142",
        created_at=NOW - timedelta(days=90),
        **given,
    )
    session.add(practice)
    session.flush()
    clinic = Clinic(session, practice.id, 0, 0, 0, 0)
    clinic.location_id = clinic.add(Location(name="Main Street")).id
    clinic.source_id = clinic.add(FeedSource(name="csv")).id
    clinic.provider_id = clinic.add(
        Provider(name="Dr. Anita Patel", source_id=clinic.source_id, external_id="P1")
    ).id
    clinic.department_id = clinic.add(Department(name="Front Desk", email=f"front@{slug}.example")).id
    clinic.add(DeliveryRulesRow(department_id=clinic.department_id, changed_at=NOW))
    return clinic
