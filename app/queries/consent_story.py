"""What contacts said about consent for some children, newest first (product C5)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.consent import Consent
from app.domain.consent_words import source_words
from app.domain.preferences import Channel, Purpose
from app.domain.staff_words import CHANNELS, PURPOSES
from app.models import ConsentEvent, Contact, StaffUser


@dataclass(frozen=True, slots=True)
class ConsentStep:
    """One thing said. ``at`` (UTC) is when it was written down, ``said_on`` the day it was said, if another.

    ``ways`` are words: "reminders by text, email". ``who`` is the staff user, empty for the schedule.
    """

    patient_id: int
    contact_id: int
    contact: str
    state: Consent
    ways: str
    source: str
    who: str
    said_on: date | None
    at: datetime


def consent_story(session: Session, patient_ids: Collection[int]) -> dict[int, list[ConsentStep]]:
    """By child, also of contacts who were taken off it. A merged contact's words count as the other's."""
    rows = session.execute(
        select(ConsentEvent, func.coalesce(Contact.merged_into_id, Contact.id), Contact.name, StaffUser.name)
        .join(Contact, Contact.id == ConsentEvent.contact_id)
        .outerjoin(StaffUser, StaffUser.id == ConsentEvent.staff_id)
        .where(ConsentEvent.patient_id.in_(patient_ids))
        .order_by(ConsentEvent.id.desc())
    )
    found: dict[int, list[ConsentStep]] = {}
    for event, contact_id, name, who in rows:
        found.setdefault(event.patient_id, []).append(_step(event, contact_id, name, who or ""))
    return found


def _step(event: ConsentEvent, contact_id: int, name: str, who: str) -> ConsentStep:
    return ConsentStep(
        patient_id=event.patient_id,
        contact_id=contact_id,
        contact=name,
        state=Consent(event.state),
        ways=_ways(event.pairs),
        source=source_words(event.source),
        who=who,
        said_on=event.said_on,
        at=event.at,
    )


def _ways(pairs: Collection[str]) -> str:
    """Purposes with their ways, e.g. "Reminders by text and email; Recalls by text"."""
    parts = []
    for purpose, words in PURPOSES.items():
        held = [channel for channel in Channel if f"{purpose.value}:{channel.value}" in pairs]
        if len(held) == len(Channel):
            parts.append(f"{words} by every way")
        elif held:
            parts.append(f"{words} by {' and '.join(CHANNELS[each].lower() for each in held)}")
    if len(parts) == len(Purpose) and all(part.endswith("every way") for part in parts):
        return "Everything, by every way"
    return "; ".join(parts)
