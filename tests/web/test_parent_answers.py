"""A parent's POST: what it changes, what it refuses, and that nothing is ever half saved (H2, H3, D4, D6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Answer, AuditLine, Contact, Message, Notice, NoticeLine
from app.web.patient import throttle
from app.work import work
from tests.builders.clinic import NOW, Clinic
from tests.builders.parent_link import TUESDAY, ParentLink, headline, make_parent_link, words


@pytest.fixture(autouse=True)
def _fresh_throttle(app: Flask) -> None:
    throttle.forget_all()


@pytest.fixture
def family(app: Flask) -> ParentLink:
    return make_parent_link(app)


def status(family: ParentLink, visit: int) -> tuple[str, str]:
    row = family.row(visit)
    return row.lifecycle, row.confirmation


def counted(family: ParentLink, model: type) -> int:
    with work(family.practice_id) as session:
        return len(session.scalars(select(model)).all())


def test_confirming_all_answers_with_the_same_address(family: ParentLink) -> None:
    reply = family.send(all="coming")
    assert (reply.status_code, reply.headers["Location"]) == (303, family.path)
    assert status(family, family.mia) == status(family, family.leo) == ("scheduled", "confirmed")
    assert "Set-Cookie" not in reply.headers


def test_cancelling_one_child_tells_the_department_in_the_same_moment(family: ParentLink) -> None:
    family.send(**{f"answer_{family.mia}": "coming", f"answer_{family.leo}": "cant"})
    assert status(family, family.mia) == ("scheduled", "confirmed")
    leo = family.row(family.leo)
    assert (leo.lifecycle, leo.cancelled_by, leo.cancelled_at) == ("cancelled", "parent", NOW)
    with work(family.practice_id) as session:
        notice = session.scalars(select(Notice)).one()
        line = session.scalars(select(NoticeLine)).one()
        alert = session.scalars(select(Message)).one()
    assert (notice.kind, notice.state, notice.contact_id) == ("cancelled", "new", family.contact_id)
    assert (line.appointment_id, line.change) == (family.leo, "cancelled")
    assert (alert.key, alert.address) == (f"notice:{notice.id}", "front@willow.example")


@pytest.mark.parametrize("again", range(2))
def test_the_same_answer_again_writes_nothing_new(family: ParentLink, again: int) -> None:
    choice = ("cant", "coming")[again]
    family.send(all=choice)
    before = (
        counted(family, Answer),
        counted(family, Notice),
        counted(family, Message),
        counted(family, AuditLine),
    )
    assert family.send(all=choice).status_code == 303
    after = (
        counted(family, Answer),
        counted(family, Notice),
        counted(family, Message),
        counted(family, AuditLine),
    )
    assert after == before


def test_a_request_leaves_the_visit_on_the_schedule(family: ParentLink) -> None:
    family.change_rules(cancellation_mode="by_request")
    family.send(all="cant")
    assert status(family, family.mia) == ("scheduled", "cancel_requested")
    with work(family.practice_id) as session:
        assert session.scalars(select(Notice)).one().kind == "cancel_requested"
        assert len(session.scalars(select(NoticeLine)).all()) == 2


def test_a_practice_that_wants_no_notices_gets_none(family: ParentLink) -> None:
    family.change_rules(track_cancellations=False)
    family.send(all="cant")
    assert status(family, family.mia)[0] == "cancelled"
    assert counted(family, Notice) == counted(family, Message) == 0


def test_undo_brings_the_visit_back_and_tells_the_department_again(family: ParentLink) -> None:
    family.send(all="cant")
    family.now(NOW + timedelta(minutes=5))
    assert family.send(undo=family.leo).status_code == 303
    assert status(family, family.leo) == ("scheduled", "confirmed")
    assert family.row(family.leo).cancelled_at is None
    assert family.row(family.leo).replan
    with work(family.practice_id) as session:
        lines = {line.appointment_id: line.undone_at for line in session.scalars(select(NoticeLine))}
        variants = [message.variant for message in session.scalars(select(Message).order_by(Message.id))]
    assert lines == {family.mia: None, family.leo: NOW + timedelta(minutes=5)}
    assert variants == ["", "coming_again"]


def test_undoing_both_at_once(family: ParentLink) -> None:
    family.send(all="cant")
    reply = family.phone.post(family.path, data={"undo": [family.mia, family.leo]})
    assert reply.status_code == 303
    assert headline(family.open()) == "Thank you. See you on Tuesday."


def test_a_handled_notice_comes_back_when_the_parent_undoes(family: ParentLink) -> None:
    family.send(all="cant")
    with work(family.practice_id) as session:
        session.scalars(select(Notice)).one().state = "done"
    family.send(undo=family.mia)
    with work(family.practice_id) as session:
        assert session.scalars(select(Notice)).one().state == "new"


def test_a_request_can_be_undone(family: ParentLink) -> None:
    family.change_rules(cancellation_mode="by_request")
    family.send(all="cant")
    family.send(undo=family.mia)
    assert status(family, family.mia) == ("scheduled", "confirmed")
    assert status(family, family.leo) == ("scheduled", "cancel_requested")


def book(family: ParentLink, starts_at: datetime, booked_at: datetime, provider: str = "provider") -> None:
    with work(family.practice_id) as session:
        row = family.row(family.mia)
        clinic = Clinic(
            session, family.practice_id, row.location_id, family.ids[provider], 0, row.source_id or 0
        )
        clinic.visit(clinic.child("Zoe", "Okafor"), starts_at, created_at=booked_at, version_at=booked_at)


def test_a_time_that_was_given_away_cannot_be_had_back(family: ParentLink) -> None:
    family.answer(family.leo, "cant")
    book(family, TUESDAY + timedelta(minutes=19), NOW + timedelta(minutes=3))
    family.now(NOW + timedelta(minutes=5))
    page = family.send(undo=family.leo)
    assert page.status_code == 409
    assert headline(page) == "That time is taken now."
    assert "Leo is still cancelled." in words(page)
    assert "Ask for a new time" in words(page)
    assert "Undo: Leo is coming" not in words(page)
    assert status(family, family.leo)[0] == "cancelled"


@pytest.mark.parametrize(
    ("starts", "booked"),
    [
        (TUESDAY + timedelta(minutes=20), NOW + timedelta(minutes=3)),  # after it
        (TUESDAY - timedelta(minutes=20), NOW + timedelta(minutes=3)),  # before it
        (TUESDAY, NOW - timedelta(days=3)),  # at the same time, but there all along
    ],
)
def test_a_time_that_is_still_free_comes_back(family: ParentLink, starts: datetime, booked: datetime) -> None:
    family.answer(family.leo, "cant")
    book(family, starts, booked)
    family.now(NOW + timedelta(minutes=5))
    assert family.send(undo=family.leo).status_code == 303
    assert status(family, family.leo) == ("scheduled", "confirmed")


def test_a_visit_that_moved_a_second_ago_is_shown_again(family: ParentLink) -> None:
    family.move(family.leo, TUESDAY + timedelta(days=1))
    fields = {f"answer_{visit}": "cant" for visit in family.visits.values()}
    page = family.send(**fields, **{f"seen_{family.mia}": 1, f"seen_{family.leo}": 1})
    assert page.status_code == 409
    assert headline(page) == "The schedule changed while you were here."
    assert "Please look and answer again." in words(page)
    assert "Wed Nov 25, 2:30 PM" in words(page)
    assert status(family, family.mia) == ("scheduled", "none")
    assert counted(family, Answer) == counted(family, Notice) == 0


def test_the_deadline_is_judged_by_the_server_to_the_second(family: ParentLink) -> None:
    deadline = TUESDAY - timedelta(hours=1)
    family.now(deadline + timedelta(microseconds=1))
    page = family.answer(family.mia, "cant")
    assert (page.status_code, headline(page)) == (409, "It is too late to cancel here.")
    assert status(family, family.mia) == ("scheduled", "none")
    family.now(deadline)
    assert family.answer(family.mia, "cant").status_code == 303
    assert status(family, family.mia)[0] == "cancelled"


def test_the_deadline_is_hours_not_clock_time_on_a_night_the_clock_changes(app: Flask) -> None:
    # 1:30 AM EDT, then clocks go back at 2:00: the visit at 3:30 AM EST is three hours away, not two.
    visit = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
    family = make_parent_link(app, "Mia", starts_at=visit)
    family.change_rules(deadline_hours=3)
    family.now(datetime(2026, 11, 1, 5, 30, tzinfo=UTC))
    assert "until Sunday at 1:30 AM" in words(family.open())
    assert family.answer(family.mia, "cant").status_code == 303


def test_too_late_to_cancel_tells_the_office_and_keeps_the_visit(family: ParentLink) -> None:
    family.now(TUESDAY - timedelta(minutes=30))
    assert family.send(late=family.leo).status_code == 303
    assert status(family, family.leo) == ("scheduled", "none")
    with work(family.practice_id) as session:
        assert session.scalars(select(Notice)).one().kind == "late"


@pytest.mark.parametrize("confirmed_before", [True, False])
def test_a_late_notice_can_be_taken_back(family: ParentLink, confirmed_before: bool) -> None:
    if confirmed_before:
        family.send(all="coming")
    family.now(TUESDAY - timedelta(minutes=30))
    family.send(late=family.leo)
    assert "Undo: Leo is coming" in words(family.open())
    assert family.answer(family.leo, "coming").status_code == 303
    assert status(family, family.leo) == ("scheduled", "confirmed")
    assert "Leo Coming" in words(family.open())
    with work(family.practice_id) as session:
        assert session.scalars(select(NoticeLine)).one().undone_at is not None


def test_a_late_notice_is_no_way_around_an_open_deadline(family: ParentLink) -> None:
    assert family.send(late=family.leo).status_code == 409
    assert counted(family, Notice) == 0


def test_one_notice_carries_the_most_urgent_of_its_lines(family: ParentLink) -> None:
    family.send(**{f"answer_{family.mia}": "move", f"answer_{family.leo}": "cant"})
    with work(family.practice_id) as session:
        assert session.scalars(select(Notice)).one().kind == "cancelled"
        assert sorted(line.change for line in session.scalars(select(NoticeLine))) == [
            "cancelled",
            "move_requested",
        ]


def test_a_new_time_can_be_asked_for_after_cancelling(family: ParentLink) -> None:
    family.answer(family.leo, "cant")
    assert family.answer(family.leo, "move").status_code == 303
    page = words(family.open())
    assert "We got your request for a new time. We will call you with a new time." in page
    assert "Ask for a new time" not in page


def test_the_other_parent_s_opposite_answer_changes_nothing_and_becomes_a_task(family: ParentLink) -> None:
    bo = family.link_of(family.ids["Bo"])
    family.answer(family.mia, "coming")
    for _ in range(2):
        assert bo.answer(bo.mia, "cant").status_code == 303
    assert status(family, family.mia) == ("scheduled", "confirmed")
    assert headline(bo.open()) == "We got two different answers."
    assert "The office will call to check." in words(bo.open())
    with work(family.practice_id) as session:
        notice = session.scalars(select(Notice)).one()
    assert (notice.kind, notice.contact_id) == ("conflict", bo.contact_id)


def test_a_parent_who_agrees_after_all_ends_the_conflict(family: ParentLink) -> None:
    bo = family.link_of(family.ids["Bo"])
    family.send(all="coming")
    bo.answer(bo.mia, "cant")
    bo.answer(bo.mia, "coming")
    assert headline(bo.open()) == "Thank you. See you on Tuesday."
    assert counted(family, Answer) == 3
    with work(family.practice_id) as session:
        assert session.scalars(select(NoticeLine)).one().undone_at == NOW


def test_a_conflict_is_told_even_where_cancellations_are_not_tracked(family: ParentLink) -> None:
    family.change_rules(track_cancellations=False)
    bo = family.link_of(family.ids["Bo"])
    family.answer(family.mia, "cant")
    bo.answer(bo.mia, "coming")
    assert status(family, family.mia)[0] == "cancelled"
    assert counted(family, Notice) == 1


def test_the_other_parent_who_agrees_is_told_somebody_answered(family: ParentLink) -> None:
    bo = family.link_of(family.ids["Bo"])
    family.send(all="coming")
    assert "Someone else in the family answered this." in words(bo.open())
    assert bo.send(all="coming").status_code == 303
    assert counted(family, Answer) == 2


def test_the_same_parent_may_change_the_answer(family: ParentLink) -> None:
    family.answer(family.mia, "coming")
    family.answer(family.mia, "cant")
    assert status(family, family.mia)[0] == "cancelled"
    family.answer(family.mia, "coming")
    assert status(family, family.mia) == ("scheduled", "confirmed")


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"all": "move"},
        {"all": ""},
        {"answer-x": "coming"},
        {"answer-": "coming"},
        {"undo": "x"},
        {"late": "-1"},
        {"something": "else"},
        {"answer-²": "coming"},
    ],
)
def test_a_form_that_says_nothing_we_know_saves_nothing(family: ParentLink, fields: dict[str, str]) -> None:
    page = family.phone.post(family.path, data=fields)
    assert page.status_code == 422
    assert "Nothing was saved. Please look and answer again." in words(page)
    assert counted(family, Answer) == 0


def test_an_unknown_choice_for_one_child_saves_nothing_for_the_other(family: ParentLink) -> None:
    page = family.send(**{f"answer_{family.mia}": "coming", f"answer_{family.leo}": "maybe"})
    assert page.status_code == 422
    assert status(family, family.mia) == ("scheduled", "none")


def test_two_wishes_for_one_child_are_no_answer(family: ParentLink) -> None:
    assert family.send(**{f"answer_{family.mia}": "coming"}, undo=family.mia).status_code == 422
    assert family.send(**{f"answer_{family.mia}": "coming"}, all="cant").status_code == 422


def test_an_answer_for_a_child_of_another_link_is_refused(app: Flask, family: ParentLink) -> None:
    stranger = make_parent_link(app, "Ada", slug="maple")
    page = family.send(**{f"answer_{family.mia}": "coming", f"answer_{stranger.visits['Ada']}": "cant"})
    assert page.status_code == 422
    assert headline(page) == "We could not use that answer."
    assert status(family, family.mia) == ("scheduled", "none")
    assert stranger.row(stranger.visits["Ada"]).lifecycle == "scheduled"


def test_an_answer_to_a_visit_the_office_cancelled_meanwhile(family: ParentLink) -> None:
    for visit in family.visits.values():
        family.change_visit(visit, lifecycle="cancelled", cancelled_by="staff", cancelled_at=NOW)
    page = family.send(all="coming")
    assert page.status_code == 409
    assert "Cancelled by the office" in words(page)


def test_an_answer_to_a_visit_that_is_over(family: ParentLink) -> None:
    family.now(TUESDAY + timedelta(hours=1))
    assert family.send(all="coming").status_code == 409


def test_the_language_chosen_on_the_page_is_kept_with_the_answer(family: ParentLink) -> None:
    family.open("es")
    assert "Are Mia and Leo still coming?" in family.open().text
    family.send(all="coming", l="es")
    assert headline(family.open()) == "Gracias. Los esperamos el martes."
    with work(family.practice_id) as session:
        contact = session.get_one(Contact, family.contact_id)
    assert (contact.language, contact.staff_fields) == ("es", ["language"])


def test_an_unknown_language_is_ignored(family: ParentLink) -> None:
    assert family.open("fr").status_code == 200
    assert family.send(all="coming", l="fr").status_code == 303
    assert headline(family.open()) == "Thank you. See you on Tuesday."


def test_without_a_known_language_the_practice_s_own_is_used(family: ParentLink) -> None:
    family.change_contact(language=None)
    family.change_practice(fallback_language="es")
    assert headline(family.open()) == "¿Van a venir Mia y Leo?"
