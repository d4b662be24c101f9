"""A failure that may pass is tried again over the same channel, else the next follows (product G4, G7)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.actions.escalate_messages import escalate_messages
from app.actions.resend_message import plan_resend
from app.models import ChannelSetup, Message, MessageEvent
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import arrived, deliver, outbox
from tests.builders.clinic import NOW, Clinic, make_clinic

MINUTE = timedelta(minutes=1)


def sent_message(
    channel: str = "text", starts_at: datetime = NOW + timedelta(days=1), **rule: object
) -> Clinic:
    """One reminder that has left."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        child = clinic.child("Mia")
        mother = clinic.parent("Ana", child)
        visit = clinic.visit(child, starts_at)
        ends = starts_at - 15 * MINUTE
        clinic.message(clinic.rule(**rule), mother, visit, channel=channel, status="queued", expires_at=ends)
    deliver()
    return clinic


def set_up(clinic: Clinic, **given: object) -> None:
    with work_everywhere() as session:
        clinic.session = session
        clinic.add(ChannelSetup(channel="text", changed_at=NOW, **given))


def fails(now: datetime, reason: str = "phone_off", status: str = "failed") -> bool:
    """A report says that the newest message failed."""
    with work(outbox()[-1].practice_id) as session:
        message = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
        message.status, message.reason, message.settled_at = status, reason, now
        return plan_resend(session, now, message)


@pytest.mark.parametrize("status", ["failed", "bounced"])
def test_it_goes_again_after_the_interval_under_a_name_of_its_own(app: Flask, status: str) -> None:
    clinic = sent_message()
    set_up(clinic, resends=1, resend_minutes=20)
    assert fails(NOW, status=status)
    (waiting,) = outbox()
    assert (waiting.status, waiting.due_at, waiting.settled_at) == ("queued", NOW + 20 * MINUTE, None)
    assert deliver(NOW + 19 * MINUTE).sent == 0
    assert deliver(NOW + 20 * MINUTE).sent == 1
    assert [each.reference for each in arrived()] == [f"m{waiting.id}", f"m{waiting.id}-1"]
    assert not fails(NOW + 21 * MINUTE)
    assert (outbox()[0].status, outbox()[0].reason) == ("failed", "phone_off")
    with work_everywhere() as session:
        kinds = session.scalars(select(MessageEvent.kind).order_by(MessageEvent.id)).all()
    assert kinds == ["sent", "resend", "sent"]


def test_where_nothing_is_set_up_it_is_tried_twice_more(app: Flask) -> None:
    sent_message()
    tries = 0
    while fails(NOW + tries * 20 * MINUTE):
        tries += 1
        deliver(NOW + tries * 20 * MINUTE)
    assert tries == 2


def test_after_the_stop_time_the_next_morning_is_used_and_nothing_leaves_before(app: Flask) -> None:
    clinic = sent_message(starts_at=NOW + timedelta(days=2))
    set_up(clinic, stop_at=time(18))
    assert fails(NOW + timedelta(hours=8))
    morning = (NOW + timedelta(days=1)).replace(hour=13)
    assert outbox()[0].due_at == morning
    assert deliver(morning).sent == 1


@pytest.mark.parametrize("reason", ["bad_number", "spam", "not_delivered"])
def test_what_another_try_cannot_mend_stands(app: Flask, reason: str) -> None:
    sent_message()
    assert not fails(NOW, reason)
    assert outbox()[0].status == "failed"


def test_too_close_to_the_visit_the_failure_stands(app: Flask) -> None:
    sent_message(starts_at=NOW + 29 * MINUTE)
    assert not fails(NOW)


def test_a_mail_to_staff_is_not_repeated_since_its_key_is_kept_nowhere(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        dana = clinic.staff()
        clinic.add(
            Message(key="k", type="invitation", staff_id=dana.id, channel="email", due_at=NOW, created_at=NOW)
        )
    assert not fails(NOW, "quota")


def test_an_alert_of_a_department_is_tried_again_at_any_hour(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        given = {"department_id": clinic.department_id, "channel": "email", "due_at": NOW, "created_at": NOW}
        clinic.add(Message(key="k", type="department_notice", **given))
    night = NOW.replace(hour=7)
    assert fails(night, "no_answer_from_host")
    assert outbox()[0].due_at == night + 15 * MINUTE


ESCALATING = {"channel_mode": "escalation", "escalate_after_minutes": 30}


@pytest.mark.parametrize("status", ["failed", "bounced"])
def test_the_next_channel_follows_a_failure_that_stands_and_waits_while_it_is_tried_again(
    app: Flask, status: str
) -> None:
    sent_message(**ESCALATING)
    assert fails(NOW, status=status)
    assert escalate_messages(NOW + 31 * MINUTE) == 0
    with work_everywhere() as session:
        session.execute(text("update message set resends = 2, status = 'sent'"))
    assert not fails(NOW + MINUTE, status=status)
    assert escalate_messages(NOW + 40 * MINUTE) == 1
    assert [(each.channel, each.status, each.step) for each in outbox()] == [
        ("text", status, 0),
        ("voice", "queued", 1),
    ]


def test_what_waits_for_another_try_is_still_decided_again(app: Flask) -> None:
    sent_message()
    assert fails(NOW)
    with work_everywhere() as session:
        session.execute(
            text(
                "update appointment set lifecycle = 'cancelled', cancelled_at = :now, cancelled_by = 'staff'"
            ),
            {"now": NOW},
        )
    assert deliver(NOW + 20 * MINUTE).sent == 0
    assert (outbox()[0].status, outbox()[0].reason) == ("cancelled", "cancelled")
