"""Staff edit what a contact is to a child: authority, order, end date, consent, and the worst of news."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.change_consent import change_consent
from app.actions.change_patient_contact import TypedTie, change_patient_contact
from app.actions.mark_deceased import mark_deceased
from app.actions.order_contacts import move_contact
from app.actions.write_audit import Actor
from app.domain.consent import Consent
from app.domain.consent_words import Said, Source
from app.domain.preferences import Channel, Purpose
from app.models import AppointmentRow, AuditLine, ConsentEvent, Patient, PatientContact
from app.models.seen_states import tie_state
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")
TEXTS = (Purpose.REMINDERS, Channel.TEXT)
ON_PAPER = Said(Source.PAPER_FORM, date(2026, 11, 20))


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


@pytest.fixture
def ties(clinic: Clinic) -> list[int]:
    """Mia's contacts Ana, Luis and Rosa, in this order; Mia has a visit tomorrow."""
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        clinic.visit(mia, NOW + timedelta(days=1))
        for position, name in enumerate(("Ana", "Luis", "Rosa"), start=1):
            clinic.parent(name, mia, link_position=position, link_consents=[])
        found = select(PatientContact.id).order_by(PatientContact.position)
        return list(session.scalars(found))


def _typed(**given: str) -> TypedTie:
    stands = {
        "relationship": "",
        "authority": "blank",
        "authority_text": "",
        "resides_with": "",
        "end_date": "",
    }
    return TypedTie(**{**stands, **given})


def _change(clinic: Clinic, pair_id: int, typed: TypedTie) -> dict[str, str] | None:
    with work(clinic.practice_id) as session:
        seen = tie_state(session.get_one(PatientContact, pair_id))
        return change_patient_contact(session, NOW, DANA, pair_id, typed, seen)


def _pairs(clinic: Clinic) -> dict[int, PatientContact]:
    with work(clinic.practice_id) as session:
        rows = session.scalars(select(PatientContact).order_by(PatientContact.position)).all()
        session.expunge_all()
    return {row.id: row for row in rows}


def _replan(clinic: Clinic) -> bool:
    with work(clinic.practice_id) as session:
        return bool(session.scalars(select(AppointmentRow.replan)).one())


def test_authority_end_date_and_home_are_saved_and_staff_s(clinic: Clinic, ties: list[int]) -> None:
    typed = _typed(authority="exclusive", resides_with="no", end_date="2026-12-31")
    assert _change(clinic, ties[0], typed) == {}
    pair = _pairs(clinic)[ties[0]]
    assert (pair.authority, pair.resides_with, pair.end_date) == ("exclusive", False, date(2026, 12, 31))
    assert pair.staff_fields == ["authority", "end_date", "resides_with"]
    assert _replan(clinic)


def test_a_new_place_moves_the_others_along(clinic: Clinic, ties: list[int]) -> None:
    for _ in range(3):
        with work(clinic.practice_id) as session:
            assert move_contact(session, NOW, DANA, ties[2], -1)
    assert list(_pairs(clinic)) == [ties[2], ties[0], ties[1]]
    assert [pair.position for pair in _pairs(clinic).values()] == [1, 2, 3]
    assert all("position" in pair.staff_fields for pair in _pairs(clinic).values())
    assert _replan(clinic)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (_typed(authority="boss"), "authority"),
        (_typed(resides_with="perhaps"), "resides_with"),
        (_typed(end_date="31.12.2026"), "end_date"),
    ],
)
def test_what_cannot_be_used_is_explained_and_nothing_is_saved(
    clinic: Clinic, ties: list[int], typed: TypedTie, field: str
) -> None:
    refused = _change(clinic, ties[0], typed)
    assert refused is not None
    assert list(refused) == [field]
    assert _pairs(clinic)[ties[0]].staff_fields == []


def test_consent_is_recorded_with_who_and_when_and_the_other_way_replaces_it(
    clinic: Clinic, ties: list[int]
) -> None:
    for state in (Consent.GIVEN, Consent.GIVEN, Consent.WITHDRAWN):
        with work(clinic.practice_id) as session:
            clinic.session = session
            dana = Actor("dana@willow.example", clinic.staff(f"{state}{NOW}{id(session)}@willow.example").id)
            assert change_consent(session, NOW, dana, ties[0], [TEXTS], state, ON_PAPER)
    pair = _pairs(clinic)[ties[0]]
    assert (pair.consents, pair.withdrawn, pair.staff_fields) == ([], ["reminders:text"], ["consents"])
    with work(clinic.practice_id) as session:
        events = session.execute(
            select(
                ConsentEvent.state, ConsentEvent.source, ConsentEvent.said_on, ConsentEvent.pairs
            ).order_by(ConsentEvent.id)
        ).all()
        assert [tuple(event) for event in events] == [
            ("given", "paper_form", date(2026, 11, 20), ["reminders:text"]),
            ("withdrawn", "paper_form", date(2026, 11, 20), ["reminders:text"]),
        ]
        assert len(session.scalars(select(AuditLine)).all()) == 2


def test_a_death_silences_and_can_be_taken_back(clinic: Clinic, ties: list[int]) -> None:
    with work(clinic.practice_id) as session:
        mia = session.scalars(select(Patient.id)).one()
        assert mark_deceased(session, NOW, DANA, mia, True)
    with work(clinic.practice_id) as session:
        assert mark_deceased(session, NOW + timedelta(hours=1), DANA, mia, True)
        assert session.get(Patient, mia).deceased_at == NOW
    with work(clinic.practice_id) as session:
        assert mark_deceased(session, NOW, DANA, mia, False)
        assert session.get(Patient, mia).deceased_at is None
        assert len(session.scalars(select(AuditLine)).all()) == 2
    assert _replan(clinic)


def test_nothing_of_another_practice_can_be_changed(clinic: Clinic, ties: list[int]) -> None:
    with work(clinic.practice_id) as session:
        mia = session.scalars(select(Patient.id)).one()
    with work_everywhere() as session:
        other = make_clinic(session, "maple").practice_id
    with work(other) as session:
        assert change_patient_contact(session, NOW, DANA, ties[0], _typed(), "") is None
        assert not change_consent(session, NOW, DANA, ties[0], [TEXTS], Consent.GIVEN, ON_PAPER)
        assert not mark_deceased(session, NOW, DANA, mia, True)
