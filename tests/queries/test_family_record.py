"""What staff see of a family, and why somebody gets nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from app.domain.contacts import Consent
from app.domain.preferences import AddressKind, Channel, Purpose
from app.domain.reasons import Reason
from app.queries.family_record import FamilyRecord, family_record
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


def _read(clinic: Clinic, family_id: int) -> FamilyRecord:
    with work(clinic.practice_id) as session:
        record = family_record(session, NOW, family_id)
    assert record is not None
    return record


def test_children_have_their_coming_visits_and_contacts_in_order(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia", "Ramos", birth_date=date(2020, 2, 1))
        clinic.parent("Luis", mia, link_position=2, link_relationship="Father")
        clinic.parent("Ana", mia, link_relationship="Mother")
        clinic.visit(mia, NOW - timedelta(days=1))
        coming = clinic.visit(mia, NOW + timedelta(days=1), confirmation="confirmed")
        family_id = mia.family_id
    record = _read(clinic, family_id)
    (child,) = record.children
    assert (record.name, child.birth_date) == ("Ramos", date(2020, 2, 1))
    assert [visit.id for visit in child.visits] == [coming.id]
    assert (child.visits[0].status.words, child.visits[0].zone) == ("Confirmed", "America/New_York")
    assert [(tie.name, tie.relationship) for tie in child.ties] == [("Ana", "Mother"), ("Luis", "Father")]


def test_each_contact_has_a_verdict_for_each_child(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        leo = clinic.child("Leo", family_id=mia.family_id)
        ana = clinic.parent("Ana", mia)
        clinic.tie(leo, ana, end_date=date(2027, 1, 1))
        family_id = mia.family_id
    first, second = _read(clinic, family_id).children
    assert (first.ties[0].verdict.channel, first.ties[0].verdict.reason) == (Channel.TEXT, None)
    assert (second.ties[0].verdict.channel, second.ties[0].verdict.reason) == (None, Reason.ENDED)
    assert "end date" in second.ties[0].verdict.remedy


def test_a_person_shows_addresses_with_their_flags_and_consent_on_file(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        cell = clinic.address("12345", problem="too short")
        email = clinic.address("ana@ramos.example", suppressed_at=NOW, suppressed_reason="bad_mailbox")
        clinic.parent(
            "Ana", mia, cell=cell, email_id=email.id, prefers_recalls="email",
            link_consents=["reminders:text"], link_withdrawn=["recalls:email"],
        )  # fmt: skip
        family_id = mia.family_id
    record = _read(clinic, family_id)
    (person,) = record.people
    assert person.addresses[AddressKind.CELL].problem == "too short"
    assert person.addresses[AddressKind.EMAIL].suppressed_reason == "This address does not exist."
    assert person.preferences[Purpose.RECALLS] == "email"
    assert record.children[0].ties[0].consents == {
        (Purpose.REMINDERS, Channel.TEXT): Consent.GIVEN,
        (Purpose.RECALLS, Channel.EMAIL): Consent.WITHDRAWN,
    }
    assert record.children[0].ties[0].verdict.reason is Reason.UNUSABLE_ADDRESS


def test_the_last_20_messages_come_newest_first_with_their_text(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        ana = clinic.parent("Ana", mia)
        rule = clinic.rule("reminder")
        for number in range(21):
            clinic.message(rule, ana, body=f"text {number}")
        clinic.message(rule, ana, status="skipped", reason="no_consent", channel=None)
        family_id = mia.family_id
    (person,) = _read(clinic, family_id).people
    assert len(person.messages) == 20
    assert (person.messages[0].outcome, person.messages[0].reason) == ("Not sent", Reason.NO_CONSENT.words)
    assert (person.messages[1].body, person.messages[1].what) == ("text 20", "Reminder")


def test_another_practice_s_family_is_not_there(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
        family_id = other.child().family_id
    with work(clinic.practice_id) as session:
        assert family_record(session, NOW, family_id) is None


def test_a_large_family_takes_no_more_queries_than_a_small_one(clinic: Clinic, count_queries) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia)
        family_id = mia.family_id
        clinic.visit(mia)
    with count_queries() as small:
        _read(clinic, family_id)
    with work(clinic.practice_id) as session:
        clinic.session = session
        for name in ("Leo", "Sam", "Zoe"):
            child = clinic.child(name, family_id=family_id)
            clinic.visit(child)
            clinic.parent(f"Parent of {name}", child)
    with count_queries() as large:
        _read(clinic, family_id)
    assert len(large) == len(small)
