"""Which appointments are one visit (product D7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from app.domain.appointments import Appointment
from app.domain.local_time import local_day, zone

NEARBY = timedelta(minutes=60)


class SiblingMode(StrEnum):
    """How wide "at the same time" is. OFF gives each child its own message and link."""

    OFF = "off"
    SAME_TIME = "same_time"
    WITHIN_60_MINUTES = "within_60_minutes"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class Visit:
    """Appointments that one contact answers together, earliest first, then by id. Never empty."""

    appointments: tuple[Appointment, ...]

    @property
    def starts_at(self) -> datetime:
        """The earliest start; with the contact it is the key of the visit."""
        return self.appointments[0].starts_at

    @property
    def last_start(self) -> datetime:
        """The latest start; the visit's link lives on from it (H1)."""
        return self.appointments[-1].starts_at


class Timed(Protocol):
    """What of an appointment says which visit it belongs to; see ``Appointment``."""

    @property
    def id(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def zone(self) -> str: ...
    @property
    def confidential(self) -> bool: ...


_Timed = TypeVar("_Timed", bound=Timed)


def _day(appointment: Timed) -> date:
    return local_day(appointment.starts_at, zone(appointment.zone))


def _joins(visit: list[_Timed], appointment: _Timed, mode: SiblingMode) -> bool:
    """Does ``appointment`` belong to the visit whose earliest member is ``visit[0]``?

    Measured from the earliest start, not from member to member: a chain of children every
    50 minutes must not become one visit of a whole morning.
    """
    first = visit[0]
    if mode is SiblingMode.OFF or first.confidential or appointment.confidential:
        return False
    if _day(first) != _day(appointment):
        return False
    if mode is SiblingMode.SAME_TIME:
        return first.starts_at == appointment.starts_at
    return mode is SiblingMode.SAME_DAY or appointment.starts_at - first.starts_at <= NEARBY


def together(appointments: Iterable[_Timed], mode: SiblingMode) -> list[list[_Timed]]:
    """One contact's appointments by visit, in order of start (D7): see ``visits``."""
    groups: list[list[_Timed]] = []
    for appointment in sorted(appointments, key=lambda each: (each.starts_at, each.id)):
        home = next((group for group in groups if _joins(group, appointment, mode)), None)
        if home is None:
            groups.append([appointment])
        else:
            home.append(appointment)
    return groups


def visits(appointments: Iterable[Appointment], mode: SiblingMode) -> list[Visit]:
    """One contact's appointments as visits, in order of start (D7).

    ``appointments`` are those of children the contact may see; the caller has left out the
    others. "Same day" is the day of each appointment's own location. A confidential one is always a
    visit of its own (C7).
    """
    return [Visit(tuple(group)) for group in together(appointments, mode)]
