"""The page of an offered time: what it says, what a tap does; looking changes nothing (J4, H1 to H4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from werkzeug.test import TestResponse

from app.actions.offer_times import offer_times
from app.extensions import db
from app.models import (
    AppointmentRow,
    Contact,
    Offer,
    Patient,
    PatientContact,
    Practice,
    VisitType,
    WaitlistEntry,
)
from app.web.patient import throttle
from app.work import work
from tests.builders.clinic import NOW
from tests.builders.parent_link import headline, phone_at, words
from tests.builders.waiting import TUESDAY, Waitlist, make_waitlist


class Family:
    """A family's phone at the page of its offer."""

    def __init__(self, app: Flask, made: Waitlist, name: str, moment: datetime = NOW) -> None:
        self.made = made
        self.phone = phone_at(app, [moment])
        with work(made.practice_id) as session:
            offer = session.scalars(select(Offer).where(Offer.entry_id == made.entries[name])).one()
        self.path = app.extensions["deskbell.signer"].offer_url(offer.id).removeprefix("http://deskbell.test")

    def open(self, query: str = "") -> TestResponse:
        return self.phone.get(self.path + query)

    def says(self, answer: str, **fields: str) -> TestResponse:
        return self.phone.post(self.path, data={"answer": answer, **fields}, follow_redirects=True)


@pytest.fixture(autouse=True)
def _fresh_throttle(app: Flask) -> None:
    throttle.forget_all()


def offering(app: Flask, *names: str, **given: object) -> Waitlist:
    made = make_waitlist(app, *names, **given)  # type: ignore[arg-type]
    offer_times(NOW, app.extensions["deskbell.signer"])
    return made


def entry_of(made: Waitlist, name: str) -> WaitlistEntry:
    with work(made.practice_id) as session:
        return session.get_one(WaitlistEntry, made.entries[name])


def written() -> str:
    """What the tables of the waitlist and the schedule hold."""
    with db.engine.connect() as connection:
        tables = ("slot", "offer", "waitlist_entry", "appointment", "notice", "message", "link")
        counted = [f"select '{each}', count(*), max(xmin::text::bigint) from {each}" for each in tables]
        return str(connection.execute(text(" union all ".join(counted))).all())


def test_the_page_says_when_with_whom_and_that_the_first_yes_counts(app: Flask) -> None:
    page = Family(app, offering(app, "Ada"), "Ada").open()
    assert page.status_code == 200
    assert headline(page) == "A free time for Ada"
    said = words(page)
    assert "The first family that says yes gets it." in said
    assert "Tuesday, November 24 2:30 PM" in said
    assert "Dr. Anita Patel" in said
    assert "Yes, take this time" in said
    assert "No, thank you" in said


def test_who_has_a_later_visit_reads_that_it_stays_until_the_yes(app: Flask) -> None:
    page = Family(app, offering(app, "Ada", later=True), "Ada").open()
    assert headline(page) == "An earlier time for Ada"
    assert "You keep December 1 until you say yes." in words(page)
    assert "No, keep December 1" in words(page)


def test_in_spanish(app: Flask) -> None:
    made = offering(app, "Ada", later=True)
    with work(made.practice_id) as session:
        session.execute(update(Contact).values(language="es"))
    family = Family(app, made, "Ada")
    page = family.open()
    assert 'lang="es"' in page.text
    assert headline(page) == "Una cita antes para Ada"
    assert "Conserva el 1 de diciembre hasta que diga que sí." in words(page)
    assert headline(family.says("yes")) == "La cita es suya."
    assert headline(family.open("?l=en")) == "The time is yours."


def test_looking_writes_nothing_however_often_and_by_whatever_means(app: Flask) -> None:
    family = Family(app, offering(app, "Ada"), "Ada")
    before = written()
    for method in ("GET", "HEAD", "OPTIONS"):
        family.phone.open(family.path, method=method)
    assert written() == before


def test_yes_shows_what_happens_next_and_leads_to_the_visit(app: Flask) -> None:
    family = Family(app, offering(app, "Ada", later=True), "Ada")
    page = family.says("yes")
    assert headline(page) == "The time is yours."
    assert "We told the front desk. You do not need to call." in words(page)
    assert "We cancelled the visit on December 1." in words(page)
    visit = page.text.split('btn line" href="')[1].split('"')[0]
    assert headline(family.phone.get(visit)) == "Thank you. See you on Tuesday."
    calendar = family.phone.get(f"{visit}/calendar.ics")
    assert b"DTSTART;TZID=America/New_York:20261124T143000" in calendar.data


def test_a_yes_that_comes_second_is_told_and_keeps_its_place(app: Flask) -> None:
    made = offering(app, "Ada", "Ben", later=True)
    Family(app, made, "Ada").says("yes")
    page = Family(app, made, "Ben").says("yes")
    assert headline(page) == "That time is taken now."
    assert "You keep your place on the list." in words(page)
    assert "Your visit on December 1 stays." in words(page)
    assert entry_of(made, "Ben").state == "waiting"


def test_no_can_be_turned_into_a_yes_while_the_time_is_free(app: Flask) -> None:
    family = Family(app, offering(app, "Ada"), "Ada")
    page = family.says("no")
    assert headline(page) == "Thank you for telling us."
    assert "I want it after all" in words(page)
    assert headline(family.says("yes")) == "The time is yours."


def test_whoever_leaves_the_list_can_come_back(app: Flask) -> None:
    made = offering(app, "Ada")
    family = Family(app, made, "Ada")
    assert headline(family.says("leave")) == "You are off the list."
    assert entry_of(made, "Ada").state == "removed"
    family.says("return")
    assert entry_of(made, "Ada").state == "waiting"


def test_a_time_that_is_not_free_any_more_says_so(app: Flask) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        stands = {"lifecycle": "scheduled", "cancelled_at": None, "cancelled_by": None}
        session.execute(update(AppointmentRow).where(AppointmentRow.id == made.freed).values(**stands))
    family = Family(app, made, "Ada")
    assert headline(family.open()) == "That time is not free any more."
    assert headline(family.says("yes")) == "That time is not free any more."


def test_a_child_that_is_elsewhere_by_then_cannot_take_the_time(app: Flask) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        freed = session.get_one(AppointmentRow, made.freed)
        session.add(
            AppointmentRow(
                practice_id=made.practice_id, external_id="shots", patient_id=made.children["Ada"],
                location_id=freed.location_id, starts_at=TUESDAY - timedelta(minutes=10), minutes=20,
                version_at=NOW, created_at=NOW, changed_at=NOW,
            )
        )  # fmt: skip
    family = Family(app, made, "Ada")
    assert headline(family.open()) == "That time is not free any more."
    family.says("yes")
    assert entry_of(made, "Ada").state == "waiting"


def test_a_day_after_the_time_the_page_names_nobody(app: Flask) -> None:
    page = Family(app, offering(app, "Ada"), "Ada", TUESDAY + timedelta(days=1)).open()
    assert page.status_code == 410
    assert headline(page) == "This time is over."
    assert "Ada" not in page.text


def test_an_answer_we_do_not_know_changes_nothing(app: Flask) -> None:
    family = Family(app, offering(app, "Ada"), "Ada")
    before = written()
    assert family.says("maybe").status_code == 422
    assert written() == before


@pytest.mark.parametrize("token", ["1.aaaaaaaaaaaaaaaa", "x", "4fQ.Xw0m7bq2hZ1kLr9T"])
def test_a_link_that_we_did_not_sign_is_unknown(app: Flask, token: str) -> None:
    page = phone_at(app, [NOW]).get(f"/w/{token}")
    assert page.status_code == 404
    assert "Willow" not in page.text


def test_whoever_said_that_it_is_not_their_child_sees_nothing(app: Flask) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        session.execute(update(PatientContact).values(held_at=NOW))
    assert Family(app, made, "Ada").open().status_code == 404


def another_parent(made: Waitlist, **tie: object) -> None:
    with work(made.practice_id) as session:
        father = Contact(name="Luis", changed_at=NOW)
        session.add(father)
        session.flush()
        child = made.children["Ada"]
        session.add(PatientContact(patient_id=child, contact_id=father.id, position=2, **tie))


@pytest.mark.parametrize("tie", [{"authority": "exclusive"}, {"alternative": True}])
def test_where_only_somebody_else_may_hear_of_the_child_the_page_is_closed(
    app: Flask, tie: dict[str, object]
) -> None:
    family = Family(app, offering(app, "Ada"), "Ada")
    another_parent(family.made, authority="joint")
    assert family.open().status_code == 200
    with work(family.made.practice_id) as session:
        session.execute(update(PatientContact).where(PatientContact.position == 2).values(**tie))
    assert family.open().status_code == 404
    assert family.says("yes").status_code == 404
    assert entry_of(family.made, "Ada").state == "waiting"


def test_a_visit_that_is_the_patients_own_matter_is_not_shown_to_a_parent(app: Flask) -> None:
    made = offering(app, "Ada")
    with work(made.practice_id) as session:
        session.add(VisitType(name="Check-up", confidential=True))
        session.execute(update(Patient).values(birth_date=date(2010, 5, 1)))
        session.execute(update(Practice).values(confidential_age=14))
    assert Family(app, made, "Ada").open().status_code == 404


class TestWithABirthDate:
    """The practice asks for a child's date of birth first (H4)."""

    @pytest.fixture
    def family(self, app: Flask) -> Family:
        made = offering(app, "Ada")
        with work(made.practice_id) as session:
            session.execute(update(Practice).values(ask_birth_date=True))
        return Family(app, made, "Ada")

    def tells(self, family: Family, born: date) -> TestResponse:
        parts = {"year": str(born.year), "month": str(born.month), "day": str(born.day)}
        return family.phone.post(family.path, data=parts, follow_redirects=True)

    def test_nothing_is_told_before_and_no_answer_is_taken(self, family: Family) -> None:
        assert "Ada" not in family.open().text
        assert family.says("yes").status_code == 403
        assert entry_of(family.made, "Ada").state == "waiting"

    def test_the_right_date_opens_the_page_and_the_answer_goes_with_its_proof(self, family: Family) -> None:
        page = self.tells(family, date(2019, 5, 1))
        assert headline(page) == "A free time for Ada"
        proof = page.text.split('name="k" value="')[1].split('"')[0]
        assert headline(family.says("yes", k=proof)) == "The time is yours."

    def test_five_wrong_dates_lock_it_for_a_quarter_of_an_hour(self, family: Family) -> None:
        for _ in range(5):
            page = self.tells(family, date(2018, 5, 1))
        assert page.status_code == 429
        assert self.tells(family, date(2019, 5, 1)).status_code == 429
