"""The weeks before a demo practice's story, for its reports: who came, who did not, who answered.

Told by numbers instead of names: the same visit falls out the same way every time. The first quarter has
no messages yet, so that the reports have something to compare with. All people and numbers are invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from app.domain.local_time import instant, local_day, shift_days
from app.domain.preferences import Channel

CHILDREN = 300
_FIRST = ("Ada", "Ben", "Cora", "Dev", "Elif", "Finley", "Gia", "Hugo", "Ines", "Juno", "Kai", "Lia", "Milo")
_PARENTS = ("Alma", "Bruno", "Carla", "Dario", "Edith", "Frank", "Greta", "Hector", "Ivana", "Jonas", "Karla")
_LAST = (
    *("Abbott", "Bautista", "Castro", "Dalton", "Estrada", "Farrell", "Guzman", "Hendrix", "Ibarra"),
    *("Jensen", "Kowalski", "Linares", "Montoya", "Novak", "Ortega", "Pruitt", "Quintero", "Rosales"),
)
_AREAS = ("216", "330", "419", "440", "513", "614", "740")  # of the state; 555-01xx is nobody's number
_A_DAY = 24
_OPENS = time(8)
_EVERY = timedelta(minutes=20)
_WEEKDAYS = 5
_ASKED, _REMINDED = -3, -1  # days from the visit, as in the story
_LATE = 30  # of a hundred who had not answered

# Minutes from the request to the answer, each as likely as the others.
_WAITS = (4, 9, 14, 22, 38, 55, 90, 150, 230, 400, 700, 1100, 1300, 1900, 2500)
# Hours before the visit at which those cancel who do not answer but call.
_CALLS = (2, 3, 6, 20, 30, 60, 100, 200)


@dataclass(frozen=True, slots=True)
class PastChild:
    """A child and the one who answers for it."""

    name: str
    parent: str
    last: str
    channel: Channel
    address: str
    spanish: bool


@dataclass(frozen=True, slots=True)
class PastVisit:
    """A visit and what became of it; instants are UTC, ``child`` and ``provider`` are numbers from 0 on.

    ``asked_at`` is None before the practice sent messages, ``reminded_at`` where nobody needed a reminder.
    ``refilled`` says that a family of the waitlist got the freed time.
    """

    child: int
    provider: int
    starts_at: datetime
    lifecycle: str
    asked_at: datetime | None
    answered_at: datetime | None
    reminded_at: datetime | None
    cancelled_at: datetime | None
    refilled: bool


def past_children() -> list[PastChild]:
    """Who they are."""
    return [_child(number) for number in range(CHILDREN)]


def past_visits(begins: datetime, place: ZoneInfo, weeks: int, providers: int) -> Iterator[PastVisit]:
    """The visits of so many weeks before the day of ``begins`` (UTC), on weekdays, oldest first."""
    last = local_day(begins, place) - timedelta(days=1)
    first = last - timedelta(weeks=weeks) + timedelta(days=1)
    messages_from = first + timedelta(weeks=weeks // 4)
    number = 0
    for day in (first + timedelta(days=after) for after in range(weeks * 7)):
        if day.weekday() < _WEEKDAYS:
            for turn in range(_A_DAY):
                number += 1
                yield _visit(number, _start(day, turn, place), place, turn % providers, day >= messages_from)


def _child(number: int) -> PastChild:
    last, parent = _LAST[number % len(_LAST)], _PARENTS[_dice(number, "parent", len(_PARENTS))]
    channel = (Channel.TEXT, Channel.TEXT, Channel.TEXT, Channel.EMAIL, Channel.VOICE)[number % 5]
    area, end = _AREAS[number // 100], number % 100
    phone = f"+1{area}55501{end:02}"
    mail = f"{parent.lower()}.{last.lower()}.{number}@example.org"
    return PastChild(
        name=_FIRST[_dice(number, "name", len(_FIRST))],
        parent=parent,
        last=last,
        channel=channel,
        address=mail if channel is Channel.EMAIL else phone,
        spanish=_dice(number, "spanish", 100) < 28,
    )


def _start(day: date, turn: int, place: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, _OPENS), place) + _EVERY * turn


def _visit(number: int, starts_at: datetime, place: ZoneInfo, provider: int, asks: bool) -> PastVisit:
    asked_at = shift_days(starts_at, place, _ASKED) if asks else None
    child = _dice(number, "child", CHILDREN)
    answered_at = _answered(number, child, asked_at, place)
    cant = answered_at is not None and _dice(number, "cant", 100) < 12
    called = answered_at is None and _dice(number, "call", 100) < 9
    cancelled_at = answered_at if cant else None
    if called:
        cancelled_at = starts_at - timedelta(hours=_CALLS[_dice(number, "when", len(_CALLS))])
    missed = _dice(number, "missed", 1000) < (25 if answered_at else 125)
    reminded_at = shift_days(starts_at, place, _REMINDED) if asks else None
    return PastVisit(
        child=child,
        provider=provider,
        starts_at=starts_at,
        lifecycle="cancelled" if cancelled_at else "no_show" if missed else "completed",
        asked_at=asked_at,
        answered_at=answered_at,
        reminded_at=None if reminded_at and cancelled_at and cancelled_at < reminded_at else reminded_at,
        cancelled_at=cancelled_at,
        refilled=cant and _dice(number, "refilled", 100) < 40,
    )


def _answered(number: int, child: int, asked_at: datetime | None, place: ZoneInfo) -> datetime | None:
    """Texts are answered more often than calls, and in English somewhat more often than in Spanish."""
    who = _child(child)
    likely = {Channel.TEXT: 74, Channel.EMAIL: 58}.get(who.channel, 47) - (9 if who.spanish else 0)
    if asked_at is None:
        return None
    wait = timedelta(minutes=_WAITS[_dice(number, "wait", len(_WAITS))])
    if _dice(number, "answer", 100) < likely:
        return asked_at + wait
    # Some wait for the reminder of the day before, and are quick then.
    reminded = _dice(number, "late", 100) < _LATE
    return shift_days(asked_at, place, _REMINDED - _ASKED) + wait / 3 if reminded else None


def _dice(number: int, what: str, sides: int) -> int:
    """0 to ``sides`` - 1, the same for the same question."""
    return crc32(f"{what} {number}".encode()) % sides
