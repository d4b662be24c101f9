"""Write down what of the staff ends, renew it, take it off the list and put it back (product E1, A5)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Refused, Saved, write_changes, write_new
from app.domain.renewals import TypedRenewal, read_day, read_renewal
from app.models import StaffRenewal, StaffUser

_SUBJECT = "staff_renewal"
_GONE = Refused({"": "It is not on the list any more."})


def add_renewal(session: Session, now: datetime, actor: Actor, typed: TypedRenewal) -> Saved | Refused:
    """One more, for somebody whose account is open."""
    read = read_renewal(typed, _people(session))
    if isinstance(read, dict):
        return Refused(read)
    return _new(session, now, actor, *read)


def change_renewal(
    session: Session, now: datetime, actor: Actor, renewal_id: int, typed: TypedRenewal
) -> Saved | Refused:
    """Whose, what, until when. Of another day staff are reminded anew."""
    row = _open(session, renewal_id)
    if row is None:
        return _GONE
    read = read_renewal(typed, _people(session) | {row.staff_id})
    if isinstance(read, dict):
        return Refused(read)
    staff_id, what, due_on = read
    if due_on != row.due_on:
        row.created_at = now
    values = {"staff_id": staff_id, "what": what, "due_on": due_on}
    return write_changes(session, now, actor, _SUBJECT, row, values)


def renew(session: Session, now: datetime, actor: Actor, renewal_id: int, until: str) -> Saved | Refused:
    """It is valid up to another, later day: the old entry is done, and a new one follows it."""
    row = _open(session, renewal_id)
    if row is None:
        return _GONE
    due_on = read_day(until)
    if due_on is None or due_on <= row.due_on:
        example = row.due_on.replace(year=row.due_on.year + 1, day=min(row.due_on.day, 28))
        words = f"Write its new last day, later than the old one, for example {example.isoformat()}."
        return Refused({"until": words})
    row.done_at = now
    write_audit(
        session, now, actor, "renew", _SUBJECT, row.id,
        before={"due_on": row.due_on.isoformat()}, after={"due_on": due_on.isoformat()},
    )  # fmt: skip
    return _new(session, now, actor, row.staff_id, row.what, due_on)


def remove_renewal(session: Session, now: datetime, actor: Actor, renewal_id: int) -> bool | None:
    """Off the list; False when it is not on it any more, None for one that never was."""
    row = _held(session, renewal_id)
    if row is None:
        return None
    if row.done_at is not None or row.removed_at is not None:
        return False
    row.removed_at = now
    write_audit(session, now, actor, "remove", _SUBJECT, row.id)
    return True


def restore_renewal(session: Session, now: datetime, actor: Actor, renewal_id: int) -> bool | None:
    """Undo of taking off; False when it was not taken off, None for one that never was on the list."""
    row = _held(session, renewal_id)
    if row is None:
        return None
    if row.removed_at is None:
        return False
    row.removed_at = None
    write_audit(session, now, actor, "restore", _SUBJECT, row.id)
    return True


def _new(session: Session, now: datetime, actor: Actor, staff_id: int, what: str, due_on: date) -> Saved:
    values = {"staff_id": staff_id, "what": what, "due_on": due_on}
    return write_new(session, now, actor, _SUBJECT, StaffRenewal(created_at=now, **values), values)


def _open(session: Session, renewal_id: int) -> StaffRenewal | None:
    row = _held(session, renewal_id)
    return row if row and row.done_at is None and row.removed_at is None else None


def _held(session: Session, renewal_id: int) -> StaffRenewal | None:
    wanted = select(StaffRenewal).where(StaffRenewal.id == renewal_id)
    return session.scalars(wanted.with_for_update()).one_or_none()


def _people(session: Session) -> set[int]:
    return set(session.scalars(select(StaffUser.id).where(StaffUser.disabled_at.is_(None))))
