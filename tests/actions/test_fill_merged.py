"""What happens to people while a mailing is written: nobody is told twice, nobody forgotten (K2, K4, B8)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app.actions.drive_mailings import drive_mailings
from app.actions.fetch_outgoing import fetch_outgoing
from app.actions.fill_mailing import fill_mailing
from app.actions.merge_contacts import merge_contacts
from app.models import Contact, Mailing, Patient, PatientContact
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SANDBOX, SIGNER, arrived, deliver
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.mailings import (
    DANA,
    ask_to_confirm,
    confirm,
    crowd,
    draft,
    ends_of,
    families,
    messages_of,
)


def after(steps: int) -> Callable[[], bool]:
    """Stops a worker when it did so many steps."""
    asked = iter(range(steps))
    return lambda: next(asked, None) is None


def test_whoever_was_written_to_under_another_number_is_not_written_to_again(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        crowd(clinic, 520)
        mailing = draft(clinic)
    confirm(mailing)
    drive_mailings(NOW, stopping=after(1))
    with work(clinic.practice_id) as session:
        people = session.scalars(select(Contact.id).order_by(Contact.id)).all()
        assert merge_contacts(session, NOW, DANA, people[-1], people[0], []) is not None
    drive_mailings(NOW)
    told = [each.contact_id for each in messages_of(mailing)]
    assert told.count(people[-1]) == 1
    assert len(told) == 519


def write_then_merge(clinic: Clinic, mailing: Mailing, ana: Contact, *children: Patient) -> None:
    """Ana is written to; the schedule brings her with another number, and staff see that it is she."""
    confirm(mailing)
    with work(clinic.practice_id) as session:
        fill_mailing(session, NOW, session.get_one(Mailing, mailing.id))
    with work(clinic.practice_id) as session:
        clinic.session = session
        own = [session.get_one(Patient, each.id) for each in children]
        again = clinic.parent("Anna Ramos", *own, prefers_notices="text", link_resides_with=True)
        assert merge_contacts(session, NOW, DANA, again.id, ana.id, []) is not None
    drive_mailings(NOW)


def test_two_that_are_ready_to_leave_to_one_person_are_one_message(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        ana, anna = families(clinic, 2)
        mailing = draft(clinic)
    confirm(mailing)
    drive_mailings(NOW)
    fetch_outgoing(NOW, SANDBOX, SIGNER, None, ())
    with work(clinic.practice_id) as session:
        assert merge_contacts(session, NOW, DANA, ana.id, anna.id, []) is not None
    deliver()
    assert ends_of(mailing) == {"sent": 1, "cancelled: same_person": 1}
    assert len(arrived()) == 1


def test_who_got_nothing_under_one_record_gets_it_under_the_other(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        families(clinic, 1)
        ana = clinic.parent("Ana Ramos", clinic.child("Leo"), prefers_notices="no_contact")
        mailing = draft(clinic)
    write_then_merge(clinic, mailing, ana, mia)
    deliver()
    assert ends_of(mailing) == {"skipped: wants_no_contact": 1, "sent": 2}


def test_about_visits_a_person_hears_of_those_she_was_not_told_of(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        ana = clinic.parent("Ana Ramos", mia, link_resides_with=True)
        mailing = ask_to_confirm(clinic, clinic.visit(mia), clinic.visit(leo))
    write_then_merge(clinic, mailing, ana, mia, leo)
    deliver()
    told = [("Mia" in each.body, "Leo" in each.body) for each in arrived()]
    assert sorted(told) == [(False, True), (True, False)]


def test_a_mailbox_gets_a_broadcast_once_though_its_first_holder_says_no_meanwhile(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        email = clinic.address("ramos@example.org").id
        given = {"cell": None, "email_id": email, "prefers_notices": "email", "link_resides_with": True}
        ana = clinic.parent("Ana Ramos", clinic.child("Mia"), **given)
        mailing = draft(clinic, "broadcast", channel="email")
    confirm(mailing)
    with work(clinic.practice_id) as session:
        fill_mailing(session, NOW, session.get_one(Mailing, mailing.id))
    with work(clinic.practice_id) as session:
        clinic.session = session
        for tie in session.query(PatientContact).filter_by(contact_id=ana.id):
            tie.consents, tie.withdrawn = [], ["notices:email"]
        clinic.parent("Luis Ramos", clinic.child("Leo"), **given)
    drive_mailings(NOW)
    assert ends_of(mailing) == {"queued": 1, "skipped: same_address": 1}
