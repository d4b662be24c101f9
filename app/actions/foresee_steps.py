"""What follows foreseen messages over further channels if nobody answers and all arrives (product E4, E8).

Only messages of rules with further channels are looked at one by one, and only to contacts whom a dearer
channel reaches. What left before the forecast began is not followed, as it is not counted either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
Windows = Callable[[int, Rule], Sequence[Window]]


class First(NamedTuple):
    """A foreseen message: written down at ``at`` (UTC), its appointments with the earliest start first."""

    rule_id: int
    contact_id: int
    channel: str
    at: datetime
    last_useful: datetime
    appointment_ids: Sequence[int]
    nominals: Sequence[datetime]
    location_ids: Sequence[int]


@dataclass(frozen=True, slots=True)
class Ladder:
    """By (purpose, appointment, contact) the dearer channels that reach somebody; what was answered for.

    ``windows`` are the open times by location and rule.
    """

    ways: Mapping[tuple[str, int, int], Collection[Channel]]
    answered: Collection[int]
    windows: Windows

    def queued(self, rule: Rule, first: First) -> Queued:
        """The message as the rule book follows it."""
        said = [
            Said(
                appointment_id,
                nominal,
                self.windows(location_id, rule),
                self.ways.get((rule.purpose, appointment_id, first.contact_id), ()),
                appointment_id in self.answered,
            )
            for appointment_id, nominal, location_id in zip(
                first.appointment_ids, first.nominals, first.location_ids, strict=True
            )
        ]
        return Queued(rule, Channel(first.channel), first.at, first.at, first.last_useful, said)


def goes_on(rule: Rule) -> bool:
    """Does a message of this rule step on to another channel although it arrived?"""
    return rule.escalate_after is not None and rule.type in ASKING


def read_ladder(
    connection: Connection, rules: Iterable[PlannedRule], turns: Turns, parameters: dict[str, Any]
) -> Ladder:
    """Whom the messages in ``due_judged`` can follow where. ``due_occurrence`` is overwritten."""
    stepping = [each.id for each in rules if goes_on(each.rule)]
    connection.execute(_EMPTY)
    if not stepping or not fill(connection, _LADDER, {"stepping": stepping}, "due_occurrence"):
        return Ladder({}, (), _open_times(turns, parameters))
    ways = {
        (row.purpose, row.appointment_id, row.contact_id): [Channel(each) for each in row.ways]
        for row in connection.execute(_WAYS)
    }
    answered = frozenset(connection.scalars(_ANSWERED))
    return Ladder(ways, answered, _open_times(turns, parameters))


def _open_times(turns: Turns, parameters: dict[str, Any]) -> Windows:
    hours = {number: key[0] for key, number in turns.calendars.items()}
    found = {
        (place.location_id, place.rule_id): windows_around(
            hours[place.calendar], parameters["now"], parameters["until"]
        )
        for place in turns.places
    }
    return lambda location_id, rule: found[location_id, rule.id if rule.hours else 0]


def foresee_steps(
    connection: Connection,
    asked: dict[str, Any],
    rules: Iterable[PlannedRule],
    ladder: Ladder,
    tangled: Iterable[First],
) -> Counts:
    """The steps that leave by ``asked["until"]``, by (rule, channel). ``tangled`` are known already."""
    side = {each.id: replace(each.rule, id=each.id) for each in rules if each.rule.type in COMING_FAMILY}
    reached = {contact_id for _, _, contact_id in ladder.ways}
    if not reached or not any(map(goes_on, side.values())):
        return Counter()
    asked = {**asked, "coming": list(side), "reached": list(reached)}
    of_contact: dict[int, list[Queued]] = defaultdict(list)
    for first in (*connection.execute(_ALONE, asked), *connection.execute(_TOGETHER, asked), *tangled):
        if first.rule_id in side and first.contact_id in reached:
            of_contact[first.contact_id].append(ladder.queued(side[first.rule_id], first))
    return Counter(
        (sent.rule.id, sent.channel.value, None)
        for messages in of_contact.values()
        if any(goes_on(each.rule) for each in messages)
        for sent in what_leaves(messages, asked["until"])
        if sent.step
    )
