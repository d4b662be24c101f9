"""What of the staff ends, and who is reminded of it: the same for the clock and for a forecast (E1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.delivery_rules import DeliveryRules
from app.domain.local_time import local_day, zone
from app.domain.renewals import PracticeHours, RenewalDay, RenewalTime, renewal_time
from app.domain.rules import Rule
from app.domain.timing import RuleType
from app.models.facts import delivery_rules_facts, rule_facts
from app.models.practice import DeliveryRulesRow, Holiday, Practice
from app.models.renewal import StaffRenewal
from app.models.rule import RuleRow
from app.models.staff import StaffGroup, StaffUser

_NEAR = timedelta(days=40)
"""A reminder goes within that time of its planned day, whatever the delivery times are."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """One rule's reminder of one thing that ends, at ``time``; ``people`` are who gets it."""

    rule: Rule
    renewal: StaffRenewal
    time: RenewalTime
    people: tuple[StaffUser, ...]


def renewal_rules(session: Session) -> list[Rule]:
    """Those of the session's practice that are turned on."""
    wanted = select(RuleRow).where(RuleRow.type == RuleType.STAFF_RENEWAL, RuleRow.enabled_at.is_not(None))
    return [rule_facts(row) for row in session.scalars(wanted.order_by(RuleRow.id))]


def reminders(session: Session, now: datetime, rules: Sequence[Rule]) -> Iterator[Reminder]:
    """What ``rules`` tell around ``now`` (UTC), told or not. Nothing of people whose account is closed."""
    hours, people = practice_hours(session), _administrators(session)
    today = local_day(now, zone(hours.zone))
    for renewal, owner in session.execute(_open()):
        for rule in rules:
            if abs(renewal.due_on - rule.timing.length - today) > _NEAR:
                continue
            time = renewal_time(rule, RenewalDay(renewal.due_on, renewal.created_at), hours)
            if time is not None:
                others = (each for each in people if each.id != owner.id)
                yield Reminder(rule, renewal, time, (owner, *others))


def practice_hours(session: Session) -> PracticeHours:
    """When the session's practice writes to its staff."""
    practice = session.get_one(Practice, session.info["practice_id"])
    row = session.scalar(select(DeliveryRulesRow))
    closed = select(Holiday.day).where(Holiday.location_id.is_(None))
    rules = delivery_rules_facts(row) if row else DeliveryRules()
    return PracticeHours(rules, practice.timezone, frozenset(session.scalars(closed)))


def _open() -> Select[StaffRenewal, StaffUser]:
    return (
        select(StaffRenewal, StaffUser)
        .join(StaffUser, StaffUser.id == StaffRenewal.staff_id)
        .where(
            StaffRenewal.done_at.is_(None),
            StaffRenewal.removed_at.is_(None),
            StaffUser.disabled_at.is_(None),
        )
        .order_by(StaffRenewal.id)
    )


def _administrators(session: Session) -> Sequence[StaffUser]:
    """Those who can sign in."""
    wanted = (
        select(StaffUser)
        .join(StaffGroup, StaffGroup.id == StaffUser.group_id)
        .where(StaffGroup.administrators, StaffUser.disabled_at.is_(None), StaffUser.password_hash != "")
    )
    return session.scalars(wanted.order_by(StaffUser.id)).all()
