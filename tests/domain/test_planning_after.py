"""Messages about a visit that is over, and those about one on video (product E1, E2, E6, D3, B7)."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from app.domain.appointments import Appointment, Lifecycle, Status
from app.domain.delivery_rules import DeliveryRules
from app.domain.occurrences import NotDue, Occurrence, occurrence
from app.domain.planning import due
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode
from app.domain.timing import Anchor, RuleType, Timing, Unit
from tests.domain.families import START, appointment, booking, here, rule, windows_around

END = START + timedelta(minutes=20)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def follow_up(amount: int = 2, unit: Unit = Unit.HOURS, **changes: object) -> Rule:
    """Thanks for coming, two hours after the end."""
    changes.setdefault("timing", Timing(Anchor.END, amount, unit))
    return rule(6, RuleType.FOLLOW_UP, statuses=frozenset({Status.COMPLETED, Status.ARRIVED}), **changes)


def missed(**changes: object) -> Rule:
    """We missed you, 15 minutes after the start."""
    timing = Timing(Anchor.AFTER_START, 15, Unit.MINUTES)
    return rule(7, RuleType.MISSED, statuses=frozenset({Status.NO_SHOW}), timing=timing, **changes)


def video(type_: RuleType, amount: int, unit: Unit, id: int) -> Rule:
    return rule(id, type_, timing=Timing(Anchor.START, amount, unit))


def over(lifecycle: Lifecycle = Lifecycle.COMPLETED, **changes: object) -> Appointment:
    return appointment(lifecycle=lifecycle, **changes)


def meet(meant: Rule, visit: Appointment) -> Occurrence | NotDue:
    return occurrence(meant, visit, windows_around(visit))


def test_it_goes_after_the_end_and_is_useful_for_48_hours_from_there() -> None:
    found = meet(follow_up(), over())
    assert isinstance(found, Occurrence)
    assert (found.nominal, found.last_useful) == (END + 2 * HOUR, END + 48 * HOUR)


def test_a_missed_visit_is_told_from_its_start() -> None:
    found = meet(missed(), over(Lifecycle.NO_SHOW))
    assert isinstance(found, Occurrence)
    assert (found.nominal, found.last_useful) == (START + 15 * MINUTE, START + 48 * HOUR)
    assert meet(missed(), over()) == NotDue(Reason.STATUS_NOT_CHOSEN)


def test_a_status_that_arrives_hours_late_is_still_told_within_48_hours() -> None:
    visit = booking(over(Lifecycle.NO_SHOW))
    late = due([missed()], [visit], (), here("2026-11-25 09:00"), SiblingMode.SAME_TIME)
    assert [each.rule_id for each in late.messages] == [7]
    too_late = due([missed()], [visit], (), START + 48 * HOUR + MINUTE, SiblingMode.SAME_TIME)
    assert [each.reason for each in too_late.skipped] == [Reason.TOO_LATE]


def test_in_a_closed_time_it_waits_and_never_goes_before_the_visit_is_over() -> None:
    night = follow_up(6)
    assert meet(night, over()).send_at == here("2026-11-25 08:00")  # type: ignore[union-attr]
    short = DeliveryRules(days=frozenset({1}))
    never = occurrence(night, over(), windows_around(over(), short))
    assert isinstance(never, Occurrence)
    assert never.send_at == here("2026-11-24 19:59")


def test_the_last_open_moment_before_the_end_is_no_moment_for_it() -> None:
    tuesdays = DeliveryRules(window_to=time(14, 40), days=frozenset({1}))
    assert occurrence(follow_up(0), over(), windows_around(over(), tuesdays)) == NotDue(
        Reason.NO_OPEN_WINDOW, END
    )


@pytest.mark.parametrize(
    ("visit", "meant", "reason"),
    [
        ({}, {"enabled_at": END + 2 * HOUR + MINUTE}, Reason.BEFORE_RULE),
        ({"version_at": END + 2 * HOUR}, {}, Reason.MOMENT_PASSED),
        ({"version_at": END + 2 * HOUR, "quiet": True}, {}, Reason.FIRST_IMPORT),
    ],
)
def test_what_was_over_before_anyone_knew_is_not_told(
    visit: dict[str, object], meant: dict[str, object], reason: Reason
) -> None:
    assert meet(follow_up(**meant), over(**visit)) == NotDue(reason)


def test_a_coming_visit_of_the_first_import_is_told_when_it_is_over() -> None:
    assert isinstance(meet(follow_up(), over(quiet=True)), Occurrence)
    assert isinstance(meet(follow_up(enabled_at=END + 2 * HOUR), over()), Occurrence)


def test_of_the_two_video_messages_only_the_one_nearer_the_visit_goes() -> None:
    first = video(RuleType.TELEHEALTH_FIRST, 1, Unit.DAYS, 8)
    second = video(RuleType.TELEHEALTH_SECOND, 30, Unit.MINUTES, 9)
    family = [booking(appointment())]
    found = due([first, second, rule(1)], family, (), START - 20 * MINUTE, SiblingMode.SAME_TIME)
    assert [each.rule_id for each in found.messages] == [1, 9]
    assert [(each.what.rule_id, each.reason) for each in found.superseded] == [(8, Reason.SUPERSEDED)]
    assert {each.last_useful for each in found.messages} == {START - 15 * MINUTE}
