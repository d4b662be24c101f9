"""Contacts whose messages depend on each other, foreseen by the rule book moment by moment (product D7, E6).

When a child rides along with a sibling before its own moment, that moment finds it told already, and another
message no longer gives way. Few families are like that; all others are counted by one statement.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, text

from app.actions.foresee_steps import Counts, First, Told
from app.actions.plan_messages import sql_statement
from app.actions.plan_rules import PlannedRule
from app.domain.candidates import Candidate
from app.domain.contacts import Eligible
from app.domain.occurrences import Occurrence
from app.domain.outlook import foresee
from app.domain.planning import Message, Plan
from app.domain.preferences import AddressKind, Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode
from app.models.facts import appointment_facts

_CANDIDATES = sql_statement("forecast_candidates")
_MODE = text("select sibling_mode from delivery_rules where practice_id = any (:practice_ids)")

NEWEST = 2**62
"""A rule that was never saved will get a higher id than all others."""


def foresee_tangled(
    connection: Connection, parameters: dict[str, Any], rules: Iterable[PlannedRule]
) -> tuple[Counts, list[First]]:
    """Messages by (rule, channel, reason) of the contacts ``parameters["tangled"]``, and those that go.

    Of ``rules`` no two may be kept under the same saved id.
    """
    mode = SiblingMode(connection.execute(_MODE, parameters).scalars().first() or SiblingMode.SAME_TIME)
    kept = {each.id: replace(each.rule, id=each.saved_id or NEWEST) for each in rules}
    of_contact: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(_CANDIDATES, parameters):
        of_contact[row.contact_id].append(row)
    planned = {rule.id: number for number, rule in kept.items()}
    counts: Counts = Counter()
    firsts: list[First] = []
    for rows in of_contact.values():
        passing = [(_candidate(row, kept[row.rule_id]), row.decided) for row in rows]
        for plan in _plans(passing, parameters, mode):
            counts.update((planned[each.rule_id], each.channel, None) for each in plan.messages)
            counts.update((planned[each.what.rule_id], None, Reason.SUPERSEDED) for each in plan.superseded)
            firsts += _firsts(plan.messages, passing, planned)
    return counts, firsts


def _plans(
    passing: Sequence[tuple[Candidate, bool]], parameters: dict[str, Any], mode: SiblingMode
) -> Iterator[Plan]:
    done = {each.key for each, decided in passing if decided}
    return foresee([each for each, _ in passing], done, parameters["now"], parameters["until"], mode)


def _firsts(
    messages: Iterable[Message], passing: Iterable[tuple[Candidate, bool]], planned: Mapping[int, int]
) -> Iterator[First]:
    met = {(each.rule.id, each.appointment.id): each for each, _ in passing}
    for message in messages:
        said = [met[message.rule_id, number] for number in message.appointment_ids]
        yield First(
            rule_id=planned[message.rule_id],
            contact_id=message.contact_id,
            channel=message.channel,
            send_at=message.due_at,
            last_useful=message.last_useful,
            told=[_told(each) for each in said],
        )


def _told(candidate: Candidate) -> Told:
    visit = candidate.appointment
    return Told(visit.id, candidate.when.nominal, visit.location_id)


def _candidate(row: Any, rule: Rule) -> Candidate:
    appointment = appointment_facts(row, row.zone, confidential=row.confidential)
    when = Occurrence(rule.id, appointment.id, appointment.version, row.nominal, row.send_at, row.last_useful)
    # A contact has one address for one rule, whichever it is.
    reach = Eligible(Channel(row.channel), AddressKind.CELL)
    return Candidate(rule, appointment, row.contact_id, when, reach)
