"""Problems of coming visits: an unknown status, a number that cannot be used, nobody who may be messaged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.contacts import Ineligible, eligibility
from app.domain.do_not_send import blocked_because
from app.domain.preferences import Purpose
from app.domain.problems import Problem, ProblemKind
from app.domain.staff_words import ADDRESSES
from app.feeds.addresses import shown_address
from app.models import Address, AppointmentRow, Location, Practice
from app.models.facts import ADDRESS_COLUMNS
from app.models.known_children import KnownChild, addresses_of, known_children
from app.models.visit_facts import confidential_visits


class _Coming(NamedTuple):
    id: int
    patient_id: int
    starts_at: datetime
    zone: str
    status_text: str
    blocked: bool


def visit_problems(session: Session, now: datetime, until: datetime | None) -> list[Problem]:
    """Those of scheduled visits that start from ``now`` on and before ``until`` (both UTC), if given."""
    coming = [_Coming(*row) for row in session.execute(_question(now, until))]
    children = known_children(session, {visit.patient_id for visit in coming})
    first: dict[int, _Coming] = {}
    for visit in coming:
        first.setdefault(visit.patient_id, visit)
    return [
        *_unknown_statuses(coming, children),
        *_unreachable(first, children, confidential_visits(session, [each.id for each in first.values()])),
        *_unusable(session, first, children),
    ]


def _question(now: datetime, until: datetime | None) -> Select[int, int, datetime, str, str, bool]:
    question = (
        select(
            AppointmentRow.id,
            AppointmentRow.patient_id,
            AppointmentRow.starts_at,
            func.coalesce(Location.timezone, Practice.timezone),
            AppointmentRow.status_text,
            AppointmentRow.blocked,
        )
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .where(AppointmentRow.starts_at >= now, AppointmentRow.lifecycle == "scheduled")
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return question.where(AppointmentRow.starts_at < until) if until else question


def _unknown_statuses(coming: Iterable[_Coming], children: dict[int, KnownChild]) -> Iterator[Problem]:
    for visit in coming:
        if visit.blocked:
            child = children[visit.patient_id]
            words = (
                f"The schedule says “{visit.status_text}” about the visit of {_name(child)}. We do not know "
                "what that means, so nothing is sent. Say so under “Import a schedule”; then messages go out."
            )
            yield _problem(ProblemKind.UNKNOWN_STATUS, words, visit, child)


def _unreachable(
    first: dict[int, _Coming], children: dict[int, KnownChild], confidential: Collection[int]
) -> Iterator[Problem]:
    for patient_id, visit in first.items():
        child = children[patient_id]
        refusals = _refusals(child, visit.id in confidential)
        if len(refusals) == len(child.contacts):
            why = " ".join(refusals) or "No contact is on file."
            words = f"Nobody can be messaged about {_name(child)}. {why}"
            yield _problem(ProblemKind.NOBODY_REACHABLE, words, visit, child)


def _refusals(child: KnownChild, confidential: bool) -> list[str]:
    asked = [
        (
            each.contact.name,
            eligibility(each.facts, child.facts, Purpose.REMINDERS, confidential=confidential),
        )
        for each in child.contacts
    ]
    return [f"{name}: {found.reason.words}" for name, found in asked if isinstance(found, Ineligible)]


def _unusable(
    session: Session, first: dict[int, _Coming], children: dict[int, KnownChild]
) -> Iterator[Problem]:
    """Once for each contact and number, at the first child whose visit it concerns."""
    addresses = addresses_of(
        session, [each.contact for child in children.values() for each in child.contacts]
    )
    bad = {number: row for number, row in addresses.items() if row.problem or row.suppressed_at}
    told: set[tuple[int, int]] = set()
    for patient_id, visit in first.items():
        child = children[patient_id]
        for each in child.contacts:
            for kind, column in ADDRESS_COLUMNS.items():
                number = getattr(each.contact, column)
                if number in bad and (each.contact.id, number) not in told:
                    told.add((each.contact.id, number))
                    words = f"{each.contact.name}: {ADDRESSES[kind].lower()} {_why(bad[number])}"
                    yield _problem(ProblemKind.UNUSABLE_ADDRESS, words, visit, child, each.contact.id)


def _why(address: Address) -> str:
    if address.problem:
        return f"“{address.value}” cannot be used. {address.problem}"
    why = blocked_because(address.suppressed_reason)
    return f"{shown_address(address.value)} is on the do-not-send list. {why}".rstrip()


def _name(child: KnownChild) -> str:
    return f"{child.patient.first_name} {child.patient.last_name}"


def _problem(
    kind: ProblemKind, words: str, visit: _Coming, child: KnownChild, contact_id: int | None = None
) -> Problem:
    return Problem(
        kind,
        words,
        appointment_id=visit.id,
        contact_id=contact_id,
        family_id=child.patient.family_id,
        at=visit.starts_at,
        zone=visit.zone,
    )
