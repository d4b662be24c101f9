"""A mailing from its confirmation to its end (product K1 to K4, C2, D2, D3, D7, E7)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import text

from app.actions.confirm_mailing import (
    NOBODY,
    Confirmed,
    ListChanged,
    MailingSeen,
    confirm_mailing,
)
from app.actions.drive_mailings import Driven, drive_mailings
from app.actions.release_mailing import release_mailing
from app.actions.settle_visit import confirm_visit
from app.actions.write_changes import Refused
from app.models import AppointmentRow, Mailing, PatientContact
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SIGNER, arrived, deliver
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.mailings import (
    DANA,
    as_it_is,
    ask_to_confirm,
    confirm,
    draft,
    ends_of,
    families,
    messages_of,
)

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def test_everybody_hears_the_news_once_and_those_left_out_are_told_with_their_reason(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 3)
        families(clinic, 1, language="es")
        families(clinic, 1, prefers_notices="no_contact")
        mailing = draft(clinic)
    confirm(mailing)
    assert drive_mailings(NOW) == Driven(filled=5, released=4)
    assert deliver().sent == 4
    drive_mailings(NOW + MINUTE)
    assert deliver(NOW + MINUTE).sent == 0
    assert ends_of(mailing) == {"sent": 4, "skipped: wants_no_contact": 1}
    bodies = [each.body for each in arrived()]
    assert sum("Flu shots are here." in body for body in bodies) == 3
    assert sum("Ya hay vacunas." in body for body in bodies) == 1
    assert as_it_is(mailing).state == "done"
    assert as_it_is(mailing).ended_at == NOW + MINUTE
    assert {each.mode for each in messages_of(mailing) if each.status == "sent"} == {"text"}


def test_fifty_go_first_whichever_way_the_database_finds_them(app: Flask) -> None:
    """Where it joined row by row, it looked up the next fifty anew for each: all went at once."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 60)
        mailing = draft(clinic)
    confirm(mailing)
    drive_mailings(NOW)
    with work(mailing.practice_id) as session:
        all_wait = text("update message set status = 'planned' where practice_id = :practice_id")
        session.execute(all_wait, {"practice_id": mailing.practice_id})
        for way in ("hashjoin", "mergejoin", "hashagg", "sort", "material", "memoize"):
            session.connection().execute(text(f"set local enable_{way} = off"))
        assert release_mailing(session, NOW, session.get_one(Mailing, mailing.id)) == 50
    assert ends_of(mailing) == {"queued": 50, "planned": 10}


def test_nothing_is_sent_when_the_list_or_the_cost_is_not_what_was_shown(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 2)
        mailing = draft(clinic)
    for seen in (MailingSeen(3), MailingSeen(2, Decimal(6))):
        with work(clinic.practice_id) as session:
            outcome = confirm_mailing(session, NOW, DANA, mailing.id, None, seen)
        assert outcome == ListChanged(seen, MailingSeen(2))
    assert drive_mailings(NOW) == Driven()
    assert as_it_is(mailing).state == "draft"


def test_a_mailing_that_nobody_would_get_is_refused(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 2, prefers_notices=None)
        mailing = draft(clinic)
    with work(clinic.practice_id) as session:
        outcome = confirm_mailing(session, NOW, DANA, mailing.id, None, MailingSeen(0))
    assert outcome == Refused({"": NOBODY})


def test_a_mailing_that_cannot_go_on_by_a_fault_of_ours_holds_up_no_other(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 2)
        broken, sound = draft(clinic), draft(clinic)
    confirm(broken)
    confirm(sound)
    with work(clinic.practice_id) as session:
        session.get_one(Mailing, broken.id).audience = {"kind": "nobody knows"}
    assert drive_mailings(NOW) == Driven(filled=2, released=2)
    assert ends_of(sound) == {"queued": 2}
    assert (as_it_is(broken).state, messages_of(broken)) == ("running", [])


def test_confirming_twice_sends_once(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 2)
        mailing = draft(clinic)
    confirm(mailing)
    with work(clinic.practice_id) as session:
        again = confirm_mailing(session, NOW, DANA, mailing.id, None, MailingSeen(2))
    assert isinstance(again, Refused)


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_broadcast_date_must_lie_ahead_and_not_in_another_year(app: Flask, days: int) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 1)
        mailing = draft(clinic)
    with work(clinic.practice_id) as session:
        outcome = confirm_mailing(session, NOW, DANA, mailing.id, NOW + timedelta(days=days), MailingSeen(1))
    assert isinstance(outcome, Refused)
    assert "send_at" in outcome.faults


def test_a_date_ahead_waits_and_who_took_back_consent_until_then_gets_nothing(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        _, other = families(clinic, 2)
        mailing = draft(clinic)
    date = NOW + 4 * HOUR
    with work(clinic.practice_id) as session:
        assert confirm_mailing(session, NOW, DANA, mailing.id, date, MailingSeen(2)) == Confirmed(
            mailing.id, scheduled=True
        )
    assert drive_mailings(date - MINUTE) == Driven()
    with work_everywhere() as session:
        for tie in session.query(PatientContact).filter_by(contact_id=other.id):
            tie.consents, tie.withdrawn = [], ["notices:text"]
    drive_mailings(date)
    deliver(date)
    assert ends_of(mailing) == {"sent": 1, "skipped: consent_withdrawn": 1}


def test_what_is_confirmed_after_hours_goes_when_the_practice_opens(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 1)
        mailing = draft(clinic)
    night = NOW + 12 * HOUR  # 10 PM in New York
    confirm(mailing, night)
    drive_mailings(night)
    assert deliver(night).sent == 0
    (message,) = messages_of(mailing)
    assert (message.status, message.due_at) == ("planned", NOW + 22 * HOUR)
    drive_mailings(NOW + 22 * HOUR)
    assert deliver(NOW + 22 * HOUR).sent == 1


def test_what_was_released_late_waits_for_the_morning(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        families(clinic, 1)
        mailing = draft(clinic)
    evening = NOW + 10 * HOUR - MINUTE  # 7:59 PM
    confirm(mailing, evening)
    drive_mailings(evening)
    assert deliver(evening + MINUTE).put_off == 1
    assert messages_of(mailing)[0].due_at == NOW + 22 * HOUR
    assert deliver(NOW + 22 * HOUR).sent == 1


def test_a_practice_that_stays_closed_too_long_sends_nothing_and_says_why(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        session.execute(text("update delivery_rules set days = '{3}'"))
        families(clinic, 1)
        mailing = draft(clinic)
    confirm(mailing)
    drive_mailings(NOW)
    assert ends_of(mailing) == {"skipped: no_open_window": 1}
    assert as_it_is(mailing).state == "done"


def two_children(clinic: Clinic) -> tuple[AppointmentRow, AppointmentRow]:
    mia, leo = clinic.child("Mia"), clinic.child("Leo")
    ana = clinic.parent("Ana Ramos", mia, link_resides_with=True)
    clinic.tie(leo, ana, resides_with=True)
    return clinic.visit(mia), clinic.visit(leo)


def test_an_ask_from_the_schedule_is_one_message_for_siblings_with_their_link(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mailing = ask_to_confirm(clinic, *two_children(clinic))
    confirm(mailing)
    drive_mailings(NOW)
    deliver()
    (told,) = arrived()
    (message,) = messages_of(mailing)
    assert "Mia and Leo" in told.body
    assert SIGNER.url(message.link_id or 0) in told.body
    assert message.type == "confirmation_request"


def test_an_ask_is_dropped_once_the_family_has_answered(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        visit, _ = two_children(clinic)
        mailing = ask_to_confirm(clinic, visit)
    confirm(mailing)
    drive_mailings(NOW)
    with work(clinic.practice_id) as session:
        confirm_visit(session, NOW, DANA, visit.id)
    assert deliver().sent == 0
    assert ends_of(mailing) == {"cancelled: answered": 1}


def test_a_child_whose_visit_moved_meanwhile_is_left_out_and_noted_apart(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia, leo = two_children(clinic)
        mailing = ask_to_confirm(clinic, mia, leo)
    confirm(mailing)
    drive_mailings(NOW)
    with work_everywhere() as session:
        session.get_one(AppointmentRow, leo.id).version += 1
    deliver()
    assert ends_of(mailing) == {"sent": 1, "cancelled: moved": 1}
    assert "Leo" not in arrived()[0].body
