"""What arrived, as a phone, an inbox and a telephone show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.force_outcome import force_outcome
from app.actions.write_audit import Actor
from app.domain.preferences import Channel
from app.models import Link, SandboxDelivery, SandboxOutcome
from app.queries.sandbox_outbox import Outbox, Reader, email_html, sandbox_outbox
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")
BOSS = Reader(0, manages_staff=True)
ANA, LUIS = "+19375550100", "+19375550101"


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


def _arrive(clinic: Clinic, minutes: int, **given) -> SandboxDelivery:
    filled = {"reference": f"r{minutes}{given}", "channel": "text", "address": ANA, "body": "Hello"}
    return clinic.add(SandboxDelivery(arrived_at=NOW + timedelta(minutes=minutes), **{**filled, **given}))


def _read(clinic: Clinic, **asked) -> Outbox:
    with work(clinic.practice_id) as session:
        return sandbox_outbox(session, NOW, lambda link_id: f"/v/{link_id}", BOSS, **asked)


def test_texts_to_one_number_share_a_phone_and_the_newest_frame_is_first(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        _arrive(clinic, 1, body="first")
        _arrive(clinic, 2, channel="email", address="ana@ramos.example", subject="Visit", html="<p>Hi</p>")
        _arrive(clinic, 3, address=LUIS)
        _arrive(clinic, 4, body="second")
        _arrive(clinic, 5, channel="voice", body="This is a call")
    outbox = _read(clinic)
    assert [(frame.channel, frame.address) for frame in outbox.frames] == [
        (Channel.VOICE, ANA),
        (Channel.TEXT, ANA),
        (Channel.TEXT, LUIS),
        (Channel.EMAIL, "ana@ramos.example"),
    ]
    assert [arrival.body for arrival in outbox.frames[1].arrivals] == ["first", "second"]
    assert outbox.frames[3].newest.has_html


def test_a_message_of_ours_shows_its_owner_its_fate_and_its_link(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child()
        ana = clinic.parent("Ana Ramos", mia)
        visit = clinic.visit(mia)
        link = clinic.add(Link(contact_id=ana.id, visit_key=visit.id, created_at=NOW))
        message = clinic.message(clinic.rule(), ana, visit, status="bounced", link_id=link.id)
        _arrive(clinic, 1, reference=f"m{message.id}")
        link_id = link.id
    (frame,) = _read(clinic).frames
    assert (frame.owner, frame.newest.outcome) == ("Ana Ramos", "Not delivered, it came back")
    assert frame.newest.link == f"/v/{link_id}"


def test_the_list_can_be_narrowed_to_a_channel_or_an_address(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        _arrive(clinic, 1)
        _arrive(clinic, 2, channel="email", address="ana@ramos.example")
    assert [frame.address for frame in _read(clinic, channel="email").frames] == ["ana@ramos.example"]
    assert [frame.address for frame in _read(clinic, address="0100").frames] == [ANA]
    assert _read(clinic, address="%").frames == ()


def test_older_messages_wait_behind_more(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        for minute in range(3):
            _arrive(clinic, minute)
    outbox = _read(clinic, limit=2)
    assert (outbox.shown, outbox.more) == (2, True)
    assert not _read(clinic, limit=3).more


def test_the_mark_changes_with_anything_that_shows(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        ana = clinic.parent("Ana", clinic.child())
        message = clinic.message(clinic.rule(), ana, status="sent")
        _arrive(clinic, 1, reference=f"m{message.id}")
    before = _read(clinic).mark
    assert _read(clinic).mark == before
    with work(clinic.practice_id) as session:
        session.merge(message).status = "delivered"
    assert _read(clinic).mark != before


def test_a_forced_outcome_is_kept_replaced_and_taken_back(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        _arrive(clinic, 1)
    for outcome, kept in (("bounce", "bounce"), ("delay", "delay"), ("", "")):
        with work(clinic.practice_id) as session:
            assert force_outcome(session, NOW, DANA, "(937) 555-0100", outcome) == {}
        assert _read(clinic).frames[0].forced == kept


@pytest.mark.parametrize(
    ("address", "outcome", "field"),
    [("12", "bounce", "address"), ("ana@", "bounce", "address"), (ANA, "explode", "outcome")],
)
def test_what_cannot_be_forced_is_explained(clinic: Clinic, address: str, outcome: str, field: str) -> None:
    with work(clinic.practice_id) as session:
        assert list(force_outcome(session, NOW, DANA, address, outcome)) == [field]
        assert session.scalars(select(SandboxOutcome)).all() == []


def test_another_practice_s_messages_and_emails_are_not_there(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
        foreign = _arrive(other, 1, channel="email", html="<p>Hi</p>").id
    assert _read(clinic).frames == ()
    with work(clinic.practice_id) as session:
        assert email_html(session, foreign, BOSS) is None
    with work(other.practice_id) as session:
        assert email_html(session, foreign, BOSS) == "<p>Hi</p>"
