"""One channel of a practice as somebody typed it (product G4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.domain.form_reading import FormReading
from app.domain.preferences import Channel

MOST_RESENDS = 5
LEAST_MINUTES, MOST_MINUTES = 1, 1440
NAMED = (Channel.EMAIL, Channel.FAX)
"""Those whose sender is an address that mails come from, with a name beside it."""
REPEATED = (Channel.TEXT, Channel.VOICE, Channel.EMAIL, Channel.FAX)
"""Those with resends and a stop time: a letter waits to be printed and knows neither."""


@dataclass(frozen=True, slots=True)
class TypedChannel:
    """The fields as text; ``stop_at`` is empty where the channel has no stop time of its own."""

    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    resends: str = "2"
    resend_minutes: str = "15"
    stop_at: str = ""
    restart_unfinished: bool = True


def field_of(channel: Channel, name: str) -> str:
    """What the field is called in the form: the page holds every channel's."""
    return f"{name}-{channel}"


def read_channel(reading: FormReading, channel: Channel, typed: TypedChannel) -> dict[str, Any]:
    """The values by column, except ``sender`` and ``reply_to``, which are read by what knows their writing.

    A channel without resends keeps those of a new one.
    """
    if channel not in REPEATED:
        return {}
    values = _again(reading, channel, typed)
    if channel in NAMED:
        values["sender_name"] = reading.text(field_of(channel, "sender_name"), typed.sender_name, 80)
    return values


def _again(reading: FormReading, channel: Channel, typed: TypedChannel) -> dict[str, Any]:
    stop_field = field_of(channel, "stop_at")
    stop_at = reading.clock(stop_field, typed.stop_at) if typed.stop_at.strip() else None
    if stop_at is not None and stop_field not in reading.faults and not (stop_at.hour or stop_at.minute):
        reading.refuse(stop_field, "At midnight nothing could ever go out. Choose a later time, e.g. 20:00.")
    return {
        "resends": reading.number(
            field_of(channel, "resends"),
            typed.resends,
            0,
            MOST_RESENDS,
            f"Write 0 to {MOST_RESENDS} more tries, for example 2.",
        ),
        "resend_minutes": reading.number(
            field_of(channel, "resend_minutes"),
            typed.resend_minutes,
            LEAST_MINUTES,
            MOST_MINUTES,
            f"Write {LEAST_MINUTES} to {MOST_MINUTES} minutes, for example 15.",
        ),
        "stop_at": stop_at,
        "restart_unfinished": typed.restart_unfinished,
    }
