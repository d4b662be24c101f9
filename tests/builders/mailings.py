"""Mailings as staff drafted and confirmed them, and families to send them to."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import select, text

from app.actions.confirm_mailing import Confirmed, MailingSeen, confirm_mailing
from app.actions.write_audit import Actor
from app.models import AppointmentRow, Contact, Mailing, Message
from app.models.recipients import count_recipients, question_of
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic

DANA = Actor("dana@willow.example")
NEWS = {
    "en": {"subject": "Flu shots", "text": "Flu shots are here.", "email": "Flu shots are here."},
    "es": {"subject": "Vacunas", "text": "Ya hay vacunas.", "email": "Ya hay vacunas."},
}


def draft(clinic: Clinic, kind: str = "mass_mailing", **given: Any) -> Mailing:
    """A mass mailing to everybody, as preferred for general notices, unless ``given`` says otherwise."""
    filled = {
        "type": kind,
        "description": "Flu shots",
        "audience": {"kind": "all"},
        "texts": NEWS,
        "created_at": NOW,
        "changed_at": NOW,
    }
    row: Mailing = clinic.add(Mailing(kind=kind, **{**filled, **given}))
    return row


def ask_to_confirm(clinic: Clinic, *visits: AppointmentRow, **given: Any) -> Mailing:
    """A draft that asks the families of these visits to confirm, as the Schedule page makes it."""
    filled = {
        "type": "confirmation_request",
        "purpose": "reminders",
        "texts": {},
        "audience": {"kind": "visits", "appointment_ids": [visit.id for visit in visits]},
    }
    return draft(clinic, "confirmation", **{**filled, **given})


def families(clinic: Clinic, number: int, **parent: Any) -> list[Contact]:
    """As many families, each a child and a mother who wants notices by text."""
    given = {"prefers_notices": "text", "link_resides_with": True, **parent}
    return [clinic.parent(f"Ana {each}", clinic.child("Mia"), **given) for each in range(number)]


def confirm(mailing: Mailing, now: datetime = NOW, send_at: datetime | None = None) -> None:
    """As somebody who saw the number and the cost of this moment."""
    with work(mailing.practice_id) as session:
        going = count_recipients(session, now, question_of(session.get_one(Mailing, mailing.id))).going
        outcome = confirm_mailing(session, now, DANA, mailing.id, send_at, MailingSeen(going))
    assert isinstance(outcome, Confirmed)


def as_it_is(mailing: Mailing) -> Mailing:
    with work_everywhere() as session:
        row = session.scalars(select(Mailing).where(Mailing.id == mailing.id)).one()
        session.expunge_all()
        return row


def messages_of(mailing: Mailing) -> list[Message]:
    with work_everywhere() as session:
        rows = list(
            session.scalars(select(Message).where(Message.mailing_id == mailing.id).order_by(Message.id))
        )
        session.expunge_all()
        return rows


def ends_of(mailing: Mailing) -> Counter[str]:
    """How many messages by "status" or "status: reason"."""
    rows = messages_of(mailing)
    return Counter(f"{row.status}: {row.reason}" if row.reason else row.status for row in rows)


def open_all_day(clinic: Clinic) -> None:
    clinic.session.execute(
        text("""
            update delivery_rules set window_from = '00:00', window_to = '00:00'
            where practice_id = :practice_id
        """),
        {"practice_id": clinic.practice_id},
    )


def crowd(clinic: Clinic, number: int) -> None:
    """As many families, each a child and a mother who wants notices by text, in one statement."""
    clinic.session.execute(
        text("""
            with f as (
                insert into family (practice_id, created_at)
                select :practice_id, :now from generate_series(1, :number) returning id
            ), p as (
                insert into patient (practice_id, source_id, external_id, family_id, first_name, last_name)
                select :practice_id, :source_id, 'crowd' || id, id, 'Mia', 'Ramos' from f returning id
            ), a as (
                insert into address (practice_id, kind, value)
                select :practice_id, 'phone', '+1' || (9370000000 + n) from generate_series(1, :number) n
                returning id
            ), c as (
                insert into contact (practice_id, name, cell_id, prefers_notices, language, changed_at)
                select :practice_id, 'Ana', id, 'text', 'en', :now from a returning id
            )
            insert into patient_contact
                (practice_id, patient_id, contact_id, position, consents, resides_with)
            select :practice_id, p.id, c.id, 1, '{notices:text}', true
            from (select id, row_number() over (order by id) as n from p) p
            join (select id, row_number() over (order by id) as n from c) c using (n)
        """),
        {"practice_id": clinic.practice_id, "source_id": clinic.source_id, "number": number, "now": NOW},
    )
