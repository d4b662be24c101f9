"""From an empty practice to the first answered reminder, step by step, and the list before going live."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DBAPIError

from app import clock
from app.actions.answer_link import GivenAnswers, answer_link
from app.actions.create_practice import NewPractice, create_practice
from app.actions.deliver_messages import deliver_messages
from app.actions.make_link import link_for
from app.actions.note_failure import note_failure
from app.actions.run_tick import run_tick
from app.actions.write_audit import Actor
from app.domain.answers import Wish
from app.extensions import db
from app.models import (
    Address,
    AddressEvent,
    AppointmentRow,
    Contact,
    Department,
    Family,
    FeedImport,
    FeedSource,
    FixTask,
    Link,
    LinkAppointment,
    Location,
    Message,
    MessageEvent,
    Patient,
    Practice,
    Provider,
    StaffGroup,
)
from app.work import work, work_everywhere
from tests.builders import record_pages
from tests.builders.clinic import Clinic
from tests.builders.front_desk import Browser, FrontDesk
from tests.builders.record_pages import RecordPages
from tests.web.conftest import Audit


@pytest.fixture
def pages(app: Flask) -> RecordPages:
    """A new practice as the first page makes it, its administrator signed in."""
    with work_everywhere() as session:
        wanted = NewPractice("oak", "Oak Family Medicine", "America/New_York", alert_email="alex@oak.example")
        practice_id = create_practice(session, clock.now(), Actor("test"), wanted)
        clinic = Clinic(session, practice_id, 0, 0, 0, 0)
        clinic.source_id = clinic.add(FeedSource(name="csv")).id
        staff = clinic.staff("alex@oak.example", name="Alex Morgan")
    return RecordPages(clinic, FrontDesk(Browser(app), staff))


def words(html: str) -> str:
    return record_pages.words(html).replace(" ,", ",")


def count(pages: RecordPages, table: Any) -> int:
    with work(pages.clinic.practice_id) as session:
        return session.scalar(select(func.count(table.id))) or 0


def steps(pages: RecordPages) -> str:
    """Which steps are done, as a screen reader hears them: "practice rules"."""
    found = re.findall(r"<span>(\w[\w ]*)<span class=\"sr\">, step \d of 5, done<", pages.read("/setup"))
    return " ".join(found).lower()


def deliver(app: Flask, pages: RecordPages) -> None:
    wires = app.extensions
    deliver_messages(clock.now(), wires["deskbell.exits"], wires["deskbell.signer"], pages.clinic.practice_id)


def answer_the_trial(pages: RecordPages, *wishes: Wish) -> None:
    with work(pages.clinic.practice_id) as session:
        link_id = session.scalars(select(Message.link_id).where(Message.type == "trial")).all()[-1]
        visits = session.scalars(
            select(LinkAppointment.appointment_id)
            .where(LinkAppointment.link_id == link_id)
            .order_by(LinkAppointment.appointment_id)
        ).all()
        given = GivenAnswers(wishes=dict(zip(visits, wishes, strict=True)))
        assert not answer_link(session, clock.now(), link_id, given).refused


def test_nothing_is_done_at_first_and_the_first_step_is_open(pages: RecordPages) -> None:
    page = pages.read("/setup")
    assert steps(pages) == ""
    assert "1. How families see Oak Family Medicine" in page
    assert "Oak Family Medicine: Mia and Leo" in words(page)


def test_the_short_name_is_seen_in_a_text_before_it_is_saved(pages: RecordPages) -> None:
    fragment = pages.desk.client.get("/setup/sample?short_name=Oak+Meds").text
    assert fragment.lstrip().startswith('<div id="sample"')
    assert "Oak Meds:" in words(fragment)
    with work(pages.clinic.practice_id) as session:
        assert session.scalars(select(Practice.short_name)).first() != "Oak Meds"


def test_five_steps_lead_to_an_answer_on_today(app: Flask, pages: RecordPages) -> None:
    page = pages.save("/setup/practice", short_name="Oak", phone="937 555 0142", address="1 Oak Street")
    assert "2. What Deskbell does by itself" in page
    page = pages.save("/setup/rules", alert_email="front@oak.example")
    assert "3. Visits" in page
    page = pages.save("/setup/samples")
    assert "4. Your words" in page
    assert "Oak: Mia and Leo" in words(page)
    page = pages.save("/setup/words")
    assert "Send a reminder now" in page
    page = pages.save("/setup/trial")
    assert "is on its way to Tom Becker" in words(page)
    deliver(app, pages)
    page = pages.read("/setup?step=trial")
    assert "has arrived on the phone of Tom Becker" in words(page)
    assert "Oak: Emma and Jack" in words(page)
    assert re.search(r'href="http://deskbell\.test/v/[\w.-]+" target="_blank"', page)
    answer_the_trial(pages, Wish.COMING, Wish.CANT)
    page = pages.read("/setup?step=trial")
    assert "Tom Becker answered: Emma: coming, Jack: can't come" in words(page)
    assert steps(pages) == "practice rules visits words try it"
    today = re.search(r'href="(/today\?d=[\d-]+)">See it on Today', page)
    assert today
    shown = words(pages.read(today[1]))
    assert "Emma Becker" in shown
    assert "Jack Becker" in shown
    assert "Confirmed" in shown


def test_the_alerts_address_of_step_two_is_the_front_desk_s(pages: RecordPages) -> None:
    assert 'value="alex@oak.example"' in pages.read("/setup?step=rules")
    pages.save("/setup/rules", alert_email="Front@oak.example")
    with work(pages.clinic.practice_id) as session:
        found = {row.name: row.email for row in session.scalars(select(Department))}
    assert found["Front Desk"] == "front@oak.example"
    assert found["Billing"] == "alex@oak.example"


@pytest.mark.parametrize(
    ("url", "typed", "example"),
    [
        ("/setup/practice", {"short_name": "", "phone": "9375550142"}, "for example Willow Peds"),
        ("/setup/practice", {"short_name": "Oak", "phone": "12"}, "Write it like (937) 555-0142."),
        ("/setup/practice", {"short_name": "Oak", "phone": ""}, "Families need a number to call."),
        ("/setup/practice", {"short_name": "O" * 21, "phone": "9375550142"}, "1 to 20 letters"),
        ("/setup/rules", {"alert_email": "front"}, "Write it like frontdesk@practice.example."),
    ],
)
def test_what_cannot_be_used_comes_back_with_an_example(
    pages: RecordPages, url: str, typed: dict[str, str], example: str
) -> None:
    page = pages.refuse(url, htmx=False, address="1 Oak Street", **typed)
    assert example in words(page)
    assert steps(pages) == ""
    if "phone" in typed:
        assert 'value="1 Oak Street"' in page


def test_a_trial_goes_out_at_night_too(app: Flask, pages: RecordPages) -> None:
    with work(pages.clinic.practice_id) as session:
        session.execute(
            db.text(
                "update delivery_rules set window_from = '03:00', window_to = '03:01'"
                " where practice_id = :practice_id"
            ),
            {"practice_id": pages.clinic.practice_id},
        )
    pages.save("/setup/samples")
    pages.save("/setup/trial")
    deliver(app, pages)
    assert "has arrived on the phone" in words(pages.read("/setup?step=trial"))


def test_a_trial_never_goes_to_a_real_family(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.location_id = clinic.session.scalars(select(Location.id)).one()
        clinic.provider_id = clinic.add(Provider(name="Dr. Anita Patel")).id
        child = clinic.child("Nora", "Reed")
        clinic.parent("Pat Reed", child)
        clinic.visit(child, clock.now() + timedelta(days=2))
    page = pages.save("/setup/trial")
    assert "Add the sample families first" in page
    assert count(pages, Message) == 0


def test_each_trial_goes_to_a_family_that_has_not_answered(app: Flask, pages: RecordPages) -> None:
    pages.save("/setup/practice", short_name="Oak", phone="937 555 0142", address="")
    pages.save("/setup/samples")
    pages.save("/setup/trial")
    answer_the_trial(pages, Wish.COMING, Wish.COMING)
    assert "is on its way to Ana Ramos" in words(pages.save("/setup/trial"))
    with work(pages.clinic.practice_id) as session:
        latest = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
    assert latest.language == "es"
    assert "Mia y Leo" in latest.body


def test_the_page_that_waits_hears_of_the_answer_and_of_nothing_else(pages: RecordPages) -> None:
    pages.save("/setup/samples")
    page = pages.save("/setup/trial")
    poll = re.search(r'hx-get="(/setup/trial\?mark=\w+-*)"', page)
    assert poll
    assert pages.desk.get(poll[1], htmx=True).status_code == 204
    answer_the_trial(pages, Wish.CANT, Wish.COMING)
    heard = pages.desk.get(poll[1], htmx=True)
    assert heard.status_code == 200
    assert heard.text.lstrip().startswith('<div id="trial"')
    assert "hx-get" not in heard.text
    assert "Tom Becker answered: Emma: can't come, Jack: coming" in words(heard.text)


def test_sample_families_are_taken_away_with_everything_of_theirs(app: Flask, pages: RecordPages) -> None:
    pages.save("/setup/samples")
    pages.save("/setup/trial")
    wires = app.extensions
    run_tick(clock.now(), wires["deskbell.exits"], wires["deskbell.signer"], pages.clinic.practice_id)
    answer_the_trial(pages, Wish.COMING, Wish.CANT)
    deliver(app, pages)
    page = pages.save("/setup/samples/remove")
    assert "6 sample children taken away" in words(page)
    for table in (Patient, AppointmentRow, Message, Link):
        assert count(pages, table) == 0
    assert steps(pages) == ""


def test_what_failed_at_sample_families_goes_with_them(pages: RecordPages) -> None:
    pages.save("/setup/samples")
    with pages.add() as clinic:
        tom = clinic.session.scalars(select(Contact).where(Contact.name == "Tom Becker")).one()
        cell = clinic.session.get_one(Address, tom.cell_id)
        message = clinic.message(clinic.rule(), tom, address=cell.value)
        note_failure(clinic.session, clock.now(), message, "bad_number")
    assert count(pages, FixTask) == 1
    assert "sample children taken away" in words(pages.save("/setup/samples/remove"))
    assert (count(pages, FixTask), count(pages, AddressEvent), count(pages, Address)) == (0, 0, 0)


def test_a_real_child_of_a_sample_contact_keeps_the_contact(pages: RecordPages) -> None:
    pages.save("/setup/samples")
    with pages.add() as clinic:
        owen = clinic.session.scalars(select(Patient).where(Patient.first_name == "Owen")).one()
        grace = clinic.session.scalars(select(Contact).where(Contact.name == "Grace Miller")).one()
        nora = clinic.child("Nora", "Miller", family_id=owen.family_id)
        clinic.tie(nora, grace)
    pages.save("/setup/samples/remove")
    assert (count(pages, Patient), count(pages, Contact), count(pages, Family)) == (1, 1, 1)


def test_samples_asked_for_again_come_on_the_next_days_and_are_no_more(pages: RecordPages) -> None:
    pages.save("/setup/samples")
    pages.save("/setup/samples")
    assert (count(pages, Patient), count(pages, AppointmentRow)) == (6, 6)


def test_conditions_of_going_live_are_ticked_by_name_and_taken_back(
    pages: RecordPages, clinic_audit: Audit
) -> None:
    page = words(pages.save("/setup/go-live", step="agreement_signed", done="yes"))
    assert re.search(r"The agreement with the sending service is signed, done alex@oak\.example, \w", page)
    page = words(pages.save("/setup/go-live", step="agreement_signed", done="no"))
    assert "The agreement with the sending service is signed, still open" in page
    assert [each for each in clinic_audit(pages.clinic.practice_id) if "tick" in each[0]] == [
        ("tick", "alex@oak.example"),
        ("untick", "alex@oak.example"),
    ]


def test_nobody_ticks_what_is_seen_from_the_facts(pages: RecordPages) -> None:
    assert pages.post("/setup/go-live", step="two_administrators", done="yes").status_code == 422
    assert "Two people are administrators, still open" in words(pages.read("/setup"))
    with pages.add() as clinic:
        group = clinic.session.scalars(select(StaffGroup.id).where(StaffGroup.administrators).limit(1)).one()
        clinic.staff("second@oak.example", group_id=group)
    assert "Two people are administrators, done" in words(pages.read("/setup"))


def test_only_those_who_may_edit_the_rules_come_in(app: Flask, pages: RecordPages) -> None:
    with pages.add() as clinic:
        pat = clinic.staff("pat@oak.example", permissions=("basic_messaging", "reports_view"))
    desk = FrontDesk(Browser(app), pat)
    assert desk.get("/setup").status_code == 403
    assert desk.post("/setup/samples").status_code == 403
    assert count(pages, Patient) == 0


def test_an_import_leads_back_to_the_set_up(pages: RecordPages) -> None:
    with pages.add() as clinic:
        done = clinic.add(
            FeedImport(source_id=clinic.source_id, filename="week.csv", state="done", created_at=clock.now())
        )
    shown = pages.read(f"/imports/{done.id}")
    assert 'href="/setup">Go on with the set-up' in shown


def test_when_all_is_done_the_page_says_what_one_can_do_next(pages: RecordPages) -> None:
    pages.save("/setup/practice", short_name="Oak", phone="937 555 0142", address="")
    pages.save("/setup/rules", alert_email="front@oak.example")
    pages.save("/setup/samples")
    pages.save("/setup/words")
    pages.save("/setup/trial")
    answer_the_trial(pages, Wish.COMING, Wish.COMING)
    page = pages.read("/setup")
    assert "Your practice is set up" in page
    assert "Invite your colleagues" in page


def test_a_real_child_who_shares_a_visit_with_a_sample_child_is_never_touched(
    app: Flask, pages: RecordPages
) -> None:
    pages.save("/setup/samples")
    with pages.add() as clinic:
        owen = clinic.session.scalars(select(Patient).where(Patient.first_name == "Owen")).one()
        grace = clinic.session.scalars(select(Contact).where(Contact.name == "Grace Miller")).one()
        visit = clinic.session.scalars(
            select(AppointmentRow).where(AppointmentRow.patient_id == owen.id)
        ).one()
        clinic.location_id, clinic.provider_id = visit.location_id, visit.provider_id or 0
        nora = clinic.child("Nora", "Miller", family_id=owen.family_id)
        clinic.tie(nora, grace)
        both = [visit.id, clinic.visit(nora, visit.starts_at).id]
        link_for(clinic.session, clock.now(), grace.id, both)
    page = words(pages.refuse("/setup/samples/remove"))
    assert "A real child shares a visit with a sample child, so nothing was taken away." in page
    assert (count(pages, Patient), count(pages, AppointmentRow)) == (7, 7)


def test_a_sample_contact_s_messages_go_though_a_real_child_keeps_the_contact(
    app: Flask, pages: RecordPages
) -> None:
    pages.save("/setup/samples")
    pages.save("/setup/trial")
    deliver(app, pages)
    with pages.add() as clinic:
        jack = clinic.session.scalars(select(Patient).where(Patient.first_name == "Jack")).one()
        tom = clinic.session.scalars(select(Contact).where(Contact.name == "Tom Becker")).one()
        clinic.tie(clinic.child("Nora", "Becker", family_id=jack.family_id), tom)
    pages.save("/setup/samples/remove")
    assert (count(pages, Patient), count(pages, Contact), count(pages, Message)) == (1, 1, 0)


def test_the_log_of_real_messages_still_knows_no_delete(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.location_id = clinic.session.scalars(select(Location.id)).one()
        clinic.provider_id = clinic.add(Provider(name="Dr. Anita Patel")).id
        nora = clinic.child("Nora", "Reed")
        row = clinic.message(clinic.rule(), clinic.parent("Pat Reed", nora), clinic.visit(nora))
        clinic.add(MessageEvent(message_id=row.id, at=clock.now(), kind="sent"))
    with pytest.raises(DBAPIError, match="append-only"), pages.add() as clinic:
        clinic.session.execute(delete(MessageEvent))


def test_a_practice_that_sends_in_english_only_tries_in_english(pages: RecordPages) -> None:
    with pages.add() as clinic:
        clinic.session.get_one(Practice, clinic.practice_id).languages = ["en"]
    page = pages.read("/setup?step=words")
    assert "Mia and Leo" in page
    assert "Mia y Leo" not in page
    pages.save("/setup/samples")
    pages.save("/setup/trial")
    answer_the_trial(pages, Wish.COMING, Wish.COMING)
    assert "Ana Ramos" in words(pages.save("/setup/trial"))
    with work(pages.clinic.practice_id) as session:
        latest = session.scalars(select(Message).order_by(Message.id.desc()).limit(1)).one()
    assert latest.language == "en"
