"""What a text does: it acts only where exactly one open visit matches, and asks one question at most (I1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import AnswerState, Wish
from app.domain.replies import QUESTIONS, Action, OpenChild, OpenVisit, Step, respond
from app.domain.reply_reading import Meaning, Reading, read_reply

ASK, CONFIRMED = AnswerState.ASK, AnswerState.CONFIRMED
CANCELLED, REQUESTED = AnswerState.CANCELLED_BY_PARENT, AnswerState.CANCEL_REQUESTED
IN_TIME = frozenset({Wish.COMING, Wish.CANT, Wish.MOVE})
LATE = frozenset({Wish.COMING, Wish.LATE})


def visit(
    number: int, *states: AnswerState, may: frozenset[Wish] = IN_TIME, moved: bool = False
) -> OpenVisit:
    """Appointments 10, 11 … for visit 1, 20, 21 … for visit 2."""
    children = tuple(OpenChild(number * 10 + place, state, may, moved) for place, state in enumerate(states))
    return OpenVisit(number, children)


def does(text: str, *visits: OpenVisit, asked_before: bool = False) -> Action:
    return respond(read_reply(text), visits, asked_before)


def test_a_yes_answers_the_one_visit_for_all_its_children() -> None:
    assert does("yes", visit(1, ASK, ASK)).wishes == {10: Wish.COMING, 11: Wish.COMING}


def test_a_no_answers_for_a_single_child() -> None:
    assert does("no", visit(1, ASK)).wishes == {10: Wish.CANT}
    assert does("no", visit(1, CONFIRMED)).wishes == {10: Wish.CANT}


def test_a_no_after_the_deadline_tells_the_office() -> None:
    assert does("no", visit(1, ASK, may=LATE)).wishes == {10: Wish.LATE}


@pytest.mark.parametrize("states", [(ASK, ASK), (ASK, CONFIRMED), (CANCELLED, ASK)])
def test_a_no_about_several_children_asks_which(states: tuple[AnswerState, ...]) -> None:
    assert does("no", visit(1, *states)).step is Step.WHICH_CHILD


def test_a_yes_goes_to_the_visit_that_waits_before_one_that_is_answered() -> None:
    action = does("yes", visit(1, CONFIRMED), visit(2, ASK))
    assert (action.step, action.wishes) == (Step.ANSWER, {20: Wish.COMING})


def test_two_visits_that_wait_are_a_question_about_the_next_one() -> None:
    for text in ("yes", "no"):
        action = does(text, visit(1, ASK), visit(2, ASK))
        assert (action.step, action.visit) == (Step.WHICH_VISIT, visit(1, ASK))


def test_a_no_with_one_visit_called_off_and_one_standing_means_the_standing_one() -> None:
    assert does("no", visit(1, CANCELLED), visit(2, CONFIRMED)).wishes == {20: Wish.CANT}


def test_a_yes_after_calling_off_brings_a_single_child_back() -> None:
    assert does("yes", visit(1, CANCELLED)).wishes == {10: Wish.COMING}


def test_a_yes_where_one_child_comes_and_one_was_called_off_gets_the_link() -> None:
    assert does("yes", visit(1, CONFIRMED, CANCELLED)).step is Step.LINK


def test_a_child_is_counted_within_the_one_visit_that_has_so_many() -> None:
    assert does("X 2", visit(1, ASK), visit(2, ASK, ASK)).wishes == {21: Wish.CANT}
    assert does("X 1", visit(1, ASK), visit(2, ASK, ASK)).step is Step.WHICH_VISIT
    assert does("X 3", visit(1, ASK, ASK)).step is Step.LINK


def test_a_visit_that_moved_is_told_and_not_answered() -> None:
    assert does("yes", visit(1, ASK, moved=True)).step is Step.MOVED
    assert does("no", visit(1, ASK, moved=True)).step is Step.MOVED


def test_without_an_open_visit_a_person_reads_it() -> None:
    for text in ("yes", "no", "X 2", "hello"):
        assert does(text).step is Step.READ
    assert does("yes", visit(1, AnswerState.CANCELLED_BY_PRACTICE)).step is Step.READ


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("stop", Step.STOP), ("cancel", Step.STOP_AND_TELL), ("start", Step.START), ("help", Step.HELP),
        ("wrong number", Step.WRONG_NUMBER), ("thanks", Step.NOTHING), ("we are late", Step.READ),
    ],
)  # fmt: skip
def test_other_commands_do_the_same_whatever_is_open(text: str, step: Step) -> None:
    assert does(text).step is does(text, visit(1, ASK), visit(2, ASK)).step is step


_CHILDREN = st.lists(
    st.tuples(st.sampled_from(AnswerState), st.sampled_from([IN_TIME, LATE, frozenset()]), st.booleans()),
    min_size=1, max_size=4,
)  # fmt: skip
_VISITS = st.lists(_CHILDREN, max_size=3).map(
    lambda several: [
        OpenVisit(
            number,
            tuple(OpenChild(number * 10 + place, *each) for place, each in enumerate(children)),
        )
        for number, children in enumerate(several, 1)
    ]
)
_READINGS = st.builds(Reading, st.sampled_from(Meaning), st.integers(1, 5))


@given(_READINGS, _VISITS, st.booleans())
def test_an_answer_is_about_one_visit_and_a_question_is_asked_once(
    reading: Reading, visits: list[OpenVisit], asked_before: bool
) -> None:
    action = respond(reading, visits, asked_before)
    if action.step is Step.ANSWER:
        assert action.visit in visits
        members = {child.appointment_id: child for child in action.visit.children}
        assert action.wishes
        assert all(number in members and not members[number].moved for number in action.wishes)
    else:
        assert not action.wishes
    assert not (asked_before and action.step in QUESTIONS)


@given(_READINGS.filter(lambda each: each.meaning in (Meaning.CANCEL, Meaning.CONFIRM)), _VISITS)
def test_nothing_is_done_where_two_visits_wait(reading: Reading, visits: list[OpenVisit]) -> None:
    waiting = [each for each in visits if any(child.state is ASK for child in each.children)]
    if len(waiting) > 1:
        assert not respond(reading, visits, asked_before=False).wishes
