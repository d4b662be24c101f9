"""Texts that come back: kept always, acted on only where nothing is left to guess (I1, D4, D6, H5)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.models import Address, Answer, AppointmentEvent, Contact, FixTask, Message, Notice, NoticeLine, Reply
from app.work import work
from tests.builders.parent_link import TUESDAY
from tests.builders.texting import Texting, make_texting


@pytest.fixture
def siblings(app: Flask) -> Texting:
    return make_texting(app)


@pytest.fixture
def family(app: Flask) -> Texting:
    return make_texting(app, "Mia")


def notices(family: Texting) -> list[tuple[str, str]]:
    with work(family.practice_id) as session:
        rows = session.execute(
            select(Notice.kind, Notice.via)
            .join(NoticeLine, NoticeLine.notice_id == Notice.id)
            .order_by(NoticeLine.id)
        )
        return [(row.kind, row.via) for row in rows]


def kept(family: Texting) -> list[Reply]:
    with work(family.practice_id) as session:
        return list(session.scalars(select(Reply).order_by(Reply.id)))


@pytest.mark.parametrize("words", ["C", "yes", "Sí!", "OK", "👍🏽"])
def test_a_yes_confirms_the_visit_and_is_answered(family: Texting, words: str) -> None:
    reply = family.text(words)
    assert reply is not None
    assert (reply.meaning, reply.needs_staff) == ("confirm", False)
    assert family.status("Mia") == ("scheduled", "confirmed")
    [answer] = family.answers()
    assert answer.startswith("Willow: thank you. Confirmed: Mia, Tue Nov 24, 2:30 PM.")
    assert "937-555-0142" in answer
    with work(family.practice_id) as session:
        assert session.scalars(select(Answer.via)).all() == ["text"]
        assert session.scalars(select(AppointmentEvent.detail)).all() == [{"via": "text"}]


def test_a_yes_of_a_family_with_two_children_confirms_both(siblings: Texting) -> None:
    siblings.text("yes")
    assert siblings.status("Mia") == siblings.status("Leo") == ("scheduled", "confirmed")
    assert "Confirmed: Mia and Leo, Tue Nov 24, 2:30 PM." in siblings.answers()[0]


def test_a_yes_said_twice_is_one_answer_and_says_the_same(family: Texting) -> None:
    family.text("yes")
    family.text("YES")
    first, second = family.answers()
    assert first == second
    with work(family.practice_id) as session:
        assert session.scalar(select(func.count(Answer.id))) == 1


def test_a_no_cancels_and_tells_the_department(family: Texting) -> None:
    family.text("No")
    assert family.status("Mia") == ("cancelled", "none")
    assert notices(family) == [("cancelled", "text")]
    assert "the visit of Mia Tue Nov 24, 2:30 PM is cancelled" in family.answers()[0]


def test_a_no_by_request_leaves_the_visit_and_says_so(family: Texting) -> None:
    family.link.change_rules(cancellation_mode="by_request")
    family.text("x")
    assert family.status("Mia") == ("scheduled", "cancel_requested")
    assert notices(family) == [("cancel_requested", "text")]
    assert "NOT cancelled yet" in family.answers()[0]
    family.text("x")
    assert family.answers()[1] == family.answers()[0]
    assert len(notices(family)) == 1


def test_up_to_the_deadline_a_no_cancels_and_after_it_the_office_is_told(app: Flask) -> None:
    in_time, late = make_texting(app, "Mia"), make_texting(app, "Mia", slug="maple")
    in_time.now = TUESDAY - timedelta(hours=1)
    in_time.text("no")
    assert in_time.status("Mia")[0] == "cancelled"
    late.now = TUESDAY - timedelta(hours=1) + timedelta(microseconds=1)
    late.text("no")
    assert late.status("Mia") == ("scheduled", "none")
    assert notices(late) == [("late", "text")]
    assert "too late to cancel Tue Nov 24, 2:30 PM by text" in late.answers()[0]
    assert "call 937-555-0142 now" in late.answers()[0]


def test_a_late_no_reaches_a_person_even_where_cancellations_are_not_tracked(family: Texting) -> None:
    family.link.change_rules(track_cancellations=False)
    family.now = TUESDAY - timedelta(minutes=20)
    reply = family.text("no")
    assert notices(family) == []
    assert reply is not None
    assert reply.needs_staff


def test_a_no_of_two_children_asks_who_and_changes_nothing(siblings: Texting) -> None:
    siblings.text("no")
    assert siblings.status("Mia") == siblings.status("Leo") == ("scheduled", "none")
    [answer] = siblings.answers()
    assert "who can't come? Text X 1 for Mia or X 2 for Leo." in answer
    assert siblings.app.extensions["deskbell.signer"].url(siblings.link.link_id) in answer


def test_after_one_question_comes_the_link_and_never_a_second_question(siblings: Texting) -> None:
    siblings.text("no")
    siblings.text("n")
    siblings.text("NO")
    question, *rest = siblings.answers()
    assert "?" in question
    assert all("please answer here:" in each and "?" not in each for each in rest)
    assert all(reply.needs_staff for reply in kept(siblings))


def test_x_2_cancels_the_second_child_and_names_who_still_comes(siblings: Texting) -> None:
    siblings.text("X 2")
    assert siblings.status("Leo") == ("cancelled", "none")
    assert siblings.status("Mia") == ("scheduled", "none")
    assert "visit of Leo Tue Nov 24, 2:30 PM is cancelled. Still on: Mia." in siblings.answers()[0]


def test_a_yes_after_x_2_confirms_only_who_was_not_answered_for(siblings: Texting) -> None:
    siblings.text("X 2")
    siblings.text("yes")
    assert siblings.status("Mia") == ("scheduled", "confirmed")
    assert siblings.status("Leo") == ("cancelled", "none")
    siblings.text("yes")
    assert siblings.status("Leo") == ("cancelled", "none")
    assert "please answer here:" in siblings.answers()[-1]


@pytest.mark.parametrize(
    "words", ["2", "1", "thanks", "Gracias!", "yes but we will be late", "ok?", "", "😀"]
)
def test_what_is_no_command_changes_nothing(family: Texting, words: str) -> None:
    family.text(words)
    assert family.status("Mia") == ("scheduled", "none")


def test_words_are_kept_for_the_department_and_acknowledged_once(family: Texting) -> None:
    for words in ("We will be ten minutes late", "sorry!!", "traffic"):
        family.text(words)
    replies = kept(family)
    assert [reply.body for reply in replies] == ["We will be ten minutes late", "sorry!!", "traffic"]
    assert all(reply.needs_staff and reply.contact_id == family.link.contact_id for reply in replies)
    assert {reply.department_id for reply in replies} == {family.link.ids["department"]}
    [answer] = family.answers()
    assert "we got your message and the office will read it" in answer


def test_thanks_needs_nobody_and_gets_no_answer(family: Texting) -> None:
    reply = family.text("Thank you!")
    assert reply is not None
    assert (reply.meaning, reply.needs_staff) == ("thanks", False)
    assert family.answers() == []


def test_two_visits_are_one_question_and_nothing_is_guessed(family: Texting) -> None:
    family.visit("Mia", TUESDAY + timedelta(days=7))
    family.ask("Ana", "Mia 12-01")
    family.text("no")
    assert family.status("Mia") == family.status("Mia 12-01") == ("scheduled", "none")
    assert "which visit do you mean? If it is Tue Nov 24, 2:30 PM, answer here:" in family.answers()[0]


def test_a_yes_means_the_one_visit_that_still_waits_for_an_answer(family: Texting) -> None:
    family.text("yes")
    family.visit("Mia", TUESDAY + timedelta(days=7))
    family.ask("Ana", "Mia 12-01")
    family.text("yes")
    assert family.status("Mia 12-01") == ("scheduled", "confirmed")


def test_a_visit_the_family_was_not_told_of_is_not_answered(family: Texting) -> None:
    family.visit("Mia", TUESDAY + timedelta(days=7))
    family.text("yes")
    assert family.status("Mia 12-01") == ("scheduled", "none")


def test_a_visit_that_moved_since_is_not_confirmed_and_the_new_time_is_told(family: Texting) -> None:
    family.link.move(family.link.mia, TUESDAY + timedelta(days=1), moved_at=family.now)
    family.text("yes")
    assert family.status("Mia") == ("scheduled", "none")
    assert "has a new time: Wed Nov 25, 2:30 PM. Coming?" in family.answers()[0]
    family.deliver()
    family.text("yes")
    assert family.status("Mia") == ("scheduled", "confirmed")


def test_parents_who_disagree_are_a_task_and_the_first_answer_stands(family: Texting) -> None:
    family.ask("Bo", "Mia")
    family.text("yes")
    family.text("no", who="Bo")
    assert family.status("Mia") == ("scheduled", "confirmed")
    assert ("conflict", "text") in notices(family)
    assert "answered differently" in family.answers("Bo")[0]


def test_stop_ends_texts_with_one_confirmation_however_often_it_is_said(family: Texting) -> None:
    for words in ("STOP", "stop", "Opt out", "BAJA"):
        family.text(words)
    address = family.address()
    assert address is not None
    assert address.stopped == ["text"]
    [answer] = family.answers()
    assert "texts stopped. Your visits are NOT cancelled. To cancel: http" in answer
    assert "CANCEL " not in answer.replace("NOT cancelled", "")
    assert family.status("Mia") == ("scheduled", "none")
    assert notices(family) == []


def test_start_brings_texts_back_and_a_new_stop_is_confirmed_again(family: Texting) -> None:
    family.text("STOP")
    family.text("START")
    address = family.address()
    assert address is not None
    assert address.stopped == []
    family.text("STOP")
    stopped, started, again = family.answers()
    assert "you get our texts again" in started
    assert stopped == again


def test_the_confirmation_of_a_stop_goes_out_and_nothing_after_it(family: Texting) -> None:
    family.text("STOP")
    with work(family.practice_id) as session:
        private = Message(
            key="private:x", type="private", contact_id=family.link.contact_id, channel="text",
            address=family.numbers["Ana"], language="en", due_at=family.now, created_at=family.now, body="Hi",
        )  # fmt: skip
        session.add(private)
    family.deliver()
    with work(family.practice_id) as session:
        rows = session.execute(
            select(Message.type, Message.status, Message.reason).order_by(Message.id)
        ).all()
    found = {row.type: (row.status, row.reason) for row in rows}
    assert found["reply"] == ("sent", None)
    assert found["private"] == ("skipped", "opted_out")


def test_after_a_stop_what_they_write_is_done_and_only_help_is_answered(family: Texting) -> None:
    family.text("STOP")
    family.text("yes")
    family.text("Can we come later?")
    assert family.status("Mia") == ("scheduled", "confirmed")
    assert kept(family)[-1].needs_staff
    assert len(family.answers()) == 1
    family.text("HELP")
    stopped, help_ = family.answers()
    assert "texts stopped" in stopped
    assert "Help: call" in help_


def test_the_word_cancel_stops_texts_and_opens_one_task(family: Texting) -> None:
    family.text("CANCEL")
    family.text("cancelar")
    address = family.address()
    assert address is not None
    assert address.stopped == ["text"]
    assert family.status("Mia") == ("scheduled", "none")
    assert notices(family) == [("maybe_cancel", "text")]
    assert len(family.answers()) == 1
    family.deliver()
    with work(family.practice_id) as session:
        alert = session.scalars(select(Message).where(Message.type == "department_notice")).one()
    assert alert.status == "sent"


def test_a_wrong_number_is_blocked_once_told_so_and_a_task(family: Texting) -> None:
    family.text("Wrong number")
    family.deliver()
    with work(family.practice_id) as session:
        address = session.scalars(select(Address).where(Address.value == family.numbers["Ana"])).one()
        task = session.scalars(select(FixTask)).one()
    assert address.suppressed_reason == "wrong_number"
    assert (task.address_id, task.contact_id, task.done_at) == (address.id, family.link.contact_id, None)
    [message] = family.messages()
    assert "We removed this number" in message.body
    assert message.status == "sent"
    family.text("who is this")
    family.deliver()
    assert [each.status for each in family.messages()] == ["sent", "skipped"]
    assert kept(family)[-1].needs_staff


def test_an_unknown_number_is_kept_and_its_stop_is_honoured(family: Texting) -> None:
    reply = family.text("Do you see newborns?", who="19375559999")
    assert reply is not None
    assert (reply.address, reply.contact_id, reply.needs_staff) == ("+19375559999", None, True)
    assert reply.department_id == family.link.ids["department"]
    family.text("stop", who="+19375559999")
    address = family.address("+19375559999")
    assert address is not None
    assert address.stopped == ["text"]
    assert "texts stopped. You get no more texts" in family.answers("+19375559999")[-1]


def test_a_machine_with_a_name_is_kept_and_never_answered(family: Texting) -> None:
    family.text("Your parcel is on its way", who="PARCEL")
    assert kept(family)[0].address == "PARCEL"
    assert family.answers("PARCEL") == []


def test_two_machines_that_answer_each_other_fall_silent(family: Texting) -> None:
    for _ in range(20):
        family.text("HELP")
    assert len(family.answers()) == 6
    assert len(kept(family)) == 20


def test_the_same_report_twice_is_taken_once(family: Texting) -> None:
    assert family.text("no", event_id="vi:one") is not None
    assert family.text("no", event_id="vi:one") is None
    assert len(kept(family)) == 1
    assert len(family.answers()) == 1


def test_a_shared_number_belongs_to_whom_we_wrote_last(family: Texting) -> None:
    with work(family.practice_id) as session:
        shared = session.scalars(select(Address).where(Address.value == family.numbers["Ana"])).one()
    family.numbers["Bo"] = family.numbers["Ana"]
    with work(family.practice_id) as session:
        session.get_one(Contact, family.link.ids["Bo"]).cell_id = shared.id
    family.ask("Bo", "Mia", at=family.now - timedelta(minutes=5))
    reply = family.text("yes")
    assert reply is not None
    assert reply.contact_id == family.link.ids["Bo"]


def test_a_spanish_contact_is_answered_in_spanish(family: Texting) -> None:
    family.link.change_contact(language="es")
    family.text("sí")
    assert "gracias. Confirmado: Mia, mar 24 nov, 2:30 PM." in family.answers()[0]


def test_another_practices_visit_is_out_of_reach(app: Flask) -> None:
    ours, theirs = make_texting(app, "Mia"), make_texting(app, "Mia", slug="maple")
    reply = theirs.text("no", who=ours.numbers["Ana"])
    assert reply is not None
    assert reply.contact_id is None
    assert ours.status("Mia") == theirs.status("Mia") == ("scheduled", "none")


def test_a_start_does_not_lift_what_staff_blocked_and_they_see_it(family: Texting) -> None:
    family.text("wrong number")
    reply = family.text("START")
    family.deliver()
    address = family.address()
    assert reply is not None
    assert reply.needs_staff
    assert address is not None
    assert address.suppressed_at is not None
    assert family.messages()[-1].status == "skipped"


def test_two_stops_at_the_same_moment_are_confirmed_once(app: Flask, family: Texting) -> None:
    gate = Barrier(4)

    def stop(number: int) -> None:
        with app.app_context():
            gate.wait(10)
            family.text("STOP", event_id=f"vi:stop:{number}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(stop, range(4)))
    assert len(kept(family)) == 4
    assert len(family.answers()) == 1
