"""Claimed messages are made ready: from whom, which way, until when; what is stopped stays (A2, G2, L5)."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.actions.claim_messages import claim_messages
from app.actions.plan_messages import plan_messages
from app.actions.prepare_messages import Outgoing, Prepared, prepare_messages
from app.links import LinkSigner
from app.models import ChannelSetup, Contact, FeedSource, Location, Message
from app.providers.port import Accepted, Envelope, Exits, Result
from app.providers.sandbox import SandboxProvider
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

SIGNER = LinkSigner(("a secret that nobody else knows",), "https://willowpeds.com")
TOMORROW = NOW + timedelta(days=1)


class Vendor:
    """A way out that takes everything."""

    name = "vendor"
    rate = None

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        done: Future[Result] = Future()
        done.set_result(Accepted(envelope.reference))
        return done

    def find(self, practice_id: int, reference: str) -> Result | None:
        return None


EXITS = Exits(SandboxProvider(), {"text": Vendor(), "email": Vendor()})


def reminder(clinic: Clinic, **parent: object) -> Contact:
    """A mother, her child's visit tomorrow at this hour, and the rule that reminds of it now."""
    child = clinic.child("Mia")
    mother = clinic.parent("Ana Ramos", child, **parent)
    clinic.visit(child, TOMORROW)
    clinic.rule()
    return mother


def setup(clinic: Clinic, channel: str, **given: object) -> None:
    clinic.add(ChannelSetup(channel=channel, changed_at=NOW, **{"activated_at": NOW, **given}))


def claimed(clinic: Clinic) -> list[int]:
    with work_everywhere() as session:
        return claim_messages(session, NOW, 100, clinic.practice_id).get(clinic.practice_id, [])


def prepare(clinic: Clinic, ids: Sequence[int] | None = None) -> Prepared:
    ids = claimed(clinic) if ids is None else ids
    return prepare_messages(NOW, EXITS, SIGNER, clinic.practice_id, ids)


def only(prepared: Prepared) -> Outgoing:
    (outgoing,) = prepared.outgoing
    return outgoing


def stored(clinic: Clinic, number: int) -> Message:
    with work(clinic.practice_id) as session:
        return session.get_one(Message, number)


def test_it_stays_claimed_with_its_words_until_its_call_begins(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder(clinic)
    plan_messages(NOW)
    outgoing = only(prepare(clinic))
    message = stored(clinic, outgoing.message_id)
    assert (message.status, message.provider) == ("queued", "sandbox")
    assert message.claimed_at is not None
    assert message.body == outgoing.envelope.body
    assert SIGNER.url(message.link_id or 0) in message.body


def test_a_call_begins_before_the_window_closes_and_a_carrier_may_take_until_the_visit(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder(clinic)
    plan_messages(NOW)
    outgoing = only(prepare(clinic))
    # Messages may leave until 8 PM in New York.
    assert outgoing.not_after == datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    assert outgoing.envelope.not_after == stored(clinic, outgoing.message_id).expires_at


@pytest.mark.parametrize(
    ("of_place", "checked", "of_setup", "sender"),
    [
        ("+19375550111", "+19375550111,+19375550122", "+19375550122", "+19375550111"),
        ("+19375550111", "+19375550122", "+19375550122", "+19375550122"),
        (None, "+19375550122", "+19375550122", "+19375550122"),
        (None, "", "", "+19375550142"),
    ],
)
def test_a_text_comes_from_the_places_number_once_it_is_checked_else_the_practices_else_its_phone(
    app: Flask, of_place: str | None, checked: str, of_setup: str, sender: str
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder(clinic)
        session.get_one(Location, clinic.location_id).sender = of_place
        setup(clinic, "text", sender=of_setup, verified_sender=checked)
    plan_messages(NOW)
    assert only(prepare(clinic)).envelope.sender == sender


def test_a_mail_comes_from_the_address_that_was_set_up_with_its_name_and_where_to_answer(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, email="office@willow.example")
        mail = clinic.address("ana@example.org")
        reminder(clinic, prefers_reminders="email", email_id=mail.id)
        setup(
            clinic, "email",
            sender="visits@willow.example", sender_name="Willow", reply_to="desk@willow.example",
        )  # fmt: skip
    plan_messages(NOW)
    envelope = only(prepare(clinic)).envelope
    assert (envelope.sender, envelope.sender_name) == ("visits@willow.example", "Willow")
    assert envelope.reply_to == "desk@willow.example"


def test_without_a_set_up_a_mail_comes_from_the_practice(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, email="office@willow.example")
        mail = clinic.address("ana@example.org")
        reminder(clinic, prefers_reminders="email", email_id=mail.id)
    plan_messages(NOW)
    envelope = only(prepare(clinic)).envelope
    assert (envelope.sender, envelope.sender_name) == ("office@willow.example", "Willow Pediatrics")


@pytest.mark.parametrize(
    ("activated_at", "demo", "sample", "provider"),
    [
        (NOW, False, False, "vendor"),
        (None, False, False, "sandbox"),
        (NOW, True, False, "sandbox"),
        (NOW, False, True, "sandbox"),
    ],
)
def test_only_an_activated_channel_leaves_the_house_and_never_for_invented_families(
    app: Flask, activated_at: datetime | None, demo: bool, sample: bool, provider: str
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, demo=demo)
        reminder(clinic)
        setup(clinic, "text", activated_at=activated_at)
        session.get_one(FeedSource, clinic.source_id).sample = sample
    plan_messages(NOW)
    outgoing = only(prepare(clinic))
    assert outgoing.provider == provider
    assert stored(clinic, outgoing.message_id).provider == provider


def test_another_try_after_a_failure_has_a_name_of_its_own(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder(clinic)
    plan_messages(NOW)
    with work_everywhere() as session:
        session.execute(text("update message set resends = 2"))
    outgoing = only(prepare(clinic))
    assert outgoing.envelope.reference == f"m{outgoing.message_id}-2"


def test_what_was_given_to_others_meanwhile_is_left_to_them(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        reminder(clinic)
    plan_messages(NOW)
    ids = claimed(clinic)
    with work_everywhere() as session:
        session.execute(text("update message set claimed_at = null"))
    assert prepare(clinic, ids).outgoing == []
    assert stored(clinic, ids[0]).body == ""


def written(clinic: Clinic, type_: str, held: bool = False, **of_address: object) -> int:
    """A text put into words before, to a number with these marks."""
    mother = clinic.parent("Ana Ramos", clinic.child("Mia"), cell=None, link_held_at=NOW if held else None)
    address = clinic.address("+19375550177", **of_address)
    row = Message(
        key=type_, type=type_, contact_id=mother.id, channel="text", address=address.value, body="Hello",
        language="en", due_at=NOW, expires_at=TOMORROW, created_at=NOW,
    )  # fmt: skip
    return clinic.add(row).id


@pytest.mark.parametrize(
    ("type_", "marks", "reason"),
    [
        ("private", {}, None),
        ("private", {"stopped": ["voice"]}, None),
        ("private", {"stopped": ["text"]}, "opted_out"),
        ("new_link", {"stopped": ["text"]}, "opted_out"),
        ("reply", {"stopped": ["text"]}, None),
        ("private", {"suppressed_at": NOW}, "suppressed_address"),
        ("reply", {"suppressed_at": NOW}, "suppressed_address"),
        ("private", {"held": True}, "held"),
        ("reply", {"held": True}, None),
    ],
)
def test_words_written_before_are_held_against_what_the_family_wants_now(
    app: Flask, type_: str, marks: dict[str, object], reason: str | None
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        number = written(clinic, type_, **marks)
    prepared = prepare(clinic)
    message = stored(clinic, number)
    if reason is None:
        assert only(prepared).envelope.body == "Hello"
    else:
        assert prepared.outgoing == []
        assert prepared.dropped == {reason: 1}
    assert (message.status, message.reason) == ("skipped" if reason else "queued", reason)


def test_the_links_of_a_whole_chunk_are_each_familys_own(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mothers = {reminder(clinic).id for _ in range(3)}
    plan_messages(NOW)
    prepared = prepare(clinic)
    with work(clinic.practice_id) as session:
        rows = session.scalars(select(Message).where(Message.link_id.is_not(None))).all()
    assert {each.contact_id for each in rows} == mothers
    assert len({each.link_id for each in rows}) == 3
    bodies = {each.message_id: each.envelope.body for each in prepared.outgoing}
    assert all(SIGNER.url(each.link_id or 0) in bodies.get(each.id, each.body) for each in rows)
