from __future__ import annotations

from collections import Counter
from concurrent.futures import Future
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.actions.deliver_messages import Delivered, deliver_messages
from app.actions.plan_messages import plan_messages
from app.links import LinkSigner
from app.models import (
    ChannelSetup,
    Link,
    LinkAppointment,
    Message,
    MessageLine,
    Notice,
    SandboxDelivery,
    SandboxOutcome,
)
from app.providers.port import Accepted, Envelope, Exits, Refused, Result, Unknown
from app.providers.sandbox import SandboxProvider
from app.work import work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

SIGNER = LinkSigner(("a secret that nobody else knows",), "https://willowpeds.com")
SANDBOX = Exits(SandboxProvider())
TOMORROW = NOW + timedelta(days=1)


def deliver(now: datetime = NOW) -> Delivered:
    return deliver_messages(now, SANDBOX, SIGNER)


def outbox() -> list[Message]:
    with work_everywhere() as session:
        rows = list(session.scalars(select(Message).order_by(Message.id)))
        session.expunge_all()
        return rows


def arrived() -> list[SandboxDelivery]:
    with work_everywhere() as session:
        rows = list(session.scalars(select(SandboxDelivery).order_by(SandboxDelivery.id)))
        session.expunge_all()
        return rows


def reminder_for(clinic: Clinic, *names: str, **parent: object) -> None:
    """Children of one mother with visits tomorrow at this hour, and the rule that reminds of them."""
    children = [clinic.child(name) for name in names]
    mother = clinic.parent("Ana Ramos", children[0], **parent)
    for child in children[1:]:
        clinic.tie(child, mother)
    for child in children:
        clinic.visit(child, TOMORROW)
    clinic.rule()


def test_a_text_about_both_children_arrives_once_with_the_familys_link(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia", "Leo")
    plan_messages(NOW)
    assert deliver() == Delivered(sent=1)
    assert deliver() == Delivered()
    (text_message,) = arrived()
    (message,) = outbox()
    assert message.status == "sent"
    assert message.sent_at == NOW
    assert (message.body, message.segments, message.variant) == (text_message.body, 1, "names")
    assert "Mia and Leo" in text_message.body
    assert "tomorrow, Mon Nov 23, 10:00 AM" in text_message.body
    assert "937-555-0142" in text_message.body
    with work_everywhere() as session:
        link = session.scalars(select(Link)).one()
        assert SIGNER.url(link.id) in text_message.body
        assert len(session.scalars(select(LinkAppointment)).all()) == 2


def test_a_spanish_speaking_parent_who_wants_mail_reads_spanish_mail(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mail = clinic.address("ana@example.org")
        reminder_for(clinic, "Mia", prefers_reminders="email", email_id=mail.id, language="es")
    plan_messages(NOW)
    deliver()
    (letter,) = arrived()
    assert (letter.channel, letter.address) == ("email", "ana@example.org")
    own = letter.body.split("Cambiar cómo le avisamos: ")[1].strip()
    assert own in letter.html
    assert SIGNER.read_contact(own.rpartition("/")[2]) is not None
    assert "Mia" in letter.html
    assert "mañana" in letter.body
    assert outbox()[0].language == "es"


def test_a_parent_who_wants_calls_is_called_with_the_time_in_words(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia", prefers_reminders="cell_phone")
    plan_messages(NOW)
    deliver()
    (call,) = arrived()
    assert call.channel == "voice"
    assert "ten o'clock in the morning" in call.body


def test_a_child_cancelled_after_planning_is_left_out_and_its_part_is_kept_with_the_reason(
    app: Flask,
) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia", "Leo")
    plan_messages(NOW)
    with work_everywhere() as session:
        session.execute(
            text(
                "update appointment set lifecycle='cancelled', cancelled_at=:now, cancelled_by='staff' "
                "where id = (select max(id) from appointment)"
            ),
            {"now": NOW},
        )
    deliver()
    (text_message,) = arrived()
    assert "Mia" in text_message.body
    assert "Leo" not in text_message.body
    sent, left_out = outbox()
    assert (sent.status, left_out.status, left_out.reason) == ("sent", "cancelled", "cancelled")
    with work_everywhere() as session:
        assert [
            line.message_id for line in session.scalars(select(MessageLine).order_by(MessageLine.id))
        ] == [
            sent.id,
            left_out.id,
        ]


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ("update appointment set version = 2, version_at = :now", "cancelled", "moved"),
        ("update appointment set blocked = true where :now is not null", "cancelled", "feed_blocked"),
        ("update patient set deceased_at = :now", "skipped", "deceased"),
        ("update address set suppressed_at = :now", "skipped", "suppressed_address"),
        (
            "update contact set prefers_reminders = 'no_contact', changed_at = :now",
            "skipped",
            "wants_no_contact",
        ),
        ("update patient_contact set end_date = :now", "skipped", "ended"),
        (
            (
                "insert into visit_type (practice_id, name, confidential) "
                "select id, 'CHECK-UP', true from practice where :now is not null"
            ),
            "skipped",
            "confidential",
        ),
        (
            "update rule set state = 'disabled', enabled_at = null, changed_at = :now",
            "cancelled",
            "rule_disabled",
        ),
    ],
)
def test_what_changed_between_planning_and_sending_is_obeyed(
    app: Flask, change: str, status: str, reason: str
) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
    plan_messages(NOW)
    with work_everywhere() as session:
        session.execute(text(change), {"now": NOW})
    assert deliver() == Delivered(dropped=Counter({reason: 1}))
    assert arrived() == []
    (message,) = outbox()
    assert (message.status, message.reason) == (status, reason)


def test_a_new_number_takes_the_place_of_the_one_that_was_planned(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder_for(clinic, "Mia")
    plan_messages(NOW)
    with work_everywhere() as session:
        clinic.session = session
        new = clinic.address("+19375559999")
        session.execute(text("update contact set cell_id = :new"), {"new": new.id})
    deliver()
    assert [each.address for each in arrived()] == ["+19375559999"]


def test_a_place_with_its_own_number_texts_from_it(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
        session.execute(text("update location set sender = '+19375550199'"))
    plan_messages(NOW)
    deliver()
    assert [each.sender for each in arrived()] == ["+19375550199"]


def test_a_fixed_channel_is_used_whatever_the_contact_prefers(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
        session.execute(text("update rule set channel_mode = 'fixed', channel = 'voice'"))
    plan_messages(NOW)
    with work_everywhere() as session:
        session.execute(text("update contact set prefers_reminders = 'email'"))
    assert deliver() == Delivered(sent=1)
    assert [each.channel for each in arrived()] == ["voice"]


def test_a_later_step_of_an_escalation_goes_over_its_own_channel(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
    plan_messages(NOW)
    with work_everywhere() as session:
        session.execute(text("update message set step = 1, channel = 'voice'"))
    assert deliver() == Delivered(sent=1)
    assert [each.channel for each in arrived()] == ["voice"]


@pytest.mark.parametrize("whose", ["rule", "location"])
def test_a_late_worker_keeps_to_delivery_times_of_their_own(app: Flask, whose: str) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
    plan_messages(NOW)
    with work_everywhere() as session:
        session.execute(
            text(f"update {whose} set window_from = '12:00', window_to = '13:00', days = '{{0,6}}'")
        )
    assert deliver() == Delivered(put_off=1)
    (waiting,) = outbox()
    assert (waiting.status, waiting.due_at) == ("queued", NOW + timedelta(hours=2))


def stop_texts_at(clinic: Clinic, stop_at: time) -> None:
    with work_everywhere() as session:
        clinic.session = session
        clinic.add(ChannelSetup(channel="text", stop_at=stop_at, changed_at=NOW))


def test_after_the_channels_stop_time_a_message_waits_for_the_next_morning(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia)
        clinic.visit(mia, NOW + timedelta(days=2))
        clinic.rule(amount=2)
    plan_messages(NOW)
    stop_texts_at(clinic, time(9, 30))
    assert deliver() == Delivered(put_off=1)
    (waiting,) = outbox()
    assert (waiting.status, waiting.due_at) == ("queued", TOMORROW.replace(hour=13))
    assert deliver(TOMORROW.replace(hour=13)).sent == 1


def test_if_the_next_morning_is_too_late_it_is_skipped_and_says_why(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder_for(clinic, "Mia")
        session.execute(text("update appointment set starts_at = starts_at - interval '2 hours'"))
    plan_messages(NOW - timedelta(hours=2))
    stop_texts_at(clinic, time(9))
    deliver()
    (message,) = outbox()
    assert (message.status, message.reason) == ("skipped", "after_stop_time")


def test_after_an_outage_of_sending_only_the_message_nearest_the_visit_goes(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder_for(clinic, "Mia")
        clinic.rule("confirmation_request", amount=3, statuses=["scheduled", "out_of_reach"])
    plan_messages(NOW - timedelta(days=2))
    plan_messages(NOW)
    deliver()
    assert [(each.type, each.status, each.reason) for each in outbox()] == [
        ("confirmation_request", "skipped", "superseded"),
        ("reminder", "sent", None),
    ]


def test_a_paused_practice_sends_nothing_to_families_and_goes_on_where_it_stopped(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session, paused_at=NOW), "Mia")
    plan_messages(NOW)
    assert deliver() == Delivered()
    with work_everywhere() as session:
        session.execute(text("update practice set paused_at = null"))
    assert deliver(NOW + timedelta(minutes=5)) == Delivered(sent=1)


def test_outside_the_window_a_late_worker_waits_for_the_next_opening(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
    plan_messages(NOW)
    night = NOW.replace(hour=3) + timedelta(days=1)
    assert deliver(night) == Delivered(put_off=1)
    (message,) = outbox()
    assert (message.status, message.due_at) == ("queued", NOW.replace(hour=13) + timedelta(days=1))
    assert deliver(message.due_at) == Delivered(sent=1)


def test_what_waited_too_long_expires(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
    plan_messages(NOW)
    deliver(TOMORROW - timedelta(minutes=14))
    (message,) = outbox()
    assert (message.status, message.reason) == ("expired", "expired")


def test_a_refusal_is_tried_again_with_a_growing_gap(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder_for(clinic, "Mia")
        number = session.scalars(text("select value from address")).one()
        clinic.add(SandboxOutcome(address=number, outcome="refuse"))
    plan_messages(NOW)
    assert deliver() == Delivered(not_sent=1)
    (message,) = outbox()
    assert (message.status, message.attempts, message.due_at) == ("queued", 1, NOW + timedelta(seconds=30))
    assert deliver(NOW + timedelta(seconds=29)) == Delivered()
    assert deliver(NOW + timedelta(seconds=30)) == Delivered(sent=1)


class Gateway:
    """A provider that answers what it was told to, and counts."""

    name = "gateway"
    rate = None

    def __init__(self, result: Result) -> None:
        self.result = result
        self.calls: list[str] = []

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        self.calls.append(envelope.reference)
        done: Future[Result] = Future()
        done.set_result(self.result)
        return done

    def find(self, practice_id: int, reference: str) -> Result | None:
        return None


@pytest.mark.parametrize(
    ("result", "status", "reason"),
    [
        (Unknown("no_answer"), "unknown", "no_answer"),
        (Refused("bad_mailbox", retry=False), "failed", "bad_mailbox"),
        (Refused("no_connection", retry=True, after=timedelta(days=2)), "failed", "no_connection"),
    ],
)
def test_what_must_not_be_repeated_is_not(app: Flask, result: Result, status: str, reason: str) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
    plan_messages(NOW)
    gateway = Gateway(result)
    for minutes in (0, 1, 30, 120):
        deliver_messages(NOW + timedelta(minutes=minutes), Exits(gateway), SIGNER)
    assert len(gateway.calls) == 1
    (message,) = outbox()
    assert (message.status, message.reason) == (status, reason)


def _new_link(clinic: Clinic) -> None:
    nora = clinic.parent("Nora", clinic.child("Zoe"))
    clinic.add(
        Message(
            key="asked for",
            type="new_link",
            contact_id=nora.id,
            channel="text",
            address="+19375550177",
            body="Willow: here is your new link",
            due_at=NOW,
            expires_at=NOW + timedelta(hours=1),
            created_at=NOW,
        )
    )


def test_a_message_written_when_it_was_asked_for_leaves_in_those_words(app: Flask) -> None:
    with work_everywhere() as session:
        _new_link(make_clinic(session))
    assert deliver() == Delivered(sent=1)
    assert [(each.address, each.body) for each in arrived()] == [
        ("+19375550177", "Willow: here is your new link")
    ]


def test_a_message_asked_for_long_ago_expires(app: Flask) -> None:
    with work_everywhere() as session:
        _new_link(make_clinic(session))
    assert deliver(NOW + timedelta(hours=2)) == Delivered(dropped=Counter(expired=1))
    assert arrived() == []


def test_a_message_that_cannot_be_made_stops_no_other(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder_for(clinic, "Mia")
        nothing = clinic.add(Notice(department_id=clinic.department_id, kind="cancelled", created_at=NOW))
        clinic.add(
            Message(
                key="broken",
                type="department_notice",
                department_id=clinic.department_id,
                notice_id=nothing.id,
                channel="email",
                due_at=NOW,
                created_at=NOW,
            )
        )
    plan_messages(NOW)
    deliver()
    assert {each.key.split("/")[0]: (each.status, each.reason) for each in outbox()}["broken"] == (
        "failed",
        "our_fault",
    )
    assert len(arrived()) == 1


def test_two_practices_messages_keep_to_themselves(app: Flask) -> None:
    with work_everywhere() as session:
        reminder_for(make_clinic(session), "Mia")
        reminder_for(make_clinic(session, "maple"), "Zoe")
    plan_messages(NOW)
    first = min(message.practice_id for message in outbox())
    assert deliver_messages(NOW, SANDBOX, SIGNER, practice_id=first) == Delivered(sent=1)
    assert [each.practice_id for each in arrived()] == [first]
    deliver()
    bodies = {each.practice_id: each.body for each in arrived()}
    assert "Zoe" not in bodies[first]
    assert isinstance(SANDBOX.sandbox.find(first, "m1"), (Accepted, Refused))
