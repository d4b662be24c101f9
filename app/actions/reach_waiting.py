"""How a family that waits can be told of a freed time: asked when it is offered, again at sending (J4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.read_claimed import Office, read_office
from app.actions.stretch_windows import windows_around
from app.domain.appointments import is_confidential
from app.domain.contacts import Eligible, eligibility
from app.domain.open_windows import next_open
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.timing import RuleType, useful_for
from app.domain.waitlists import FreeTime, Waiting, rule_for
from app.models import Location, Provider, RuleRow, Slot, VisitType
from app.models.facts import rule_facts
from app.models.free_times import free_times
from app.models.known_children import KnownChild, KnownContact, known_children

# A letter or a fax would come when the time is long gone.
_QUICK = (Channel.TEXT, Channel.EMAIL, Channel.VOICE)


@dataclass(frozen=True, slots=True)
class FreedTime:
    """A slot with all that its offers need. ``rules`` are the practice's enabled offers, oldest first;
    ``private`` are the types of visit that are the patient's own matter (C7), in small letters.
    """

    slot: Slot
    free: FreeTime
    office: Office
    location: Location
    provider: Provider | None
    rules: Sequence[Rule]
    private: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reach:
    """How the family is told, or why it is not: then ``reason`` is set, and the rest may be missing."""

    rule: Rule | None = None
    child: KnownChild | None = None
    person: KnownContact | None = None
    way: Eligible | None = None
    due_at: datetime | None = None
    reason: Reason | None = None


def offer_rules(session: Session) -> list[Rule]:
    """The automated messages that offer freed times and are turned on."""
    rows = session.scalars(
        select(RuleRow)
        .where(RuleRow.type == RuleType.WAITLIST_OFFER, RuleRow.enabled_at.is_not(None))
        .order_by(RuleRow.id)
    )
    return [rule_facts(row) for row in rows]


def read_freed_time(session: Session, slot: Slot) -> FreedTime:
    """Everything about a slot of the session's practice."""
    marked = session.scalars(select(VisitType.name).where(VisitType.confidential))
    return FreedTime(
        slot=slot,
        free=free_times(session, [slot.id])[slot.id],
        office=read_office(session),
        location=session.get_one(Location, slot.location_id),
        provider=session.get(Provider, slot.provider_id) if slot.provider_id else None,
        rules=offer_rules(session),
        private=frozenset(name.lower() for name in marked),
    )


def opens_at(time: FreedTime, rule: Rule, channel: str, now: datetime) -> datetime | None:
    """``now`` if messages may leave then (D1), else the next opening; None if there is none."""
    hours = time.office.hours_at(time.location, rule, time.free.zone, channel)
    return next_open(now, windows_around(hours, now, now))


def reach_waiting(session: Session, now: datetime, time: FreedTime, entry: Waiting) -> Reach:
    """At ``now`` (UTC), by the first automated message that is meant for this time and child."""
    child = known_children(session, {entry.patient_id})[entry.patient_id]
    person = next((each for each in child.contacts if each.contact.id == entry.contact_id), None)
    rule = rule_for(time.rules, time.free, child.patient.birth_date)
    if rule is None:
        return Reach(reason=Reason.RULE_DISABLED)
    if person is None:
        return Reach(reason=Reason.NO_ADDRESS)
    reach = eligibility(
        person.facts, child.facts, rule.purpose, confidential=_private(time, entry, child), fixed=rule.channel
    )
    if not isinstance(reach, Eligible):
        return Reach(reason=reach.reason)
    due_at = opens_at(time, rule, reach.channel, now)
    last = time.free.starts_at - useful_for(rule.timing.anchor, rule.last_useful_minutes)
    late = reach.channel not in _QUICK or due_at is None or due_at > last
    return Reach(rule, child, person, reach, due_at, Reason.TOO_LATE if late else None)


def _private(time: FreedTime, entry: Waiting, child: KnownChild) -> bool:
    marked = (entry.visit_type or time.free.visit_type).lower() in time.private
    day = time.free.starts_local.date()
    return is_confidential(marked, child.patient.birth_date, day, time.office.practice.confidential_age)
