"""Put words into an envelope: who it comes from, where it goes, how long it is of use (product A2, D3)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.actions.read_claimed import Office
from app.actions.render_message import Rendered
from app.domain.call_turns import CallTurn, Spoken
from app.domain.languages import Language
from app.domain.preferences import AddressKind, Channel
from app.models import ChannelSetup, Message, Practice
from app.models.channel_facts import may_send_from
from app.providers.port import Envelope


class Worded(NamedTuple):
    """A message in words.

    ``place_number`` is the number of the visit's place that texts and calls come from, where it has its
    own (A2). ``useful_until`` and ``start_by`` are UTC: its last useful moment (D3), and the last at which
    a call to a provider may begin, which is no later (D2). ``kept`` are the words that stay with the
    message where they are not those that leave. ``call`` is the opening of a phone call that asks for keys.
    ``addressee`` is the name above the address of a letter or a fax. ``kind`` says which of the contact's
    addresses it is, where that was looked up now. ``unsubscribe_url`` is a broadcast's one-click way out.
    """

    message: Message
    rendered: Rendered
    address: str
    place_number: str = ""
    link_id: int | None = None
    useful_until: datetime | None = None
    start_by: datetime | None = None
    kept: Rendered | None = None
    call: CallTurn | None = None
    addressee: str = ""
    kind: AddressKind | None = None
    unsubscribe_url: str = ""


def reference(message_id: int, resends: int = 0) -> str:
    """The name we give a message towards its provider: the same on every try, another on a resend (G4)."""
    return f"m{message_id}-{resends}" if resends else f"m{message_id}"


def fill_envelope(office: Office, worded: Worded) -> Envelope:
    """The message as it leaves, from the number or address its practice has for the channel."""
    message, rendered, practice = worded.message, worded.rendered, office.practice
    setup = office.setups.get(message.channel or "")
    return Envelope(
        practice_id=practice.id,
        reference=reference(message.id, message.resends),
        channel=message.channel or "",
        address=worded.address,
        sender=_sender(worded, setup, practice),
        language=rendered.language,
        subject=rendered.subject,
        body=rendered.body,
        html=rendered.html,
        sender_name=(setup and setup.sender_name) or practice.name,
        reply_to=(setup and setup.reply_to) or "",
        not_after=worded.useful_until,
        call=worded.call or _said_once(worded),
        addressee=worded.addressee,
        unsubscribe_url=worded.unsubscribe_url,
    )


def _said_once(worded: Worded) -> CallTurn | None:
    """A call that was written by hand is read out, and ends."""
    if worded.message.channel != Channel.VOICE:
        return None
    return CallTurn((Spoken(worded.rendered.body, Language(worded.rendered.language)),))


def _sender(worded: Worded, setup: ChannelSetup | None, practice: Practice) -> str:
    """A fax leaves as a mail to its gateway; a letter comes from a postal address."""
    own = (setup and setup.sender) or ""
    match worded.message.channel:
        case Channel.EMAIL | Channel.FAX:
            return own or practice.email or practice.name
        case Channel.LETTER:
            return own or practice.address or practice.name
        case _:
            return _number(worded, setup, practice.phone)


def _number(worded: Worded, setup: ChannelSetup | None, phone: str) -> str:
    """The place's own number, once it was checked where the channel is live (L5); else the practice's."""
    if worded.place_number and (setup is None or may_send_from(setup, worded.place_number)):
        return worded.place_number
    return (setup and setup.sender) or phone
