"""The do-not-send list belongs to the address, whoever has it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.suppress_address import allow_address, start_channel, stop_channel, suppress_address
from app.actions.write_audit import PARENT, Actor
from app.domain.preferences import Channel
from app.models import Address, AddressEvent, AppointmentRow, AuditLine
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


@pytest.fixture
def shared(clinic: Clinic) -> int:
    """A cell phone of two parents of different children, both with a coming visit."""
    with work(clinic.practice_id) as session:
        clinic.session = session
        cell = clinic.address("+19375550123")
        for name in ("Mia", "Leo"):
            child = clinic.child(name)
            clinic.parent(f"Parent of {name}", child, cell=cell)
            clinic.visit(child)
        return cell.id


def test_it_silences_everybody_with_the_address_and_can_be_lifted(clinic: Clinic, shared: int) -> None:
    with work(clinic.practice_id) as session:
        assert suppress_address(session, NOW, DANA, shared, "  Wrong number ")
    with work(clinic.practice_id) as session:
        row = session.get(Address, shared)
        assert (row.suppressed_at, row.suppressed_reason) == (NOW, "Wrong number")
        assert list(session.scalars(select(AppointmentRow.replan))) == [True, True]
        assert allow_address(session, NOW, DANA, shared)
    with work(clinic.practice_id) as session:
        row = session.get(Address, shared)
        assert (row.suppressed_at, row.suppressed_reason) == (None, None)
        assert [line.action for line in session.scalars(select(AuditLine).order_by(AuditLine.id))] == [
            "suppress",
            "allow",
        ]


def test_the_first_reason_stays(clinic: Clinic, shared: int) -> None:
    with work(clinic.practice_id) as session:
        suppress_address(session, NOW, DANA, shared, "")
        assert suppress_address(session, NOW, DANA, shared, "Another reason")
    with work(clinic.practice_id) as session:
        assert session.get(Address, shared).suppressed_reason == "Asked by the family"
        assert len(session.scalars(select(AuditLine)).all()) == 1


def test_another_practice_s_address_is_not_there(clinic: Clinic, shared: int) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple").practice_id
    with work(other) as session:
        assert not suppress_address(session, NOW, DANA, shared, "")


def test_a_stop_of_texts_is_kept_at_the_number_until_the_family_starts_them(
    clinic: Clinic, shared: int
) -> None:
    with work(clinic.practice_id) as session:
        assert stop_channel(session, NOW, PARENT, "+19375550123", Channel.TEXT, "text STOP")
        assert not stop_channel(session, NOW, PARENT, "+19375550123", Channel.TEXT, "text STOP")
        assert stop_channel(session, NOW, PARENT, "+19375550123", Channel.VOICE, "key 9")
    with work(clinic.practice_id) as session:
        row = session.get(Address, shared)
        assert (row.stopped, row.suppressed_at) == (["text", "voice"], None)
        assert list(session.scalars(select(AppointmentRow.replan))) == [True, True]
        assert start_channel(session, NOW, PARENT, "+19375550123", Channel.TEXT, "text START")
        assert not start_channel(session, NOW, PARENT, "+19375550123", Channel.TEXT, "text START")
    with work(clinic.practice_id) as session:
        assert session.get(Address, shared).stopped == ["voice"]
        lines = session.scalars(select(AuditLine).order_by(AuditLine.id))
        assert [(line.action, line.after) for line in lines] == [
            ("stop", {"channel": "text", "source": "text STOP"}),
            ("stop", {"channel": "voice", "source": "key 9"}),
            ("start", {"channel": "text", "source": "text START"}),
        ]
        kinds = session.scalars(select(AddressEvent.kind).order_by(AddressEvent.id))
        assert list(kinds) == ["stopped", "stopped", "started"]


def test_a_stop_from_a_number_nobody_has_holds_for_whoever_gets_it(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        assert stop_channel(session, NOW, PARENT, "+19375550177", Channel.TEXT, "text STOP")
        assert not start_channel(session, NOW, PARENT, "+19375550178", Channel.TEXT, "text START")
    with work(clinic.practice_id) as session:
        (row,) = session.scalars(select(Address))
        assert (row.value, row.stopped) == ("+19375550177", ["text"])
