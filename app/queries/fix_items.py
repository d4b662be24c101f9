"""Numbers and addresses that staff must look at, with whoever has them (product G6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.domain.address_health import FixKind
from app.domain.failures import failure_of
from app.domain.message_types import message_type
from app.domain.preferences import Channel
from app.domain.staff_words import CHANNELS, reason_words
from app.models import (
    Address,
    AppointmentRow,
    Contact,
    FixTask,
    Location,
    Message,
    MessageEvent,
    Patient,
    PatientContact,
    Practice,
    StaffUser,
)
from app.models.facts import ADDRESS_COLUMNS
from app.models.holders import holders, task_state
from app.models.still_useful import still_useful

_SAID = ("kind", "why", "category", "code")
"""Of a report, what somebody who asks the provider about it needs."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has the address, and the first names of their children."""

    contact_id: int
    name: str
    children: tuple[str, ...]
    family_id: int | None


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """The message that opened the task. ``goes_again`` says that sending it once more is of use.

    ``reports`` are what the provider said about it, newest first: its own code, and ours for it.
    """

    what: str
    channel: str
    at: datetime
    goes_again: bool
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FixItem:
    """One thing to put right. ``value`` is as stored, ``address_kind`` phone, email or mail.

    ``next_visit`` (UTC, on the clock of ``zone``) is the first to come of their children. ``seen`` is the
    state a form is made from.
    """

    task_id: int
    kind: FixKind
    address_kind: str
    value: str
    blocked: bool
    category: str
    words: str
    remedy: str
    opened_at: datetime
    people: tuple[Holder, ...]
    next_visit: datetime | None
    zone: str
    message: FailedMessage | None
    done_at: datetime | None
    done_by: str
    seen: str


def count_fixes(session: Session) -> int:
    """How many open tasks the practice has."""
    return session.scalar(select(func.count(FixTask.id)).where(FixTask.done_at.is_(None))) or 0


def open_items(session: Session, now: datetime, most: int) -> list[FixItem]:
    """The newest ``most`` that are open."""
    wanted = _tasks().where(FixTask.done_at.is_(None)).order_by(FixTask.id.desc()).limit(most)
    return _items(session, now, session.execute(wanted).all())


def one_item(session: Session, now: datetime, task_id: int) -> FixItem | None:
    """One, open or done; None if this practice has no such task."""
    found = session.execute(_tasks().where(FixTask.id == task_id)).all()
    return next(iter(_items(session, now, found)), None)


def _tasks() -> Select[*tuple[Any, ...]]:
    return (
        select(FixTask, Address, Message, StaffUser.name.label("done_by"))
        .join(Address, Address.id == FixTask.address_id)
        .outerjoin(Message, Message.id == FixTask.message_id)
        .outerjoin(StaffUser, StaffUser.id == FixTask.done_by)
    )


def _items(session: Session, now: datetime, rows: Sequence[Any]) -> list[FixItem]:
    people = _people(session, [row.Address.id for row in rows])
    contacts = [each for several in people.values() for each in several]
    children = _children(session, [each.id for each in contacts])
    visits = _next_visits(session, now, [each.id for each in contacts])
    reports = _reports(session, [row.Message.id for row in rows if row.Message])
    return [
        _item(row, people[row.Address.id], children, visits, _message(session, now, row.Message, reports))
        for row in rows
    ]


def _item(
    row: Any,
    people: Sequence[Contact],
    children: Mapping[int, list[tuple[str, int]]],
    visits: Mapping[int, tuple[datetime, str]],
    message: FailedMessage | None,
) -> FixItem:
    task, address = row.FixTask, row.Address
    failure = failure_of(task.category)
    coming = min((visits[each.id] for each in people if each.id in visits), default=None)
    return FixItem(
        task_id=task.id,
        kind=FixKind(task.kind),
        address_kind=address.kind,
        value=address.value,
        blocked=address.suppressed_at is not None,
        category=task.category,
        words=reason_words(task.category),
        remedy=failure.remedy if failure else "",
        opened_at=task.opened_at,
        people=tuple(_holder(each, children[each.id]) for each in people),
        next_visit=coming[0] if coming else None,
        zone=coming[1] if coming else "",
        message=message,
        done_at=task.done_at,
        done_by=row.done_by or "",
        seen=task_state(task, address, people),
    )


def _holder(contact: Contact, children: list[tuple[str, int]]) -> Holder:
    family = children[0][1] if children else None
    return Holder(contact.id, contact.name, tuple(name for name, _ in children), family)


def _people(session: Session, address_ids: Collection[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in session.scalars(holders(*address_ids).order_by(Contact.id)):
        held = {getattr(contact, column) for column in ADDRESS_COLUMNS.values()}
        for number in held.intersection(address_ids):
            found[number].append(contact)
    return found


def _children(session: Session, contact_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    rows = session.execute(
        select(PatientContact.contact_id, Patient.first_name, Patient.family_id)
        .join(Patient, Patient.id == PatientContact.patient_id)
        .where(PatientContact.contact_id.in_(contact_ids), Patient.deceased_at.is_(None))
        .order_by(Patient.id)
    )
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for contact_id, name, family_id in rows:
        found[contact_id].append((name, family_id))
    return found


def _next_visits(
    session: Session, now: datetime, contact_ids: Collection[int]
) -> dict[int, tuple[datetime, str]]:
    """The first visit to come of each contact's children, with the zone of its place."""
    rows = session.execute(
        select(
            PatientContact.contact_id,
            AppointmentRow.starts_at,
            func.coalesce(Location.timezone, Practice.timezone),
        )
        .join(AppointmentRow, AppointmentRow.patient_id == PatientContact.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .join(Practice, Practice.id == AppointmentRow.practice_id)
        .where(
            PatientContact.contact_id.in_(contact_ids),
            AppointmentRow.lifecycle == "scheduled",
            AppointmentRow.starts_at >= now,
        )
        .order_by(AppointmentRow.starts_at.desc())
    )
    return {contact_id: (starts_at, zone) for contact_id, starts_at, zone in rows}


def _message(
    session: Session, now: datetime, message: Message | None, reports: Mapping[int, list[str]]
) -> FailedMessage | None:
    if message is None:
        return None
    return FailedMessage(
        what=message_type(message.type),
        channel=CHANNELS[Channel(message.channel)] if message.channel else "",
        at=message.sent_at or message.due_at,
        goes_again=still_useful(session, now, message.id),
        reports=tuple(reports.get(message.id, ())),
    )


def _reports(session: Session, message_ids: Collection[int]) -> dict[int, list[str]]:
    rows = session.execute(
        select(MessageEvent.message_id, MessageEvent.detail)
        .where(MessageEvent.message_id.in_(message_ids), MessageEvent.kind.in_(("receipt", "refused")))
        .order_by(MessageEvent.at.desc(), MessageEvent.id.desc())
    )
    found: dict[int, list[str]] = defaultdict(list)
    for message_id, detail in rows:
        found[message_id].append(", ".join(filter(None, (detail.get(name) for name in _SAID))))
    return found
