"""A teenager's own matter, and a child whose messages go elsewhere, on parents' pages (product C5, C7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.models import Link, LinkAppointment, Patient, PatientContact, VisitType
from app.web.patient import throttle
from app.work import work
from tests.builders.clinic import Clinic
from tests.builders.parent_link import TUESDAY, ParentLink, headline, make_parent_link, words

LAST_MOMENT = TUESDAY + timedelta(hours=24)


@pytest.fixture
def family(app: Flask) -> ParentLink:
    """Mia is thirteen on the day of her visit, Leo a day short of it."""
    throttle.forget_all()
    made = make_parent_link(app)
    _born(made, Mia=date(2013, 11, 24), Leo=date(2013, 11, 25))
    return made


def _born(family: ParentLink, **days: date | None) -> None:
    with work(family.practice_id) as session:
        for child, day in days.items():
            session.get_one(Patient, family.ids[child]).birth_date = day


def _confidential(family: ParentLink, visit_type: str = "check-UP") -> None:
    with work(family.practice_id) as session:
        session.add(VisitType(name=visit_type, confidential=True))


def _mark(family: ParentLink, child: str, contact_id: int, **marks: bool) -> None:
    with work(family.practice_id) as session:
        session.execute(
            update(PatientContact)
            .where(PatientContact.patient_id == family.ids[child], PatientContact.contact_id == contact_id)
            .values(**marks)
        )


def test_a_parent_sees_nothing_of_a_confidential_visit_and_all_of_the_other(family: ParentLink) -> None:
    assert "Mia" in words(family.open())
    _confidential(family)
    page = family.open()
    assert headline(page) == "Is Leo still coming?"
    assert "Mia" not in page.text


def test_a_parent_answers_for_the_other_child_only(family: ParentLink) -> None:
    _confidential(family)
    family.send(all="coming")
    assert family.row(family.leo).confirmation == "confirmed"
    assert family.row(family.mia).confirmation == "none"


def test_the_patient_sees_the_confidential_visit(family: ParentLink) -> None:
    _confidential(family)
    _mark(family, "Mia", family.ids["Bo"], own=True)
    own = family.link_of(family.ids["Bo"], [family.mia])
    assert headline(own.open()) == "Is Mia still coming?"


def test_a_patient_of_unknown_age_counts_as_old_enough(family: ParentLink) -> None:
    _confidential(family)
    _born(family, Leo=None)
    assert family.open().status_code == 404


def test_from_the_practices_own_age_on(family: ParentLink) -> None:
    _confidential(family)
    family.change_practice(confidential_age=14)
    assert headline(family.open()) == "Are Mia and Leo still coming?"


def test_with_an_alternative_contact_the_family_no_longer_sees_that_child(family: ParentLink) -> None:
    _mark(family, "Mia", family.ids["Bo"], alternative=True)
    assert headline(family.open()) == "Is Leo still coming?"
    other = family.link_of(family.ids["Bo"], [family.mia])
    assert headline(other.open()) == "Is Mia still coming?"


def test_a_new_link_passes_over_a_visit_that_is_not_the_parents_matter(family: ParentLink) -> None:
    _confidential(family, "Talk")
    with work(family.practice_id) as session:
        row = family.row(family.mia)
        clinic = Clinic(
            session, family.practice_id, row.location_id, row.provider_id or 0, 0, row.source_id or 0
        )
        child = session.get_one(Patient, family.ids["Mia"])
        clinic.visit(child, TUESDAY + timedelta(days=2), visit_type="Talk")
        coming = clinic.visit(child, TUESDAY + timedelta(days=30)).id
    family.now(LAST_MOMENT)
    assert family.send(renew="1").status_code == 303
    with work(family.practice_id) as session:
        newest = session.scalars(select(Link.id).order_by(Link.id.desc())).first()
        found = select(LinkAppointment.appointment_id).where(LinkAppointment.link_id == newest)
        assert session.scalars(found).all() == [coming]
