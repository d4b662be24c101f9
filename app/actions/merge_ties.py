"""Move the children of a merged contact to the one that stays (product B8, C1, C5)."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.actions.order_contacts import contacts_in_order, number_contacts
from app.domain.contacts import Authority
from app.domain.merging import Tie, united
from app.models import FormerContact, PatientContact


def merge_ties(session: Session, kept_id: int, gone_id: int) -> None:
    """Each child keeps its order without a gap; where it had both, the stricter of each value stays."""
    children = session.scalars(select(PatientContact.patient_id).where(PatientContact.contact_id == gone_id))
    for patient_id in sorted(children):
        pairs = {pair.contact_id: pair for pair in contacts_in_order(session, patient_id)}
        gone, kept = pairs[gone_id], pairs.get(kept_id)
        if kept is None:
            gone.contact_id = kept_id
        else:
            _unite(session, kept, gone)
            number_contacts([pair for pair in contacts_in_order(session, patient_id) if pair is not gone])
    session.flush()
    _merge_former(session, kept_id, gone_id)


def _unite(session: Session, kept: PatientContact, gone: PatientContact) -> None:
    """The one that stays takes the better place of the two."""
    tie = united(_tie(kept), _tie(gone))
    position = min(kept.position, gone.position)
    fields = {*kept.staff_fields, *gone.staff_fields, "consents", "authority", "end_date"}
    session.delete(gone)
    session.flush()  # first off, then marked: the database allows one of each mark at a time
    kept.position = position
    kept.relationship, kept.resides_with, kept.end_date = tie.relationship, tie.resides_with, tie.end_date
    kept.authority, kept.authority_text = tie.authority.value, tie.authority_text
    kept.own, kept.alternative, kept.held_at = tie.own, tie.alternative, tie.held_at
    kept.consents, kept.withdrawn = sorted(tie.given), sorted(tie.withdrawn)
    kept.staff_fields = sorted(fields)
    session.flush()


def _tie(pair: PatientContact) -> Tie:
    return Tie(
        relationship=pair.relationship,
        authority=Authority(pair.authority),
        authority_text=pair.authority_text,
        resides_with=pair.resides_with,
        end_date=pair.end_date,
        own=pair.own,
        alternative=pair.alternative,
        held_at=pair.held_at,
        given=frozenset(pair.consents),
        withdrawn=frozenset(pair.withdrawn),
    )


def _merge_former(session: Session, kept_id: int, gone_id: int) -> None:
    """Off a child is who was taken off it and is not its contact under the other name."""
    tied = select(PatientContact.patient_id).where(PatientContact.contact_id == kept_id)
    session.execute(
        delete(FormerContact).where(
            FormerContact.contact_id.in_([kept_id, gone_id]), FormerContact.patient_id.in_(tied)
        )
    )
    known = set(session.scalars(select(FormerContact.patient_id).where(FormerContact.contact_id == kept_id)))
    for row in session.scalars(select(FormerContact).where(FormerContact.contact_id == gone_id)):
        if row.patient_id in known:
            session.delete(row)
        else:
            row.contact_id = kept_id
    session.flush()
