"""Numbers and addresses that nothing goes to: the do-not-send list, and stopped ways (product C6, I1)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, any_, literal, or_, select
from sqlalchemy.orm import Session

from app.actions.close_tasks import close_tasks
from app.actions.hold_visits import hold_visits
from app.actions.keep_address import keep_address
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.domain.address_health import STORED_AS, AddressStep
from app.domain.preferences import Channel
from app.feeds.addresses import ReadAddress
from app.models import Address, AddressEvent, Contact, PatientContact
from app.models.facts import ADDRESS_COLUMNS


def suppress_address(session: Session, now: datetime, actor: Actor, address_id: int, reason: str) -> bool:
    """From now on nothing goes to it, whoever's it is. False if this practice has no such address."""
    row = _held(session, now, address_id)
    if row is None:
        return False
    if row.suppressed_at is None:
        _mark(session, now, actor, row, now, reason.strip() or "Asked by the family")
    return True


def allow_address(session: Session, now: datetime, actor: Actor, address_id: int) -> bool:
    """It may be used again, and what was to be done about it is done. False if there is no such address."""
    row = _held(session, now, address_id)
    if row is None:
        return False
    if row.suppressed_at is not None:
        _mark(session, now, actor, row, None, None)
    close_tasks(session, now, actor, [address_id])
    return True


def stop_channel(
    session: Session, now: datetime, actor: Actor, value: str, channel: Channel, source: str
) -> bool:
    """Nothing more goes to this number or address over ``channel``, whoever's it is (I1, I2, H6).

    ``value`` is as stored (E.164); one that nobody has yet is remembered too. ``source`` is how it was
    told ("text STOP"). False if it had been stopped before.
    """
    address_id = keep_address(session, ReadAddress(STORED_AS[channel], value))
    row = _held(session, now, address_id)
    if row is None or channel in row.stopped:
        return False
    _set_stopped(session, now, row, sorted({*row.stopped, channel.value}))
    session.add(_event(now, actor, row, AddressStep.STOPPED, channel))
    write_audit(
        session, now, actor, "stop", "address", row.id, after={"channel": channel.value, "source": source}
    )
    return True


def start_channel(
    session: Session, now: datetime, actor: Actor, value: str, channel: Channel, source: str
) -> bool:
    """Takes ``stop_channel`` back, on the family's word only. False if it was not stopped."""
    found = select(Address.id).where(Address.kind == STORED_AS[channel], Address.value == value)
    address_id = session.scalar(found)
    return address_id is not None and start_channel_at(session, now, actor, address_id, channel, source)


def start_channel_at(
    session: Session, now: datetime, actor: Actor, address_id: int, channel: Channel, source: str
) -> bool:
    """The same for an address by its id."""
    row = _held(session, now, address_id)
    if row is None or channel not in row.stopped:
        return False
    _set_stopped(session, now, row, [each for each in row.stopped if each != channel])
    session.add(_event(now, actor, row, AddressStep.STARTED, channel))
    write_audit(
        session, now, actor, "start", "address", row.id, after={"channel": channel.value, "source": source}
    )
    return True


def children_at(session: Session, *address_ids: int) -> list[int]:
    """Everyone's children who has one of these addresses: it is one object, shared (C6)."""
    wanted = any_(literal(list(address_ids), ARRAY(BigInteger)))
    held = [getattr(Contact, column) == wanted for column in ADDRESS_COLUMNS.values()]
    question = (
        select(PatientContact.patient_id)
        .join(Contact, Contact.id == PatientContact.contact_id)
        .where(or_(*held))
    )
    return list(session.scalars(question))


def _held(session: Session, now: datetime, address_id: int) -> Address | None:
    """The address, locked after the visits of its children, so that nobody waits for ever."""
    hold_visits(session, now, children_at(session, address_id))
    wanted = select(Address).where(Address.id == address_id).with_for_update(key_share=True)
    return session.scalar(wanted.execution_options(populate_existing=True))


def _mark(
    session: Session,
    now: datetime,
    actor: Actor,
    row: Address,
    suppressed_at: datetime | None,
    reason: str | None,
) -> None:
    before = {"suppressed_reason": row.suppressed_reason}
    row.suppressed_at, row.suppressed_reason = suppressed_at, reason
    session.add(_event(now, actor, row, AddressStep.BLOCKED if suppressed_at else AddressStep.ALLOWED, None))
    action = "suppress" if suppressed_at else "allow"
    write_audit(
        session, now, actor, action, "address", row.id, before=before, after={"suppressed_reason": reason}
    )
    session.flush()
    replan_children(session, now, children_at(session, row.id))


def _set_stopped(session: Session, now: datetime, row: Address, stopped: list[str]) -> None:
    row.stopped = stopped
    session.flush()
    replan_children(session, now, children_at(session, row.id))


def _event(
    now: datetime, actor: Actor, row: Address, step: AddressStep, channel: Channel | None
) -> AddressEvent:
    return AddressEvent(address_id=row.id, at=now, kind=step, channel=channel, staff_id=actor.staff_id)
