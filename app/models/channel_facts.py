"""One channel of a practice: its row, what its form shows, and every sender its messages come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.domain.channel_form import TypedChannel
from app.domain.preferences import Channel
from app.models.channel import ChannelSetup
from app.models.practice import Location

OF_PLACES = (Channel.TEXT, Channel.VOICE)
"""Channels over which a location may send from a number of its own (A2)."""

SHARED: Mapping[Channel, tuple[Channel, ...]] = {
    Channel.TEXT: OF_PLACES,
    Channel.VOICE: OF_PLACES,
    Channel.EMAIL: (Channel.EMAIL,),
}
"""Channels whose sender is one practice's alone in an installation, and the channels it is looked for at."""

# Who asks next waits until the answer before it is settled, so that two practices never both hear "free".
_IN_TURN = select(func.pg_advisory_xact_lock(func.hashtextextended("live senders", 0)))

# By the senders it was checked for: a location's own number is its practice's too.
_TAKEN = text("""
select exists (
    select from channel_setup s join practice p on p.id = s.practice_id
    where s.practice_id <> :practice_id and not p.demo and s.activated_at is not null
      and s.channel = any (:channels)
      and string_to_array(s.sender || ',' || s.verified_sender, ',') && cast(:numbers as text[])
)
""")


class Sender(NamedTuple):
    """A number or address, and the location that sends from it; without one the practice does."""

    value: str
    place: str = ""


def channel_setup(session: Session, channel: Channel) -> ChannelSetup | None:
    """The row of the session's practice; None while nobody has set anything."""
    return session.scalar(select(ChannelSetup).where(ChannelSetup.channel == channel))


def lasting_setup(session: Session, now: datetime, channel: Channel) -> ChannelSetup:
    """The row, locked; a new one with the usual values where there was none."""
    new = {"practice_id": session.info["practice_id"], "channel": channel.value, "changed_at": now}
    session.execute(insert(ChannelSetup).values(new).on_conflict_do_nothing())
    return session.scalars(
        select(ChannelSetup).where(ChannelSetup.channel == channel).with_for_update()
    ).one()


def typed_channel(row: ChannelSetup | None) -> TypedChannel:
    """The fields of its form."""
    if row is None:
        return TypedChannel()
    return TypedChannel(
        sender=row.sender,
        sender_name=row.sender_name,
        reply_to=row.reply_to,
        resends=str(row.resends),
        resend_minutes=str(row.resend_minutes),
        stop_at=row.stop_at.isoformat("minutes") if row.stop_at else "",
        restart_unfinished=row.restart_unfinished,
    )


def senders(session: Session, channel: Channel, row: ChannelSetup | None) -> tuple[Sender, ...]:
    """Whatever messages of this channel come from, the practice's own first."""
    own = row.sender if row else ""
    if channel not in OF_PLACES:
        return (Sender(own),)
    places = session.execute(
        select(Location.sender, Location.name)
        .where(Location.sender.is_not(None), Location.sender.not_in(["", own]))
        .order_by(Location.name)
    )
    return (Sender(own), *(Sender(place.sender, place.name) for place in places))


def sender_mark(found: Sequence[Sender]) -> str:
    """What a check was made for: another number of any place is another mark."""
    return ",".join(sorted({each.value for each in found}))


def is_checked(row: ChannelSetup | None, found: Sequence[Sender]) -> bool:
    """Was the connection found right for exactly these senders (L5)?"""
    return row is not None and row.verified_at is not None and row.verified_sender == sender_mark(found)


def may_send_from(row: ChannelSetup, number: str) -> bool:
    """Does a channel that is live know this number from a check (L5)? In the sandbox any number does."""
    return row.activated_at is None or number in row.verified_sender.split(",")


def is_taken(session: Session, channel: Channel, found: Sequence[Sender]) -> bool:
    """Is another practice live from one of these senders? Answers of families would reach the wrong one."""
    asked = {
        "practice_id": session.info["practice_id"],
        "numbers": [each.value for each in found if each.value],
        "channels": [each.value for each in SHARED.get(channel, ())],
    }
    return channel in SHARED and bool(session.scalar(_TAKEN, asked))


def hold_senders(session: Session) -> None:
    """What ``is_taken`` says stays true until the transaction ends. Call it before any row is locked."""
    session.connection().execute(_IN_TURN)
