"""Write a mailing's messages into the outbox, some hundreds a transaction (product K4, E5).

Recipients come in the order of contact ids, and the mailing keeps the last one written in the same commit:
a killed worker's filling goes on from there. The messages are planned, and go nowhere yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.actions.lay_out_mailing import MailingRow, lay_out_mailing
from app.actions.skip_told import skip_told
from app.domain.local_time import local_day, zone
from app.models import Mailing, Practice
from app.models.mailing_facts import is_about_visits
from app.models.recipients import question_of, recipients

CHUNK = 500

_MESSAGES = text("""
insert into message (practice_id, mailing_id, type, key, contact_id, channel, mode, address, language, status,
    reason, due_at, expires_at, created_at, settled_at)
select :practice_id, :mailing_id, :type, w.key, w.contact_id, w.channel, w.mode, w.address, w.language,
    case when w.reason is null then 'planned' else 'skipped' end, w.reason, w.due_at, w.expires_at, :now,
    case when w.reason is not null then cast(:now as timestamptz) end
from unnest(
    cast(:keys as text[]), cast(:contacts as bigint[]), cast(:channels as text[]), cast(:modes as text[]),
    cast(:addresses as text[]), cast(:languages as text[]), cast(:reasons as text[]),
    cast(:dues as timestamptz[]), cast(:lasts as timestamptz[])
) as w (key, contact_id, channel, mode, address, language, reason, due_at, expires_at)
on conflict (practice_id, key) do nothing
returning id, key
""")

_LINES = text("""
insert into message_line (practice_id, message_id, mailing_id, appointment_id, version, contact_id, channel)
select :practice_id, w.message_id, :mailing_id, w.appointment_id, w.version, w.contact_id, w.channel
from unnest(
    cast(:messages as bigint[]), cast(:visits as bigint[]), cast(:versions as bigint[]),
    cast(:contacts as bigint[]), cast(:channels as text[])
) as w (message_id, appointment_id, version, contact_id, channel)
on conflict do nothing
""")

_CHILDREN = text("""
insert into message_patient (practice_id, message_id, patient_id, contact_id, occasion_on, try_number)
select :practice_id, w.message_id, w.patient_id, w.contact_id, :day, 1
from unnest(
    cast(:messages as bigint[]), cast(:children as bigint[]), cast(:contacts as bigint[])
) as w (message_id, patient_id, contact_id)
""")


def fill_mailing(session: Session, now: datetime, mailing: Mailing) -> int:
    """Write the next recipients of a mailing whose row is locked; how many, with those left out.

    Once there are no more it is filled.
    """
    found = recipients(session, now, question_of(mailing), mailing.filled_upto, CHUNK)
    if found:
        rows = lay_out_mailing(session, now, mailing, skip_told(session, mailing, found))
        _tie(session, now, mailing, rows, _write(session, now, mailing, rows))
        mailing.filled_upto = found[-1].contact_id
    else:
        mailing.filled_at = now
    return len(found)


def _write(session: Session, now: datetime, mailing: Mailing, rows: Sequence[MailingRow]) -> dict[str, int]:
    """The ids of the messages that are new, by their key."""
    people = [each.recipient for each in rows]
    asked = {
        **_asked(session, mailing),
        "type": mailing.type,
        "now": now,
        "keys": [each.key for each in rows],
        "contacts": [each.contact_id for each in people],
        "channels": [each.channel for each in people],
        "modes": [each.mode for each in people],
        "addresses": [each.address or "" for each in people],
        "languages": [each.language for each in people],
        "reasons": [each.reason for each in rows],
        "dues": [each.due_at for each in rows],
        "lasts": [each.last for each in rows],
    }
    return {row.key: row.id for row in session.execute(_MESSAGES, asked)}


def _tie(
    session: Session, now: datetime, mailing: Mailing, rows: Sequence[MailingRow], ids: Mapping[str, int]
) -> None:
    """Note beside each message the visits, or the children, that it is about."""
    written = [(ids[each.key], each.recipient) for each in rows if each.key in ids]
    if is_about_visits(mailing):
        told = [
            (number, visit_id, version, each.contact_id, each.channel)
            for number, each in written
            for visit_id, version in each.appointments
        ]
        columns = _columns(told, "messages", "visits", "versions", "contacts", "channels")
        session.execute(_LINES, {**_asked(session, mailing), **columns})
    else:
        practice = session.get_one(Practice, mailing.practice_id)
        children = [
            (number, patient_id, each.contact_id)
            for number, each in written
            for patient_id, _ in each.children
        ]
        columns = _columns(children, "messages", "children", "contacts")
        day = local_day(mailing.send_at or now, zone(practice.timezone))
        session.execute(_CHILDREN, {"practice_id": practice.id, "day": day, **columns})


def _columns(rows: Sequence[tuple[Any, ...]], *names: str) -> dict[str, list[Any]]:
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _asked(session: Session, mailing: Mailing) -> dict[str, int]:
    return {"practice_id": session.info["practice_id"], "mailing_id": mailing.id}
