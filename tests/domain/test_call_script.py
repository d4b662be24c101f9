"""What a phone call says to each key (product I2, D4, D6, D7, H5)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.answers import AnswerState, CancellationMode, Wish
from app.domain.call_moves import Meaning, next_move
from app.domain.call_script import called_back, opening, spoken, voicemail
from app.domain.call_state import EVERYONE, Call, Question
from app.domain.conversations import read_as
from app.domain.languages import Language
from app.domain.timing import RuleType
from app.domain.wording.occasions import Occasion
from app.domain.wording.recordings import LIVE, VOICEMAIL, RecordingKey
from app.domain.wording.voice_script import voice_script
from tests.domain.phone_calls import IN_TIME, TOO_LATE, begin, call_about, child, press, talk_through
from tests.domain.visit_facts import AT_2_45, visit

ENGLISH, SPANISH = Language.ENGLISH, Language.SPANISH
MIA, LEO = child(1, "Mia"), child(2, "Leo")


def test_the_first_words_of_a_call() -> None:
    script = voice_script(RuleType.CONFIRMATION_REQUEST, "es", visit("Mia"))
    said = opening(script, Occasion.ASK, {})
    assert [(each.words, each.language) for each in said] == [
        ("Hola, le llama Willow Pediatrics.", SPANISH),
        ("For English, press 8.", ENGLISH),
        (script.message, SPANISH),
        (script.keys, SPANISH),
    ]


def test_a_recording_takes_the_place_of_the_message_and_the_keys_stay_spoken() -> None:
    script = voice_script(RuleType.CONFIRMATION_REQUEST, "en", visit("Mia"))
    recorded = {
        RecordingKey(Occasion.ASK, ENGLISH, LIVE): "https://x/recordings/1",
        RecordingKey(Occasion.ASK, SPANISH, LIVE): "https://x/recordings/2",
        RecordingKey(Occasion.ASK, ENGLISH, VOICEMAIL): "https://x/recordings/3",
    }
    said = opening(script, Occasion.ASK, recorded)
    assert [each.recording_url for each in said] == ["", "", "https://x/recordings/1", ""]
    assert [each.recording_url for each in voicemail(script, Occasion.ASK, recorded)] == [
        "https://x/recordings/3"
    ]
    assert opening(script, Occasion.REMINDER, recorded)[2].recording_url == ""


def test_one_confirms_every_child() -> None:
    call = call_about(MIA, LEO)
    move, speech = press(call, begin(call), "1")
    assert move.wishes == {1: Wish.COMING, 2: Wish.COMING}
    assert not speech.listens
    assert speech.says[0].words == (
        "Thank you. See you on Tuesday, November 24, at two thirty in the afternoon. Goodbye."
    )


def test_a_family_that_all_comes_is_thanked_in_spanish() -> None:
    assert talk_through(call_about(MIA), "1", SPANISH) == (
        "Gracias. Los esperamos el martes 24 de noviembre a las dos y media de la tarde. Adiós."
    )


def test_cancelling_one_child_of_two_is_asked_twice() -> None:
    call = call_about(MIA, LEO)
    move, speech = press(call, begin(call), "2")
    assert speech.says[0].words == ("If Mia can't come, press 1. Leo, press 2. If nobody can come, press 3.")
    move, speech = press(call, move.state, "2")
    assert move.wishes == {}
    assert speech.says[0].words == (
        "You said Leo can't come. To cancel Leo's visit, press 1. To go back, press 2."
    )
    move, speech = press(call, move.state, "1")
    assert move.wishes == {2: Wish.CANT}
    assert speech.says[0].words == "Done. Mia's visit stays. Leo's visit is cancelled. Goodbye."


def test_one_child_is_asked_about_at_once() -> None:
    call = call_about(MIA)
    assert "You said Mia can't come." in talk_through(call, "2")
    assert talk_through(call, "21") == "Done. Mia's visit is cancelled. Goodbye."


def test_nobody_can_come() -> None:
    call = call_about(MIA, LEO)
    assert talk_through(call, "23") == (
        "You said nobody can come. To cancel the visits, press 1. To go back, press 2."
    )
    assert talk_through(call, "231") == "Done. Mia's visit is cancelled. Leo's visit is cancelled. Goodbye."


def test_going_back_leads_to_the_menu_and_cancels_nothing() -> None:
    call = call_about(MIA, LEO)
    assert "They have visits on Tuesday" in talk_through(call, "222")


def test_by_request_says_that_it_is_not_cancelled_yet() -> None:
    call = call_about(replace(MIA, mode=CancellationMode.BY_REQUEST))
    assert "To ask the office to cancel Mia's visit, press 1." in talk_through(call, "2")
    assert talk_through(call, "21") == (
        "Done. We told the office about Mia. The visit is not cancelled yet. Goodbye."
    )
    assert "La cita todavía no está cancelada." in talk_through(call, "21", SPANISH)


def test_too_late_tells_the_office_and_puts_the_caller_through_while_it_is_open() -> None:
    late = call_about(replace(MIA, may=TOO_LATE))
    assert talk_through(late, "2").startswith("It is too late to cancel Mia's visit by phone menu.")
    move, speech = press(late, press(late, begin(late), "2")[0].state, "1")
    assert move.wishes == {1: Wish.LATE}
    assert "The visit stays on the schedule until we talk. Goodbye." in speech.says[0].words
    assert not speech.connects
    opened = replace(late, office_open=True)
    move, speech = press(opened, press(opened, begin(opened), "2")[0].state, "1")
    assert speech.connects
    assert speech.says[0].words.endswith("I will connect you now. Please stay on the line.")


def test_each_child_keeps_its_own_deadline_and_result() -> None:
    call = call_about(MIA, replace(LEO, may=TOO_LATE))
    assert "You said nobody can come. To tell the office, press 1." in talk_through(call, "23")
    said = talk_through(call, "231")
    assert "Mia's visit is cancelled. It is too late to cancel Leo's visit by phone menu." in said


def test_the_other_parent_answered_differently() -> None:
    call = call_about(replace(MIA, contradicted=True))
    move = next_move(call, begin(call), "1")
    said = spoken(call, move).says[0].words
    assert "Somebody else in the family answered differently for Mia." in said
    assert "confirmed" not in said


def test_what_is_cancelled_already_is_said_and_not_cancelled_again() -> None:
    gone = replace(MIA, state=AnswerState.CANCELLED_BY_PARENT)
    move, speech = press(call_about(gone), begin(call_about(gone)), "2")
    assert move.wishes == {}
    assert speech.says[0].words == "Mia's visit is cancelled. Goodbye."


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (AnswerState.CANCELLED_BY_PRACTICE, "The office cancelled Mia's visit."),
        (AnswerState.PAST, "The time of Mia's visit has passed."),
        (AnswerState.GONE, "Mia's visit is not on our schedule any more."),
    ],
)
def test_what_is_over_is_said_to_any_key(state: AnswerState, said: str) -> None:
    call = call_about(replace(MIA, state=state, may=frozenset()))
    for key in ("1", "2", "3", "8", "7", ""):
        move, speech = press(call, begin(call), key)
        assert move.wishes == {}
        assert speech.says[0].words == f"{said} Goodbye."


def test_a_visit_that_moves_meanwhile_is_told_anew_and_nothing_is_answered() -> None:
    told = call_about(MIA)
    moved = call_about(replace(MIA, version=2))
    move, speech = press(moved, begin(told), "1")
    assert move.wishes == {}
    assert speech.says[0].words == "The visit has just changed."
    assert "There is a visit on Tuesday" in speech.says[1].words
    assert press(moved, move.state, "1")[0].wishes == {1: Wish.COMING}


def test_a_family_that_may_not_see_the_visit_any_more_is_asked_to_call() -> None:
    told, nothing = call_about(MIA), replace(call_about(MIA), children=())
    move, speech = press(nothing, begin(told), "1")
    assert move.wishes == {}
    assert speech.says[0].words == "Please call us at 937-555-0142. Goodbye."


def test_eight_switches_the_language_and_keeps_the_question() -> None:
    call = call_about(MIA, LEO)
    assert talk_through(call, "28") == (
        "Si Mia no puede venir, oprima el 1. Si es Leo, el 2. Si nadie puede venir, oprima el 3."
    )
    assert "If Mia can't come" in talk_through(call, "288")


def test_nine_stops_the_calls_in_so_many_words() -> None:
    assert talk_through(call_about(MIA), "9") == (
        "We will not call this number again. Visits that are booked stay booked. Goodbye."
    )
    assert "Ya no llamaremos" in talk_through(call_about(MIA), "89")


def test_zero_puts_through_or_promises_a_call() -> None:
    call = call_about(MIA)
    _, closed = press(call, begin(call), "0")
    assert (closed.connects, closed.says[0].words) == (
        False,
        "The office is closed now. We will call you back. Goodbye.",
    )
    _, opened = press(replace(call, office_open=True), begin(call), "0")
    assert opened.connects
    _, without = press(replace(call, office_open=True, office_phone=""), begin(call), "0")
    assert not without.connects


def test_a_wrong_key_is_named_and_the_question_repeated_twice_before_goodbye() -> None:
    call = call_about(MIA)
    assert talk_through(call, "7").startswith("Sorry, that key does nothing here.")
    assert talk_through(call, "77").startswith("Sorry, that key does nothing here.")
    assert talk_through(call, "777").endswith("You can call us at 937-555-0142. Goodbye.")


def test_silence_hears_the_question_twice_more_and_a_key_in_between_counts_anew() -> None:
    call = call_about(MIA)
    state = begin(call)
    for keys in ("", "", "3", "", ""):
        move, speech = press(call, state, keys)
        assert speech.listens
        state = move.state
    assert not press(call, state, "")[1].listens


def test_children_of_one_name_are_told_apart_by_their_time() -> None:
    call = call_about(MIA, replace(MIA, appointment_id=2, starts_local=AT_2_45))
    assert "If Mia at two thirty in the afternoon can't come, press 1." in talk_through(call, "2")


def test_children_without_names_are_numbered() -> None:
    call = call_about(replace(MIA, name=""), LEO)
    assert talk_through(call, "2").startswith(
        "If child number 1 can't come, press 1. Child number 2, press 2."
    )
    assert (
        talk_through(call_about(replace(MIA, name=" ")), "21")
        == "Done. Your child's visit is cancelled. Goodbye."
    )


def test_more_children_than_keys_are_talked_about() -> None:
    many = call_about(*(child(number, f"Child {number}") for number in range(1, 8)))
    assert "We will call you back" in talk_through(many, "2")


@pytest.mark.parametrize("kind", [RuleType.RECALL, RuleType.MISSED, RuleType.CANCELLED_BY_PRACTICE])
def test_a_call_that_asks_nothing_takes_no_answer(kind: RuleType) -> None:
    call = Call(kind, visit("Mia"))
    for key in ("1", "2"):
        move, speech = press(call, begin(call), key)
        assert move.wishes == {}
        assert speech.says[0].words == "Sorry, that key does nothing here."
    assert talk_through(call, "9").startswith("We will not call this number again.")


def test_who_calls_back_hears_both_languages() -> None:
    speech = called_back(visit("Mia"), connects=True)
    assert speech.connects
    assert [each.language for each in speech.says] == [ENGLISH, SPANISH]
    assert all("Willow Pediatrics" in each.words and "Mia" not in each.words for each in speech.says)
    assert all("937-555-0142" in each.words for each in called_back(visit("Mia"), connects=False).says)


def test_the_second_question_is_about_one_child_or_everyone() -> None:
    call = call_about(MIA, LEO)
    who = press(call, begin(call), "2")[0].state
    assert who.question is Question.WHO
    assert press(call, who, "1")[0].state.chosen == 1
    assert press(call, who, "3")[0].state.chosen == EVERYONE
    assert MIA.may == IN_TIME


def test_staff_read_what_each_key_meant() -> None:
    said = {each: read_as(each) for each in Meaning if each is not Meaning.SILENCE}
    assert all(said.values())
    assert len(set(said.values())) == len(said)
