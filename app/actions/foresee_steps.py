"""What follows foreseen messages over further channels if nobody answers and all arrives (product E4, E8).

Only messages of rules with further channels are looked at one by one, and only to contacts whom a dearer
channel reaches. What left before the forecast began is not followed, as it is not counted either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from app.actions.plan_messages import fill, sql_statement
from app.actions.plan_rules import PlannedRule
from app.actions.read_turns import Turns
from app.actions.stretch_windows import windows_around
from app.domain.escalation import ASKING
from app.domain.open_windows import Window
from app.domain.preferences import Channel
from app.domain.rules import COMING_FAMILY, Rule
from app.domain.unanswered import Queued, Said, what_leaves

_EMPTY = text("delete from due_occurrence")
_LADDER = sql_statement("ladder")
_WAYS = sql_statement("pairs", "open_ways")
_ANSWERED = sql_statement("answered")
_ALONE = sql_statement("judged_alone", "ranked", "first_alone")
_TOGETHER = sql_statement("visits", "first_together")

Counts = Counter[tuple[int, str | None, str | None]]
"""Messages by rule, channel and the reason why they do not go."""


class Told(NamedTuple):
    """An appointment of a foreseen message; ``nominal`` (UTC) is the moment planned for it."""

    appointment_id: int
    nominal: datetime
    location_id: int


class First(NamedTuple):
    """A foreseen message, due at ``send_at`` (UTC) or already; ``told`` begins with the earliest start."""

    rule_id: int
    contact_id: int
    channel: str
    send_at: datetime
    last_useful: datetime
    told: Sequence[Told]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The dearer channels that reach somebody by purpose, then by (appointment, contact).

    ``answered`` are the appointments that were answered for. ``windows`` are the open times by location
    and rule, the rule 0 standing for all without delivery times of their own.
    """

    ways: Mapping[str, Mapping[tuple[int, int], Collection[Channel]]]
    answered: Collection[int]
    windows: Mapping[tuple[int, int], Sequence[Window]]

    @property
    def reached(self) -> set[int]:
        """Contacts whom a dearer channel reaches about something."""
        return {contact_id for ways in self.ways.values() for _, contact_id in ways}

    def queued(self, rule: Rule, first: First, now: datetime) -> Queued:
        """The message as the rule book follows it."""
        ways = self.ways.get(rule.purpose, {}) if goes_on(rule) else {}
        hours = rule.id if rule.hours else 0
        said = [
            Said(
                each.appointment_id,
                each.nominal,
                self.windows[each.location_id, hours],
                ways.get((each.appointment_id, first.contact_id), ()),
                each.appointment_id in self.answered,
            )
            for each in first.told
        ]
        at = max(first.send_at, now)
        return Queued(rule, Channel(first.channel), at, at, first.last_useful, said)


def goes_on(rule: Rule) -> bool:
    """Does a message of this rule step on to another channel although it arrived?"""
    return rule.escalate_after is not None and rule.type in ASKING


def read_ladder(
    connection: Connection, rules: Iterable[PlannedRule], turns: Turns, parameters: dict[str, Any]
) -> Ladder:
    """Whom the messages in ``due_judged`` can follow where. ``due_occurrence`` is overwritten."""
    stepping = [each.id for each in rules if goes_on(each.rule)]
    windows = _open_times(turns, parameters)
    connection.execute(_EMPTY)
    if not stepping or not fill(connection, _LADDER, {"stepping": stepping}, "due_occurrence"):
        return Ladder({}, (), windows)
    ways: dict[str, dict[tuple[int, int], Collection[Channel]]] = defaultdict(dict)
    for row in connection.execute(_WAYS):
        ways[row.purpose][row.appointment_id, row.contact_id] = [Channel(each) for each in row.ways]
    return Ladder(ways, frozenset(connection.scalars(_ANSWERED)), windows)


def _open_times(turns: Turns, parameters: dict[str, Any]) -> Mapping[tuple[int, int], Sequence[Window]]:
    hours = {number: key[0] for key, number in turns.calendars.items()}
    return {
        (place.location_id, place.rule_id): windows_around(
            hours[place.calendar], parameters["now"], parameters["until"]
        )
        for place in turns.places
    }


def foresee_steps(
    connection: Connection,
    asked: dict[str, Any],
    rules: Iterable[PlannedRule],
    ladder: Ladder,
    tangled: Iterable[First],
) -> Counts:
    """The steps that leave by ``asked["until"]``, by (rule, channel). ``tangled`` are known already."""
    side = {each.id: replace(each.rule, id=each.id) for each in rules if each.rule.type in COMING_FAMILY}
    counts: Counts = Counter()
    if not ladder.ways or not any(map(goes_on, side.values())):
        return counts
    asked = {**asked, "coming": list(side), "reached": list(ladder.reached)}
    for firsts in _by_contact([*_firsts(connection, asked), *tangled], side).values():
        if any(goes_on(side[each.rule_id]) for each in firsts):
            planned = [ladder.queued(side[each.rule_id], each, asked["now"]) for each in firsts]
            leaving = what_leaves(planned, asked["until"])
            counts.update((sent.rule.id, sent.channel.value, None) for sent in leaving if sent.step)
    return counts


def _by_contact(firsts: Iterable[First], rules: Collection[int]) -> Mapping[int, Sequence[First]]:
    found: dict[int, list[First]] = defaultdict(list)
    for first in firsts:
        if first.rule_id in rules:
            found[first.contact_id].append(first)
    return found


def _firsts(connection: Connection, asked: dict[str, Any]) -> Iterator[First]:
    for row in connection.execute(_ALONE, asked):
        yield _first(row, [Told(row.appointment_id, row.nominal, row.location_id)])
    for row in connection.execute(_TOGETHER, asked):
        told = zip(row.appointment_ids, row.nominals, row.location_ids, strict=True)
        yield _first(row, [Told(*each) for each in told])


def _first(row: Any, told: Sequence[Told]) -> First:
    return First(row.rule_id, row.contact_id, row.channel, row.send_at, row.last_useful, told)
