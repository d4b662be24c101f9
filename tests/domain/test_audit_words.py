"""Every line of the audit log can be read: each field before and after."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.audit_words import FieldChange, field_changes

DAYTON = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("field", "old", "new", "said"),
    [
        ("name", "Front", "Front Desk", ("Name", "Front", "Front Desk")),
        ("track_cancellations", True, False, ("Track cancellations", "yes", "no")),
        ("days", [0, 1, 2, 3, 4], [5], ("Delivery days", "Monday to Friday", "Saturday")),
        ("department_id", None, 4, ("Department", "nothing", "Nursing")),
        ("provider_ids", [1, 9], [], ("Provider", "Dr. Kim, number 9", "nothing")),
        ("starts_at", "2026-11-24T19:30:00+00:00", "2026-03-08T07:30:00Z",
         ("Starts at", "Tue Nov 24 2026, 2:30 PM", "Sun Mar 8 2026, 3:30 AM")),
        ("cancelled_at", None, "2026-11-21 10:21:12.361264+00:00",
         ("Cancelled at", "nothing", "Sat Nov 21 2026, 5:21 AM")),
        ("confirmation", "none", "cancel_requested", ("Answer", "none", "cancel requested")),
        ("pairs", ["reminders:text"], None, ("Pairs", "reminders:text", "nothing")),
        ("window", {"from": "08:00"}, {"from": "09:00"}, ("Window", "From: 08:00", "From: 09:00")),
    ],
)  # fmt: skip
def test_a_field_reads_before_and_after(field: str, old: Any, new: Any, said: tuple[str, str, str]) -> None:
    names = {("department", 4): "Nursing", ("provider", 1): "Dr. Kim"}
    (change,) = field_changes({field: old}, {field: new}, names, DAYTON)
    assert (change.old, change.new) == said[1:]
    assert change.field in (said[0], "Start")


def test_a_side_that_does_not_speak_of_a_field_stays_open() -> None:
    before, after = {"name": "Oak", "phone": ""}, {"name": "Elm", "address": "1 Elm Street"}
    assert list(field_changes(before, after, {}, DAYTON)) == [
        FieldChange("Name", "Oak", "Elm"),
        FieldChange("Phone", "nothing", None),
        FieldChange("Address", None, "1 Elm Street"),
    ]
