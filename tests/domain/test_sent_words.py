"""How messages that were sent are counted, and the columns of their history."""

from __future__ import annotations

from app.domain.outcomes import MessageStatus
from app.domain.preferences import ContactMode
from app.domain.sent_words import (
    COLUMNS,
    MODES,
    USUAL_COLUMNS,
    Column,
    Outcome,
    chosen_columns,
    columns_by_place,
    outcome_of,
    statuses_of,
)


def test_every_status_counts_once() -> None:
    counted = [status for outcome in Outcome for status in statuses_of(outcome)]
    assert sorted(counted) == sorted(MessageStatus)


def test_what_goes_out_once_more_has_no_report_yet() -> None:
    assert outcome_of("queued") is Outcome.NO_REPORT
    assert outcome_of("unknown") is Outcome.NO_REPORT
    assert outcome_of("sent") is Outcome.NO_REPORT


def test_a_try_that_failed_and_was_given_up_did_not_arrive() -> None:
    assert outcome_of("expired") is Outcome.NOT_DELIVERED
    assert outcome_of("bounced") is Outcome.NOT_DELIVERED


def test_every_mode_and_column_has_words() -> None:
    assert set(MODES) == set(ContactMode)
    assert set(COLUMNS) == set(Column)


def test_chosen_columns_keep_their_order_and_forget_what_is_gone() -> None:
    assert chosen_columns(["mode", "gone", "when", "mode"]) == (Column.MODE, Column.WHEN)
    assert chosen_columns([]) == USUAL_COLUMNS
    assert chosen_columns(["gone"]) == USUAL_COLUMNS


def test_columns_stand_in_the_order_of_their_places_and_equal_places_as_they_came() -> None:
    typed = [("when", 2), ("contact", 1), ("text", None), ("mode", 2)]
    assert columns_by_place(typed) == (Column.CONTACT, Column.WHEN, Column.MODE)
