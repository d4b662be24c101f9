"""The email to a department (product J1, B5): understood from its subject, no names, what to do."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

import pytest

from app.domain.answers import NoticeKind
from app.domain.appointments import Status
from app.domain.wording.alert_words import Tone
from app.domain.wording.department_alert import (
    AlertFacts,
    AlertLine,
    AlertSibling,
    department_alert,
    initials,
)
from tests.domain.visit_facts import AT_2_30, AT_2_45


def line(change: NoticeKind = NoticeKind.CANCELLED, **changed: Any) -> AlertLine:
    leo = {
        "first_name": "Leo",
        "last_name": "Rivera",
        "chart_number": "48213",
        "starts_local": AT_2_45,
        "minutes": 15,
        "provider_name": "Dr. Patel",
        "visit_type": "Check-up",
        "location_name": "Main office",
    }
    return AlertLine(change, **{**leo, **changed})


MIA_COMING = AlertSibling("Mia", "Rivera", AT_2_30, Status.CONFIRMED)


def notice(*lines: AlertLine, **changed: Any) -> AlertFacts:
    facts: dict[str, Any] = {
        "kind": lines[0].change,
        "lines": lines,
        "family": (MIA_COMING,),
        "how": "Text link",
        "received_local": datetime.fromisoformat("2026-11-23T10:19"),
        "department_name": "Front Desk",
        "portal_url": "https://willowpeds.com/cancellations/7",
        "schedule_updated": True,
    }
    return AlertFacts(**{**facts, **changed})


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        (NoticeKind.CANCELLED, "Cancelled"),
        (NoticeKind.CANCEL_REQUESTED, "Please cancel"),
        (NoticeKind.LATE, "Late, call back"),
        (NoticeKind.MOVE_REQUESTED, "Wants another time"),
        (NoticeKind.CONFLICT, "Two answers"),
    ],
)
def test_the_subject_alone_says_what_when_and_whose_slot(kind: NoticeKind, beginning: str) -> None:
    alert = department_alert(notice(line(kind)))
    assert alert.subject == f"{beginning}: Tue Nov 24, 2:45 PM, Dr. Patel (1 of 2 in family)"


def test_an_answer_taken_back_says_coming_again_whatever_it_was() -> None:
    alert = department_alert(notice(line(NoticeKind.LATE), coming_again=True))
    assert alert.subject == "Coming again: Tue Nov 24, 2:45 PM, Dr. Patel (1 of 2 in family)"
    assert (alert.tone, alert.schedule) == (Tone.WELL, "The visit is on again.")


def test_an_only_child_needs_no_count() -> None:
    assert department_alert(notice(line(), family=())).subject == "Cancelled: Tue Nov 24, 2:45 PM, Dr. Patel"
    assert department_alert(notice(line(), family=())).same_family == ("No other child in this visit.",)


def test_two_children_in_one_notice_show_both_times_and_both_providers() -> None:
    mia = line(first_name="Mia", starts_local=AT_2_30, provider_name="Dr. Kim", chart_number="48212")
    alert = department_alert(notice(line(), mia, family=()))
    assert (
        alert.subject
        == "Cancelled: Tue Nov 24, 2:30 PM and 2:45 PM, Dr. Kim and Dr. Patel (2 of 2 in family)"
    )
    assert alert.heading == "Tuesday, November 24, 2:30 PM and 2:45 PM"
    assert [(each.initials, each.chart) for each in alert.patients] == [
        ("M. R.", "chart 48212"),
        ("L. R.", "chart 48213"),
    ]


def test_children_at_one_time_with_one_provider_are_told_once() -> None:
    mia = line(first_name="Mia")
    subject = department_alert(notice(line(), mia, family=())).subject
    assert subject == "Cancelled: Tue Nov 24, 2:45 PM, Dr. Patel (2 of 2 in family)"


def test_the_first_screen_answers_what_a_front_desk_asks() -> None:
    alert = department_alert(notice(line()))
    assert alert.badge == "Cancelled by parent"
    assert alert.heading == "Tuesday, November 24, 2:45 PM"
    assert alert.patients[0].detail == "2:45 PM · Dr. Patel · 15 min · Check-up · Main office"
    assert alert.how == "Text link, Mon Nov 23 at 10:19 AM"
    assert alert.same_family == ("M. R. at 2:30 PM is still coming.",)
    assert alert.schedule == "Removed. The time is open."
    assert alert.to_do == "book a new visit if the family needs one."
    assert alert.portal_url == "https://willowpeds.com/cancellations/7"
    assert alert.why.startswith("You get this because Front Desk follows")


def test_no_part_of_the_email_holds_a_name_of_the_family() -> None:
    said = str(asdict(department_alert(notice(line()))))
    assert not [name for name in ("Leo", "Mia", "Rivera") if name in said]


def test_a_schedule_that_does_not_know_yet_is_a_task() -> None:
    alert = department_alert(notice(line(), schedule_updated=False))
    assert alert.schedule == "Cancelled here. Your own schedule still shows it."
    assert alert.to_do.startswith("take the visit off your schedule")


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.CANCELLED])
def test_anything_but_a_cancellation_leaves_the_schedule_and_says_so(kind: NoticeKind) -> None:
    alert = department_alert(notice(line(kind)))
    assert alert.schedule.startswith("Not changed.")
    assert alert.tone is Tone.OPEN


def test_different_answers_for_two_children_are_told_each_for_its_child() -> None:
    mia = line(NoticeKind.MOVE_REQUESTED, first_name="Mia", starts_local=AT_2_30)
    alert = department_alert(notice(line(), mia, family=()))
    assert alert.patients[0].detail.endswith("Main office · wants another time")
    assert alert.patients[1].detail.endswith("Main office · cancelled")
    assert alert.schedule == (
        "M. R.: Not changed. The visit is still on the schedule. L. R.: Removed. The time is open."
    )
    assert alert.to_do.startswith("M. R.: call the family to find another time.")
    assert alert.to_do.endswith("L. R.: book a new visit if the family needs one.")


@pytest.mark.parametrize(
    ("status", "stands"),
    [
        (Status.CONFIRMED, "is still coming"),
        (Status.SCHEDULED, "has not answered yet"),
        (Status.CANCEL_REQUESTED, "asked to cancel"),
        (Status.CANCELLED, "is cancelled"),
        (Status.NO_SHOW, "is no longer expected"),
    ],
)
def test_every_sibling_is_told_with_its_own_standing(status: Status, stands: str) -> None:
    sibling = AlertSibling("Mia", "Rivera", AT_2_30, status)
    assert department_alert(notice(line(), family=(sibling,))).same_family == (f"M. R. at 2:30 PM {stands}.",)


def test_facts_the_schedule_left_out_leave_no_gap() -> None:
    bare = line(chart_number="", provider_name="", visit_type="", location_name="")
    alert = department_alert(notice(bare))
    assert alert.subject == "Cancelled: Tue Nov 24, 2:45 PM (1 of 2 in family)"
    assert (alert.patients[0].detail, alert.patients[0].chart) == ("2:45 PM · 15 min", "no chart number")


def test_a_line_break_from_a_schedule_does_not_reach_the_subject() -> None:
    alert = department_alert(notice(line(provider_name="Dr. Patel\r\nBcc: x@example.org")))
    assert "\n" not in alert.subject
    assert "\r" not in alert.subject


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [("Leo", "Rivera", "L. R."), ("Émile", "o'Neil", "É. O."), ("Leo", " ", "L."), ("", "", "?")],
)
def test_a_patient_is_initials(first: str, last: str, shown: str) -> None:
    assert initials(first, last) == shown
