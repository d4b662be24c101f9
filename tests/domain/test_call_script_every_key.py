"""Every state of a call meets every key, and every call ends (product I2)."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from app.domain.answers import AnswerState, CancellationMode, Wish
from app.domain.call_moves import MOST_TURNS, next_move
from app.domain.call_script import spoken
from app.domain.call_state import EVERYONE, Call, CallState, Question, unpacked
from app.domain.languages import Language
from app.domain.timing import RuleType
from tests.domain.phone_calls import TOO_LATE, answered, begin, call_about, child
from tests.domain.visit_facts import visit

KEYS = (*"0123456789", "*", "#", "", "12")
_ENDED = frozenset({Wish.COMING, Wish.UNDO})

CALLS = {
    "one": call_about(child(1, "Mia")),
    "two": call_about(child(1, "Mia"), child(2, "Leo")),
    "six": call_about(*(child(number, f"Child {number}") for number in range(1, 7))),
    "seven": call_about(*(child(number, f"Child {number}") for number in range(1, 8))),
    "one late": call_about(child(1, "Mia"), child(2, "Leo", may=TOO_LATE), office_open=True),
    "by request": call_about(child(1, "Mia", mode=CancellationMode.BY_REQUEST), child(2, "Leo")),
    "one cancelled": call_about(
        child(1, "Mia", state=AnswerState.CANCELLED_BY_PARENT, may=_ENDED), child(2, "Leo")
    ),
    "one over": call_about(
        child(1, "Mia", state=AnswerState.CANCELLED_BY_PRACTICE, may=frozenset({Wish.MOVE})), child(2, "Leo")
    ),
    "contradicted": call_about(child(1, "Mia", contradicted=True), child(2, "Leo")),
    "nobody left": replace(call_about(child(1, "Mia")), children=()),
    "recall": Call(RuleType.RECALL, visit("Mia")),
}


@pytest.mark.parametrize("name", CALLS)
def test_every_state_answers_every_key_in_its_language(name: str) -> None:
    call = CALLS[name]
    chosen = (EVERYONE, *(each.appointment_id for each in call.children))
    for language, question, who, keys in itertools.product(Language, Question, chosen, KEYS):
        state = replace(begin(call, language), question=question, chosen=who)
        if name == "nobody left":
            state = replace(state, versions=(1,))
        move = next_move(call, state, keys)
        speech = spoken(answered(call, move.wishes), move)
        assert all(each.words.strip() for each in speech.says)
        assert all("{" not in each.words for each in speech.says)
        assert all(each.language is move.state.language for each in speech.says)
        assert not (speech.listens and speech.connects)
        assert set(move.wishes) <= {each.appointment_id for each in call.children}


@pytest.mark.parametrize("name", CALLS)
def test_nothing_is_cancelled_by_a_single_key(name: str) -> None:
    call = CALLS[name]
    for keys in KEYS:
        wishes = next_move(call, begin(call), keys).wishes
        assert set(wishes.values()) <= {Wish.COMING}


@pytest.mark.parametrize("keys", KEYS)
def test_whoever_keeps_pressing_a_key_comes_to_an_end(keys: str) -> None:
    for call in CALLS.values():
        state, turns = begin(call), 0
        while True:
            move = next_move(call, state, keys)
            if not spoken(answered(call, move.wishes), move).listens:
                break
            state, turns = move.state, turns + 1
            assert turns <= MOST_TURNS


def test_a_state_travels_as_a_short_list() -> None:
    state = CallState(42, Language.SPANISH, (3, 1), Question.SURE, 7, 1, 5)
    assert unpacked(state.packed()) == state
    with pytest.raises(ValueError, match="values to unpack"):
        unpacked([1, "en"])
