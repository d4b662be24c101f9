"""What a family said while its message was ready, and waited for its call, still counts (I1, H5, D6, G2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.actions.activate_channel import deactivate_channel
from app.actions.begin_calls import begin_calls
from app.actions.change_wishes import Kept, change_wishes
from app.actions.claim_messages import claim_messages
from app.actions.deliver_messages import deliver_messages
from app.actions.hold_contact import WrongPerson, hold_contact
from app.actions.job_time import JobTime
from app.actions.pause_sending import pause_sending
from app.actions.plan_messages import plan_messages
from app.actions.prepare_messages import prepare_messages
from app.actions.suppress_address import stop_channel, suppress_address
from app.actions.write_audit import PARENT, Actor
from app.domain.parent_wishes import Stop, stopped
from app.domain.preferences import Channel
from app.links import LinkSigner
from app.models import Address, AppointmentRow, ChannelSetup, Contact, Message, PatientContact
from app.providers.port import Exits
from app.providers.sandbox import SandboxProvider
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

SIGNER = LinkSigner(("a secret that nobody else knows",), "https://willowpeds.com")
SANDBOX = SandboxProvider()
DANA = Actor("dana@willow.example")
CELL = "+19375550177"


def says_stop(session: Session) -> None:
    stop_channel(session, NOW, PARENT, CELL, Channel.TEXT, "text STOP")


def is_blocked(session: Session) -> None:
    (address,) = session.scalars(select(Address.id))
    suppress_address(session, NOW, DANA, address, "wrong number")


def says_not_my_child(session: Session) -> None:
    pair = session.scalars(select(PatientContact).order_by(PatientContact.id)).first()
    assert pair is not None
    visits = session.scalars(select(AppointmentRow.id).where(AppointmentRow.patient_id == pair.patient_id))
    hold_contact(session, NOW, pair.contact_id, [pair.patient_id], visits.all(), WrongPerson.UNKNOWN_CHILD)


def is_taken_from_the_chart(session: Session) -> None:
    pair = session.scalars(select(PatientContact).order_by(PatientContact.id)).first()
    session.delete(pair)


def moves_for_one_child(session: Session) -> None:
    visit = session.scalars(select(AppointmentRow).order_by(AppointmentRow.id)).first()
    assert visit is not None
    visit.version, visit.starts_at = visit.version + 1, visit.starts_at + timedelta(hours=1)


def wants_no_reminders(session: Session) -> None:
    (contact,) = session.scalars(select(Contact.id))
    assert change_wishes(session, NOW, contact, NO_REMINDERS) is Kept.SAVED


def is_paused(session: Session) -> None:
    pause_sending(session, NOW, DANA, paused=True)


NO_REMINDERS = stopped(Stop.REMINDERS, {}, None)


def nothing(session: Session) -> None:
    assert session.scalars(select(Message)).all()


def ready(clinic: Clinic) -> None:
    """A reminder about two children, prepared, whose call has yet to begin."""
    with work_everywhere() as session:
        clinic.session = session
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        clinic.tie(leo, clinic.parent("Ana Ramos", mia, cell=CELL))
        for child in (mia, leo):
            clinic.visit(child, NOW + timedelta(days=1))
        clinic.rule()
    plan_messages(NOW)


@pytest.mark.parametrize(
    ("change", "leaves", "afterwards"),
    [
        (nothing, True, ("sending", None)),
        (says_stop, False, ("skipped", "opted_out")),
        (is_blocked, False, ("skipped", "suppressed_address")),
        (wants_no_reminders, False, ("skipped", "wants_no_contact")),
        (is_paused, False, ("queued", None)),
    ],
)
def test_a_message_that_is_ready_still_stays(
    app: Flask,
    change: Callable[[Session], None],
    leaves: bool,
    afterwards: tuple[str, str | None],
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
    ready(clinic)
    assert begun_after(clinic, change) is leaves
    deliver_messages(NOW, Exits(SANDBOX), SIGNER)
    with work(clinic.practice_id) as session:
        (message,) = session.scalars(select(Message))
        assert (message.status, message.reason) == afterwards


@pytest.mark.parametrize("change", [says_not_my_child, is_taken_from_the_chart, moves_for_one_child])
def test_a_message_about_two_children_that_is_ready_leaves_without_the_one_that_changed(
    app: Flask, change: Callable[[Session], None]
) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
    ready(clinic)
    assert begun_after(clinic, change) is False
    deliver_messages(NOW, Exits(SANDBOX), SIGNER)
    with work_everywhere() as session:
        said = session.scalars(text("select body from sandbox_delivery where channel = 'text'")).all()
    assert len(said) == 1
    assert "Leo" in said[0]
    assert "Mia" not in said[0]


def begun_after(clinic: Clinic, change: Callable[[Session], None]) -> bool:
    """Does its call begin, if this happens once it is ready?"""
    with work_everywhere() as session:
        ids = claim_messages(session, NOW, 100)[clinic.practice_id]
    prepared = prepare_messages(NOW, Exits(SANDBOX), SIGNER, clinic.practice_id, ids)
    assert len(prepared.outgoing) == 1
    with work(clinic.practice_id) as session:
        change(session)
    return bool(begin_calls(SANDBOX, prepared.outgoing, JobTime(NOW)).going)


class Vendor(SandboxProvider):
    """A way out that really sends, as far as anybody can tell."""

    name = "vendor"


def test_what_is_ready_for_a_vendor_stays_once_the_channel_is_back_in_the_sandbox(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        clinic.add(ChannelSetup(channel="text", sender=CELL, activated_at=NOW, changed_at=NOW))
    ready(clinic)
    live = Exits(SANDBOX, {"text": Vendor()})
    with work_everywhere() as session:
        ids = claim_messages(session, NOW, 100)[clinic.practice_id]
    prepared = prepare_messages(NOW, live, SIGNER, clinic.practice_id, ids)
    assert [each.provider for each in prepared.outgoing] == ["vendor"]
    with work(clinic.practice_id) as session:
        assert deactivate_channel(session, NOW, DANA, Channel.TEXT)
    # Prepared anew while the old words still wait: only the new ones leave.
    with work_everywhere() as session:
        assert claim_messages(session, NOW, 100)[clinic.practice_id] == ids
    anew = prepare_messages(NOW, live, SIGNER, clinic.practice_id, ids)
    assert [each.provider for each in anew.outgoing] == ["sandbox"]
    assert not begin_calls(live.named("vendor"), prepared.outgoing, JobTime(NOW)).going
    assert begin_calls(SANDBOX, anew.outgoing, JobTime(NOW)).going == anew.outgoing
    with work(clinic.practice_id) as session:
        (message,) = session.scalars(select(Message))
        assert (message.status, message.provider) == ("sending", "sandbox")


def test_the_one_confirmation_of_a_stop_leaves_all_the_same(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mother = clinic.parent("Ana Ramos", clinic.child("Mia"), cell=CELL)
        row = Message(
            key="reply:1", type="reply", contact_id=mother.id, channel="text", address=CELL, body="Done.",
            language="en", due_at=NOW, expires_at=NOW + timedelta(hours=1), created_at=NOW,
        )  # fmt: skip
        clinic.add(row)
    assert begun_after(clinic, says_stop) is True
