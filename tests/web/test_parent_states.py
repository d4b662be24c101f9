"""Every state of a parent's page, in both languages, with the promises all of them keep (H2, H3, H5)."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Select, select
from werkzeug.test import TestResponse

from app.models import Holiday, PatientContact
from app.web.patient import throttle
from app.work import work
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import TUESDAY, ParentLink, headline, make_parent_link, words

Setup = Callable[[ParentLink], object]


@pytest.fixture(autouse=True)
def _fresh_throttle(app: Flask) -> None:
    throttle.forget_all()


def by_request(family: ParentLink) -> None:
    family.change_rules(cancellation_mode="by_request")


def confirm(family: ParentLink) -> None:
    family.send(all="coming")


def cancel_leo(family: ParentLink) -> None:
    family.send(**{f"answer_{family.mia}": "coming", f"answer_{family.leo}": "cant"})


def cancel_all(family: ParentLink) -> None:
    family.send(all="cant")


def request_all(family: ParentLink) -> None:
    by_request(family)
    family.send(all="cant")


def late(family: ParentLink) -> None:
    family.now(TUESDAY - timedelta(minutes=59))


def told(family: ParentLink) -> None:
    late(family)
    family.send(late=family.mia)


def office_cancelled(family: ParentLink) -> None:
    for visit in family.visits.values():
        family.change_visit(visit, lifecycle="cancelled", cancelled_by="staff", cancelled_at=NOW)


def past(family: ParentLink) -> None:
    family.now(TUESDAY + timedelta(minutes=1))


def moved(family: ParentLink) -> None:
    for visit in family.visits.values():
        family.move(visit, TUESDAY + timedelta(hours=18, minutes=30))


def conflict(family: ParentLink) -> None:
    family.link_of(family.ids["Bo"]).answer(family.mia, "coming")
    family.answer(family.mia, "cant")


def by_other(family: ParentLink) -> None:
    family.link_of(family.ids["Bo"]).send(all="coming")


def nothing(_: ParentLink) -> None:
    pass


ONE = ("Mia",)
TWO = ("Mia", "Leo")
STATES: dict[str, tuple[tuple[str, ...], Setup, str, str]] = {
    "ask one": (ONE, nothing, "Is Mia still coming?", "¿Va a venir Mia?"),
    "ask siblings": (TWO, nothing, "Are Mia and Leo still coming?", "¿Van a venir Mia y Leo?"),
    "ask five": (
        ("Mia", "Leo", "Sam", "Ada", "Inés"),
        nothing,
        "Are Mia, Leo, Sam, Ada and Inés still coming?",
        "¿Van a venir Mia, Leo, Sam, Ada e Inés?",
    ),
    "confirmed": (TWO, confirm, "Thank you. See you on Tuesday.", "Gracias. Los esperamos el martes."),
    "some cancelled": (
        TWO,
        cancel_leo,
        "We got your answer. Only Mia is coming.",
        "Recibimos su respuesta. Solo viene Mia.",
    ),
    "all cancelled": (TWO, cancel_all, "We cancelled both visits.", "Cancelamos las dos citas."),
    "one cancelled": (ONE, cancel_all, "We cancelled the visit.", "Cancelamos la cita."),
    "request sent": (
        TWO,
        request_all,
        "We got your request. The visits are not cancelled yet.",
        "Recibimos su pedido. Las citas todavía no están canceladas.",
    ),
    "request sent for one": (
        ONE,
        request_all,
        "We got your request. The visit is not cancelled yet.",
        "Recibimos su pedido. La cita todavía no está cancelada.",
    ),
    "request done": (
        TWO,
        lambda family: (request_all(family), office_cancelled(family)),
        "The office cancelled the visits.",
        "La oficina canceló las citas.",
    ),
    "deadline passed": (TWO, late, "Are Mia and Leo still coming?", "¿Van a venir Mia y Leo?"),
    "late told": (ONE, told, "We told the office.", "Ya avisamos a la oficina."),
    "past": (
        ONE,
        past,
        "This visit was on Tuesday, November 24.",
        "Esta cita fue el martes 24 de noviembre.",
    ),
    "moved": (ONE, moved, "Mia has a new time.", "Mia tiene otra hora."),
    "moved siblings": (TWO, moved, "Mia and Leo have new times.", "Mia y Leo tienen otra hora."),
    "cancelled by the office": (
        ONE,
        office_cancelled,
        "The office cancelled this visit.",
        "La oficina canceló esta cita.",
    ),
    "conflict": (ONE, conflict, "We got two different answers.", "Recibimos dos respuestas distintas."),
    "answered by the other": (
        TWO,
        by_other,
        "Thank you. See you on Tuesday.",
        "Gracias. Los esperamos el martes.",
    ),
    "new time asked": (
        ONE,
        lambda family: family.answer(family.mia, "move"),
        "We got your request for a new time.",
        "Recibimos su pedido de otra cita.",
    ),
    "gone": (
        ONE,
        lambda family: family.change_visit(family.mia, lifecycle="entered_in_error"),
        "This visit is not on our schedule any more.",
        "Esta cita ya no está en nuestra agenda.",
    ),
}


def assert_private(page: TestResponse) -> None:
    headers = page.headers
    assert "Set-Cookie" not in headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src '")
    assert policy.endswith("; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")


def assert_plain(page: TestResponse) -> None:
    """One request, no script, small, nothing a phone could leak."""
    assert len(page.data) < 15_000
    assert len(gzip.compress(page.data)) < 5_000
    for word in ("<script", " style=", " onclick", "<img", "<link", "Ramos", "2019"):
        assert word not in page.text
    ids = re.findall(r' id="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_the_style_is_whole_and_the_policy_allows_it(app: Flask) -> None:
    page = make_parent_link(app, "Mia").open()
    style = re.search(r'<style nonce="([^"]+)">(.*?)</style>', page.text)
    assert style
    assert f"style-src 'nonce-{style[1]}'" in page.headers["Content-Security-Policy"]
    assert 'content:""' in style[2]
    assert "&" not in style[2]
    other = re.search(r'nonce="([^"]+)"', make_parent_link(app, "Ada", slug="maple").open().text)
    assert other
    assert other[1] != style[1]


def title(page: TestResponse) -> str:
    found = re.search(r"<title>(.*?)</title>", page.text)
    assert found
    return found[1]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("state", STATES)
def test_a_state_speaks_both_languages_and_keeps_every_promise(app: Flask, state: str, language: str) -> None:
    children, setup, english, spanish = STATES[state]
    family = make_parent_link(app, *children)
    setup(family)
    page = family.open(language)
    assert page.status_code == 200
    assert headline(page) == (english if language == "en" else spanish)
    assert f'<html lang="{language}">' in page.text
    assert not any(name in title(page) for name in children)
    assert title(page).endswith("Willow Pediatrics")
    assert_private(page)
    assert_plain(page)
    assert "(937) 555-0142" in words(page)
    assert ("Español" if language == "en" else "English") in words(page)


def test_one_child_answers_with_one_tap(app: Flask) -> None:
    page = make_parent_link(app, "Mia").open()
    assert "Yes, Mia is coming" in words(page)
    assert "Mia can't come" in words(page)
    assert "Mia needs another time" in words(page)
    assert "You can change your answer until Tuesday at 1:30 PM." in words(page)


def test_a_spanish_time_ends_its_sentence_with_one_full_stop(app: Flask) -> None:
    page = words(make_parent_link(app, "Mia").open("es"))
    assert "Puede cambiar su respuesta hasta el martes a la 1:30 p. m." in page
    assert ".." not in page


def test_each_sibling_has_its_own_choice_with_coming_preset(app: Flask) -> None:
    family = make_parent_link(app)
    page = family.open()
    for visit in family.visits.values():
        values = re.findall(rf'name="answer-{visit}" value="(\w+)"( checked)?', page.text)
        assert values == [("coming", " checked"), ("cant", ""), ("move", "")]
    assert "2 visits, 2:30 PM" in words(page)
    for button in ("Yes, both are coming", "Send my answer", "Cancel both visits"):
        assert button in words(page)


def test_by_request_the_form_promises_a_request_only(app: Flask) -> None:
    family = make_parent_link(app)
    by_request(family)
    page = words(family.open())
    assert "Ask to cancel both visits" in page
    assert "We will ask the office to cancel Leo's visit." in page
    assert "We will cancel" not in page


def test_a_mixed_answer_shows_who_comes_and_offers_undo(app: Flask) -> None:
    family = make_parent_link(app)
    cancel_leo(family)
    page = words(family.open())
    assert "Mia Coming" in page
    assert "Leo Cancelled" in page
    assert "Undo: Leo is coming" in page
    assert "You can undo until Tuesday at 1:30 PM, if the time is still free." in page
    assert "We told the front desk about Leo. You do not need to call." in page
    assert "Ask for a new time for Leo" in page


def remind(family: ParentLink, **rule: object) -> None:
    with work(family.practice_id) as session:
        Clinic(session, family.practice_id, 0, 0, 0, 0).rule("reminder", **rule)


def test_a_confirmed_parent_learns_which_reminder_still_comes(app: Flask) -> None:
    family = make_parent_link(app)
    confirm(family)
    assert "reminder" not in words(family.open())
    remind(family, unit="hours", amount=4)
    assert "We will send 1 last reminder on Tuesday morning." in words(family.open())
    assert "Le enviaremos 1 último recordatorio el martes en la mañana." in words(family.open("es"))
    remind(family, unit="days", amount=1)
    assert "We will send 2 more reminders." in words(family.open())


def test_a_reminder_for_the_child_who_comes(app: Flask) -> None:
    family = make_parent_link(app)
    cancel_leo(family)
    remind(family)
    assert "We will send 1 last reminder tomorrow afternoon." in words(family.open())
    assert "We will send" not in words(family.open(query="change=1"))


def test_a_parent_who_wants_no_messages_is_promised_none(app: Flask) -> None:
    family = make_parent_link(app)
    confirm(family)
    remind(family)
    family.change_contact(prefers_reminders="no_contact")
    assert "We will send" not in words(family.open())


def test_a_request_says_when_to_call(app: Flask) -> None:
    family = make_parent_link(app)
    request_all(family)
    page = words(family.open())
    assert "No message by tomorrow at noon? Call (937) 555-0142" in page
    assert "Undo: we are coming" in page


def test_after_the_deadline_the_open_office_is_to_be_called(app: Flask) -> None:
    family = make_parent_link(app)
    late(family)
    page = words(family.open())
    assert "It is too late to cancel here. Please call us. We are open until 5:00 PM." in page
    assert "Tell the office about Leo" in page
    assert "Yes, both are coming" in page
    assert "Today, November 24" in page
    assert "cant" not in family.open().text


def test_after_the_deadline_a_closed_office_is_told(app: Flask) -> None:
    evening = datetime(2026, 11, 25, 0, 30, tzinfo=UTC)
    family = make_parent_link(app, "Mia", starts_at=evening)
    family.now(evening - timedelta(minutes=30))
    english, spanish = words(family.open()), words(family.open("es"))
    assert "We are closed now. We open tomorrow at 8:00 AM. Tell the office for me" in english
    assert "Abrimos mañana a las 8:00 a. m. Avisen a la oficina" in spanish


def test_a_holiday_is_no_day_to_call(app: Flask) -> None:
    family = make_parent_link(app, "Mia")
    with work(family.practice_id) as session:
        session.add(Holiday(day=date(2026, 11, 24), name="Snow day"))
    late(family)
    assert "We are closed now. We open tomorrow at 8:00 AM." in words(family.open())


def test_a_new_time_shows_the_old_one_struck(app: Flask) -> None:
    family = make_parent_link(app, "Mia")
    moved(family)
    page = family.open()
    assert "<s>Tue Nov 24, 2:30 PM</s>" in page.text
    assert "Wed Nov 25, 9:00 AM with Dr. Anita Patel" in words(page)
    assert "Is Mia coming?" in words(page)


def test_siblings_on_different_sides_of_the_deadline(app: Flask) -> None:
    family = make_parent_link(app)
    family.change_visit(family.leo, starts_at=TUESDAY + timedelta(hours=2))
    late(family)
    page = words(family.open())
    assert "Mia No answer yet" in page
    assert "Yes, Mia is coming" in page
    assert "Leo can't come" in page


def test_change_my_answer_asks_again_with_no_write(app: Flask) -> None:
    family = make_parent_link(app)
    confirm(family)
    assert "Change my answer" in words(family.open())
    page = family.open(query="change=1")
    assert headline(page) == "Are Mia and Leo still coming?"
    assert family.row(family.mia).confirmation == "confirmed"


def test_the_spanish_name_of_a_doctor(app: Flask) -> None:
    family = make_parent_link(app, "Mia")
    assert "2:30 p. m. con Dr. Anita Patel" in words(family.open("es"))


def test_a_child_hidden_from_the_contact_is_not_on_the_page(app: Flask) -> None:
    family = make_parent_link(app)
    with work(family.practice_id) as session:
        pair = session.scalars(_pair(family, "Leo")).one()
        pair.end_date = date(2030, 1, 1)
    page = words(family.open())
    assert "Mia" in page
    assert "Leo" not in page


def test_exclusive_authority_of_another_hides_everything(app: Flask) -> None:
    family = make_parent_link(app, "Mia")
    bo = family.link_of(family.ids["Bo"])
    with work(family.practice_id) as session:
        session.scalars(_pair(bo, "Mia")).one().authority = "exclusive"
    assert family.open().status_code == 404
    assert bo.open().status_code == 200


def _pair(family: ParentLink, child: str) -> Select[tuple[PatientContact]]:
    return select(PatientContact).where(
        PatientContact.patient_id == family.ids[child], PatientContact.contact_id == family.contact_id
    )


def test_a_name_is_shown_and_never_run(app: Flask) -> None:
    family = make_parent_link(app, "<b>{Mia}</b>")
    page = family.open()
    assert "<b>{Mia}</b>" in words(page)
    assert "<b>{Mia}" not in page.text
