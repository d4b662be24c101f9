"""Answers by phone do what the same answers on the page would do (product I2, D4, D6, D7, H5)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.actions.keep_key import KeyPressed
from app.actions.press_key import press_key
from app.models import (
    Address,
    Answer,
    AppointmentEvent,
    Contact,
    Department,
    Holiday,
    Link,
    Location,
    Message,
    MessageLine,
    MessagePatient,
    Notice,
    Reply,
    RoutingRule,
)
from app.queries.event_steps import event_steps
from app.work import work, work_everywhere
from tests.builders.clinic import NOW, Clinic
from tests.builders.greetings import recall_rule
from tests.builders.parent_link import TUESDAY
from tests.builders.phone_call import PhoneCall, call_to, make_phone_call, opening_of

OFFICE_HOURS = TUESDAY - timedelta(days=1)
"""Monday, 2:30 PM."""


@pytest.fixture
def call(app: Flask) -> Iterator[PhoneCall]:
    return make_phone_call(app)


def count(call: PhoneCall, model: type) -> int:
    with work(call.family.practice_id) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def notices(call: PhoneCall) -> list[tuple[str, str]]:
    with work(call.family.practice_id) as session:
        return [(row.kind, row.via) for row in session.scalars(select(Notice).order_by(Notice.id))]


def test_the_call_opens_with_the_menu(call: PhoneCall) -> None:
    assert call.said == (
        "Hello, this is Willow Pediatrics. Para español, oprima el 8. "
        "This is for the parent of Mia and Leo. "
        "They have visits on Tuesday, November 24, at two thirty in the afternoon. "
        "If both are coming, press 1. If someone can't come, press 2. "
        "To hear this again, press 3. To talk to us, press 0. To stop these calls, press 9."
    )
    assert [each.words for each in call.turn.voicemail] == [
        (
            "Hello, this is Willow Pediatrics. We have a message about a visit on Tuesday, November 24. "
            "Please call 937-555-0142."
        )
    ]


def test_one_confirms_all_children_and_the_story_says_by_phone(call: PhoneCall) -> None:
    assert call.press("1").startswith("Thank you. See you on Tuesday, November 24")
    assert call.turn.keys_url == ""
    assert (call.stands("Mia"), call.stands("Leo")) == (("scheduled", "confirmed"),) * 2
    with work(call.family.practice_id) as session:
        events = session.scalars(select(AppointmentEvent)).all()
        assert {(each.kind, each.detail["via"]) for each in events} == {("confirmed", "phone")}
        assert set(session.scalars(select(Answer.via))) == {"phone"}
    assert "Ana Ramos answered: coming With the keys of a phone, in a call of ours." in story(call)
    assert call.replies() == [("1", "coming", False)]
    assert notices(call) == []


def test_one_of_two_children_is_cancelled_and_the_department_hears_of_it(call: PhoneCall) -> None:
    call.press("2")
    call.press("2")
    assert call.stands("Leo") == ("scheduled", "none")
    assert call.press("1") == "Done. Mia's visit stays. Leo's visit is cancelled. Goodbye."
    assert call.stands("Mia") == ("scheduled", "none")
    assert call.stands("Leo") == ("cancelled", "none")
    assert notices(call) == [("cancelled", "phone")]


def test_a_report_that_comes_twice_says_the_same_and_does_it_once(call: PhoneCall) -> None:
    call.press("2")
    call.press("2")
    state, pressed = call.state, KeyPressed("1", "vk:again", NOW)
    first = call.turn_after(state, pressed)
    again = call.turn_after(state, pressed)
    assert first == again
    assert count(call, Answer) == 1
    assert count(call, Notice) == 1
    assert count(call, Reply) == 3


def test_the_same_report_at_the_same_moment_is_one_answer(app: Flask, call: PhoneCall) -> None:
    call.press("2")
    call.press("3")
    state, gate = call.state, Barrier(3)

    def report() -> str:
        with app.app_context():
            gate.wait(10)
            turn = call.turn_after(state, KeyPressed("1", "vk:at-once", NOW))
            return turn.says[0].words

    with ThreadPoolExecutor(3) as threads:
        said = list(threads.map(lambda _: report(), range(3)))
    assert set(said) == {"Done. Mia's visit is cancelled. Leo's visit is cancelled. Goodbye."}
    assert count(call, Answer) == 2
    assert count(call, Notice) == 1


def test_by_request_asks_the_office(call: PhoneCall) -> None:
    call.family.change_rules(cancellation_mode="by_request")
    call.press("2")
    assert "To ask the office to cancel Leo's visit, press 1." in call.press("2")
    assert "We told the office about Leo. The visit is not cancelled yet." in call.press("1")
    assert call.stands("Leo") == ("scheduled", "cancel_requested")
    assert notices(call) == [("cancel_requested", "phone")]
    assert call.replies()[-1] == ("1", "sure", False)


def test_what_nobody_is_told_of_by_notice_waits_in_the_conversation(call: PhoneCall) -> None:
    call.family.change_rules(cancellation_mode="by_request", track_cancellations=False)
    for key in "231":
        call.press(key)
    assert notices(call) == []
    assert call.replies()[-1] == ("1", "sure", True)


def test_the_deadline_is_judged_when_the_key_arrives(app: Flask) -> None:
    call = make_phone_call(app, "Mia")
    call.now = TUESDAY - timedelta(hours=1)
    assert call.press("2").startswith("You said Mia can't come.")
    call.now += timedelta(seconds=1)
    said = call.press("1")
    assert "It is too late to cancel Mia's visit by phone menu. We told the office." in said
    assert call.stands("Mia") == ("scheduled", "none")
    assert notices(call) == [("late", "phone")]


def test_who_is_too_late_talks_to_the_office_while_it_is_open(app: Flask) -> None:
    call = make_phone_call(app, "Mia")
    call.now = TUESDAY - timedelta(minutes=30)
    call.press("2")
    call.press("1")
    assert call.turn.connect_to == "+19375550142"
    assert call.turn.keys_url == ""


def test_two_parents_who_disagree_are_a_task_for_the_office(app: Flask, call: PhoneCall) -> None:
    call.press("1")
    father = call_to(app, call.family, "Bo")
    father.press("2")
    father.press("1")
    said = father.press("1")
    assert "Somebody else in the family answered differently for Mia." in said
    assert call.stands("Mia") == ("scheduled", "confirmed")
    assert notices(call) == [("conflict", "phone")]


def test_a_second_parent_who_agrees_is_thanked(app: Flask, call: PhoneCall) -> None:
    call.press("1")
    father = call_to(app, call.family, "Bo")
    assert father.press("1").startswith("Thank you.")
    assert count(call, Answer) == 2


def test_a_visit_that_moves_while_the_call_goes_on_is_told_anew(call: PhoneCall) -> None:
    call.family.move(call.family.mia, TUESDAY + timedelta(hours=1))
    said = call.press("1")
    assert said.startswith("The visit has just changed.")
    assert "starting at two thirty in the afternoon" in said
    assert call.stands("Mia") == ("scheduled", "none")
    call.press("1")
    assert call.stands("Mia") == ("scheduled", "confirmed")


def test_a_revoked_link_answers_nothing(call: PhoneCall) -> None:
    with work(call.family.practice_id) as session:
        session.get_one(Link, call.family.link_id).revoked_at = NOW
    turn = call.turn_after(call.state, KeyPressed("1", "vk:revoked", NOW))
    assert turn.says[0].words == "Please call us at 937-555-0142. Goodbye."
    assert count(call, Answer) == 0


def story(call: PhoneCall) -> str:
    """What the visit's page tells of Mia's visit."""
    with work(call.family.practice_id) as session:
        return " ".join(f"{each.title} {each.detail}" for each in event_steps(session, call.family.mia))


def test_nine_stops_the_calls_to_this_number_and_nothing_else(call: PhoneCall) -> None:
    assert call.press("9").startswith("We will not call this number again.")
    with work(call.family.practice_id) as session:
        stopped = session.scalars(select(Address.stopped).where(Address.value == "+19375550177")).one()
    assert stopped == ["voice"]
    assert "Ana Ramos wants no more calls." in story(call)
    assert call.stands("Mia") == ("scheduled", "none")


def test_zero_at_night_is_a_task_and_by_day_a_conversation(call: PhoneCall) -> None:
    state = call.state
    assert call.press("0") == "The office is closed now. We will call you back. Goodbye."
    assert call.replies() == [("0", "talk", True)]
    assert "wants to talk to us. We promised to call back." in story(call)
    call.now = OFFICE_HOURS
    by_day = replace(call)
    by_day.turn = by_day.turn_after(state, KeyPressed("0", "vk:day", OFFICE_HOURS))
    assert by_day.turn.connect_to == "+19375550142"
    assert call.replies()[-1] == ("0", "talk", False)


def test_a_place_with_its_own_number_is_called_itself(call: PhoneCall) -> None:
    call.now = OFFICE_HOURS
    with work(call.family.practice_id) as session:
        session.execute(update(Location).values(phone="(937) 555-0199"))
    call.press("0")
    assert call.turn.connect_to == "+19375550199"


def test_a_holiday_is_a_closed_day(call: PhoneCall) -> None:
    call.now = OFFICE_HOURS
    with work(call.family.practice_id) as session:
        session.add(Holiday(day=OFFICE_HOURS.date(), name="Closed"))
    assert "closed now" in call.press("0")


def test_eight_speaks_spanish_from_now_on(call: PhoneCall) -> None:
    assert "Tienen citas el martes 24 de noviembre" in call.press("8")
    with work(call.family.practice_id) as session:
        assert session.get_one(Contact, call.family.contact_id).language == "es"
    assert call.press("1").startswith("Gracias.")


def test_silence_is_not_written_down(call: PhoneCall) -> None:
    call.press("")
    assert call.replies() == []
    assert call.turn.keys_url


def test_a_call_that_asks_nothing_takes_no_answer(app: Flask) -> None:
    call = make_phone_call(app, kind="missed_appointment")
    assert "Sorry, that key does nothing here." in call.press("1")
    assert "We missed you at the visits on Tuesday" in call.press("3")
    assert count(call, Answer) == 0


def test_only_what_was_told_is_answered(app: Flask, call: PhoneCall) -> None:
    with work(call.family.practice_id) as session:
        line = select(MessageLine).where(MessageLine.appointment_id == call.family.leo)
        session.delete(session.scalars(line).one())
    alone = call_again(app, call)
    alone.press("1")
    assert call.stands("Mia") == ("scheduled", "confirmed")
    assert call.stands("Leo") == ("scheduled", "none")


def call_again(app: Flask, call: PhoneCall) -> PhoneCall:
    with work(call.family.practice_id) as session:
        message = session.get_one(Message, call.message_id)
        return replace(call, turn=opening_of(app, session, message))


@pytest.mark.parametrize("signed", ["", "nonsense", "WzEsImVuIl0.forged"])
def test_a_state_that_we_did_not_sign_does_nothing(app: Flask, call: PhoneCall, signed: str) -> None:
    calls = app.extensions["deskbell.calls"]
    with work_everywhere() as session:
        assert press_key(session, NOW, calls, signed, KeyPressed("1", "vk:1", NOW)) is None
    assert count(call, Reply) == 0


def test_another_practice_cannot_go_on_with_the_call(app: Flask, call: PhoneCall) -> None:
    other = make_phone_call(app, slug="oak")
    calls = app.extensions["deskbell.calls"]
    with work(other.family.practice_id) as session:
        assert press_key(session, NOW, calls, call.state, KeyPressed("1", "vk:2", NOW)) is None
    assert count(call, Answer) == 0


def test_a_key_goes_where_a_notice_about_the_visit_would_go(call: PhoneCall) -> None:
    with work(call.family.practice_id) as session:
        nurses = Department(name="Nurses", email="nurses@willow.example")
        session.add(nurses)
        session.flush()
        session.add(RoutingRule(position=1, department_id=nurses.id, visit_types=["Check-up"]))
    call.press("0")
    with work(call.family.practice_id) as session:
        assert session.scalars(select(Reply.department_id)).one() == nurses.id


def test_a_recall_names_the_child_and_no_visit(app: Flask, call: PhoneCall) -> None:
    with work(call.family.practice_id) as session:
        clinic = Clinic(session, call.family.practice_id, 0, 0, 0, 0)
        rule = recall_rule(clinic)
        mother = session.get_one(Contact, call.family.contact_id)
        message = clinic.message(rule, mother, channel="voice", address="+19375550177")
        told = {"rule_id": rule.id, "contact_id": mother.id, "occasion_on": NOW.date(), "try_number": 1}
        clinic.add(MessagePatient(message_id=message.id, patient_id=call.family.ids["Mia"], **told))
        recall = replace(call, message_id=message.id, turn=opening_of(app, session, message))
    assert "This is for the parent of Mia. It is time for a check-up." in recall.said
    assert "This is for the parent of Mia. It is time for a check-up." in recall.press("3")
    assert "Sorry, that key does nothing here." in recall.press("1")
    assert recall.press("0") == "The office is closed now. We will call you back. Goodbye."
    assert recall.replies()[-1] == ("0", "talk", True)


def test_a_message_that_no_rule_sent_asks_for_nothing(app: Flask, call: PhoneCall) -> None:
    state = call.state
    with work(call.family.practice_id) as session:
        session.get_one(Message, call.message_id).rule_id = None
    calls = app.extensions["deskbell.calls"]
    with work_everywhere() as session:
        assert press_key(session, NOW, calls, state, KeyPressed("1", "vk:none", NOW)) is None
    assert count(call, Answer) == 0
