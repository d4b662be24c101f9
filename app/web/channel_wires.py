"""What is entered elsewhere for a channel: settings of the server, addresses at the vendor (product L5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for

from app.domain.preferences import Channel
from app.settings import wanted_for

_MODES = {
    Channel.TEXT: "provider_sms",
    Channel.VOICE: "provider_voice",
    Channel.EMAIL: "provider_email",
    Channel.FAX: "provider_fax",
    Channel.LETTER: "provider_letter",
}
_EVENTS = ("Event Webhook at SendGrid", "sendgrid_events.events", "sendgrid_events")
# What the vendor calls it, our page, and under which name its last call is remembered.
_HOOKS = {
    Channel.TEXT: (
        ("Messages, Inbound URL at Vonage", "vonage_messages.inbound", "vonage_inbound"),
        ("Messages, Status URL at Vonage", "vonage_messages.status", "vonage_status"),
    ),
    Channel.VOICE: (
        ("Voice, Answer URL at Vonage", "vonage_voice.answer", "vonage_voice"),
        ("Voice, Event URL at Vonage", "vonage_voice.event", "vonage_voice"),
    ),
    Channel.EMAIL: (_EVENTS,),
    Channel.FAX: (_EVENTS,),
    Channel.LETTER: (),
}


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address of ours that a vendor must know; ``last`` (UTC) is its last rightly signed call."""

    words: str
    url: str
    last: datetime | None


def webhooks_of(channel: Channel, heard: Mapping[str, datetime]) -> list[Webhook]:
    """In the order of the vendor's page. ``heard`` is when each was last called."""
    base = current_app.extensions["deskbell.settings"].base_url
    return [
        Webhook(words, base + url_for(endpoint), heard.get(name)) for words, endpoint, name in _HOOKS[channel]
    ]


def needed_settings(channel: Channel) -> tuple[str, ...]:
    """The settings that let this installation send over the channel."""
    return wanted_for(_MODES[channel])
