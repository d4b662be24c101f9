"""Contacts whose messages depend on each other, foreseen by the rule book moment by moment (product D7, E6).

When a child rides along with a sibling before its own moment, that moment finds it told already, and another
message no longer gives way. Few families are like that; all others are counted by one statement.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, text

from app.actions.plan_messages import sql_statement
from app.actions.plan_rules import PlannedRule
from app.domain.candidates import Candidate
from app.domain.contacts import Eligible
from app.domain.occurrences import Occurrence
from app.domain.outlook import foresee
from app.domain.preferences import AddressKind, Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.siblings import SiblingMode
from app.models.facts import appointment_facts

_CANDIDATES = sql_statement("forecast_candidates")
_MODE = text("select sibling_mode from delivery_rules where practice_id = any (:practice_ids)")

NEWEST = 2**62
"""A rule that was never saved will get a higher id than all others."""

Counts = Counter[tuple[int, str | None, str | None]]


def foresee_tangled(
    connection: Connection, parameters: dict[str, Any], rules: Iterable[PlannedRule]
) -> Counts:
    """Messages by (rule, channel, reason) of the contacts ``parameters["tangled"]``.

    Of ``rules`` no two may be kept under the same saved id.
    """
    mode = SiblingMode(connection.execute(_MODE, parameters).scalars().first() or SiblingMode.SAME_TIME)
    kept = {each.id: replace(each.rule, id=each.saved_id or NEWEST) for each in rules}
    of_contact: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(_CANDIDATES, parameters):
        of_contact[row.contact_id].append(row)
    counts: Counts = Counter()
    for rows in of_contact.values():
        counts += _foresee(rows, parameters, kept, mode)
    planned = {rule.id: number for number, rule in kept.items()}
    return Counter({(planned[rule], channel, why): n for (rule, channel, why), n in counts.items()})


def _foresee(
    rows: Iterable[Any], parameters: dict[str, Any], rules: Mapping[int, Rule], mode: SiblingMode
) -> Counts:
    passing = [(_candidate(row, rules[row.rule_id]), row.decided) for row in rows]
    done = {each.key for each, decided in passing if decided}
    plans = foresee([each for each, _ in passing], done, parameters["now"], parameters["until"], mode)
    counts: Counts = Counter()
    for plan in plans:
        counts.update((each.rule_id, each.channel, None) for each in plan.messages)
        counts.update((each.what.rule_id, None, Reason.SUPERSEDED) for each in plan.superseded)
    return counts


def _candidate(row: Any, rule: Rule) -> Candidate:
    appointment = appointment_facts(row, row.zone, confidential=row.confidential)
    when = Occurrence(rule.id, appointment.id, appointment.version, row.nominal, row.send_at, row.last_useful)
    # A contact has one address for one rule, whichever it is.
    reach = Eligible(Channel(row.channel), AddressKind.CELL)
    return Candidate(rule, appointment, row.contact_id, when, reach)
