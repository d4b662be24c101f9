"""Lay out what the recipients of a mailing get: when, how long it helps, or why nothing (product K1, D2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.read_claimed import Office, read_office
from app.actions.stretch_windows import Hours, windows_around
from app.domain.languages import Language
from app.domain.mailings import useful_until
from app.domain.open_windows import next_open
from app.domain.reasons import Reason
from app.domain.recipients import Recipient
from app.domain.wording.mailing_texts import MailingContent, language_of_mailing
from app.models import AppointmentRow, Location, Mailing
from app.models.among import among
from app.models.mailing_content import mailing_content
from app.models.mailing_facts import is_about_visits, rule_of_mailing


class MailingRow(NamedTuple):
    """A message to be: ``reason`` says why it never goes; it is due at ``due_at`` and of use until ``last``,
    both UTC. ``key`` makes writing it twice impossible (E5).
    """

    key: str
    recipient: Recipient
    reason: Reason | None
    due_at: datetime
    last: datetime


class _First(NamedTuple):
    """The first of a recipient's visits; ``place_id`` is that of its location."""

    starts_at: datetime
    place_id: int


def lay_out_mailing(
    session: Session, now: datetime, mailing: Mailing, found: Sequence[Recipient]
) -> list[MailingRow]:
    """A row for each recipient of the session's practice, in their order, as seen at ``now`` (UTC)."""
    clerk = _Clerk(session, now, mailing, found)
    return [clerk.row(each) for each in found]


class _Clerk:
    """What is looked up once for some recipients."""

    def __init__(self, session: Session, now: datetime, mailing: Mailing, found: Sequence[Recipient]) -> None:
        self._now = now
        self._mailing = mailing
        self._office = read_office(session)
        self._places = {row.id: row for row in session.scalars(select(Location))}
        told = is_about_visits(mailing)
        self._visits = _visits(session, {number for each in found for number, _ in each.appointments if told})
        self._rule = rule_of_mailing(mailing) if told else None
        self._content = None if told else mailing_content(session, self._office.practice, mailing)

    def row(self, recipient: Recipient) -> MailingRow:
        """Due as soon as its place sends messages, unless that is too late (D2)."""
        mailing, now = self._mailing, self._now
        first = min((self._visits[number] for number, _ in recipient.appointments), default=None)
        last = useful_until(mailing.type, mailing.send_at or now, first and first.starts_at)
        reason = recipient.reason or self._wordless(recipient)
        opening = None if reason else next_open(now, windows_around(self._hours(recipient, first), now, now))
        if reason is None and (opening is None or opening > last):
            reason = Reason.TOO_LATE if now > last else Reason.NO_OPEN_WINDOW
        return MailingRow(_key(mailing, recipient), recipient, reason, opening or now, last)

    def _wordless(self, recipient: Recipient) -> Reason | None:
        """Nothing was written in the contact's language, nor in that of the practice (F7)."""
        if self._content is None or has_words(self._content, self._office, recipient):
            return None
        return Reason.NO_LANGUAGE

    def _hours(self, recipient: Recipient, first: _First | None) -> Hours:
        channel = recipient.channel or ""
        if first is None or self._rule is None:
            return self._office.usual_hours(channel)
        place = self._places[first.place_id]
        where = place.timezone or self._office.practice.timezone
        return self._office.hours_at(place, self._rule, where, channel)


def has_words(content: MailingContent, office: Office, recipient: Recipient) -> bool:
    """Is there something to say in a language for this recipient? A recall has words in every language."""
    if not content.texts or recipient.channel is None:
        return True
    fallback = Language(office.practice.fallback_language)
    found = language_of_mailing(
        content.texts, recipient.channel, recipient.language, fallback, content.offered
    )
    return found is not None


def _visits(session: Session, ids: Collection[int]) -> dict[int, _First]:
    rows = session.execute(
        select(AppointmentRow.id, AppointmentRow.starts_at, AppointmentRow.location_id).where(
            among(AppointmentRow.id, ids)
        )
    )
    return {row.id: _First(row.starts_at, row.location_id) for row in rows}


def _key(mailing: Mailing, recipient: Recipient) -> str:
    """One message a contact, and about visits one for each that it is told of together (D7)."""
    part = f":{recipient.part}" if recipient.part else ""
    return f"mailing:{mailing.id}:{recipient.contact_id}{part}"
