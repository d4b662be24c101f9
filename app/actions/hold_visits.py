"""Who changes people takes the visits first, as a feed and a parent's answer do: so nobody waits for ever."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.models import AppointmentRow, PatientContact

SHARED = {"key_share": True}
"""How settings are locked: rows that refer to them, such as a parent's answer, may be written meanwhile."""


def hold_visits(
    session: Session, now: datetime, patient_ids: Collection[int] | Select[int] | None = None
) -> None:
    """Lock what starts at ``now`` (UTC) or later in the order of ids, until the transaction ends.

    The visits of these children, or all of the session's practice. Rows that refer to them may be
    written meanwhile.
    """
    wanted: Select[Any] = select(AppointmentRow.id).where(AppointmentRow.starts_at >= now)
    if patient_ids is not None:
        wanted = wanted.where(AppointmentRow.patient_id.in_(patient_ids))
    session.execute(wanted.order_by(AppointmentRow.id).with_for_update(key_share=True))


def children_of(*contact_ids: int) -> Select[int]:
    """The children these contacts stand for, to hold their visits."""
    return select(PatientContact.patient_id).where(PatientContact.contact_id.in_(contact_ids))


def child_of(pair_id: int) -> Select[int]:
    """The child of a pair of child and contact."""
    return select(PatientContact.patient_id).where(PatientContact.id == pair_id)
