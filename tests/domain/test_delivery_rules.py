"""The Global Settings and what they say back (product D1, D6, D9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest

from app.domain.answers import CancellationMode
from app.domain.delivery_form import FieldRefusal, TypedRules, read_deadline, read_delivery_rules, read_time
from app.domain.delivery_rules import (
    DeliveryRules,
    DeliveryRulesRefused,
    PlaceRules,
    Refusal,
    deadline_example,
    rules_at,
)
from app.domain.siblings import SiblingMode


def test_a_new_practice_starts_with_the_defaults() -> None:
    rules = DeliveryRules()
    assert (rules.window_from, rules.window_to, rules.days) == (time(8), time(20), frozenset(range(7)))
    assert rules.cancellation_mode is CancellationMode.AUTOMATIC
    assert rules.track_cancellations
    assert rules.deadline_hours == 1
    assert rules.sibling_mode is SiblingMode.SAME_TIME


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"window_from": time(17), "window_to": time(8)}, Refusal.REVERSED_WINDOW),
        ({"window_from": time(8, 1), "window_to": time(8)}, Refusal.REVERSED_WINDOW),
        ({"days": frozenset()}, Refusal.NO_DAY),
        ({"days": frozenset({7})}, Refusal.UNKNOWN_DAY),
        ({"deadline_hours": 0}, Refusal.OUT_OF_RANGE),
        ({"deadline_hours": 25}, Refusal.OUT_OF_RANGE),
    ],
)
def test_rules_that_could_never_work_cannot_be_made(changes: dict[str, Any], refusal: Refusal) -> None:
    with pytest.raises(DeliveryRulesRefused) as refused:
        DeliveryRules(**changes)
    assert refused.value.refusal is refusal
    assert "for example" in str(refused.value)


@pytest.mark.parametrize("hours", [1, 24])
def test_the_ends_of_the_deadline_are_allowed(hours: int) -> None:
    assert DeliveryRules(deadline_hours=hours).deadline_hours == hours


def test_the_same_from_and_to_mean_all_day() -> None:
    assert DeliveryRules(window_from=time(9), window_to=time(9)).all_day
    assert not DeliveryRules().all_day


@pytest.mark.parametrize(
    ("hours", "visit", "sentence"),
    [
        (1, datetime(2026, 11, 24, 14, 30), "A parent with a 2:30 PM visit can cancel until 1:30 PM."),
        (14, datetime(2026, 11, 24, 14, 30), "A parent with a 2:30 PM visit can cancel until 12:30 AM."),
        (
            15,
            datetime(2026, 11, 24, 14, 30),
            "A parent with a 2:30 PM visit can cancel until 11:30 PM the day before.",
        ),
        (
            24,
            datetime(2026, 11, 24, 14, 30),
            "A parent with a 2:30 PM visit can cancel until 2:30 PM the day before.",
        ),
    ],
)
def test_the_live_sentence_tells_the_deadline_and_the_day(hours: int, visit: datetime, sentence: str) -> None:
    assert deadline_example(DeliveryRules(deadline_hours=hours), visit) == sentence


def typed(**changes: Any) -> TypedRules:
    fields: dict[str, Any] = {
        "window_from": "08:00",
        "window_to": "17:30",
        "days": ("0", "4"),
        "cancellation_mode": "by_request",
        "track_cancellations": True,
        "department_id": "12",
        "deadline_hours": " 2 ",
        "sibling_mode": "same_day",
        "daily_cap": " 3 ",
    }
    return TypedRules(**{**fields, **changes})


def test_a_form_that_is_right_becomes_rules() -> None:
    assert read_delivery_rules(typed(), [11, 12]) == DeliveryRules(
        window_from=time(8),
        window_to=time(17, 30),
        days=frozenset({0, 4}),
        cancellation_mode=CancellationMode.BY_REQUEST,
        track_cancellations=True,
        department_id=12,
        deadline_hours=2,
        sibling_mode=SiblingMode.SAME_DAY,
        daily_cap=3,
    )


@pytest.mark.parametrize(
    ("field", "value", "refusal"),
    [
        ("window_from", "8", Refusal.NOT_A_TIME),
        ("window_from", "24:00", Refusal.NOT_A_TIME),
        ("window_to", "12:60", Refusal.NOT_A_TIME),
        ("window_to", "", Refusal.NOT_A_TIME),
        ("window_from", "18:00", Refusal.REVERSED_WINDOW),
        ("days", (), Refusal.NO_DAY),
        ("days", ("0", "8"), Refusal.UNKNOWN_DAY),
        ("cancellation_mode", "maybe", Refusal.UNKNOWN_CHOICE),
        ("sibling_mode", "", Refusal.UNKNOWN_CHOICE),
        ("department_id", "", Refusal.NO_DEPARTMENT),
        ("department_id", "99", Refusal.NO_DEPARTMENT),
        ("deadline_hours", "", Refusal.NOT_A_WHOLE_NUMBER),
        ("deadline_hours", "1.5", Refusal.NOT_A_WHOLE_NUMBER),
        ("deadline_hours", "-1", Refusal.NOT_A_WHOLE_NUMBER),
        ("deadline_hours", "²", Refusal.NOT_A_WHOLE_NUMBER),
        ("deadline_hours", "0", Refusal.OUT_OF_RANGE),
        ("deadline_hours", "25", Refusal.OUT_OF_RANGE),
        ("deadline_hours", "9" * 5000, Refusal.OUT_OF_RANGE),
        ("daily_cap", "0", Refusal.CAP_OUT_OF_RANGE),
        ("daily_cap", "21", Refusal.CAP_OUT_OF_RANGE),
        ("daily_cap", "two", Refusal.CAP_OUT_OF_RANGE),
        ("daily_cap", "²", Refusal.CAP_OUT_OF_RANGE),
        ("daily_cap", "9" * 5000, Refusal.CAP_OUT_OF_RANGE),
    ],
)
def test_a_field_that_cannot_be_used_is_named_with_an_example(
    field: str, value: Any, refusal: Refusal
) -> None:
    assert read_delivery_rules(typed(**{field: value}), [11, 12]) == (FieldRefusal(field, refusal),)


def test_all_wrong_fields_are_told_at_once_in_the_order_of_the_page() -> None:
    found = read_delivery_rules(typed(window_from="x", days=(), deadline_hours="25"), [12])
    assert isinstance(found, tuple)
    assert [each.field for each in found] == ["window_from", "days", "deadline_hours"]


@pytest.mark.parametrize(
    ("department", "read"),
    [("", None), ("12", 12), ("99", (FieldRefusal("department_id", Refusal.NO_DEPARTMENT),))],
)
def test_without_tracking_no_department_is_needed(department: str, read: object) -> None:
    found = read_delivery_rules(typed(track_cancellations=False, department_id=department), [12])
    assert (found.department_id if isinstance(found, DeliveryRules) else found) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [("1", 1), ("24", 24), ("007", 7), ("0", Refusal.OUT_OF_RANGE), ("25", Refusal.OUT_OF_RANGE)],
)
def test_deadlines_are_whole_hours_from_1_to_24(text: str, read: int | Refusal) -> None:
    assert read_deadline(text) == read


@pytest.mark.parametrize(
    ("text", "read"), [("0:00", time(0)), (" 23:59 ", time(23, 59)), ("08:05", time(8, 5))]
)
def test_clock_times(text: str, read: time) -> None:
    assert read_time(text) == read


@pytest.mark.parametrize(
    ("own", "counts"),
    [
        (PlaceRules(), {}),
        (PlaceRules(deadline_hours=24), {"deadline_hours": 24}),
        (
            PlaceRules(cancellation_mode=CancellationMode.BY_REQUEST),
            {"cancellation_mode": CancellationMode.BY_REQUEST},
        ),
        (
            PlaceRules(window_from=time(9), window_to=time(9), days=frozenset({0})),
            {"window_from": time(9), "window_to": time(9), "days": frozenset({0})},
        ),
    ],
)
def test_a_place_s_own_rules_count_and_the_practice_s_else(own: PlaceRules, counts: dict[str, Any]) -> None:
    usual = DeliveryRules(department_id=7, deadline_hours=2, window_from=time(8), window_to=time(18))
    assert rules_at(usual, own) == replace(usual, **counts)


def test_a_place_s_impossible_rules_are_refused() -> None:
    with pytest.raises(DeliveryRulesRefused):
        rules_at(DeliveryRules(), PlaceRules(window_from=time(21)))
