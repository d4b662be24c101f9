"""What really leaves: activated channels of real practices, never an invented family (product L5)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models import (
    ChannelSetup,
    FeedSource,
    Link,
    LinkAppointment,
    Message,
    MessagePatient,
    Notice,
    NoticeLine,
)
from app.models.ways import about_samples, live_channels
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic


def _activated(clinic: Clinic, channel: str) -> None:
    clinic.add(ChannelSetup(channel=channel, activated_at=NOW, changed_at=NOW))


def test_only_activated_channels_are_live(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        _activated(clinic, "text")
        clinic.add(ChannelSetup(channel="email", changed_at=NOW))
        _activated(make_clinic(session, "maple"), "voice")
    with work(clinic.practice_id) as session:
        assert live_channels(session) == {"text"}


def test_a_demo_practice_never_sends(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session, demo=True)
        _activated(clinic, "text")
    with work(clinic.practice_id) as session:
        assert live_channels(session) == frozenset()


def _message(clinic: Clinic, key: str, **given: object) -> int:
    filled = {"type": "private", "channel": "text", "due_at": NOW, "created_at": NOW}
    return int(clinic.add(Message(key=key, **{**filled, **given})).id)


def _samples(clinic: Clinic) -> Clinic:
    """The same practice, whose next children are invented ones."""
    source = clinic.add(FeedSource(name="samples", sample=True)).id
    return Clinic(
        clinic.session,
        clinic.practice_id,
        clinic.location_id,
        clinic.provider_id,
        clinic.department_id,
        source,
    )


def _ways_of_speaking(clinic: Clinic, name: str) -> dict[str, int]:
    """A message of every kind to the mother of one child, and to the practice about that child."""
    child = clinic.child(name)
    mother, visit = clinic.parent("Ana", child), clinic.visit(child)
    rule = clinic.rule()
    birthday = _message(clinic, f"{name}:birthday", contact_id=mother.id, rule_id=rule.id)
    clinic.add(
        MessagePatient(
            message_id=birthday, rule_id=rule.id, patient_id=child.id, contact_id=mother.id,
            occasion_on=NOW.date(), try_number=1,
        )
    )  # fmt: skip
    notice = clinic.add(Notice(department_id=clinic.department_id, kind="cancelled", created_at=NOW))
    clinic.add(NoticeLine(notice_id=notice.id, appointment_id=visit.id, change="cancelled"))
    link = clinic.add(Link(contact_id=mother.id, visit_key=visit.id, created_at=NOW))
    clinic.add(LinkAppointment(link_id=link.id, appointment_id=visit.id))
    return {
        "reminder": clinic.message(rule, mother, visit).id,
        "birthday": birthday,
        "alert": _message(clinic, f"{name}:alert", department_id=clinic.department_id, notice_id=notice.id),
        "link": _message(clinic, f"{name}:link", contact_id=mother.id, link_id=link.id),
        "private": _message(clinic, f"{name}:private", contact_id=mother.id),
    }


@pytest.mark.parametrize("kind", ["reminder", "birthday", "alert", "link", "private"])
def test_what_speaks_of_an_invented_child_stays_in_the_house(app: Flask, kind: str) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        real, invented = _ways_of_speaking(clinic, "Mia"), _ways_of_speaking(_samples(clinic), "Sam")
    with work(clinic.practice_id) as session:
        assert about_samples(session, [real[kind], invented[kind]]) == {invented[kind]}


def _tied_to_an_invented_child(session: Session) -> tuple[Clinic, int]:
    clinic = make_clinic(session)
    mia, sam = clinic.child("Mia"), _samples(clinic).child("Sam")
    mother = clinic.parent("Ana", mia)
    clinic.tie(sam, mother)
    return clinic, clinic.message(clinic.rule(), mother, clinic.visit(mia)).id


def test_a_real_childs_reminder_leaves_though_its_mother_is_tied_to_an_invented_one(app: Flask) -> None:
    with work_everywhere() as session:
        clinic, reminder = _tied_to_an_invented_child(session)
        private = _message(clinic, "both", contact_id=session.scalar(text("select id from contact")))
    with work(clinic.practice_id) as session:
        assert about_samples(session, [reminder, private]) == frozenset()


def test_without_invented_families_and_without_messages_nothing_is_held_back(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        alone = _message(clinic, "nobody's", contact_id=clinic.parent("Nora").id)
    with work(clinic.practice_id) as session:
        assert about_samples(session, [alone]) == frozenset()
        assert about_samples(session, []) == frozenset()
