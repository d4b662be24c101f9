"""What failed goes once more, and once only (G6, E5)."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.actions.send_again import send_again
from app.actions.write_audit import Actor
from app.models import Message
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, make_clinic

DANA = Actor("dana@willow.example")
NEW = "+19375550188"


def test_words_written_by_hand_go_again_once_however_often_their_failure_is_reported(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mother = clinic.parent("Ana Ramos", clinic.child("Mia"))
        row = Message(
            key="private:1", type="private", contact_id=mother.id, channel="text", address="+19375550177",
            body="Please bring the form", status="failed", due_at=NOW, created_at=NOW,
            expires_at=NOW + timedelta(hours=24),
        )  # fmt: skip
        number = clinic.add(row).id
    for again in (True, False):
        with work(clinic.practice_id) as session:
            assert send_again(session, NOW, DANA, number, NEW) is again
    with work(clinic.practice_id) as session:
        assert session.scalar(select(func.count(Message.id)).where(Message.address == NEW)) == 1
