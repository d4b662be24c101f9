"""Staff edit a contact: bad numbers are explained, changes stay theirs, visits are looked at again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.change_contact import TypedContact, change_contact
from app.actions.write_audit import Actor
from app.domain.preferences import AddressKind, Purpose
from app.models import Address, AppointmentRow, AuditLine, Contact
from app.models.seen_states import contact_state
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


@pytest.fixture
def ana(clinic: Clinic) -> int:
    """Ana with a cell phone, whose child Mia has a visit tomorrow and had one yesterday."""
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        clinic.visit(mia, NOW + timedelta(days=1), external_id="coming")
        clinic.visit(mia, NOW - timedelta(days=1), external_id="past")
        return clinic.parent("Ana", mia, cell="+19375550123").id


def _typed(cell: str = "+19375550123", email: str = "", language: str = "en", reminders: str = "text"):
    return TypedContact(
        language=language,
        preferences={Purpose.REMINDERS: reminders},
        addresses={AddressKind.CELL: cell, AddressKind.EMAIL: email},
    )


def _change(clinic: Clinic, contact_id: int, typed: TypedContact) -> dict[str, str] | None:
    with work(clinic.practice_id) as session:
        contact = session.get(Contact, contact_id)
        seen = contact_state(contact) if contact else ""
        return change_contact(session, NOW, DANA, contact_id, typed, seen)


def _contact(clinic: Clinic, contact_id: int) -> Contact:
    with work(clinic.practice_id) as session:
        contact = session.get(Contact, contact_id)
        session.expunge(contact)
    return contact


def _replanned(clinic: Clinic) -> set[str]:
    with work(clinic.practice_id) as session:
        return set(session.scalars(select(AppointmentRow.external_id).where(AppointmentRow.replan)))


def test_what_staff_change_is_saved_and_theirs(clinic: Clinic, ana: int) -> None:
    assert _change(clinic, ana, _typed(email="Ana@Ramos.Example", language="es", reminders="email")) == {}
    contact = _contact(clinic, ana)
    assert (contact.language, contact.prefers_reminders) == ("es", "email")
    assert contact.staff_fields == ["email_id", "language", "prefers_reminders"]
    with work(clinic.practice_id) as session:
        assert session.get(Address, contact.email_id).value == "ana@ramos.example"


def test_only_coming_visits_are_planned_again(clinic: Clinic, ana: int) -> None:
    _change(clinic, ana, _typed(reminders="no_contact"))
    assert _replanned(clinic) == {"coming"}


def test_saving_without_a_change_leaves_no_trace(clinic: Clinic, ana: int) -> None:
    assert _change(clinic, ana, _typed(cell="(937) 555-0123")) == {}
    assert _contact(clinic, ana).staff_fields == []
    assert _replanned(clinic) == set()
    with work(clinic.practice_id) as session:
        assert session.scalars(select(AuditLine)).all() == []


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        (_typed(cell="12345"), "cell", "Cell phone: This number cannot be dialled"),
        (
            _typed(cell="call my sister"),
            "cell",
            "This is not a phone number. Write it like (937) 555-0142.",
        ),
        (_typed(email="ana@"), "email", "Write it like ana@example.com."),
        (_typed(reminders="pigeon"), "prefers_reminders", "Choose one of the offered ways for reminders."),
        (_typed(language="tlh"), "language", "Choose English or Spanish."),
    ],
)
def test_what_cannot_be_used_is_explained_and_nothing_is_saved(
    clinic: Clinic, ana: int, typed: TypedContact, field: str, words: str
) -> None:
    refused = _change(clinic, ana, typed)
    assert refused is not None
    assert list(refused) == [field]
    assert words in refused[field]
    assert _contact(clinic, ana).staff_fields == []


def test_an_unusable_number_from_the_schedule_may_stay(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        wrong = clinic.address("555", problem="This is not a phone number.")
        contact_id = clinic.parent("Ana", clinic.child(), cell=wrong).id
    assert _change(clinic, contact_id, _typed(cell="555", language="es")) == {}
    assert _contact(clinic, contact_id).cell_id == wrong.id


def test_two_contacts_with_one_number_share_its_row(clinic: Clinic, ana: int) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        luis = clinic.parent("Luis", clinic.child("Leo"), cell=None).id
    _change(clinic, luis, _typed(cell="937-555-0123"))
    assert _contact(clinic, luis).cell_id == _contact(clinic, ana).cell_id


def test_an_emptied_field_clears_and_the_audit_tells_before_and_after(clinic: Clinic, ana: int) -> None:
    cell = _contact(clinic, ana).cell_id
    _change(clinic, ana, _typed(cell="", reminders=""))
    contact = _contact(clinic, ana)
    assert (contact.cell_id, contact.prefers_reminders) == (None, None)
    with work(clinic.practice_id) as session:
        line = session.scalars(select(AuditLine)).one()
        assert (line.actor, line.before) == (
            "dana@willow.example",
            {"cell_id": cell, "prefers_reminders": "text"},
        )
        assert line.after == {"cell_id": None, "prefers_reminders": None}


def test_another_practice_s_contact_is_not_there(clinic: Clinic, ana: int) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
    assert _change(other, ana, _typed(language="es")) is None
    assert _contact(clinic, ana).language == "en"
