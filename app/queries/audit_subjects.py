"""What the rows are called that the audit log speaks of, and where they are shown (product A5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.audit_words import row_of
from app.models import (
    Address,
    AppointmentRow,
    AuditLine,
    ChannelSetup,
    Contact,
    Department,
    FeedImport,
    FeedSource,
    Location,
    Patient,
    PatientContact,
    Practice,
    Provider,
    RuleRow,
    StaffGroup,
    StaffUser,
    TemplateSet,
)

_CALLED: dict[str, Any] = {
    "department": (Department.id, Department.name),
    "location": (Location.id, Location.name),
    "provider": (Provider.id, Provider.name),
    "rule": (RuleRow.id, RuleRow.name),
    "template_set": (TemplateSet.id, TemplateSet.name),
    "staff_user": (StaffUser.id, StaffUser.name),
    "staff_group": (StaffGroup.id, StaffGroup.name),
    "feed_import": (FeedImport.id, FeedImport.filename),
    "feed_source": (FeedSource.id, FeedSource.name),
    "practice": (Practice.id, Practice.name),
    "address": (Address.id, Address.value),
    "channel": (ChannelSetup.id, ChannelSetup.channel),
}
_SAME = {
    "group": "staff_group", "staff": "staff_user", "template": "template_set", "cell": "address",
    "home": "address", "work_phone": "address", "email": "address", "work_email": "address",
    "survivor": "contact", "merged_into": "contact",
}  # fmt: skip
"""Fields that name a row of a table called otherwise."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A row as it is called now; ``family_id`` is the family whose page shows it."""

    name: str
    family_id: int | None = None


def things(session: Session, lines: Iterable[AuditLine]) -> dict[tuple[str, int], Thing]:
    """Each row that is the subject of a line or the value of a field, while it still exists."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for line in lines:
        if line.subject_id is not None:
            wanted[line.subject].add(line.subject_id)
        for side in (line.before or {}, line.after or {}):
            _add_values(wanted, side)
    found: dict[tuple[str, int], Thing] = {}
    for kind, ids in wanted.items():
        rows = _rows(session, _SAME.get(kind, kind), ids)
        found |= {(kind, number): thing for number, thing in rows.items()}
    return found


def _add_values(wanted: dict[str, set[int]], side: Mapping[str, Any]) -> None:
    for field, value in side.items():
        values = value if isinstance(value, list) else [value]
        if kind := row_of(field):
            wanted[kind].update(each for each in values if isinstance(each, int))


def _rows(session: Session, kind: str, ids: Collection[int]) -> dict[int, Thing]:
    if kind in _CALLED:
        number, name = _CALLED[kind]
        return {row[0]: Thing(row[1]) for row in session.execute(select(number, name).where(number.in_(ids)))}
    if kind in _OF_FAMILIES:
        rows = session.execute(_OF_FAMILIES[kind](ids))
        return {row.id: Thing(row.name, row.family_id) for row in rows}
    return {}


def _child(ids: Collection[int]) -> Any:
    return select(Patient.id, _child_name(), Patient.family_id).where(Patient.id.in_(ids))


def _visit(ids: Collection[int]) -> Any:
    visits = select(AppointmentRow.id, _child_name(), Patient.family_id)
    return visits.join(Patient, Patient.id == AppointmentRow.patient_id).where(AppointmentRow.id.in_(ids))


def _contact(ids: Collection[int]) -> Any:
    return (
        select(Contact.id, Contact.name, func.min(Patient.family_id).label("family_id"))
        .outerjoin(PatientContact, PatientContact.contact_id == Contact.id)
        .outerjoin(Patient, Patient.id == PatientContact.patient_id)
        .where(Contact.id.in_(ids))
        .group_by(Contact.id, Contact.name)
    )


def _tie(ids: Collection[int]) -> Any:
    name = func.concat(Contact.name, " for ", Patient.first_name).label("name")
    ties = select(PatientContact.id, name, Patient.family_id)
    return (
        ties.join(Contact, Contact.id == PatientContact.contact_id)
        .join(Patient, Patient.id == PatientContact.patient_id)
        .where(PatientContact.id.in_(ids))
    )


def _child_name() -> Any:
    return func.concat_ws(" ", Patient.first_name, Patient.last_name).label("name")


_OF_FAMILIES = {
    "patient": _child,
    "appointment": _visit,
    "contact": _contact,
    "patient_contact": _tie,
}
