"""The facts of claimed greetings as they are now: the child, its visits, its place (product K5, G2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.greetings import KnownVisit, last_visit
from app.domain.rules import Rule
from app.models import Location, Message, MessagePatient
from app.models.greeting_facts import known_visits, well_visit_types
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
