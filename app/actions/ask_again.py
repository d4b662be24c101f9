"""Ask at sending whether messages put into words long before may still go (product C6, D3, H5, I1, G2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actions.decide_again import end_message
from app.actions.decide_offers import refused_offers
from app.actions.plan_renewals import refused_renewals
from app.domain.reasons import Reason
from app.domain.wording.reply_words import Told
from app.models import Address, Message, PatientContact

AUTOMATIC_REPLY = "reply"
"""The type of our answer to a text: whoever wrote STOP is still told that it worked (I1)."""


def refused(session: Session, now: datetime, messages: Sequence[Message]) -> set[int]:
    """The ids of those that do not go now, which is written down: too late, not wanted there any more, an
    offer of a time that is gone, or a reminder of what was renewed.
    """
    values = {message.address for message in messages}
    rows = session.scalars(select(Address).where(Address.value.in_(values))).all() if values else []
    addresses = {row.value: row for row in rows}
    held = _held(session, messages)
    found = refused_offers(session, now, messages) | refused_renewals(session, now, messages)
    for message in messages:
        if message.id in found:
            continue
        reason = _reason(now, message, addresses.get(message.address), message.contact_id in held)
        if reason is not None:
            end_message(message, now, reason)
            found.add(message.id)
    return found


def _held(session: Session, messages: Sequence[Message]) -> set[int]:
    """The contacts who said that none of their children is theirs (H5)."""
    people = {message.contact_id for message in messages} - {None}
    if not people:
        return set()
    ties = select(PatientContact.contact_id).where(PatientContact.contact_id.in_(people))
    all_held = func.bool_and(PatientContact.held_at.is_not(None))
    return set(session.scalars(ties.group_by(PatientContact.contact_id).having(all_held)))


def _reason(now: datetime, message: Message, address: Address | None, held: bool) -> Reason | None:
    if message.expires_at is not None and now > message.expires_at:
        return Reason.EXPIRED
    if held and message.type != AUTOMATIC_REPLY:
        return Reason.HELD
    if address is not None and address.suppressed_at is not None:
        # Whoever says "wrong number" is told that it worked, and nothing more.
        return None if message.variant == Told.WRONG_NUMBER else Reason.SUPPRESSED_ADDRESS
    stopped = address is not None and message.channel in address.stopped
    return Reason.OPTED_OUT if stopped and message.type != AUTOMATIC_REPLY else None
