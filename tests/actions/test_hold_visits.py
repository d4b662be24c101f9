"""Staff, feeds and parents at the same family at once: each waits for the other, and nobody for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.change_contact import TypedContact, change_contact
from app.actions.change_locations import change_location
from app.actions.change_practice import change_practice
from app.actions.change_rule import RuleSaved, change_rule
from app.actions.mark_deceased import mark_deceased
from app.actions.merge_contacts import merge_contacts
from app.actions.replan_practice import replan_practice
from app.actions.set_default_preferences import Defaults, set_default_preferences
from app.actions.suppress_address import suppress_address
from app.actions.write_audit import Actor
from app.actions.write_changes import Saved
from app.domain.default_preferences import Method
from app.domain.form_reading import state_of
from app.domain.preferences import AddressKind, Purpose
from app.domain.typed_rule import NamedRule, typed_rule
from app.models import (
    Address,
    AppointmentRow,
    Contact,
    DeliveryRulesRow,
    Location,
    Patient,
    Practice,
    RuleRow,
)
from app.models.facts import rule_facts
from app.models.seen_states import contact_state
from app.models.typed_places import typed_location, typed_practice
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

DANA = Actor("dana@willow.example")
Act = Callable[[Session, Clinic], None]


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    """Two children of one mother, who is on file twice, each with a coming visit."""
    with work_everywhere() as session:
        clinic = make_clinic(session)
        for name in ("Mia", "Leo"):
            child = clinic.child(name)
            clinic.parent("Ana", child, prefers_reminders=None)
            clinic.visit(child, NOW + timedelta(days=2))
        clinic.rule()
    return clinic


def _ids(clinic: Clinic, table: type) -> list[int]:
    with work(clinic.practice_id) as session:
        return list(session.scalars(select(table.id).order_by(table.id)))


def _change(session: Session, clinic: Clinic) -> None:
    typed = TypedContact("es", {}, {AddressKind.CELL: "(937) 555-0188"})
    number = _ids(clinic, Contact)[0]
    seen = contact_state(session.get_one(Contact, number))
    assert change_contact(session, NOW, DANA, number, typed, seen) == {}


def _merge(session: Session, clinic: Clinic) -> None:
    assert merge_contacts(session, NOW, DANA, *_ids(clinic, Contact), ["language"])


def _defaults(session: Session, clinic: Clinic) -> None:
    ticked = {Purpose.REMINDERS: [Method.EMAIL, Method.TEXT]}
    assert set_default_preferences(session, NOW, DANA, Defaults(ticked, "en"))


def _deceased(session: Session, clinic: Clinic) -> None:
    assert mark_deceased(session, NOW, DANA, _ids(clinic, Patient)[0], True)


def _suppress(session: Session, clinic: Clinic) -> None:
    assert suppress_address(session, NOW, DANA, _ids(clinic, Address)[0], "asked")


def _replan(session: Session, clinic: Clinic) -> None:
    replan_practice(session, NOW)


def _practice(session: Session, clinic: Clinic) -> None:
    typed = typed_practice(session.get_one(Practice, clinic.practice_id))
    moved = replace(typed, timezone="America/Chicago")
    saved = change_practice(session, NOW, DANA, moved, state_of(typed))
    assert isinstance(saved, Saved), saved


def _location(session: Session, clinic: Clinic) -> None:
    usual = session.scalars(select(DeliveryRulesRow)).one()
    typed = typed_location(session.get_one(Location, clinic.location_id), usual)
    moved = replace(typed, timezone="America/Chicago")
    saved = change_location(session, NOW, DANA, clinic.location_id, moved, state_of(typed))
    assert isinstance(saved, Saved), saved


def _rule(session: Session, clinic: Clinic) -> None:
    row = session.scalars(select(RuleRow)).one()
    typed = replace(typed_rule(NamedRule(row.name, rule_facts(row))), age_to="17")
    saved = change_rule(session, NOW, DANA, row.id, typed, row.changed_at.isoformat())
    assert isinstance(saved, RuleSaved), saved
    assert saved.changed


def _cross(app: Flask, clinic: Clinic, act: Act, written: type, **lock: bool) -> None:
    """Hold the visits, then take ``written``, as a feed, an answer or the planner does; staff meanwhile."""

    def staff() -> None:
        with app.app_context(), work(clinic.practice_id) as session:
            act(session, clinic)

    with ThreadPoolExecutor(1) as threads:
        with work(clinic.practice_id) as session:
            visits = session.scalars(select(AppointmentRow).order_by(AppointmentRow.id).with_for_update())
            assert len(visits.all()) == 2
            waiting = threads.submit(staff)
            sleep(0.3)
            session.execute(select(written).order_by(written.id).with_for_update(**lock))
        waiting.result(timeout=10)


@pytest.mark.parametrize(
    ("act", "written"),
    [
        (_change, Contact),
        (_merge, Contact),
        (_defaults, Contact),
        (_deceased, Patient),
        (_suppress, Address),
        (_replan, AppointmentRow),
    ],
)
def test_who_writes_people_waits_at_the_visits_first(
    app: Flask, clinic: Clinic, act: Act, written: type
) -> None:
    _cross(app, clinic, act, written)


@pytest.mark.parametrize(("act", "written"), [(_practice, Practice), (_location, Location), (_rule, RuleRow)])
def test_who_writes_settings_lets_what_refers_to_them_be_written(
    app: Flask, clinic: Clinic, act: Act, written: type
) -> None:
    _cross(app, clinic, act, written, read=True, key_share=True)
