"""Two records of one person made one: nothing is lost, nobody is told twice, and the schedule follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from app.actions.make_link import link_for
from app.actions.merge_contacts import merge_contacts
from app.actions.plan_messages import plan_messages
from app.actions.remove_contact import remove_contact
from app.actions.upsert_appointment import upsert_appointments
from app.actions.write_audit import Actor
from app.domain.reasons import Reason
from app.models import (
    Address,
    AppointmentRow,
    AuditLine,
    Contact,
    Family,
    FeedSource,
    FixTask,
    FormerContact,
    Link,
    Message,
    MessageLine,
    MessagePatient,
    Patient,
    PatientContact,
)
from app.models.visit import read_visit
from app.work import work, work_everywhere
from tests.actions.test_upsert_appointment import given
from tests.builders.clinic import NOW, Clinic, make_clinic
from tests.builders.schedule import HEADER, row

DANA = Actor("dana@willow.example")
TWO_CONTACTS = HEADER + ",Contact 2 Name,Contact 2 Cell"


@pytest.fixture
def clinic(app: Flask) -> Clinic:
    with work_everywhere() as session:
        return make_clinic(session)


@pytest.fixture
def people(clinic: Clinic) -> dict[str, int]:
    """Ana is Mia's contact, Anna is Leo's and Mia's; two families, one woman."""
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia, leo = clinic.child("Mia", "Ramos"), clinic.child("Leo", "Ramos")
        email = clinic.address("ana@ramos.example")
        ana = clinic.parent("Ana Ramos", mia, cell="+16145550142", prefers_recalls="text")
        luis = clinic.parent("Luis Ramos", mia, link_position=3)
        anna = clinic.parent(
            "Anna Ramos", leo, cell="+16145550143", email_id=email.id, language="es",
            prefers_reminders="email",
        )  # fmt: skip
        clinic.tie(mia, anna, position=2, consents=["reminders:text"], withdrawn=["recalls:text"])
        found = {"mia": mia, "leo": leo, "ana": ana, "anna": anna, "luis": luis}
        return {name: each.id for name, each in found.items()} | {"family": min(mia.family_id, leo.family_id)}


def _merge(clinic: Clinic, kept: int, gone: int, *taken: str) -> int | None:
    with work(clinic.practice_id) as session:
        return merge_contacts(session, NOW, DANA, kept, gone, taken)


def _order(clinic: Clinic, patient_id: int) -> list[tuple[int, int]]:
    with work(clinic.practice_id) as session:
        rows = session.execute(
            select(PatientContact.position, PatientContact.contact_id)
            .where(PatientContact.patient_id == patient_id)
            .order_by(PatientContact.position)
        )
        return [(position, contact_id) for position, contact_id in rows]


def test_children_of_both_are_one_family_in_a_gapless_order(clinic: Clinic, people: dict[str, int]) -> None:
    assert _merge(clinic, people["ana"], people["anna"]) == people["family"]
    assert _order(clinic, people["mia"]) == [(1, people["ana"]), (2, people["luis"])]
    assert _order(clinic, people["leo"]) == [(1, people["ana"])]
    with work(clinic.practice_id) as session:
        assert set(session.scalars(select(Patient.family_id))) == {people["family"]}
        assert session.scalar(select(func.count()).select_from(Family)) == 1
        assert session.get(Contact, people["anna"]).merged_into_id == people["ana"]


def test_the_chosen_values_stay_and_are_staff_s(clinic: Clinic, people: dict[str, int]) -> None:
    _merge(clinic, people["ana"], people["anna"], "cell_id", "email_id", "language")
    with work(clinic.practice_id) as session:
        kept, gone = session.get(Contact, people["ana"]), session.get(Contact, people["anna"])
        assert (kept.name, kept.language, kept.prefers_reminders, kept.prefers_recalls) == (
            "Ana Ramos", "es", "text", "text",
        )  # fmt: skip
        assert kept.email_id is not None
        assert {"name", "cell_id", "email_id", "language", "prefers_reminders"} <= set(kept.staff_fields)
        assert gone.language == "en"
        line = session.scalars(select(AuditLine)).one()
        assert (line.action, line.actor, line.subject_id) == ("merge", DANA.words, kept.id)
        assert line.before["gone"]["name"] == "Anna Ramos"
        assert line.after["merged"] == gone.id


def test_what_one_of_them_withdrew_stays_withdrawn(clinic: Clinic, people: dict[str, int]) -> None:
    _merge(clinic, people["ana"], people["anna"])
    with work(clinic.practice_id) as session:
        pair = session.scalars(
            select(PatientContact).where(
                PatientContact.contact_id == people["ana"], PatientContact.patient_id == people["mia"]
            )
        ).one()
        assert pair.withdrawn == ["recalls:text"]
        assert "recalls:text" not in pair.consents
        assert {"reminders:text", "notices:email"} <= set(pair.consents)


@pytest.mark.parametrize("way", ["ana", "anna"])
def test_marks_and_end_dates_survive_whichever_stays(
    clinic: Clinic, people: dict[str, int], way: str
) -> None:
    with work(clinic.practice_id) as session:
        pair = session.scalars(
            select(PatientContact).where(PatientContact.contact_id == people[way]).limit(1)
        ).one()
        child = pair.patient_id
        pair.own = pair.alternative = True
        pair.end_date, pair.held_at = date(2027, 1, 1), NOW
    _merge(clinic, people["ana"], people["anna"])
    with work(clinic.practice_id) as session:
        pair = session.scalars(
            select(PatientContact).where(
                PatientContact.patient_id == child, PatientContact.contact_id == people["ana"]
            )
        ).one()
        assert (pair.own, pair.alternative, pair.end_date) == (True, True, date(2027, 1, 1))
        assert pair.held_at == NOW


def test_what_is_to_be_put_right_stays_with_the_person(clinic: Clinic, people: dict[str, int]) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mailbox = session.scalars(select(Address).where(Address.value == "ana@ramos.example")).one()
        clinic.add(FixTask(address_id=mailbox.id, contact_id=people["anna"], kind="hard", opened_at=NOW))
    _merge(clinic, people["ana"], people["anna"], "email_id")
    with work(clinic.practice_id) as session:
        assert session.scalars(select(FixTask.contact_id)).one() == people["ana"]


def test_one_person_is_told_once_and_not_again(clinic: Clinic, people: dict[str, int]) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia = session.get(Patient, people["mia"])
        ana, anna = session.get(Contact, people["ana"]), session.get(Contact, people["anna"])
        visit = clinic.visit(mia, NOW + timedelta(hours=20))
        told, double = clinic.rule(), clinic.rule()
        sent = clinic.message(told, anna, visit).id
        clinic.message(double, ana, visit, status="queued")
        waits = clinic.message(double, anna, visit, status="queued").id
    _merge(clinic, people["ana"], people["anna"])
    with work(clinic.practice_id) as session:
        assert session.get(Message, sent).contact_id == people["ana"]
        dropped = session.get(Message, waits)
        assert (dropped.status, dropped.reason) == ("cancelled", Reason.SAME_PERSON)
        assert session.scalars(select(AppointmentRow.replan)).one()
    plan_messages(NOW)
    with work(clinic.practice_id) as session:
        lines = select(MessageLine.rule_id).where(MessageLine.contact_id == people["ana"])
        assert sorted(session.scalars(lines)) == sorted([told.id, double.id])


def test_a_greeting_and_a_recall_come_along_once(clinic: Clinic, people: dict[str, int]) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        rule = clinic.rule(
            "recall", anchor="date", at_time="10:00", tries=2, try_every_days=14, purpose="recalls"
        )
        for who in ("ana", "anna"):
            message = clinic.message(rule, session.get(Contact, people[who]), status="queued")
            clinic.add(
                MessagePatient(
                    message_id=message.id, rule_id=rule.id, patient_id=people["mia"], contact_id=people[who],
                    occasion_on=date(2026, 12, 1), try_number=1,
                )
            )  # fmt: skip
    _merge(clinic, people["ana"], people["anna"])
    with work(clinic.practice_id) as session:
        assert sorted(session.scalars(select(Message.status))) == ["cancelled", "queued"]


def test_links_sent_to_either_open_for_the_one_that_stays(clinic: Clinic, people: dict[str, int]) -> None:
    with work(clinic.practice_id) as session:
        clinic.session = session
        mia, leo = session.get(Patient, people["mia"]), session.get(Patient, people["leo"])
        first, second = clinic.visit(mia), clinic.visit(leo, NOW + timedelta(days=3))
        both = [link_for(session, NOW, people[who], [first.id]) for who in ("ana", "anna")]
        hers = link_for(session, NOW, people["anna"], [second.id])
    _merge(clinic, people["ana"], people["anna"], "language")
    with work(clinic.practice_id) as session:
        for link_id in (*both, hers):
            visit = read_visit(session, NOW, link_id, clinic.practice_id)
            assert (visit.contact_id, visit.language, len(visit.children)) == (people["ana"], "es", 1)
        assert link_for(session, NOW, people["ana"], [first.id]) == both[0]
        assert session.get(Link, hers).contact_id == people["ana"]


def test_a_merge_after_a_merge_leads_to_the_last(clinic: Clinic, people: dict[str, int]) -> None:
    _merge(clinic, people["ana"], people["anna"])
    _merge(clinic, people["luis"], people["ana"])
    with work(clinic.practice_id) as session:
        assert session.get(Contact, people["anna"]).merged_into_id == people["luis"]
    assert _order(clinic, people["mia"]) == [(1, people["luis"])]


def test_who_was_taken_off_a_child_stays_off_under_the_other_record(
    clinic: Clinic, people: dict[str, int]
) -> None:
    with work(clinic.practice_id) as session:
        for pair in session.scalars(
            select(PatientContact).where(PatientContact.patient_id == people["mia"])
        ).all():
            if pair.contact_id != people["luis"]:
                remove_contact(session, NOW, DANA, pair.id)
        clinic.session = session
        clinic.tie(clinic.child("Zoe", "Ramos"), session.get(Contact, people["ana"]))
    _merge(clinic, people["ana"], people["anna"])
    with work(clinic.practice_id) as session:
        rows = session.execute(select(FormerContact.patient_id, FormerContact.contact_id)).all()
        assert [tuple(each) for each in rows] == [(people["mia"], people["ana"])]


def test_the_same_one_a_merged_one_or_another_practice_s_is_refused(
    clinic: Clinic, people: dict[str, int]
) -> None:
    assert _merge(clinic, people["ana"], people["ana"]) is None
    _merge(clinic, people["ana"], people["anna"])
    assert _merge(clinic, people["luis"], people["anna"]) is None
    with work_everywhere() as session:
        other = make_clinic(session, "maple")
        stranger = other.parent("Ana Ramos", other.child()).id
    assert _merge(clinic, people["ana"], stranger) is None


def _bring(clinic: Clinic, *rows: dict[str, str], header: str = HEADER) -> None:
    with work(clinic.practice_id) as session:
        source = session.scalars(select(FeedSource)).one()
        upsert_appointments(session, NOW, source, given(*rows, header=header), first=False)


def _contacts(clinic: Clinic) -> list[tuple[str, int | None]]:
    with work(clinic.practice_id) as session:
        rows = session.execute(select(Contact.name, Contact.merged_into_id).order_by(Contact.id))
        return [tuple(each) for each in rows]


@pytest.mark.parametrize("taken", [(), ("name",), ("cell_id",), ("name", "cell_id", "email_id")])
def test_the_schedule_finds_the_person_by_either_record(clinic: Clinic, taken: tuple[str, ...]) -> None:
    mia = row(Contact_1_Email="")
    leo = mia | {
        "Appt ID": "A2", "Chart #": "K2", "First Name": "Leo",
        "Contact 1 Name": "Anna Ramos", "Contact 1 Cell": "(937) 555-0143",
    }  # fmt: skip
    _bring(clinic, mia, leo)
    with work(clinic.practice_id) as session:
        ana, anna = session.scalars(select(Contact.id).order_by(Contact.id))
    _merge(clinic, ana, anna, *taken)
    before = _contacts(clinic)
    _bring(clinic, mia, leo)
    sister = {"Appt ID": "A3", "Chart #": "K3", "First Name": "Eva"}
    _bring(clinic, mia | sister)
    _bring(clinic, leo | sister | {"Appt ID": "A4", "Chart #": "K4", "First Name": "Zoe"})
    assert _contacts(clinic) == before
    with work(clinic.practice_id) as session:
        tied = session.scalars(select(PatientContact.contact_id)).all()
        assert tied == [ana] * 4
        assert session.scalar(select(func.count()).select_from(Family)) == 1


def test_a_row_that_names_the_person_twice_makes_one_contact(clinic: Clinic) -> None:
    twice = row(Contact_1_Email="") | {"Contact 2 Name": "Anna Ramos", "Contact 2 Cell": "(937) 555-0143"}
    _bring(clinic, twice, header=TWO_CONTACTS)
    with work(clinic.practice_id) as session:
        ana, anna = session.scalars(select(Contact.id).order_by(Contact.id))
    _merge(clinic, ana, anna)
    before = _contacts(clinic)
    _bring(clinic, twice | {"Time": "3:30 PM"}, header=TWO_CONTACTS)
    assert _contacts(clinic) == before
    with work(clinic.practice_id) as session:
        pair = session.scalars(select(PatientContact)).one()
        assert (pair.contact_id, pair.position) == (ana, 1)


def test_the_schedule_does_not_bring_back_who_was_taken_off(clinic: Clinic) -> None:
    two = row() | {"Contact 2 Name": "Luis Ramos", "Contact 2 Cell": "(937) 555-0143"}
    _bring(clinic, two, header=TWO_CONTACTS)
    with work(clinic.practice_id) as session:
        ana = session.scalars(select(PatientContact).where(PatientContact.position == 1)).one()
        assert remove_contact(session, NOW, DANA, ana.id)
    before = _contacts(clinic)
    without_number = two | {"Contact 1 Cell": "", "Contact 1 Email": ""}
    for rows in (two, without_number | {"Time": "3:30 PM"}):
        _bring(clinic, rows, header=TWO_CONTACTS)
        with work(clinic.practice_id) as session:
            kept = session.scalars(select(PatientContact)).one()
            assert session.get(Contact, kept.contact_id).name == "Luis Ramos"
            assert kept.position == 1
    assert _contacts(clinic) == before


def test_a_merge_waits_for_a_schedule_that_is_being_read(clinic: Clinic, people: dict[str, int]) -> None:
    with work(clinic.practice_id) as reading:
        source = reading.scalars(select(FeedSource)).one()
        upsert_appointments(reading, NOW, source, given(row()), first=False)
        with work(clinic.practice_id) as session:
            session.connection().execute(text("set local lock_timeout = '50ms'"))
            with pytest.raises(OperationalError):
                merge_contacts(session, NOW, DANA, people["ana"], people["anna"], [])
    assert _merge(clinic, people["ana"], people["anna"]) == people["family"]
