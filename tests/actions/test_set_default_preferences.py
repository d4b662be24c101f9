"""Defaults for contacts who have not said: only first contacts, only blanks, chosen as the rule book does."""

from __future__ import annotations

from datetime import timedelta
from itertools import chain, combinations, product

import pytest
from flask import Flask
from sqlalchemy import select

from app.actions.set_default_preferences import Defaults, set_default_preferences
from app.actions.write_audit import Actor
from app.domain.default_preferences import Method, default_preference
from app.domain.preferences import AddressKind, Preference, Purpose
from app.models import AppointmentRow, AuditLine, Contact
from app.queries.preference_defaults import DefaultCounts, preference_defaults
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")
PLACES = {AddressKind.CELL: "cell", AddressKind.HOME_PHONE: "home_id", AddressKind.EMAIL: "email_id"}
LADDERS = list(chain.from_iterable(combinations(Method, size) for size in range(1, 4)))


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


def _set(clinic: Clinic, language: str = "", **ticked: tuple[Method, ...]) -> int:
    defaults = Defaults({Purpose(name): ways for name, ways in ticked.items()}, language)
    with work(clinic.practice_id) as session:
        return set_default_preferences(session, NOW, DANA, defaults)


def _counts(clinic: Clinic, language: str = "", **ticked: tuple[Method, ...]) -> DefaultCounts:
    with work(clinic.practice_id) as session:
        return preference_defaults(session, {Purpose(name): ways for name, ways in ticked.items()}, language)


def _people(clinic: Clinic) -> dict[int, Contact]:
    with work(clinic.practice_id) as session:
        rows = {row.id: row for row in session.scalars(select(Contact))}
        session.expunge_all()
        return rows


def _every_kind_of_contact(clinic: Clinic) -> dict[int, list[AddressKind]]:
    """A contact for each way in which cell, home and email may be there; the kinds that can be used by id."""
    numbers = iter(range(1000))
    usable: dict[int, list[AddressKind]] = {}
    with work(clinic.practice_id) as session:
        clinic.session = session
        for states in product((None, "good", "problem", "suppressed"), repeat=3):
            held = {}
            for (kind, column), state in zip(PLACES.items(), states, strict=True):
                number = next(numbers)
                value = f"a{number}@x.example" if kind is AddressKind.EMAIL else f"+1937556{number:04d}"
                flags = {
                    "problem": {"problem": "cannot be dialled"},
                    "suppressed": {"suppressed_at": NOW, "suppressed_reason": "asked"},
                }.get(state or "", {})
                address = clinic.address(value, **flags) if state else None
                held[column] = address if column == "cell" else (address.id if address else None)
            person = clinic.parent("Pat", clinic.child(), prefers_reminders=None, **held)
            usable[person.id] = [kind for kind, state in zip(PLACES, states, strict=True) if state == "good"]
    return usable


@pytest.mark.parametrize("ticked", LADDERS)
def test_the_database_chooses_as_the_rule_book_does(clinic: Clinic, ticked: tuple[Method, ...]) -> None:
    usable = _every_kind_of_contact(clinic)
    wanted = {number: default_preference(ticked, held) for number, held in usable.items()}
    counts = _counts(clinic, reminders=ticked).purposes[Purpose.REMINDERS]
    assert counts.blank == len(usable)
    assert counts.changes == sum(each is not None for each in wanted.values())
    assert _set(clinic, reminders=ticked) == counts.changes
    people = _people(clinic)
    assert {number: people[number].prefers_reminders for number in usable} == wanted
    assert {way: list(wanted.values()).count(way) for way in Preference if way in wanted.values()} == dict(
        counts.would_set
    )


def test_only_blank_fields_of_first_contacts_are_set(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia, leo = clinic.child("Mia"), clinic.child("Leo")
        first = clinic.parent("First", mia, prefers_reminders=None, language=None).id
        chosen = clinic.parent("Chosen", leo, prefers_reminders="no_contact").id
        second = clinic.parent("Second", mia, link_position=2, prefers_reminders=None, language=None).id
        left_blank = clinic.parent(
            "Left blank", clinic.child("Zoe"), prefers_reminders=None, staff_fields=["prefers_reminders"]
        ).id
    assert _set(clinic, "es", reminders=(Method.TEXT,)) == 2
    people = _people(clinic)
    assert (people[first].prefers_reminders, people[first].language) == ("text", "es")
    assert {"prefers_reminders", "language"} <= set(people[first].staff_fields)
    assert (people[chosen].prefers_reminders, people[chosen].language) == ("no_contact", "en")
    assert (people[second].prefers_reminders, people[second].language) == (None, None)
    assert people[left_blank].prefers_reminders is None


def test_a_second_run_changes_nothing_and_writes_nothing(clinic: Clinic) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = clinic.child("Mia")
        clinic.parent("Ana", mia, prefers_reminders=None)
        clinic.visit(mia, NOW + timedelta(days=1))
    assert _set(clinic, reminders=(Method.TEXT, Method.EMAIL)) == 1
    with work(clinic.practice_id) as session:
        visit = session.scalars(select(AppointmentRow)).one()
        assert visit.replan
        visit.replan = False
    assert _set(clinic, reminders=(Method.TEXT, Method.EMAIL)) == 0
    with work(clinic.practice_id) as session:
        assert not session.scalars(select(AppointmentRow.replan)).one()
        line = session.scalars(select(AuditLine)).one()
        assert (line.action, line.actor) == ("set default preferences", DANA.words)
        assert line.after["set"] == {"prefers_reminders": 1}


def test_another_practice_is_left_alone(clinic: Clinic) -> None:
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
        theirs = other.parent("Nia", other.child(), prefers_reminders=None).id
    assert _set(clinic, reminders=(Method.TEXT,)) == 0
    assert _people(other)[theirs].prefers_reminders is None
