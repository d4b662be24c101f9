"""A location as somebody typed it (product A2, D1, D4, D6): what is not its own is the practice's."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from app.domain.answers import CancellationMode
from app.domain.delivery_rules import LONGEST_DEADLINE, SHORTEST_DEADLINE, Refusal
from app.domain.form_reading import FormReading


@dataclass(frozen=True, slots=True)
class TypedLocation:
    """The fields as text. ``own_…`` says whether the fields after it count; ``days`` are the ticked ones."""

    name: str
    timezone: str
    phone: str
    address: str
    sender: str
    own_hours: bool
    window_from: str
    window_to: str
    days: tuple[str, ...]
    own_mode: bool
    cancellation_mode: str
    own_deadline: bool
    deadline_hours: str


def read_location(
    reading: FormReading, typed: TypedLocation, zones: Collection[str], taken: Collection[str]
) -> dict[str, Any]:
    """The values by field, except phone and sender. ``taken`` are the names of the other locations."""
    name = reading.text("name", typed.name, 80, "Write the office’s name as your schedule has it.")
    if name.casefold() in {each.casefold() for each in taken}:
        reading.refuse("name", "Another location has this name. Give each its own.")
    if typed.timezone:
        reading.choice("timezone", typed.timezone, zones, "Choose a time zone from the list.")
    return {
        "name": name,
        "timezone": typed.timezone or None,
        "address": reading.text("address", typed.address, 200) or None,
        **_own_hours(reading, typed),
        "cancellation_mode": _own_mode(reading, typed),
        "deadline_hours": _own_deadline(reading, typed),
    }


def _own_hours(reading: FormReading, typed: TypedLocation) -> dict[str, Any]:
    if not typed.own_hours:
        return {"window_from": None, "window_to": None, "days": None}
    begins, ends = (
        reading.clock("window_from", typed.window_from),
        reading.clock("window_to", typed.window_to),
    )
    days = reading.days("days", typed.days)
    if not {"window_from", "window_to"} & set(reading.faults) and begins > ends:
        reading.refuse("window_from", Refusal.REVERSED_WINDOW.words)
    return {"window_from": begins, "window_to": ends, "days": sorted(days)}


def _own_mode(reading: FormReading, typed: TypedLocation) -> str | None:
    if not typed.own_mode:
        return None
    return reading.choice(
        "cancellation_mode", typed.cancellation_mode, list(CancellationMode), Refusal.UNKNOWN_CHOICE.words
    )


def _own_deadline(reading: FormReading, typed: TypedLocation) -> int | None:
    if not typed.own_deadline:
        return None
    return reading.number(
        "deadline_hours",
        typed.deadline_hours,
        SHORTEST_DEADLINE,
        LONGEST_DEADLINE,
        Refusal.OUT_OF_RANGE.words,
    )
