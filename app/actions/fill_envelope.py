"""Put words into an envelope: who it comes from, where it goes, how long it is of use (product A2, D3)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from app.actions.read_claimed import Office
from app.actions.render_message import Rendered
from app.domain.call_turns import CallTurn, Spoken
from app.domain.languages import Language
from app.domain.preferences import Channel
from app.models import Message
from app.providers.port import Envelope


class Worded(NamedTuple):
    """A message in words.

    ``place_number`` is the number of the visit's place that texts and calls come from, where it has its
    own (A2). ``useful_until`` and ``start_by`` are UTC: its last useful moment (D3), and the last at which
    a call to a provider may begin, which is no later (D2). ``kept`` are the words that stay with the
    message where they are not those that leave. ``call`` is the opening of a phone call that asks for keys.
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


def reference(message_id: int, resends: int = 0) -> str:
    """The name we give a message towards its provider: the same on every try, another on a resend (G4)."""
    return f"m{message_id}-{resends}" if resends else f"m{message_id}"


def fill_envelope(office: Office, worded: Worded) -> Envelope:
    """The message as it leaves, from the number or address its practice has for the channel."""
    message, rendered, practice = worded.message, worded.rendered, office.practice
    setup = office.setups.get(message.channel or "")
    by_mail = message.channel == Channel.EMAIL
    own = (setup and setup.sender) or ""
    return Envelope(
        practice_id=practice.id,
        reference=reference(message.id, message.resends),
        channel=message.channel or "",
        address=worded.address,
        sender=own or practice.email or practice.name if by_mail else _number(worded, own, practice.phone),
        language=rendered.language,
        subject=rendered.subject,
        body=rendered.body,
        html=rendered.html,
        sender_name=(setup and setup.sender_name) or practice.name,
        reply_to=(setup and setup.reply_to) or "",
        not_after=worded.useful_until,
        call=worded.call or _said_once(worded),
    )


def _said_once(worded: Worded) -> CallTurn | None:
    """A call that was written by hand is read out, and ends."""
    if worded.message.channel != Channel.VOICE:
        return None
    return CallTurn((Spoken(worded.rendered.body, Language(worded.rendered.language)),))


def _number(worded: Worded, own: str, phone: str) -> str:
    return worded.place_number or own or phone
