"""Going live and going back take effect with the next message, whatever was planned before (product L5)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.activate_channel import activate_channel, deactivate_channel
from app.actions.check_connection import check_connection, note_check
from app.actions.deliver_messages import deliver_messages
from app.actions.write_audit import COMMAND_LINE
from app.domain.going_live import Hindrances, Obstacle
from app.domain.preferences import Channel
from app.domain.setup_steps import TICKED
from app.models import Answer, AppointmentRow, ChannelSetup, Contact, Location, Patient, Practice
from app.models.channel_facts import Sender
from app.providers.port import Check
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic
from tests.builders.live_practice import NUMBER, backlog, ends, live_clinic, texts_by
from tests.vendor import Loopback

RIGHT, WRONG = Check("Number", True, ""), Check("Number", False, "Buy it.")


class Vendor:
    """Says of every number what it was told to; ``asked`` are the numbers in order."""

    def __init__(self, **wrong: str) -> None:
        self.wrong = set(wrong.values())
        self.asked: list[str] = []

    def check(self, sender: str) -> list[Check]:
        self.asked.append(sender)
        return [WRONG if sender in self.wrong else RIGHT]


@pytest.fixture
def vendor() -> Iterator[Loopback]:
    with Loopback() as loopback:
        yield loopback


def test_once_back_in_the_sandbox_nothing_more_leaves(app: Flask, vendor: Loopback) -> None:
    clinic = live_clinic()
    backlog(clinic, 3)
    with work(clinic.practice_id) as session:
        assert deactivate_channel(session, NOW, COMMAND_LINE, Channel.TEXT)
    with texts_by(vendor) as (exits, _):
        deliver_messages(NOW, exits, app.extensions["deskbell.signer"])
    assert vendor.taken == []
    assert ends() == {"sent": 3}


def test_what_was_planned_in_the_sandbox_goes_out_once_live(app: Flask, vendor: Loopback) -> None:
    clinic = live_clinic()
    with work(clinic.practice_id) as session:
        deactivate_channel(session, NOW, COMMAND_LINE, Channel.TEXT)
        note_check(session, NOW, COMMAND_LINE, Channel.TEXT, [Sender(NUMBER)], [RIGHT])
    backlog(clinic, 2)
    _make_ready(clinic)
    with work(clinic.practice_id) as session:
        assert activate_channel(session, NOW, COMMAND_LINE, Channel.TEXT, reachable=True).free
    with texts_by(vendor) as (exits, _):
        deliver_messages(NOW, exits, app.extensions["deskbell.signer"])
    assert [taken.body["from"] for taken in vendor.taken] == [NUMBER.removeprefix("+")] * 2


def _make_ready(clinic: Clinic, slug: str = "willow") -> None:
    with work_everywhere() as session:
        clinic.session = session
        clinic.staff(f"dana@{slug}.example")
        clinic.staff(f"alex@{slug}.example")
        session.get_one(Practice, clinic.practice_id).setup_steps = [step.value for step in TICKED]
        own = {"practice_id": clinic.practice_id}
        visit = session.scalars(select(AppointmentRow).filter_by(**own).limit(1)).one()
        mother = session.scalars(select(Contact).filter_by(**own).limit(1)).one()
        # Of a visit that is over, so that nothing that waits was answered.
        over = clinic.visit(session.get_one(Patient, visit.patient_id), NOW - timedelta(days=3))
        clinic.add(
            Answer(
                appointment_id=over.id, contact_id=mother.id, choice="coming", effect="confirmed", via="link",
                version=1, received_at=NOW, applied_at=NOW,
            )
        )  # fmt: skip


def test_a_failed_check_keeps_what_was_verified_but_nobody_goes_live_on_it(app: Flask) -> None:
    clinic = live_clinic()
    with work(clinic.practice_id) as session:
        deactivate_channel(session, NOW, COMMAND_LINE, Channel.TEXT)
        assert note_check(session, NOW, COMMAND_LINE, Channel.TEXT, [Sender(NUMBER)], [RIGHT])
        later = NOW + timedelta(hours=1)
        assert not note_check(session, later, COMMAND_LINE, Channel.TEXT, [Sender(NUMBER)], [RIGHT, WRONG])
        row = session.scalars(select(ChannelSetup)).one()
        assert (row.verified_sender, row.verified_at, row.checked_at) == (NUMBER, None, later)
        found = activate_channel(session, later, COMMAND_LINE, Channel.TEXT, reachable=True)
    assert Obstacle.NOT_CHECKED in found.obstacles


def test_every_place_is_asked_for_once_the_practice_s_own_number_is_right() -> None:
    senders = [Sender(NUMBER), Sender("+19375550147", "North"), Sender("+19375550148", "South")]
    vendor = Vendor(south="+19375550148")
    steps = check_connection(vendor, senders)
    assert [(step.step, step.ok, step.words) for step in steps] == [
        ("Number", True, ""),
        ("Number of North", True, ""),
        ("Number of South", False, "Buy it."),
    ]
    vendor = Vendor(own=NUMBER)
    assert check_connection(vendor, senders) == [WRONG]
    assert vendor.asked == [NUMBER]


def test_a_new_number_of_a_place_is_one_more_to_check(app: Flask) -> None:
    clinic = live_clinic()
    with work(clinic.practice_id) as session:
        deactivate_channel(session, NOW, COMMAND_LINE, Channel.TEXT)
        note_check(session, NOW, COMMAND_LINE, Channel.TEXT, [Sender(NUMBER)], [RIGHT])
        session.get_one(Location, clinic.location_id).sender = "+19375550147"
        found = activate_channel(session, NOW, COMMAND_LINE, Channel.TEXT, reachable=True)
    assert Obstacle.NOT_CHECKED in found.obstacles


def _almost_live(slug: str, channel: Channel, sender: str) -> Clinic:
    """A practice that lacks nothing but the click."""
    clinic = live_clinic(slug)
    with work(clinic.practice_id) as session:
        clinic.session = session
        deactivate_channel(session, NOW, COMMAND_LINE, Channel.TEXT)
        if channel is not Channel.TEXT:
            clinic.add(ChannelSetup(channel=channel, changed_at=NOW))
        session.scalars(select(ChannelSetup).where(ChannelSetup.channel == channel)).one().sender = sender
        note_check(session, NOW, COMMAND_LINE, channel, [Sender(sender)], [RIGHT])
    backlog(clinic, 1)
    _make_ready(clinic, slug)
    return clinic


def test_two_practices_that_go_live_from_one_number_at_once_do_not_both(app: Flask) -> None:
    first, second = (_almost_live(slug, Channel.TEXT, NUMBER) for slug in ("willow", "maple"))

    def activate() -> Hindrances:
        with app.app_context(), work(second.practice_id) as session:
            return activate_channel(session, NOW, COMMAND_LINE, Channel.TEXT, reachable=True)

    with ThreadPoolExecutor(1) as threads:
        with work(first.practice_id) as session:
            assert activate_channel(session, NOW, COMMAND_LINE, Channel.TEXT, reachable=True).free
            meanwhile = threads.submit(activate)
            assert not wait([meanwhile], timeout=0.3).done
        assert meanwhile.result(timeout=10).obstacles == (Obstacle.TAKEN,)


def test_an_address_that_another_practice_mails_from_is_taken(app: Flask) -> None:
    first, second = (_almost_live(slug, Channel.EMAIL, "hello@peds.example") for slug in ("willow", "maple"))
    with work(first.practice_id) as session:
        assert activate_channel(session, NOW, COMMAND_LINE, Channel.EMAIL, reachable=True).free
    with work(second.practice_id) as session:
        found = activate_channel(session, NOW, COMMAND_LINE, Channel.EMAIL, reachable=True)
        assert found.obstacles == (Obstacle.ADDRESS_TAKEN,)
        sender = [Sender("hello@peds.example")]
        assert not note_check(session, NOW, COMMAND_LINE, Channel.EMAIL, sender, [RIGHT])
        (_, taken) = session.scalars(
            select(ChannelSetup.checks).where(ChannelSetup.channel == Channel.EMAIL)
        ).one()
        assert "families could not tell whose mail it is" in taken["words"]
