"""A whole email domain gets nothing: what is on file, and what comes later (product C6)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.block_domain import allow_domain, block_domain
from app.actions.keep_address import keep_address
from app.actions.upsert_appointment import upsert_appointments
from app.actions.write_audit import Actor
from app.feeds.addresses import read_email
from app.models import Address, AppointmentRow, AuditLine, BlockedDomain, FeedSource
from app.work import work, work_everywhere
from tests.actions.test_upsert_appointment import given
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.schedule import MIA

DANA = Actor("dana@willow.example")
LATER = NOW + timedelta(days=1)


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        for name, value, given in (
            ("Mia", "ana@old.example", {}),
            ("Leo", "ben@new.example", {}),
            ("Kim", "cy@sub.old.example", {}),
            ("Zoe", "dee@old.example", {"suppressed_at": NOW, "suppressed_reason": "bad_mailbox"}),
        ):
            child = clinic.child(name)
            clinic.parent(f"Parent of {name}", child, cell=None, email_id=clinic.address(value, **given).id)
            clinic.visit(child)
        return clinic


def _reasons(clinic: Clinic) -> dict[str, str | None]:
    with work(clinic.practice_id) as session:
        return dict(session.execute(select(Address.value, Address.suppressed_reason)).all())


def _block(clinic: Clinic) -> bool:
    with work(clinic.practice_id) as session:
        return block_domain(session, NOW, DANA, "old.example", " They moved ")


def test_every_address_behind_it_is_blocked_and_no_other(clinic: Clinic) -> None:
    assert _block(clinic)
    assert not _block(clinic)
    assert _reasons(clinic) == {
        "ana@old.example": "domain",
        "ben@new.example": None,
        "cy@sub.old.example": None,
        "dee@old.example": "bad_mailbox",
    }
    with work(clinic.practice_id) as session:
        assert list(session.scalars(select(AppointmentRow.replan).order_by(AppointmentRow.id))) == [
            True,
            False,
            False,
            False,
        ]
        (line,) = session.scalars(select(AuditLine))
        assert (line.action, line.subject, line.after) == (
            "suppress",
            "email_domain",
            {"domain": "old.example", "reason": "They moved", "addresses": 1},
        )


def test_lifting_it_frees_only_what_it_blocked(clinic: Clinic) -> None:
    _block(clinic)
    with work(clinic.practice_id) as session:
        number = session.scalars(select(BlockedDomain.id)).one()
        assert allow_domain(session, LATER, DANA, number) == "old.example"
        assert allow_domain(session, LATER, DANA, number) is None
    assert _reasons(clinic)["ana@old.example"] is None
    assert _reasons(clinic)["dee@old.example"] == "bad_mailbox"


def test_an_address_that_staff_add_later_is_blocked_too(clinic: Clinic) -> None:
    _block(clinic)
    with work(clinic.practice_id) as session:
        keep_address(session, read_email("New@Old.example"))
        keep_address(session, read_email("ed@elsewhere.example"))
        row = session.scalars(select(Address).where(Address.value == "new@old.example")).one()
        assert (row.suppressed_at, row.suppressed_reason) == (NOW, "domain")
    assert _reasons(clinic)["ed@elsewhere.example"] is None


def test_another_practice_goes_on_writing_there(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
        other.address("fay@old.example")
    _block(clinic)
    assert _reasons(other) == {"fay@old.example": None}
    with work(other.practice_id) as session:
        keep_address(session, read_email("gus@old.example"))
    assert _reasons(other)["gus@old.example"] is None


def test_an_address_that_the_schedule_brings_later_is_blocked_too(clinic: Clinic) -> None:
    _block(clinic)
    with work(clinic.practice_id) as session:
        source = session.get_one(FeedSource, clinic.source_id)
        rows = given(
            MIA | {"Contact 1 Email": "hal@old.example"},
            MIA
            | {"Appt ID": "A2", "Chart #": "K2", "Contact 1 Name": "Ira", "Contact 1 Email": "ira@x.example"},
        )
        upsert_appointments(session, LATER, source, rows, first=False)
    assert _reasons(clinic)["hal@old.example"] == "domain"
    assert _reasons(clinic)["ira@x.example"] is None
