"""Staff put children on the waitlist, change what they wait for, and take them off (product J4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.actions.find_free_times import end_offers
from app.actions.write_audit import Actor, write_audit
from app.actions.write_changes import Refused
from app.domain.reasons import Reason
from app.domain.waitlist_form import TypedEntry, Wishes, read_entry
from app.domain.waitlists import EntryState, OfferState, SlotState
from app.models import Slot, WaitlistEntry
from app.models.entry_choices import child_choices
from app.models.wishes import wishes_of
from app.queue import nudge

_TWICE = "This child waits for this type of visit already. Change that entry."


def add_entry(
    session: Session, now: datetime, actor: Actor, patient_id: int, typed: TypedEntry
) -> int | Refused:
    """The id of the new entry, or what is wrong by field; for an unknown child that says so."""
    wishes = _read(session, now, patient_id, typed)
    if isinstance(wishes, Refused):
        return wishes
    if _waits(session, patient_id, wishes.visit_type):
        return Refused({"visit_type": _TWICE})
    row = WaitlistEntry(patient_id=patient_id, created_at=now, created_by=actor.staff_id, **_columns(wishes))
    session.add(row)
    session.flush()
    write_audit(session, now, actor, "add", "waitlist_entry", row.id, after=_said(wishes))
    _look_again(session, now)
    return row.id


def change_entry(
    session: Session, now: datetime, actor: Actor, entry_id: int, typed: TypedEntry
) -> int | Refused:
    """The same for one that waits already; its place on the list stays."""
    row = _held(session, entry_id)
    if row is None or row.state != EntryState.WAITING:
        return Refused({"": "This child does not wait any more."})
    wishes = _read(session, now, row.patient_id, typed)
    if isinstance(wishes, Refused):
        return wishes
    if _waits(session, row.patient_id, wishes.visit_type, row.id):
        return Refused({"visit_type": _TWICE})
    before, after = _said(wishes_of(row)), _said(wishes)
    changed = [name for name in after if before[name] != after[name]]
    if changed:
        for name, value in _columns(wishes).items():
            setattr(row, name, value)
        write_audit(
            session, now, actor, "change", "waitlist_entry", row.id,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
        _look_again(session, now)
    return row.id


def remove_entry(session: Session, now: datetime, actor: Actor, entry_id: int) -> bool | None:
    """Off the list; what is offered to the family ends. False when it does not wait, None if unknown."""
    row = _held(session, entry_id)
    if row is None:
        return None
    if row.state != EntryState.WAITING:
        return False
    row.state, row.ended_at = EntryState.REMOVED.value, now
    session.flush()
    end_offers(session, now, OfferState.OVER, Reason.NOT_WAITING, entry_ids=[entry_id])
    write_audit(session, now, actor, "remove", "waitlist_entry", entry_id)
    return True


def put_back(session: Session, now: datetime, actor: Actor, entry_id: int) -> bool | None:
    """Undo of taking off: the old place. False when it cannot go back, None if it is unknown."""
    row = _held(session, entry_id)
    if row is None:
        return None
    if row.state != EntryState.REMOVED or _waits(session, row.patient_id, row.visit_type):
        return False
    row.state, row.ended_at = EntryState.WAITING.value, None
    write_audit(session, now, actor, "restore", "waitlist_entry", entry_id)
    _look_again(session, now)
    return True


def _read(session: Session, now: datetime, patient_id: int, typed: TypedEntry) -> Wishes | Refused:
    child = child_choices(session, now, patient_id)
    if child is None:
        return Refused({"": "This child is not there any more."})
    read = read_entry(typed, child.ids())
    return read if isinstance(read, Wishes) else Refused({each.field: each.words for each in read})


def _held(session: Session, entry_id: int) -> WaitlistEntry | None:
    wanted = select(WaitlistEntry).where(WaitlistEntry.id == entry_id)
    return session.scalars(wanted.with_for_update(key_share=True)).one_or_none()


def _waits(session: Session, patient_id: int, visit_type: str, but: int = 0) -> bool:
    same = func.lower(WaitlistEntry.visit_type) == visit_type.lower()
    others = select(WaitlistEntry.id).where(
        WaitlistEntry.patient_id == patient_id, WaitlistEntry.state == EntryState.WAITING, same
    )
    return session.scalar(others.where(WaitlistEntry.id != but).limit(1)) is not None


def _look_again(session: Session, now: datetime) -> None:
    """Times that are offered and had come to the end of the list may suit whoever is new."""
    session.execute(
        update(Slot)
        .where(Slot.state == SlotState.OFFERING, Slot.next_batch_at.is_(None))
        .values(next_batch_at=now)
    )
    nudge(session, "offers")


def _columns(wishes: Wishes) -> Mapping[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(wishes).items()
    }


def _said(wishes: Wishes) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, (date, time)) else value
        for name, value in _columns(wishes).items()
        if name != "note"
    }
