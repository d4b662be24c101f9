"""The Global Settings: when messages go out and how parents may cancel (product D1 to D9)."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from app.domain.answers import CancellationMode
from app.domain.calendar_words import text_time
from app.domain.siblings import SiblingMode

EVERY_DAY = frozenset(range(7))
SHORTEST_DEADLINE = 1
LONGEST_DEADLINE = 24
MOST_A_DAY = 20
"""The highest daily cap that can be set (D8)."""


class Refusal(StrEnum):
    """What is wrong with a setting, in words with an example. The members are ``(value, words)``."""

    words: str

    def __new__(cls, value: str, words: str) -> Refusal:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    NOT_A_TIME = "not_a_time", "Write a time of day, for example 08:00 or 17:30."
    REVERSED_WINDOW = (
        "reversed_window",
        "From is later than To, so nothing could ever go out. Use for example From 08:00 and To 20:00.",
    )
    NO_DAY = (
        "no_day",
        "Tick at least one day, for example Monday to Friday. With no day, no message could ever go out.",
    )
    UNKNOWN_DAY = "unknown_day", "Choose days from Monday (0) to Sunday (6), for example 0."
    NOT_A_WHOLE_NUMBER = "not_a_whole_number", "Write whole hours in digits, for example 2."
    OUT_OF_RANGE = "out_of_range", "The deadline is 1 to 24 hours before the visit, for example 2."
    UNKNOWN_CHOICE = "unknown_choice", "Choose one of the offered answers."
    CAP_OUT_OF_RANGE = (
        "cap_out_of_range",
        "Write 1 to 20 messages, for example 3, or leave it empty for no limit.",
    )
    NO_DEPARTMENT = "no_department", "Choose the department that gets the notices, for example Front Desk."


class DeliveryRulesRefused(ValueError):
    """Delivery rules that no practice may have; ``refusal`` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.words)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class DeliveryRules:
    """Window, days, cancellation, department, deadline, siblings, daily cap. The defaults are those of D9.

    ``window_from`` is inclusive, ``window_to`` exclusive, both clock times of the location;
    equal means all day. ``days`` are 0 Monday to 6 Sunday. ``daily_cap`` is the most that goes to one
    address a day, None any number (D8). Raises ``DeliveryRulesRefused``.
    """

    window_from: time = time(8)
    window_to: time = time(20)
    days: frozenset[int] = EVERY_DAY
    cancellation_mode: CancellationMode = CancellationMode.AUTOMATIC
    track_cancellations: bool = True
    department_id: int | None = None
    deadline_hours: int = 1
    sibling_mode: SiblingMode = SiblingMode.SAME_TIME
    daily_cap: int | None = None

    def __post_init__(self) -> None:
        refusal = self._refusal()
        if refusal:
            raise DeliveryRulesRefused(refusal)

    def _refusal(self) -> Refusal | None:
        if self.window_from > self.window_to:
            return Refusal.REVERSED_WINDOW
        if not self.days:
            return Refusal.NO_DAY
        if not self.days <= EVERY_DAY:
            return Refusal.UNKNOWN_DAY
        if not SHORTEST_DEADLINE <= self.deadline_hours <= LONGEST_DEADLINE:
            return Refusal.OUT_OF_RANGE
        if self.daily_cap is not None and not 1 <= self.daily_cap <= MOST_A_DAY:
            return Refusal.CAP_OUT_OF_RANGE
        return None

    @property
    def all_day(self) -> bool:
        """From equal to To: the page says that messages go out at any hour (D1)."""
        return self.window_from == self.window_to

    @property
    def deadline(self) -> timedelta:
        """How long before the start a parent's right to cancel ends (D6)."""
        return timedelta(hours=self.deadline_hours)


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """What a location says in place of the practice (D1, D4, D6); ``None`` where the practice's counts.

    Window and days are set together or not at all.
    """

    window_from: time | None = None
    window_to: time | None = None
    days: frozenset[int] | None = None
    cancellation_mode: CancellationMode | None = None
    deadline_hours: int | None = None


def rules_at(rules: DeliveryRules, place: PlaceRules) -> DeliveryRules:
    """The rules that count at a location. Raises ``DeliveryRulesRefused`` for an impossible own one."""
    own = {field.name: getattr(place, field.name) for field in fields(place)}
    return replace(rules, **{name: value for name, value in own.items() if value is not None})


def deadline_example(rules: DeliveryRules, visit: datetime) -> str:
    """The live sentence beside the deadline. ``visit`` is a naive clock time of the practice."""
    until = visit - rules.deadline
    day_before = " the day before" if until.date() != visit.date() else ""
    return f"A parent with a {text_time(visit)} visit can cancel until {text_time(until)}{day_before}."
