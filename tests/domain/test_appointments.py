"""Two axes, one word for staff (product B3); what a new version changed (B4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.appointments import Confirmation, Lifecycle, Status, has_new_time, status_of
from app.domain.status_map import read_status
from tests.domain.families import appointment


@pytest.mark.parametrize(
    ("lifecycle", "confirmation", "words"),
    [
        (Lifecycle.SCHEDULED, Confirmation.NONE, "Scheduled"),
        (Lifecycle.SCHEDULED, Confirmation.CONFIRMED, "Confirmed"),
        (Lifecycle.SCHEDULED, Confirmation.CANCEL_REQUESTED, "Asked to cancel"),
        (Lifecycle.SCHEDULED, Confirmation.OUT_OF_REACH, "Out of reach"),
        (Lifecycle.ARRIVED, Confirmation.CONFIRMED, "Arrived"),
        (Lifecycle.COMPLETED, Confirmation.CONFIRMED, "Completed"),
        (Lifecycle.CANCELLED, Confirmation.CONFIRMED, "Cancelled"),
        (Lifecycle.NO_SHOW, Confirmation.NONE, "No show"),
        (Lifecycle.RESCHEDULED, Confirmation.NONE, "Rescheduled"),
        (Lifecycle.ENTERED_IN_ERROR, Confirmation.CANCEL_REQUESTED, "Entered in error"),
    ],
)
def test_staff_read_the_pair_as_one_word(
    lifecycle: Lifecycle, confirmation: Confirmation, words: str
) -> None:
    assert appointment(lifecycle=lifecycle, confirmation=confirmation).status.words == words


def test_a_version_has_a_new_time_only_if_there_was_another_before() -> None:
    start = appointment().starts_at
    assert has_new_time(start - timedelta(minutes=1), start)
    assert has_new_time(start + timedelta(minutes=1), start)
    assert not has_new_time(start, start)
    assert not has_new_time(None, start)


def test_every_pair_has_a_word_and_every_word_a_pair() -> None:
    assert {status_of(life, said) for life in Lifecycle for said in Confirmation} == set(Status)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("Scheduled", Status.SCHEDULED),
        ("CONFIRMED", Status.CONFIRMED),
        ("  Out  of Reach ", Status.OUT_OF_REACH),
        ("out_of_reach", Status.OUT_OF_REACH),
        ("No-Show", Status.NO_SHOW),
        ("noshow", Status.NO_SHOW),
        ("canceled", Status.CANCELLED),
        ("Cancelled", Status.CANCELLED),
        ("Completed", Status.COMPLETED),
    ],
)
def test_common_status_words_are_known_however_they_are_written(words: str, status: Status) -> None:
    pair = read_status(words)
    assert pair is not None
    assert status_of(*pair) is status


@pytest.mark.parametrize("words", ["Teleported", "", "schedule"])
def test_a_status_nobody_mapped_has_no_meaning(words: str) -> None:
    assert read_status(words) is None


def test_a_sources_own_words_go_before_the_common_ones() -> None:
    own = {"On Hold": (Lifecycle.SCHEDULED, Confirmation.OUT_OF_REACH)}
    own["Completed"] = (Lifecycle.ARRIVED, Confirmation.NONE)
    assert read_status("ON-HOLD", own) == (Lifecycle.SCHEDULED, Confirmation.OUT_OF_REACH)
    assert read_status("completed", own) == (Lifecycle.ARRIVED, Confirmation.NONE)
    assert read_status("scheduled", own) == (Lifecycle.SCHEDULED, Confirmation.NONE)
