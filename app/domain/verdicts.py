"""What one contact gets about one child, purpose by purpose, and why not (product C2, C3)."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.contacts import ChildContacts, ContactFacts, Eligible, eligibility
from app.domain.preferences import Channel, Purpose
from app.domain.reasons import Reason
from app.domain.remedies import what_to_do

# As staff read them: what a practice sends most comes first.
_ORDER = (Purpose.REMINDERS, Purpose.RECALLS, Purpose.NOTICES, Purpose.PORTAL)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The same answer for ``purposes``: over which channel, or why not and what staff can do."""

    purposes: tuple[Purpose, ...]
    channel: Channel | None
    reason: Reason | None
    remedy: str


def verdicts(contact: ContactFacts, child: ChildContacts) -> tuple[Verdict, ...]:
    """Purposes with the same answer together, the one with the reminders first."""
    found: dict[tuple[Channel | None, Reason | None], list[Purpose]] = {}
    for purpose in _ORDER:
        found.setdefault(_answer(contact, child, purpose), []).append(purpose)
    return tuple(
        Verdict(tuple(purposes), channel, reason, what_to_do(reason) if reason else "")
        for (channel, reason), purposes in found.items()
    )


def _answer(
    contact: ContactFacts, child: ChildContacts, purpose: Purpose
) -> tuple[Channel | None, Reason | None]:
    found = eligibility(contact, child, purpose)
    return (found.channel, None) if isinstance(found, Eligible) else (None, found.reason)
