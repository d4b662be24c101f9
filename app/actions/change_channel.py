"""Staff change what a channel sends from and how often it tries (product G4): all fields, or nothing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actions.read_addresses import email_of, phone_of
from app.actions.write_audit import Actor
from app.actions.write_changes import ChangedMeanwhile, Outcome, Refused, write_changes
from app.domain.channel_form import NAMED, TypedChannel, field_of, read_channel
from app.domain.form_reading import FormReading, state_of
from app.domain.preferences import Channel
from app.models.channel_facts import OF_PLACES, lasting_setup, typed_channel
from app.models.last_change import last_change

LIVE = (
    "This channel is live from {sender}. Put it back into the sandbox first, change the sender, check the"
    " connection and activate it again."
)


def change_channel(
    session: Session, now: datetime, actor: Actor, channel: Channel, typed: TypedChannel, seen: str
) -> Outcome:
    """``seen`` is the state the form was made from.

    A live channel keeps its sender: what is not verified never sends (L5).
    """
    reading = FormReading()
    values = _values(reading, channel, typed)
    row = lasting_setup(session, now, channel)
    if row.activated_at is not None and values["sender"] != row.sender:
        reading.refuse(field_of(channel, "sender"), LIVE.format(sender=row.sender))
    if reading.faults:
        return Refused(reading.faults)
    if seen != state_of(typed_channel(row)):
        return ChangedMeanwhile(last_change(session, "channel", row.id))
    saved = write_changes(session, now, actor, "channel", row, values)
    if saved.changed:
        row.changed_at = now
    return saved


def _values(reading: FormReading, channel: Channel, typed: TypedChannel) -> dict[str, Any]:
    values = read_channel(reading, channel, typed)
    values["sender"] = _sender(reading, channel, typed.sender)
    if channel is Channel.EMAIL:
        values["reply_to"] = email_of(reading, field_of(channel, "reply_to"), typed.reply_to)
    return values


def _sender(reading: FormReading, channel: Channel, typed: str) -> str:
    field = field_of(channel, "sender")
    if channel in NAMED:
        return email_of(reading, field, typed)
    if channel not in OF_PLACES:
        return reading.text(field, typed, 200)
    return phone_of(reading, field, typed)
