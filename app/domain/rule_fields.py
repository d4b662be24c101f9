"""Reading single fields of an automated message: a value, or what is wrong with an example."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TypeVar

from app.domain.delivery_form import read_days, read_time
from app.domain.delivery_rules import Refusal
from app.domain.rules import Hours
from app.domain.timing import Unit

MINUTES_IN = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.DAYS: 24 * 60, Unit.WEEKS: 7 * 24 * 60}
_Word = TypeVar("_Word", bound=StrEnum)
_Each = TypeVar("_Each")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Which field cannot be used, and why, with an example."""

    field: str
    words: str


def read_word(
    field: str, typed: str, words: type[_Word], offered: Iterable[_Word] | None = None
) -> _Word | Wrong:
    """One of the words, or of those ``offered``."""
    possible = {each.value: each for each in (words if offered is None else offered)}
    return possible.get(typed, Wrong(field, Refusal.UNKNOWN_CHOICE.words))


def read_whole(field: str, typed: str, least: int, most: int, example: str) -> int | Wrong:
    """A whole number in digits, both limits included."""
    digits = typed.strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 9 and least <= int(digits) <= most):
        return Wrong(field, example)
    return int(digits)


def read_span(field: str, typed: str, typed_unit: str, limits: tuple[int, int], example: str) -> int | Wrong:
    """A number and its unit as minutes; ``limits`` are minutes, both included."""
    unit = read_word(field, typed_unit, Unit)
    number = read_whole(field, typed, 0, limits[1], example)
    if isinstance(unit, Wrong) or isinstance(number, Wrong):
        return Wrong(field, example)
    minutes = number * MINUTES_IN[unit]
    return minutes if limits[0] <= minutes <= limits[1] else Wrong(field, example)


def read_chosen(field: str, typed: Collection[str], known: Mapping[str, _Each]) -> frozenset[_Each] | Wrong:
    """The ticked ones of what is ``known``; somebody may have taken one away meanwhile."""
    if not set(typed) <= set(known):
        return Wrong(field, "Something chosen here is no longer there. Look through the list again and save.")
    return frozenset(known[each] for each in typed)


def read_clock(field: str, typed: str) -> time | Wrong:
    """A clock time from "8:00" or "17:30"."""
    read = read_time(typed)
    return Wrong(field, read.words) if isinstance(read, Refusal) else read


def read_hours(window_from: str, window_to: str, days: Collection[str]) -> Hours | Wrong:
    """Own delivery times (D1): From may equal To, which is all day, but not be later."""
    opens, closes = read_clock("window_from", window_from), read_clock("window_to", window_to)
    if isinstance(opens, Wrong):
        return opens
    if isinstance(closes, Wrong):
        return closes
    ticked = read_days(days)
    if isinstance(ticked, Refusal):
        return Wrong("days", ticked.words)
    if opens > closes:
        return Wrong("window_from", Refusal.REVERSED_WINDOW.words)
    return Hours(opens, closes, ticked)
