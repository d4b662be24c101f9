"""Note what a report about a message says of its number or address: what failed, what arrived (product G6).

Called with the message locked. The address is locked next; coming visits are marked only where nobody
holds them, since whoever changes people takes the visits first and the message later.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, case, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from app.actions.suppress_address import children_at
from app.domain.address_health import (
    ENDS_A_ROW,
    STORED_AS,
    AddressStep,
    FixKind,
    consequence,
    soft_count,
)
from app.domain.do_not_send import WHOLE_DOMAIN
from app.domain.failures import Failure, Weight, failure_of
from app.domain.preferences import Channel
from app.models import Address, AddressEvent, AppointmentRow, AuditLine, FixTask, Message

REPORT = "delivery report"
"""Who blocked an address, as the audit log names it."""


def note_failure(session: Session, now: datetime, message: Message, category: str) -> None:
    """A message to a contact failed for good, for now: count it, block the address, open a task (G6).

    ``category`` is a value of ``Failure``; another word counts as "other". Once for each message and
    weight, however often it is reported. What is our own fault, and what went to staff, changes nothing.
    """
    failure = failure_of(category) or Failure.OTHER
    if failure.weight is Weight.OURS or message.contact_id is None or message.channel is None:
        return
    address = _held(session, message)
    step = AddressStep.HARD if failure.hard else AddressStep.SOFT
    if address is None or _noted(session, message, address, step):
        return
    _keep(session, now, message, address, step, failure)
    follows = consequence(failure, _soft_failures(session, now, address))
    if follows.block:
        _block(session, now, address, failure)
    if follows.task:
        _open_task(session, now, message, address, follows.task, failure)


def note_delivery(session: Session, now: datetime, *messages: Message) -> None:
    """Messages arrived: a row of soft failures at their addresses is over, and so is the task of it (G6)."""
    ended = session.execute(_rows_that_end([message.id for message in messages])).all()
    for practice_id, address_id, message_id, channel in ended:
        session.add(
            AddressEvent(
                practice_id=practice_id,
                address_id=address_id,
                at=now,
                kind=AddressStep.DELIVERED,
                channel=channel,
                message_id=message_id,
            )
        )
    if ended:
        session.execute(
            update(FixTask)
            .where(
                FixTask.address_id.in_([row.id for row in ended]),
                FixTask.kind == FixKind.SOFT,
                FixTask.done_at.is_(None),
            )
            .values(done_at=now)
        )


def _rows_that_end(message_ids: list[int]) -> Select[int, int, int, str | None]:
    """Practice, address, message and channel, once for each address that has soft failures that count."""
    soft, end = aliased(AddressEvent), aliased(AddressEvent)
    ended = (
        select(end.id)
        .where(end.address_id == soft.address_id, end.kind.in_(ENDS_A_ROW), end.at >= soft.at)
        .exists()
    )
    kind = case(*((Message.channel == channel, stored) for channel, stored in STORED_AS.items()))
    same = and_(
        Address.practice_id == Message.practice_id, Address.kind == kind, Address.value == Message.address
    )
    return (
        select(Address.practice_id, Address.id, func.max(Message.id), func.max(Message.channel))
        .join(Message, same)
        .join(soft, and_(soft.address_id == Address.id, soft.kind == AddressStep.SOFT))
        .where(Message.id.in_(message_ids), Message.contact_id.is_not(None), ~ended)
        .group_by(Address.practice_id, Address.id)
        .order_by(Address.id)
    )


def _held(session: Session, message: Message) -> Address | None:
    """The address the message went to, locked."""
    return session.scalar(
        select(Address)
        .where(
            Address.practice_id == message.practice_id,
            Address.kind == STORED_AS[Channel(message.channel or "")],
            Address.value == message.address,
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def _noted(session: Session, message: Message, address: Address, step: AddressStep) -> bool:
    noted = select(AddressEvent.id).where(
        AddressEvent.address_id == address.id,
        AddressEvent.message_id == message.id,
        AddressEvent.kind == step,
    )
    return session.scalar(noted.limit(1)) is not None


def _keep(
    session: Session, now: datetime, message: Message, address: Address, step: AddressStep, failure: Failure
) -> None:
    session.add(
        AddressEvent(
            practice_id=message.practice_id,
            address_id=address.id,
            at=now,
            kind=step,
            channel=message.channel,
            category=failure,
            message_id=message.id,
        )
    )
    session.flush()


def _soft_failures(session: Session, now: datetime, address: Address) -> int:
    rows = session.execute(
        select(AddressEvent.kind, AddressEvent.at).where(
            AddressEvent.address_id == address.id, AddressEvent.kind.in_((AddressStep.SOFT, *ENDS_A_ROW))
        )
    )
    return soft_count([(AddressStep(row.kind), row.at) for row in rows], now)


def _block(session: Session, now: datetime, address: Address, failure: Failure) -> None:
    """At once. The first reason stays, unless this is a complaint, or only the domain was blocked so far."""
    stays = failure is not Failure.COMPLAINT and address.suppressed_reason != WHOLE_DOMAIN
    if address.suppressed_at is not None and stays:
        return
    before = {"suppressed_reason": address.suppressed_reason}
    address.suppressed_at = address.suppressed_at or now
    address.suppressed_reason = failure
    session.add(
        AuditLine(
            practice_id=address.practice_id, at=now, actor=REPORT, action="suppress", subject="address",
            subject_id=address.id, before=before, after={"suppressed_reason": failure.value},
        )
    )  # fmt: skip
    session.flush()
    _look_again(session, now, address)


def _look_again(session: Session, now: datetime, address: Address) -> None:
    """Ask the next tick to look at the visits of whoever has it, except those somebody is changing now."""
    free = (
        select(AppointmentRow.id)
        .where(
            AppointmentRow.patient_id.in_(children_at(session, address.id)), AppointmentRow.starts_at >= now
        )
        .with_for_update(key_share=True, skip_locked=True)
    )
    session.execute(
        update(AppointmentRow)
        .where(AppointmentRow.id.in_(free))
        .values(replan=True)
        .execution_options(synchronize_session=False)
    )


def _open_task(
    session: Session, now: datetime, message: Message, address: Address, kind: FixKind, failure: Failure
) -> None:
    session.execute(
        insert(FixTask)
        .values(
            practice_id=message.practice_id,
            address_id=address.id,
            contact_id=message.contact_id,
            kind=kind,
            category=failure,
            message_id=message.id,
            opened_at=now,
        )
        .on_conflict_do_nothing()
    )
