"""What a message of the schedule does to an appointment we have (product B1, B3, B4, B6, B7)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.appointments import Appointment, CancelledBy, Confirmation, Lifecycle
from app.domain.schedule_changes import Cleared, Incoming, LastWord, Merge, MergeKind, merge_feed
from app.domain.status_map import Pair
from tests.domain.families import START, appointment, examples, here

NOW = here("2026-11-20 09:00")
LAST = here("2026-11-19 09:00")
NEWER = LAST + timedelta(seconds=1)
HOUR = timedelta(hours=1)

BOOKED: Pair = (Lifecycle.SCHEDULED, Confirmation.NONE)
CONFIRMED: Pair = (Lifecycle.SCHEDULED, Confirmation.CONFIRMED)
CANCELLED: Pair = (Lifecycle.CANCELLED, Confirmation.NONE)
ARRIVED: Pair = (Lifecycle.ARRIVED, Confirmation.NONE)
COMPLETED: Pair = (Lifecycle.COMPLETED, Confirmation.NONE)


def gone(who: CancelledBy) -> Appointment:
    return appointment(lifecycle=Lifecycle.CANCELLED, cancelled_at=LAST, cancelled_by=who)


def merge(
    current: Appointment, last: Pair = BOOKED, last_at: datetime | None = LAST, **incoming: Any
) -> Merge:
    return merge_feed(current, Incoming(**incoming), LastWord(last_at, last), NOW)


def unchanged(current: Appointment) -> Merge:
    return Merge(MergeKind.UNCHANGED, current)


def test_nothing_given_changes_nothing() -> None:
    assert merge(appointment()) == unchanged(appointment())


def test_the_same_row_again_changes_nothing() -> None:
    visit = appointment()
    again = merge(
        visit,
        starts_at=visit.starts_at,
        minutes=20,
        provider_id=5,
        location_id=3,
        zone=visit.zone,
        visit_type="Well visit",
        status=BOOKED,
    )
    assert again == unchanged(visit)


@pytest.mark.parametrize(
    ("incoming", "after"),
    [
        ({"minutes": 40}, {"minutes": 40}),
        ({"visit_type": ""}, {"visit_type": ""}),
        ({"visit_type": "Vaccine", "minutes": 10}, {"visit_type": "Vaccine", "minutes": 10}),
    ],
)
def test_what_is_not_time_place_or_provider_keeps_the_version(
    incoming: dict[str, Any], after: dict[str, Any]
) -> None:
    assert merge(appointment(), **incoming) == Merge(MergeKind.UPDATED, appointment(**after))


@pytest.mark.parametrize(
    ("incoming", "after"),
    [
        ({"starts_at": START + timedelta(minutes=1)}, {"starts_at": START + timedelta(minutes=1)}),
        ({"starts_at": START - HOUR}, {"starts_at": START - HOUR}),
        ({"provider_id": 6}, {"provider_id": 6}),
        ({"provider_id": Cleared.CLEARED}, {"provider_id": None}),
        ({"location_id": 4, "zone": "Etc/UTC"}, {"location_id": 4, "zone": "Etc/UTC"}),
    ],
)
def test_a_new_time_place_or_provider_is_a_new_version_nobody_has_answered(
    incoming: dict[str, Any], after: dict[str, Any]
) -> None:
    answered = appointment(confirmation=Confirmation.CONFIRMED, quiet=True)
    found = merge(answered, status=BOOKED, **incoming)
    assert found == Merge(
        MergeKind.UPDATED, appointment(version=2, version_at=NOW, quiet=False, **after), moved=True
    )


def test_a_few_seconds_are_the_same_start() -> None:
    assert merge(appointment(), starts_at=START + timedelta(seconds=59)) == unchanged(appointment())
    assert merge(appointment(), starts_at=START - timedelta(seconds=59)) == unchanged(appointment())


def test_a_move_within_a_first_import_stays_quiet() -> None:
    found = merge(appointment(), starts_at=START + HOUR, first_import=True)
    assert (found.appointment.version, found.appointment.quiet) == (2, True)


def test_a_moved_visit_that_the_schedule_newly_calls_confirmed_is_confirmed() -> None:
    found = merge(appointment(), starts_at=START + HOUR, status=CONFIRMED)
    assert found.appointment.confirmation is Confirmation.CONFIRMED
    again = merge(appointment(), last=CONFIRMED, starts_at=START + HOUR, status=CONFIRMED)
    assert again.appointment.confirmation is Confirmation.NONE


# --- Statuses ---


@pytest.mark.parametrize("answered", [Confirmation.CONFIRMED, Confirmation.CANCEL_REQUESTED])
@pytest.mark.parametrize("last", [BOOKED, CONFIRMED, ARRIVED])
def test_a_booked_of_the_schedule_does_not_undo_what_the_family_said(
    answered: Confirmation, last: Pair
) -> None:
    visit = appointment(confirmation=answered)
    assert merge(visit, last=last, status=BOOKED, source_time=NEWER) == unchanged(visit)


def test_a_repeated_confirmed_does_not_undo_a_later_request_to_cancel_but_a_new_one_does() -> None:
    visit = appointment(confirmation=Confirmation.CANCEL_REQUESTED)
    assert merge(visit, last=CONFIRMED, status=CONFIRMED) == unchanged(visit)
    kept = merge(visit, last=BOOKED, status=CONFIRMED)
    assert kept.appointment.confirmation is Confirmation.CONFIRMED


def test_booked_again_after_out_of_reach_is_unanswered() -> None:
    out = (Lifecycle.SCHEDULED, Confirmation.OUT_OF_REACH)
    found = merge(appointment(confirmation=Confirmation.OUT_OF_REACH), last=out, status=BOOKED)
    assert found.appointment.confirmation is Confirmation.NONE


def test_a_status_nobody_mapped_blocks_and_a_known_one_frees() -> None:
    found = merge(appointment(), unmapped=True)
    assert found == Merge(MergeKind.UPDATED, appointment(blocked=True))
    assert merge(found.appointment) == unchanged(found.appointment)
    assert merge(found.appointment, status=BOOKED) == Merge(MergeKind.UPDATED, appointment())


def test_a_cancellation_of_the_feed_says_when_and_by_whom() -> None:
    found = merge(appointment(confirmation=Confirmation.CONFIRMED), status=CANCELLED)
    assert found.appointment == appointment(
        lifecycle=Lifecycle.CANCELLED,
        confirmation=Confirmation.CONFIRMED,
        cancelled_at=NOW,
        cancelled_by=CancelledBy.FEED,
    )
    assert not found.moved


@pytest.mark.parametrize("who", CancelledBy)
@pytest.mark.parametrize("last", [BOOKED, CANCELLED])
def test_cancelled_stays_cancelled_by_whom_it_was(who: CancelledBy, last: Pair) -> None:
    assert merge(gone(who), last=last, status=CANCELLED) == unchanged(gone(who))


@pytest.mark.parametrize("who", [CancelledBy.PARENT, CancelledBy.STAFF])
@pytest.mark.parametrize("status", [BOOKED, CONFIRMED])
def test_a_schedule_that_has_not_heard_yet_does_not_revive_a_cancelled_visit(
    who: CancelledBy, status: Pair
) -> None:
    assert merge(gone(who), status=status, source_time=NEWER) == unchanged(gone(who))
    arrived = merge(gone(who), status=ARRIVED, source_time=NEWER).appointment
    assert (arrived.lifecycle, arrived.cancelled_at) == (Lifecycle.ARRIVED, None)


@pytest.mark.parametrize(
    ("who", "last", "incoming"),
    [
        (CancelledBy.FEED, CANCELLED, {}),
        (CancelledBy.PARENT, CANCELLED, {}),
        (CancelledBy.PARENT, BOOKED, {"starts_at": START + HOUR}),
    ],
)
def test_booked_anew_is_a_new_version(who: CancelledBy, last: Pair, incoming: dict[str, Any]) -> None:
    found = merge(gone(who), last=last, status=BOOKED, source_time=NEWER, **incoming)
    assert found == Merge(MergeKind.UPDATED, appointment(version=2, version_at=NOW, **incoming), moved=True)


def test_a_cancelled_visit_that_is_moved_stays_cancelled_in_its_version() -> None:
    found = merge(gone(CancelledBy.FEED), last=CANCELLED, status=CANCELLED, starts_at=START + HOUR)
    assert (found.appointment.version, found.appointment.starts_at) == (1, START + HOUR)
    assert not found.moved


def test_the_visit_itself_is_followed_and_never_turned_back_by_an_old_file() -> None:
    arrived = merge(appointment(), status=ARRIVED).appointment
    done = merge(arrived, last=ARRIVED, status=COMPLETED).appointment
    assert (arrived.lifecycle, done.lifecycle) == (Lifecycle.ARRIVED, Lifecycle.COMPLETED)
    assert merge(done, last=COMPLETED, status=BOOKED) == unchanged(done)
    corrected = merge(done, last=COMPLETED, status=BOOKED, source_time=NEWER)
    assert corrected.appointment.lifecycle is Lifecycle.SCHEDULED
    rebooked = merge(done, last=COMPLETED, status=BOOKED, starts_at=START + HOUR)
    assert (rebooked.appointment.lifecycle, rebooked.appointment.version) == (Lifecycle.SCHEDULED, 2)


# --- Order ---


@pytest.mark.parametrize(
    ("last", "status", "seconds", "kind"),
    [
        (BOOKED, ARRIVED, -1, MergeKind.STALE),
        (BOOKED, ARRIVED, 0, MergeKind.UPDATED),
        (BOOKED, CANCELLED, 0, MergeKind.UPDATED),
        (BOOKED, CANCELLED, -1, MergeKind.STALE),
        (CANCELLED, BOOKED, 0, MergeKind.STALE),
        (CANCELLED, CANCELLED, 0, MergeKind.UNCHANGED),
        (CANCELLED, None, 0, MergeKind.UNCHANGED),
        (CANCELLED, BOOKED, 1, MergeKind.UPDATED),
    ],
)
def test_older_is_stale_and_of_one_second_a_cancellation_beats_a_booking(
    last: Pair, status: Pair | None, seconds: int, kind: MergeKind
) -> None:
    current = gone(CancelledBy.FEED) if last is CANCELLED else appointment()
    found = merge(current, last=last, status=status, source_time=LAST + timedelta(seconds=seconds))
    assert found.kind is kind
    if kind is MergeKind.STALE:
        assert found.appointment == current


@pytest.mark.parametrize(("last_at", "source_time"), [(None, LAST), (LAST, None), (None, None)])
def test_without_times_the_order_of_arrival_counts(
    last_at: datetime | None, source_time: datetime | None
) -> None:
    found = merge(appointment(), last_at=last_at, source_time=source_time, minutes=40)
    assert found.kind is MergeKind.UPDATED


@examples
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(5, 6)), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_messages_in_any_order_and_number_leave_the_newest_time_and_provider(
    rows: list[tuple[int, int, int]], order: Any
) -> None:
    newest_last = {second: (hours, provider) for second, hours, provider in rows}
    messages = [
        Incoming(
            starts_at=START + hours * HOUR,
            provider_id=provider,
            status=BOOKED,
            source_time=LAST + timedelta(seconds=second),
        )
        for second, (hours, provider) in newest_last.items()
    ] * 2
    order.shuffle(messages)
    current, word = appointment(), LastWord(None, BOOKED)
    for each in messages:
        found = merge_feed(current, each, word, NOW)
        if found.kind is not MergeKind.STALE:
            current, word = found.appointment, LastWord(each.source_time, BOOKED)
    hours, provider = newest_last[max(newest_last)]
    assert (current.starts_at, current.provider_id) == (START + hours * HOUR, provider)
    assert current.lifecycle is Lifecycle.SCHEDULED
