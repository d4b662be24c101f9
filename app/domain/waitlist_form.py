"""Reading who waits for what, and how freed times are offered, as somebody typed it (product J4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from app.domain.delivery_form import read_days, read_time
from app.domain.delivery_rules import Refusal
from app.domain.rule_fields import Wrong, read_chosen, read_whole, read_word
from app.domain.waitlists import OfferOrder

LONGEST_NOTE = 200
_CLOCK = "Write both clock times, for example 2:00 PM and 5:00 PM, or leave both empty for any time."
_DAY = "Write a day like 2026-12-24."


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """The fields as text. ``days`` are the ticked ones, "0" Monday to "6" Sunday."""

    contact_id: str = ""
    appointment_id: str = ""
    visit_type: str = ""
    minutes: str = ""
    provider_ids: tuple[str, ...] = ()
    location_ids: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    from_time: str = ""
    to_time: str = ""
    earliest_on: str = ""
    latest_on: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class EntryChoices:
    """What an entry may name: contacts of the child, its later visits, and what the practice has."""

    contact_ids: Collection[int] = ()
    visit_ids: Collection[int] = ()
    visit_types: Collection[str] = ()
    provider_ids: Collection[int] = ()
    location_ids: Collection[int] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """An entry that can be saved; see ``app.domain.waitlists.Waiting``."""

    contact_id: int
    appointment_id: int | None
    visit_type: str
    minutes: int
    provider_ids: tuple[int, ...]
    location_ids: tuple[int, ...]
    days: tuple[int, ...]
    from_time: time | None
    to_time: time | None
    earliest_on: date
    latest_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class TypedOffering:
    """How freed times are offered, as text."""

    auto: bool = False
    batch: str = ""
    every_minutes: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Offering:
    """``auto`` offers without being told to; ``batch`` families are asked every ``every_minutes``.

    The values are those of a practice that set nothing.
    """

    auto: bool = False
    batch: int = 5
    every_minutes: int = 10
    order: OfferOrder = OfferOrder.LONGEST_WAITING


@dataclass
class _Reading:
    values: dict[str, Any] = field(default_factory=dict)

    def wrong(self) -> tuple[Wrong, ...]:
        return tuple(value for value in self.values.values() if isinstance(value, Wrong))


def read_entry(typed: TypedEntry, choices: EntryChoices) -> Wishes | tuple[Wrong, ...]:
    """The wishes, or every field that cannot be used, in the order of the page."""
    contact = "Choose who is told of a free time."
    reading = _Reading(
        {
            "contact_id": _one("contact_id", typed.contact_id, choices.contact_ids, contact),
            "appointment_id": _visit(typed.appointment_id, choices.visit_ids),
            "visit_type": _type(typed.visit_type, choices.visit_types),
            "minutes": read_whole(
                "minutes", typed.minutes, 5, 480, "Write 5 to 480 minutes, for example 20."
            ),
            "provider_ids": _several("provider_ids", typed.provider_ids, choices.provider_ids),
            "location_ids": _several("location_ids", typed.location_ids, choices.location_ids),
            "days": _days(typed.days),
            **_clock(typed),
            **_between(typed),
            "note": " ".join(typed.note.split())[:LONGEST_NOTE],
        }
    )
    return reading.wrong() or Wishes(**reading.values)


def read_offering(typed: TypedOffering) -> Offering | tuple[Wrong, ...]:
    """The rules, or every field that cannot be used."""
    every = "Wait 5 to 240 minutes, for example 10."
    reading = _Reading(
        {
            "auto": typed.auto,
            "batch": read_whole(
                "batch", typed.batch, 1, 50, "Ask 1 to 50 families at a time, for example 5."
            ),
            "every_minutes": read_whole("every_minutes", typed.every_minutes, 5, 240, every),
            "order": read_word("order", typed.order, OfferOrder),
        }
    )
    return reading.wrong() or Offering(**reading.values)


def _one(name: str, typed: str, known: Collection[int], words: str) -> int | Wrong:
    return _ids(known).get(typed, Wrong(name, words))


def _visit(typed: str, known: Collection[int]) -> int | Wrong | None:
    words = "This visit is no longer to come. Choose another, or none."
    return _one("appointment_id", typed, known, words) if typed else None


def _type(typed: str, known: Collection[str]) -> str | Wrong:
    words = "This type is no longer there. Choose another, or any."
    return typed if typed in {"", *known} else Wrong("visit_type", words)


def _several(name: str, typed: Collection[str], known: Collection[int]) -> tuple[int, ...] | Wrong:
    read = read_chosen(name, typed, _ids(known))
    return read if isinstance(read, Wrong) else tuple(sorted(read))


def _ids(numbers: Collection[int]) -> Mapping[str, int]:
    return {str(number): number for number in numbers}


def _days(typed: Collection[str]) -> tuple[int, ...] | Wrong:
    """None and all of them mean the same: any day."""
    read = read_days(typed) if typed else frozenset[int]()
    if isinstance(read, Refusal):
        return Wrong("days", read.words)
    return tuple(sorted(read)) if len(read) < 7 else ()


def _clock(typed: TypedEntry) -> dict[str, time | Wrong | None]:
    if not typed.from_time.strip() and not typed.to_time.strip():
        return {"from_time": None, "to_time": None}
    since, until = read_time(typed.from_time), read_time(typed.to_time)
    if isinstance(since, Refusal) or isinstance(until, Refusal):
        return {"from_time": Wrong("from_time", _CLOCK)}
    if since > until:
        return {
            "from_time": Wrong("from_time", "Put the earlier time first, for example 2:00 PM to 5:00 PM.")
        }
    return {"from_time": since, "to_time": until}


def _between(typed: TypedEntry) -> dict[str, date | Wrong | None]:
    first = _day(typed.earliest_on)
    last = _day(typed.latest_on) if typed.latest_on.strip() else None
    if first is None:
        return {"earliest_on": Wrong("earliest_on", _DAY)}
    if typed.latest_on.strip() and last is None:
        return {"latest_on": Wrong("latest_on", f"{_DAY} Or leave it empty.")}
    if last is not None and last < first:
        return {"latest_on": Wrong("latest_on", "The last day is before the first. Put a later one.")}
    return {"earliest_on": first, "latest_on": last}


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
