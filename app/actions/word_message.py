"""Put a claimed message about visits into words for where its contact is reached now (product F1, C1, D2)."""

from __future__ import annotations

from datetime import datetime

from app.actions.decide_again import address_kind, open_times
from app.actions.fill_envelope import Worded
from app.actions.read_claimed import ClaimedMessage, Desk
from app.actions.render_message import render_message
from app.actions.say_message import say_message
from app.domain.open_windows import open_until
from app.domain.preferences import Channel
from app.links import LinkSigner
from app.models import Message
from app.models.facts import ADDRESS_COLUMNS

_ROOMY = (Channel.EMAIL, Channel.FAX, Channel.LETTER)


def word_message(
    now: datetime, desk: Desk, claimed: ClaimedMessage, link_id: int | None, signer: LinkSigner
) -> Worded:
    """The words as seen at ``now`` (UTC). ``link_id`` is that of the family's page, None for none."""
    link = signer.url(link_id) if link_id else ""
    message, first = claimed.message, claimed.lines[0]
    useful_until = message.expires_at or first.appointment.starts_at
    closing = open_until(now, open_times(desk, claimed, now))
    worded = Worded(
        message,
        render_message(now, desk.office, claimed, link, _preferences_url(signer, message)),
        _address(desk, claimed),
        place_number=first.location.sender or "",
        link_id=link_id,
        useful_until=useful_until,
        start_by=min(useful_until, closing or useful_until),
        addressee=_addressee(claimed),
        kind=address_kind(claimed),
    )
    versions = {line.appointment.id: line.appointment.version for line in claimed.lines}
    return say_message(worded, desk.office, claimed.rule, signer.calls, versions)


def _preferences_url(signer: LinkSigner, message: Message) -> str:
    """Texts and calls have no room for it."""
    return signer.preferences_url(message.contact_id or 0) if message.channel in _ROOMY else ""


def _addressee(claimed: ClaimedMessage) -> str:
    contact = claimed.lines[0].contact(claimed.message.contact_id or 0)
    return contact.contact.name if contact else ""


def _address(desk: Desk, claimed: ClaimedMessage) -> str:
    """Where the contact is reached now; it may have a new number since the message was planned."""
    contact = claimed.lines[0].contact(claimed.message.contact_id or 0)
    held = getattr(contact.contact, ADDRESS_COLUMNS[address_kind(claimed)]) if contact else None
    address = desk.addresses.get(held) if held else None
    return address.value if address else claimed.message.address
