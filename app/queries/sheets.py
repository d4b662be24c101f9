"""Letters and faxes as they go on paper: the words as they were kept, and who writes to whom (F1, F4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.preferences import Channel
from app.models import ChannelSetup, Contact, Message, Practice

ON_PAPER = (Channel.LETTER, Channel.FAX)
"""The channels that end on paper."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One message for paper. ``address`` is a postal address in one line with commas, or a fax number.

    ``sender_name`` is the practice, ``sender`` the postal address it writes letters from.
    """

    channel: str
    sender_name: str
    sender: str
    addressee: str
    address: str
    subject: str
    body: str
    language: str


def sheets(session: Session, message_ids: Sequence[int]) -> Iterator[Sheet]:
    """The letters and faxes among these messages of the practice, in the order asked for."""
    practice = session.get_one(Practice, session.info["practice_id"])
    setups = {row.channel: row for row in session.scalars(select(ChannelSetup))}
    rows = session.execute(
        select(Message, Contact.name)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .where(Message.id.in_(message_ids), Message.channel.in_(ON_PAPER))
    )
    found = {message.id: (message, name or "") for message, name in rows}
    for message, name in (found[each] for each in message_ids if each in found):
        yield _sheet(practice, setups.get(message.channel or ""), message, name)


def _sheet(practice: Practice, setup: ChannelSetup | None, message: Message, name: str) -> Sheet:
    own = setup.sender if setup and message.channel == Channel.LETTER else ""
    return Sheet(
        channel=message.channel or "",
        sender_name=(setup and setup.sender_name) or practice.name,
        sender=own or practice.address,
        addressee=name,
        address=message.address,
        subject=message.subject,
        body=message.body,
        language=message.language,
    )
