"""The Cancellations inbox of a practice in which a mother asked something for her two children."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.actions.write_notice import Change, write_notice
from app.domain.answers import NoticeKind
from app.domain.permissions import Permission
from app.models import Answer, AppointmentRow, Notice, StaffUser
from app.work import work, work_everywhere
from tests.builders.clinic import make_clinic
from tests.builders.front_desk import FrontDesk, make_member


class Inbox:
    """Ana Ramos asked something for Mia and Leo, who come in two days; somebody is signed in."""

    def __init__(self, client: FlaskClient) -> None:
        soon = clock.now() + timedelta(days=2)
        with work_everywhere() as session:
            clinic = make_clinic(session)
            mia = clinic.child("Mia", "Ramos")
            leo = clinic.child("Leo", "Ramos", mia.family_id)
            self.ana = clinic.parent("Ana Ramos", mia, leo)
            self.mia, self.leo = clinic.visit(mia, soon), clinic.visit(leo, soon)
            self.clinic, self.practice_id = clinic, clinic.practice_id
            self.staff = clinic.staff()
            self.rule = clinic.rule()
        self.desk = FrontDesk(client, self.staff)

    def ask(self, kind: NoticeKind, *visits: AppointmentRow, **state: object) -> int:
        with work(self.practice_id) as session:
            changes = []
            for visit in visits:
                row = session.get_one(AppointmentRow, visit.id)
                for name, value in state.items():
                    setattr(row, name, value)
                answer = Answer(
                    appointment_id=visit.id,
                    contact_id=self.ana.id,
                    choice="cant",
                    effect="request_cancel",
                    version=1,
                    received_at=clock.now(),
                    applied_at=clock.now(),
                )
                session.add(answer)
                session.flush()
                changes.append(Change(visit.id, answer.id, kind))
            return write_notice(session, clock.now(), changes, self.ana.id, None)[0]

    def request(self, *visits: AppointmentRow) -> int:
        return self.ask(NoticeKind.CANCEL_REQUESTED, *visits, confirmation="cancel_requested")

    def row(self, visit: AppointmentRow) -> AppointmentRow:
        with work(self.practice_id) as session:
            return session.get_one(AppointmentRow, visit.id)

    def notice(self, notice_id: int) -> Notice:
        with work(self.practice_id) as session:
            return session.get_one(Notice, notice_id)


def put(inbox: Inbox, notice_id: int, **values: object) -> None:
    """Make the notice so."""
    with work(inbox.practice_id) as session:
        row = session.get_one(Notice, notice_id)
        for name, value in values.items():
            setattr(row, name, value)


def colleague(inbox: Inbox, app: Flask) -> tuple[StaffUser, FrontDesk]:
    """Pat, who may answer cancellations too, at another screen."""
    with work(inbox.practice_id) as session:
        inbox.clinic.session = session
        person = make_member(inbox.clinic, Permission.BASIC_MESSAGING, Permission.ANSWER_CANCELLATIONS)
    return person, FrontDesk(app.test_client(), person)
