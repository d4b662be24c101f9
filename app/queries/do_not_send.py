"""What is not sent to any more, why, since when and by whom (product C6, I1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from app.domain.address_health import AddressStep
from app.domain.do_not_send import blocked_because
from app.domain.failures import Failure
from app.domain.preferences import Channel
from app.models import Address, AddressEvent, BlockedDomain, Contact, Patient, PatientContact, StaffUser
from app.models.facts import ADDRESS_COLUMNS
from app.models.holders import holders

PAGE = 50
EXPORTED_AT_ONCE = 1000
REPORTED = "A delivery report"
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)

Mark = tuple[datetime, int]


class Part(StrEnum):
    """Which list."""

    ADDRESSES = "addresses"
    DOMAINS = "domains"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Blocked:
    """One line. ``value`` is as stored; ``people`` are names and families of whoever has it.

    ``channels`` are the ways its owner stopped, empty for what is on the do-not-send list.
    """

    id: int
    value: str
    words: str
    at: datetime
    by: str
    complaint: bool
    channels: tuple[Channel, ...]
    people: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class DoNotSend:
    """A page of one list, newest first; ``older`` marks where the next one begins."""

    entries: tuple[Blocked, ...]
    older: Mark | None


def do_not_send(session: Session, part: Part, wanted: str, mark: Mark | None) -> DoNotSend:
    """``wanted`` is part of a number, an address, a domain or a name; empty for all."""
    return _page(session, part, wanted, mark, PAGE)


def every_blocked(session: Session, part: Part, wanted: str) -> Iterator[Blocked]:
    """All of a list, a thousand at a time."""
    mark: Mark | None = None
    while True:
        page = _page(session, part, wanted, mark, EXPORTED_AT_ONCE)
        yield from page.entries
        mark = page.older
        if mark is None:
            return
        session.expunge_all()


def blocked_address(session: Session, address_id: int) -> Blocked | None:
    """One address of the do-not-send list; None for one that is not on it."""
    rows = session.execute(_addresses().where(Address.id == address_id)).all()
    return next(iter(_entries(session, Part.ADDRESSES, rows)), None)


def _page(session: Session, part: Part, wanted: str, mark: Mark | None, most: int) -> DoNotSend:
    question, at, number = _QUESTIONS[part]()
    if wanted:
        question = question.where(_matches(part, wanted))
    if mark is not None:
        question = question.where(tuple_(at, number) < mark)
    rows = session.execute(question.order_by(at.desc(), number.desc()).limit(most + 1)).all()
    shown = rows[:most]
    older = (shown[-1].at, shown[-1].id) if len(rows) > most else None
    return DoNotSend(tuple(_entries(session, part, shown)), older)


def _addresses() -> Select[*tuple[Any, ...]]:
    """The latest block says by whom; one that came with the whole domain has none of its own."""
    block = aliased(AddressEvent)
    last = (
        select(func.max(block.id))
        .where(block.address_id == Address.id, block.kind.in_((AddressStep.BLOCKED, AddressStep.HARD)))
        .scalar_subquery()
    )
    return (
        select(
            Address.id,
            Address.value,
            Address.suppressed_reason.label("reason"),
            Address.suppressed_at.label("at"),
            Address.stopped,
            AddressEvent.kind,
            StaffUser.name.label("staff"),
        )
        .select_from(Address)
        .outerjoin(AddressEvent, AddressEvent.id == last)
        .outerjoin(StaffUser, StaffUser.id == AddressEvent.staff_id)
        .where(Address.suppressed_at.is_not(None))
    )


def _stopped() -> Select[*tuple[Any, ...]]:
    return select(Address.id, Address.value, _stopped_at().label("at"), Address.stopped).where(
        func.cardinality(Address.stopped) > 0
    )


def _stopped_at() -> ColumnElement[datetime]:
    at = (
        select(func.max(AddressEvent.at))
        .where(AddressEvent.address_id == Address.id, AddressEvent.kind == AddressStep.STOPPED)
        .scalar_subquery()
    )
    return func.coalesce(at, _LONG_AGO)


def _domains() -> Select[*tuple[Any, ...]]:
    return (
        select(
            BlockedDomain.id,
            BlockedDomain.domain.label("value"),
            BlockedDomain.reason,
            BlockedDomain.created_at.label("at"),
            StaffUser.name.label("staff"),
        )
        .select_from(BlockedDomain)
        .outerjoin(StaffUser, StaffUser.id == BlockedDomain.staff_id)
    )


_QUESTIONS: dict[Part, Any] = {
    Part.ADDRESSES: lambda: (_addresses(), Address.suppressed_at, Address.id),
    Part.DOMAINS: lambda: (_domains(), BlockedDomain.created_at, BlockedDomain.id),
    Part.STOPPED: lambda: (_stopped(), _stopped_at(), Address.id),
}


def _matches(part: Part, wanted: str) -> ColumnElement[bool]:
    if part is Part.DOMAINS:
        return BlockedDomain.domain.icontains(wanted.lstrip("@"), autoescape=True)
    digits = "".join(letter for letter in wanted if letter.isdigit())
    held = [getattr(Contact, column) == Address.id for column in ADDRESS_COLUMNS.values()]
    named = select(Contact.id).where(or_(*held), Contact.name.icontains(wanted, autoescape=True)).exists()
    found = [Address.value.icontains(wanted, autoescape=True), named]
    if len(digits) >= 3:
        found.append(and_(Address.kind == "phone", Address.value.contains(digits)))
    return or_(*found)


def _entries(session: Session, part: Part, rows: Collection[Any]) -> Iterator[Blocked]:
    people = {} if part is Part.DOMAINS else _people(session, [row.id for row in rows])
    for row in rows:
        yield Blocked(
            id=row.id,
            value=row.value,
            words=_words(part, row),
            at=row.at,
            by=_by(part, row),
            complaint=part is Part.ADDRESSES and row.reason == Failure.COMPLAINT,
            channels=tuple(Channel(each) for each in row.stopped) if part is Part.STOPPED else (),
            people=tuple(people.get(row.id, ())),
        )


def _words(part: Part, row: Any) -> str:
    if part is Part.STOPPED:
        return ""
    return blocked_because(row.reason) or "No reason was given."


def _by(part: Part, row: Any) -> str:
    if part is Part.STOPPED:
        return "The family"
    if part is Part.ADDRESSES and row.kind == AddressStep.HARD:
        return REPORTED
    return row.staff or ""


def _people(session: Session, address_ids: Collection[int]) -> dict[int, list[tuple[str, int | None]]]:
    contacts = session.scalars(holders(*address_ids).order_by(Contact.name)).all()
    families = dict(
        session.execute(
            select(PatientContact.contact_id, func.min(Patient.family_id))
            .join(Patient, Patient.id == PatientContact.patient_id)
            .where(PatientContact.contact_id.in_([each.id for each in contacts]))
            .group_by(PatientContact.contact_id)
        ).all()
    )
    found: dict[int, list[tuple[str, int | None]]] = defaultdict(list)
    for contact in contacts:
        held = {getattr(contact, column) for column in ADDRESS_COLUMNS.values()}
        for number in held.intersection(address_ids):
            found[number].append((contact.name or "No name", families.get(contact.id)))
    return found
