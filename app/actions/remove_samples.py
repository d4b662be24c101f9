"""Take the sample families away again, with everything that was sent and answered (product L5).

Real records stay, and so does the audit log. The database lets go of append-only lines only where the
child came with a sample source.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from app.actions.fill_envelope import reference
from app.actions.remove_waiting import remove_waiting
from app.actions.settle_credit import give_back_credit
from app.actions.write_audit import Actor, write_audit
from app.models import (
    Address,
    AddressEvent,
    Answer,
    AppointmentEvent,
    AppointmentRow,
    ConsentEvent,
    Contact,
    Family,
    FeedSource,
    FixTask,
    FormerContact,
    Link,
    LinkAppointment,
    LinkOpening,
    Message,
    MessageEvent,
    MessageLine,
    MessagePatient,
    Notice,
    NoticeLine,
    Patient,
    PatientContact,
    Provider,
    Reply,
    SandboxDelivery,
)
from app.models.facts import ADDRESS_COLUMNS


class TiedToReal(RuntimeError):
    """A real child shares a message or a link with a sample child; nothing was taken away."""


@dataclass(frozen=True, slots=True)
class _Samples:
    """Ids of everything that belongs to sample families alone."""

    sources: Collection[int]
    patients: Collection[int]
    families: Collection[int]
    contacts: Collection[int]
    addresses: Collection[int]
    visits: Collection[int]
    links: Collection[int]
    notices: Collection[int]
    messages: Collection[int]


def remove_samples(session: Session, now: datetime, actor: Actor) -> int:
    """How many children were taken away. A contact who has a real child too stays with that child.

    Raises TiedToReal where a message or link speaks of both a sample child and a real one.
    """
    found = _find(session)
    if not found.sources:
        return 0
    _refuse_shared(session, found)
    give_back_credit(session, now, session.info["practice_id"], found.messages, gone=True)
    _remove_sent(session, found)
    _remove_visits(session, found)
    _remove_people(session, found)
    number = len(found.patients)
    write_audit(session, now, actor, "remove", "sample_families", before={"children": number})
    session.flush()
    return number


def _find(session: Session) -> _Samples:
    sources = _ids(session, select(FeedSource.id).where(FeedSource.sample))
    patients = _ids(session, select(Patient.id).where(Patient.source_id.in_(sources)))
    contacts = _contacts(session, patients)
    visits = _ids(session, select(AppointmentRow.id).where(AppointmentRow.patient_id.in_(patients)))
    notices = _ids(session, select(NoticeLine.notice_id).where(NoticeLine.appointment_id.in_(visits)))
    return _Samples(
        sources=sources,
        patients=patients,
        families=_ids(session, select(Patient.family_id).where(Patient.id.in_(patients))),
        contacts=contacts,
        addresses=_addresses(session, contacts),
        visits=visits,
        links=_ids(
            session,
            select(LinkAppointment.link_id).where(LinkAppointment.appointment_id.in_(visits)),
        ),
        notices=notices,
        messages=_messages(session, patients, contacts, visits, notices),
    )


def _contacts(session: Session, patients: Collection[int]) -> list[int]:
    """Contacts of these children who have no other child."""
    others = exists().where(
        PatientContact.contact_id == Contact.id, PatientContact.patient_id.not_in(patients)
    )
    tied = select(PatientContact.contact_id).where(PatientContact.patient_id.in_(patients))
    former = select(FormerContact.contact_id).where(FormerContact.patient_id.in_(patients))
    own = _ids(session, select(Contact.id).where(Contact.id.in_(tied.union(former)), ~others))
    merged = _ids(session, select(Contact.id).where(Contact.merged_into_id.in_(own), ~others))
    return [*own, *merged]


def _refuse_shared(session: Session, found: _Samples) -> None:
    told = (MessageLine.message_id.in_(found.messages), MessageLine.appointment_id.not_in(found.visits))
    linked = (LinkAppointment.link_id.in_(found.links), LinkAppointment.appointment_id.not_in(found.visits))
    for question in (select(MessageLine.id).where(*told), select(LinkAppointment.id).where(*linked)):
        if session.scalar(question.limit(1)) is not None:
            raise TiedToReal


def _addresses(session: Session, contacts: Collection[int]) -> list[int]:
    """Numbers and addresses of these contacts that nobody else has."""
    rows = session.scalars(select(Contact).where(Contact.id.in_(contacts)))
    held = {getattr(row, column) for row in rows for column in ADDRESS_COLUMNS.values()} - {None}
    columns = [getattr(Contact, column) for column in ADDRESS_COLUMNS.values()]
    elsewhere = {
        number
        for column in columns
        for number in session.scalars(select(column).where(column.in_(held), Contact.id.not_in(contacts)))
    }
    return sorted(held - elsewhere)


def _messages(
    session: Session,
    patients: Collection[int],
    contacts: Collection[int],
    visits: Collection[int],
    notices: Collection[int],
) -> list[int]:
    links = select(LinkAppointment.link_id).where(LinkAppointment.appointment_id.in_(visits))
    about_visits = select(MessageLine.message_id).where(MessageLine.appointment_id.in_(visits))
    about_children = select(MessagePatient.message_id).where(MessagePatient.patient_id.in_(patients))
    return _ids(
        session,
        select(Message.id).where(
            Message.contact_id.in_(contacts)
            | Message.notice_id.in_(notices)
            | Message.link_id.in_(links)
            | Message.id.in_(about_visits)
            | Message.id.in_(about_children)
        ),
    )


def _remove_sent(session: Session, found: _Samples) -> None:
    sent = session.execute(select(Message.id, Message.resends).where(Message.id.in_(found.messages)))
    references = [reference(number, times) for number, last in sent for times in range(last + 1)]
    _delete(session, SandboxDelivery, SandboxDelivery.reference, references)
    for table in (AddressEvent, FixTask, MessageEvent, MessageLine, MessagePatient):
        _delete(session, table, table.message_id, found.messages)
    _delete(session, NoticeLine, NoticeLine.appointment_id, found.visits)
    _delete(session, Answer, Answer.appointment_id, found.visits)
    _delete(session, Message, Message.id, found.messages)
    _delete(session, Notice, Notice.id, found.notices)


def _remove_visits(session: Session, found: _Samples) -> None:
    remove_waiting(session, found.patients, found.visits)
    _delete(session, LinkAppointment, LinkAppointment.appointment_id, found.visits)
    _delete(session, LinkOpening, LinkOpening.link_id, found.links)
    _delete(session, Link, Link.id, found.links)
    _delete(session, AppointmentEvent, AppointmentEvent.appointment_id, found.visits)
    _delete(session, AppointmentRow, AppointmentRow.id, found.visits)
    _delete(session, Provider, Provider.source_id, found.sources)


def _remove_people(session: Session, found: _Samples) -> None:
    for table in (ConsentEvent, FormerContact, PatientContact):
        _delete(session, table, table.patient_id, found.patients)
    _delete(session, Patient, Patient.id, found.patients)
    for about in (AddressEvent, FixTask):
        _delete(session, about, about.address_id, found.addresses)
    for theirs in (FixTask, Reply):
        _delete(session, theirs, theirs.contact_id, found.contacts)
    _delete(session, Contact, Contact.id, found.contacts)
    _delete(session, Address, Address.id, found.addresses)
    empty = select(Family.id).where(
        Family.id.in_(found.families), ~exists().where(Patient.family_id == Family.id)
    )
    _delete(session, Family, Family.id, _ids(session, empty))
    _delete(session, FeedSource, FeedSource.id, found.sources)


def _ids(session: Session, question: Any) -> list[int]:
    return sorted(set(session.scalars(question)))


def _delete(session: Session, table: Any, column: Any, values: Collection[Any]) -> None:
    session.execute(delete(table).where(column.in_(values)))
