"""The facts of claimed greetings as they are now: the child, its visits, its place (product K5, G2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.appointments import Lifecycle
from app.domain.greetings import KnownVisit, last_visit
from app.domain.rules import Rule
from app.models import AppointmentRow, Location, Message, MessagePatient, VisitType
from app.models.known_children import KnownChild, KnownContact, known_children


@dataclass(frozen=True, slots=True)
class GreetingLine:
    """A greeting in the outbox. ``location`` is the place of the child's last visit, if it has had any."""

    message: Message
    rule: Rule
    row: MessagePatient
    child: KnownChild
    visits: tuple[KnownVisit, ...]
    location: Location | None
    marked: frozenset[str]

    @property
    def contact(self) -> KnownContact | None:
        """The contact beside this child, if the child still has it."""
        wanted = self.message.contact_id
        return next((each for each in self.child.contacts if each.contact.id == wanted), None)


def read_claimed_greetings(
    session: Session, messages: Mapping[int, tuple[Message, Rule]]
) -> list[GreetingLine]:
    """Everything about these messages on a date, given by id, in a fixed number of queries."""
    if not messages:
        return []
    rows = session.scalars(
        select(MessagePatient).where(MessagePatient.message_id.in_(messages)).order_by(MessagePatient.id)
    ).all()
    patient_ids = {row.patient_id for row in rows}
    children, visits = known_children(session, patient_ids), known_visits(session, patient_ids)
    places = {row.id: row for row in session.scalars(select(Location))}
    marked = well_visit_types(session)
    found = []
    for row in rows:
        message, rule = messages[row.message_id]
        had = visits.get(row.patient_id, ())
        last = last_visit(had)
        place = places[last.location_id] if last else None
        found.append(GreetingLine(message, rule, row, children[row.patient_id], tuple(had), place, marked))
    return found


def known_visits(session: Session, patient_ids: Collection[int]) -> Mapping[int, Sequence[KnownVisit]]:
    """What greetings ask of the appointments of these children, by child."""
    rows = session.execute(
        select(
            AppointmentRow.patient_id,
            AppointmentRow.id,
            AppointmentRow.starts_at,
            AppointmentRow.lifecycle,
            AppointmentRow.visit_type,
            AppointmentRow.location_id,
            AppointmentRow.provider_id,
        ).where(AppointmentRow.patient_id.in_(patient_ids))
    )
    found: dict[int, list[KnownVisit]] = defaultdict(list)
    for patient_id, number, starts_at, lifecycle, visit_type, location_id, provider_id in rows:
        found[patient_id].append(
            KnownVisit(number, starts_at, Lifecycle(lifecycle), visit_type, location_id, provider_id)
        )
    return found


def well_visit_types(session: Session) -> frozenset[str]:
    """The names of the visit types the practice marked as check-ups, in lower case."""
    return frozenset(session.scalars(select(func.lower(VisitType.name)).where(VisitType.well_visit)))
