"""The Global Settings as sentences."""

from __future__ import annotations

from datetime import time

import pytest

from app.domain.answers import CancellationMode
from app.domain.delivery_rules import DeliveryRules
from app.domain.delivery_sentences import day_words, sentences
from app.domain.siblings import SiblingMode


def test_the_defaults_of_a_new_practice_read_well() -> None:
    said = sentences(DeliveryRules(), "Front Desk")
    assert said.window == "Messages go out 8:00 AM to 8:00 PM, every day, in each office's own time."
    assert said.cancelling == "When a parent cancels, the visit is cancelled on the schedule at once."
    assert said.tracking.startswith("Front Desk is told at once of every cancellation")
    assert said.deadline == "A parent with a 2:30 PM visit can cancel until 1:30 PM."
    assert "same day at the same time" in said.siblings


def test_the_same_time_twice_is_all_day_and_says_so() -> None:
    rules = DeliveryRules(window_from=time(8), window_to=time(8), days=frozenset({0, 1, 2, 3, 4}))
    window = sentences(rules, "").window
    assert window == "From and To are the same: messages go out at any hour, Monday to Friday."


def test_a_request_and_no_tracking_are_said() -> None:
    rules = DeliveryRules(cancellation_mode=CancellationMode.BY_REQUEST, track_cancellations=False)
    said = sentences(rules, "")
    assert "only a request" in said.cancelling
    assert said.tracking == "No department is told about cancellations. Staff see them on Today only."


@pytest.mark.parametrize("mode", SiblingMode)
def test_each_way_to_combine_siblings_has_a_sentence_of_its_own(mode: SiblingMode) -> None:
    others = {
        sentences(DeliveryRules(sibling_mode=each), "").siblings for each in SiblingMode if each is not mode
    }
    assert sentences(DeliveryRules(sibling_mode=mode), "").siblings not in others


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (range(7), "every day"),
        ({0}, "Monday"),
        ({5, 6}, "Saturday and Sunday"),
        ({4, 0, 1, 2, 3}, "Monday to Friday"),
        ({0, 2, 4}, "Monday, Wednesday and Friday"),
    ],
)
def test_days_are_said_as_people_say_them(days, words: str) -> None:
    assert day_words(days) == words
