"""What a line of the history says of whom its message is about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask

from app.domain.local_time import zone
from app.models import Contact, MessagePatient, Provider
from app.queries.history_filters import HistoryAsked, messages_asked
from app.queries.message_history import HistoryLine, history_page
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic, make_clinic

NEW_YORK = zone("America/New_York")
DAY = HistoryAsked(first=date(2026, 11, 22), last=date(2026, 11, 22))


def lines(clinic: Clinic) -> dict[str, HistoryLine]:
    """What was sent that day, by the text of each message."""
    with work(clinic.practice_id) as session:
        page = history_page(session, NOW, DAY, messages_asked(session, DAY, NEW_YORK))
    return {each.text: each for each in page.lines}


def say(clinic: Clinic, text: str, parent: Contact, *visits: Any, kind: str = "reminder") -> int:
    rule = clinic.rule(name=f"Rule of {text}")
    return clinic.message(rule, parent, *visits, type=kind, mode="text", sent_at=NOW, body=text).id


def test_a_line_names_all_children_and_the_first_visit_of_them(app: Flask) -> None:
    with work_everywhere() as session:
        clinic = make_clinic(session)
        mia = clinic.child("Mia")
        leo, eva = (clinic.child(name, family_id=mia.family_id) for name in ("Leo", "Eva"))
        ana = clinic.parent("Ana Ramos", mia, leo, eva)
        kim = clinic.add(Provider(name="Dr. Sun Kim"))
        late = clinic.visit(mia, NOW + timedelta(days=1, hours=2))
        soon = clinic.visit(leo, NOW + timedelta(days=1), provider_id=kim.id)
        say(clinic, "two visits", ana, late, soon)
        greeted = say(clinic, "two birthdays", ana, kind="birthday")
        for child in (eva, mia):
            clinic.add(
                MessagePatient(
                    message_id=greeted,
                    patient_id=child.id,
                    contact_id=ana.id,
                    occasion_on=DAY.first,
                    try_number=1,
                )
            )
        say(clinic, "about nobody", ana, kind="recall")
        family_id, visit_id = mia.family_id, soon.id
    told = lines(clinic)
    both = told["two visits"]
    assert (both.children, both.appointment_id, both.provider) == ("Leo, Mia", visit_id, "Dr. Sun Kim")
    assert (both.starts_at, both.zone) == (NOW + timedelta(days=1), NEW_YORK.key)
    assert both.message == "Rule of two visits"
    assert told["two birthdays"].children == "Mia, Eva"
    assert (told["about nobody"].children, told["about nobody"].appointment_id) == ("", None)
    assert {each.family_id for each in told.values()} == {family_id}
    assert {each.contact for each in told.values()} == {"Ana Ramos"}
