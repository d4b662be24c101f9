"""Words of a mailing are asked about once more when they leave (product C2, H5, K1 to K3)."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime

import pytest
from flask import Flask

from app.actions.deliver_messages import deliver_messages
from app.actions.drive_mailings import drive_mailings
from app.actions.read_call import read_call
from app.models import Address, Contact, Mailing, Message, PatientContact
from app.providers.port import Envelope, Exits, Result
from app.providers.sandbox import SandboxProvider
from app.work import work, work_everywhere
from tests.actions.test_deliver_messages import SIGNER, arrived, deliver
from tests.builders.clinic import NOW, make_clinic
from tests.builders.mailings import ask_to_confirm, confirm, draft, ends_of, messages_of

TO_CHILDREN = {
    "en": {"subject": "", "text": "Camp forms for {children} are due Friday.", "email": ""},
}


def ready(kind: str = "personalized", **given: object) -> tuple[Mailing, int]:
    """A mailing whose message to the mother of Mia and Leo is about to leave; her id."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        ana = clinic.parent("Ana Ramos", mia, prefers_notices="text", link_resides_with=True)
        clinic.tie(leo, ana, resides_with=True)
        mailing = draft(
            clinic, kind, audience={"kind": "picked", "contact_ids": [ana.id]}, texts=TO_CHILDREN, **given
        )
    confirm(mailing)
    drive_mailings(NOW)
    return mailing, ana.id


def ties_of(contact_id: int, **changed: object) -> None:
    with work_everywhere() as session:
        for tie in session.query(PatientContact).filter_by(contact_id=contact_id):
            for name, value in changed.items():
                setattr(tie, name, value)


def test_the_words_name_the_children(app: Flask) -> None:
    ready()
    deliver()
    assert "Camp forms for Mia and Leo are due Friday." in arrived()[0].body


def test_a_child_that_is_held_meanwhile_is_not_named(app: Flask) -> None:
    _, ana = ready()
    with work_everywhere() as session:
        ties = session.query(PatientContact).filter_by(contact_id=ana)
        ties.order_by(PatientContact.id).first().held_at = NOW
    deliver()
    (told,) = arrived()
    assert "Camp forms for Leo are due Friday." in told.body
    assert "Mia" not in told.body


@pytest.mark.parametrize(
    ("changed", "end"),
    [
        ({"consents": [], "withdrawn": ["notices:text"]}, "skipped: consent_withdrawn"),
        ({"resides_with": None}, "skipped: not_residing"),
        ({"end_date": NOW.date()}, "skipped: ended"),
        ({"authority": "other"}, "skipped: authority"),
    ],
)
def test_what_changed_since_it_was_written_ends_it(app: Flask, changed: dict[str, object], end: str) -> None:
    mailing, ana = ready()
    ties_of(ana, **changed)
    assert deliver().sent == 0
    assert ends_of(mailing) == {end: 1}


def test_a_private_message_does_not_ask_who_lives_with_the_child(app: Flask) -> None:
    _, ana = ready("private")
    ties_of(ana, resides_with=None)
    assert deliver().sent == 1


def test_whoever_prefers_another_way_meanwhile_is_not_texted(app: Flask) -> None:
    mailing, ana = ready()
    with work_everywhere() as session:
        session.get_one(Contact, ana).prefers_notices = "cell_phone"
    deliver()
    assert ends_of(mailing) == {"cancelled: preference_changed": 1}


def test_a_new_number_takes_the_old_ones_place(app: Flask) -> None:
    mailing, ana = ready()
    with work(mailing.practice_id) as session:
        fresh = Address(kind="phone", value="+19375559876")
        session.add(fresh)
        session.flush()
        session.get_one(Contact, ana).cell_id = fresh.id
    deliver()
    assert [each.address for each in arrived()] == ["+19375559876"]


class Seen(SandboxProvider):
    """Keeps what was handed over."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []

    def send(self, envelope: Envelope, now: datetime) -> Future[Result]:
        self.envelopes.append(envelope)
        return super().send(envelope, now)


def test_a_broadcast_can_be_ended_with_one_click_and_says_so(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mail = clinic.address("ana@example.com")
        ana = clinic.parent("Ana", clinic.child("Mia"), prefers_notices="email", email_id=mail.id)
        mailing = draft(clinic, "broadcast", channel="email")
    confirm(mailing)
    drive_mailings(NOW)
    provider = Seen()
    deliver_messages(NOW, Exits(provider), SIGNER)
    (envelope,) = provider.envelopes
    assert envelope.unsubscribe_url == SIGNER.unsubscribe_url(ana.id)
    assert SIGNER.unsubscribe_url(ana.id) in envelope.body


def test_a_call_that_asks_to_confirm_takes_keys(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia, prefers_reminders="cell_phone", link_resides_with=True)
        mailing = ask_to_confirm(clinic, clinic.visit(mia))
    confirm(mailing)
    drive_mailings(NOW)
    deliver()
    (message,) = messages_of(mailing)
    assert "press 1" in message.body.lower()
    with work(mailing.practice_id) as session:
        call = read_call(session, NOW, SIGNER.calls, session.get_one(Message, message.id))
    assert call is not None
    assert [child.name for child in call.children] == ["Mia"]
