"""A visit as one contact is told of it now, to be shown before a mailing is sent (product F5, K1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.answers import may_cancel_until
from app.domain.appointments import Status
from app.domain.delivery_rules import rules_at
from app.domain.local_time import local_day, local_time, zone
from app.domain.wording.facts import MessageFacts
from app.models.among import among
from app.models.appointment import AppointmentRow
from app.models.facts import delivery_rules_facts, place_facts
from app.models.family import Patient
from app.models.message_facts import child_line, message_facts
from app.models.practice import DeliveryRulesRow, Location, Practice, Provider
from app.models.visit_facts import visit_facts


def told_visit(
    session: Session, now: datetime, appointment_ids: Sequence[int], link: str
) -> MessageFacts | None:
    """The facts of a message about these appointments at ``now`` (UTC); None when none of them is known.

    ``link`` is an address as long as a family's own.
    """
    rows = session.execute(
        select(AppointmentRow, Patient.first_name, Location, Provider)
        .join(Patient, Patient.id == AppointmentRow.patient_id)
        .join(Location, Location.id == AppointmentRow.location_id)
        .outerjoin(Provider, Provider.id == AppointmentRow.provider_id)
        .where(among(AppointmentRow.id, appointment_ids))
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    ).all()
    if not rows:
        return None
    visits = visit_facts(session, [row.AppointmentRow.id for row in rows])
    usual = delivery_rules_facts(session.scalars(select(DeliveryRulesRow)).one())
    told = [(visits[row.AppointmentRow.id], row) for row in rows]
    place = zone(told[0][0].zone)
    until = min(
        may_cancel_until(visit, rules_at(usual, place_facts(row.Location)).deadline_hours)
        for visit, row in told
    )
    return message_facts(
        session.get_one(Practice, session.info["practice_id"]),
        rows[0].Location,
        tuple(
            child_line(row.first_name, visit.starts_at, visit.zone, row.Location, row.Provider)
            for visit, row in told
        ),
        link,
        local_day(now, place),
        answered=all(visit.status is Status.CONFIRMED for visit, _ in told),
        change_until_local=local_time(until, place) if now <= until else None,
    )
