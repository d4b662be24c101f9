"""Deciding again about a birthday greeting or a recall at the moment of sending (product K5, C2, D2, G2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.domain.contacts import ChildContacts, Eligible, Ineligible, eligibility
from app.domain.greetings import KnownVisit, greeting_refusal
from app.domain.open_windows import Window
from app.domain.preferences import Channel
from app.domain.reasons import Reason
from app.domain.rules import Rule
from app.domain.sending import Drop, Wait, clock_refusal


@dataclass(frozen=True, slots=True)
class ClaimedGreeting:
    """A greeting taken from the outbox, with the facts of now.

    ``occasion_on`` is the birthday, or the day the check-up is due, on the calendar of ``place``. ``marked``
    are the practice's well visit types in lower case. ``last_useful`` is UTC, ``windows`` reach to it.
    """

    rule: Rule
    contact_id: int
    channel: Channel
    child: ChildContacts
    birth_date: date | None
    occasion_on: date
    place: ZoneInfo
    visits: Sequence[KnownVisit]
    marked: Collection[str]
    last_useful: datetime
    windows: Sequence[Window]
    paused: bool = False
    after_stop: bool = False


def greeting_wanted(claimed: ClaimedGreeting, now: datetime) -> Eligible | Drop | Wait:
    """Does it still go at ``now`` (UTC), and where to? The contact may have a new number since then."""
    if claimed.rule.enabled_at is None:
        return Drop(Reason.RULE_DISABLED)
    refusal = _child_refusal(claimed)
    if refusal:
        return Drop(refusal)
    reach = _reach(claimed)
    return reach if isinstance(reach, Drop) else clock_refusal(claimed, now) or reach


def _child_refusal(claimed: ClaimedGreeting) -> Reason | None:
    if claimed.child.deceased:
        return Reason.DECEASED
    if claimed.birth_date is None:
        return Reason.NO_BIRTH_DATE
    return greeting_refusal(
        claimed.rule, claimed.birth_date, claimed.occasion_on, claimed.place, claimed.visits, claimed.marked
    )


def _reach(claimed: ClaimedGreeting) -> Eligible | Drop:
    contact = next((each for each in claimed.child.contacts if each.id == claimed.contact_id), None)
    if contact is None:
        return Drop(Reason.ENDED)
    reach = eligibility(contact, claimed.child, claimed.rule.purpose, fixed=claimed.rule.channel)
    if isinstance(reach, Ineligible):
        return Drop(reach.reason)
    return reach if reach.channel is claimed.channel else Drop(Reason.PREFERENCE_CHANGED)
