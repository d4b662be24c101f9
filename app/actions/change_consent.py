"""Staff record that a contact gave or withdrew consent for one child (product C5)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.hold_visits import child_of, hold_visits
from app.actions.replan_children import replan_children
from app.actions.write_audit import Actor, write_audit
from app.domain.consent import Consent
from app.domain.consent_words import Said
from app.domain.preferences import Channel, Purpose
from app.models import ConsentEvent, PatientContact


def change_consent(
    session: Session,
    now: datetime,
    actor: Actor,
    pair_id: int,
    pairs: Collection[tuple[Purpose, Channel]],
    state: Consent,
    said: Said,
) -> bool:
    """``state`` is GIVEN or WITHDRAWN, ``said`` how staff know. Pairs that stand so already change nothing.

    False if this practice has no such pair. From the first change on, consent for this child and
    contact is staff's: feeds leave it alone. The child's coming visits are planned again.
    """
    hold_visits(session, now, child_of(pair_id))
    row = session.scalar(select(PatientContact).where(PatientContact.id == pair_id).with_for_update())
    if row is None:
        return False
    before = {"consents": row.consents, "withdrawn": row.withdrawn}
    new = enter_consent(row, {f"{purpose}:{channel}" for purpose, channel in pairs}, state)
    if new:
        _note(session, now, actor, row, new, state, said, before)
    return True


def enter_consent(row: PatientContact, names: set[str], state: Consent) -> list[str]:
    """Put the names on one list and take them off the other; those that were not there already."""
    given, withdrawn = set(row.consents), set(row.withdrawn)
    to, off = (given, withdrawn) if state is Consent.GIVEN else (withdrawn, given)
    new = sorted(names - to)
    to |= names
    off -= names
    row.consents, row.withdrawn = sorted(given), sorted(withdrawn)
    return new


def _note(
    session: Session,
    now: datetime,
    actor: Actor,
    row: PatientContact,
    new: list[str],
    state: Consent,
    said: Said,
    before: dict[str, list[str]],
) -> None:
    row.staff_fields = sorted({*row.staff_fields, "consents"})
    event = ConsentEvent(
        patient_id=row.patient_id,
        contact_id=row.contact_id,
        pairs=new,
        state=state.value,
        source=said.source.value,
        staff_id=actor.staff_id,
        said_on=said.on,
        at=now,
    )
    session.add(event)
    after = {"consents": row.consents, "withdrawn": row.withdrawn}
    write_audit(session, now, actor, "consent", "patient_contact", row.id, before=before, after=after)
    session.flush()
    replan_children(session, now, [row.patient_id])
