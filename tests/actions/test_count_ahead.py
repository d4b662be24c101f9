"""What going live means for the next day: messages and families by channel, sample families left out."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from app.actions.count_ahead import Ahead, count_ahead
from app.domain.preferences import Channel
from app.models import FeedSource, Message
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

TOMORROW = NOW + timedelta(hours=27)


def _family(clinic: Clinic, children: int = 1, **parent: object) -> None:
    first = clinic.child()
    kids = [
        first,
        *(clinic.child(f"Child {number}", family_id=first.family_id) for number in range(1, children)),
    ]
    clinic.parent("Ana", *kids, **parent)
    for number, child in enumerate(kids):
        clinic.visit(child, TOMORROW + number * timedelta(hours=3))


def test_messages_and_families_are_counted_by_channel(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        _family(clinic)
        _family(clinic, children=2)
        _family(clinic, prefers_reminders="cell_phone")
        _family(clinic, prefers_reminders="no_contact")
    coming = count_ahead(NOW, clinic.practice_id)
    assert coming == {Channel.TEXT: Ahead(3, 2), Channel.VOICE: Ahead(1, 1)}
    with work_everywhere() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_what_waits_in_the_outbox_counts_and_what_is_done_does_not(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        rule, child = clinic.rule(enabled_at=None, state="disabled"), clinic.child()
        mother = clinic.parent("Ana", child)
        visits = [clinic.visit(child, TOMORROW + number * timedelta(days=1)) for number in range(3)]
        clinic.message(rule, mother, visits[0], status="queued", due_at=NOW + timedelta(hours=1))
        clinic.message(rule, mother, visits[1], status="sent")
        clinic.message(rule, mother, visits[2], status="queued", due_at=NOW + timedelta(hours=25))
    assert count_ahead(NOW, clinic.practice_id) == {Channel.TEXT: Ahead(1, 1)}


def test_sample_families_and_other_practices_do_not_count(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.rule()
        session.get_one(FeedSource, clinic.source_id).sample = True
        _family(clinic)
        other = make_clinic(session, "maple")
        other.rule()
        _family(other)
    assert count_ahead(NOW, clinic.practice_id) == {}
