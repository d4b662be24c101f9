"""Make two records of one person one (product B8). It cannot be undone, and nobody but staff does it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.actions.claim_messages import take_back_about
from app.actions.hold_feeds import hold_feeds
from app.actions.hold_visits import children_of, hold_visits
from app.actions.merge_ties import merge_ties
from app.actions.move_history import move_history
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.models import Contact, Family, Patient, PatientContact
from app.models.facts import ADDRESS_COLUMNS, PREFERENCE_COLUMNS

FIELDS = ("name", "language", *ADDRESS_COLUMNS.values(), *PREFERENCE_COLUMNS.values())
"""The columns in which the two may differ: staff choose one value for each."""


def merge_contacts(
    session: Session, now: datetime, actor: Actor, kept_id: int, gone_id: int, taken: Collection[str]
) -> int | None:
    """The family on whose page the kept contact stands; None if there are no two such contacts.

    ``taken`` are the columns of ``FIELDS`` whose value comes from the contact that goes. What the two
    differed in is staff's from then on. The contact that goes is kept with the values that were not
    chosen, so that the schedule finds the other by either.
    """
    hold_feeds(session)
    hold_visits(session, now, children_of(kept_id, gone_id))
    contacts = _lock(session, kept_id, gone_id)
    if len(contacts) != 2:
        return None
    kept, gone = contacts[kept_id], contacts[gone_id]
    before = {"kept": _values(kept), "gone": _values(gone)}
    _choose(now, kept, gone, taken)
    merge_ties(session, kept_id, gone_id)
    children = _children(session, kept_id)
    # What is ready to leave comes back first: of two to one person only what waits is cancelled.
    take_back_about(session, children)
    move_history(session, now, kept_id, gone_id)
    gone.merged_into_id = kept_id
    session.flush()
    write_audit(
        session, now, actor, "merge", "contact", kept_id,
        before=before, after={"kept": _values(kept), "merged": gone_id, "children": children},
    )  # fmt: skip
    replan_children(session, now, children)
    return _join_families(session, children)


def _lock(session: Session, *contact_ids: int) -> dict[int, Contact]:
    """Those that stand for themselves and have a child, locked in the order of their ids."""
    tied = select(PatientContact.contact_id).where(PatientContact.contact_id.in_(contact_ids))
    rows = session.scalars(
        select(Contact)
        .where(Contact.id.in_(contact_ids), Contact.merged_into_id.is_(None), Contact.id.in_(tied))
        .order_by(Contact.id)
        .with_for_update()
    )
    return {row.id: row for row in rows}


def _values(contact: Contact) -> dict[str, Any]:
    return {"id": contact.id} | {column: getattr(contact, column) for column in FIELDS}


def _choose(now: datetime, kept: Contact, gone: Contact, taken: Collection[str]) -> None:
    differing = [column for column in FIELDS if getattr(kept, column) != getattr(gone, column)]
    for column in differing:
        if column in taken:
            ours, theirs = getattr(kept, column), getattr(gone, column)
            setattr(kept, column, theirs)
            setattr(gone, column, ours)
    kept.staff_fields = sorted({*kept.staff_fields, *gone.staff_fields, *differing})
    kept.changed_at = gone.changed_at = now


def _children(session: Session, contact_id: int) -> list[int]:
    return list(
        session.scalars(
            select(PatientContact.patient_id)
            .where(PatientContact.contact_id == contact_id)
            .order_by(PatientContact.patient_id)
        )
    )


def _join_families(session: Session, children: Collection[int]) -> int:
    """Children who share a contact are one family: the oldest one's page stays."""
    first, *others = sorted(
        set(session.scalars(select(Patient.family_id).where(Patient.id.in_(children))).all())
    )
    if others:
        session.execute(update(Patient).where(Patient.family_id.in_(others)).values(family_id=first))
        session.execute(delete(Family).where(Family.id.in_(others)))
    return first
