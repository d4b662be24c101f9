"""Reading the Global Settings as somebody typed them (product D1, D4 to D8)."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import time
from enum import StrEnum
from typing import TypeVar

from app.domain.answers import CancellationMode
from app.domain.delivery_rules import (
    LONGEST_DEADLINE,
    MOST_A_DAY,
    SHORTEST_DEADLINE,
    DeliveryRules,
    DeliveryRulesRefused,
    Refusal,
)
from app.domain.siblings import SiblingMode

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class FieldRefusal:
    """Which field cannot be used, and why; ``refusal.words`` holds an example."""

    field: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class TypedRules:
    """The fields as text. ``days`` are the ticked ones, "0" Monday to "6" Sunday; no cap is empty."""

    window_from: str
    window_to: str
    days: tuple[str, ...]
    cancellation_mode: str
    track_cancellations: bool
    department_id: str
    deadline_hours: str
    sibling_mode: str
    daily_cap: str = ""


def read_time(typed: str) -> time | Refusal:
    """A clock time from "8:00" or "17:30"."""
    found = _CLOCK.fullmatch(typed.strip())
    if found is None:
        return Refusal.NOT_A_TIME
    hour, minute = int(found[1]), int(found[2])
    return time(hour, minute) if hour < 24 and minute < 60 else Refusal.NOT_A_TIME


def read_deadline(typed: str) -> int | Refusal:
    """Whole hours from 1 to 24 (D6). "0", "25", "1.5" and nothing at all are refused."""
    digits = typed.strip()
    if not (digits.isascii() and digits.isdecimal()):
        return Refusal.NOT_A_WHOLE_NUMBER
    if len(digits) > 9 or not SHORTEST_DEADLINE <= int(digits) <= LONGEST_DEADLINE:
        return Refusal.OUT_OF_RANGE
    return int(digits)


def read_daily_cap(typed: str) -> int | Refusal | None:
    """A whole number from 1 to 20, or None for nothing at all: no limit (D8)."""
    digits = typed.strip()
    if not digits:
        return None
    usable = digits.isascii() and digits.isdecimal() and len(digits) < 4 and 1 <= int(digits) <= MOST_A_DAY
    return int(digits) if usable else Refusal.CAP_OUT_OF_RANGE


def read_days(typed: Collection[str]) -> frozenset[int] | Refusal:
    """The ticked days of the week; at least one."""
    if not typed:
        return Refusal.NO_DAY
    if not set(typed) <= set("0123456"):
        return Refusal.UNKNOWN_DAY
    return frozenset(int(day) for day in typed)


def _read_word(words: type[_Word], typed: str) -> _Word | Refusal:
    return words(typed) if typed in set(words) else Refusal.UNKNOWN_CHOICE


def _read_department(typed: TypedRules, departments: Collection[int]) -> int | Refusal | None:
    """One of the practice's departments; needed only while cancellations are tracked (D5)."""
    chosen = next((each for each in departments if str(each) == typed.department_id.strip()), None)
    if chosen is None and (typed.track_cancellations or typed.department_id.strip()):
        return Refusal.NO_DEPARTMENT
    return chosen


def _rules(values: dict[str, object]) -> DeliveryRules | tuple[FieldRefusal, ...]:
    try:
        return DeliveryRules(**values)  # type: ignore[arg-type]  # each value was read by its own reader
    except DeliveryRulesRefused as refused:
        return (FieldRefusal("window_from", refused.refusal),)


def read_delivery_rules(
    typed: TypedRules, departments: Collection[int]
) -> DeliveryRules | tuple[FieldRefusal, ...]:
    """The rules, or every field that cannot be used, in the order of the page.

    ``departments`` are the ids of the practice's own departments.
    """
    values: dict[str, object] = {
        "window_from": read_time(typed.window_from),
        "window_to": read_time(typed.window_to),
        "days": read_days(typed.days),
        "cancellation_mode": _read_word(CancellationMode, typed.cancellation_mode),
        "track_cancellations": typed.track_cancellations,
        "department_id": _read_department(typed, departments),
        "deadline_hours": read_deadline(typed.deadline_hours),
        "sibling_mode": _read_word(SiblingMode, typed.sibling_mode),
        "daily_cap": read_daily_cap(typed.daily_cap),
    }
    refused = tuple(
        FieldRefusal(each.name, value)
        for each in fields(DeliveryRules)
        if isinstance(value := values[each.name], Refusal)
    )
    return refused or _rules(values)
