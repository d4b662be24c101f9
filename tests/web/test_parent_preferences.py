"""A parent says how to be reached, stops messages, takes it back, and names a wrong number (H6, C5)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.models import Address, AuditLine, ConsentEvent, Contact, FixTask, Patient, PatientContact
from app.web.patient import throttle
from app.work import work
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import ParentLink, headline, make_parent_link, words
from tests.web.test_parent_states import assert_plain, assert_private

EVERYTHING = ("prefers_reminders", "prefers_recalls", "prefers_notices", "prefers_portal")


@pytest.fixture
def family(app: Flask) -> ParentLink:
    """Ana wants texts for everything, has consented to all, and has an email and a home phone on file."""
    throttle.forget_all()
    made = make_parent_link(app)
    with work(made.practice_id) as session:
        clinic = Clinic(session, made.practice_id, 0, 0, 0, 0)
        email = clinic.address("ana.ramos@example.com")
        ana = session.get_one(Contact, made.contact_id)
        session.get_one(Address, ana.cell_id).value = "+19375550199"
        ana.email_id, ana.home_id = email.id, clinic.address("+19375550188").id
        for column in EVERYTHING:
            setattr(ana, column, "text")
    return made


def own_path(family: ParentLink) -> str:
    url: str = family.app.extensions["deskbell.signer"].preferences_url(family.contact_id)
    return url[url.index("/p/") :]


def visit_path(family: ParentLink) -> str:
    return f"{family.path}/preferences"


PATHS = pytest.mark.parametrize("path_of", [own_path, visit_path])


def press(family: ParentLink, do: str, path: str = "", **fields: str) -> TestResponse:
    return family.phone.post(path or own_path(family), data={"do": do, **fields})


def save(family: ParentLink, reminders: str, rest: str = "same", **fields: str) -> TestResponse:
    return press(family, "saved", reminders=reminders, rest=rest, **fields)


def follow(family: ParentLink, answer: TestResponse) -> TestResponse:
    assert answer.status_code == 303
    return family.phone.get(answer.headers["Location"])


def ana(family: ParentLink) -> Contact:
    with work(family.practice_id) as session:
        return session.get_one(Contact, family.contact_id)


def preferences(family: ParentLink) -> list[str | None]:
    return [getattr(ana(family), column) for column in EVERYTHING]


def pairs(family: ParentLink) -> list[PatientContact]:
    with work(family.practice_id) as session:
        wanted = select(PatientContact).where(PatientContact.contact_id == family.contact_id)
        return list(session.scalars(wanted.order_by(PatientContact.id)))


def consents(family: ParentLink) -> list[tuple[set[str], set[str]]]:
    return [(set(pair.consents), set(pair.withdrawn)) for pair in pairs(family)]


def cell(family: ParentLink) -> Address:
    with work(family.practice_id) as session:
        return session.get_one(Address, ana(family).cell_id)


def forget_consent(family: ParentLink, *names: str) -> None:
    with work(family.practice_id) as session:
        for pair in session.scalars(select(PatientContact)):
            pair.consents = sorted(names)


@PATHS
def test_the_page_shows_masked_addresses_and_no_child(family: ParentLink, path_of: object) -> None:
    page = family.phone.get(path_of(family))  # type: ignore[operator]
    assert page.status_code == 200
    assert headline(page) == "How should we reach you?"
    for shown in ("Text (937) ***-0199", "Email a***@example.com", "Call at home (937) ***-0188"):
        assert shown in words(page)
    for secret in ("Mia", "Leo", "555-0199", "9375550199", "ana.ramos", "Patel", "2:30"):
        assert secret not in page.text
    assert 'value="text" checked' in page.text
    assert 'value="same" checked' in page.text
    assert_private(page)
    assert_plain(page)


@PATHS
def test_it_speaks_spanish(family: ParentLink, path_of: object) -> None:
    page = family.phone.get(path_of(family) + "?l=es")  # type: ignore[operator]
    assert headline(page) == "¿Cómo quiere que le avisemos?"
    assert "Mensaje de texto (937) ***-0199" in words(page)
    assert "¿Dejar de recibir mensajes?" in words(page)


def test_the_visit_page_leads_there_and_back(family: ParentLink) -> None:
    assert f'href="{visit_path(family)}"' in family.open().text
    assert f'href="{family.path}"' in family.phone.get(visit_path(family)).text


def test_looking_changes_nothing(family: ParentLink) -> None:
    for path in (own_path(family), visit_path(family), own_path(family) + "/unsubscribe"):
        for method in ("GET", "HEAD", "OPTIONS"):
            query = "do=everything&reminders=no_contact&rest=none&List-Unsubscribe=One-Click"
            family.phone.open(f"{path}?{query}", method=method)
    assert preferences(family) == ["text"] * 4
    assert ana(family).staff_fields == []


def test_saving_what_stands_writes_nothing_and_offers_no_undo(family: ParentLink) -> None:
    page = follow(family, save(family, "text", language="en"))
    assert headline(page) == "Saved."
    assert "Undo" not in words(page)
    with work(family.practice_id) as session:
        assert session.scalars(select(AuditLine)).all() == []


def test_another_way_is_kept_from_feeds_consented_to_and_planned_again(family: ParentLink) -> None:
    forget_consent(family, "reminders:text")
    page = follow(family, save(family, "email", language="es"))
    assert headline(page) == "Guardado."
    assert preferences(family) == ["email"] * 4
    assert ana(family).language == "es"
    assert set(ana(family).staff_fields) == {"language", *EVERYTHING}
    for pair in pairs(family):
        assert "reminders:email" in pair.consents
        assert "notices:email" in pair.consents
        assert pair.staff_fields == ["consents"]
    assert family.row(family.mia).replan
    assert family.row(family.leo).replan
    with work(family.practice_id) as session:
        events = session.scalars(select(ConsentEvent)).all()
        assert {(event.source, event.state) for event in events} == {("preference page", "given")}
        assert set(session.scalars(select(AuditLine.actor))) == {"parent"}
        assert set(session.scalars(select(AuditLine.action))) == {"preferences", "consent"}


def test_reminders_one_way_and_nothing_else(family: ParentLink) -> None:
    save(family, "cell_phone", "none")
    assert preferences(family) == ["cell_phone", "no_contact", "no_contact", "no_contact"]
    for pair in pairs(family):
        assert "reminders:voice" in pair.consents
        assert {"recalls:text", "notices:email", "portal:voice"} <= set(pair.withdrawn)


def test_purposes_that_differ_stay_as_they_are(family: ParentLink) -> None:
    family.change_contact(prefers_notices="email")
    page = family.phone.get(own_path(family))
    assert 'value="keep" checked' in page.text
    save(family, "home_phone", "keep")
    assert preferences(family) == ["home_phone", "text", "email", "text"]


@pytest.mark.parametrize(
    ("do", "said", "left"),
    [
        ("reminders", "We stopped your reminders.", ["no_contact", "text", "text", "text"]),
        ("everything", "We stopped all messages to you.", ["no_contact"] * 4),
        ("email", "We will use email from now on.", ["email"] * 4),
    ],
)
@PATHS
def test_a_stop_is_done_said_and_taken_back_whole(
    family: ParentLink, path_of: object, do: str, said: str, left: list[str]
) -> None:
    before = consents(family)
    page = follow(family, press(family, do, path_of(family)))  # type: ignore[operator]
    assert headline(page) == said
    assert "Your visits stay booked." in words(page)
    assert preferences(family) == left
    assert all("reminders:text" in pair.withdrawn for pair in pairs(family))
    assert family.row(family.mia).lifecycle == "scheduled"
    undo = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', page.text))
    undone = follow(family, press(family, "undo", **undo))
    assert headline(undone) == "It is as it was before."
    assert preferences(family) == ["text"] * 4
    assert consents(family) == before
    assert cell(family).stopped == []


def test_stop_everything_ends_texts_and_calls_to_the_number(family: ParentLink) -> None:
    press(family, "everything")
    assert cell(family).stopped == ["text", "voice"]
    page = family.phone.get(own_path(family))
    assert headline(page) == "You get no messages from us."
    assert "Stopped. Pick it to start again." in words(page)
    assert "Stop everything" not in words(page)


def test_a_way_is_started_again_by_choosing_it(family: ParentLink) -> None:
    press(family, "everything")
    save(family, "text", "none")
    assert cell(family).stopped == ["voice"]
    assert preferences(family) == ["text", "no_contact", "no_contact", "no_contact"]
    assert all("reminders:text" in pair.consents for pair in pairs(family))


def test_a_number_stopped_by_text_shows_so_and_starts_again(family: ParentLink) -> None:
    with work(family.practice_id) as session:
        session.get_one(Address, ana(family).cell_id).stopped = ["text"]
    assert "Stopped. Pick it to start again." in words(family.phone.get(own_path(family)))
    save(family, "text")
    assert cell(family).stopped == []


def test_undo_takes_back_the_last_change_only_and_within_an_hour(family: ParentLink) -> None:
    first = dict(re.findall(r'name="(\w+)" value="([^"]+)">', follow(family, save(family, "email")).text))
    family.now(NOW + timedelta(minutes=1))
    second = dict(re.findall(r'name="(\w+)" value="([^"]+)">', follow(family, save(family, "text")).text))
    assert press(family, "undo", at=first["at"]).status_code == 422
    assert preferences(family) == ["text"] * 4
    family.now(NOW + timedelta(minutes=62))
    assert press(family, "undo", at=second["at"]).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"do": ""},
        {"do": "nonsense"},
        {"do": "saved"},
        {"do": "saved", "reminders": "text"},
        {"do": "saved", "reminders": "work_email", "rest": "same"},
        {"do": "saved", "reminders": "pigeon", "rest": "same"},
        {"do": "undo", "at": "1"},
        {"do": "undo", "at": "9" * 400},
        {"do": "undo", "at": "²"},
        {"do": "not_mine", "kind": "work_phone"},
        {"do": "not_mine", "kind": "pigeon"},
    ],
)
@PATHS
def test_what_the_page_does_not_offer_is_refused_whole(
    family: ParentLink, path_of: object, fields: dict[str, str]
) -> None:
    refused = family.phone.post(path_of(family), data=fields)  # type: ignore[operator]
    assert refused.status_code == 422
    assert headline(refused) == "That did not work. Nothing was saved."
    assert preferences(family) == ["text"] * 4


def test_a_wrong_number_is_blocked_and_is_a_task_for_staff(family: ParentLink) -> None:
    page = family.phone.get(own_path(family))
    assert "(937) ***-0199 is not mine" in words(page)
    thanks = follow(family, press(family, "not_mine", kind="cell"))
    assert headline(thanks) == "Thank you. We will not use it any more."
    assert cell(family).suppressed_at == NOW
    with work(family.practice_id) as session:
        task = session.scalars(select(FixTask)).one()
        assert (task.kind, task.category) == ("hard", "wrong_number")
        assert (task.address_id, task.contact_id) == (ana(family).cell_id, family.contact_id)
    again = family.phone.get(own_path(family))
    assert "(937) ***-0199 is not mine" not in words(again)
    assert "We do not use this one. Call us to change that." in words(again)
    assert save(family, "text").status_code == 422
    press(family, "not_mine", kind="cell")
    with work(family.practice_id) as session:
        assert len(session.scalars(select(FixTask)).all()) == 1


def test_when_no_address_may_be_used_the_page_says_so(family: ParentLink) -> None:
    for kind in ("cell", "home_phone", "email"):
        press(family, "not_mine", kind=kind)
    page = family.phone.get(own_path(family))
    assert headline(page) == "We can't reach you."
    assert "<fieldset" not in page.text


def test_a_held_contact_is_told_and_changes_nothing(family: ParentLink) -> None:
    own = own_path(family)
    family.phone.post(f"{family.path}/wrong-person", data={"said": "unknown_child"})
    page = family.phone.get(own)
    assert headline(page) == "We do not write to you."
    assert "(937) 555-0142" in words(page)
    assert "<fieldset" not in page.text
    assert save(family, "email").status_code == 422
    assert press(family, "everything").status_code == 422
    assert preferences(family) == ["text"] * 4


def test_only_children_the_contact_is_not_held_for_are_consented_to(family: ParentLink) -> None:
    forget_consent(family)
    with work(family.practice_id) as session:
        mia = session.scalars(
            select(PatientContact).where(
                PatientContact.contact_id == family.contact_id,
                PatientContact.patient_id == family.ids["Mia"],
            )
        ).one()
        mia.held_at = NOW
    save(family, "text", "none")
    assert [bool(pair.consents) for pair in pairs(family)] == [False, True]


def test_links_that_are_none_look_alike(family: ParentLink) -> None:
    own = own_path(family)
    never: str = family.app.extensions["deskbell.signer"].preferences_url(999_999)
    bent = own[:-1] + ("A" if own[-1] != "A" else "B")
    foreign = f"/p/{family.token}"
    paths = (never[never.index("/p/") :], bent, foreign, "/p/x", "/v/1.aaaaaaaaaaaaaaaa/preferences")
    pages = [family.phone.get(path) for path in paths]
    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages}) == 1
    for path in paths:
        assert family.phone.post(path, data={"do": "everything"}).status_code == 404
        assert family.phone.post(f"{path}/unsubscribe").status_code == 404


def test_the_contacts_own_page_dies_with_a_merge_and_with_the_last_child(family: ParentLink) -> None:
    own = own_path(family)
    family.change_contact(merged_into_id=family.ids["Bo"])
    assert family.phone.get(own).status_code == 404
    family.change_contact(merged_into_id=None)
    with work(family.practice_id) as session:
        for pair in pairs(family):
            session.delete(session.get_one(PatientContact, pair.id))
    assert family.phone.get(own).status_code == 404


def test_behind_a_visits_link_it_dies_with_the_link(family: ParentLink) -> None:
    family.now(NOW + timedelta(days=9))
    expired = family.phone.get(visit_path(family))
    assert expired.status_code == 410
    assert "***" not in expired.text
    assert press(family, "everything", visit_path(family)).status_code == 410
    assert family.phone.get(own_path(family)).status_code == 200
    assert preferences(family) == ["text"] * 4


def test_it_stands_behind_the_birth_date_of_the_link(family: ParentLink) -> None:
    family.change_practice(ask_birth_date=True)
    with work(family.practice_id) as session:
        session.execute(update(Patient).values(birth_date=NOW.date()))
    asked = family.phone.get(visit_path(family))
    assert headline(asked) == "What is your child's birth date?"
    assert "***" not in asked.text
    assert press(family, "everything", visit_path(family)).status_code == 403
    told = family.phone.post(visit_path(family), data={"month": "11", "day": "22", "year": "2026"})
    page = follow(family, told)
    assert headline(page) == "How should we reach you?"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]+)">', page.text))
    assert headline(follow(family, press(family, "everything", visit_path(family), **hidden))) == (
        "We stopped all messages to you."
    )


def test_one_click_ends_news_by_email_and_nothing_else(family: ParentLink) -> None:
    path = own_path(family) + "/unsubscribe"
    for _ in range(2):
        done = family.phone.post(path, data={"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert headline(done) == "We will send you no more news by email."
    for pair in pairs(family):
        assert pair.withdrawn == ["notices:email"]
        assert "reminders:email" in pair.consents
    with work(family.practice_id) as session:
        assert len(session.scalars(select(ConsentEvent)).all()) == 2
        actions = session.scalars(select(AuditLine.action).order_by(AuditLine.id)).all()
        assert actions == ["consent", "consent", "preferences"]
    assert preferences(family) == ["text"] * 4


def test_the_stop_page_of_a_mail_offers_each_stop(family: ParentLink) -> None:
    page = family.phone.get(own_path(family) + "/unsubscribe")
    assert headline(page) == "Stop messages?"
    buttons = re.findall(r'name="do" value="(\w+)">([^<]+)', page.text)
    assert [(do, unescape(label)) for do, label in buttons] == [
        ("news", "Stop news by email"),
        ("reminders", "Stop reminders"),
        ("everything", "Stop everything"),
        ("email", "Use email instead"),
    ]
    done = follow(family, press(family, "news", own_path(family) + "/unsubscribe"))
    assert headline(done) == "We will send you no more news by email."
    assert_private(page)
    assert_plain(page)


def test_each_contacts_page_is_counted_for_itself(family: ParentLink) -> None:
    fathers: str = family.app.extensions["deskbell.signer"].preferences_url(family.ids["Bo"])
    for _ in range(30):
        assert press(family, "nonsense").status_code == 422
    assert press(family, "everything").status_code == 429
    assert press(family, "everything", fathers[fathers.index("/p/") :]).status_code == 303
    assert preferences(family) == ["text"] * 4
