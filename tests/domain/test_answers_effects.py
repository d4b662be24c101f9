"""What an answer does to the appointment, the department and further messages (product D4, D6, H5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.domain.answers import CancellationMode, Choice, NoticeKind, Wish
from app.domain.appointments import CancelledBy, Confirmation, Lifecycle
from app.domain.effects import Asked, Earlier, Effect, EffectKind, Refused, decide
from tests.domain.families import START, appointment, here

MOTHER, FATHER = 7, 8
DEADLINE = here("2026-11-24 12:30")
EARLY = START - timedelta(days=1)
LATE = DEADLINE + timedelta(seconds=1)

BY_PARENT = {"lifecycle": Lifecycle.CANCELLED, "cancelled_by": CancelledBy.PARENT}
BY_STAFF = {"lifecycle": Lifecycle.CANCELLED, "cancelled_by": CancelledBy.STAFF}
CONFIRMED = {"confirmation": Confirmation.CONFIRMED}
REQUESTED = {"confirmation": Confirmation.CANCEL_REQUESTED}


def answer(
    wish: Wish,
    visit: dict[str, Any] | None = None,
    *,
    now: datetime = EARLY,
    who: int = MOTHER,
    mode: CancellationMode = CancellationMode.AUTOMATIC,
    **asked: Any,
) -> Effect:
    question = Asked(appointment(**(visit or {})), **{"seen_version": 1, **asked})
    return decide(wish, who, question, mode, 2, now)


def refused(reason: Refused) -> Effect:
    return Effect(EffectKind.REFUSE, refused=reason)


def said(kind: EffectKind, who: int | None = MOTHER, version: int = 1) -> Earlier:
    return Earlier(who, version, kind)


def test_coming_confirms_and_tells_nobody() -> None:
    assert answer(Wish.COMING) == Effect(
        EffectKind.CONFIRM, Choice.COMING, confirmation=Confirmation.CONFIRMED
    )
    assert answer(Wish.COMING, now=LATE).kind is EffectKind.CONFIRM


@pytest.mark.parametrize("visit", [{}, CONFIRMED, {"confirmation": Confirmation.OUT_OF_REACH}])
def test_cant_cancels_on_the_schedule_stops_messages_and_tells_the_department(visit: dict[str, Any]) -> None:
    assert answer(Wish.CANT, visit, now=DEADLINE) == Effect(
        EffectKind.CANCEL,
        Choice.CANT,
        NoticeKind.CANCELLED,
        lifecycle=Lifecycle.CANCELLED,
        stops_messages=True,
    )


def test_by_request_cant_asks_the_staff_and_leaves_the_visit_on_the_schedule() -> None:
    assert answer(Wish.CANT, mode=CancellationMode.BY_REQUEST) == Effect(
        EffectKind.REQUEST_CANCEL,
        Choice.CANT,
        NoticeKind.CANCEL_REQUESTED,
        confirmation=Confirmation.CANCEL_REQUESTED,
        stops_messages=True,
    )


@pytest.mark.parametrize("mode", CancellationMode)
def test_after_the_deadline_cant_is_refused_and_the_late_notice_changes_nothing_on_the_schedule(
    mode: CancellationMode,
) -> None:
    assert answer(Wish.CANT, now=LATE, mode=mode) == refused(Refused.DEADLINE_PASSED)
    assert answer(Wish.LATE, now=LATE, mode=mode) == Effect(
        EffectKind.LATE_NOTICE, Choice.CANT, NoticeKind.LATE
    )


@pytest.mark.parametrize("visit", [{}, CONFIRMED, BY_PARENT, BY_STAFF, REQUESTED])
def test_another_time_is_asked_for_without_touching_the_schedule(visit: dict[str, Any]) -> None:
    assert answer(Wish.MOVE, visit) == Effect(EffectKind.REQUEST_MOVE, Choice.MOVE, NoticeKind.MOVE_REQUESTED)


@pytest.mark.parametrize("visit", [BY_PARENT, REQUESTED])
@pytest.mark.parametrize("wish", [Wish.UNDO, Wish.COMING])
def test_undo_puts_the_visit_back_as_confirmed_until_the_deadline(visit: dict[str, Any], wish: Wish) -> None:
    assert answer(wish, visit, now=DEADLINE) == Effect(
        EffectKind.UNDO,
        Choice.COMING,
        lifecycle=Lifecycle.SCHEDULED,
        confirmation=Confirmation.CONFIRMED,
    )
    assert answer(wish, visit, now=LATE) == refused(Refused.DEADLINE_PASSED)


def test_a_time_that_somebody_else_took_cannot_be_had_back() -> None:
    assert answer(Wish.UNDO, BY_PARENT, time_free=False) == refused(Refused.TIME_TAKEN)
    assert answer(Wish.UNDO, REQUESTED, time_free=False).kind is EffectKind.UNDO
    assert answer(Wish.MOVE, BY_PARENT, time_free=False).kind is EffectKind.REQUEST_MOVE


@pytest.mark.parametrize("wish", Wish)
@pytest.mark.parametrize(
    ("visit", "asked", "now", "reason"),
    [
        ({}, {"on_link": False}, EARLY, Refused.NOT_ON_LINK),
        ({"version": 2}, {"on_link": False}, EARLY, Refused.NOT_ON_LINK),
        ({"version": 2}, {}, EARLY, Refused.CHANGED),
        ({"version": 2}, {}, START, Refused.CHANGED),
        ({}, {}, START, Refused.PAST),
        (BY_PARENT, {}, START, Refused.PAST),
        ({"lifecycle": Lifecycle.ENTERED_IN_ERROR}, {}, EARLY, Refused.CANCELLED),
        ({"lifecycle": Lifecycle.RESCHEDULED}, {}, LATE, Refused.CANCELLED),
    ],
)
def test_what_cannot_be_answered_at_all(
    wish: Wish, visit: dict[str, Any], asked: dict[str, Any], now: datetime, reason: Refused
) -> None:
    assert answer(wish, visit, now=now, **asked) == refused(reason)


@pytest.mark.parametrize("wish", [Wish.COMING, Wish.CANT, Wish.UNDO, Wish.LATE])
@pytest.mark.parametrize("now", [EARLY, LATE])
def test_what_the_office_cancelled_only_the_office_brings_back(wish: Wish, now: datetime) -> None:
    assert answer(wish, BY_STAFF, now=now) == refused(Refused.CANCELLED)


@pytest.mark.parametrize(
    ("wish", "now", "reason"),
    [
        (Wish.LATE, EARLY, Refused.CHANGED),
        (Wish.UNDO, EARLY, Refused.CHANGED),
        (Wish.UNDO, LATE, Refused.CHANGED),
        (Wish.MOVE, LATE, Refused.DEADLINE_PASSED),
    ],
)
def test_a_wish_the_page_does_not_offer_now(wish: Wish, now: datetime, reason: Refused) -> None:
    assert answer(wish, now=now) == refused(reason)


@pytest.mark.parametrize(
    ("wish", "visit", "asked", "choice"),
    [
        (Wish.COMING, CONFIRMED, {}, Choice.COMING),
        (Wish.UNDO, CONFIRMED, {}, Choice.COMING),
        (Wish.CANT, BY_PARENT, {}, Choice.CANT),
        (Wish.CANT, REQUESTED, {}, Choice.CANT),
        (Wish.LATE, BY_PARENT, {}, Choice.CANT),
        (Wish.MOVE, {}, {"earlier": said(EffectKind.REQUEST_MOVE)}, Choice.MOVE),
        (Wish.MOVE, BY_PARENT, {"earlier": said(EffectKind.REQUEST_MOVE, FATHER)}, Choice.MOVE),
    ],
)
@pytest.mark.parametrize("now", [EARLY, LATE])
def test_saying_the_same_again_changes_nothing_and_tells_nobody(
    wish: Wish, visit: dict[str, Any], asked: dict[str, Any], choice: Choice, now: datetime
) -> None:
    assert answer(wish, visit, now=now, **asked) == Effect(EffectKind.REPEAT, choice)


@pytest.mark.parametrize(
    ("before", "now"), [(EffectKind.LATE_NOTICE, LATE), (EffectKind.REQUEST_MOVE, EARLY)]
)
def test_coming_after_all_is_news_even_for_a_confirmed_visit(before: EffectKind, now: datetime) -> None:
    assert answer(Wish.COMING, CONFIRMED, now=now, earlier=said(before)).kind is EffectKind.CONFIRM


def test_a_late_notice_is_given_once() -> None:
    again = answer(Wish.LATE, now=LATE, earlier=said(EffectKind.LATE_NOTICE))
    assert again == Effect(EffectKind.REPEAT, Choice.CANT)


# --- Two parents ---


@pytest.mark.parametrize(
    ("first", "visit", "wish", "now"),
    [
        (EffectKind.CONFIRM, CONFIRMED, Wish.CANT, EARLY),
        (EffectKind.CONFIRM, CONFIRMED, Wish.MOVE, EARLY),
        (EffectKind.CONFIRM, CONFIRMED, Wish.LATE, LATE),
        (EffectKind.UNDO, CONFIRMED, Wish.CANT, EARLY),
        (EffectKind.CANCEL, BY_PARENT, Wish.COMING, EARLY),
        (EffectKind.CANCEL, BY_PARENT, Wish.UNDO, EARLY),
        (EffectKind.REQUEST_CANCEL, REQUESTED, Wish.UNDO, EARLY),
        (EffectKind.REQUEST_MOVE, {}, Wish.COMING, EARLY),
        (EffectKind.LATE_NOTICE, {}, Wish.COMING, LATE),
    ],
)
def test_the_other_parents_opposite_answer_overwrites_nothing_and_becomes_a_task(
    first: EffectKind, visit: dict[str, Any], wish: Wish, now: datetime
) -> None:
    found = answer(wish, visit, now=now, who=FATHER, earlier=said(first, MOTHER))
    assert (found.kind, found.notice) == (EffectKind.CONFLICT, NoticeKind.CONFLICT)
    assert (found.lifecycle, found.confirmation, found.stops_messages) == (None, None, False)


@pytest.mark.parametrize(
    ("first", "visit", "wish", "kind"),
    [
        (EffectKind.CANCEL, BY_PARENT, Wish.MOVE, EffectKind.REQUEST_MOVE),
        (EffectKind.REQUEST_MOVE, {}, Wish.CANT, EffectKind.CANCEL),
        (EffectKind.CANCEL, BY_PARENT, Wish.CANT, EffectKind.REPEAT),
        (EffectKind.CONFIRM, CONFIRMED, Wish.COMING, EffectKind.REPEAT),
    ],
)
def test_the_other_parent_may_agree_and_go_further(
    first: EffectKind, visit: dict[str, Any], wish: Wish, kind: EffectKind
) -> None:
    assert answer(wish, visit, who=FATHER, earlier=said(first, MOTHER)).kind is kind


def test_a_parent_may_change_its_own_answer() -> None:
    assert answer(Wish.CANT, CONFIRMED, earlier=said(EffectKind.CONFIRM)).kind is EffectKind.CANCEL
    assert answer(Wish.UNDO, BY_PARENT, earlier=said(EffectKind.CANCEL)).kind is EffectKind.UNDO


def test_an_answer_by_staff_or_for_an_earlier_time_is_no_conflict() -> None:
    by_staff = answer(Wish.CANT, CONFIRMED, earlier=said(EffectKind.CONFIRM, None))
    assert by_staff.kind is EffectKind.CANCEL
    visit = {"version": 2}
    old = said(EffectKind.CANCEL, FATHER, version=1)
    assert answer(Wish.COMING, visit, seen_version=2, earlier=old).kind is EffectKind.CONFIRM
    moved = said(EffectKind.REQUEST_MOVE, MOTHER, version=1)
    assert answer(Wish.MOVE, visit, seen_version=2, earlier=moved).kind is EffectKind.REQUEST_MOVE


def test_a_conflict_about_a_taken_time_is_still_a_task() -> None:
    found = answer(Wish.UNDO, BY_PARENT, who=FATHER, earlier=said(EffectKind.CANCEL), time_free=False)
    assert found.kind is EffectKind.CONFLICT
