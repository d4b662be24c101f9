"""A demo practice on the calendar: the told days, as seen from now, become moments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from app.domain.answers import Wish
from app.domain.local_time import instant, local_time, shift_days, zone

FIRST_DAY = -6
"""The practice began this many days ago, so that its rules had time to ask and remind."""

_ASKED, _REMINDED = -3, -1  # days from the visit, as the rules of a new practice have it
# From the start, the start and the end of a visit: what goes when it begins and when it is over.
_JOINS, _MISSED, _THANKED = timedelta(minutes=-30), timedelta(hours=2), timedelta(days=1)
OPENS, CLOSES = time(8), time(20)
_FIRST_VISIT, _LAST_VISIT = time(8), time(16, 50)
_OFFICE_CLOSED = time(9, 45)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit of the story; instants are aware UTC. ``family`` and ``told`` are as they were written.

    ``was`` is the start before it was moved, ``status`` the schedule's word when it was booked and
    ``then`` its word once the time has come, ``first`` says that it came with the first schedule.
    """

    external_id: str
    chart: str
    child: str
    age: int
    starts_at: datetime
    was: datetime | None
    booked_at: datetime
    first: bool
    status: str
    then: str
    family: Mapping[str, Any]
    told: Mapping[str, Any]

    @property
    def minutes(self) -> int:
        return int(self.told.get("minutes", 20))

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def before_today(self) -> bool:
        return int(self.told["day"]) < 0


@dataclass(frozen=True, slots=True)
class Reply:
    """What ``contact`` answers at ``at``: a wish for each visit, by its external id."""

    contact: str
    at: datetime
    wishes: Mapping[str, Wish]
    handled: bool


@dataclass(frozen=True, slots=True)
class Story:
    """A told practice. ``begins`` is its first morning, ``changes`` when the schedule was last worked on."""

    told: Mapping[str, Any]
    place: ZoneInfo
    now: datetime
    begins: datetime
    changes: datetime
    visits: tuple[Visit, ...]
    replies: tuple[Reply, ...]

    @property
    def slug(self) -> str:
        return str(self.told["slug"])

    def moments(self) -> list[datetime]:
        """When the clock must turn for everything to go out at its time; ascending, the last is now."""
        mornings = (_local(self.place, self.now, day, OPENS) for day in range(FIRST_DAY + 1, 1))
        turns = {*mornings, *self._turns()}
        late = timedelta(seconds=6)
        return [*sorted(at + late for at in turns if self.begins < at + late < self.now), self.now]

    def _turns(self) -> Iterator[datetime]:
        yield from (self.changes, self.changes + timedelta(minutes=5))
        for visit in self.visits:
            yield visit.booked_at
            for start in filter(None, (visit.starts_at, visit.was)):
                yield shift_days(start, self.place, _ASKED)
                yield shift_days(start, self.place, _REMINDED)
            if visit.before_today:
                yield from (visit.starts_at + _JOINS, visit.starts_at + _MISSED, visit.ends_at + _THANKED)
        yield from (reply.at for reply in self.replies)


def read_story(name: str, now: datetime) -> Story:
    """The story told in ``<name>.yaml``, as it stands at ``now`` (UTC)."""
    told = yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
    place = zone(told["timezone"])
    begins = _local(place, now, FIRST_DAY, time(7))
    visits, replies = [], []
    for number, family in enumerate(told["families"], 1):
        own = list(_visits(number, family, place, now, begins))
        visits += own
        replies += [_reply(each, own, place) for each in family.get("answers", ())]
    return Story(told, place, now, begins, now - timedelta(hours=25), tuple(visits), tuple(replies))


def _visits(
    number: int, family: Mapping[str, Any], place: ZoneInfo, now: datetime, begins: datetime
) -> Iterator[Visit]:
    children = list(family["children"].items())
    for told in family["visits"]:
        position = next(i for i, (name, _) in enumerate(children) if name.split()[0] == told["child"])
        name, age = children[position]
        was = told.get("was")
        yield Visit(
            external_id=f"D{number:03}{position}",
            chart=f"W{number:03}{position}",
            child=name,
            age=age,
            starts_at=_start(place, now, told["day"], told["at"]),
            was=_start(place, now, *was) if was else None,
            booked_at=now - timedelta(days=told["booked"]) if "booked" in told else begins,
            first="booked" not in told,
            status=told.get("status", "Scheduled"),
            then=told.get("then", "Completed"),
            family=family,
            told=told,
        )


def _reply(told: Mapping[str, Any], visits: list[Visit], place: ZoneInfo) -> Reply:
    about = {visit.told["child"]: visit for visit in visits if visit.told["child"] in told["says"]}
    first = next(iter(about.values()))
    if "before" in told:
        at = first.starts_at - timedelta(minutes=told["before"])
    else:
        at = _asked_at(first, place) + timedelta(minutes=told["after"])
    wishes = {about[child].external_id: Wish(word) for child, word in told["says"].items()}
    return Reply(told["by"], at, wishes, told.get("handled", False))


def _asked_at(visit: Visit, place: ZoneInfo) -> datetime:
    asked = max(shift_days(visit.starts_at, place, _ASKED), visit.booked_at)
    clock = local_time(asked, place)
    if OPENS <= clock.time() < CLOSES:
        return asked
    later = timedelta(days=1 if clock.time() >= CLOSES else 0)
    return instant(datetime.combine(clock.date() + later, OPENS), place)


def _start(place: ZoneInfo, now: datetime, day: int, at: str) -> datetime:
    if at != "soon":
        hour, minute = at.split(":")
        return _local(place, now, day, time(int(hour), int(minute)))
    tens = timedelta(minutes=10)
    soon = local_time(now, place) + 3 * tens
    soon = soon.replace(minute=soon.minute // 10 * 10, second=0, microsecond=0)
    open_then = _FIRST_VISIT <= soon.time() <= _LAST_VISIT
    return _local(place, now, day, soon.time() if open_then else _OFFICE_CLOSED)


def _local(place: ZoneInfo, now: datetime, day: int, at: time) -> datetime:
    wall = datetime.combine(local_time(now, place).date() + timedelta(days=day), at)
    return instant(wall, place)
