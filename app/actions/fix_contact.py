"""Staff put right what failed: correct a number or address, allow it again, or note that it is done (G6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_contact import save_contact
from app.actions.close_tasks import close_tasks
from app.actions.hold_visits import hold_visits
from app.actions.keep_address import keep_address
from app.actions.send_again import send_again
from app.actions.suppress_address import allow_address, children_at
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import ChangedMeanwhile
from app.domain.address_health import AddressStep, FixKind
from app.domain.do_not_send import blocked_because
from app.feeds.addresses import ReadAddress, read_email, read_mail, read_phone
from app.models import Address, AddressEvent, Contact, FixTask, StaffUser
from app.models.facts import ADDRESS_COLUMNS
from app.models.holders import holders, task_state
from app.models.last_change import LastChange, last_change

_READERS: dict[str, tuple[Callable[[str], ReadAddress], str]] = {
    "phone": (read_phone, "Write it like (937) 555-0142."),
    "email": (read_email, "Write it like ana@example.com."),
    "mail": (read_mail, "Write it like 12 Oak Street, Dayton, OH 45402."),
}


@dataclass(frozen=True, slots=True)
class Corrected:
    """The new number or address, how many contacts have it now, and whether the message goes again."""

    value: str
    contacts: int
    sent_again: bool


def correct_address(
    session: Session, now: datetime, actor: Actor, task_id: int, typed: str, seen: str, again: bool
) -> Corrected | dict[str, str] | ChangedMeanwhile | None:
    """Everybody with the address that failed has ``typed`` from now on; ``again`` sends the message there.

    ``seen`` is the ``task_state`` the form was made from. What is wrong is under "value". None if this
    practice has no such task.
    """
    task = session.get(FixTask, task_id)
    if task is None:
        return None
    people = _hold(session, now, task)
    address = session.get_one(Address, task.address_id)
    if task.done_at is not None or seen != task_state(task, address, people):
        return ChangedMeanwhile(_last(session, task, people))
    read = _read(session, address, typed)
    if isinstance(read, str):
        return {"value": read}
    _replace(session, now, actor, people, address.id, keep_address(session, read))
    close_tasks(session, now, actor, [address.id])
    sent = again and task.message_id is not None
    sent = sent and send_again(session, now, actor, task.message_id or 0, read.value)
    return Corrected(read.value, len(people), sent)


def allow_again(
    session: Session, now: datetime, actor: Actor, task_id: int, again: bool
) -> bool | ChangedMeanwhile | None:
    """The address is right: it may be used again. True if the message goes again, too. None: no such task."""
    task = session.get(FixTask, task_id)
    if task is None:
        return None
    people = _hold(session, now, task)
    if task.done_at is not None:
        return ChangedMeanwhile(_last(session, task, people))
    allow_address(session, now, actor, task.address_id)
    _note_checked(session, now, actor, task)
    value = session.get_one(Address, task.address_id).value
    return again and task.message_id is not None and send_again(session, now, actor, task.message_id, value)


def finish_task(
    session: Session, now: datetime, actor: Actor, task_id: int
) -> ChangedMeanwhile | bool | None:
    """It was looked after in another way; a blocked address stays blocked. None: no such task."""
    task = session.get(FixTask, task_id)
    if task is None:
        return None
    people = _hold(session, now, task)
    if task.done_at is not None:
        return ChangedMeanwhile(_last(session, task, people))
    _note_checked(session, now, actor, task)
    task.done_at, task.done_by = now, actor.staff_id
    write_audit(session, now, actor, "finish", "address", task.address_id, before={"category": task.category})
    return True


def _hold(session: Session, now: datetime, task: FixTask) -> Sequence[Contact]:
    """Whoever has the address: their visits are taken first, then the address, they, and the task."""
    hold_visits(session, now, children_at(session, task.address_id))
    session.scalar(select(Address).where(Address.id == task.address_id).with_for_update(key_share=True))
    people = session.scalars(
        holders(task.address_id).order_by(Contact.id).with_for_update(key_share=True)
    ).all()
    session.refresh(task, with_for_update=True)
    return people


def _last(session: Session, task: FixTask, people: Sequence[Contact]) -> LastChange | None:
    if task.done_at is not None:
        who = session.get(StaffUser, task.done_by) if task.done_by else None
        return LastChange(who.name if who else "A delivery", task.done_at)
    changes = [last_change(session, "contact", each.id) for each in people]
    return max((each for each in changes if each), key=lambda each: each.at, default=None)


def _read(session: Session, address: Address, typed: str) -> ReadAddress | str:
    """The new address, or what is wrong with it in words."""
    reader, example = _READERS[address.kind]
    read = reader(typed)
    if not typed:
        return f"Nothing is typed. {example}"
    if read.problem:
        return f"{read.problem} {example}"
    if read.value == address.value:
        return "This is the one that failed. If it is right, choose “It is right, allow again”."
    known = select(Address).where(Address.kind == read.kind, Address.value == read.value)
    held = session.scalar(known.where(Address.suppressed_at.is_not(None)))
    if held is not None:
        return (
            f"Nothing may go there: it is on the do-not-send list. {blocked_because(held.suppressed_reason)}"
        )
    return read


def _replace(
    session: Session, now: datetime, actor: Actor, people: Sequence[Contact], old: int, new: int
) -> None:
    for contact in people:
        columns = [column for column in ADDRESS_COLUMNS.values() if getattr(contact, column) == old]
        save_contact(session, now, actor, contact, dict.fromkeys(columns, new))


def _note_checked(session: Session, now: datetime, actor: Actor, task: FixTask) -> None:
    """Soft failures are counted anew once staff looked."""
    if task.kind == FixKind.SOFT:
        session.add(
            AddressEvent(
                address_id=task.address_id, at=now, kind=AddressStep.CHECKED, staff_id=actor.staff_id
            )
        )
