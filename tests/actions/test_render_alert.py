from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.actions.deliver_messages import Delivered
from app.actions.make_link import link_for
from app.actions.write_notice import COMING_AGAIN, Change, send_alert, write_notice
from app.domain.answers import NoticeKind
from app.models import AppointmentRow, Department, NoticeLine, Practice
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import arrived, deliver, outbox
from tests.builders.clinic import NOW, Clinic, make_clinic


def leo_is_cancelled() -> tuple[Clinic, int]:
    """Mia and Leo have one visit; their mother cancelled Leo's part; the notice's id."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia, leo = clinic.child("Mia", external_id="K1"), clinic.child("Leo", external_id="K2")
        ana = clinic.parent("Ana", mia)
        clinic.tie(leo, ana)
        visits = [clinic.visit(child, NOW + timedelta(days=2)) for child in (mia, leo)]
        ids = [visit.id for visit in visits]
        contact_id = ana.id
    with work(clinic.practice_id) as session:
        link_id = link_for(session, NOW, contact_id, ids)
        row = session.get_one(AppointmentRow, ids[1])
        row.lifecycle, row.cancelled_at, row.cancelled_by = "cancelled", NOW, "parent"
        (notice_id,) = write_notice(
            session, NOW, [Change(ids[1], None, NoticeKind.CANCELLED)], contact_id, link_id
        )
    return clinic, notice_id


def test_the_department_gets_one_mail_that_its_subject_alone_explains(app: Flask) -> None:
    leo_is_cancelled()
    assert deliver() == Delivered(sent=1, alerts=1)
    assert deliver() == Delivered()
    (mail,) = arrived()
    assert (mail.channel, mail.address) == ("email", "front@willow.example")
    assert mail.subject == "Cancelled: Tue Nov 24, 10:00 AM, Dr. Anita Patel (1 of 2 in family)"
    assert "L. R." in mail.body
    assert "chart K2" in mail.html
    assert "M. R. at 10:00 AM" in mail.body
    assert "https://willowpeds.com/cancellations" in mail.body
    assert "Ramos" not in mail.html + mail.body
    assert outbox()[0].subject == mail.subject


def test_a_paused_practices_department_still_hears_of_it(app: Flask) -> None:
    clinic, _ = leo_is_cancelled()
    with work_everywhere() as session:
        session.get_one(Practice, clinic.practice_id).paused_at = NOW
    assert deliver() == Delivered(sent=1, alerts=1)


def test_an_answer_taken_back_is_told_as_coming_again(app: Flask) -> None:
    clinic, notice_id = leo_is_cancelled()
    deliver()
    later = NOW + timedelta(minutes=20)
    with work(clinic.practice_id) as session:
        row = session.scalars(select(AppointmentRow).order_by(AppointmentRow.id.desc())).first()
        assert row is not None
        row.lifecycle, row.confirmation, row.cancelled_at, row.cancelled_by = (
            "scheduled",
            "confirmed",
            None,
            None,
        )
        for line in session.scalars(select(NoticeLine)):
            line.undone_at = later
        department = session.get_one(Department, clinic.department_id)
        send_alert(session, later, department, notice_id, "again", COMING_AGAIN)
    deliver(later)
    assert arrived()[1].subject.startswith("Coming again: Tue Nov 24")
    assert "10:20 AM" in arrived()[1].body
